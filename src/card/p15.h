/* The lists of a PKCS#15 application (ISO/IEC 7816-15): which certificates a
 * card has and which private keys belong to them.  Reads files only; what
 * comes from the card is walked over with card/tlv.h and never trusted to be
 * of any size. */
#ifndef CARD_P15_H
#define CARD_P15_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/driver.h"

#define P15_PATH_MAX 16		/* bytes */

/* Where something lies: a file, and what of it. */
struct p15_path {
	uint8_t path[P15_PATH_MAX];	/* from the MF on, without 3F00 */
	size_t len;
	size_t offset, length;		/* length 0: to the end */
};

/* What the card tells of itself and of the holder's PIN. */
struct p15_facts {
	uint8_t serial[CARD_SERIAL_MAX];	/* TokenInfo */
	size_t serial_len;
	struct guard_pin pin;		/* AODF; max 0: none that a holder
					 * could type */
};

/* EF.DIR tells the application; its ODF the lists; those the certificates.
 * A card without EF.DIR: the application is `fallback`.  A certificate that
 * cannot be read or does not fit is left out: certs->more. */
MUST_CHECK enum err p15_certificates(struct exchange *x, uint16_t fallback,
    struct driver_certs *certs);

/* TokenInfo and AODF: of several PINs the one that guards the first private
 * key; one that unblocks others (a PUK) or is the issuer's is never it. */
MUST_CHECK enum err p15_read_facts(struct exchange *x, uint16_t fallback,
    struct p15_facts *facts);

/* The serial number in what TokenInfo holds.  ERR_CARD_ANSWER: none. */
MUST_CHECK enum err p15_token_serial(const uint8_t *bytes, size_t len,
    uint8_t serial[static CARD_SERIAL_MAX], size_t *serial_len);

#endif
