#include "app/service.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/notify.h"
#include "loop/loop.h"

struct service {
	struct session_observer observer;
	const struct session_observer *next;
	struct loop_timer *alive;
	int64_t every_ms;		/* 0: nobody watches */
};

/* The name of the screen, and nothing of who stands there. */
static void
arrived(void *arg, const char *screen)
{
	struct service *s = arg;
	char status[160];

	snprintf(status, sizeof(status), "STATUS=screen %s", screen);
	(void)notify_manager(status);
	if (s->next != NULL)
		s->next->arrived(s->next->arg, screen);
}

static void
chosen(void *arg, const char *screen, const char *what)
{
	struct service *s = arg;

	if (s->next != NULL)
		s->next->chosen(s->next->arg, screen, what);
}

static void
done(void *arg, const char *action, enum err outcome, int64_t ms)
{
	struct service *s = arg;

	if (s->next != NULL)
		s->next->done(s->next->arg, action, outcome, ms);
}

static void
visit_over(void *arg)
{
	struct service *s = arg;

	if (s->next != NULL)
		s->next->visit_over(s->next->arg);
}

static void
on_alive(void *arg)
{
	struct service *s = arg;

	(void)notify_manager("WATCHDOG=1");
	loop_timer_at(s->alive, clock_now_ms() + s->every_ms);
}

enum err
service_new(struct loop *loop, const struct session_observer *next,
    struct service **service)
{
	struct service *s = calloc(1, sizeof(*s));
	enum err e = ERR_NO_MEMORY;

	*service = NULL;
	if (s == NULL)
		return e;
	s->observer = (struct session_observer){ .arrived = arrived,
	    .chosen = chosen, .done = done, .visit_over = visit_over,
	    .arg = s };
	s->next = next;
	/* Half of the time, so that one that is late does no harm. */
	s->every_ms = notify_watchdog_ms() / 2;
	e = loop_timer_new(loop, on_alive, s, &s->alive);
	if (e != ERR_OK)
		service_free(&s);
	*service = s;
	return e;
}

const struct session_observer *
service_observer(struct service *s)
{
	return &s->observer;
}

void
service_ready(struct service *s)
{
	(void)notify_manager("READY=1");
	if (s->every_ms > 0)
		on_alive(s);
}

void
service_free(struct service **service)
{
	if (*service == NULL)
		return;
	loop_timer_free(&(*service)->alive);
	free(*service);
	*service = NULL;
}
