/* The real side of card/card.h: a helper process (cilingir-card) behind a
 * channel, started at the first call, killed when it misses a deadline, and
 * started anew.  What such an end means depends on how far things were:
 *
 *	identify, unlock_begin		ERR_CARD_MUTE (late), ERR_HELPER_GONE
 *	unlock_finish, PIN not sent	the same
 *	unlock_finish, PIN may be sent	ERR_UNLOCK_UNKNOWN
 *	certificates			as identify
 *	sign, change_pin, puk_unlock	as identify before the helper had it,
 *					then ERR_TRY_UNKNOWN,
 *					ERR_CHANGE_UNKNOWN, ERR_PUK_UNKNOWN
 *
 * "May be sent" begins when progress(CARD_STEP_WRITING) returns: only then
 * does the helper get its go-ahead, so the journal must be written by then. */
#ifndef CARD_CLIENT_H
#define CARD_CLIENT_H

#include <stdbool.h>

#include "base/err.h"
#include "card/card.h"

struct child;
struct loop;

#define CARD_CLIENT_READ_MS 10000	/* for reading a card that arrived */
#define CARD_CLIENT_CANCEL_MS 2000	/* until a cancelled helper is killed */

struct card_client_config {
	const char *program;	/* path of cilingir-card, absolute */
	const char *cards;	/* path of cards.yaml */
	const char *link;	/* "pcsc" or "memory" */
	const char *state;	/* memory: the card's file; else NULL */
	const char *reader;	/* pcsc: part of a reader's name, or NULL */
	bool pads;		/* PINs may be typed on a reader's own keys */
	bool puk;		/* a PUK may be sent to a card that takes one */
	int read_ms;		/* 0: CARD_CLIENT_READ_MS */
};

/* Copies what it needs.  Starts nothing yet.  ERR_ARGUMENT: the program's
 * path is not absolute. */
MUST_CHECK enum err card_client_new(struct loop *loop,
    const struct card_client_config *config, struct card **card);

/* The helper's process id while it runs, else 0: for tests and the log. */
int card_client_pid(const struct card *card);

#endif
