/* One HTTPS request to the issuer, on libcurl.  Private to issuer. */
#ifndef PORTAL_ISSUER_HTTP_H
#define PORTAL_ISSUER_HTTP_H

#include "base/buf.h"
#include "base/err.h"
#include "portal/config.h"

struct secret;

#define ISSUER_BODY_MAX (64 * 1024)

/* GET, or POST of a form where `form` is not NULL (then as the client: with
 * `password`, if there is one).  Only https, only the configured CA, no
 * redirects.  ERR_OK: some answer came, *status and `body` say which. */
MUST_CHECK enum err issuer_http(const struct issuer_config *config,
    const char *url, const struct buf *form, const struct secret *password,
    long *status, struct buf *body);

/* Add "name=value", escaped, to a form. */
MUST_CHECK enum err issuer_form_add(struct buf *form, const char *name,
    const char *value, size_t len);

#endif
