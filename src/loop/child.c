#include "loop/child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "loop/loop.h"
#include "loop/process.h"

#define ENV_MAX		16	/* LC_ALL, what is given, NULL */
#define GRACE_MS	500

struct child {
	struct loop *loop;
	char **argv;
	char **env;
	const struct child_events *events;
	void *arg;
	struct channel *channel;	/* NULL: not running */
	struct process *process;	/* NULL: has ended */
	struct loop_timer *gone;	/* says `gone` after child_kill() */
	bool killed;			/* ... which is still to come */
	int64_t starts[CHILD_STARTS];	/* a ring of the last ones */
	size_t next_start;
};

static void
strings_free(char ***strings)
{
	if (*strings == NULL)
		return;
	for (size_t i = 0; (*strings)[i] != NULL; i++)
		free((*strings)[i]);
	free(*strings);
	*strings = NULL;
}

/* NULL: no memory.  A NULL list is an empty one. */
static char **
strings_copy(const char *const *strings)
{
	size_t count = 0;
	char **copy = NULL;

	while (strings != NULL && strings[count] != NULL)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++) {
		copy[i] = strdup(strings[i]);
		if (copy[i] == NULL)
			strings_free(&copy);
	}
	return copy;
}

/* "NAME=value" of what is given: that itself, or a name that is set here.
 * False: no memory.  *out NULL: it is not set. */
static bool
variable(const char *given, char **out)
{
	const char *value = getenv(given);

	*out = NULL;
	if (strchr(given, '=') != NULL)
		*out = strdup(given);
	else if (value == NULL)
		return true;
	else if (asprintf(out, "%s=%s", given, value) < 0)
		*out = NULL;
	return *out != NULL;
}

static char **
environment_new(char *const *given)
{
	char **env = calloc(ENV_MAX, sizeof(*env));
	bool ok = env != NULL && variable("LC_ALL=C.UTF-8", &env[0]);
	size_t n = 1;

	for (size_t i = 0; ok && given[i] != NULL; i++) {
		ok = variable(given[i], &env[n]);
		n += env[n] != NULL;
	}
	if (!ok)
		strings_free(&env);
	return env;
}

/* The last thing done with a child in any call: it may be freed there. */
static void
say_gone(void *arg)
{
	struct child *c = arg;

	c->killed = false;
	c->events->gone(c->arg);
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct child *c = arg;

	c->events->frame(c->arg, type, id, body, len);
}

static void
on_closed(void *arg, enum err e)
{
	struct child *c = arg;

	if (e != ERR_IO)
		log_event(LOG_ERROR, "child.nonsense", "program=%s",
		    c->argv[0]);
	channel_free(&c->channel);
	if (c->process != NULL)
		process_leave(c->process, 0);
	c->process = NULL;
	say_gone(c);
}

/* What it sent before it ended is still to be read; then on_closed(). */
static void
on_ended(void *arg)
{
	struct child *c = arg;

	c->process = NULL;
	channel_hang_up(c->channel);
}

static const struct channel_events channel_events = {
	.frame = on_frame, .closed = on_closed,
};

enum err
child_new(struct loop *loop, const char *const *argv, const char *const *env,
    const struct child_events *events, void *arg, struct child **child)
{
	struct child *c = NULL;
	size_t given = 0;
	enum err e = ERR_NO_MEMORY;

	*child = NULL;
	while (env != NULL && env[given] != NULL)
		given++;
	if (argv[0] == NULL || argv[0][0] != '/' || given > ENV_MAX - 2)
		return ERR_ARGUMENT;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		return ERR_NO_MEMORY;
	c->loop = loop;
	c->events = events;
	c->arg = arg;
	for (size_t i = 0; i < CHILD_STARTS; i++)
		c->starts[i] = INT64_MIN;
	c->argv = strings_copy(argv);
	c->env = strings_copy(env);
	if (c->argv != NULL && c->env != NULL)
		e = loop_timer_new(loop, say_gone, c, &c->gone);
	if (e != ERR_OK)
		child_free(&c);
	*child = c;
	return e;
}

/* The oldest of the last CHILD_STARTS starts must be out of the window. */
static bool
may_start(struct child *c)
{
	int64_t now = clock_now_ms();
	int64_t *oldest = &c->starts[c->next_start];

	if (*oldest != INT64_MIN && now - *oldest < CHILD_WINDOW_MS)
		return false;
	*oldest = now;
	c->next_start = (c->next_start + 1) % CHILD_STARTS;
	return true;
}

enum err
child_start(struct child *c)
{
	char **env = NULL;
	int fd = -1;
	enum err e;

	if (c->killed)
		return ERR_HELPER_GONE;
	if (c->channel != NULL)
		return ERR_OK;
	if (!may_start(c)) {
		log_event(LOG_ERROR, "child.limit", "program=%s", c->argv[0]);
		return ERR_HELPER_GONE;
	}
	env = environment_new(c->env);
	if (env == NULL)
		return ERR_NO_MEMORY;
	e = process_start(c->loop, c->argv, env, on_ended, c, &c->process,
	    &fd);
	strings_free(&env);
	if (e != ERR_OK)
		return e;
	e = channel_new(c->loop, fd, &channel_events, c, &c->channel);
	if (e != ERR_OK) {
		process_leave(c->process, 0);
		c->process = NULL;
	}
	return e;
}

enum err
child_send(struct child *c, uint16_t type, uint32_t id, const void *body,
    size_t len)
{
	enum err e = child_start(c);

	return e != ERR_OK ? e : channel_send(c->channel, type, id, body, len);
}

void
child_kill(struct child *c)
{
	if (c->channel == NULL)
		return;
	channel_free(&c->channel);
	if (c->process != NULL)
		process_leave(c->process, 0);
	c->process = NULL;
	c->killed = true;
	loop_timer_at(c->gone, clock_now_ms());
}

bool
child_running(const struct child *c)
{
	return c->channel != NULL;
}

int
child_pid(const struct child *c)
{
	return c->process != NULL ? process_pid(c->process) : 0;
}

void
child_free(struct child **child)
{
	struct child *c = NULL;

	if (child == NULL || *child == NULL)
		return;
	c = *child;
	*child = NULL;
	channel_free(&c->channel);
	if (c->process != NULL)
		process_leave(c->process, GRACE_MS);
	loop_timer_free(&c->gone);
	strings_free(&c->argv);
	strings_free(&c->env);
	free(c);
}
