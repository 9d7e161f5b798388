/* AKİS v2.x, as far as it keeps to the standards: ISO/IEC 7816-4 and PKCS#15,
 * values padded with FF, the PIN's object by GET DATA.  What real cards answer
 * besides is not public.  Our own conventions are those of akis1 (vcard.h):
 * the unlock, ten wrong cryptograms, three wrong PUKs; and
 *
 *   - SELECT answers an FCP whose tag 8A tells the life cycle: 05 operation,
 *     03 administration, 0C after the third wrong PUK;
 *   - EF.TokenInfo has the short identifier 12 of ISO/IEC 7816-15;
 *   - GET DATA 3FFF of 70 { BF81 01 { A0 } } tells the tries that are left;
 *   - an empty VERIFY counts as a wrong PIN. */
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/object.h"
#include "vcard/pkcs15.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define PIN_REF 0x01
#define PUK_REF 0x02
#define VALUE_LEN 8			/* of PIN and PUK, padded */
#define TRIES 3
#define PIN_MIN 6

#define FID_TOKEN_INFO 0x5032
#define SFI_TOKEN_INFO 0x12

#define RESET_BY_PUK 0x00
#define RESET_BY_STATUS 0x02

#define LIFE_CYCLE_OPERATION 0x05
#define LIFE_CYCLE_ADMINISTRATION 0x03
#define LIFE_CYCLE_DEAD 0x0c

static uint8_t
life_cycle(const struct vcard *card)
{
	if (vcard_is_dead(card))
		return LIFE_CYCLE_DEAD;
	return card->state.phase == VSTATE_ADMINISTRATION ?
	    LIFE_CYCLE_ADMINISTRATION : LIFE_CYCLE_OPERATION;
}

/* 62 { 80 size, 82 kind, 83 FID, 84 name, 8A life cycle } */
static uint16_t
akis2_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	const struct vfile *f;
	struct vanswer fci = { .len = 0 };
	uint16_t sw = vcard_select(card, c, &fci);
	size_t n = 0;
	uint8_t *d = a->data;

	if (sw != APDU_SW_OK || fci.len == 0)
		return sw;
	f = &card->files.file[card->now.ef != VFILE_NONE ? card->now.ef :
	    card->now.df];
	d[n++] = 0x62;
	d[n++] = 0;
	if (!f->directory) {
		const uint8_t size[] = { 0x80, 2, (uint8_t)(f->len >> 8),
		    (uint8_t)f->len };

		memcpy(d + n, size, sizeof(size));
		n += sizeof(size);
	}
	memcpy(d + n, (const uint8_t[]){ 0x82, 1, f->directory ? 0x38 : 0x01,
	    0x83, 2, (uint8_t)(f->fid >> 8), (uint8_t)f->fid }, 7);
	n += 7;
	if (f->name_len > 0) {
		d[n++] = 0x84;
		d[n++] = (uint8_t)f->name_len;
		memcpy(d + n, f->name, f->name_len);
		n += f->name_len;
	}
	memcpy(d + n, (const uint8_t[]){ 0x8a, 1, life_cycle(card) }, 3);
	a->len = n + 3;
	d[1] = (uint8_t)(a->len - 2);
	return sw;
}

static uint16_t
akis2_read(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct apdu plain = *c;
	size_t at;

	if (c->p1 & 0x80) {
		at = vfiles_child(&card->files, card->now.df, FID_TOKEN_INFO);
		if ((c->p1 & 0x1f) != SFI_TOKEN_INFO || at == VFILE_NONE)
			return SW_FILE_NOT_FOUND;
		card->now.ef = at;
		plain.p1 = 0;
	}
	return vcard_read(card, &plain, a);
}

static uint16_t
akis2_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t question[] = { 0x4d, 0x08, 0x70, 0x06, 0xbf,
	    0x81, PIN_REF, 0x02, 0xa0, 0x80 };
	const uint8_t answer[] = { 0x70, 0x09, 0xbf, 0x81, PIN_REF, 0x05,
	    0xa0, 0x03, 0x9b, 0x01, (uint8_t)card->state.pin_tries };

	if (c->p1 != 0x3f || c->p2 != 0xff)
		return SW_P1_P2;
	if (c->nc != sizeof(question) ||
	    memcmp(c->data, question, sizeof(question)) != 0)
		return SW_REFERENCE;
	memcpy(a->data, answer, sizeof(answer));
	a->len = sizeof(answer);
	return APDU_SW_OK;
}

/* ---- PIN and PUK ---- */

static uint16_t
try_pin(struct vcard *card, const uint8_t *value, size_t len)
{
	struct vstate *s = &card->state;

	return vcard_try_padded(card, &s->pin_tries, TRIES, s->pin, value,
	    len);
}

static uint16_t
akis2_verify(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint16_t sw;

	(void)a;
	if (c->p1 != 0)
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	card->now.pin_verified = false;
	if (c->nc == 0)		/* the worst that a card may do */
		return vcard_try(card, &card->state.pin_tries, TRIES,
		    (const uint8_t *)"", 1, NULL, 0);
	if (c->nc != VALUE_LEN)
		return SW_LENGTH;
	sw = try_pin(card, c->data, c->nc);
	card->now.pin_verified = sw == APDU_SW_OK;
	return sw;
}

