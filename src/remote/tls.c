#include "remote/tls.h"

#include <curl/curl.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/secret.h"
#include "base/utf8.h"

#define FILE_MAX (256 * 1024)
#define KEY_MAX 8192
#define PIN_BASE64 44		/* letters of a SHA-256 in base64 */
#define SECURITY_LEVEL 2	/* of OpenSSL: RSA >= 2048, no SHA-1 */
#define CIPHERS_12 "ECDHE+AESGCM:ECDHE+CHACHA20"	/* TLS 1.2 */

struct tls {
	struct buf ca, cert;
	struct secret *key;
	char *pin, *host;
};

static enum err
read_file(const char *path, struct buf *out)
{
	uint8_t chunk[4096];
	enum err e = ERR_IO;
	size_t len;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return ERR_IO;
	/* No stdio buffer: it would keep a copy of a key. */
	setvbuf(f, NULL, _IONBF, 0);
	do {
		len = fread(chunk, 1, sizeof(chunk), f);
		e = buf_add(out, chunk, len);
	} while (e == ERR_OK && len == sizeof(chunk));
	if (e == ERR_OK && ferror(f))
		e = ERR_IO;
	secret_wipe_mem(chunk, sizeof(chunk));
	if (fclose(f) != 0 && e == ERR_OK)
		e = ERR_IO;
	return e;
}

static BIO *
bio_of(const void *bytes, size_t len)
{
	return BIO_new_mem_buf(bytes, (int)len);
}

/* The number of certificates in PEM text; -1 if one of them is broken. */
static int
count_certificates(const struct buf *pem)
{
	BIO *bio = bio_of(pem->data, pem->len);
	X509 *x = NULL;
	int n = -1;

	if (bio == NULL)
		goto out;
	do {
		X509_free(x);
		x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
		n++;
	} while (x != NULL);
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		n = -1;
	ERR_clear_error();
out:
	BIO_free(bio);
	return n;
}

/* Instead of OpenSSL's own, which would ask at the terminal. */
static int
no_pass_phrase(char *out, int size, int rwflag, void *arg)
{
	(void)out, (void)size, (void)rwflag, (void)arg;
	return -1;
}

static bool
key_fits_certificate(const struct tls *tls)
{
	BIO *c = bio_of(tls->cert.data, tls->cert.len);
	BIO *k = bio_of(secret_bytes(tls->key), secret_len(tls->key));
	X509 *x = NULL;
	EVP_PKEY *key = NULL;
	bool fits = false;

	if (c == NULL || k == NULL)
		goto out;
	x = PEM_read_bio_X509(c, NULL, NULL, NULL);
	key = PEM_read_bio_PrivateKey(k, NULL, no_pass_phrase, NULL);
	fits = x != NULL && key != NULL && X509_check_private_key(x, key) == 1;
out:
	ERR_clear_error();
	EVP_PKEY_free(key);
	X509_free(x);
	BIO_free(k);
	BIO_free(c);
	return fits;
}

/* sha256//BASE64, once or more with ';' between. */
static bool
pin_is_well_formed(const char *pin)
{
	static const char head[] = "sha256//";
	size_t n;

	do {
		if (strncmp(pin, head, sizeof(head) - 1) != 0)
			return false;
		pin += sizeof(head) - 1;
		for (n = 0; ascii_is_alpha(*pin) || ascii_is_digit(*pin) ||
		    *pin == '+' || *pin == '/' || *pin == '='; n++)
			pin++;
		if (n != PIN_BASE64)
			return false;
	} while (*pin == ';' && *++pin != '\0');
	return *pin == '\0';
}

static enum err
load_ca(struct tls *tls, const char *path, char *error, size_t size)
{
	enum err e = read_file(path, &tls->ca);

	if (e != ERR_OK) {
		snprintf(error, size, "%s: cannot be read: %s", path,
		    e == ERR_IO ? strerror(errno) : err_name(e));
		return e;
	}
	if (count_certificates(&tls->ca) >= 1)
		return ERR_OK;
	snprintf(error, size, "%s: no PEM certificate, or a broken one", path);
	return ERR_SYNTAX;
}

static enum err
load_key(struct tls *tls, const char *path)
{
	struct buf pem;
	enum err e;

	buf_init(&pem, KEY_MAX);
	e = read_file(path, &pem);
	if (e == ERR_OK && pem.len == 0)
		e = ERR_SYNTAX;
	tls->key = secret_new(KEY_MAX);
	if (e == ERR_OK)
		e = tls->key == NULL ? ERR_NO_MEMORY :
		    secret_set(tls->key, pem.data, pem.len);
	buf_free(&pem);
	return e;
}

