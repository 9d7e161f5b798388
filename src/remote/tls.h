/* Whom the network helper believes: one CA file of ours, never the system's
 * bundle; the portal's name in the certificate's subjectAltName; and, where
 * the configuration has a pin, the portal's very key, because another
 * certificate of the same CA is not the portal.  TLS 1.2 at least (RFC 9325).
 * Files are read once, before the sandbox closes.  cilingir-net only. */
#ifndef REMOTE_TLS_H
#define REMOTE_TLS_H

#include <stddef.h>

#include "base/err.h"

struct tls;

struct tls_config {
	const char *host;	/* name or address, without brackets */
	const char *ca_file;	/* PEM, one certificate or more */
	const char *pin;	/* NULL or "sha256//BASE64[;sha256//...]" */
	const char *cert_file;	/* NULL or PEM: who this terminal is */
	const char *key_file;	/* PEM without a pass phrase; beside cert */
};

/* Reads and checks it all.  On failure `error` says in English, for an
 * operator, what is wrong: ERR_IO a file, ERR_SYNTAX its content, ERR_ARGUMENT
 * a pin. */
MUST_CHECK enum err tls_new(const struct tls_config *config, struct tls **tls,
    char *error, size_t size);

/* Set up a CURL easy handle, which must not outlive `tls`. */
MUST_CHECK enum err tls_apply(struct tls *tls, void *easy);

/* Wipes the key. */
void tls_free(struct tls **tls);

#endif
