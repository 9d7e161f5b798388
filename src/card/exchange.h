/* The one way in which a command reaches a card: guard, transmit, status
 * word.  Also the one place for the halves of T=0: 61xx (fetch the rest) and
 * 6Cxx (ask again with the right length; only for commands that read). */
#ifndef CARD_EXCHANGE_H
#define CARD_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/apdu.h"
#include "card/guard.h"

struct card_try_result;
struct link;

struct exchange {
	struct link *link;	/* not owned */
	struct apdu_guard guard;
	enum err lost;		/* why an answer was, and nothing is sent any
				 * more; ERR_OK: none was */
	size_t reach;		/* bytes of data that one answer may have;
				 * more than APDU_NE_SHORT: of a command of
				 * extended length */
	unsigned sent;		/* commands that left this side */
};

/* The caller's to wipe, where what the card answers matters. */
struct answer {
	uint8_t data[APDU_ANSWER_MAX];
	size_t len;		/* without the status word */
	uint16_t sw;		/* 0: none came */
};

/* For reading (guard_init).  `link` outlives x; nothing is sent yet, and there
 * is nothing to free. */
void exchange_init(struct exchange *x, struct link *link,
    const struct guard_rules *rules, uint8_t pin_reference);

/* Send `c` and take its answer, whatever its status word.  Of an answer that
 * comes in parts no more is fetched once c->ne bytes are there: the status
 * word is 9000 then, and the rest stays with the card.
 * ERR_REFUSED: a rule forbids it, nothing was sent.
 * ERR_ARGUMENT, ERR_TOO_BIG: it is no short command, nothing was sent.
 * ERR_CARD_ANSWER: more data than fits.
 * The answer was lost, x->lost says so, and every later call is that error:
 * ERR_CARD_GONE (taken out, reset, or the connection to it broke off),
 * ERR_CARD_MUTE, ERR_CARD_ANSWER (longer than any answer is), ERR_CARD_BUSY,
 * ERR_NO_READER, ERR_NO_PCSCD.
 * The bytes of the command are wiped. */
MUST_CHECK enum err exchange_send(struct exchange *x, const struct apdu *c,
    struct answer *a);

/* As exchange_send, of a command that carries what the holder typed: `result`
 * gets sent, sw and tries_after (CARD_TRIES_UNKNOWN where the status word does
 * not tell); tries_before stays as it is.
 * ERR_PIN_WRONG, ERR_PIN_BLOCKED, ERR_PIN_POLICY (6A80, 6700: the new value),
 * else as exchange_sw; ERR_TRY_UNKNOWN: the answer was lost, or is that its
 * memory has failed. */
MUST_CHECK enum err exchange_try(struct exchange *x, const struct apdu *c,
    struct card_try_result *result);

/* Which of them (CARD_PAD_BIT) can be typed on the reader's own keys: the
 * reader offers it, the driver's rules and the form of the PIN allow it. */
unsigned exchange_pads(const struct exchange *x);

/* Have it typed there, after a guard_typed() with `pad`.  As exchange_try; and
 * ERR_PAD_TIMEOUT, ERR_PAD_CANCELLED, ERR_PAD_REPEAT, ERR_PAD_LENGTH,
 * ERR_PAD_FAILED (the order is not to its liking): the reader says so, and
 *	that it sent nothing.  Whether that is so the tries will tell:
 *	result->sent is true;
 * ERR_PAD_FAILED, result->sent false: it does not do that (any more), and
 *	has sent nothing. */
MUST_CHECK enum err exchange_pad(struct exchange *x, enum card_pad what,
    struct card_try_result *result);

/* Is it one of ERR_PAD_*, with which the reader says that nothing came to the
 * card? */
bool exchange_is_unsent(enum err e);

/* Send `c`, whose ne is APDU_NE_SHORT, and take an answer that is one object
 * (its tag one or two bytes) and may be longer than a command fetches, piece by
 * piece; in one, with an extended length, where card (atr.h) and reader
 * (link.h) both offer that.
 * ERR_NOT_FOUND: an empty answer.  ERR_TOO_BIG: `size`.  ERR_CARD_ANSWER: it
 * is no object, or not of its length.  Else as exchange_read_sw() and
 * exchange_send(). */
MUST_CHECK enum err exchange_object(struct exchange *x, const struct apdu *c,
    uint8_t *out, size_t size, size_t *len);

/* Of several things that are read one by one: does `e`, which came of one, end
 * it all?  The card is lost, or a rule forbids to go on.  Any other error is of
 * that one alone. */
bool exchange_is_over(const struct exchange *x, enum err e);

/* What a status word says of a value that was compared with the card's own:
 * ERR_OK or an error of exchange_try.  `*tries` comes as CARD_TRIES_UNKNOWN
 * and is set where it tells. */
enum err exchange_try_sw(uint16_t sw, int *tries);

/* The error that a status word stands for where a command has no meaning of
 * its own for it: ERR_OK for 9000, else ERR_CARD_MEMORY, ERR_PIN_BLOCKED or
 * ERR_CARD_REFUSED. */
enum err exchange_sw(uint16_t sw);

/* The same of a command that only reads, with which a blocked PIN has nothing
 * to do: never ERR_PIN_BLOCKED. */
enum err exchange_read_sw(uint16_t sw);

/* For what transmits (exchange.c, exchange_pad.c): an answer was lost to `e`,
 * an error of the link.  The error of exchange_send() for it. */
enum err exchange_lose(struct exchange *x, enum err e);

#endif
