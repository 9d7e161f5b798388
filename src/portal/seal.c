#include "portal/seal.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/hex.h"
#include "base/secret.h"

#define NONCE 12
#define TAG 16
#define SEALED_MAX (128 * 1024)		/* the most that is sealed at once */
#define ID_MAX 32			/* random bytes of an id */

static enum err
gcm_start(EVP_CIPHER_CTX *ctx, const struct secret *key, const uint8_t *nonce,
    const char *place, int encrypt)
{
	int n;

	if (ctx == NULL || secret_len(key) != 32)
		return ERR_INTERNAL;
	if (EVP_CipherInit_ex(ctx, EVP_aes_256_gcm(), NULL, secret_bytes(key),
	    nonce, encrypt) != 1)
		return ERR_INTERNAL;
	if (EVP_CipherUpdate(ctx, NULL, &n, (const uint8_t *)place,
	    (int)strlen(place)) != 1)
		return ERR_INTERNAL;
	return ERR_OK;
}

/* Room of `len` bytes at the end of `out`, to be written by the cipher. */
static enum err
add_room(struct buf *out, size_t len, uint8_t **room)
{
	static const uint8_t zero[64];
	size_t start = out->len;
	enum err e = ERR_OK;

	while (e == ERR_OK && out->len - start < len) {
		size_t left = len - (out->len - start);

		e = buf_add(out, zero, left < sizeof(zero) ? left :
		    sizeof(zero));
	}
	*room = out->data + start;
	return e;
}

enum err
seal_bytes(const struct secret *key, const char *place, const void *bytes,
    size_t len, struct buf *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t *room = NULL;
	enum err e = ERR_TOO_BIG;
	int n, rest;

	if (len > SEALED_MAX)
		goto out;
	e = add_room(out, NONCE + len + TAG, &room);
	if (e != ERR_OK)
		goto out;
	e = ERR_INTERNAL;
	if (RAND_bytes(room, NONCE) != 1)
		goto out;
	if (gcm_start(ctx, key, room, place, 1) != ERR_OK)
		goto out;
	if (EVP_CipherUpdate(ctx, room + NONCE, &n, bytes, (int)len) != 1 ||
	    EVP_CipherFinal_ex(ctx, room + NONCE + n, &rest) != 1)
		goto out;
	if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG,
	    room + NONCE + len) == 1)
		e = ERR_OK;
out:
	EVP_CIPHER_CTX_free(ctx);
	return e;
}

enum err
seal_open(const struct secret *key, const char *place, const void *sealed,
    size_t len, struct buf *out)
{
	EVP_CIPHER_CTX *ctx = NULL;
	const uint8_t *in = sealed;
	uint8_t tag[TAG], *room = NULL;
	size_t start = out->len, plain;
	enum err e = ERR_REFUSED;
	int n, rest;

	if (len < NONCE + TAG || len > NONCE + SEALED_MAX + TAG)
		return e;
	plain = len - NONCE - TAG;
	/* One byte more: GCM writes none, but the room may not be empty. */
	e = add_room(out, plain + 1, &room);
	if (e != ERR_OK)
		return e;
	e = ERR_REFUSED;
	ctx = EVP_CIPHER_CTX_new();
	memcpy(tag, in + NONCE + plain, TAG);
	if (gcm_start(ctx, key, in, place, 0) != ERR_OK)
		goto out;
	if (EVP_CipherUpdate(ctx, room, &n, in + NONCE, (int)plain) != 1)
		goto out;
	if (EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG, tag) == 1 &&
	    EVP_CipherFinal_ex(ctx, room + n, &rest) == 1)
		e = ERR_OK;
out:
	EVP_CIPHER_CTX_free(ctx);
	if (e != ERR_OK)	/* bytes that were not authentic */
		secret_wipe_mem(room, plain + 1);
	out->len = e == ERR_OK ? start + plain : start;
	out->data[out->len] = 0;
	return e;
}

/* ---- Hashes ---- */

static enum err
mac_start(EVP_MAC_CTX *ctx, const struct secret *key, const char *param,
    const char *value)
{
	char copy[16];
	OSSL_PARAM params[2];

	if (ctx == NULL || strlen(value) >= sizeof(copy))
		return ERR_INTERNAL;
	memcpy(copy, value, strlen(value) + 1);
	params[0] = OSSL_PARAM_construct_utf8_string(param, copy, 0);
	params[1] = OSSL_PARAM_construct_end();
	return EVP_MAC_init(ctx, secret_bytes(key), secret_len(key), params) ==
	    1 ? ERR_OK : ERR_INTERNAL;
}

static int
mac_part(EVP_MAC_CTX *ctx, const void *bytes, size_t len)
{
	uint8_t front[4] = { (uint8_t)(len >> 24), (uint8_t)(len >> 16),
	    (uint8_t)(len >> 8), (uint8_t)len };

	return EVP_MAC_update(ctx, front, sizeof(front)) == 1 &&
	    (len == 0 || EVP_MAC_update(ctx, bytes, len) == 1);
}

enum err
seal_hmac(const struct secret *key, const void *a, size_t a_len,
    const void *b, size_t b_len, uint8_t out[static HASH_BYTES])
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	enum err e;
	size_t len;

	e = mac_start(ctx, key, OSSL_MAC_PARAM_DIGEST, "SHA256");
	if (e == ERR_OK && (!mac_part(ctx, a, a_len) ||
	    !mac_part(ctx, b, b_len) ||
	    EVP_MAC_final(ctx, out, &len, HASH_BYTES) != 1))
		e = ERR_INTERNAL;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return e;
}

enum err
seal_cmac(const struct secret *key, const void *bytes, size_t len,
    uint8_t out[static 16])
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	size_t done;
	enum err e;

	e = mac_start(ctx, key, OSSL_MAC_PARAM_CIPHER, "AES-128-CBC");
	if (e == ERR_OK && (EVP_MAC_update(ctx, bytes, len) != 1 ||
	    EVP_MAC_final(ctx, out, &done, 16) != 1))
		e = ERR_INTERNAL;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return e;
}

enum err
seal_hash(const void *bytes, size_t len, uint8_t out[static HASH_BYTES])
{
	return EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL) == 1 ?
	    ERR_OK : ERR_INTERNAL;
}

enum err
seal_word(const struct secret *w, const uint8_t salt[static SALT_BYTES],
    int cost, uint8_t out[static HASH_BYTES])
{
	uint64_t n;

	if (cost < 1 || cost > 20)
		return ERR_ARGUMENT;
	n = UINT64_C(1) << cost;
	return EVP_PBE_scrypt((const char *)secret_bytes(w), secret_len(w),
	    salt, SALT_BYTES, n, 8, 1, 128 * 8 * (n + 64), out, HASH_BYTES) ==
	    1 ? ERR_OK : ERR_NO_MEMORY;
}

bool
seal_equal(const uint8_t a[static HASH_BYTES],
    const uint8_t b[static HASH_BYTES])
{
	return CRYPTO_memcmp(a, b, HASH_BYTES) == 0;
}

enum err
seal_random_id(size_t bytes, char *out, size_t size)
{
	uint8_t raw[ID_MAX];
	enum err e = ERR_INTERNAL;

	if (bytes > sizeof(raw) || size < 2 * bytes + 1)
		return ERR_TOO_BIG;
	if (RAND_priv_bytes(raw, (int)bytes) == 1) {
		hex_encode(raw, bytes, out, size);
		e = ERR_OK;
	}
	secret_wipe_mem(raw, sizeof(raw));
	return e;
}
