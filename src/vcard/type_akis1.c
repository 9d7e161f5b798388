/* AKİS v1.x: see vcard.h for what it does. */
#include "vcard/pkcs15.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define INS_MSE 0x22
#define INS_PSO 0x2a
#define INS_AKIS_LIST 0x18
#define INS_AKIS_LOGOUT 0x1a

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_SELECT, false, VCOMMAND_NOTHING, vcard_select },
	{ 0x00, APDU_INS_READ_BINARY, false, VCOMMAND_NOTHING, vcard_read },
	{ 0x00, APDU_INS_GET_DATA, false, VCOMMAND_WORKS, vcard_get_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_NOTHING,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_BLOCKED, vcard_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_BLOCKED, vcard_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_BLOCKED,
	    vcard_reset_retry },
	{ 0x00, APDU_INS_CHALLENGE, false, VCOMMAND_NOTHING, vcard_challenge },
	{ 0x00, APDU_INS_EXT_AUTH, false, VCOMMAND_BLOCKED,
	    vcard_authenticate },
	{ 0x00, INS_MSE, false, VCOMMAND_BLOCKED, vcard_choose_key },
	{ 0x00, INS_PSO, true, VCOMMAND_BLOCKED, vcard_sign },
	{ 0x80, INS_AKIS_LIST, false, VCOMMAND_NOTHING, vcard_list },
	{ 0x80, INS_AKIS_LOGOUT, false, VCOMMAND_NOTHING, vcard_logout },
};

static enum err
build(struct vcard *card)
{
	static const struct pkcs15_profile profile = {
		.label = "Sanal AKIS", .local = true,
		.pin_reference = VCARD_PIN_REF,
	};

	return pkcs15_build(&card->state, &profile, &card->files);
}

const struct vtype vtype_akis1 = {
	.name = "akis1",
	/* AKİS v1.2.1 on Infineon, from the public list of the PC/SC
	 * community. */
	.atr = "3b9f968131fe4580675545" "4b414512523180" "73b3a180aa",
	.serial_len = VCARD_SERIAL,
	.pin_min = VCARD_PIN_MIN,
	.pin_max = VCARD_PIN_MAX,
	.puk_min = 8,
	.puk_max = VSTATE_PUK_MAX,
	.key_min = VCARD_KEY,
	.key_max = VCARD_KEY,
	.pin_tries = VCARD_PIN_TRIES,
	.puk_tries = VCARD_PUK_TRIES,
	.auth_tries = VCARD_AUTH_TRIES,
	.pairs = 1,
	.dies_of_puk = true,
	.commands = commands,
	.command_count = sizeof(commands) / sizeof(commands[0]),
	.build = build,
};
