/* The data objects of an OpenPGP card (type_openpgp.c), as GET DATA hands them
 * out, and the derivation that its KDF object tells of (--type openpgp-kdf):
 * such a card keeps derived values in the place of PW1, resetting code and
 * PW3. */
#ifndef VCARD_OPENPGP_OBJECTS_H
#define VCARD_OPENPGP_OBJECTS_H

#include "base/s2k.h"
#include "vcard/object.h"

#define OPENPGP_AID 6
#define OPENPGP_SERIAL 6
#define OPENPGP_PIN_MAX 16
#define OPENPGP_DERIVED 32		/* bytes of a derived value */

extern const uint8_t vcard_openpgp_aid[OPENPGP_AID];

/* In the order of their salts. */
enum openpgp_value { OPENPGP_PW1, OPENPGP_CODE, OPENPGP_PW3 };

bool vcard_openpgp_derives(const struct vcard *card);
MUST_CHECK enum err vcard_openpgp_derive(const struct vcard *card,
    enum openpgp_value value, const uint8_t *text, size_t len,
    uint8_t out[static S2K_MAX]);

uint16_t vcard_openpgp_select_data(struct vcard *, const struct apdu *,
    struct vanswer *);
uint16_t vcard_openpgp_get_data(struct vcard *, const struct apdu *,
    struct vanswer *);

#endif
