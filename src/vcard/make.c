#include "vcard/make.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/secret.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define RSA_BITS 2048
#define SERIAL_BITS 127			/* positive in 16 bytes */
#define SUBJECT_MAX 64			/* ub-common-name of RFC 5280 */
#define DAYS_MAX 3650
#define DAY_S (24L * 60 * 60)

struct ca {
	X509 *certificate;
	EVP_PKEY *key;
};

static FILE *
file_open(const char *path)
{
	return path == NULL ? NULL : fopen(path, "re");
}

static enum err
ca_load(const struct make_certificate *m, struct ca *ca)
{
	FILE *certificate = file_open(m->ca_certificate);
	FILE *key = file_open(m->ca_key);
	enum err e = ERR_IO;

	if (certificate == NULL || key == NULL)
		goto out;
	ca->certificate = PEM_read_X509(certificate, NULL, NULL, NULL);
	ca->key = PEM_read_PrivateKey(key, NULL, NULL, NULL);
	e = ERR_SYNTAX;
	if (ca->certificate == NULL || ca->key == NULL)
		goto out;
	e = X509_check_private_key(ca->certificate, ca->key) == 1 ? ERR_OK :
	    ERR_REFUSED;
out:
	if (certificate != NULL)
		fclose(certificate);
	if (key != NULL)
		fclose(key);
	return e;
}

static void
ca_free(struct ca *ca)
{
	X509_free(ca->certificate);
	EVP_PKEY_free(ca->key);
}

static bool
serial_set(X509 *x)
{
	BIGNUM *n = BN_new();
	bool ok = n != NULL &&
	    BN_rand(n, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL;

	BN_free(n);
	return ok;
}

static bool
entry_add(X509_NAME *name, const char *what, int type, const char *value)
{
	return X509_NAME_add_entry_by_txt(name, what, type,
	    (const unsigned char *)value, -1, -1, 0) == 1;
}

static bool
subject_set(X509 *x, const struct make_certificate *m)
{
	X509_NAME *name = X509_get_subject_name(x);

	return entry_add(name, "C", MBSTRING_ASC, "TR") &&
	    entry_add(name, "CN", MBSTRING_UTF8, m->subject) &&
	    (m->identity == NULL ||
	    entry_add(name, "serialNumber", MBSTRING_ASC, m->identity));
}

static bool
extension_add(X509 *x, X509V3_CTX *ctx, int nid, const char *value)
{
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, ctx, nid, value);
	bool ok = ext != NULL && X509_add_ext(x, ext, -1) == 1;

	X509_EXTENSION_free(ext);
	return ok;
}

static bool
extensions_set(X509 *x, X509 *issuer, bool login_only)
{
	X509V3_CTX ctx;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	return extension_add(x, &ctx, NID_basic_constraints,
	    "critical,CA:FALSE") &&
	    extension_add(x, &ctx, NID_key_usage, login_only ?
	    "critical,digitalSignature" :
	    "critical,digitalSignature,nonRepudiation") &&
	    extension_add(x, &ctx, NID_subject_key_identifier, "hash") &&
	    (issuer == x ||
	    extension_add(x, &ctx, NID_authority_key_identifier, "keyid"));
}

static enum err
certificate_build(const struct make_certificate *m, const struct ca *ca,
    EVP_PKEY *key, X509 *x)
{
	X509 *issuer = ca->certificate != NULL ? ca->certificate : x;
	EVP_PKEY *signer = ca->key != NULL ? ca->key : key;
	time_t from = m->from != 0 ? (time_t)m->from : time(NULL);

	if (X509_set_version(x, X509_VERSION_3) != 1 || !serial_set(x) ||
	    X509_time_adj(X509_getm_notBefore(x), 0, &from) == NULL ||
	    X509_time_adj(X509_getm_notAfter(x), m->days * DAY_S, &from) ==
	    NULL ||
	    X509_set_pubkey(x, key) != 1)
		return ERR_INTERNAL;
	if (!subject_set(x, m))
		return ERR_ARGUMENT;
	if (X509_set_issuer_name(x, X509_get_subject_name(issuer)) != 1 ||
	    !extensions_set(x, issuer, m->login_only) || X509_sign(x, signer,
	    EVP_sha256()) == 0)
		return ERR_INTERNAL;
	return ERR_OK;
}

static enum err
pair_fill(struct vstate_pair *pair, EVP_PKEY *key, X509 *x)
{
	PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(key);
	unsigned char *der = NULL, *at = pair->certificate;
	int len = i2d_PKCS8_PRIV_KEY_INFO(p8, &der), x_len = i2d_X509(x, NULL);
	enum err e = ERR_INTERNAL;

	if (p8 == NULL || len <= 0 || x_len <= 0)
		goto out;
	e = ERR_TOO_BIG;
	if ((size_t)x_len > sizeof(pair->certificate))
		goto out;
	pair->certificate_len = (size_t)i2d_X509(x, &at);
	e = secret_set(pair->key, der, (size_t)len);
out:
	if (der != NULL)
		OPENSSL_clear_free(der, (size_t)len);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return e;
}

static enum err
pair_make(const struct make_certificate *m, const struct ca *ca,
    struct vstate_pair *pair)
{
	EVP_PKEY *key = EVP_RSA_gen(RSA_BITS);
	X509 *x = X509_new();
	enum err e = ERR_INTERNAL;

	if (key != NULL && x != NULL)
		e = certificate_build(m, ca, key, x);
	if (e == ERR_OK)
		e = pair_fill(pair, key, x);
	EVP_PKEY_free(key);
	X509_free(x);
	return e;
}

enum err
make_certificate(const struct make_certificate *m, struct vstate *state)
{
	struct ca ca = { NULL, NULL };
	size_t len = strlen(m->subject);
	enum err e = ERR_OK;

	if (len == 0 || len > SUBJECT_MAX || m->days < 1 || m->days > DAYS_MAX)
		return ERR_ARGUMENT;
	if (m->ca_certificate != NULL || m->ca_key != NULL)
		e = ca_load(m, &ca);
	if (e != ERR_OK)
		goto out;
	for (size_t i = 0; i < state->type->pairs && e == ERR_OK; i++)
		e = pair_make(m, &ca, &state->pair[i]);
out:
	ca_free(&ca);
	return e;
}

enum err
make_write(const struct vstate *state, const char *path)
{
	const unsigned char *at = state->pair[0].certificate;
	X509 *x = d2i_X509(NULL, &at, (long)state->pair[0].certificate_len);
	FILE *file = x == NULL ? NULL : fopen(path, "we");
	enum err e = x == NULL ? ERR_INTERNAL : ERR_IO;

	if (file != NULL) {
		e = PEM_write_X509(file, x) == 1 ? ERR_OK : ERR_IO;
		if (fclose(file) != 0)
			e = ERR_IO;
	}
	X509_free(x);
	return e;
}
