/* A PIV card (NIST SP 800-73-4): the PIV application with PIN and PUK, its
 * data objects and four keys, as a card with contacts shows them.  Keys and
 * objects are made with the card; there is nothing to write them.
 *
 * Where the standard leaves a choice: 6A80 for a PIN that no PIN can be, and
 * then no try is spent; before the application is selected the card says
 * 6D00; an empty VERIFY tells the tries and costs none (SP 800-73-4 3.2.1).
 *
 * Beyond the standard it answers GET VERSION as Yubico's cards do, whose ykman
 * speaks to no other. */
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "card/tlv.h"
#include "vcard/type.h"

#define INS_GET_DATA_BY_TAG 0xcb
#define INS_GET_VERSION 0xfd		/* Yubico */

#define PIN_REF 0x80
#define PUK_REF 0x81
#define VALUE_LEN 8			/* of a PIN or PUK, padded with FF */
#define PIN_MIN 6
#define TRIES 3
#define AUTH_TRIES 10

#define ALGORITHM_RSA_2048 0x07

#define TAG_DISCOVERY 0x7e
#define TAG_CHUID 0x5fc102
#define TAG_CAPABILITIES 0x5fc107
#define TAG_CERTIFICATE 0x53

enum slot_pin { PIN_NEVER, PIN_ONCE, PIN_ALWAYS };

/* The keys in the order of the state's pairs. */
static const struct key_slot {
	uint8_t reference;
	enum slot_pin pin;
	uint32_t certificate;		/* tag of its data object */
} key_slots[] = {
	{ 0x9a, PIN_ONCE, 0x5fc105 },
	{ 0x9c, PIN_ALWAYS, 0x5fc10a },
	{ 0x9d, PIN_ONCE, 0x5fc10b },
	{ 0x9e, PIN_NEVER, 0x5fc101 },
};

#define SLOT_COUNT (sizeof(key_slots) / sizeof(key_slots[0]))

static const uint8_t aid[] = { 0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10,
    0x00, 0x01, 0x00 };

#define AID_RID 5			/* a name may be cut behind it */

static uint16_t
piv_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	if (c->p1 != 0x04 || c->p2 != 0x00)
		return SW_P1_P2;
	if (c->nc < AID_RID || c->nc > sizeof(aid) ||
	    memcmp(c->data, aid, c->nc) != 0)
		return SW_FILE_NOT_FOUND;
	memset(now, 0, sizeof(*now));
	now->ef = VFILE_NONE;
	now->selected = true;
	vcard_rest_object(now, 0x4f, aid + AID_RID, sizeof(aid) - AID_RID);
	vcard_rest_object(now, 0x4f, aid, AID_RID);
	vcard_rest_wrap(now, 2 + sizeof(aid) - AID_RID, 0x79);
	vcard_rest_wrap(now, 0, 0x61);
	/* As cards in the field do: the answer comes without an Le too. */
	return vcard_rest_give(card, c->ne == 0 ? APDU_NE_SHORT : c->ne, a);
}

/* ------------------------------------------------------------- objects --- */

static void
discovery_write(struct vcard *card)
{
	static const uint8_t policy[] = { 0x40, 0x00 };	/* the PIV PIN alone */
	struct vcard_now *now = &card->now;

	vcard_rest_object(now, 0x4f, aid, sizeof(aid));
	vcard_rest_object(now, 0x5f2f, policy, sizeof(policy));
	vcard_rest_wrap(now, 0, TAG_DISCOVERY);
}

static void
chuid_write(struct vcard *card)
{
	/* FASC-N of a card that belongs to no agency. */
	static const uint8_t fascn[] = { 0xd4, 0xe7, 0x39, 0xda, 0x73, 0x9c,
	    0xed, 0x39, 0xce, 0x73, 0x9d, 0x83, 0x68, 0x58, 0x21, 0x08, 0x42,
	    0x10, 0x84, 0x21, 0xc8, 0x42, 0x10, 0xc3, 0xeb };
	struct vcard_now *now = &card->now;

	vcard_rest_object(now, 0x30, fascn, sizeof(fascn));
	vcard_rest_object(now, 0x34, card->state.serial,
	    card->state.type->serial_len);
	vcard_rest_object(now, 0x35, "20491231", 8);
	vcard_rest_object(now, 0x3e, NULL, 0);
	vcard_rest_object(now, 0xfe, NULL, 0);
	vcard_rest_wrap(now, 0, TAG_CERTIFICATE);
}

