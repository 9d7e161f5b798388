#include "card/drv_gids.h"

#include <string.h>
#include <sys/random.h>

#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/tlv.h"

#define EF_APPLET 0x3fff
#define EF_ADMIN 0xa012
#define OBJECT_TRIES 0x7f71
#define OBJECT_CARD_ID 0xdf20
#define TAG_TRIES 0x97
#define TAG_TRIES_OLD 0x9f17

#define NONCE 16
#define CRYPTOGRAM 40
#define REPLY_KNOWN (2 * NONCE)		/* of the reply's CRYPTOGRAM bytes */
#define HEAD 4				/* 7C len 81 len, 7C len 82 len */

struct apdu
gids_get_data(uint16_t file, uint16_t object,
    uint8_t list[static GIDS_TAG_LIST])
{
	list[0] = 0x5c;
	list[1] = 0x02;
	list[2] = (uint8_t)(object >> 8);
	list[3] = (uint8_t)(object & 0xff);
	return (struct apdu){ .ins = APDU_INS_GET_DATA_BY_TAG,
	    .p1 = (uint8_t)(file >> 8), .p2 = (uint8_t)(file & 0xff),
	    .data = list, .nc = GIDS_TAG_LIST, .ne = APDU_NE_SHORT };
}

/* An object of a file; t->value points into `a`. */
static enum err
read_object(struct exchange *x, uint16_t file, uint16_t object,
    struct answer *a, struct tlv *t)
{
	uint8_t list[GIDS_TAG_LIST];
	struct apdu c = gids_get_data(file, object, list);
	enum err e = drv_iso_read(x, &c, a);

	if (e == ERR_OK && tlv_find(a->data, a->len, object, t) != ERR_OK)
		e = ERR_CARD_ANSWER;
	return e;
}

static enum err
read_serial(struct exchange *x, uint8_t serial[CARD_SERIAL_MAX], size_t *len)
{
	struct answer a;
	struct tlv id;
	enum err e = read_object(x, EF_ADMIN, OBJECT_CARD_ID, &a, &id);

	if (e == ERR_OK && (id.len < 4 || id.len > CARD_SERIAL_MAX))
		e = ERR_CARD_ANSWER;
	if (e != ERR_OK)
		return e;
	memcpy(serial, id.value, id.len);
	*len = id.len;
	return ERR_OK;
}

static enum err
read_tries(struct exchange *x, int *tries)
{
	struct answer a;
	struct tlv whole, t;
	enum err e = read_object(x, EF_APPLET, OBJECT_TRIES, &a, &whole);

	*tries = CARD_TRIES_UNKNOWN;
	if (e != ERR_OK)
		return e;
	if (tlv_find(whole.value, whole.len, TAG_TRIES, &t) != ERR_OK &&
	    tlv_find(whole.value, whole.len, TAG_TRIES_OLD, &t) != ERR_OK)
		return ERR_CARD_ANSWER;
	if (t.len != 1 || t.value[0] > 15)
		return ERR_CARD_ANSWER;
	*tries = t.value[0];
	return ERR_OK;
}

static enum err
gids_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	enum err e = read_serial(x, info->serial, &info->serial_len);

	(void)type;
	if (e == ERR_OK)
		e = read_tries(x, &info->pin_tries);
	info->operational = e == ERR_OK;
	return e;
}

/* ------------------------------------------------------------- unlock ---- */

static enum err
choose_key(struct exchange *x, const struct card_type *type)
{
	uint8_t key[] = { 0x83, 0x01, type->key_reference };
	struct apdu c = { .ins = APDU_INS_MSE, .p1 = 0xc1, .p2 = 0xa4,
	    .data = key, .nc = sizeof(key) };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	return e == ERR_OK ? drv_iso_key_error(a.sw, ERR_CARD_REFUSED) : e;
}

