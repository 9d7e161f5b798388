/* An open card: a way to hand it bytes.  Real readers are link_pcsc.h, the
 * card in memory (demo, tests) is vcard/link_mem.h.  Knows no commands: what
 * may be sent is decided above, in exchange.h, and nothing else calls
 * transmit or type.  Lengths are bytes.  Commands and answers are the
 * caller's, and his to wipe. */
#ifndef CARD_LINK_H
#define CARD_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"

struct link;
struct pin_pad;

struct link_ops {
	/* Send `len` bytes and take the whole answer, status word included.
	 * Blocks for as long as the card likes; the process around it has a
	 * watchdog.  ERR_CARD_GONE: fewer than two bytes came, the card was
	 * taken out or somebody reset it.  Any other error (ERR_CARD_MUTE,
	 * ERR_NO_READER, ERR_NO_PCSCD, ERR_IO, ERR_TOO_BIG: the answer does
	 * not fit `size`) means the same for the caller: whether the card
	 * carried the command out is not known, and after it every transmit
	 * fails with ERR_CARD_GONE.  exchange.h makes of it what a person is
	 * told. */
	enum err (*transmit)(struct link *link, const uint8_t *command,
	    size_t len, uint8_t *answer, size_t size, size_t *answer_len);

	/* Keep every other program away from the card until end().
	 * ERR_CARD_GONE, ERR_CARD_MUTE, ERR_NO_PCSCD and the like: there is
	 * no transaction. */
	enum err (*begin)(struct link *link);

	/* End the transaction; `reset` forgets what the card has granted.
	 * Without a begin() it does nothing. */
	void (*end)(struct link *link, bool reset);

	/* A number that changes when the card is taken out or put in; 0 while
	 * there is none or it cannot be told. */
	uint32_t (*insertion)(struct link *link);

	/* The answer to reset; valid as long as the link. */
	const uint8_t *(*atr)(struct link *link, size_t *len);

	/* Ends a transaction that is still open, with a reset of the card.
	 * *link becomes NULL. */
	void (*close)(struct link **link);

	/* The most bytes of data that an answer may have through this reader.
	 * NULL: those of a short command. */
	size_t (*reach)(struct link *link);

	/* What the reader's own keys are good for; `pad` comes all zero.
	 * False, or NULL: it has none, or they are not to be used. */
	bool (*pad)(struct link *link, struct pin_pad *pad);

	/* Have the holder type on them and the reader send what comes of it:
	 * `order` is the structure of pin_pad.h, for `what`.  Takes as long as
	 * the holder does.  The answer, and an error, are as those of
	 * transmit, or
	 * ERR_PAD_FAILED: the reader does not do it after all, or pad() has
	 * not said that it does; nothing was sent. */
	enum err (*type)(struct link *link, enum card_pad what,
	    const uint8_t *order, size_t len, uint8_t *answer, size_t size,
	    size_t *answer_len);
};

/* Every implementation starts with this. */
struct link {
	const struct link_ops *ops;
};

#endif
