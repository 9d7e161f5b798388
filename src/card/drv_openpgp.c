#include "card/drv_openpgp.h"

#include <string.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/drv_iso.h"
#include "card/tlv.h"

#define DO_AID 0x004f
#define DO_STATUS 0x00c4
#define DO_KDF 0x00f9
#define DO_CERTIFICATE 0x7f21

#define AID_LEN 16
#define AID_APPLICATION 6
#define SERIAL_AT 8
#define SERIAL_LEN 6

#define STATUS_LEN 7
#define STATUS_PW1 4
#define STATUS_CODE 5

#define KDF_NONE 0x00
#define VALUES_MAX 64

static enum err
get_data(struct exchange *x, uint16_t object, struct answer *a)
{
	struct apdu c = { .ins = APDU_INS_GET_DATA,
	    .p1 = (uint8_t)(object >> 8), .p2 = (uint8_t)(object & 0xff),
	    .ne = APDU_NE_SHORT };
	enum err e = exchange_send(x, &c, a);

	if (e != ERR_OK)
		return drv_iso_lost(e);
	if (a->sw == APDU_SW_OK)
		return ERR_OK;
	return drv_iso_refusal(a->sw);
}

static enum err
read_serial(struct exchange *x, struct card_info *info)
{
	static const uint8_t application[AID_APPLICATION] = { 0xd2, 0x76, 0x00,
	    0x01, 0x24, 0x01 };
	struct answer a;
	enum err e = get_data(x, DO_AID, &a);

	if (e == ERR_OK && (a.len != AID_LEN ||
	    memcmp(a.data, application, sizeof(application)) != 0))
		e = ERR_CARD_ANSWER;
	if (e != ERR_OK)
		return e;
	memcpy(info->serial, a.data + SERIAL_AT, SERIAL_LEN);
	info->serial_len = SERIAL_LEN;
	return ERR_OK;
}

/* `which` is STATUS_PW1 or STATUS_CODE. */
static enum err
read_tries(struct exchange *x, size_t which, int *tries)
{
	struct answer a;
	enum err e = get_data(x, DO_STATUS, &a);

	*tries = CARD_TRIES_UNKNOWN;
	if (e == ERR_OK && (a.len != STATUS_LEN || a.data[which] > 15))
		e = ERR_CARD_ANSWER;
	if (e == ERR_OK)
		*tries = a.data[which];
	return e;
}

static enum err
pgp_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	enum err e = read_serial(x, info);

	(void)type;
	if (e == ERR_OK)
		e = read_tries(x, STATUS_PW1, &info->pin_tries);
	info->operational = e == ERR_OK;
	return e;
}

/* ---------------------------------------------------------------- tools --- */

/* The one certificate that cards of all versions show. */
static enum err
pgp_certificates(struct exchange *x, const struct card_type *type,
    struct driver_certs *certs)
{
	struct apdu c = { .ins = APDU_INS_GET_DATA,
	    .p1 = DO_CERTIFICATE >> 8, .p2 = DO_CERTIFICATE & 0xff,
	    .ne = APDU_NE_SHORT };
	struct driver_cert *cert = &certs->list[0];
	enum err e;

	(void)type;
	certs->count = 0;
	certs->more = false;
	memset(cert, 0, sizeof(*cert));
	e = exchange_object(x, &c, cert->der, sizeof(cert->der), &cert->len);
	if (e == ERR_OK)
		certs->count = 1;
	certs->more = e == ERR_TOO_BIG || e == ERR_CARD_ANSWER;
	return e == ERR_NOT_FOUND || e == ERR_CARD_REFUSED || certs->more ?
	    ERR_OK : e;
}

static enum err
pgp_puk_tries(struct exchange *x, const struct card_type *type, int *tries)
{
	(void)type;
	return read_tries(x, STATUS_CODE, tries);
}

/* ERR_CARD_UNABLE: it wants a derived value in the place of a PIN. */
static enum err
check_derivation(struct exchange *x)
{
	struct answer a;
	struct tlv t;
	enum err e = get_data(x, DO_KDF, &a);

	if (e == ERR_CARD_REFUSED)	/* it knows no such thing */
		return ERR_OK;
	if (e != ERR_OK || a.len == 0)
		return e;
	if (tlv_find(a.data, a.len, 0x81, &t) != ERR_OK || t.len != 1)
		return ERR_CARD_ANSWER;
	return t.value[0] == KDF_NONE ? ERR_OK : ERR_CARD_UNABLE;
}

/* Two values behind each other, sent once.  Cards say 6982 of a wrong one. */
static enum err
send_values(struct exchange *x, uint8_t ins, const struct card_type *type,
    const struct secret *first, const struct secret *second,
    struct card_try_result *result)
{
	uint8_t values[VALUES_MAX];
	struct apdu c = { .ins = ins, .p2 = type->pin_reference,
	    .data = values, .nc = secret_len(first) + secret_len(second) };
	enum err e;

	if (c.nc > sizeof(values))
		return ERR_PIN_LENGTH;
	e = check_derivation(x);
	if (e != ERR_OK)
		return e;
	memcpy(values, secret_bytes(first), secret_len(first));
	memcpy(values + secret_len(first), secret_bytes(second),
	    secret_len(second));
	e = exchange_try(x, &c, result);
	secret_wipe_mem(values, sizeof(values));
	return e == ERR_CARD_REFUSED && result->sw == 0x6982 ?
	    ERR_PIN_WRONG : e;
}

static enum err
pgp_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	return send_values(x, APDU_INS_CHANGE, type, old, new_pin, result);
}

static enum err
pgp_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *code, const struct secret *new_pin,
    struct card_try_result *result)
{
	enum err e = send_values(x, APDU_INS_RESET_RETRY, type, code, new_pin,
	    result);

	if (e == ERR_PIN_WRONG && result->tries_after == CARD_TRIES_UNKNOWN &&
	    read_tries(x, STATUS_CODE, &result->tries_after) == ERR_OK &&
	    result->tries_after == 0)
		e = ERR_PIN_BLOCKED;
	return e;
}

/* No signature: the certificate that it shows is of another key than the one
 * that signs. */
static const struct card_tool_driver tools = {
	.certificates = pgp_certificates,
	.puk_tries = pgp_puk_tries,
	.change = pgp_change,
	.unblock = pgp_unblock,
};

const struct card_driver drv_openpgp = {
	.name = "openpgp",
	.rules = { .puk_of_any_age = true },
	.tools = &tools,
	.identify = pgp_identify,
};
