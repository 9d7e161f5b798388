/* Which failures of a call may be tried again by themselves: a table, no
 * clock, no socket.  At most one repeat a call, only inside its deadline, and
 * only where the portal cannot count it twice: the operation is safe, or it
 * carries an idempotency key and the same key goes out again. */
#ifndef REMOTE_RETRY_H
#define REMOTE_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/wire.h"

/* How an attempt ended, finer than the error that the person sees. */
enum retry_cause {
	RETRY_ANSWERED,		/* an HTTP answer came, of whatever status */
	RETRY_NO_NAME,		/* the portal's name is not known */
	RETRY_NO_CONNECTION,	/* refused, no route, not up in time */
	RETRY_LOST,		/* cut before or within the answer */
	RETRY_STALLED,		/* no whole answer in the time given */
	RETRY_TLS,		/* certificate, pin or handshake */
	RETRY_NONSENSE,		/* not HTTP, too long, a redirect */
	RETRY_LOCAL,		/* no memory, wrong configuration */
	RETRY_CAUSES
};

#define RETRY_TOTAL_MS 15000	/* all attempts of a call together */
#define RETRY_BACKOFF_MS 1000	/* the least; the most is twice as much */

/* The error for the caller. */
enum err retry_error(enum retry_cause cause);

/* May a call of `op` be sent twice at all? */
bool retry_allowed(enum wire_op op, const char *key);

/* Milliseconds that attempt number `attempt` (from 0) may take when
 * `left_ms` are left.  The first of a call that may be repeated gets half, so
 * that a stall leaves room for the second. */
int64_t retry_attempt_ms(bool allowed, unsigned attempt, int64_t left_ms);

/* Milliseconds to wait before the next attempt, or -1: report the failure.
 * `random` is any number; it spreads terminals that lost the portal at the
 * same moment. */
int64_t retry_wait_ms(bool allowed, unsigned attempt, enum retry_cause cause,
    int64_t left_ms, uint32_t random);

#endif
