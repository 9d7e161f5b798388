/* What the core sees of the portal: three asynchronous calls.  The real side
 * is remote/client.h (a helper process that speaks HTTPS), the other one
 * tests/fake/fake_remote.c. */
#ifndef REMOTE_REMOTE_H
#define REMOTE_REMOTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/wire.h"

#define REMOTE_PICTURE_W 240	/* the most a captcha may have, in pixels */
#define REMOTE_PICTURE_H 96

/* A picture as grey values, 0 black, row by row.  Decoded in the helper. */
struct remote_picture {
	uint16_t width, height;
	uint8_t grey[REMOTE_PICTURE_W * REMOTE_PICTURE_H];
};

struct remote_result {
	enum err e;			/* ERR_OK, the problem's code, or
					 * ERR_PORTAL_AWAY/_TLS/_BUSY/_ANSWER,
					 * ERR_TIMEOUT, ERR_HELPER_GONE */
	const struct wire_reply *reply;		/* e == ERR_OK, else NULL */
	const struct remote_picture *picture;	/* WIRE_CAPTCHA_IMAGE only */
	struct wire_problem problem;		/* e came from the portal */
};

/* Exactly once, from the loop and never from inside the call, unless
 * cancelled.  What `result` points to is valid during the call. */
typedef void (*remote_done)(void *arg, const struct remote_result *result);

struct remote;

struct remote_ops {
	/* Send `req` (copied).  A lost connection is tried again inside the
	 * deadline only where wire_op_info says that it is safe or the request
	 * carries an idempotency key; the same key is used then.  *id names
	 * the call for cancel. */
	enum err (*call)(struct remote *remote, enum wire_op op,
	    const struct wire_request *req, int64_t deadline, remote_done done,
	    void *arg, uint32_t *id);

	/* Its completion does not come.  What the portal does is not undone. */
	void (*cancel)(struct remote *remote, uint32_t id);

	void (*close)(struct remote **remote);
};

struct remote {
	const struct remote_ops *ops;
};

#endif
