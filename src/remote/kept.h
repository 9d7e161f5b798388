/* The connections that curl keeps between calls, and whether the server still
 * does.  curl takes one for alive as long as there is something to read in it,
 * and what is there to read in a connection that the server closed is its
 * good-bye (TLS close_notify): a request would go into it and be lost.  So
 * whoever is about to send asks kept_end_closed() first. */
#ifndef REMOTE_KEPT_H
#define REMOTE_KEPT_H

#include <stdbool.h>
#include <stddef.h>

/* Of more sockets at a time the rest is not looked at: two a call under way,
 * and those that are kept. */
#define KEPT_MAX 32

struct kept {			/* all zero: none */
	struct {
		int fd;
		bool idle;
	} at[KEPT_MAX];
	size_t count;
};

/* A socket of curl's was made, is waited for by a request (or by none any
 * more), is about to be closed.  The descriptor stays curl's. */
void kept_made(struct kept *kept, int fd);
void kept_idle(struct kept *kept, int fd, bool idle);
void kept_gone(struct kept *kept, int fd);

/* An idle connection in which the server has said or closed anything is not
 * fit for a request (RFC 9112, 9.3 and 9.6): from now on it reads as ended, so
 * that curl closes it instead of using it. */
void kept_end_closed(struct kept *kept);

#endif
