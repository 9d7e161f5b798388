/* AKİS v1.x: see vcard.h for what it does. */
#include "vcard/type_akis.h"
#include "vcard/vcard.h"

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_CHALLENGE, false, VCOMMAND_NOTHING, vcard_challenge },
	{ 0x00, APDU_INS_EXT_AUTH, false, VCOMMAND_BLOCKED,
	    vcard_authenticate },
};

const struct vtype vtype_akis1 = {
	.name = "akis1",
	/* AKİS v1.2.1 on Infineon, from the public list of the PC/SC
	 * community. */
	.atr = "3b9f968131fe4580675545" "4b414512523180" "73b3a180aa",
	.key_min = VCARD_KEY,
	.key_max = VCARD_KEY,
	.commands = VCOMMANDS(commands),
	VTYPE_AKIS
};
