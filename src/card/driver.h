/* One card family behind five calls, in the order in which an unlock makes
 * them, and behind six more for what a holder does with the card beside it
 * (card/tools.h).  A driver knows that family's commands; it never sees
 * readers, screens or the network, and it sends through exchange.h only. */
#ifndef CARD_DRIVER_H
#define CARD_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"
#include "card/exchange.h"
#include "card/tools.h"

struct card_type;
struct secret;

/* What an entry of cards.yaml has to say for a driver. */
#define DRIVER_KEY 0x01			/* key: */
#define DRIVER_FILE 0x02		/* application: */
#define DRIVER_SERIAL 0x04		/* serial: */

#define DRIVER_KEY_ID 32	/* bytes */

/* A private key, as the card's own lists name it. */
struct driver_key {
	uint8_t id[DRIVER_KEY_ID];
	size_t id_len;
	uint8_t reference;
};

/* What was read of the card of one insertion and need not be read again. */
struct card_known {
	uint32_t insertion;		/* 0: nothing */
	const struct card_type *type;
	int tries;
	struct guard_pin pin;
};

/* A certificate as it came off the card. */
struct driver_cert {
	uint8_t der[CARD_CERT_MAX];
	size_t len;
	struct driver_key key;	/* key.id_len 0: none that signs */
};

struct driver_certs {
	struct driver_cert list[CARD_CERTS_MAX];
	size_t count;
	bool more;		/* than fit, or some could not be read */
};

/* NULL for a call: the family has none, or we do not know it.  What was typed
 * has been told to the guard before verify, change and unblock; each sends
 * its command once.  Their `result` holds the tries that were read before;
 * they fill sent, sw, and tries_after where the card tells.
 * Errors: as exchange_try() says them, ERR_CARD_ANSWER, ERR_REFUSED. */
struct card_tool_driver {
	/* Read the certificates and which keys they belong to. */
	MUST_CHECK enum err (*certificates)(struct exchange *x,
	    const struct card_type *type, struct driver_certs *certs);

	/* Tries of the PUK that are left (`admin`: of the administrator's
	 * PIN), without spending one.  NULL: the card does not tell. */
	MUST_CHECK enum err (*puk_tries)(struct exchange *x,
	    const struct card_type *type, bool admin, int *tries);

	MUST_CHECK enum err (*verify)(struct exchange *x,
	    const struct card_type *type, const struct secret *pin,
	    struct card_try_result *result);

	/* Sign with a key whose PIN was verified just before: `input` is a
	 * DigestInfo (RSA) or a hash (EC).  `out` has CARD_SIGNATURE_MAX. */
	MUST_CHECK enum err (*sign)(struct exchange *x,
	    const struct card_type *type, const struct driver_key *key,
	    const uint8_t *input, size_t len, uint8_t *out, size_t *out_len);

	MUST_CHECK enum err (*change)(struct exchange *x,
	    const struct card_type *type, const struct secret *old,
	    const struct secret *new_pin, struct card_try_result *result);

	/* PUK and new PIN in one command; where the guard has an
	 * `administrator`, his PIN, and the new one in a second. */
	MUST_CHECK enum err (*unblock)(struct exchange *x,
	    const struct card_type *type, const struct secret *puk,
	    const struct secret *new_pin, struct card_try_result *result);
};

/* Where `method` is NULL begin, authenticate, reset and check are NULL too.
 *
 * Where the entry has an `aid`, that application is selected when the driver
 * is called, and nothing was sent since. */
struct card_driver {
	const char *name;
	const char *method;		/* how the portal helps: `unlock` of
					 * cards.yaml; NULL: it cannot */
	unsigned wants;			/* DRIVER_* */
	struct guard_rules rules;	/* what it may send besides */
	const struct card_tool_driver *tools;	/* NULL: none of them */

	/* Read serial, life cycle and tries into `info` (of which it fills
	 * serial, pin_tries, operational; a card that tells more of its PIN
	 * sets guard_pin(), pin_min and pin_max; label where it is another
	 * kind of card than its type says).  A card that is not in its
	 * operation phase is no error here; ERR_CARD_DEAD is one that never
	 * will be again, with its serial.  Spends no try. */
	MUST_CHECK enum err (*identify)(struct exchange *x,
	    const struct card_type *type, struct card_info *info);

	/* ERR_CARD_OTHER unless it is the card `serial`; tell the tries; take
	 * a challenge of exactly type->challenge bytes (0: none).
	 * `known`: identify() of this insertion has seen it in its operation
	 * phase.  NULL: read that too, ERR_CARD_PHASE, ERR_CARD_DEAD. */
	MUST_CHECK enum err (*begin)(struct exchange *x,
	    const struct card_type *type, const uint8_t *serial, size_t len,
	    const struct card_known *known,
	    uint8_t challenge[CARD_CHALLENGE_MAX], int *tries);

	/* Pass on a command of the portal's, and its answer.  NULL: the
	 * method has no such thing.  Errors: card/relay.h. */
	MUST_CHECK enum err (*relay)(struct exchange *x, const uint8_t *command,
	    size_t len, struct answer *a);

	/* Give the portal's cryptogram to the card, once: ERR_AUTH_REFUSED,
	 * ERR_CARD_DEAD (the key is blocked); ERR_PORTAL_ANSWER: it cannot be
	 * one, and nothing was sent.  Then the serial again. */
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

/* Is the serial that was read the one that is wanted?  ERR_CARD_OTHER. */
MUST_CHECK enum err driver_expect_serial(const uint8_t *read, size_t read_len,
    const uint8_t *wanted, size_t wanted_len);

/* Where a certificate could stand and was not had, for `e`.  ERR_OK: the card
 * has none there, or certs->more says that it may have one; else reading is
 * over (exchange_is_over). */
MUST_CHECK enum err driver_no_certificate(const struct exchange *x, enum err e,
    struct driver_certs *certs);

/* The driver of that name, or NULL.  Static data: do not free. */
const struct card_driver *driver_find(const char *name);

#endif
