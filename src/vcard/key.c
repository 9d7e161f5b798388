#include <string.h>

#include <openssl/rsa.h>

#include "vcard/object.h"
#include "vcard/vcard.h"

#define MSE_CHOOSE_KEY 0xc3		/* AKİS: the key stands in P2 */
#define PSO_SIGNATURE 0x9e
#define PSO_DATA 0x9a
#define RSA_LEN 256
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
static enum err
rsa_sign(EVP_PKEY *key, const uint8_t *in, size_t in_len,
    uint8_t out[static RSA_LEN])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
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

/* Hand out at most `ne` bytes of what is left; 61xx tells of more. */
static uint16_t
rest_give(struct vcard *card, size_t ne, struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	size_t n = now->rest_len < ne ? now->rest_len : ne;

	memcpy(a->data, now->rest, n);
	a->len = n;
	memmove(now->rest, now->rest + n, now->rest_len - n);
	now->rest_len -= n;
	return now->rest_len == 0 ? APDU_SW_OK :
	    (uint16_t)(SW_MORE | (now->rest_len & 0xff));
}

static uint16_t
chain_add(struct vcard_now *now, const struct apdu *c)
{
	if (c->nc == 0 || c->nc > sizeof(now->chain) - now->chain_len)
		return SW_LENGTH;
	memcpy(now->chain + now->chain_len, c->data, c->nc);
	now->chain_len += c->nc;
	return APDU_SW_OK;
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
	sw = chain_add(now, c);
	if (sw != APDU_SW_OK || (c->cla & CLA_MORE_FOLLOWS))
		return sw;
	if (now->chain_len > DIGEST_INFO_MAX && now->chain_len != RSA_LEN)
		return SW_LENGTH;
	if (rsa_sign(card->signing_key, now->chain, now->chain_len,
	    now->rest) != ERR_OK)
		return SW_DATA;		/* a block beyond the modulus */
	now->rest_len = RSA_LEN;
	return rest_give(card, c->ne, a);
}

uint16_t
vcard_get_response(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	if (c->p1 != 0 || c->p2 != 0)
		return SW_P1_P2;
	if (c->nc != 0 || c->ne == 0)
		return SW_LENGTH;
	if (card->now.rest_len == 0)
		return SW_CONDITIONS;
	return rest_give(card, c->ne, a);
}
