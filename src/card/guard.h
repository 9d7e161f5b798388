/* What may be sent to a card at all.  Every command passes here (exchange.c);
 * a command that is not allowed is ERR_REFUSED and nothing is sent.
 *
 * It is a list of what is allowed, with class byte 00 throughout:
 *   SELECT, READ BINARY, GET DATA		always
 *   GET RESPONSE			for an answer that is waiting
 *   GET CHALLENGE			once an authorisation is open
 *   EXTERNAL AUTHENTICATE		once, after a challenge
 *   RESET RETRY COUNTER P1 = 02	once, after that was accepted; with a
 *					value; of the user's PIN only
 *   VERIFY				once for each guard_typed(); with a
 *					value; of the user's PIN only
 * So no PUK leaves by any way: not RESET RETRY COUNTER with P1 00 or 01 (a
 * wrong PUK there costs one of three tries, and then the card is waste), not
 * VERIFY of another reference.  Neither does CHANGE, an empty VERIFY (some
 * cards count it as a wrong PIN), AKİS's change of life cycle (80 09), or
 * anything on another channel or in a chain. */
#ifndef CARD_GUARD_H
#define CARD_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/apdu.h"

/* One authorisation goes through these once, downwards. */
enum guard_stage {
	GUARD_READ,		/* no authorisation: reading only */
	GUARD_OPEN,		/* a challenge may be taken */
	GUARD_CHALLENGED,	/* the cryptogram may go */
	GUARD_ACCEPTED,		/* the PIN may be reset */
	GUARD_SPENT		/* reading only */
};

struct apdu_guard {
	enum guard_stage stage;
	uint8_t pin_reference;
	bool typed;		/* the holder has just typed the PIN */
	bool waiting;		/* the card holds the rest of an answer */
	uint8_t last;		/* private: the instruction under way */
};

/* For reading; with guard_open() for one unlock. */
void guard_init(struct apdu_guard *g, uint8_t pin_reference);
void guard_open(struct apdu_guard *g);

/* Leave for one VERIFY: the holder typed the PIN on this screen, now. */
void guard_typed(struct apdu_guard *g);

/* May this be sent?  ERR_OK uses up what it allowed, whether or not an answer
 * ever comes.  ERR_REFUSED: do not send. */
MUST_CHECK enum err apdu_guard(struct apdu_guard *g, const uint8_t *command,
    size_t len);

/* What the card said to the command that was allowed last. */
void guard_answer(struct apdu_guard *g, uint16_t sw);

#endif