/* Digits, then FF up to the end: how many digits, 0: something else. */
static size_t
padded_digits(const uint8_t *value)
{
	size_t n = 0, i;

	while (n < VALUE_LEN && ascii_is_digit((char)value[n]))
		n++;
	for (i = n; i < VALUE_LEN; i++)
		if (value[i] != 0xff)
			return 0;
	return n >= PIN_MIN ? n : 0;
}

static uint16_t
new_pin(struct vcard *card, const uint8_t *value)
{
	struct vstate *s = &card->state;
	uint16_t sw = vcard_replace(card, &s->pin, &s->pin_tries, TRIES,
	    value, padded_digits(value));

	if (sw == APDU_SW_OK)
		card->now.pin_verified = false;
	return sw;
}

static uint16_t
akis2_change(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint16_t sw;

	(void)a;
	if (c->p1 != 0)
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	if (c->nc != 2 * VALUE_LEN)
		return SW_LENGTH;
	if (padded_digits(c->data + VALUE_LEN) == 0)
		return SW_DATA;
	sw = try_pin(card, c->data, VALUE_LEN);
	return sw == APDU_SW_OK ? new_pin(card, c->data + VALUE_LEN) : sw;
}

static uint16_t
reset_by_puk(struct vcard *card, const struct apdu *c)
{
	struct vstate *s = &card->state;
	uint16_t sw;

	if (c->nc != 2 * VALUE_LEN)
		return SW_LENGTH;
	if (padded_digits(c->data + VALUE_LEN) == 0)
		return SW_DATA;
	sw = vcard_try_padded(card, &s->puk_tries, TRIES, s->puk, c->data,
	    VALUE_LEN);
	return sw == APDU_SW_OK ? new_pin(card, c->data + VALUE_LEN) : sw;
}

static uint16_t
reset_by_status(struct vcard *card, const struct apdu *c)
{
	uint16_t sw;

	if (!card->now.administrator)
		return SW_SECURITY;
	if (c->nc != VALUE_LEN)
		return SW_LENGTH;
	if (padded_digits(c->data) == 0)
		return SW_DATA;
	sw = new_pin(card, c->data);
	if (sw == APDU_SW_OK)
		card->now.administrator = false;
	return sw;
}

static uint16_t
akis2_reset_retry(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	(void)a;
	if (c->p1 != RESET_BY_PUK && c->p1 != RESET_BY_STATUS)
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	return c->p1 == RESET_BY_STATUS ? reset_by_status(card, c) :
	    reset_by_puk(card, c);
}

/* ---- the key ---- */

/* MANAGE SECURITY ENVIRONMENT, SET for a signature: 84 01 key reference
 * somewhere in the template. */
static uint16_t
akis2_choose_key(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t key[] = { 0x84, 0x01, VCARD_KEY_REF };

	(void)a;
	if (c->p1 != 0x41 || c->p2 != 0xb6)
		return SW_P1_P2;
	if (c->nc == 0 || memmem(c->data, c->nc, key, sizeof(key)) == NULL)
		return SW_REFERENCE;
	card->now.key_chosen = true;
	return APDU_SW_OK;
}

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_SELECT, false, VCOMMAND_WORKS, akis2_select },
	{ 0x00, APDU_INS_READ_BINARY, false, VCOMMAND_WORKS, akis2_read },
	{ 0x00, APDU_INS_GET_DATA_BY_TAG, false, VCOMMAND_NOTHING,
	    akis2_get_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_NOTHING,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_BLOCKED, akis2_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_BLOCKED, akis2_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_BLOCKED,
	    akis2_reset_retry },
	{ 0x00, APDU_INS_CHALLENGE, false, VCOMMAND_NOTHING, vcard_challenge },
	{ 0x00, APDU_INS_EXT_AUTH, false, VCOMMAND_BLOCKED,
	    vcard_authenticate },
	{ 0x00, APDU_INS_MSE, false, VCOMMAND_BLOCKED, akis2_choose_key },
	{ 0x00, APDU_INS_PSO, true, VCOMMAND_BLOCKED, vcard_sign },
};

static enum err
build(struct vcard *card)
{
	static const struct pkcs15_profile profile = {
		.label = "Sanal AKIS 2", .pin_reference = PIN_REF,
		.puk_reference = PUK_REF, .stored = VALUE_LEN, .pad = 0xff,
	};

	return pkcs15_build(&card->state, &profile, &card->files);
}

const struct vtype vtype_akis2 = {
	.name = "akis2",
	/* The family "TC", from the public list of the PC/SC community. */
	.atr = "3b9f978131fe4580655443" "d3228231" "c073f6218081" "05d3",
	.serial_len = VCARD_SERIAL,
	.pin_min = PIN_MIN,
	.pin_max = VALUE_LEN,
	.puk_min = VALUE_LEN,
	.puk_max = VALUE_LEN,
	.key_min = VCARD_KEY,
	.key_max = VCARD_KEY,
	.pin_tries = TRIES,
	.puk_tries = TRIES,
	.auth_tries = VCARD_AUTH_TRIES,
	.pairs = 1,
	.dies_of_puk = true,
	.commands = VCOMMANDS(commands),
	.build = build,
};
