/* What the virtual cards that read as AKİS v1.x have in common: all but the
 * answer to reset and the way in which they are unlocked. */
#ifndef VCARD_TYPE_AKIS_H
#define VCARD_TYPE_AKIS_H

#include "vcard/type.h"

extern const struct vcommands vtype_akis_commands;

/* struct vtype: build. */
enum err vtype_akis_build(struct vcard *card);

/* Members of a struct vtype. */
#define VTYPE_AKIS \
	.serial_len = VCARD_SERIAL, \
	.pin_min = VCARD_PIN_MIN, \
	.pin_max = VCARD_PIN_MAX, \
	.puk_min = 8, \
	.puk_max = VSTATE_PUK_MAX, \
	.pin_tries = VCARD_PIN_TRIES, \
	.puk_tries = VCARD_PUK_TRIES, \
	.auth_tries = VCARD_AUTH_TRIES, \
	.pairs = 1, \
	.dies_of_puk = true, \
	.family = &vtype_akis_commands, \
	.build = vtype_akis_build

#endif
