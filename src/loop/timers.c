#include "loop/timers.h"

#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"

struct loop_timer {
	TAILQ_ENTRY(loop_timer) link;
	struct loop_timer_list *list;	/* the one that it is in */
	struct loop_timers *timers;
	int64_t deadline;
	loop_call call;
	void *arg;
};

static void
timer_move(struct loop_timer *timer, struct loop_timer_list *to)
{
	TAILQ_REMOVE(timer->list, timer, link);
	TAILQ_INSERT_TAIL(to, timer, link);
	timer->list = to;
}

/* Into `waiting`, behind those with the same deadline. */
static void
timer_wait(struct loop_timer *timer)
{
	struct loop_timer_list *to = &timer->timers->waiting;
	struct loop_timer *before = NULL;

	TAILQ_REMOVE(timer->list, timer, link);
	TAILQ_FOREACH_REVERSE(before, to, loop_timer_list, link) {
		if (before->deadline <= timer->deadline)
			break;
	}
	if (before != NULL)
		TAILQ_INSERT_AFTER(to, before, timer, link);
	else
		TAILQ_INSERT_HEAD(to, timer, link);
	timer->list = to;
}

/* libuv ends a run when nothing is left to wait for: a poll handle counts
 * only while a timer waits. */
static void
timers_hold(struct loop_timers *t)
{
	if (TAILQ_EMPTY(&t->waiting))
		uv_unref((uv_handle_t *)&t->poll);
	else
		uv_ref((uv_handle_t *)&t->poll);
}

static void
timers_arm(struct loop_timers *t)
{
	const struct loop_timer *first = TAILQ_FIRST(&t->waiting);
	int64_t deadline = first != NULL ? first->deadline : CLOCK_NEVER;
	int64_t left = clock_left_ms(deadline);
	struct itimerspec when = { 0 };

	/* Passed already: set it again even so, the clock may have jumped. */
	if (deadline == t->armed && left > 0)
		return;
	if (first != NULL) {
		when.it_value.tv_sec = (time_t)(left / 1000);
		when.it_value.tv_nsec = (long)(left % 1000) * 1000000;
		if (left == 0)		/* zero would mean never */
			when.it_value.tv_nsec = 1;
	}
	if (timerfd_settime(t->fd, 0, &when, NULL) != 0)
		abort();		/* a loop without time is no use */
	t->armed = deadline;
}

void
loop_timers_run(struct loop_timers *t)
{
	int64_t now = clock_now_ms();
	struct loop_timer *timer = TAILQ_FIRST(&t->waiting);

	/* Taken off first: one that sets itself to "now" waits for the next
	 * turn, and any of them may be freed or set anew by a call. */
	while (timer != NULL && timer->deadline <= now) {
		timer_move(timer, &t->due);
		timer = TAILQ_FIRST(&t->waiting);
	}
	timers_hold(t);
	timer = TAILQ_FIRST(&t->due);
	while (timer != NULL) {
		timer_move(timer, &t->idle);
		timer->deadline = CLOCK_NEVER;
		timer->call(timer->arg);
		timer = TAILQ_FIRST(&t->due);
	}
}

static void
on_prepare(uv_prepare_t *prepare)
{
	timers_arm(prepare->data);
}

static void
on_check(uv_check_t *check)
{
	loop_timers_run(check->data);
}

/* Only wakes the loop up; on_check() follows. */
static void
on_expired(uv_poll_t *poll, int status, int events)
{
	struct loop_timers *t = poll->data;
	uint64_t times;

	(void)status;
	(void)events;
	if (read(t->fd, &times, sizeof(times)) == (ssize_t)sizeof(times))
		t->armed = CLOCK_NEVER;
}

enum err
loop_timers_open(struct loop_timers *t, uv_loop_t *uv)
{
	TAILQ_INIT(&t->waiting);
	TAILQ_INIT(&t->due);
	TAILQ_INIT(&t->idle);
	t->armed = CLOCK_NEVER;
	t->fd = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (t->fd < 0)
		return ERR_IO;
	if (uv_poll_init(uv, &t->poll, t->fd) != 0) {
		close(t->fd);
		return ERR_IO;
	}
	/* The rest cannot fail: libuv only links them in. */
	uv_prepare_init(uv, &t->prepare);
	uv_check_init(uv, &t->check);
	t->poll.data = t;
	t->prepare.data = t;
	t->check.data = t;
	uv_poll_start(&t->poll, UV_READABLE, on_expired);
	uv_prepare_start(&t->prepare, on_prepare);
	uv_check_start(&t->check, on_check);
	uv_unref((uv_handle_t *)&t->poll);
	uv_unref((uv_handle_t *)&t->prepare);
	uv_unref((uv_handle_t *)&t->check);
	return ERR_OK;
}

static void
timers_empty(struct loop_timer_list *list)
{
	struct loop_timer *timer = TAILQ_FIRST(list);

	while (timer != NULL) {
		TAILQ_REMOVE(list, timer, link);
		free(timer);
		timer = TAILQ_FIRST(list);
	}
}

void
loop_timers_close(struct loop_timers *t)
{
	timers_empty(&t->waiting);
	timers_empty(&t->due);
	timers_empty(&t->idle);
	uv_close((uv_handle_t *)&t->poll, NULL);
	uv_close((uv_handle_t *)&t->prepare, NULL);
	uv_close((uv_handle_t *)&t->check, NULL);
}

void
loop_timers_closed(struct loop_timers *t)
{
	close(t->fd);
}

enum err
loop_timer_new(struct loop *loop, loop_call call, void *arg,
    struct loop_timer **timer)
{
	struct loop_timers *t = loop_timers_of(loop);

	*timer = calloc(1, sizeof(**timer));
	if (*timer == NULL)
		return ERR_NO_MEMORY;
	**timer = (struct loop_timer){
		.timers = t, .list = &t->idle, .deadline = CLOCK_NEVER,
		.call = call, .arg = arg,
	};
	TAILQ_INSERT_TAIL(&t->idle, *timer, link);
	return ERR_OK;
}

void
loop_timer_at(struct loop_timer *timer, int64_t deadline)
{
	timer->deadline = deadline;
	if (deadline == CLOCK_NEVER)
		timer_move(timer, &timer->timers->idle);
	else
		timer_wait(timer);
	timers_hold(timer->timers);
}

void
loop_timer_free(struct loop_timer **timer)
{
	struct loop_timers *t = NULL;

	if (timer == NULL || *timer == NULL)
		return;
	t = (*timer)->timers;
	TAILQ_REMOVE((*timer)->list, *timer, link);
	free(*timer);
	*timer = NULL;
	timers_hold(t);
}
