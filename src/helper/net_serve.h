/* Serves the terminal at the other end of a channel: each call of
 * remote/proto.h becomes one HTTPS request, or two where remote/retry.h
 * allows it, inside the deadline that came with it. */
#ifndef HELPER_NET_SERVE_H
#define HELPER_NET_SERVE_H

#include <stdint.h>

#include "base/err.h"

struct http;
struct loop;
struct net_serve;

#define NET_IDLE_MS (300 * 1000)	/* without a call */
#define NET_LAST_MS 400			/* before the terminal would kill it */

/* Takes `fd` over, also on failure.  Stops the loop when the terminal says
 * nonsense, or is gone and the portal has answered what it said at the end (a
 * session closed, a shift over), NET_LAST_MS later at most.  After `idle_ms`
 * without a call it tells the terminal that it could end. */
MUST_CHECK enum err net_serve_new(struct loop *loop, int fd,
    struct http *http, int64_t idle_ms, struct net_serve **serve);

/* Cancels what is under way; before http_free(). */
void net_serve_free(struct net_serve **serve);

#endif
