/* Bytes on their way through the fault proxy. */
#ifndef NET_PIPES_H
#define NET_PIPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIPE_CHUNK 65536

/* One direction of a connection. */
struct pipe {
	char bytes[PIPE_CHUNK];
	size_t len;
	long long due;		/* when they may go on, ms */
	bool ended;		/* no more will come */
};

/* Where one TLS record ends and the next begins. */
struct records {
	uint8_t head[5];
	size_t got;		/* bytes of head */
	size_t left;		/* bytes of the body still to come */
};

long long now_ms(void);

/* Take a piece from `from`; it may go on `wait` ms later.  False: broken. */
bool pipe_fill(struct pipe *pipe, int from, long wait);

/* Give it all to `to`. */
bool pipe_drain(struct pipe *pipe, int to);

/* Is there a request in this piece of what a client sends? */
bool records_have_request(struct records *r, const char *bytes, size_t len);

#endif
