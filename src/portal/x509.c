#include "portal/x509.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "portal/seal.h"

static enum err
read_serial(const X509 *x, char out[static SERIAL_SIZE])
{
	BIGNUM *n = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x), NULL);
	uint8_t bytes[(SERIAL_SIZE - 1) / 2];
	enum err e = ERR_SYNTAX;
	int len;

	if (n == NULL)
		return ERR_NO_MEMORY;
	len = BN_num_bytes(n);
	if (len > 0 && (size_t)len <= sizeof(bytes)) {
		BN_bn2bin(n, bytes);
		hex_encode(bytes, (size_t)len, out, SERIAL_SIZE);
		e = ERR_OK;
	}
	BN_free(n);
	return e;
}

static enum err
read_name(const X509_NAME *name, char out[static NAME_SIZE])
{
	unsigned char *text = NULL;
	int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1), len;
	const X509_NAME_ENTRY *entry;
	enum err e = ERR_SYNTAX;

	if (at < 0)
		return ERR_SYNTAX;
	entry = X509_NAME_get_entry(name, at);
	len = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
	if (len > 0 && (size_t)len < NAME_SIZE) {
		utf8_sanitise((const char *)text, (size_t)len, out, NAME_SIZE);
		e = out[0] != '\0' ? ERR_OK : ERR_SYNTAX;
	}
	OPENSSL_free(text);
	return e;
}

static enum err
read_time(const ASN1_TIME *time, int64_t *out)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1)
		return ERR_SYNTAX;
	*out = (int64_t)timegm(&tm);
	return ERR_OK;
}

/* Without the extension a key may be used for anything; then nothing is
 * said. */
static void
read_usage(X509 *x, char out[static X509_USAGE])
{
	static const struct {
		uint32_t bits;
		const char *word;
	} words[] = {
		{ KU_NON_REPUDIATION, "signature" },
		{ KU_DIGITAL_SIGNATURE, "login" },
		{ KU_KEY_ENCIPHERMENT | KU_DATA_ENCIPHERMENT |
		    KU_KEY_AGREEMENT, "encryption" },
	};
	uint32_t usage = X509_get_key_usage(x);
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; usage != UINT32_MAX &&
	    i < sizeof(words) / sizeof(words[0]); i++)
		if ((usage & words[i].bits) != 0)
			len += (size_t)snprintf(out + len, X509_USAGE - len,
			    "%s%s", len > 0 ? "," : "", words[i].word);
}

static enum err
read_fingerprint(const X509 *x, char out[static X509_FINGERPRINT])
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned int len = 0;

	if (X509_digest(x, EVP_sha256(), hash, &len) != 1 ||
	    len != HASH_BYTES)
		return ERR_INTERNAL;
	hex_encode(hash, len, out, X509_FINGERPRINT);
	return ERR_OK;
}

enum err
x509_read(X509 *x, struct x509_facts *f)
{
	enum err e;

	memset(f, 0, sizeof(*f));
	e = read_serial(x, f->serial);
	if (e == ERR_OK)
		e = read_name(X509_get_subject_name(x), f->subject);
	if (e == ERR_OK)
		e = read_name(X509_get_issuer_name(x), f->issuer);
	if (e == ERR_OK)
		e = read_time(X509_get0_notBefore(x), &f->from);
	if (e == ERR_OK)
		e = read_time(X509_get0_notAfter(x), &f->to);
	if (e == ERR_OK && f->from >= f->to)
		e = ERR_SYNTAX;
	if (e == ERR_OK)
		e = read_fingerprint(x, f->fingerprint);
	if (e == ERR_OK)
		read_usage(x, f->usage);
	return e;
}

enum err
x509_read_file(const char *path, struct x509_facts *facts)
{
	FILE *file = fopen(path, "re");
	X509 *x = NULL;
	enum err e;

	memset(facts, 0, sizeof(*facts));
	if (file == NULL)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	x = PEM_read_X509(file, NULL, NULL, NULL);
	e = x == NULL ? ERR_SYNTAX : x509_read(x, facts);
	X509_free(x);
	fclose(file);
	return e;
}
