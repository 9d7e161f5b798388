/* One unlock on one card, step by step, in the process that holds the reader.
 * Each step blocks as long as the card does.  A step out of order sends
 * nothing; a step that failed ends the unlock, and nothing is tried again. */
#ifndef CARD_UNLOCK_H
#define CARD_UNLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "card/exchange.h"
#include "card/proto.h"

struct card_known;
struct card_type;
struct cards;
struct link;
struct secret;
struct source;

enum unlock_state {
	UNLOCK_IDLE,		/* no card is held */
	UNLOCK_BEGUN,		/* a challenge is out */
	UNLOCK_ACCEPTED,	/* the card took the cryptogram */
	UNLOCK_WRITTEN		/* the card took the PIN */
};

struct card_unlock {
	enum unlock_state state;
	struct link *link;
	struct exchange x;
	const struct card_type *type;
	uint32_t insertion;
	struct card_msg_begin card;	/* its serial */
	struct card_unlock_result result;
};

void card_unlock_init(struct card_unlock *u);

/* Hold the card with that serial and take a challenge.  `known`: what was
 * read of a card in its operation phase; of another insertion, or NULL: it is
 * read anew. */
MUST_CHECK enum err card_unlock_begin(struct card_unlock *u,
    struct source *source, const struct cards *cards,
    const struct card_msg_begin *card, const struct card_known *known,
    struct card_msg_challenge *challenge);

/* Pass on a command of the portal's; the challenge is still out. */
MUST_CHECK enum err card_unlock_relay(struct card_unlock *u,
    const uint8_t *command, size_t len, struct answer *a);

/* u->result is kept up to date by these three. */
MUST_CHECK enum err card_unlock_authenticate(struct card_unlock *u,
    const uint8_t *cryptogram, size_t len);
MUST_CHECK enum err card_unlock_reset(struct card_unlock *u,
    const struct secret *pin);
MUST_CHECK enum err card_unlock_check(struct card_unlock *u);

/* Let go of the card, with a reset, wherever things are. */
void card_unlock_end(struct card_unlock *u);

#endif
