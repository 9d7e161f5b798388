#include "portal/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "base/hex.h"
#include "base/secret.h"

#define FILE_MAX 256		/* digits of the longest key file, and more */

/* ---- Files ---- */

/* Rights that nobody may have.  Where the service manager hands out secrets it
 * lets the service in by an access list, which shows as a right of the group;
 * the folder itself is closed. */
static mode_t
forbidden(const char *path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	size_t len = folder == NULL ? 0 : strlen(folder);

	if (len > 0 && strncmp(path, folder, len) == 0 && path[len] == '/' &&
	    strchr(path + len + 1, '/') == NULL)
		return S_IWGRP | S_IXGRP | S_IRWXO;
	return S_IRWXG | S_IRWXO;
}

static enum err
read_text(int fd, mode_t never, char *text, size_t size, size_t *len)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return ERR_IO;
	if (!S_ISREG(st.st_mode) || (st.st_mode & never) != 0)
		return ERR_REFUSED;
	n = read(fd, text, size - 1);
	if (n < 0)
		return ERR_IO;
	if ((size_t)n == size - 1)
		return ERR_SYNTAX;
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n] = '\0';
	*len = (size_t)n;
	return ERR_OK;
}

/* One line, without a zero byte in it. */
static enum err
read_line(const char *path, char *text, size_t size, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum err e;

	if (fd < 0)
		return ERR_IO;
	e = read_text(fd, forbidden(path), text, size, len);
	close(fd);
	return e == ERR_OK && strlen(text) != *len ? ERR_SYNTAX : e;
}

enum err
key_read_pin(const char *path, struct secret **pin)
{
	char text[FILE_MAX];
	size_t len = 0;
	enum err e = read_line(path, text, sizeof(text), &len);

	*pin = NULL;
	if (e == ERR_OK && (len == 0 || strchr(text, '\n') != NULL))
		e = ERR_SYNTAX;
	if (e == ERR_OK)
		*pin = secret_new(len);
	if (e == ERR_OK)
		e = *pin == NULL ? ERR_NO_MEMORY : secret_set(*pin, text, len);
	secret_wipe_mem(text, sizeof(text));
	if (e != ERR_OK)
		secret_free(pin);
	return e;
}

enum err
key_read_file(const char *path, struct secret **key)
{
	uint8_t bytes[FILE_MAX / 2];
	char text[FILE_MAX];
	size_t digits = 0, len = 0;
	enum err e = read_line(path, text, sizeof(text), &digits);

	*key = NULL;
	if (e == ERR_OK)
		e = hex_decode(text, bytes, sizeof(bytes), &len);
	if (e == ERR_OK && len != KEY_BYTES && len != CARD_KEY_BYTES &&
	    len != CARD_KEY_MAX)
		e = ERR_SYNTAX;
	if (e == ERR_OK)
		*key = secret_new(len);
	if (e == ERR_OK)
		e = *key == NULL ? ERR_NO_MEMORY : secret_set(*key, bytes, len);
	if (e != ERR_OK)
		secret_free(key);
	secret_wipe_mem(text, sizeof(text));
	secret_wipe_mem(bytes, sizeof(bytes));
	return e;
}

static enum err
write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		text += n;
		len -= (size_t)n;
	}
	return fsync(fd) == 0 ? ERR_OK : ERR_IO;
}

enum err
key_write_file(const char *path, const struct secret *key)
{
	char text[2 * KEY_BYTES + 2];
	size_t digits = 2 * secret_len(key);
	enum err e;
	int fd;

	if (secret_len(key) > KEY_BYTES)
		return ERR_TOO_BIG;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == EEXIST ? ERR_REFUSED : ERR_IO;
	hex_encode(secret_bytes(key), secret_len(key), text, sizeof(text));
	text[digits] = '\n';
	e = write_all(fd, text, digits + 1);
	secret_wipe_mem(text, sizeof(text));
	if (close(fd) != 0 && e == ERR_OK)
		e = ERR_IO;
	if (e != ERR_OK)
		unlink(path);
	return e;
}

/* ---- Making and deriving ---- */

enum err
key_make(size_t len, struct secret **key)
{
	uint8_t bytes[KEY_BYTES];
	enum err e = ERR_TOO_BIG;

	*key = NULL;
	if (len > sizeof(bytes))
		return e;
	*key = secret_new(len);
	e = *key == NULL ? ERR_NO_MEMORY : ERR_INTERNAL;
	if (e != ERR_NO_MEMORY && RAND_priv_bytes(bytes, (int)len) == 1)
		e = secret_set(*key, bytes, len);
	secret_wipe_mem(bytes, sizeof(bytes));
	if (e != ERR_OK)
		secret_free(key);
	return e;
}

