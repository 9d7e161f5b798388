/* Make libcurl and OpenSSL wipe what they free: libcurl alone leaves four
 * copies of a body and a bearer token in the heap.  cilingir-net only. */
#ifndef REMOTE_WIPE_H
#define REMOTE_WIPE_H

#include "base/err.h"

/* Once, before anything else uses OpenSSL or curl (the secure heap too).
 * ERR_INTERNAL: OpenSSL had already taken memory, or curl does not start;
 * do not go on. */
MUST_CHECK enum err wipe_init(void);

/* Zero what calls that have returned left on the stack, and give its pages
 * back: curl, OpenSSL and the C library keep copies there.  From the loop,
 * with little below. */
void wipe_stack(void);

/* Undo curl's part, when no handle is left. */
void wipe_end(void);

#endif
