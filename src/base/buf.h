/* Growable bytes that are born with their maximum.  Wiped when freed and when
 * grown, so that a frame that carried a secret leaves no copy behind. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct buf {
	uint8_t *data;		/* always a zero byte behind data[len - 1] once
				 * something was added; NULL before */
	size_t len;
	size_t max;		/* private: the most that len may become */
	size_t room;		/* private */
};

/* No memory is taken before the first byte. */
void buf_init(struct buf *b, size_t max);

/* Wipe, free, and leave an empty buffer with the same maximum. */
void buf_free(struct buf *b);

/* Zero the content, keep the memory. */
void buf_clear(struct buf *b);

/* ERR_TOO_BIG past the maximum, ERR_NO_MEMORY: nothing was changed. */
MUST_CHECK enum err buf_add(struct buf *b, const void *bytes, size_t len);
MUST_CHECK enum err buf_add_str(struct buf *b, const char *text);
MUST_CHECK enum err buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drop `len` bytes at the front; the rest moves up. */
void buf_drop(struct buf *b, size_t len);

#endif
