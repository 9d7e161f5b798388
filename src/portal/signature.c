#include "portal/signature.h"

#include <stdbool.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/identity.h"
#include "base/log.h"
#include "base/statement.h"
#include "base/utf8.h"

#define LEVEL 2			/* of OpenSSL: RSA-2048, P-256, SHA-256 */
#define REASON_HOLD 6		/* RFC 5280 5.3.1, certificateHold */

/* ---- The signature ---- */

/* One certificate and nothing behind it. */
static X509 *
parse(const uint8_t *der, size_t len)
{
	const unsigned char *at = der;
	X509 *x = d2i_X509(NULL, &at, (long)len);

	if (x != NULL && at != der + len) {
		X509_free(x);
		x = NULL;
	}
	return x;
}

static enum err
check_signature(const struct signature_given *given, X509 *x)
{
	EVP_PKEY *key = X509_get0_pubkey(x);
	int kind = key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
	char text[STATEMENT_MAX];
	EVP_MD_CTX *ctx = NULL;
	enum err e;

	if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
		return ERR_SIGNER_USAGE;
	e = statement_login(given->audience, given->challenge,
	    given->challenge_len, text, sizeof(text));
	if (e != ERR_OK)
		return ERR_INTERNAL;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL)
		return ERR_NO_MEMORY;
	/* With an RSA key this is PKCS #1 v1.5. */
	if (EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 ||
	    EVP_DigestVerify(ctx, given->signature, given->signature_len,
	    (const unsigned char *)text, strlen(text)) != 1)
		e = ERR_SIGNATURE_WRONG;
	EVP_MD_CTX_free(ctx);
	return e;
}

/* ---- The authorities ---- */

struct trust {
	X509_STORE *store;	/* the topmost authorities, and revocations */
	STACK_OF(X509) *all;	/* what stands in the file */
};

static bool
load_crl(X509_LOOKUP *files, const char *path)
{
	return X509_load_crl_file(files, path, X509_FILETYPE_PEM) > 0 ||
	    X509_load_crl_file(files, path, X509_FILETYPE_ASN1) > 0;
}

/* All certificates of a PEM file; NULL: there is none. */
static STACK_OF(X509) *
read_authorities(const char *path)
{
	BIO *file = BIO_new_file(path, "r");
	STACK_OF(X509) *all = file == NULL ? NULL : sk_X509_new_null();
	X509 *x = all == NULL ? NULL : PEM_read_bio_X509(file, NULL, NULL,
	    NULL);

	while (x != NULL) {
		if (sk_X509_push(all, x) == 0)
			X509_free(x);
		x = PEM_read_bio_X509(file, NULL, NULL, NULL);
	}
	BIO_free(file);
	ERR_clear_error();		/* of the end of the file */
	if (all != NULL && sk_X509_num(all) == 0) {
		sk_X509_free(all);
		all = NULL;
	}
	return all;
}

/* Has another one of the file issued it? */
static bool
is_below(STACK_OF(X509) *all, X509 *x)
{
	for (int i = 0; i < sk_X509_num(all); i++)
		if (sk_X509_value(all, i) != x &&
		    X509_check_issued(sk_X509_value(all, i), x) == X509_V_OK)
			return true;
	return false;
}

/* The topmost of the file are trusted as they are, be they roots or not (RFC
 * 5280 6.1.1 d); those below them are checked like the person's own. */
static bool
put_anchors(STACK_OF(X509) *all, X509_STORE *store)
{
	bool found = false;

	for (int i = 0; i < sk_X509_num(all); i++) {
		X509 *x = sk_X509_value(all, i);

		if (X509_self_signed(x, 0) != 1 && is_below(all, x))
			continue;
		if (X509_STORE_add_cert(store, x) != 1)
			return false;
		found = true;
	}
	return found;
}

static enum err
load(const struct signature_authority *a, struct trust *t, const char **why)
{
	unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
	X509_LOOKUP *files;

	*why = "no memory";
	t->store = X509_STORE_new();
	files = t->store == NULL ? NULL :
	    X509_STORE_add_lookup(t->store, X509_LOOKUP_file());
	if (files == NULL)
		return ERR_NO_MEMORY;
	*why = "ca: no certificate in that file";
	t->all = read_authorities(a->ca);
	if (t->all == NULL || !put_anchors(t->all, t->store))
		return ERR_SYNTAX;
	*why = "crl: no list of revocations in that file";
	if (a->crl[0] != '\0') {
		if (!load_crl(files, a->crl))
			return ERR_SYNTAX;
		flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
	}
	*why = "";
	return X509_STORE_set_flags(t->store, flags) == 1 ? ERR_OK :
	    ERR_INTERNAL;
}

static void
unload(struct trust *t)
{
	sk_X509_pop_free(t->all, X509_free);
	X509_STORE_free(t->store);
}

enum err
signature_check_files(const struct signature_authority *a, const char **why)
{
	struct trust t = { NULL, NULL };
	enum err e = load(a, &t, why);

	unload(&t);
	return e;
}

/* A list says "for a while" by its reason. */
static bool
is_hold(X509_CRL *crl, X509 *x)
{
	ASN1_ENUMERATED *reason = NULL;
	X509_REVOKED *entry = NULL;
	bool hold;

	if (X509_CRL_get0_by_cert(crl, &entry, x) != 1)
		return false;
	reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, NULL, NULL);
	hold = reason != NULL && ASN1_ENUMERATED_get(reason) == REASON_HOLD;
	ASN1_ENUMERATED_free(reason);
	return hold;
}

