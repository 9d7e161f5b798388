#include "card/x509.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/hex.h"
#include "base/identity.h"
#include "base/secret.h"
#include "base/utf8.h"

#define SERIAL_BYTES 20		/* RFC 5280 4.1.2.2 */
#define SHA256_LEN 32

static X509 *
parse(const uint8_t *der, size_t len)
{
	const unsigned char *at = der;
	X509 *x = len > CARD_CERT_MAX ? NULL : d2i_X509(NULL, &at, (long)len);

	if (x != NULL && at != der + len) {
		X509_free(x);
		x = NULL;
	}
	return x;
}

static void
read_name(const X509_NAME *name, char out[static CARD_NAME_MAX])
{
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
	unsigned char *text = NULL;
	int len = at < 0 ? -1 : ASN1_STRING_to_UTF8(&text,
	    X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));

	out[0] = '\0';
	if (len > 0)
		utf8_sanitise((const char *)text, (size_t)len, out,
		    CARD_NAME_MAX);
	OPENSSL_free(text);
}

static enum err
read_time(const ASN1_TIME *t, int64_t *seconds)
{
	struct tm tm;

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return ERR_SYNTAX;
	*seconds = (int64_t)timegm(&tm);
	return ERR_OK;
}

static enum err
read_serial(const X509 *x, char *out, size_t size)
{
	const ASN1_INTEGER *n = X509_get0_serialNumber(x);
	int len = n == NULL ? 0 : ASN1_STRING_length(n);

	if (len <= 0 || len > SERIAL_BYTES)
		return ERR_SYNTAX;
	hex_encode(ASN1_STRING_get0_data(n), (size_t)len, out, size);
	return ERR_OK;
}

static unsigned
read_use(X509 *x)
{
	uint32_t flags = X509_get_key_usage(x);
	unsigned use = 0;

	if (flags & KU_DIGITAL_SIGNATURE)
		use |= CARD_USE_SIGN;
	if (flags & KU_NON_REPUDIATION)
		use |= CARD_USE_COMMIT;
	if (flags & (KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT |
	    KU_KEY_AGREEMENT))
		use |= CARD_USE_ENCRYPT;
	return use;
}

static bool
is_number(const char *text)
{
	for (; *text != '\0'; text++)
		if (!ascii_is_digit(*text) && !ascii_is_alpha(*text))
			return false;
	return true;
}

enum err
x509_read(const uint8_t *der, size_t len, struct card_cert *cert)
{
	X509 *x = parse(der, len);
	size_t n = sizeof(cert->fingerprint);
	enum err e = ERR_SYNTAX;

	memset(cert, 0, sizeof(*cert));
	if (x == NULL)
		return ERR_SYNTAX;
	if (EVP_Q_digest(NULL, "SHA256", NULL, der, len, cert->fingerprint,
	    &n) != 1)
		goto out;
	read_name(X509_get_subject_name(x), cert->subject);
	read_name(X509_get_issuer_name(x), cert->issuer);
	cert->use = read_use(x);
	e = read_serial(x, cert->serial, sizeof(cert->serial));
	if (e == ERR_OK)
		e = read_time(X509_get0_notBefore(x), &cert->not_before);
	if (e == ERR_OK)
		e = read_time(X509_get0_notAfter(x), &cert->not_after);
out:
	X509_free(x);
	return e;
}

void
x509_identity(const uint8_t *der, size_t len,
    char out[static CARD_IDENTITY_MAX])
{
	char text[CARD_IDENTITY_MAX] = "";
	X509 *x = parse(der, len);
	const X509_NAME *name = x == NULL ? NULL : X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
	const ASN1_STRING *value;

	out[0] = '\0';
	if (at >= 0 && X509_NAME_get_index_by_NID(name, NID_serialNumber,
	    at) < 0) {
		value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name,
		    at));
		if (ASN1_STRING_length(value) < CARD_IDENTITY_MAX)
			memcpy(text, ASN1_STRING_get0_data(value),
			    (size_t)ASN1_STRING_length(value));
		if (is_number(identity_number(text)))
			snprintf(out, CARD_IDENTITY_MAX, "%s",
			    identity_number(text));
	}
	secret_wipe_mem(text, sizeof(text));
	X509_free(x);
}

enum err
x509_input(const uint8_t *der, size_t len, const char *text,
    uint8_t input[static X509_INPUT_MAX], size_t *input_len)
{
	/* DigestInfo of SHA-256 up to the hash (RFC 8017 9.2, note 1) */
	static const uint8_t head[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09,
	    0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
	    0x04, 0x20 };
	X509 *x = parse(der, len);
	EVP_PKEY *key = x == NULL ? NULL : X509_get0_pubkey(x);
	int kind = key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
	size_t at = kind == EVP_PKEY_RSA ? sizeof(head) : 0, n = SHA256_LEN;
	enum err e = ERR_CARD_UNABLE;

	*input_len = 0;
	if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC) {
		memcpy(input, head, at);
		e = EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text),
		    input + at, &n) == 1 ? ERR_OK : ERR_INTERNAL;
		*input_len = at + n;
	}
	X509_free(x);
	return e;
}

enum err
x509_verify(const uint8_t *der, size_t len, const char *text,
    const uint8_t *signature, size_t signature_len)
{
	X509 *x = parse(der, len);
	EVP_PKEY *key = x == NULL ? NULL : X509_get0_pubkey(x);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	enum err e = ERR_CARD_ANSWER;

	if (key != NULL && ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestVerify(ctx, signature, signature_len,
	    (const unsigned char *)text, strlen(text)) == 1)
		e = ERR_OK;
	EVP_MD_CTX_free(ctx);
	X509_free(x);
	return e;
}