static void
capabilities_write(struct vcard *card)
{
	static const uint8_t rest[] = { 0xf1, 1, 0x21, 0xf2, 1, 0x21, 0xf3, 0,
	    0xf4, 1, 0, 0xf5, 1, 0x10, 0xf6, 0, 0xf7, 0, 0xfa, 0, 0xfb, 0,
	    0xfc, 0, 0xfd, 0, 0xfe, 0 };
	uint8_t identifier[21] = { 0xa0, 0x00, 0x00, 0x01, 0x16, 0xff, 0x02 };
	struct vcard_now *now = &card->now;

	memcpy(identifier + 7, card->state.serial, 14);
	vcard_rest_object(now, 0xf0, identifier, sizeof(identifier));
	vcard_rest_add(now, rest, sizeof(rest));
	vcard_rest_wrap(now, 0, TAG_CERTIFICATE);
}

static bool
certificate_write(struct vcard *card, uint32_t tag)
{
	static const uint8_t plain = 0x00;	/* not compressed */
	struct vcard_now *now = &card->now;
	size_t i = 0;

	while (i < SLOT_COUNT && key_slots[i].certificate != tag)
		i++;
	if (i == SLOT_COUNT)
		return false;
	vcard_rest_object(now, 0x70, card->state.pair[i].certificate,
	    card->state.pair[i].certificate_len);
	vcard_rest_object(now, 0x71, &plain, 1);
	vcard_rest_object(now, 0xfe, NULL, 0);
	vcard_rest_wrap(now, 0, TAG_CERTIFICATE);
	return true;
}

static uint16_t
piv_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct tlv list;
	uint32_t tag = 0;

	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x3f || c->p2 != 0xff)
		return SW_P1_P2;
	if (tlv_find(c->data, c->nc, 0x5c, &list) != ERR_OK || list.len == 0 ||
	    list.len > 3)
		return SW_DATA;
	for (size_t i = 0; i < list.len; i++)
		tag = tag << 8 | list.value[i];
	switch (tag) {
	case TAG_DISCOVERY:
		discovery_write(card);
		break;
	case TAG_CHUID:
		chuid_write(card);
		break;
	case TAG_CAPABILITIES:
		capabilities_write(card);
		break;
	default:
		if (!certificate_write(card, tag))
			return SW_FILE_NOT_FOUND;
	}
	return vcard_rest_give(card, c->ne, a);
}

/* ------------------------------------------------------------ PIN, PUK --- */

static uint16_t
try_pin(struct vcard *card, const uint8_t *value)
{
	struct vstate *s = &card->state;

	return vcard_try_padded(card, &s->pin_tries, TRIES, s->pin, value,
	    VALUE_LEN);
}

static uint16_t
try_puk(struct vcard *card, const uint8_t *value)
{
	struct vstate *s = &card->state;

	return vcard_try_padded(card, &s->puk_tries, TRIES, s->puk, value,
	    VALUE_LEN);
}

/* The digits in front of the padding; 0: it is no PIN. */
static size_t
pin_len(const uint8_t *value)
{
	size_t len = 0;

	while (len < VALUE_LEN && ascii_is_digit((char)value[len]))
		len++;
	for (size_t i = len; i < VALUE_LEN; i++) {
		if (value[i] != 0xff)
			return 0;
	}
	return len < PIN_MIN ? 0 : len;
}

static uint16_t
piv_tries(const struct vcard *card)
{
	if (card->now.pin_verified)
		return APDU_SW_OK;
	return card->state.pin_tries == 0 ? SW_BLOCKED :
	    (uint16_t)(SW_WRONG | card->state.pin_tries);
}

static uint16_t
piv_verify(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	(void)a;
	if (!now->selected)
		return SW_INS;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	if (c->p1 == 0xff && c->nc == 0) {
		now->pin_verified = false;
		return APDU_SW_OK;
	}
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (c->nc == 0)
		return piv_tries(card);
	if (c->nc != VALUE_LEN)
		return SW_LENGTH;
	if (pin_len(c->data) == 0)
		return SW_DATA;
	now->pin_verified = false;
	now->pin_verified = try_pin(card, c->data) == APDU_SW_OK;
	now->pin_fresh = now->pin_verified;
	return piv_tries(card);
}

static uint16_t
new_pin(struct vcard *card, const uint8_t *value)
{
	struct vstate *s = &card->state;

	return vcard_replace(card, &s->pin, &s->pin_tries, TRIES, value,
	    pin_len(value));
}

static uint16_t
new_puk(struct vcard *card, const uint8_t *value)
{
	struct vstate *s = &card->state;
	size_t len = VALUE_LEN;

	while (len > 0 && value[len - 1] == 0xff)
		len--;
	return vcard_replace(card, &s->puk, &s->puk_tries, TRIES, value, len);
}