static enum err
revoked(X509_STORE_CTX *ctx, X509 *x)
{
	STACK_OF(X509_CRL) *crls = X509_STORE_CTX_get1_crls(ctx,
	    X509_get_issuer_name(x));
	enum err e = ERR_SIGNER_REVOKED;

	for (int i = 0; i < sk_X509_CRL_num(crls); i++)
		if (is_hold(sk_X509_CRL_value(crls, i), x))
			e = ERR_SIGNER_SUSPENDED;
	sk_X509_CRL_pop_free(crls, X509_CRL_free);
	return e;
}

static enum err
judge(X509_STORE_CTX *ctx, X509 *x)
{
	int error = X509_STORE_CTX_get_error(ctx);
	bool own = X509_STORE_CTX_get_error_depth(ctx) == 0;

	switch (error) {
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return own ? ERR_CERT_EARLY : ERR_SIGNER_FOREIGN;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return own ? ERR_CERT_OVER : ERR_SIGNER_FOREIGN;
	case X509_V_ERR_CERT_REVOKED:
		if (!own)
			log_event(LOG_ERROR, "signature.authority", "%s",
			    X509_verify_cert_error_string(error));
		return own ? revoked(ctx, x) : ERR_ISSUER_REVOKED;
	case X509_V_ERR_UNABLE_TO_GET_CRL:
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_CRL_NOT_YET_VALID:
	case X509_V_ERR_CRL_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
	case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
		log_event(LOG_ERROR, "signature.crl", "%s",
		    X509_verify_cert_error_string(error));
		return ERR_PORTAL_BUSY;
	default:
		return ERR_SIGNER_FOREIGN;
	}
}

/* Nobody revokes what is trusted as it is: OpenSSL asks for its list too, and
 * there is none above it. */
static int
anchor_has_no_list(int ok, X509_STORE_CTX *ctx)
{
	int depth = X509_STORE_CTX_get_error_depth(ctx);
	int error = X509_STORE_CTX_get_error(ctx);

	if (ok || depth == 0 || (error != X509_V_ERR_UNABLE_TO_GET_CRL &&
	    error != X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER) ||
	    depth != sk_X509_num(X509_STORE_CTX_get0_chain(ctx)) - 1)
		return ok;
	X509_STORE_CTX_set_error(ctx, X509_V_OK);
	return 1;
}

static enum err
check_chain(const struct signature_authority *a, X509 *x)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	struct trust t = { NULL, NULL };
	const char *why = "no memory";
	enum err e = ctx == NULL ? ERR_NO_MEMORY : load(a, &t, &why);

	if (e == ERR_OK && X509_STORE_CTX_init(ctx, t.store, x, t.all) != 1)
		e = ERR_INTERNAL;
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "signature.files", "%s", why);
		e = ERR_PORTAL_BUSY;
		goto out;
	}
	X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(ctx),
	    LEVEL);
	X509_STORE_CTX_set_verify_cb(ctx, anchor_has_no_list);
	if (X509_verify_cert(ctx) != 1)
		e = judge(ctx, x);
out:
	X509_STORE_CTX_free(ctx);
	unload(&t);
	return e;
}

/* ---- What the certificate is for, and whose it is ---- */

/* A person's: its key signs or logs in, and neither is it an authority's nor,
 * where it says so at all, for other things only (a server, a time stamp).
 * That of an identity card logs in and does nothing else. */
static enum err
check_usage(const struct signature_authority *a, X509 *x)
{
	uint32_t usage = X509_get_key_usage(x);
	uint32_t extended = X509_get_extended_key_usage(x);

	if (usage == UINT32_MAX || X509_check_ca(x) != 0 ||
	    (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0 ||
	    (a->identity && (usage & KU_NON_REPUDIATION) != 0))
		return ERR_SIGNER_USAGE;
	return extended == UINT32_MAX ||
	    (extended & (XKU_SSL_CLIENT | XKU_SMIME | XKU_ANYEKU)) != 0 ?
	    ERR_OK : ERR_SIGNER_USAGE;
}

/* "10000000146", or with what ETSI EN 319 412-1 puts in front of the number
 * of a person or a passport: "PNOTR-", "PASTR-". */
static void
read_identity(const X509 *x, char out[static IDENTITY_SIZE])
{
	const X509_NAME *name = X509_get_subject_name(x);
	int at = X509_NAME_get_index_by_NID(name, NID_serialNumber, -1);
	char text[IDENTITY_SIZE + 6] = "";
	const ASN1_STRING *value;
	int len;

	out[0] = '\0';
	if (at < 0 || X509_NAME_get_index_by_NID(name, NID_serialNumber, at) >=
	    0)
		return;
	value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	len = ASN1_STRING_length(value);
	if (len <= 0 || (size_t)len >= sizeof(text))
		return;
	memcpy(text, ASN1_STRING_get0_data(value), (size_t)len);
	if ((size_t)len != strlen(text))
		return;
	if (person_identity(identity_number(text), out) != ERR_OK)
		out[0] = '\0';
}

enum err
signature_check(const struct signature_authority *a,
    const struct signature_given *given, struct signer *signer)
{
	X509 *x = parse(given->certificate, given->certificate_len);
	enum err e = ERR_ARGUMENT;

	memset(signer, 0, sizeof(*signer));
	if (x != NULL && x509_read(x, &signer->x509) == ERR_OK)
		e = check_signature(given, x);
	if (e == ERR_OK)
		e = check_chain(a, x);
	if (e == ERR_OK)
		e = check_usage(a, x);
	if (e == ERR_OK)
		read_identity(x, signer->identity);
	X509_free(x);
	return e;
}
