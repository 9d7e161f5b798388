/* Requests under way to a helper: an id for each, a deadline, the caller's
 * completion. */
#ifndef LOOP_PENDING_H
#define LOOP_PENDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define PENDING_MAX 8

struct loop;
struct pending;

/* The completion of a request, exactly once: with the answer's body, or with
 * an error and no body.  It may add, drop and even pending_free(). */
typedef void (*pending_done)(void *owner, void *arg, enum err e,
    const uint8_t *body, size_t len);

/* `late` is called after a request's done(ERR_TIMEOUT): the helper hangs. */
MUST_CHECK enum err pending_new(struct loop *loop, void *owner,
    void (*late)(void *owner), struct pending **pending);

/* *id is never 0.  ERR_TOO_BIG: PENDING_MAX are under way. */
MUST_CHECK enum err pending_add(struct pending *pending, int64_t deadline,
    pending_done done, void *arg, uint32_t *id);

/* An answer came.  An id that is not (or no longer) known is ignored. */
void pending_answer(struct pending *pending, uint32_t id, enum err e,
    const uint8_t *body, size_t len);

/* Forget one request; its done is not called. */
void pending_drop(struct pending *pending, uint32_t id);

/* Every request under way now ends with `e`, oldest first. */
void pending_fail_all(struct pending *pending, enum err e);

/* No done is called. */
void pending_free(struct pending **pending);

#endif
