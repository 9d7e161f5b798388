#include "loop/loop.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/queue.h>

#include <uv.h>

#include "base/clock.h"
#include "loop/timers.h"

struct loop_fd {
	uv_poll_t poll;
	LIST_ENTRY(loop_fd) link;
	loop_call readable, writable;
	void *arg;
};

struct loop_signal {
	uv_signal_t signal;
	LIST_ENTRY(loop_signal) link;
	loop_call call;
	void *arg;
};

struct loop_hook {
	LIST_ENTRY(loop_hook) link;
	loop_call call;
	void *arg;
};

struct loop {
	uv_loop_t uv;
	uv_timer_t limit;		/* of loop_turn() */
	struct loop_timers timers;
	LIST_HEAD(, loop_fd) fds;
	LIST_HEAD(, loop_signal) signals;
	LIST_HEAD(, loop_hook) hooks;
};

enum err
loop_new(struct loop **loop)
{
	struct loop *l = calloc(1, sizeof(*l));
	enum err e = ERR_NO_MEMORY;

	*loop = NULL;
	if (l == NULL)
		return ERR_NO_MEMORY;
	if (uv_loop_init(&l->uv) != 0) {
		free(l);
		return ERR_IO;
	}
	LIST_INIT(&l->fds);
	LIST_INIT(&l->signals);
	LIST_INIT(&l->hooks);
	e = loop_timers_open(&l->timers, &l->uv);
	if (e != ERR_OK) {
		uv_loop_close(&l->uv);
		free(l);
		return e;
	}
	uv_timer_init(&l->uv, &l->limit);
	*loop = l;
	return ERR_OK;
}

