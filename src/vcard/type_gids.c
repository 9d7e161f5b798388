/* A GIDS card (Microsoft's Generic Identity Device Specification), version 2,
 * as its makers hand it out: the files of a minidriver, one container with a
 * key and its certificate, a PIN, and an administrator's 3DES key with mutual
 * authentication.  Files are made with the card; there is nothing to write
 * them.
 *
 * An empty VERIFY counts as a wrong PIN: the worst that a card may do. */
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "card/tlv.h"
#include "vcard/gids_files.h"
#include "vcard/type.h"

#define PIN_REF 0x80
#define LOG_OUT_REF 0x82
#define PIN_MIN 4
#define PIN_MAX 16
#define AUTH_TRIES 10

#define NONCE 16			/* bytes of each side's challenge */
#define Z_LEN 7				/* bytes of each side's key share */
#define CRYPTOGRAM 40
#define DES3_KEY 24

static const uint8_t aid[] = { 0xa0, 0x00, 0x00, 0x03, 0x97, 0x42, 0x54, 0x46,
    0x59, 0x02, 0x01 };

#define AID_SHORTEST 9			/* without the version */

static uint16_t
gids_select(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t capabilities[] = { 0x40, 0x01, 0xc0 };
	struct vcard_now *now = &card->now;

	if (c->p1 != 0x04 || c->p2 != 0x00)
		return SW_P1_P2;
	if (c->nc < AID_SHORTEST || c->nc > sizeof(aid) ||
	    memcmp(c->data, aid, c->nc) != 0)
		return SW_FILE_NOT_FOUND;
	memset(now, 0, sizeof(*now));
	now->ef = VFILE_NONE;
	now->selected = true;
	vcard_rest_object(now, 0x4f, aid, sizeof(aid));
	vcard_rest_object(now, 0x73, capabilities, sizeof(capabilities));
	vcard_rest_wrap(now, 0, 0x61);
	return vcard_rest_give(card, c->ne == 0 ? APDU_NE_SHORT : c->ne, a);
}

/* ----------------------------------------------------------------- PIN --- */

static bool
is_pin(const uint8_t *value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit((char)value[i]))
			return false;
	}
	return len >= PIN_MIN && len <= PIN_MAX;
}

static uint16_t
try_pin(struct vcard *card, const uint8_t *value, size_t len)
{
	struct vstate *s = &card->state;

	return vcard_try(card, &s->pin_tries, GIDS_PIN_TRIES,
	    secret_bytes(s->pin), secret_len(s->pin), value, len);
}

static uint16_t
new_pin(struct vcard *card, const uint8_t *value, size_t len)
{
	struct vstate *s = &card->state;

	card->now.pin_verified = false;
	return vcard_replace(card, &s->pin, &s->pin_tries, GIDS_PIN_TRIES,
	    value, len);
}

static uint16_t
gids_verify(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	uint16_t sw;

	(void)a;
	if (!now->selected)
		return SW_INS;
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (c->p2 == LOG_OUT_REF && c->nc == 0) {
		now->pin_verified = false;
		now->administrator = false;
		return APDU_SW_OK;
	}
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	now->pin_verified = false;
	sw = try_pin(card, c->data, c->nc);
	now->pin_verified = sw == APDU_SW_OK;
	return sw;
}

/* Old and new PIN stand behind each other; the card knows where. */
static uint16_t
gids_change(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	size_t old = secret_len(card->state.pin);
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x00)
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	if (c->nc == 0)
		return SW_DATA;
	if (c->nc < old)
		old = c->nc;
	if (!is_pin(c->data + old, c->nc - old))
		return SW_DATA;
	sw = try_pin(card, c->data, old);
	if (sw == APDU_SW_OK)
		sw = new_pin(card, c->data + old, c->nc - old);
	return sw;
}

