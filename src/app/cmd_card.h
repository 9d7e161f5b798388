/* cilingir card info|certs|change-pin|unlock: the card that is in the reader,
 * for scripts and help desks.  Through the same helper and the same guard as
 * the screens: no try is spent without a value that came on standard input,
 * and for the last one (or where nobody knows how many there are) --last-try
 * has to be said. */
#ifndef APP_CMD_CARD_H
#define APP_CMD_CARD_H

struct config;
struct options;

/* Told apart from the statuses of run.h. */
enum {
	CARD_EXIT_ABSENT = 4,	/* no service, no reader, no card, or mute */
	CARD_EXIT_UNABLE = 5,	/* this card is unknown or cannot do that */
	CARD_EXIT_REFUSED = 6,	/* a value that was not sent */
	CARD_EXIT_WRONG = 7,	/* the card said no: a try is gone */
	CARD_EXIT_UNKNOWN = 8	/* sent, and what became of it is not known */
};

int cmd_card(const struct options *options, const struct config *config);

#endif
