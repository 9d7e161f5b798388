/* What the core sees of cards: six asynchronous calls, and five more of what a
 * holder does with the card (card/tools.h).  The real side is card/client.h (a
 * helper process), the other one tests/fake/fake_card.c.
 *
 * Rules that hold behind this interface and not in its callers:
 * nothing here sends a VERIFY; the new PIN goes to the card once, in one
 * RESET RETRY COUNTER after the card has accepted the portal's cryptogram;
 * that pair of commands is never repeated. */
#ifndef CARD_CARD_H
#define CARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct secret;

#define CARD_SERIAL_MAX 32	/* bytes */
#define CARD_ATR_MAX 33
#define CARD_CHALLENGE_MAX 32
#define CARD_CRYPTOGRAM_MAX 80
#define CARD_TRIES_UNKNOWN (-1)
#define CARD_READER_NAME 128	/* bytes, terminated */

enum card_presence {
	CARD_NO_SERVICE,	/* pcscd does not run or refuses us */
	CARD_NO_READER,
	CARD_ABSENT,		/* a reader, no card */
	CARD_MUTE,		/* a card that does not answer to reset */
	CARD_UNKNOWN,		/* no driver knows this ATR */
	CARD_PRESENT
};

/* What can be typed on a reader's own keys, and goes from them to the card
 * without passing this computer. */
enum card_pad {
	CARD_PAD_VERIFY,	/* the PIN */
	CARD_PAD_CHANGE,	/* the PIN, a new one, that again */
	CARD_PADS
};
#define CARD_PAD_ENTRY_S 30	/* a reader waits so long for one value */

/* Values that the holder types, and how long that may take. */
static inline int
card_pad_entries(enum card_pad what)
{
	return what == CARD_PAD_VERIFY ? 1 : 3;
}

static inline int64_t
card_pad_wait_ms(enum card_pad what)
{
	return (int64_t)card_pad_entries(what) * CARD_PAD_ENTRY_S * 1000;
}

#define CARD_PAD_BIT(pad) (1u << (pad))
#define CARD_PAD_ALL (CARD_PAD_BIT(CARD_PADS) - 1)

struct card_info {
	enum card_presence presence;
	bool simulated;			/* card.link: memory */
	enum err trouble;		/* why it was not read, or ERR_OK */
	char reader[CARD_READER_NAME];	/* sanitised */
	size_t others;			/* readers that hold a card besides */
	char type[16];			/* the driver's name: "akis" */
	char label[32];			/* for people: "AKİS v1.x" */
	uint8_t atr[CARD_ATR_MAX];
	size_t atr_len;
	uint8_t serial[CARD_SERIAL_MAX];
	size_t serial_len;
	int pin_tries;			/* CARD_TRIES_UNKNOWN: no free way to
					 * know; 0 is locked */
	bool operational;		/* life cycle is the operation phase */
	size_t pin_min, pin_max;	/* digits */
	unsigned pads;			/* CARD_PAD_BIT: of this card, in this
					 * reader */
};

/* How far unlock_finish is, for the list of steps on the screen. */
enum card_step {
	CARD_STEP_AUTHENTICATING,	/* the cryptogram goes to the card */
	CARD_STEP_WRITING,		/* accepted; the new PIN is next */
	CARD_STEP_CHECKING		/* written; the tries are read back */
};

struct card_unlock_result {
	bool authenticated;	/* the card accepted the cryptogram */
	bool reset_sent;	/* RESET RETRY COUNTER left this side */
	int tries_before, tries_after;	/* CARD_TRIES_UNKNOWN: not known */
	uint16_t sw;		/* last status word, 0 if there was none */
};

typedef void (*card_watch_fn)(void *arg, const struct card_info *info);
/* `info` is there also when e is an error: as much as is known. */
typedef void (*card_info_fn)(void *arg, enum err e,
    const struct card_info *info);
typedef void (*card_challenge_fn)(void *arg, enum err e,
    const uint8_t *challenge, size_t len, int tries_before);
typedef void (*card_result_fn)(void *arg, enum err e,
    const struct card_unlock_result *result);

/* CARD_STEP_WRITING comes before the PIN leaves for the card, and it does not
 * leave before this call has returned: the intent must be on the disk by
 * then.  Calling card_cancel from here is the way to say that it could not be
 * written; the PIN is not sent then. */
typedef void (*card_progress_fn)(void *arg, enum card_step step);

struct card;

/* A completion comes exactly once, from the loop and never from inside the
 * call, unless card_cancel or card_close came first.  Deadlines are clock.h
 * points.  One operation is under way at a time: ERR_CARD_BUSY. */
struct card_ops {
	/* Tell about reader and card now and at every change, until closed.
	 * Reads the serial and the tries of a card that arrives; spends no
	 * try.  ERR_NO_PCSCD and the like arrive as info->presence. */
	enum err (*watch)(struct card *card, card_watch_fn changed, void *arg);

	/* Read the card again, now. */
	enum err (*identify)(struct card *card, int64_t deadline,
	    card_info_fn done, void *arg);

	/* Take the card for this program alone, begin a transaction, check
	 * that it is the card with `serial` and in the operation phase, read
	 * its tries, take a challenge.  The transaction stays open until
	 * unlock_finish ends or cancel is called. */
	enum err (*unlock_begin)(struct card *card, const uint8_t *serial,
	    size_t serial_len, int64_t deadline, card_challenge_fn done,
	    void *arg);

	/* (A card of the method apdu-relay gives no challenge, and its
	 * cryptogram is the last command of the relay: card/relay.h.) */

	/* EXTERNAL AUTHENTICATE with the cryptogram, read the serial again,
	 * RESET RETRY COUNTER with the new PIN, read the tries again, end the
	 * transaction.  `pin` is the caller's; the copy that goes to the card
	 * is wiped.  `progress` (NULL: none) gets each step once, in order,
	 * never after `done`, with the same `arg`.  ERR_UNLOCK_UNKNOWN: the
	 * reset was sent and no answer came; identify() on the same card
	 * tells. */
	enum err (*unlock_finish)(struct card *card, const uint8_t *cryptogram,
	    size_t len, const struct secret *pin, int64_t deadline,
	    card_progress_fn progress, card_result_fn done, void *arg);

	/* Give up what is under way: its completion does not come, the
	 * transaction ends and the card is reset. */
	void (*cancel)(struct card *card);

	/* Ends everything; *card becomes NULL. */
	void (*close)(struct card **card);
};

struct card_tool_ops;
struct card_reader_ops;
struct card_relay_ops;

/* Every implementation starts with this. */
struct card {
	const struct card_ops *ops;
	const struct card_tool_ops *tools;	/* card/tools.h */
	const struct card_reader_ops *readers;	/* card/readers.h */
	const struct card_relay_ops *relay;	/* card/relay.h */
};

#endif
