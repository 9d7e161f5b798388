#include "base/s2k.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/secret.h"

#define TIMES 64	/* salts and texts that are hashed at once */

static const EVP_MD *
digest(const struct s2k *s2k)
{
	if (s2k->count > S2K_COUNT_MAX)
		return NULL;
	return s2k->hash == S2K_SHA256 ? EVP_sha256() :
	    s2k->hash == S2K_SHA512 ? EVP_sha512() : NULL;
}

size_t
s2k_len(const struct s2k *s2k)
{
	const EVP_MD *md = digest(s2k);

	return md == NULL ? 0 : (size_t)EVP_MD_get_size(md);
}

/* Salt and text again and again, `count` bytes of it, once at least. */
static bool
hash_all(EVP_MD_CTX *ctx, const struct s2k *s2k, const uint8_t *text,
    size_t len)
{
	uint8_t bytes[TIMES * (S2K_SALT + S2K_TEXT_MAX)];
	size_t one = S2K_SALT + len, left = s2k->count, n;
	bool ok = true;

	for (size_t i = 0; i < TIMES; i++) {
		memcpy(bytes + i * one, s2k->salt, S2K_SALT);
		memcpy(bytes + i * one + S2K_SALT, text, len);
	}
	if (left < one)
		left = one;
	for (; ok && left > 0; left -= n) {
		n = left < TIMES * one ? left : TIMES * one;
		ok = EVP_DigestUpdate(ctx, bytes, n) == 1;
	}
	secret_wipe_mem(bytes, sizeof(bytes));
	return ok;
}

enum err
s2k_derive(const struct s2k *s2k, const uint8_t *text, size_t len,
    uint8_t out[static S2K_MAX])
{
	const EVP_MD *md = digest(s2k);
	enum err e = ERR_INTERNAL;
	EVP_MD_CTX *ctx;

	if (md == NULL || len > S2K_TEXT_MAX)
		return ERR_ARGUMENT;
	ctx = EVP_MD_CTX_new();
	if (ctx != NULL && EVP_DigestInit_ex(ctx, md, NULL) == 1 &&
	    hash_all(ctx, s2k, text, len) &&
	    EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		e = ERR_OK;
	EVP_MD_CTX_free(ctx);
	return e;
}
