/* A JSON object that is as it should be, but for one thing. */
#ifndef NET_SPOIL_H
#define NET_SPOIL_H

#include <stdbool.h>

#include "base/buf.h"

/* types: each value is of another kind; duplicate: a key is there twice; nul:
 * there is a NUL in a text.  False: no such way.  An empty body becomes one
 * that has nothing else. */
bool spoil(struct buf *body, const char *how);

#endif
