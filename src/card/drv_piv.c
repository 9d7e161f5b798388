#include "card/drv_piv.h"

#include <string.h>

#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/tlv.h"

#define TAG_OBJECT 0x53
#define TAG_GUID 0x34
#define TAG_FASCN 0x30
#define GUID_LEN 16
#define FASCN_LEN 25

/* FASC-N and GUID stand in front; what follows may be a long signature. */
#define CHUID_NEEDED 100

static const uint8_t chuid[] = { 0x5c, 0x03, 0x5f, 0xc1, 0x02 };

static bool
is_zero(const struct tlv *t)
{
	for (size_t i = 0; i < t->len; i++) {
		if (t->value[i] != 0)
			return false;
	}
	return true;
}

static enum err
serial_of_chuid(const struct answer *a, uint8_t serial[CARD_SERIAL_MAX],
    size_t *len)
{
	struct tlv whole, t;

	if (tlv_find_cut(a->data, a->len, TAG_OBJECT, &whole) != ERR_OK)
		return ERR_CARD_ANSWER;
	if (tlv_find(whole.value, whole.len, TAG_GUID, &t) == ERR_OK &&
	    t.len == GUID_LEN && !is_zero(&t))
		goto found;
	if (tlv_find(whole.value, whole.len, TAG_FASCN, &t) != ERR_OK ||
	    t.len != FASCN_LEN || is_zero(&t))
		return ERR_CARD_ANSWER;
found:
	memcpy(serial, t.value, t.len);
	*len = t.len;
	return ERR_OK;
}

static enum err
read_serial(struct exchange *x, uint8_t serial[CARD_SERIAL_MAX], size_t *len)
{
	struct apdu c = { .ins = APDU_INS_GET_DATA_BY_TAG, .p1 = 0x3f,
	    .p2 = 0xff, .data = chuid, .nc = sizeof(chuid),
	    .ne = CHUID_NEEDED };
	struct answer a;
	enum err e = drv_iso_read(x, &c, &a);

	return e == ERR_OK ? serial_of_chuid(&a, serial, len) : e;
}

static enum err
read_tries(struct exchange *x, const struct card_type *type, int *tries)
{
	struct apdu c = { .ins = APDU_INS_VERIFY, .p2 = type->pin_reference };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	*tries = CARD_TRIES_UNKNOWN;
	if (e != ERR_OK)
		return e;
	if ((a.sw & 0xfff0) == 0x63c0)
		*tries = a.sw & 0x0f;
	else if (a.sw == 0x6983)
		*tries = 0;
	else
		return a.sw == APDU_SW_OK ? ERR_CARD_REFUSED :
		    exchange_read_sw(a.sw);
	return ERR_OK;
}

/* Of a PIN or PUK (SP 800-73-4, 2.4.3). */
static const struct pin_form form = { .stored = 8, .pad = 0xff };

static enum err
piv_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	struct guard_pin pin = x->guard.pin;
	enum err e = read_serial(x, info->serial, &info->serial_len);

	pin.form = pin.puk_form = form;
	guard_pin(&x->guard, &pin);
	if (e == ERR_OK)
		e = read_tries(x, type, &info->pin_tries);
	info->operational = e == ERR_OK;
	return e;
}

const struct card_driver drv_piv = {
	.name = "piv",
	.rules = { .tries_by_verify = true, .sign_by_authenticate = true,
	    .puk_of_any_age = true, .pads = CARD_PAD_ALL },
	.tools = &drv_piv_tools,
	.identify = piv_identify,
};
