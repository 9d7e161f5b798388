/* An OpenPGP card (version 3.4 of its specification): user's PIN (PW1),
 * resetting code, administrator's PIN (PW3), a signing key, and a certificate
 * in DO 7F21.  Everything is made with the card; there is no PUT DATA.
 *
 * In the state file the PIN is PW1, the PUK the resetting code and the unlock
 * key PW3.  A resetting code that was used up cannot be replaced. */
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "vcard/type.h"

#define INS_PSO 0x2a
#define INS_GENERATE 0x47
#define INS_SELECT_DATA 0xa5

#define PW1_SIGN 0x81
#define PW1_OTHER 0x82
#define PW3 0x83
#define PW1_MIN 6
#define PW1_MAX 16
#define CODE_MIN 8
#define TRIES 3

#define FINGERPRINT 20

static const uint8_t aid[] = { 0xd2, 0x76, 0x00, 0x01, 0x24, 0x01 };
/* Chaining, and no extended lengths. */
static const uint8_t historical[] = { 0x00, 0x31, 0xc5, 0x73, 0xc0, 0x01,
    0x80, 0x05, 0x90, 0x00 };

static uint16_t
pgp_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	(void)a;
	if (c->p1 != 0x04 || (c->p2 != 0x00 && c->p2 != 0x0c))
		return SW_P1_P2;
	if (c->nc < sizeof(aid) || memcmp(c->data, aid, sizeof(aid)) != 0)
		return SW_FILE_NOT_FOUND;
	memset(now, 0, sizeof(*now));
	now->ef = VFILE_NONE;
	now->selected = true;
	return APDU_SW_OK;
}

/* ------------------------------------------------------------- objects --- */

static void
aid_write(struct vcard *card)
{
	static const uint8_t version[] = { 0x03, 0x04 }, rest[2];
	struct vcard_now *now = &card->now;

	vcard_rest_add(now, aid, sizeof(aid));
	vcard_rest_add(now, version, sizeof(version));
	vcard_rest_add(now, card->state.serial,
	    card->state.type->serial_len);
	vcard_rest_add(now, rest, sizeof(rest));
}

static void
status_write(struct vcard *card)
{
	const struct vstate *s = &card->state;
	uint8_t status[] = { 0x00, PW1_MAX, PW1_MAX, PW1_MAX,
	    (uint8_t)s->pin_tries, (uint8_t)s->puk_tries,
	    (uint8_t)s->auth_tries };

	vcard_rest_add(&card->now, status, sizeof(status));
}

static void
holder_write(struct vcard *card)
{
	struct vcard_now *now = &card->now;

	vcard_rest_object(now, 0x5b, "Sahibi<<Demo<Kart", 17);
	vcard_rest_object(now, 0x5f2d, "tr", 2);
	vcard_rest_object(now, 0x5f35, "9", 1);
}

/* One key for signing; made up fingerprints for a key that has a date. */
static void
keys_write(struct vcard *card)
{
	static const uint8_t rsa[] = { 0x01, 0x08, 0x00, 0x00, 0x20, 0x00 };
	static const uint8_t none[60];
	uint8_t prints[60] = { 0 }, times[12] = { 0x5e, 0x0b, 0xe1, 0x00 };
	struct vcard_now *now = &card->now;

	memset(prints, 0x11, FINGERPRINT);
	vcard_rest_object(now, 0xc1, rsa, sizeof(rsa));
	vcard_rest_object(now, 0xc2, rsa, sizeof(rsa));
	vcard_rest_object(now, 0xc3, rsa, sizeof(rsa));
	{
		size_t from = now->rest_len;

		status_write(card);
		vcard_rest_wrap(now, from, 0xc4);
	}
	vcard_rest_object(now, 0xc5, prints, sizeof(prints));
	vcard_rest_object(now, 0xc6, none, sizeof(none));
	vcard_rest_object(now, 0xcd, times, sizeof(times));
}

static void
application_write(struct vcard *card)
{
	/* Key import and change of attributes are not offered. */
	static const uint8_t extended[] = { 0x00, 0x00, 0x00, 0x20, 0x10,
	    0x00, 0x00, 0xff, 0x00, 0x00 };
	struct vcard_now *now = &card->now;
	size_t from;

	aid_write(card);
	vcard_rest_wrap(now, 0, 0x4f);
	vcard_rest_object(now, 0x5f52, historical, sizeof(historical));
	from = now->rest_len;
	vcard_rest_object(now, 0xc0, extended, sizeof(extended));
	keys_write(card);
	vcard_rest_wrap(now, from, 0x73);
	vcard_rest_wrap(now, 0, 0x6e);
}

