/* An OpenPGP card (version 3.4 of its specification): user's PIN (PW1),
 * resetting code, administrator's PIN (PW3), a signing key, and a certificate
 * in DO 7F21.  Everything is made with the card; there is no PUT DATA.
 *
 * In the state file the PIN is PW1, the PUK the resetting code and the unlock
 * key PW3.  A resetting code that was used up cannot be replaced.
 *
 * Two types: openpgp takes them as they are typed, openpgp-kdf as its KDF
 * object says. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/openpgp_objects.h"
#include "vcard/type.h"

#define INS_GENERATE 0x47
#define INS_SELECT_DATA 0xa5

#define PW1_SIGN 0x81
#define PW1_OTHER 0x82
#define PW3 0x83
#define PW1_MIN 6
#define CODE_MIN 8
#define TRIES 3

static uint16_t
pgp_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	(void)a;
	if (c->p1 != 0x04 || (c->p2 != 0x00 && c->p2 != 0x0c))
		return SW_P1_P2;
	if (c->nc < OPENPGP_AID ||
	    memcmp(c->data, vcard_openpgp_aid, OPENPGP_AID) != 0)
		return SW_FILE_NOT_FOUND;
	memset(now, 0, sizeof(*now));
	now->ef = VFILE_NONE;
	now->selected = true;
	return APDU_SW_OK;
}

/* ----------------------------------------------------------------- PINs --- */

/* A value that the card derives, or digits. */
static bool
is_code(const struct vcard *card, const uint8_t *value, size_t len, size_t min)
{
	if (vcard_openpgp_derives(card))
		return len == OPENPGP_DERIVED;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit((char)value[i]))
			return false;
	}
	return len >= min && len <= OPENPGP_PIN_MAX;
}

/* PW1 or PW3. */
static uint16_t
try_password(struct vcard *card, bool admin, const uint8_t *value, size_t len)
{
	struct vstate *s = &card->state;
	const struct secret *wanted = admin ? s->unlock_key : s->pin;

	return vcard_try(card, admin ? &s->auth_tries : &s->pin_tries, TRIES,
	    secret_bytes(wanted), secret_len(wanted), value, len);
}

/* An empty VERIFY tells and costs nothing (7.2.2 of the specification). */
static uint16_t
password_state(const struct vcard *card, bool admin)
{
	int tries = admin ? card->state.auth_tries : card->state.pin_tries;

	if (admin ? card->now.administrator : card->now.pin_verified)
		return APDU_SW_OK;
	return tries == 0 ? SW_BLOCKED : (uint16_t)(SW_WRONG | tries);
}

static uint16_t
pgp_verify(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	bool admin = c->p2 == PW3, *granted;
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00 && c->p1 != 0xff)
		return SW_P1_P2;
	if (!admin && c->p2 != PW1_SIGN && c->p2 != PW1_OTHER)
		return SW_REFERENCE;
	if (c->nc == 0 && c->p1 == 0x00)
		return password_state(card, admin);
	granted = admin ? &card->now.administrator : &card->now.pin_verified;
	*granted = false;
	if (c->p1 == 0xff)
		return APDU_SW_OK;
	sw = try_password(card, admin, c->data, c->nc);
	*granted = sw == APDU_SW_OK;
	return sw;
}

static uint16_t
new_password(struct vcard *card, bool admin, const uint8_t *value, size_t len)
{
	struct vstate *s = &card->state;

	if (!admin)
		card->now.pin_verified = false;
	return vcard_replace(card, admin ? &s->unlock_key : &s->pin,
	    admin ? &s->auth_tries : &s->pin_tries, TRIES, value, len);
}

static uint16_t
pgp_change(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	bool admin = c->p2 == PW3;
	size_t old;
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (!admin && c->p2 != PW1_SIGN)
		return SW_REFERENCE;
	if (c->nc == 0)
		return SW_DATA;
	old = secret_len(admin ? card->state.unlock_key : card->state.pin);
	if (c->nc < old)
		old = c->nc;
	if (!is_code(card, c->data + old, c->nc - old,
	    admin ? CODE_MIN : PW1_MIN))
		return SW_DATA;
	sw = try_password(card, admin, c->data, old);
	return sw != APDU_SW_OK ? sw : new_password(card, admin,
	    c->data + old, c->nc - old);
}

static uint16_t
pgp_reset_retry(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vstate *s = &card->state;
	size_t code = c->p1 == 0x00 ? secret_len(s->puk) : 0;
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00 && c->p1 != 0x02)
		return SW_P1_P2;
	if (c->p2 != PW1_SIGN)
		return SW_REFERENCE;
	if (c->p1 == 0x02 && !card->now.administrator)
		return SW_SECURITY;
	if (c->nc == 0)
		return SW_DATA;
	if (c->nc < code)
		code = c->nc;
	if (!is_code(card, c->data + code, c->nc - code, PW1_MIN))
		return SW_DATA;
	sw = c->p1 == 0x02 ? APDU_SW_OK : vcard_try(card, &s->puk_tries,
	    TRIES, secret_bytes(s->puk), secret_len(s->puk), c->data, code);
	return sw != APDU_SW_OK ? sw : new_password(card, false,
	    c->data + code, c->nc - code);
}

