/* The timers of a loop, on one timerfd of CLOCK_BOOTTIME: unlike libuv's own,
 * which stand still while the machine sleeps, it wakes the loop up as soon as
 * the machine does, so that a session that timed out meanwhile ends at once.
 * For loop.c only; loop.h has the calls for everyone. */
#ifndef LOOP_TIMERS_H
#define LOOP_TIMERS_H

#include <sys/queue.h>

#include <uv.h>

#include "loop/loop.h"

TAILQ_HEAD(loop_timer_list, loop_timer);

struct loop_timers {
	struct loop_timer_list waiting;	/* ascending deadlines */
	struct loop_timer_list due;	/* taken off to be called now */
	struct loop_timer_list idle;	/* no deadline */
	int fd;
	int64_t armed;			/* what fd is set to */
	uv_poll_t poll;			/* keeps the loop alive while armed */
	uv_prepare_t prepare;		/* sets fd before the loop waits */
	uv_check_t check;		/* calls what is due afterwards */
};

MUST_CHECK enum err loop_timers_open(struct loop_timers *t, uv_loop_t *uv);

/* Frees every timer that is left; the handles are closing. */
void loop_timers_close(struct loop_timers *t);

/* After the loop has closed its handles. */
void loop_timers_closed(struct loop_timers *t);

void loop_timers_run(struct loop_timers *t);

/* In loop.c. */
struct loop_timers *loop_timers_of(struct loop *loop);

#endif
