/* Several readers: what is in each, and which one is in use.  Two calls under
 * the contract of card.h. */
#ifndef CARD_READERS_H
#define CARD_READERS_H

#include <stddef.h>

#include "base/err.h"
#include "card/card.h"

#define CARD_READERS_MAX 16

/* `list` is valid during the call; without ERR_OK it is empty. */
typedef void (*card_readers_fn)(void *arg, enum err e,
    const struct card_info *list, size_t count);

struct card_reader_ops {
	/* Read the card in every reader; spends no try.  An empty reader is
	 * in the list too.  ERR_NO_PCSCD, ERR_PCSCD_VERSION, ERR_CARD_MUTE
	 * (one of the cards hangs). */
	enum err (*list)(struct card *card, int64_t deadline,
	    card_readers_fn done, void *arg);

	/* Where more than one reader holds a card, use the one of that name
	 * from now on; "": whichever.  The watcher is told what is in it. */
	enum err (*choose)(struct card *card, const char *reader);
};

#endif