static void
close_foreign(uv_handle_t *handle, void *arg)
{
	(void)arg;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

void
loop_free(struct loop **loop)
{
	struct loop *l = NULL;

	if (loop == NULL || *loop == NULL)
		return;
	l = *loop;
	while (!LIST_EMPTY(&l->hooks)) {
		struct loop_hook *hook = LIST_FIRST(&l->hooks);
		loop_call call = hook->call;
		void *arg = hook->arg;

		loop_hook_free(&hook);
		call(arg);
	}
	while (!LIST_EMPTY(&l->fds)) {
		struct loop_fd *watch = LIST_FIRST(&l->fds);

		loop_fd_free(&watch);
	}
	while (!LIST_EMPTY(&l->signals)) {
		struct loop_signal *signal = LIST_FIRST(&l->signals);

		loop_signal_free(&signal);
	}
	loop_timers_close(&l->timers);
	uv_walk(&l->uv, close_foreign, NULL);
	uv_run(&l->uv, UV_RUN_DEFAULT);
	if (uv_loop_close(&l->uv) != 0)
		abort();		/* a handle outlived its loop */
	loop_timers_closed(&l->timers);
	free(l);
	*loop = NULL;
}

void
loop_run(struct loop *loop)
{
	/* A process starts with more than it waits with: what it has read is
	 * parsed, the filter of its sandbox is made. */
	(void)malloc_trim(0);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
}

static void
on_limit(uv_timer_t *limit)
{
	(void)limit;
}

void
loop_turn(struct loop *loop, int ms)
{
	if (ms <= 0) {
		uv_run(&loop->uv, UV_RUN_NOWAIT);
		return;
	}
	uv_update_time(&loop->uv);
	uv_timer_start(&loop->limit, on_limit, (uint64_t)ms, 0);
	uv_run(&loop->uv, UV_RUN_ONCE);
	uv_timer_stop(&loop->limit);
}

void
loop_stop(struct loop *loop)
{
	uv_stop(&loop->uv);
}

void
loop_timers_due(struct loop *loop)
{
	loop_timers_run(&loop->timers);
}

struct loop_timers *
loop_timers_of(struct loop *loop)
{
	return &loop->timers;
}

void *
loop_uv(struct loop *loop)
{
	return &loop->uv;
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void
fd_listen(struct loop_fd *watch)
{
	int events = UV_READABLE | UV_DISCONNECT;

	if (watch->writable != NULL)
		events |= UV_WRITABLE;
	uv_poll_start(&watch->poll, events, on_ready);
}

static void
on_ready(uv_poll_t *poll, int status, int events)
{
	struct loop_fd *watch = poll->data;
	uv_os_fd_t fd;

	/* libuv stops at an error (a socket whose other end was reset still
	 * has bytes to read): go on, unless the descriptor was closed. */
	if (status != 0 && uv_fileno((uv_handle_t *)poll, &fd) == 0 &&
	    fcntl(fd, F_GETFD) >= 0)
		fd_listen(watch);
	/* Only one of the two: the first call may free the watch.  The
	 * descriptor is still ready in the next turn. */
	if (status == 0 && watch->writable != NULL &&
	    (events & UV_WRITABLE) != 0)
		watch->writable(watch->arg);
	else
		watch->readable(watch->arg);
}

enum err
loop_fd_new(struct loop *loop, int fd, loop_call readable, void *arg,
    struct loop_fd **watch)
{
	struct loop_fd *w = calloc(1, sizeof(*w));
	int flags = fcntl(fd, F_GETFL);

	*watch = NULL;
	if (w == NULL)
		return ERR_NO_MEMORY;
	/* libuv makes the descriptor non-blocking, which for a terminal
	 * would also hit its other users and our own output: undo that. */
	if (flags < 0 || uv_poll_init(&loop->uv, &w->poll, fd) != 0) {
		free(w);
		return ERR_IO;
	}
	w->poll.data = w;
	w->readable = readable;
	w->arg = arg;
	LIST_INSERT_HEAD(&loop->fds, w, link);
	if (fcntl(fd, F_SETFL, flags) != 0) {
		loop_fd_free(&w);
		return ERR_IO;
	}
	fd_listen(w);
	*watch = w;
	return ERR_OK;
}

void
loop_fd_writable(struct loop_fd *watch, loop_call writable)
{
	if (watch->writable == writable)
		return;
	watch->writable = writable;
	fd_listen(watch);
}

static void
free_fd(uv_handle_t *handle)
{
	free(handle->data);
}

void
loop_fd_free(struct loop_fd **watch)
{
	if (watch == NULL || *watch == NULL)
		return;
	LIST_REMOVE(*watch, link);
	uv_close((uv_handle_t *)&(*watch)->poll, free_fd);
	*watch = NULL;
}

static void
on_signal(uv_signal_t *handle, int signo)
{
	struct loop_signal *s = handle->data;

	(void)signo;
	s->call(s->arg);
}

static void
free_signal(uv_handle_t *handle)
{
	free(handle->data);
}

enum err
loop_signal_new(struct loop *loop, int signo, loop_call call, void *arg,
    struct loop_signal **signal)
{
	struct loop_signal *s = calloc(1, sizeof(*s));

	*signal = NULL;
	if (s == NULL)
		return ERR_NO_MEMORY;
	s->call = call;
	s->arg = arg;
	uv_signal_init(&loop->uv, &s->signal);
	s->signal.data = s;
	LIST_INSERT_HEAD(&loop->signals, s, link);
	if (uv_signal_start(&s->signal, on_signal, signo) != 0) {
		loop_signal_free(&s);
		return ERR_ARGUMENT;
	}
	*signal = s;
	return ERR_OK;
}

void
loop_signal_free(struct loop_signal **signal)
{
	if (signal == NULL || *signal == NULL)
		return;
	LIST_REMOVE(*signal, link);
	uv_close((uv_handle_t *)&(*signal)->signal, free_signal);
	*signal = NULL;
}

enum err
loop_hook_new(struct loop *loop, loop_call call, void *arg,
    struct loop_hook **hook)
{
	*hook = calloc(1, sizeof(**hook));
	if (*hook == NULL)
		return ERR_NO_MEMORY;
	(*hook)->call = call;
	(*hook)->arg = arg;
	LIST_INSERT_HEAD(&loop->hooks, *hook, link);
	return ERR_OK;
}

void
loop_hook_free(struct loop_hook **hook)
{
	if (hook == NULL || *hook == NULL)
		return;
	LIST_REMOVE(*hook, link);
	free(*hook);
	*hook = NULL;
}
