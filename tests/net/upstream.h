/* The real portal behind the bad server. */
#ifndef NET_UPSTREAM_H
#define NET_UPSTREAM_H

#include <stddef.h>

#define UPSTREAM_ROOM (256 * 1024)

/* Ask the portal at that port of 127.0.0.1, on a connection of its own, what
 * a terminal has asked; the answer as it came goes to `answer`, which has
 * UPSTREAM_ROOM.  Returns its length; 0: none came.  The portal's certificate
 * is not looked at. */
size_t upstream_ask(int port, const char *request, size_t len, char *answer);

#endif
