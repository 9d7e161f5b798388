/* One card family behind five calls, in the order in which an unlock makes
 * them.  A driver knows that family's commands; it never sees readers,
 * screens or the network, and it sends through exchange.h only. */
#ifndef CARD_DRIVER_H
#define CARD_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "card/exchange.h"

struct card_type;
struct secret;

struct card_driver {
	const char *name;

	/* Read serial, life cycle and tries into `info` (of which it fills
	 * serial, pin_tries, operational).  A card that is not in its
	 * operation phase is no error here; ERR_CARD_DEAD is one that never
	 * will be again, with its serial.  Spends no try. */
	MUST_CHECK enum err (*identify)(struct exchange *x,
	    const struct card_type *type, struct card_info *info);

	/* ERR_CARD_OTHER unless it is the card `serial`; read the tries; take
	 * a challenge of exactly type->challenge bytes.  `check_phase`: read
	 * the life cycle too, ERR_CARD_PHASE, ERR_CARD_DEAD. */
	MUST_CHECK enum err (*begin)(struct exchange *x,
	    const struct card_type *type, const uint8_t *serial, size_t len,
	    bool check_phase, uint8_t challenge[CARD_CHALLENGE_MAX],
	    int *tries);

	/* Give the portal's cryptogram to the card, once: ERR_AUTH_REFUSED,
	 * ERR_CARD_DEAD (the key is blocked).  Then the serial again. */
	MUST_CHECK enum err (*authenticate)(struct exchange *x,
	    const struct card_type *type, const uint8_t *serial, size_t len,
	    const uint8_t *cryptogram, size_t cryptogram_len,
	    struct card_unlock_result *result);

	/* Reset the retry counter with the new PIN, once.  ERR_PIN_LENGTH:
	 * nothing was sent.  ERR_PIN_POLICY, ERR_CARD_MEMORY, ERR_CARD_DEAD,
	 * ERR_CARD_REFUSED: the card said so.  ERR_UNLOCK_UNKNOWN: its answer
	 * was lost. */
	MUST_CHECK enum err (*reset)(struct exchange *x,
	    const struct card_type *type, const struct secret *pin,
	    struct card_unlock_result *result);

	/* Read the tries again: ERR_UNLOCK_UNKNOWN unless they are back at
	 * type->pin_tries. */
	MUST_CHECK enum err (*check)(struct exchange *x,
	    const struct card_type *type, struct card_unlock_result *result);
};

/* The driver of that name, or NULL.  Static data: do not free. */
const struct card_driver *driver_find(const char *name);

#endif
