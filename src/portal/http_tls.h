/* TLS of the portal: its files, what it accepts, who is at the other end.
 * Private to http.c. */
#ifndef PORTAL_HTTP_TLS_H
#define PORTAL_HTTP_TLS_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/config.h"

struct MHD_Connection;

struct http_tls {
	struct buf certificate, key, client_ca;		/* PEM, terminated */
};

/* GnuTLS: TLS 1.3, then 1.2; forward secrecy and AEAD only. */
extern const char http_tls_priorities[];

/* The key must not be readable by others.  On failure nothing is kept. */
MUST_CHECK enum err http_tls_read(const struct config *config,
    struct http_tls *tls, char *error, size_t size);
void http_tls_free(struct http_tls *tls);

/* The common name in the peer's certificate, once its chain, times and
 * purpose were found good.  ERR_REFUSED: it has none that is. */
MUST_CHECK enum err http_tls_peer(struct MHD_Connection *connection,
    char *name, size_t size);

#endif
