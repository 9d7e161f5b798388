/* How often in a minute: counts in the database, so that a restart or a
 * second portal does not start anew. */
#ifndef PORTAL_LIMIT_H
#define PORTAL_LIMIT_H

#include <stdint.h>

#include "base/err.h"

struct store;

/* Count one `what` ("login") of `who` (a terminal or an address).  More than
 * `most` in this minute: ERR_PORTAL_BUSY, *wait is the seconds until the next
 * one. */
MUST_CHECK enum err limit_count(struct store *store, const char *what,
    const char *who, int most, int64_t now, int *wait);

#endif
