/* The PKCS#15 (ISO/IEC 7816-15) tree of a card: what a reader of the card
 * finds where.
 *
 *   3F00          MF
 *     2F00        EF.DIR: the application and its path
 *     3D00        the application, AID A000000063 "PKCS-15"
 *       5031      ODF: where the lists below are
 *       5032      TokenInfo: label, serial number
 *       4401      AODF: the PIN, maybe the PUK
 *       4402      PrKDF: the signing key
 *       4403      CDF: the certificate
 *       4501      the certificate
 */
#ifndef VCARD_PKCS15_H
#define VCARD_PKCS15_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct vfiles;
struct vstate;

/* What differs between types; lengths of PIN and PUK are the type's. */
struct pkcs15_profile {
	const char *label;
	bool local;			/* flag of the PIN */
	unsigned pin_reference;
	unsigned puk_reference;		/* 0: it is not in the AODF */
	unsigned stored;		/* values are padded so far; 0: not */
	uint8_t pad;
};

/* Fill an empty `files`.  On an error free what it holds as well. */
MUST_CHECK enum err pkcs15_build(const struct vstate *state,
    const struct pkcs15_profile *profile, struct vfiles *files);

#endif
