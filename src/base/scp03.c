#include "base/scp03.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/secret.h"

#define BLOCK 16

/* Constants of the key derivation (Amendment D, 4.1.5). */
#define FOR_CARD_CRYPTOGRAM 0x00
#define FOR_HOST_CRYPTOGRAM 0x01
#define FOR_ENC 0x04
#define FOR_MAC 0x06
#define FOR_RMAC 0x07

#define INS_EXTERNAL_AUTHENTICATE 0x82
#define OF_ANSWER 0x80		/* first byte of an answer's counter block */

/* ---- AES ---- */

struct part {
	const uint8_t *bytes;
	size_t len;
};

/* AES-128-CMAC over parts. */
static enum err
cmac(const uint8_t key[static BLOCK], const struct part *parts, size_t count,
    uint8_t out[static BLOCK])
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
		    0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	bool ok = ctx != NULL && EVP_MAC_init(ctx, key, BLOCK, params) == 1;
	size_t len = 0;

	for (size_t i = 0; ok && i < count; i++)
		ok = parts[i].len == 0 || EVP_MAC_update(ctx, parts[i].bytes,
		    parts[i].len) == 1;
	ok = ok && EVP_MAC_final(ctx, out, &len, BLOCK) == 1;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok ? ERR_OK : ERR_INTERNAL;
}

