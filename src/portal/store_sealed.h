/* Texts about people that stand sealed in a row (seal.h). */
#ifndef PORTAL_STORE_SEALED_H
#define PORTAL_STORE_SEALED_H

#include <stddef.h>

#include "base/err.h"

struct keys;
struct sqlite3_stmt;

/* Opens a column as text; `out` is always terminated.  ERR_REFUSED: not sealed
 * by us, for that place.  ERR_IO: longer than `out` has room for. */
MUST_CHECK enum err store_sealed_text(struct sqlite3_stmt *row, int column,
    const struct keys *keys, const char *place, char *out, size_t size);

#endif
