/* Where cards come from: the readers of pcscd (watch_pcsc.h) or a card in
 * memory (helper/source_mem.h). */
#ifndef CARD_SOURCE_H
#define CARD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "loop/loop.h"

struct link;
struct source;

/* What can be told without speaking to a card. */
struct source_state {
	enum card_presence presence;	/* CARD_PRESENT: some card, not muted */
	enum err trouble;		/* why there is none: ERR_NO_PCSCD … */
	bool doubtful;			/* a card may be in all the same, and
					 * `changed` does not come: look again
					 * in a moment */
	bool in_use;			/* by this or another program */
	char reader[128];		/* as the service spells it */
	uint8_t atr[CARD_ATR_MAX];
	size_t atr_len;
	uint32_t insertion;		/* changes with every card put in */
	size_t others;			/* readers that hold a card besides */
};

struct source_ops {
	/* Call `changed` from the loop after anything has changed. */
	enum err (*watch)(struct source *source, struct loop *loop,
	    loop_call changed, void *arg);

	/* What is there now, in the reader that is in use. */
	void (*look)(struct source *source, struct source_state *now);

	/* What is in each reader, `max` of them at most.  ERR_NO_PCSCD,
	 * ERR_PCSCD_VERSION. */
	enum err (*list)(struct source *source, struct source_state *list,
	    size_t max, size_t *count);

	/* Where several readers hold a card, the one of that name is in use
	 * from now on; "": whichever. */
	void (*choose)(struct source *source, const char *reader);

	/* Open the card that look() found in `reader`, for this program
	 * alone.  ERR_NO_CARD, ERR_NO_READER, ERR_CARD_MUTE, ERR_CARD_BUSY,
	 * ERR_NO_PCSCD, ERR_PCSCD_VERSION. */
	enum err (*open)(struct source *source, const char *reader,
	    struct link **link);

	/* *source becomes NULL. */
	void (*close)(struct source **source);
};

struct source {
	const struct source_ops *ops;
	bool simulated;
};

#endif