/* ------------------------------------------------------------------ key --- */

static uint16_t
pgp_sign(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	if (!now->selected)
		return SW_INS;
	if (c->p1 != 0x9e || c->p2 != 0x9a)
		return SW_P1_P2;
	if (!now->pin_verified)
		return SW_SECURITY;
	now->pin_verified = false;	/* one signature a PIN */
	if (c->nc == 0 || c->nc > RSA_LEN - 11)
		return SW_LENGTH;
	if (vcard_rsa(card, 0, c->data, c->nc, now->rest) != ERR_OK)
		return SW_DATA;
	now->rest_len = RSA_LEN;
	return vcard_rest_give(card, c->ne, a);
}

/* The public half of the signing key: 7F49 { 81 modulus, 82 exponent }. */
static uint16_t
pgp_public_key(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t exponent[] = { 0x01, 0x00, 0x01 };
	uint8_t modulus[RSA_LEN];
	BIGNUM *n = NULL;
	uint16_t sw = SW_UNKNOWN;

	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x81 || c->p2 != 0x00)
		return SW_P1_P2;
	if (c->nc < 2 || c->data[0] != 0xb6)
		return SW_REFERENCE;
	if (EVP_PKEY_get_bn_param(card->key[0], OSSL_PKEY_PARAM_RSA_N, &n) ==
	    1 && BN_bn2binpad(n, modulus, RSA_LEN) == RSA_LEN) {
		vcard_rest_object(&card->now, 0x81, modulus, RSA_LEN);
		vcard_rest_object(&card->now, 0x82, exponent,
		    sizeof(exponent));
		vcard_rest_wrap(&card->now, 0, 0x7f49);
		sw = vcard_rest_give(card, c->ne, a);
	}
	BN_free(n);
	return sw;
}

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_SELECT, false, VCOMMAND_WORKS, pgp_select },
	{ 0x00, APDU_INS_GET_DATA, false, VCOMMAND_WORKS,
	    vcard_openpgp_get_data },
	{ 0x00, INS_SELECT_DATA, false, VCOMMAND_WORKS,
	    vcard_openpgp_select_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_WORKS,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_WORKS, pgp_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_WORKS, pgp_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_WORKS, pgp_reset_retry },
	{ 0x00, APDU_INS_PSO, false, VCOMMAND_WORKS, pgp_sign },
	{ 0x00, INS_GENERATE, false, VCOMMAND_WORKS, pgp_public_key },
};

/* A new card's values are digits: from now on it keeps what is derived. */
static enum err
derive(const struct vcard *card, enum openpgp_value value, struct secret *s)
{
	uint8_t hash[S2K_MAX];
	enum err e = ERR_OK;

	if (secret_len(s) != OPENPGP_DERIVED)
		e = vcard_openpgp_derive(card, value, secret_bytes(s),
		    secret_len(s), hash);
	if (e == ERR_OK && secret_len(s) != OPENPGP_DERIVED)
		e = secret_set(s, hash, OPENPGP_DERIVED);
	secret_wipe_mem(hash, sizeof(hash));
	return e;
}

static enum err
kdf_build(struct vcard *card)
{
	enum err e = derive(card, OPENPGP_PW1, card->state.pin);

	if (e == ERR_OK)
		e = derive(card, OPENPGP_CODE, card->state.puk);
	if (e == ERR_OK)
		e = derive(card, OPENPGP_PW3, card->state.unlock_key);
	return e;
}

/* With these historical bytes. */
#define OPENPGP(type_name, build_it) { \
	.name = type_name, \
	.atr = "3bda18ff81b1fe751f03" "0031c573c001c0059000" "89", \
	.extended = true, \
	.serial_len = OPENPGP_SERIAL,	/* manufacturer and number */ \
	.pin_min = PW1_MIN, \
	.pin_max = OPENPGP_PIN_MAX, \
	.puk_min = CODE_MIN, \
	.puk_max = OPENPGP_PIN_MAX, \
	.key_min = CODE_MIN, \
	.key_max = OPENPGP_DERIVED, \
	.pin_tries = TRIES, \
	.puk_tries = TRIES, \
	.auth_tries = TRIES, \
	.pairs = 1, \
	.commands = VCOMMANDS(commands), \
	.build = build_it, \
}

const struct vtype vtype_openpgp = OPENPGP("openpgp", NULL);
const struct vtype vtype_openpgp_kdf = OPENPGP("openpgp-kdf", kdf_build);