/* AES-128-CBC without padding; an IV of NULL is one of zeros. */
static enum err
cbc(const uint8_t key[static BLOCK], const uint8_t *iv, int encrypt,
    const uint8_t *in, size_t len, uint8_t *out)
{
	static const uint8_t zero[BLOCK];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	enum err e = ERR_INTERNAL;
	int n = 0;

	if (ctx != NULL &&
	    EVP_CipherInit_ex2(ctx, EVP_aes_128_cbc(), key,
	    iv == NULL ? zero : iv, encrypt, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 &&
	    (size_t)n == len)
		e = ERR_OK;
	EVP_CIPHER_CTX_free(ctx);
	return e;
}

/* SP 800-108 in counter mode with CMAC, one block. */
static enum err
derive(const uint8_t key[static BLOCK], uint8_t use, uint8_t bits,
    const uint8_t *context, uint8_t out[static BLOCK])
{
	/* Label of 12 bytes, separator, length, counter. */
	const uint8_t head[16] = { [11] = use, [14] = bits, [15] = 0x01 };
	const struct part parts[] = { { head, sizeof(head) },
		{ context, 2 * SCP03_CHALLENGE } };

	return cmac(key, parts, 2, out);
}

/* ---- Opening ---- */

enum err
scp03_derive(struct scp03 *s, const uint8_t keys[static SCP03_KEYS],
    const uint8_t host[static SCP03_CHALLENGE],
    const uint8_t card[static SCP03_CHALLENGE])
{
	enum err e;

	memset(s, 0, sizeof(*s));
	memcpy(s->context, host, SCP03_CHALLENGE);
	memcpy(s->context + SCP03_CHALLENGE, card, SCP03_CHALLENGE);
	e = derive(keys, FOR_ENC, 0x80, s->context, s->enc);
	if (e == ERR_OK)
		e = derive(keys + BLOCK, FOR_MAC, 0x80, s->context, s->mac);
	if (e == ERR_OK)
		e = derive(keys + BLOCK, FOR_RMAC, 0x80, s->context, s->rmac);
	if (e != ERR_OK)
		scp03_close(s);
	return e;
}

static enum err
cryptogram(const struct scp03 *s, uint8_t use,
    uint8_t out[static SCP03_CRYPTOGRAM])
{
	uint8_t block[BLOCK];
	enum err e = derive(s->mac, use, 0x40, s->context, block);

	memcpy(out, block, SCP03_CRYPTOGRAM);
	return e;
}

enum err
scp03_card_cryptogram(const struct scp03 *s,
    uint8_t out[static SCP03_CRYPTOGRAM])
{
	return cryptogram(s, FOR_CARD_CRYPTOGRAM, out);
}

static enum err
host_cryptogram(const struct scp03 *s,
    uint8_t out[static SCP03_CRYPTOGRAM])
{
	return cryptogram(s, FOR_HOST_CRYPTOGRAM, out);
}

/* The MAC of a wrapped command, which becomes the new chain. */
static enum err
chain_command(struct scp03 *s, const uint8_t header[static 4],
    const uint8_t *data, size_t len)
{
	const uint8_t head[5] = { header[0] | SCP03_CLA, header[1], header[2],
	    header[3], (uint8_t)(len + SCP03_MAC) };
	const struct part parts[] = { { s->chain, BLOCK },
		{ head, sizeof(head) }, { data, len } };
	uint8_t mac[BLOCK];
	enum err e = cmac(s->mac, parts, 3, mac);

	memcpy(s->chain, mac, BLOCK);
	return e;
}

enum err
scp03_authenticate(struct scp03 *s, uint8_t level,
    uint8_t out[static SCP03_AUTHENTICATE])
{
	const uint8_t header[4] = { 0x80, INS_EXTERNAL_AUTHENTICATE, level };
	enum err e = host_cryptogram(s, out);

	if (e == ERR_OK)
		e = chain_command(s, header, out, SCP03_CRYPTOGRAM);
	if (e != ERR_OK)
		return e;
	memcpy(out + SCP03_CRYPTOGRAM, s->chain, SCP03_MAC);
	s->level = level;
	s->open = true;
	return ERR_OK;
}

enum err
scp03_check_authenticate(struct scp03 *s, uint8_t level, const uint8_t *data,
    size_t len)
{
	uint8_t right[SCP03_AUTHENTICATE];
	enum err e = scp03_authenticate(s, level, right);

	if (e == ERR_OK && (len != sizeof(right) ||
	    CRYPTO_memcmp(right, data, len) != 0))
		e = ERR_REFUSED;
	if (e != ERR_OK)
		scp03_close(s);
	return e;
}

/* ---- Commands ---- */

/* The counter, encrypted, is where a command or its answer begins. */
static enum err
start_block(const struct scp03 *s, uint8_t first, uint8_t iv[static BLOCK])
{
	const uint8_t block[BLOCK] = { first, [12] =
	    (uint8_t)(s->counter >> 24), (uint8_t)(s->counter >> 16 & 0xff),
	    (uint8_t)(s->counter >> 8 & 0xff), (uint8_t)(s->counter & 0xff) };

	return cbc(s->enc, NULL, 1, block, BLOCK, iv);
}

/* Pad with 80 00… to whole blocks and encrypt. */
static enum err
encrypt(const struct scp03 *s, uint8_t first, const uint8_t *data, size_t len,
    uint8_t *out, size_t size, size_t *out_len)
{
	uint8_t plain[SCP03_ANSWER_MAX + BLOCK] = { 0 }, iv[BLOCK];
	size_t n = len + BLOCK - len % BLOCK;
	enum err e = n > size ? ERR_TOO_BIG : start_block(s, first, iv);

	if (e != ERR_OK)
		return e;
	memcpy(plain, data, len);
	plain[len] = 0x80;
	e = cbc(s->enc, iv, 1, plain, n, out);
	secret_wipe_mem(plain, sizeof(plain));
	*out_len = n;
	return e;
}

static enum err
decrypt(const struct scp03 *s, uint8_t first, const uint8_t *data, size_t len,
    uint8_t *out, size_t *out_len)
{
	uint8_t iv[BLOCK];
	enum err e;

	if (len % BLOCK != 0)
		return ERR_REFUSED;
	e = start_block(s, first, iv);
	if (e == ERR_OK)
		e = cbc(s->enc, iv, 0, data, len, out);
	if (e != ERR_OK)
		return e;
	while (len > 0 && out[len - 1] == 0)
		len--;
	if (len == 0 || out[len - 1] != 0x80)
		return ERR_REFUSED;
	*out_len = len - 1;
	return ERR_OK;
}

enum err
scp03_wrap(struct scp03 *s, const uint8_t header[static 4],
    const uint8_t *data, size_t len, uint8_t out[static SCP03_DATA_MAX],
    size_t *out_len)
{
	enum err e = ERR_OK;

	*out_len = 0;
	if (!s->open || (s->level & SCP03_C_MAC) == 0)
		return ERR_REFUSED;
	if (len > SCP03_DATA_MAX - SCP03_MAC)
		return ERR_TOO_BIG;
	s->counter++;
	if (len > 0 && (s->level & SCP03_C_ENC) != 0)
		e = encrypt(s, 0, data, len, out, SCP03_DATA_MAX - SCP03_MAC,
		    &len);
	else if (len > 0)
		memcpy(out, data, len);
	if (e == ERR_OK)
		e = chain_command(s, header, out, len);
	if (e != ERR_OK)
		return e;
	memcpy(out + len, s->chain, SCP03_MAC);
	*out_len = len + SCP03_MAC;
	return ERR_OK;
}

enum err
scp03_unwrap(struct scp03 *s, const uint8_t header[static 4],
    const uint8_t *data, size_t len, uint8_t out[static SCP03_DATA_MAX],
    size_t *out_len)
{
	enum err e = ERR_REFUSED;

	*out_len = 0;
	if (!s->open || (s->level & SCP03_C_MAC) == 0 || len < SCP03_MAC ||
	    len > SCP03_DATA_MAX)
		goto out;
	len -= SCP03_MAC;
	s->counter++;
	e = chain_command(s, header, data, len);
	if (e == ERR_OK && CRYPTO_memcmp(s->chain, data + len, SCP03_MAC) != 0)
		e = ERR_REFUSED;
	if (e == ERR_OK && len > 0 && (s->level & SCP03_C_ENC) != 0) {
		e = decrypt(s, 0, data, len, out, out_len);
	} else if (e == ERR_OK) {
		if (len > 0)
			memcpy(out, data, len);
		*out_len = len;
	}
out:
	if (e != ERR_OK)
		scp03_close(s);
	return e;
}

/* ---- Answers ---- */

/* Only a command that was carried out is answered under the channel. */
static bool
is_wrapped(const struct scp03 *s, uint16_t sw)
{
	return (s->level & SCP03_R_MAC) != 0 &&
	    (sw == 0x9000 || sw >> 8 == 0x62 || sw >> 8 == 0x63);
}

static enum err
answer_mac(const struct scp03 *s, const uint8_t *data, size_t len, uint16_t sw,
    uint8_t mac[static BLOCK])
{
	const uint8_t word[2] = { (uint8_t)(sw >> 8), (uint8_t)(sw & 0xff) };
	const struct part parts[] = { { s->chain, BLOCK }, { data, len },
		{ word, sizeof(word) } };

	return cmac(s->rmac, parts, 3, mac);
}

enum err
scp03_wrap_answer(struct scp03 *s, const uint8_t *data, size_t len,
    uint16_t sw, uint8_t out[static SCP03_ANSWER_MAX], size_t *out_len)
{
	uint8_t mac[BLOCK];
	enum err e = ERR_OK;

	*out_len = 0;
	if (!s->open)
		return ERR_REFUSED;
	if (!is_wrapped(s, sw)) {
		if (len > 0)
			memcpy(out, data, len);
		*out_len = len;
		return ERR_OK;
	}
	if (len > SCP03_ANSWER_MAX - SCP03_MAC)
		return ERR_TOO_BIG;
	if (len > 0 && (s->level & SCP03_R_ENC) != 0)
		e = encrypt(s, OF_ANSWER, data, len, out,
		    SCP03_ANSWER_MAX - SCP03_MAC, &len);
	else if (len > 0)
		memcpy(out, data, len);
	if (e == ERR_OK)
		e = answer_mac(s, out, len, sw, mac);
	if (e != ERR_OK)
		return e;
	memcpy(out + len, mac, SCP03_MAC);
	*out_len = len + SCP03_MAC;
	return ERR_OK;
}

enum err
scp03_unwrap_answer(struct scp03 *s, const uint8_t *data, size_t len,
    uint16_t sw, uint8_t out[static SCP03_ANSWER_MAX], size_t *out_len)
{
	bool wrapped = is_wrapped(s, sw);
	uint8_t mac[BLOCK];
	enum err e = ERR_REFUSED;

	*out_len = 0;
	if (!s->open || len > SCP03_ANSWER_MAX || (wrapped && len < SCP03_MAC))
		goto out;
	e = ERR_OK;
	if (wrapped) {
		len -= SCP03_MAC;
		e = answer_mac(s, data, len, sw, mac);
		if (e == ERR_OK && CRYPTO_memcmp(mac, data + len,
		    SCP03_MAC) != 0)
			e = ERR_REFUSED;
	}
	if (e == ERR_OK && wrapped && len > 0 &&
	    (s->level & SCP03_R_ENC) != 0) {
		e = decrypt(s, OF_ANSWER, data, len, out, out_len);
	} else if (e == ERR_OK) {
		if (len > 0)
			memcpy(out, data, len);
		*out_len = len;
	}
out:
	if (e != ERR_OK)
		scp03_close(s);
	return e;
}

void
scp03_close(struct scp03 *s)
{
	secret_wipe_mem(s, sizeof(*s));
}
