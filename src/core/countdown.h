/* Arithmetic of countdowns: a deadline on clock.h, a total, what to say. */
#ifndef CORE_COUNTDOWN_H
#define CORE_COUNTDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct countdown {
	int64_t end;	/* clock.h; CLOCK_NEVER: not running */
	int total;	/* seconds it had at its start */
};

/* Stopped: never at its end. */
void countdown_stop(struct countdown *c);

/* Start with `seconds` left, now. */
void countdown_start(struct countdown *c, int seconds);

bool countdown_running(const struct countdown *c);

/* It ran and has come to 0. */
bool countdown_over(const struct countdown *c);

/* Whole seconds left, rounded up; 0 when over or stopped. */
int countdown_left(const struct countdown *c);

/* When what countdown_left() says changes next; CLOCK_NEVER once over. */
int64_t countdown_next(const struct countdown *c);

/* The last of the marks 60, 30 and 10 seconds that was passed, 0 before the
 * first.  A mark that is not below the total is not one. */
int countdown_mark(const struct countdown *c);

#endif