/* challenge: R2 of the card, R1 of ours. */
static enum err
swap_nonces(struct exchange *x, uint8_t challenge[CARD_CHALLENGE_MAX])
{
	uint8_t data[HEAD + NONCE] = { 0x7c, 2 + NONCE, 0x81, NONCE };
	struct apdu c = { .ins = APDU_INS_GENERAL_AUTH, .data = data,
	    .nc = sizeof(data), .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e;

	if (getrandom(data + HEAD, NONCE, 0) != NONCE)
		return ERR_INTERNAL;
	e = exchange_send(x, &c, &a);
	if (e == ERR_OK)
		e = drv_iso_key_error(a.sw, ERR_CARD_REFUSED);
	if (e != ERR_OK)
		return e;
	if (a.len != sizeof(data) || memcmp(a.data, data, HEAD) != 0)
		return ERR_CARD_ANSWER;
	memcpy(challenge, a.data + HEAD, NONCE);
	memcpy(challenge + NONCE, data + HEAD, NONCE);
	return ERR_OK;
}

static enum err
gids_begin(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const struct card_known *known,
    uint8_t challenge[CARD_CHALLENGE_MAX], int *tries)
{
	uint8_t found[CARD_SERIAL_MAX];
	size_t found_len = 0;
	enum err e;

	*tries = known != NULL ? known->tries : CARD_TRIES_UNKNOWN;
	if (type->challenge != 2 * NONCE)
		return ERR_ARGUMENT;
	e = read_serial(x, found, &found_len);
	if (e == ERR_OK)
		e = driver_expect_serial(found, found_len, serial, len);
	if (e == ERR_OK && known == NULL)
		e = read_tries(x, tries);
	if (e == ERR_OK)
		e = choose_key(x, type);
	if (e == ERR_OK)
		e = swap_nonces(x, challenge);
	return e;
}

static enum err
gids_authenticate(struct exchange *x, const struct card_type *type,
    const uint8_t *serial, size_t len, const uint8_t *cryptogram,
    size_t cryptogram_len, struct card_unlock_result *result)
{
	uint8_t data[HEAD + CRYPTOGRAM] = { 0x7c, 2 + CRYPTOGRAM, 0x82,
	    CRYPTOGRAM };
	struct apdu c = { .ins = APDU_INS_GENERAL_AUTH, .data = data,
	    .nc = sizeof(data), .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e;

	(void)type;
	(void)serial;
	(void)len;
	if (cryptogram_len != CRYPTOGRAM + REPLY_KNOWN)
		return ERR_PORTAL_ANSWER;
	memcpy(data + HEAD, cryptogram, CRYPTOGRAM);
	e = exchange_send(x, &c, &a);
	result->sw = a.sw;
	if (e == ERR_OK)
		e = drv_iso_key_error(a.sw, ERR_AUTH_REFUSED);
	if (e != ERR_OK)
		return e;
	result->authenticated = true;
	if (a.len != sizeof(data) || memcmp(a.data, data, HEAD) != 0)
		return ERR_CARD_ANSWER;
	return memcmp(a.data + HEAD, cryptogram + CRYPTOGRAM,
	    REPLY_KNOWN) == 0 ? ERR_OK : ERR_CARD_OTHER;
}

static enum err
gids_check(struct exchange *x, const struct card_type *type,
    struct card_unlock_result *result)
{
	enum err e = read_tries(x, &result->tries_after);

	if (e != ERR_OK || result->tries_after != type->pin_tries)
		return ERR_UNLOCK_UNKNOWN;
	return ERR_OK;
}

/* ISO/IEC 7816-4: the old PIN, then the new one, which begins where the card
 * knows the old one to end. */
static enum err
gids_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_CHANGE, .p2 = type->pin_reference };

	return drv_iso_try(x, &c, &x->guard.pin.form, old, new_pin, result);
}

static const struct card_tool_driver tools = {
	.certificates = gids_certificates,
	.change = gids_change,
};

const struct card_driver drv_gids = {
	.name = "gids",
	.method = "gids-admin",
	.wants = DRIVER_KEY,
	.tools = &tools,
	.rules = { .mutual = true },
	.identify = gids_identify,
	.begin = gids_begin,
	.authenticate = gids_authenticate,
	.reset = drv_iso_reset_typed,
	.check = gids_check,
};
