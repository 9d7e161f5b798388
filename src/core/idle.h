/* When a person who does nothing is warned. */
#ifndef CORE_IDLE_H
#define CORE_IDLE_H

#include <stdbool.h>
#include <stdint.h>

struct idle {
	int64_t last;	/* of the last key or of the end of an action */
	int seconds;	/* 0: nobody is ever warned */
};

void idle_touch(struct idle *idle);

/* When to warn; CLOCK_NEVER if `applies` is false. */
int64_t idle_deadline(const struct idle *idle, bool applies);

#endif
