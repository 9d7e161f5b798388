/* What the terminal and cilingir-save say to each other: bodies of channel
 * frames, built with loop/msg.h.  The terminal names a stick that the helper
 * has told it of, never a path. */
#ifndef SAVE_PROTO_H
#define SAVE_PROTO_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "save/save.h"

#define SAVE_PROTO_VERSION 1
#define SAVE_PROTO_MAX (SAVE_MAX + 1024)	/* bytes of one frame body */

enum save_proto_type {
	SAVE_PROTO_ASK = 1,	/* terminal: struct save_ask */
	SAVE_PROTO_ANSWER = 2	/* helper: struct save_result */
};

enum save_what { SAVE_LOOK, SAVE_WRITE, SAVE_PRINT, SAVE_KEEP };

struct save_ask {
	enum save_what what;
	char stick[SAVE_ID];	/* write */
	char name[SAVE_NAME];	/* write, keep: file; print: title */
	const uint8_t *bytes;	/* but for look; read: a view */
	size_t len;
};

/* ERR_ARGUMENT: a name that is none (letters, digits, "-", "_", "."), nothing
 * to write. */
MUST_CHECK enum err save_put_ask(struct buf *out, const struct save_ask *ask);

/* `bytes` is a view into `frame`.  ERR_SYNTAX. */
MUST_CHECK enum err save_get_ask(const uint8_t *frame, size_t len,
    struct save_ask *ask);

MUST_CHECK enum err save_put_result(struct buf *out,
    const struct save_result *result);
MUST_CHECK enum err save_get_result(const uint8_t *frame, size_t len,
    struct save_result *result);

#endif