static uint16_t
gids_reset_retry(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint16_t sw;

	(void)a;
	if (!card->now.selected)
		return SW_INS;
	if (c->p1 != 0x02)		/* it has no PUK */
		return SW_P1_P2;
	if (c->p2 != PIN_REF)
		return SW_REFERENCE;
	if (!card->now.administrator)
		return SW_SECURITY;
	if (!is_pin(c->data, c->nc))
		return SW_DATA;
	sw = new_pin(card, c->data, c->nc);
	if (sw == APDU_SW_OK)
		card->now.administrator = false;
	return sw;
}

/* ------------------------------------------------- the administrator's key */

/* 3DES-EDE3-CBC with a zero IV and no padding: what both sides send. */
static enum err
des3(const struct secret *key, bool encrypt, const uint8_t *in, size_t len,
    uint8_t *out)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	enum err e = ERR_INTERNAL;
	int n = 0;

	if (ctx != NULL && secret_len(key) == DES3_KEY &&
	    EVP_CipherInit_ex2(ctx, EVP_des_ede3_cbc(), secret_bytes(key), iv,
	    encrypt, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 &&
	    (size_t)n == len)
		e = ERR_OK;
	EVP_CIPHER_CTX_free(ctx);
	return e;
}

/* now.challenge is R2, ours, and behind it R1, the other side's. */
static uint16_t
give_nonce(struct vcard *card, const struct tlv *r1, struct vanswer *a,
    size_t ne)
{
	struct vcard_now *now = &card->now;

	if (RAND_bytes(now->challenge, NONCE) != 1)
		return SW_UNKNOWN;
	memcpy(now->challenge + NONCE, r1->value, NONCE);
	now->challenge_len = 2 * NONCE;
	now->challenge_new = true;
	vcard_rest_object(now, 0x81, now->challenge, NONCE);
	vcard_rest_wrap(now, 0, 0x7c);
	return vcard_rest_give(card, ne, a);
}

/* R1, R2 and our share of a session key, that is never used: who can read
 * them has the same key. */
static uint16_t
give_proof(struct vcard *card, struct vanswer *a, size_t ne)
{
	struct vcard_now *now = &card->now;
	uint8_t plain[CRYPTOGRAM], out[CRYPTOGRAM];
	uint16_t sw = SW_UNKNOWN;

	memcpy(plain, now->challenge + NONCE, NONCE);
	memcpy(plain + NONCE, now->challenge, NONCE);
	plain[CRYPTOGRAM - 1] = 0x80;
	if (RAND_bytes(plain + 2 * NONCE, Z_LEN) == 1 &&
	    des3(card->state.unlock_key, true, plain, sizeof(plain), out) ==
	    ERR_OK) {
		vcard_rest_object(now, 0x82, out, sizeof(out));
		vcard_rest_wrap(now, 0, 0x7c);
		sw = vcard_rest_give(card, ne, a);
		now->administrator = true;
	}
	secret_wipe_mem(plain, sizeof(plain));
	return sw;
}

static uint16_t
take_proof(struct vcard *card, const struct tlv *cryptogram)
{
	struct vcard_now *now = &card->now;
	uint8_t plain[CRYPTOGRAM];
	uint16_t sw = SW_UNKNOWN;

	if (des3(card->state.unlock_key, false, cryptogram->value, CRYPTOGRAM,
	    plain) == ERR_OK)
		sw = vcard_try(card, &card->state.auth_tries, AUTH_TRIES,
		    now->challenge, 2 * NONCE, plain, 2 * NONCE);
	secret_wipe_mem(plain, sizeof(plain));
	return sw;
}

static uint16_t
gids_general_authenticate(struct vcard *card, const struct apdu *c,
    struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	struct tlv whole, t;
	uint16_t sw;

	if (!now->selected)
		return SW_INS;
	if (c->p1 != 0x00 || c->p2 != 0x00)
		return SW_P1_P2;
	if (!now->admin_chosen)
		return SW_CONDITIONS;
	now->administrator = false;
	if (card->state.auth_tries == 0)
		return SW_BLOCKED;
	if (tlv_find(c->data, c->nc, 0x7c, &whole) != ERR_OK)
		return SW_DATA;
	if (tlv_find(whole.value, whole.len, 0x81, &t) == ERR_OK)
		return t.len == NONCE ? give_nonce(card, &t, a, c->ne) :
		    SW_DATA;
	if (tlv_find(whole.value, whole.len, 0x82, &t) != ERR_OK ||
	    t.len != CRYPTOGRAM)
		return SW_DATA;
	if (now->challenge_len != 2 * NONCE)
		return SW_CONDITIONS;
	sw = take_proof(card, &t);
	return sw == APDU_SW_OK ? give_proof(card, a, c->ne) : sw;
}