static void
counter_write(struct vcard *card)
{
	static const uint8_t counter[3];

	vcard_rest_object(&card->now, 0x93, counter, sizeof(counter));
	vcard_rest_wrap(&card->now, 0, 0x7a);
}

static void
certificate_write(struct vcard *card)
{
	if (card->now.occurrence == 0)
		vcard_rest_add(&card->now, card->state.pair[0].certificate,
		    card->state.pair[0].certificate_len);
}

/* Of the three certificates that a card may have, the first is there. */
static uint16_t
pgp_select_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t wanted[] = { 0x60, 0x04, 0x5c, 0x02, 0x7f, 0x21 };

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 > 2 || c->p2 != 0x04)
		return SW_P1_P2;
	if (c->nc != sizeof(wanted) ||
	    memcmp(c->data, wanted, sizeof(wanted)) != 0)
		return SW_REFERENCE;
	card->now.occurrence = c->p1;
	return APDU_SW_OK;
}

static void
holder_object_write(struct vcard *card)
{
	holder_write(card);
	vcard_rest_wrap(&card->now, 0, 0x65);
}

static void
historical_write(struct vcard *card)
{
	vcard_rest_add(&card->now, historical, sizeof(historical));
}

static void
nothing_write(struct vcard *card)
{
	(void)card;
}

static const struct pgp_object {
	uint16_t tag;
	void (*write)(struct vcard *card);
} pgp_objects[] = {
	{ 0x004f, aid_write },
	{ 0x005e, nothing_write },
	{ 0x0065, holder_object_write },
	{ 0x006e, application_write },
	{ 0x007a, counter_write },
	{ 0x00c4, status_write },
	{ 0x5f50, nothing_write },
	{ 0x5f52, historical_write },
	{ 0x7f21, certificate_write },
};

#define OBJECT_COUNT (sizeof(pgp_objects) / sizeof(pgp_objects[0]))

static uint16_t
pgp_get_data(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	unsigned tag = (unsigned)(c->p1 << 8 | c->p2);
	size_t i = 0;

	if (!card->now.selected)
		return SW_INS;
	while (i < OBJECT_COUNT && pgp_objects[i].tag != tag)
		i++;
	if (i == OBJECT_COUNT)
		return SW_REFERENCE;
	pgp_objects[i].write(card);
	return vcard_rest_give(card, c->ne, a);
}

/* ----------------------------------------------------------------- PINs --- */

static bool
is_code(const uint8_t *value, size_t len, size_t min)
{
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit((char)value[i]))
			return false;
	}
	return len >= min && len <= PW1_MAX;
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
	if (!is_code(c->data + old, c->nc - old, admin ? CODE_MIN : PW1_MIN))
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
	if (!is_code(c->data + code, c->nc - code, PW1_MIN))
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
	{ 0x00, APDU_INS_GET_DATA, false, VCOMMAND_WORKS, pgp_get_data },
	{ 0x00, INS_SELECT_DATA, false, VCOMMAND_WORKS, pgp_select_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_WORKS,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_WORKS, pgp_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_WORKS, pgp_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_WORKS, pgp_reset_retry },
	{ 0x00, INS_PSO, false, VCOMMAND_WORKS, pgp_sign },
	{ 0x00, INS_GENERATE, false, VCOMMAND_WORKS, pgp_public_key },
};

const struct vtype vtype_openpgp = {
	.name = "openpgp",
	/* With these historical bytes. */
	.atr = "3bda18ff81b1fe751f03" "0031c573c00180059000" "c9",
	.serial_len = 6,		/* manufacturer and number */
	.pin_min = PW1_MIN,
	.pin_max = PW1_MAX,
	.puk_min = CODE_MIN,
	.puk_max = VSTATE_PUK_MAX,
	.key_min = CODE_MIN,
	.key_max = PW1_MAX,
	.pin_tries = TRIES,
	.puk_tries = TRIES,
	.auth_tries = TRIES,
	.pairs = 1,
	.commands = commands,
	.command_count = sizeof(commands) / sizeof(commands[0]),
};
