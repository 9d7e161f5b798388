/* The lists of a PKCS#15 application (ISO/IEC 7816-15): which certificates a
 * card has and which private keys belong to them.  Reads files only; what
 * comes from the card is walked over with card/tlv.h and never trusted to be
 * of any size. */
#ifndef CARD_P15_H
#define CARD_P15_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "card/driver.h"

#define P15_PATH_MAX 16		/* bytes */
#define P15_FILE_MAX 4096	/* bytes of a list or a certificate */

/* How the family selects a file: path from the MF on, without 3F00. */
struct p15_family {
	enum err (*select)(struct exchange *x, const uint8_t *path,
	    size_t len);
};

/* EF.DIR tells the application; its ODF the lists; those the certificates.
 * A card without EF.DIR: the application is `fallback`.  A certificate that
 * cannot be read or does not fit is left out: certs->more. */
MUST_CHECK enum err p15_certificates(struct exchange *x,
    const struct p15_family *family, uint16_t fallback,
    struct driver_certs *certs);

/* A whole file with READ BINARY, in pieces of at most P15_CHUNK bytes;
 * ERR_TOO_BIG: it goes on behind `size`. */
#define P15_CHUNK 0xf4		/* 244, as OpenSC reads AKİS */
MUST_CHECK enum err p15_read(struct exchange *x, uint8_t *out, size_t size,
    size_t *len);

#endif
