/* Time that neither the wall clock nor a suspended machine can bend:
 * CLOCK_BOOTTIME in milliseconds.  A deadline is a point on this clock and is
 * passed down a call chain instead of a fresh time-out for each layer. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_NEVER INT64_MAX

/* Milliseconds since boot. */
int64_t clock_now_ms(void);

/* Milliseconds until `deadline`, never negative, at most INT32_MAX. */
int64_t clock_left_ms(int64_t deadline);

/* Whole seconds until `deadline`, rounded up; 0 once it has passed. */
int clock_left_s(int64_t deadline);

/* Replace the source for tests; NULL goes back to the real one. */
void clock_set_source(int64_t (*now_ms)(void));

/* Wall clock in seconds since 1970, for log lines and certificates only. */
int64_t clock_wall_s(void);

#endif