static enum err
load_identity(struct tls *tls, const struct tls_config *c, char *error,
    size_t size)
{
	enum err e;

	if (c->cert_file == NULL && c->key_file == NULL)
		return ERR_OK;
	if (c->cert_file == NULL || c->key_file == NULL) {
		snprintf(error, size, "a certificate and a key go together");
		return ERR_ARGUMENT;
	}
	e = read_file(c->cert_file, &tls->cert);
	if (e != ERR_OK) {
		snprintf(error, size, "%s: cannot be read", c->cert_file);
		return e;
	}
	e = load_key(tls, c->key_file);
	if (e != ERR_OK) {
		snprintf(error, size, "%s: cannot be read", c->key_file);
		return e;
	}
	if (key_fits_certificate(tls))
		return ERR_OK;
	snprintf(error, size, "%s, %s: not a certificate and its key (PEM, "
	    "without a pass phrase)", c->cert_file, c->key_file);
	return ERR_SYNTAX;
}

static enum err
copy_words(struct tls *tls, const struct tls_config *c, char *error,
    size_t size)
{
	if (c->pin != NULL && !pin_is_well_formed(c->pin)) {
		snprintf(error, size,
		    "a pin is sha256// and 44 letters of base64");
		return ERR_ARGUMENT;
	}
	tls->host = strdup(c->host);
	if (c->pin != NULL)
		tls->pin = strdup(c->pin);
	return tls->host == NULL || (c->pin != NULL && tls->pin == NULL) ?
	    ERR_NO_MEMORY : ERR_OK;
}

enum err
tls_new(const struct tls_config *config, struct tls **out, char *error,
    size_t size)
{
	struct tls *tls = calloc(1, sizeof(*tls));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	snprintf(error, size, "no memory");
	if (tls == NULL)
		goto out;
	buf_init(&tls->ca, FILE_MAX);
	buf_init(&tls->cert, FILE_MAX);
	e = copy_words(tls, config, error, size);
	if (e == ERR_OK)
		e = load_ca(tls, config->ca_file, error, size);
	if (e == ERR_OK)
		e = load_identity(tls, config, error, size);
	if (e == ERR_OK) {
		*out = tls;
		tls = NULL;
	}
out:
	tls_free(&tls);
	return e;
}

/* What curl has no option for.  The name is checked by OpenSSL too, within
 * the handshake, because curl falls back to the subject's common name. */
static CURLcode
harden(CURL *easy, void *context, void *arg)
{
	struct tls *tls = arg;
	SSL_CTX *ctx = context;
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	(void)easy;
	SSL_CTX_set_security_level(ctx, SECURITY_LEVEL);
	SSL_CTX_set_options(ctx, SSL_OP_CLEANSE_PLAINTEXT |
	    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (X509_VERIFY_PARAM_set1_ip_asc(param, tls->host) != 1 &&
	    X509_VERIFY_PARAM_set1_host(param, tls->host, 0) != 1)
		return CURLE_SSL_CONNECT_ERROR;
	ERR_clear_error();
	return CURLE_OK;
}

static CURLcode
set_blob(CURL *easy, CURLoption option, const void *bytes, size_t len)
{
	/* curl only reads it, but its struct has no const. */
	struct curl_blob blob = { .data = (void *)(uintptr_t)bytes,
	    .len = len, .flags = CURL_BLOB_NOCOPY };

	return curl_easy_setopt(easy, option, &blob);
}

static CURLcode
apply_identity(struct tls *tls, CURL *easy)
{
	CURLcode c = CURLE_OK;

	if (tls->key == NULL)
		return CURLE_OK;
	c = set_blob(easy, CURLOPT_SSLCERT_BLOB, tls->cert.data,
	    tls->cert.len);
	if (c == CURLE_OK)
		c = set_blob(easy, CURLOPT_SSLKEY_BLOB,
		    secret_bytes(tls->key), secret_len(tls->key));
	return c;
}

enum err
tls_apply(struct tls *tls, void *handle)
{
	CURL *easy = handle;
	CURLcode c = CURLE_OK;

#define SET(option, value) \
	if (c == CURLE_OK) \
		c = curl_easy_setopt(easy, option, value)
	SET(CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2 | (long)CURL_SSLVERSION_MAX_DEFAULT);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	/* Both have a default that Debian compiled in: the system's store. */
	SET(CURLOPT_CAINFO, NULL);
	SET(CURLOPT_CAPATH, NULL);
	SET(CURLOPT_SSL_CIPHER_LIST, CIPHERS_12);
	SET(CURLOPT_SSL_SESSIONID_CACHE, 0L);
	SET(CURLOPT_SSL_ENABLE_ALPN, 0L);
	SET(CURLOPT_SSL_CTX_FUNCTION, harden);
	SET(CURLOPT_SSL_CTX_DATA, tls);
	SET(CURLOPT_PINNEDPUBLICKEY, tls->pin);
#undef SET
	if (c == CURLE_OK)
		c = set_blob(easy, CURLOPT_CAINFO_BLOB, tls->ca.data,
		    tls->ca.len);
	if (c == CURLE_OK)
		c = apply_identity(tls, easy);
	return c == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

void
tls_free(struct tls **tls)
{
	if (*tls == NULL)
		return;
	buf_free(&(*tls)->ca);
	buf_free(&(*tls)->cert);
	secret_free(&(*tls)->key);
	free((*tls)->pin);
	free((*tls)->host);
	free(*tls);
	*tls = NULL;
}
