/* The body of a message between the terminal and a helper: fields one behind
 * the other, integers big-endian, bytes and text with a 32-bit length before
 * them.  Reading past the end, a length that does not fit and bytes left over
 * are errors; a reader that failed once keeps failing, so that a parser can
 * check once at its end. */
#ifndef LOOP_MSG_H
#define LOOP_MSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct secret;

struct msg_reader {
	const uint8_t *at;
	size_t left;
	bool failed;
};

void msg_read_init(struct msg_reader *r, const void *data, size_t len);
uint8_t msg_u8(struct msg_reader *r);
uint16_t msg_u16(struct msg_reader *r);
uint32_t msg_u32(struct msg_reader *r);
uint64_t msg_u64(struct msg_reader *r);

/* Copies at most `size` bytes; more is a failure.  Returns the length. */
size_t msg_bytes(struct msg_reader *r, uint8_t *out, size_t size);

/* As msg_bytes, terminated; a NUL inside is a failure. */
void msg_text(struct msg_reader *r, char *out, size_t size);

/* Into a secret; does not fit: a failure. */
void msg_secret(struct msg_reader *r, struct secret *out);

/* A view into the message instead of a copy. */
const uint8_t *msg_view(struct msg_reader *r, size_t *len);

/* ERR_SYNTAX if anything failed or anything is left over. */
MUST_CHECK enum err msg_read_end(const struct msg_reader *r);

/* Writing: into a struct buf, whose maximum bounds the message. */
MUST_CHECK enum err msg_put_u8(struct buf *b, uint8_t v);
MUST_CHECK enum err msg_put_u16(struct buf *b, uint16_t v);
MUST_CHECK enum err msg_put_u32(struct buf *b, uint32_t v);
MUST_CHECK enum err msg_put_u64(struct buf *b, uint64_t v);
MUST_CHECK enum err msg_put_bytes(struct buf *b, const void *bytes, size_t len);
MUST_CHECK enum err msg_put_text(struct buf *b, const char *text);
MUST_CHECK enum err msg_put_secret(struct buf *b, const struct secret *s);

#endif
