#include "card/drv_openpgp.h"

#include <string.h>

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
#define STATUS_PW3 6

#define PW3 0x83

/* What is in the KDF object (4.3.2 of the specification). */
#define KDF_ALGORITHM 0x81
#define KDF_NONE 0x00
#define KDF_S2K 0x03
#define KDF_HASH 0x82
#define KDF_COUNT 0x83
#define KDF_SALT_PW1 0x84
#define KDF_SALT_CODE 0x85
#define KDF_SALT_PW3 0x86

static enum err
get_data(struct exchange *x, uint16_t object, struct answer *a)
{
	struct apdu c = { .ins = APDU_INS_GET_DATA,
	    .p1 = (uint8_t)(object >> 8), .p2 = (uint8_t)(object & 0xff),
	    .ne = APDU_NE_SHORT };

	return drv_iso_read(x, &c, a);
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

/* `which` is STATUS_PW1, STATUS_CODE or STATUS_PW3. */
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

/* ---------------------------------------------------------- the KDF ------- */

static enum err
take_number(const struct answer *a, uint32_t tag, size_t len, uint32_t *number)
{
	struct tlv t;

	if (tlv_find(a->data, a->len, tag, &t) != ERR_OK || t.len != len)
		return ERR_CARD_ANSWER;
	*number = 0;
	for (size_t i = 0; i < len; i++)
		*number = *number << 8 | t.value[i];
	return ERR_OK;
}

/* A card with one salt has it for all. */
static enum err
take_salt(const struct answer *a, uint32_t tag, struct s2k *s2k)
{
	struct tlv t;

	if (tlv_find(a->data, a->len, tag, &t) != ERR_OK &&
	    tlv_find(a->data, a->len, KDF_SALT_PW1, &t) != ERR_OK)
		return ERR_CARD_ANSWER;
	if (t.len != S2K_SALT)
		return ERR_CARD_ANSWER;
	memcpy(s2k->salt, t.value, S2K_SALT);
	return ERR_OK;
}

/* In which form the card wants PIN and PUK.  ERR_CARD_ANSWER: one that we do
 * not know. */
static enum err
take_forms(const struct answer *a, struct guard_pin *pin)
{
	uint32_t algorithm, hash, count;
	struct s2k *s2k = &pin->form.s2k;
	enum err e = take_number(a, KDF_ALGORITHM, 1, &algorithm);

	if (e != ERR_OK || algorithm == KDF_NONE)
		return e;
	e = algorithm == KDF_S2K ? take_number(a, KDF_HASH, 1, &hash) :
	    ERR_CARD_ANSWER;
	if (e == ERR_OK)
		e = take_number(a, KDF_COUNT, 4, &count);
	if (e != ERR_OK)
		return e;
	s2k->hash = (uint8_t)hash;
	s2k->count = count;
	pin->form.encoding = PIN_DERIVED;
	pin->puk_form = pin->admin_form = pin->form;
	e = take_salt(a, KDF_SALT_PW1, s2k);
	if (e == ERR_OK)
		e = take_salt(a, KDF_SALT_CODE, &pin->puk_form.s2k);
	if (e == ERR_OK)
		e = take_salt(a, KDF_SALT_PW3, &pin->admin_form.s2k);
	return e == ERR_OK && s2k_len(s2k) == 0 ? ERR_CARD_ANSWER : e;
}

/* A card whose KDF we do not know is read, and takes no value from us. */
static enum err
read_forms(struct exchange *x, struct guard_pin *pin)
{
	struct answer a;
	enum err e = get_data(x, DO_KDF, &a);

	if (e == ERR_CARD_REFUSED)	/* it knows no such thing */
		return ERR_OK;
	if (e != ERR_OK || a.len == 0)
		return e;
	if (take_forms(&a, pin) != ERR_OK)
		pin->max = 0;
	return ERR_OK;
}

static enum err
pgp_identify(struct exchange *x, const struct card_type *type,
    struct card_info *info)
{
	struct guard_pin pin = x->guard.pin;
	enum err e = read_serial(x, info);

	(void)type;
	if (e == ERR_OK)
		e = read_tries(x, STATUS_PW1, &info->pin_tries);
	if (e == ERR_OK)
		e = read_forms(x, &pin);
	if (e == ERR_OK)
		guard_pin(&x->guard, &pin);
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
	if (e != ERR_OK)
		return driver_no_certificate(x, e, certs);
	certs->count = 1;
	return ERR_OK;
}

static enum err
pgp_puk_tries(struct exchange *x, const struct card_type *type, bool admin,
    int *tries)
{
	(void)type;
	return read_tries(x, admin ? STATUS_PW3 : STATUS_CODE, tries);
}

/* Cards say 6982 of a wrong value. */
static enum err
send_values(struct exchange *x, const struct apdu *command,
    const struct pin_form *form, const struct secret *value,
    const struct secret *new_pin, struct card_try_result *result)
{
	enum err e = drv_iso_try(x, command, form, value, new_pin, result);

	return e == ERR_CARD_REFUSED && result->sw == 0x6982 ?
	    ERR_PIN_WRONG : e;
}

static enum err
pgp_change(struct exchange *x, const struct card_type *type,
    const struct secret *old, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_CHANGE, .p2 = type->pin_reference };

	return send_values(x, &c, &x->guard.pin.form, old, new_pin, result);
}

/* VERIFY of the administrator's PIN, then the new PIN. */
static enum err
unblock_by_administrator(struct exchange *x, const struct card_type *type,
    const struct secret *admin, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu verify = { .ins = APDU_INS_VERIFY, .p2 = PW3 };
	struct apdu reset = { .ins = APDU_INS_RESET_RETRY, .p1 = 0x02,
	    .p2 = type->pin_reference };
	enum err e = send_values(x, &verify, &x->guard.pin.admin_form, admin,
	    NULL, result);

	if (e != ERR_OK)
		return e;
	e = send_values(x, &reset, &x->guard.pin.form, new_pin, NULL, result);
	result->sent = true;
	/* The administrator's PIN was right: this is about the other one. */
	return e == ERR_PIN_WRONG || e == ERR_PIN_BLOCKED ?
	    ERR_CARD_REFUSED : e;
}

static enum err
unblock_by_code(struct exchange *x, const struct card_type *type,
    const struct secret *code, const struct secret *new_pin,
    struct card_try_result *result)
{
	struct apdu c = { .ins = APDU_INS_RESET_RETRY,
	    .p2 = type->pin_reference };

	return send_values(x, &c, &x->guard.pin.puk_form, code, new_pin,
	    result);
}

static enum err
pgp_unblock(struct exchange *x, const struct card_type *type,
    const struct secret *puk, const struct secret *new_pin,
    struct card_try_result *result)
{
	bool admin = x->guard.administrator;
	enum err e = admin ?
	    unblock_by_administrator(x, type, puk, new_pin, result) :
	    unblock_by_code(x, type, puk, new_pin, result);

	if (e == ERR_PIN_WRONG && result->tries_after == CARD_TRIES_UNKNOWN &&
	    pgp_puk_tries(x, type, admin, &result->tries_after) == ERR_OK &&
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
	.rules = { .puk_of_any_age = true, .admin_reference = PW3 },
	.tools = &tools,
	.identify = pgp_identify,
};
