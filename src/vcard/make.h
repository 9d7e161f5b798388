/* A new card: key pair and certificate for a state. */
#ifndef VCARD_MAKE_H
#define VCARD_MAKE_H

#include "base/err.h"

struct vstate;

#define MAKE_SUBJECT "Demo Kart Sahibi"	/* no person's name */
#define MAKE_DAYS 1095

struct make_certificate {
	const char *subject;		/* common name, UTF-8 */
	int days;			/* valid from now */
	const char *ca_certificate;	/* PEM files; NULL: self-signed */
	const char *ca_key;
};

/* Make an RSA-2048 key and its certificate and put both into `state`.
 * ERR_ARGUMENT: subject or days; ERR_IO, ERR_SYNTAX: a file of the CA;
 * ERR_REFUSED: certificate and key of the CA do not belong together;
 * ERR_INTERNAL: OpenSSL. */
MUST_CHECK enum err make_certificate(const struct make_certificate *m,
    struct vstate *state);

#endif
