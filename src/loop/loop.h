/* The one event loop of a process, on libuv: timers on clock.h deadlines,
 * watched descriptors, signals.  No threads, no sleeps.  Anything may be freed
 * inside any call, its own included.  For a sandbox: a running loop uses
 * epoll_*, timerfd_settime, read and write (a libuv signal pipe), fcntl and
 * ioctl when a descriptor is added, brk and madvise before its first turn. */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct loop;
struct loop_timer;
struct loop_fd;
struct loop_signal;
struct loop_hook;

typedef void (*loop_call)(void *arg);

MUST_CHECK enum err loop_new(struct loop **loop);

/* Closes and frees every timer, watch and signal that is still there: do not
 * free those afterwards.  Sets *loop to NULL. */
void loop_free(struct loop **loop);

/* Run until loop_stop() or until nothing is left to wait for.  Memory that is
 * free by then goes back to the system before. */
void loop_run(struct loop *loop);

/* One turn: wait for at most `ms` (0: do not wait), then handle what came. */
void loop_turn(struct loop *loop, int ms);

void loop_stop(struct loop *loop);

/* A timer that is not running yet. */
MUST_CHECK enum err loop_timer_new(struct loop *loop, loop_call call, void *arg,
    struct loop_timer **timer);

/* Call once at `deadline` (clock.h); replaces an earlier setting.
 * CLOCK_NEVER stops it.  With a test clock, see loop_timers_due(). */
void loop_timer_at(struct loop_timer *timer, int64_t deadline);

void loop_timer_free(struct loop_timer **timer);

/* Run now every timer whose deadline has passed on clock.h: for tests that
 * moved the clock by hand. */
void loop_timers_due(struct loop *loop);

/* Call while `fd` is readable, hung up or in error (read() says which).  The
 * descriptor stays the caller's and keeps its flags (libuv's O_NONBLOCK is
 * taken back: it would also hit whoever shares the terminal); free the watch
 * before closing it.  ERR_IO: it cannot be watched, like a regular file. */
MUST_CHECK enum err loop_fd_new(struct loop *loop, int fd, loop_call readable,
    void *arg, struct loop_fd **watch);

/* Call `writable` as well while fd can be written to; NULL: no more. */
void loop_fd_writable(struct loop_fd *watch, loop_call writable);
void loop_fd_free(struct loop_fd **watch);

/* Call for each arrival of `signo`, from the loop. */
MUST_CHECK enum err loop_signal_new(struct loop *loop, int signo,
    loop_call call, void *arg, struct loop_signal **signal);
void loop_signal_free(struct loop_signal **signal);

/* Call once at the start of loop_free(), for what must not outlive a loop
 * (a helper process).  The hook is gone by then. */
MUST_CHECK enum err loop_hook_new(struct loop *loop, loop_call call, void *arg,
    struct loop_hook **hook);
void loop_hook_free(struct loop_hook **hook);

/* The uv_loop_t, for curl's socket callbacks and nothing else. */
void *loop_uv(struct loop *loop);

#endif