static enum err
run_kdf(const char *name, const OSSL_PARAM *params, size_t len,
    struct secret **key)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, name, NULL);
	EVP_KDF_CTX *ctx = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
	uint8_t bytes[KEY_BYTES];
	enum err e = ERR_INTERNAL;

	*key = secret_new(len);
	if (ctx == NULL || *key == NULL || len > sizeof(bytes))
		goto out;
	if (EVP_KDF_derive(ctx, bytes, len, params) == 1)
		e = secret_set(*key, bytes, len);
out:
	secret_wipe_mem(bytes, sizeof(bytes));
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	if (e != ERR_OK)
		secret_free(key);
	return e;
}

/* OSSL_PARAM has no const; the library only reads these. */
static OSSL_PARAM
octets(const char *name, const void *bytes, size_t len)
{
	void *plain;

	memcpy(&plain, &bytes, sizeof(plain));
	return OSSL_PARAM_construct_octet_string(name, plain, len);
}

static OSSL_PARAM
word(const char *name, char *text)
{
	return OSSL_PARAM_construct_utf8_string(name, text, 0);
}

static enum err
derive_use(const struct secret *data, const char *use, struct secret **key)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		word(OSSL_KDF_PARAM_DIGEST, digest),
		octets(OSSL_KDF_PARAM_KEY, secret_bytes(data),
		    secret_len(data)),
		octets(OSSL_KDF_PARAM_INFO, use, strlen(use)),
		OSSL_PARAM_construct_end(),
	};

	return run_kdf("HKDF", params, KEY_BYTES, key);
}

enum err
keys_derive(const struct secret *data, struct keys *keys)
{
	const struct {
		const char *use;
		struct secret **key;
	} uses[] = {
		{ "cilingir lookup", &keys->lookup },
		{ "cilingir seal", &keys->seal },
		{ "cilingir code", &keys->code },
		{ "cilingir request", &keys->request },
		{ "cilingir picture", &keys->picture },
		{ "cilingir nobody", &keys->nobody },
	};
	enum err e = ERR_OK;

	*keys = (struct keys){ 0 };
	if (secret_len(data) != KEY_BYTES)
		return ERR_SYNTAX;
	for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		if (e == ERR_OK)
			e = derive_use(data, uses[i].use, uses[i].key);
	}
	if (e != ERR_OK)
		keys_free(keys);
	return e;
}

void
keys_free(struct keys *keys)
{
	secret_free(&keys->lookup);
	secret_free(&keys->seal);
	secret_free(&keys->code);
	secret_free(&keys->request);
	secret_free(&keys->picture);
	secret_free(&keys->nobody);
}

static const char card_label[] = "cilingir card key";

static uint8_t *
put_u32(uint8_t *at, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (uint8_t)(n >> shift & 0xff);
	return at;
}

size_t
key_card_input(uint32_t i, const uint8_t *serial, size_t len, size_t bytes,
    uint8_t out[static KEY_INPUT_MAX])
{
	uint8_t *at = put_u32(out, i);

	/* The label with the zero byte behind it. */
	memcpy(at, card_label, sizeof(card_label));
	at += sizeof(card_label);
	memcpy(at, serial, len);
	at = put_u32(at + len, (uint32_t)bytes * 8);
	return (size_t)(at - out);
}

enum err
key_for_card(const struct secret *master, const uint8_t *serial, size_t len,
    size_t bytes, struct secret **key)
{
	char mac[] = "CMAC", cipher[] = "AES-256-CBC", mode[] = "counter";
	OSSL_PARAM params[] = {
		word(OSSL_KDF_PARAM_MODE, mode),
		word(OSSL_KDF_PARAM_MAC, mac),
		word(OSSL_KDF_PARAM_CIPHER, cipher),
		octets(OSSL_KDF_PARAM_KEY, secret_bytes(master),
		    secret_len(master)),
		octets(OSSL_KDF_PARAM_SALT, card_label,
		    sizeof(card_label) - 1),
		octets(OSSL_KDF_PARAM_INFO, serial, len),
		OSSL_PARAM_construct_end(),
	};

	*key = NULL;
	if (secret_len(master) != KEY_BYTES || len == 0 ||
	    bytes > CARD_KEY_MAX)
		return ERR_ARGUMENT;
	return run_kdf("KBKDF", params, bytes, key);
}
