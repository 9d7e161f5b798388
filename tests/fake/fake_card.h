/* card.h without a card: does what a test says and notes what was asked.
 * Nothing completes before fake_card_step(). */
#ifndef FAKE_CARD_H
#define FAKE_CARD_H

#include <stdbool.h>
#include <stddef.h>

#include "card/card.h"
#include "card/readers.h"
#include "card/relay.h"
#include "card/tools.h"
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

enum fake_card_op {
	FAKE_NONE, FAKE_IDENTIFY, FAKE_BEGIN, FAKE_FINISH, FAKE_CERTIFICATES,
	FAKE_SIGN, FAKE_CHANGE, FAKE_PUK, FAKE_CERTIFICATE, FAKE_READERS,
	FAKE_RELAY
};

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
	enum err relay;			/* how a command passed on ends … */
	unsigned relay_fails_at;	/* … the n-th, from 1; 0: each */
	bool stays_locked;		/* says yes, counts nothing */
	struct card_info readers[CARD_READERS_MAX];	/* what list() says */
	size_t reader_count;
	struct card_certs certs;	/* what certificates() reads … */
	enum err certificates;		/* … and how it ends */
	const char *right_pin, *right_puk;	/* others cost a try */
	const char *keys[2];		/* typed on the reader's own: PIN, new
					 * one; for a value that is NULL */
	int puk_tries;
	bool tells_puk;			/* the tries of the PUK */
	/* ERR_OK: as the value and the tries say.  Else the end of sign,
	 * change_pin and puk_unlock; for the three *_UNKNOWN errors the value
	 * was sent, and took effect if `took_effect`. */
	enum err typed;
	bool took_effect;
	/* Called at each point of an operation ("identify", "begin",
	 * "authenticate", "write", "sent", "done"); a test may stop the world there. */
	void (*at)(void *arg, const char *point);
	void *at_arg;

	/* the record */
	unsigned identified, begun, finished, cancelled, pins_sent;
	char pin[64];			/* that the card has now, "" the old */
	unsigned relayed;		/* commands passed on */
	uint8_t cryptogram[CARD_CRYPTOGRAM_MAX];	/* of unlock_finish */
	size_t cryptogram_len;
	unsigned read, typed_sent;	/* certificates() calls; values sent */
	char chosen[CARD_READER_NAME];	/* reader, by choose() */
	struct card_statement statement;	/* that was signed last */
	char audience[64];

	/* private */
	enum fake_card_op op;
	const struct secret *new_pin, *value;
	bool last_try;
	uint8_t serial[CARD_SERIAL_MAX];
	bool open, stop;
	card_watch_fn watch;
	card_info_fn on_info;
	card_challenge_fn on_challenge;
	card_progress_fn on_progress;
	card_result_fn on_result;
	card_certs_fn on_certs;
	card_der_fn on_der;
	card_readers_fn on_readers;
	card_relay_fn on_relayed;
	card_signed_fn on_signed;
	card_try_fn on_tried;
	void *arg, *watch_arg;
};

/* A locked AKİS card in the reader, everything goes well. */
void fake_card_init(struct fake_card *f, struct fake_log *log);

/* One certificate that signs, valid from 2020 to 2040, is on it. */
#define FAKE_RIGHT_PIN "246813"
#define FAKE_RIGHT_PUK "31415926"
#define FAKE_IDENTITY "10000000146"	/* of its certificate's subject */

/* Complete what is under way; false: nothing was. */
bool fake_card_step(struct fake_card *f);

/* Put another card in, take it out; whoever watches is told. */
void fake_card_insert(struct fake_card *f, uint8_t last_byte, int tries);
void fake_card_remove(struct fake_card *f);
void fake_card_tell(struct fake_card *f);

#endif
