#include "vcard/type_akis.h"

#include "vcard/pkcs15.h"
#include "vcard/vcard.h"

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
	{ 0x00, APDU_INS_MSE, false, VCOMMAND_BLOCKED, vcard_choose_key },
	{ 0x00, APDU_INS_PSO, true, VCOMMAND_BLOCKED, vcard_sign },
	{ 0x80, INS_AKIS_LIST, false, VCOMMAND_NOTHING, vcard_list },
	{ 0x80, INS_AKIS_LOGOUT, false, VCOMMAND_NOTHING, vcard_logout },
};

const struct vcommands vtype_akis_commands = VCOMMANDS(commands);

enum err
vtype_akis_build(struct vcard *card)
{
	static const struct pkcs15_profile profile = {
		.label = "Sanal AKIS", .local = true,
		.pin_reference = VCARD_PIN_REF,
	};

	return pkcs15_build(&card->state, &profile, &card->files);
}