static uint16_t
piv_change(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	bool pin = c->p2 == PIN_REF;
	const uint8_t *new;
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (!pin && c->p2 != PUK_REF)
		return SW_REFERENCE;
	if (c->nc != 2 * VALUE_LEN)
		return SW_LENGTH;
	new = c->data + VALUE_LEN;
	if (pin_len(new) == 0)
		return SW_DATA;
	sw = pin ? try_pin(card, c->data) : try_puk(card, c->data);
	if (sw == APDU_SW_OK)
		sw = pin ? new_pin(card, new) : new_puk(card, new);
	return sw;
}

static uint16_t
piv_reset_retry(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	if (c->nc != 2 * VALUE_LEN)
		return SW_LENGTH;
	if (pin_len(c->data + VALUE_LEN) == 0)
		return SW_DATA;
	sw = try_puk(card, c->data);
	if (sw == APDU_SW_OK)
		sw = new_pin(card, c->data + VALUE_LEN);
	if (sw == APDU_SW_OK)
		card->now.pin_verified = false;
	return sw;
}

/* ----------------------------------------------------------------- keys --- */

static uint16_t
may_use(struct vcard *card, const struct key_slot *k)
{
	struct vcard_now *now = &card->now;
	bool fresh = now->pin_fresh;

	now->pin_fresh = false;
	if (k->pin == PIN_NEVER)
		return APDU_SW_OK;
	if (!now->pin_verified || (k->pin == PIN_ALWAYS && !fresh))
		return SW_SECURITY;
	return APDU_SW_OK;
}

/* 7C { 82: "the answer, please", 81: the block } -> 7C { 82 answer } */
static uint16_t
use_key(struct vcard *card, size_t slot, struct vanswer *a, size_t ne)
{
	struct vcard_now *now = &card->now;
	struct tlv whole, block;
	uint8_t out[RSA_LEN];
	uint16_t sw;

	if (tlv_find(now->chain, now->chain_len, 0x7c, &whole) != ERR_OK ||
	    tlv_find(whole.value, whole.len, 0x81, &block) != ERR_OK ||
	    block.len != RSA_LEN)
		return SW_DATA;
	sw = may_use(card, &key_slots[slot]);
	if (sw != APDU_SW_OK)
		return sw;
	if (vcard_rsa(card, slot, block.value, block.len, out) != ERR_OK)
		return SW_DATA;
	vcard_rest_object(now, 0x82, out, sizeof(out));
	vcard_rest_wrap(now, 0, 0x7c);
	return vcard_rest_give(card, ne, a);
}

static uint16_t
piv_general_authenticate(struct vcard *card, const struct apdu *c,
    struct vanswer *a)
{
	size_t i = 0;
	uint16_t sw;

	if (!card->now.selected)
		return SW_INS;
	while (i < SLOT_COUNT && key_slots[i].reference != c->p2)
		i++;
	if (i == SLOT_COUNT)
		return SW_REFERENCE;
	if (c->p1 != ALGORITHM_RSA_2048)
		return SW_P1_P2;
	sw = vcard_chain_add(&card->now, c);
	if (sw != APDU_SW_OK || (c->cla & CLA_MORE_FOLLOWS))
		return sw;
	return use_key(card, i, a, c->ne);
}

static uint16_t
piv_get_version(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t version[] = { 3, 4, 0 };

	(void)c;
	if (!card->now.selected)
		return SW_INS;
	memcpy(a->data, version, sizeof(version));
	a->len = sizeof(version);
	return APDU_SW_OK;
}

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_SELECT, false, VCOMMAND_WORKS, piv_select },
	{ 0x00, INS_GET_DATA_BY_TAG, false, VCOMMAND_WORKS, piv_get_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_WORKS,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_WORKS, piv_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_WORKS, piv_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_WORKS, piv_reset_retry },
	{ 0x00, APDU_INS_GENERAL_AUTH, true, VCOMMAND_WORKS,
	    piv_general_authenticate },
	{ 0x00, INS_GET_VERSION, false, VCOMMAND_WORKS, piv_get_version },
};

const struct vtype vtype_piv = {
	.name = "piv",
	/* T=1; historical bytes of its own: chaining and extended lengths,
	 * "cilingir". */
	.atr = "3b9e958131fe45" "80" "73c001c0" "6863696c696e676972" "87",
	.extended = true,
	.serial_len = 16,		/* the GUID of its CHUID */
	.pin_min = PIN_MIN,
	.pin_max = VALUE_LEN,
	.puk_min = 8,
	.puk_max = VALUE_LEN,
	.key_min = 16,
	.key_max = 24,
	.pin_tries = TRIES,
	.puk_tries = TRIES,
	.auth_tries = AUTH_TRIES,
	.pairs = SLOT_COUNT,
	.commands = VCOMMANDS(commands),
};
