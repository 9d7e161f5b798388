/* The text of a card's state file: a fixed list of lines "name value", each
 * once, in this order (the table in state_text.c is the format).  Strict, so
 * that a damaged file is refused and never half believed. */
#ifndef VCARD_STATE_TEXT_H
#define VCARD_STATE_TEXT_H

#include "base/buf.h"
#include "base/err.h"

struct vstate;

#define STATE_TEXT_MAX (24 * 1024)

/* Add the text of `s` to `out`, which holds secrets then: buf_free wipes. */
MUST_CHECK enum err state_text_write(const struct vstate *s, struct buf *out);

#endif
