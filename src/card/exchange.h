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

struct link;

struct exchange {
	struct link *link;	/* not owned */
	struct apdu_guard guard;
	bool broken;		/* an answer was lost: nothing is sent now */
	unsigned sent;		/* commands that left this side */
};

struct answer {
	uint8_t data[APDU_ANSWER_MAX];
	size_t len;		/* without the status word */
	uint16_t sw;		/* 0: none came */
};

void exchange_init(struct exchange *x, struct link *link,
    uint8_t pin_reference);

/* Send `c` and take its answer, whatever its status word.
 * ERR_REFUSED: a rule forbids it, nothing was sent.
 * ERR_CARD_ANSWER: more data than fits.
 * Any other error: the answer was lost; x is broken from then on, and every
 * later call is ERR_CARD_GONE.  The bytes of the command are wiped. */
MUST_CHECK enum err exchange_send(struct exchange *x, const struct apdu *c,
    struct answer *a);

/* The error that a status word stands for where a command has no meaning of
 * its own for it: ERR_OK for 9000, else ERR_CARD_MEMORY, ERR_PIN_BLOCKED or
 * ERR_CARD_REFUSED. */
enum err exchange_sw(uint16_t sw);

#endif
