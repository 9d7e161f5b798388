/* HTTPS on libmicrohttpd and GnuTLS: a thread for each connection, few
 * connections for each address, none that stays silent.  Everything about a
 * request that matters goes to route.h. */
#ifndef PORTAL_HTTP_H
#define PORTAL_HTTP_H

#include <stddef.h>

#include "base/err.h"

struct http;
struct portal;

/* Listen as portal->config says.  On failure `error` says what. */
MUST_CHECK enum err http_start(struct portal *portal, struct http **http,
    char *error, size_t size);

/* The port that it listens on. */
int http_port(const struct http *http);

/* Take no new connections, let the requests at work end (at most 15 s), then
 * close everything. */
void http_stop(struct http **http);

#endif
