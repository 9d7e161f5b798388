/* What the terminal and cilingir-net say to each other: bodies of channel
 * frames (loop/channel.h), built with loop/msg.h.  The terminal names an
 * operation, never an address; everything is bounded, and an unknown version,
 * operation or letter is an error that ends the channel. */
#ifndef REMOTE_PROTO_H
#define REMOTE_PROTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "remote/remote.h"
#include "wire/wire.h"

struct secret;

#define PROTO_VERSION 3
#define PROTO_MAX (WIRE_PDF_MAX + 1024)	/* bytes of one frame body */
#define PROTO_RETRY_MAX 3600			/* seconds of Retry-After */

enum proto_type {
	PROTO_CALL = 1,		/* terminal: struct proto_call */
	PROTO_CANCEL = 2,	/* terminal: no body; the id is a call's */
	PROTO_ANSWER = 3,	/* helper: struct proto_answer */
	PROTO_IDLE = 4		/* helper: no body; I could end.  It is the
				 * terminal that ends it, or a call that the
				 * terminal was just sending would be lost */
};

struct proto_call {
	enum wire_op op;
	uint32_t left_ms;	/* until the caller's deadline */
	char id[WIRE_ID];	/* stands in the path; letters, digits, - _ */
	char key[WIRE_ID];	/* Idempotency-Key; same letters; may be "" */
	char case_no[CASE_NO_SIZE];	/* of the visit; "" for none */
	const struct secret *token;	/* writing: NULL or empty for none */
	const uint8_t *body;
	size_t body_len;
};

/* Into `out`, which then holds secrets: buf_free wipes.
 * ERR_ARGUMENT: a letter that may not be there, an id that the path needs. */
MUST_CHECK enum err proto_put_call(struct buf *out,
    const struct proto_call *call);

/* The token goes to `token` (the caller's, WIRE_TOKEN_MAX); `body` is a view
 * into `frame`.  ERR_SYNTAX. */
MUST_CHECK enum err proto_get_call(const uint8_t *frame, size_t len,
    struct secret *token, struct proto_call *call);

/* e == ERR_OK: an HTTP answer of `status` came, with a body that is a JSON
 * document, a problem document (status >= 400), a PDF (for WIRE_LETTER_PDF),
 * or nothing; or a picture.
 * Else the transport failed with e. */
struct proto_answer {
	enum err e;
	enum remote_distrust distrust;	/* e == ERR_PORTAL_TLS only */
	int status;		/* 0 or 200..599 */
	int retry_after;	/* seconds, -1 not said */
	const uint8_t *body;
	size_t body_len;
	bool has_picture;
	struct remote_picture picture;
};

MUST_CHECK enum err proto_put_answer(struct buf *out,
    const struct proto_answer *answer);

/* `body` is a view into `frame`.  ERR_SYNTAX. */
MUST_CHECK enum err proto_get_answer(const uint8_t *frame, size_t len,
    struct proto_answer *answer);

#endif
