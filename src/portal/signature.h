/* Is this the signature of somebody whose certificate comes from an authority
 * that we trust, and is it good today?  What the portal itself knows of the
 * certificate is not asked here (store_certificate.h).
 *
 * The files of the authorities and of their revocations are read anew each
 * time: a new one counts at once.  Where a list of revocations is configured
 * and cannot be used (missing, of another authority, overdue), nobody gets in:
 * ERR_PORTAL_BUSY, and the log says why. */
#ifndef PORTAL_SIGNATURE_H
#define PORTAL_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/person.h"
#include "portal/x509.h"

/* Whose certificates count: files. */
struct signature_authority {
	const char *ca;			/* PEM */
	const char *crl;		/* PEM or DER; "": none */
	bool identity;			/* cards that say who somebody is, with
					 * a key that binds nobody by law: one
					 * for nonRepudiation is refused */
};

struct signature_given {
	const uint8_t *certificate;	/* DER */
	size_t certificate_len;
	/* RSASSA-PKCS1-v1_5 or ECDSA with SHA-256, over statement_login() of
	 * this audience and this challenge */
	const uint8_t *signature;
	size_t signature_len;
	const char *audience;
	const uint8_t *challenge;
	size_t challenge_len;
};

struct signer {
	struct x509_facts x509;
	char identity[IDENTITY_SIZE];	/* of its subject; "": it says none */
};

/* ERR_ARGUMENT: no certificate (`signer` says nothing then).
 * ERR_SIGNATURE_WRONG, ERR_SIGNER_FOREIGN, ERR_CERT_EARLY, ERR_CERT_OVER,
 * ERR_SIGNER_REVOKED, ERR_SIGNER_SUSPENDED, ERR_ISSUER_REVOKED,
 * ERR_SIGNER_USAGE. */
MUST_CHECK enum err signature_check(
    const struct signature_authority *authority,
    const struct signature_given *given, struct signer *signer);

/* Can its files be used?  *why says what cannot (static text). */
MUST_CHECK enum err signature_check_files(
    const struct signature_authority *authority, const char **why);

#endif
