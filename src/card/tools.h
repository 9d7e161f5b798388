/* What a holder does with a card beside the unlock: five asynchronous calls,
 * under the same contract as those of card.h (one operation at a time, a
 * completion exactly once and from the loop, card_ops.cancel, deadlines).
 * Each call takes the card for this program alone, in one transaction.
 *
 * Rules that hold behind this interface (card/guard.h) and not in its callers:
 * a command that can cost a try leaves once, only with the value that the
 * holder typed, only when the tries that are left were read before (without
 * spending one), and for the last one only with a second yes.  Nothing is
 * repeated.  A PUK leaves only for a card that card_certs.puk says ERR_OK of.
 */
#ifndef CARD_TOOLS_H
#define CARD_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/card.h"

struct secret;

#define CARD_CERTS_MAX 8
#define CARD_CERT_MAX 4096		/* bytes of one, DER */
#define CARD_FINGERPRINT 32		/* SHA-256 of the DER */
#define CARD_SIGNATURE_MAX 512		/* bytes */
#define CARD_NAME_MAX 96		/* bytes of a name, terminated */
#define CARD_IDENTITY_MAX 32		/* bytes of a number, terminated */

enum card_use {				/* bits: what the key is for */
	CARD_USE_SIGN = 1,		/* digitalSignature */
	CARD_USE_COMMIT = 2,		/* nonRepudiation */
	CARD_USE_ENCRYPT = 4
};

struct card_cert {
	uint8_t fingerprint[CARD_FINGERPRINT];
	char subject[CARD_NAME_MAX];	/* common name, sanitised */
	char issuer[CARD_NAME_MAX];
	char serial[2 * 20 + 1];	/* hexadecimal */
	int64_t not_before, not_after;	/* seconds since 1970, UTC */
	unsigned use;			/* enum card_use */
	bool signs;			/* its key is on the card, and we know
					 * how to have it sign */
};

struct card_certs {
	struct card_cert list[CARD_CERTS_MAX];
	size_t count;
	bool more;			/* than fit, or some unreadable */
	bool changes_pin;		/* change_pin is possible */
	enum err puk;			/* ERR_OK, or why puk_unlock is not:
					 * ERR_PUK_NOT_HERE, _OFF, _NEW_CARD,
					 * _AGE */
	int puk_tries;			/* CARD_TRIES_UNKNOWN: not told */
	bool puk_admin;			/* its PUK is used up or was never set:
					 * the administrator's PIN takes its
					 * place, puk_tries are of that */
};

/* What the holder typed, for the card that its tries were shown of.  What it
 * points at is the caller's and is not needed after the call; the copies made
 * of it are wiped. */
struct card_typed {
	const uint8_t *serial;
	size_t serial_len;
	const struct secret *value;	/* PIN or PUK; NULL: on the reader's
					 * own keys, where card_info.pads says
					 * so (sign, change_pin; its new_pin is
					 * NULL then) */
	bool last_try;			/* said yes to it a second time */
	bool admin;			/* puk_unlock: the administrator's PIN
					 * was asked for and typed */
};

/* What is to be signed: the sentence of base/statement.h. */
struct card_statement {
	uint8_t fingerprint[CARD_FINGERPRINT];	/* of the certificate */
	const char *audience;
	const uint8_t *challenge;
	size_t challenge_len;
};

struct card_try_result {
	bool sent;		/* a command that can cost a try left */
	/* Of the value that was typed.  After a lost answer, as read again
	 * from the same card.  CARD_TRIES_UNKNOWN: not known. */
	int tries_before, tries_after;
	uint16_t sw;		/* last status word, 0: none came */
};

struct card_signed {
	uint8_t certificate[CARD_CERT_MAX];	/* DER */
	size_t certificate_len;
	/* RSASSA-PKCS1-v1_5 or ECDSA (as DER) with SHA-256 */
	uint8_t signature[CARD_SIGNATURE_MAX];
	size_t signature_len;
	/* The holder's number, of the certificate's subject; "": it has none.
	 * Whoever keeps it keeps it in a secret. */
	char identity[CARD_IDENTITY_MAX];
};

/* Pointers are valid during the call.  `certs` is there when e is ERR_OK,
 * `done` (of sign) likewise; `result` always. */
typedef void (*card_certs_fn)(void *arg, enum err e,
    const struct card_certs *certs);
typedef void (*card_der_fn)(void *arg, enum err e, const uint8_t *der,
    size_t len);
typedef void (*card_signed_fn)(void *arg, enum err e,
    const struct card_signed *done, const struct card_try_result *result);
typedef void (*card_try_fn)(void *arg, enum err e,
    const struct card_try_result *result);

/* Of all: ERR_CARD_OTHER, ERR_CARD_PHASE, ERR_CARD_GONE and the like: nothing
 * was sent that costs a try.  ERR_CARD_UNABLE: not on this family.
 * Of the three that send what was typed:
 *	ERR_PIN_LENGTH, ERR_CODE_IN_PIN, ERR_FIELD_CHARACTERS, ERR_LAST_TRY
 *				refused here, nothing was sent
 *	ERR_PAD_TIMEOUT, ERR_PAD_CANCELLED, ERR_PAD_REPEAT, ERR_PAD_LENGTH,
 *	ERR_PAD_FAILED		on the reader's own keys: it sent nothing, and
 *				the tries, read again, do not say otherwise
 *	ERR_PIN_WRONG, ERR_PUK_WRONG, ERR_PIN_BLOCKED
 *				result->tries_after says what is left
 *	ERR_TRY_UNKNOWN, ERR_CHANGE_UNKNOWN, ERR_PUK_UNKNOWN
 *				it left and no answer came; a try may be gone
 */
struct card_tool_ops {
	/* Read the certificates; needs no PIN. */
	enum err (*certificates)(struct card *card, int64_t deadline,
	    card_certs_fn done, void *arg);

	/* The whole of one of them, DER.  ERR_NO_CERTIFICATE. */
	enum err (*certificate)(struct card *card,
	    const uint8_t fingerprint[CARD_FINGERPRINT], int64_t deadline,
	    card_der_fn done, void *arg);

	/* Verify the PIN and sign.  ERR_NO_CERTIFICATE: no such one, or its
	 * key cannot sign. */
	enum err (*sign)(struct card *card, const struct card_typed *pin,
	    const struct card_statement *what, int64_t deadline,
	    card_signed_fn done, void *arg);

	/* ERR_PIN_POLICY: the old PIN stands. */
	enum err (*change_pin)(struct card *card, const struct card_typed *old,
	    const struct secret *new_pin, int64_t deadline, card_try_fn done,
	    void *arg);

	/* PUK and new PIN.  ERR_CARD_DEAD: that was the last wrong PUK, or
	 * there is none to try.  ERR_PUK_NOT_HERE: the family has no
	 * administrator's PIN.  Tries in the result are the PUK's. */
	enum err (*puk_unlock)(struct card *card, const struct card_typed *puk,
	    const struct secret *new_pin, int64_t deadline, card_try_fn done,
	    void *arg);
};

#endif
