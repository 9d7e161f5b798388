/* card.h without a card: does what a test says and notes what was asked.
 * Nothing completes before fake_card_step(). */
#ifndef FAKE_CARD_H
#define FAKE_CARD_H

#include <stdbool.h>
#include <stddef.h>

#include "card/card.h"
#include "fake/fake_log.h"

/* How unlock_finish goes. */
enum fake_finish {
	FAKE_WRITES,		/* as it should */
	FAKE_REFUSES,		/* the cryptogram: before the PIN is sent */
	FAKE_KEEPS_OLD_PIN,	/* the PIN was sent and refused */
	FAKE_LOST_BEFORE,	/* sent, no answer, nothing was written */
	FAKE_LOST_AFTER,	/* sent, no answer, but it was written */
	FAKE_GONE_EARLY,	/* after "authenticating" */
	FAKE_HELPER_DIES	/* after "writing", no result; was written */
};

enum fake_card_op { FAKE_NONE, FAKE_IDENTIFY, FAKE_BEGIN, FAKE_FINISH };

struct fake_card {
	struct card card;
	struct fake_log *log;

	/* the script */
	struct card_info info;		/* what is in the reader */
	enum err identify, begin;	/* how these end */
	enum fake_finish finish;
	enum err finish_error;		/* for the ways that fail */
	enum fake_card_op fails;	/* calls of this kind return: */
	enum err fails_with;
	size_t challenge_len;
	bool stays_locked;		/* says yes, counts nothing */
	/* Called at each point of an operation ("identify", "begin",
	 * "authenticate", "write", "sent", "done"); a test may stop the world there. */
	void (*at)(void *arg, const char *point);
	void *at_arg;

	/* the record */
	unsigned identified, begun, finished, cancelled, pins_sent;
	char pin[64];			/* that the card has now, "" the old */

	/* private */
	enum fake_card_op op;
	const struct secret *new_pin;
	bool open, stop;
	card_watch_fn watch;
	card_info_fn on_info;
	card_challenge_fn on_challenge;
	card_progress_fn on_progress;
	card_result_fn on_result;
	void *arg, *watch_arg;
};

/* A locked AKİS card in the reader, everything goes well. */
void fake_card_init(struct fake_card *f, struct fake_log *log);

/* Complete what is under way; false: nothing was. */
bool fake_card_step(struct fake_card *f);

/* Put another card in, take it out; whoever watches is told. */
void fake_card_insert(struct fake_card *f, uint8_t last_byte, int tries);
void fake_card_remove(struct fake_card *f);
void fake_card_tell(struct fake_card *f);

#endif
