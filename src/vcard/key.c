#include <string.h>

#include <openssl/rsa.h>

#include "vcard/object.h"
#include "vcard/vcard.h"

#define MSE_CHOOSE_KEY 0xc3		/* AKİS: the key stands in P2 */
#define PSO_SIGNATURE 0x9e
#define PSO_DATA 0x9a
#define DIGEST_INFO_MAX (RSA_LEN - 11)

uint16_t
vcard_choose_key(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	(void)a;
	if (c->p1 != MSE_CHOOSE_KEY)
		return SW_P1_P2;
	if (c->p2 != VCARD_KEY_REF)
		return SW_REFERENCE;
	card->now.key_chosen = true;
	return APDU_SW_OK;
}

/* A whole block is signed as it is (OpenSC pads by itself), a shorter one is
 * a DigestInfo and gets the padding of RSASSA-PKCS1-v1_5 (RFC 8017 8.2). */
enum err
vcard_rsa(struct vcard *card, size_t pair, const uint8_t *in, size_t in_len,
    uint8_t out[static RSA_LEN])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(card->key[pair], NULL);
	int padding = in_len == RSA_LEN ? RSA_NO_PADDING : RSA_PKCS1_PADDING;
	size_t len = RSA_LEN;
	enum err e = ERR_INTERNAL;

	if (ctx != NULL && EVP_PKEY_sign_init(ctx) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, padding) == 1 &&
	    EVP_PKEY_sign(ctx, out, &len, in, in_len) == 1 && len == RSA_LEN)
		e = ERR_OK;
	EVP_PKEY_CTX_free(ctx);
	return e;
}

uint16_t
vcard_sign(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	uint16_t sw;

	if (c->p1 != PSO_SIGNATURE || c->p2 != PSO_DATA)
		return SW_P1_P2;
	if (!now->pin_verified)
		return SW_SECURITY;
	if (!now->key_chosen)
		return SW_CONDITIONS;
	sw = vcard_chain_add(now, c);
	if (sw == APDU_SW_OK && now->chain_len > RSA_LEN)
		sw = SW_LENGTH;
	if (sw != APDU_SW_OK || (c->cla & CLA_MORE_FOLLOWS))
		return sw;
	if (now->chain_len > DIGEST_INFO_MAX && now->chain_len != RSA_LEN)
		return SW_LENGTH;
	if (vcard_rsa(card, 0, now->chain, now->chain_len, now->rest) !=
	    ERR_OK)
		return SW_DATA;		/* a block beyond the modulus */
	now->rest_len = RSA_LEN;
	return vcard_rest_give(card, c->ne, a);
}