/* ----------------------------------------------------------------- keys --- */

static uint16_t
gids_mse(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	static const uint8_t admin[] = { 0x83, 0x01, 0x80 };
	static const uint8_t sign[] = { 0x80, 0x01, 0x57, 0x84, 0x01, 0x81 };
	struct vcard_now *now = &card->now;

	(void)a;
	if (!now->selected)
		return SW_INS;
	if (c->p1 == 0xc1 && c->p2 == 0xa4) {
		now->admin_chosen = c->nc == sizeof(admin) &&
		    memcmp(c->data, admin, sizeof(admin)) == 0;
		return now->admin_chosen ? APDU_SW_OK : SW_REFERENCE;
	}
	if (c->p1 != 0x41 || c->p2 != 0xb6)
		return SW_P1_P2;
	now->key_chosen = c->nc == sizeof(sign) &&
	    memcmp(c->data, sign, sizeof(sign)) == 0;
	return now->key_chosen ? APDU_SW_OK : SW_REFERENCE;
}

static uint16_t
gids_sign(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	if (!now->selected)
		return SW_INS;
	if (c->p1 != 0x9e || c->p2 != 0x9a)
		return SW_P1_P2;
	if (!now->pin_verified)
		return SW_SECURITY;
	if (!now->key_chosen)
		return SW_CONDITIONS;
	if (c->nc == 0 || c->nc > RSA_LEN - 11)
		return SW_LENGTH;
	if (vcard_rsa(card, 0, c->data, c->nc, now->rest) != ERR_OK)
		return SW_DATA;
	now->rest_len = RSA_LEN;
	return vcard_rest_give(card, c->ne, a);
}

static const struct vcommand commands[] = {
	{ 0x00, APDU_INS_SELECT, false, VCOMMAND_WORKS, gids_select },
	{ 0x00, APDU_INS_GET_DATA_BY_TAG, false, VCOMMAND_WORKS,
	    vcard_gids_get_data },
	{ 0x00, APDU_INS_GET_RESPONSE, false, VCOMMAND_WORKS,
	    vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, false, VCOMMAND_WORKS, gids_verify },
	{ 0x00, APDU_INS_CHANGE, false, VCOMMAND_WORKS, gids_change },
	{ 0x00, APDU_INS_RESET_RETRY, false, VCOMMAND_WORKS,
	    gids_reset_retry },
	{ 0x00, APDU_INS_MSE, false, VCOMMAND_WORKS, gids_mse },
	{ 0x00, APDU_INS_PSO, false, VCOMMAND_WORKS, gids_sign },
	{ 0x00, APDU_INS_GENERAL_AUTH, false, VCOMMAND_WORKS,
	    gids_general_authenticate },
};

const struct vtype vtype_gids = {
	.name = "gids",
	/* T=1; historical bytes of its own, "cilGIDS". */
	.atr = "3b99958131fe45" "80" "6763696c47494453" "9f",
	.serial_len = 16,		/* its card id */
	.pin_min = PIN_MIN,
	.pin_max = PIN_MAX,
	.puk_min = 4,			/* kept, never used */
	.puk_max = VSTATE_PUK_MAX,
	.key_min = DES3_KEY,
	.key_max = DES3_KEY,
	.pin_tries = GIDS_PIN_TRIES,
	.puk_tries = 3,
	.auth_tries = AUTH_TRIES,
	.pairs = 1,
	.commands = VCOMMANDS(commands),
};
