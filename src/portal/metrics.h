/* What the portal has done since it was started, for a monitoring system:
 * text in Prometheus' exposition format 0.0.4.  Requests by operation and
 * outcome, how long they took, how many sessions are open, how unlocks ended.
 * Nothing in it says who, which card or which terminal. */
#ifndef PORTAL_METRICS_H
#define PORTAL_METRICS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "wire/wire.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define METRICS_MAX (256 * 1024)

struct metrics;
struct store;

/* NULL: no memory. */
struct metrics *metrics_new(void);
void metrics_free(struct metrics **metrics);

/* A request was answered, after `ms` milliseconds.  From any thread. */
void metrics_note(struct metrics *metrics, enum wire_op op, enum err outcome,
    int64_t ms);

/* Everything, as text.  Reads the store in a transaction of its own. */
MUST_CHECK enum err metrics_write(struct metrics *metrics,
    struct store *store, int64_t now, struct buf *out);

#endif
