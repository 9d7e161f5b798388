#include "card/pin_pad.h"

#include <string.h>

#include "card/apdu.h"
#include "card/guard.h"

#define BLOCK_MAX 15		/* bmPINBlockString has four bits for it */
#define FORMAT_DIGITS 0x82	/* in bytes, from the first on, left, ASCII */
#define BY_KEY 0x02		/* bEntryValidationCondition */
#define TWICE 0x01		/* bConfirmPIN: the new one again … */
#define OLD_FIRST 0x02		/* … after the present one */
#define TURKISH 0x041f		/* wLangId */

static const struct form {
	uint8_t ins;
	size_t values;		/* that the command carries */
} forms[] = {
	[CARD_PAD_VERIFY] = { APDU_INS_VERIFY, 1 },
	[CARD_PAD_CHANGE] = { APDU_INS_CHANGE, 2 },
};

static bool
can_be_written(const struct form *form, const struct guard_pin *pin)
{
	return pin->form.encoding == PIN_DIGITS && pin->max > 0 &&
	    pin->form.stored <= BLOCK_MAX &&
	    (pin->form.stored > 0 || form->values == 1);
}

size_t
pin_pad_command(enum card_pad what, const struct guard_pin *pin,
    uint8_t out[static PIN_PAD_COMMAND_MAX])
{
	const struct form *form = &forms[what];
	size_t blanks = form->values * pin->form.stored;

	if (!can_be_written(form, pin))
		return 0;
	out[0] = 0x00;
	out[1] = form->ins;
	out[2] = 0x00;
	out[3] = pin->reference;
	out[4] = (uint8_t)blanks;
	memset(out + 5, pin->form.pad, blanks);
	return 5 + blanks;
}

static bool
takes_all(const struct pin_pad *pad, const struct guard_pin *pin)
{
	return pad->min <= pin->min &&
	    (pad->max == 0 || pad->max >= pin->max) &&
	    (pad->conditions == 0 || (pad->conditions & BY_KEY) != 0);
}

/* A number of two or four bytes, the lowest first. */
static uint8_t *
put_number(uint8_t *at, size_t value, size_t bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		*at++ = (uint8_t)(value & 0xff);
	return at;
}

size_t
pin_pad_order(enum card_pad what, const struct guard_pin *pin,
    const struct pin_pad *pad, uint8_t out[static PIN_PAD_ORDER_MAX])
{
	bool verify = what == CARD_PAD_VERIFY;
	uint8_t command[PIN_PAD_COMMAND_MAX], *at = out;
	size_t len = pin_pad_command(what, pin, command);

	if (len == 0 || !takes_all(pad, pin) ||
	    !(verify ? pad->verify : pad->modify))
		return 0;
	*at++ = CARD_PAD_ENTRY_S;		/* bTimerOut */
	*at++ = CARD_PAD_ENTRY_S;		/* bTimerOut2 */
	*at++ = FORMAT_DIGITS;			/* bmFormatString */
	*at++ = (uint8_t)pin->form.stored;	/* bmPINBlockString */
	*at++ = 0;				/* bmPINLengthFormat */
	if (!verify) {
		*at++ = 0;			/* bInsertionOffsetOld, New */
		*at++ = (uint8_t)pin->form.stored;
	}
	at = put_number(at, pin->min << 8 | pin->max, 2);
	if (!verify)
		*at++ = TWICE | OLD_FIRST;	/* bConfirmPIN */
	*at++ = BY_KEY;
	*at++ = (uint8_t)(pad->display ?	/* bNumberMessage */
	    card_pad_entries(what) : 0);
	at = put_number(at, TURKISH, 2);
	/* bMsgIndex: 0 asks for the PIN, 1 for a new one, 2 for that again. */
	for (uint8_t i = 0; i < card_pad_entries(what); i++)
		*at++ = i;
	at = put_number(at, 0, 3);		/* bTeoPrologue */
	at = put_number(at, len, 4);
	memcpy(at, command, len);
	return (size_t)(at - out) + len;
}
