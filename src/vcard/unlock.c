#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "base/secret.h"
#include "vcard/object.h"
#include "vcard/vcard.h"

#define SHORT_CHALLENGE 8
#define MAC_LEN 16

uint16_t
vcard_challenge(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;

	if (c->p1 != 0 || c->p2 != 0)
		return SW_P1_P2;
	if (c->nc != 0 || (c->ne != SHORT_CHALLENGE && c->ne != CHALLENGE_MAX))
		return SW_LENGTH;
	if (RAND_bytes(now->challenge, (int)c->ne) != 1)
		return SW_UNKNOWN;
	now->challenge_len = c->ne;
	memcpy(a->data, now->challenge, c->ne);
	a->len = c->ne;
	return APDU_SW_OK;
}

/* AES-128-CMAC (NIST SP 800-38B) of the challenge. */
static enum err
cryptogram(const struct vcard *card, uint8_t mac[static MAC_LEN])
{
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
		    0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = cmac == NULL ? NULL : EVP_MAC_CTX_new(cmac);
	enum err e = ERR_INTERNAL;
	size_t len = 0;

	if (ctx != NULL &&
	    EVP_MAC_init(ctx, secret_bytes(card->state.unlock_key), VSTATE_KEY,
	    params) == 1 &&
	    EVP_MAC_update(ctx, card->now.challenge,
	    card->now.challenge_len) == 1 &&
	    EVP_MAC_final(ctx, mac, &len, MAC_LEN) == 1 && len == MAC_LEN)
		e = ERR_OK;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(cmac);
	return e;
}

uint16_t
vcard_authenticate(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	uint8_t wanted[MAC_LEN];
	uint16_t sw = SW_UNKNOWN;

	(void)a;
	if (c->p1 != 0)
		return SW_P1_P2;
	if (c->p2 != VCARD_UNLOCK_KEY_REF)
		return SW_REFERENCE;
	if (c->nc != MAC_LEN)
		return SW_LENGTH;
	card->now.administrator = false;
	if (card->state.auth_tries == 0)
		return SW_BLOCKED;
	if (card->now.challenge_len != CHALLENGE_MAX)
		return SW_CONDITIONS;
	if (cryptogram(card, wanted) == ERR_OK)
		sw = vcard_try(card, &card->state.auth_tries,
		    VSTATE_AUTH_TRIES, wanted, sizeof(wanted), c->data, c->nc);
	card->now.administrator = sw == APDU_SW_OK;
	secret_wipe_mem(wanted, sizeof(wanted));
	return sw;
}
