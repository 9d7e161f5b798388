/* A new card: key pair and certificate for a state. */
#ifndef VCARD_MAKE_H
#define VCARD_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct vstate;

#define MAKE_SUBJECT "Demo Kart Sahibi"	/* no person's name */
#define MAKE_DAYS 1095

struct make_certificate {
	const char *subject;		/* common name, UTF-8 */
	const char *identity;		/* serialNumber of the subject; NULL:
					 * none */
	int64_t from;			/* seconds since 1970; 0: now */
	int days;			/* valid for */
	const char *ca_certificate;	/* PEM files; NULL: self-signed */
	const char *ca_key;
	bool login_only;		/* for no signatures that bind */
};

/* Make the RSA-2048 keys of the state's type and their certificates.
 * ERR_ARGUMENT: subject or days; ERR_IO, ERR_SYNTAX: a file of the CA;
 * ERR_REFUSED: certificate and key of the CA do not belong together;
 * ERR_INTERNAL: OpenSSL. */
MUST_CHECK enum err make_certificate(const struct make_certificate *m,
    struct vstate *state);

/* Write the certificate of the first key as PEM to a file. */
MUST_CHECK enum err make_write(const struct vstate *state, const char *path);

#endif
