/* A helper process at the end of a channel.  It is started when first needed,
 * killed when it misses a deadline (a call into a card reader can hang for
 * ever and cannot be cancelled), and started anew on the next need, at most
 * CHILD_STARTS times in CHILD_WINDOW_MS. */
#ifndef LOOP_CHILD_H
#define LOOP_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "loop/channel.h"

#define CHILD_STARTS 20
#define CHILD_WINDOW_MS 60000

struct child;

struct child_events {
	void (*frame)(void *arg, uint16_t type, uint32_t id,
	    const uint8_t *body, size_t len);
	/* The process is gone, whatever the reason; child_send starts it anew.
	 * Not called for child_free(). */
	void (*gone)(void *arg);
};

/* argv (NULL-terminated, copied) with argv[0] an absolute path.  The helper
 * finds its channel at descriptor 3, no other descriptor but /dev/null at 0
 * and 1 (and at 2, where ours is a terminal: its screen is not a log), no
 * controlling terminal, no blocked or ignored signal, and an environment of
 * LC_ALL=C.UTF-8 plus what is in `env` (NULL-terminated, copied; may be NULL):
 * a name that is set when it starts, or "NAME=value".  Nothing is started
 * yet. */
MUST_CHECK enum err child_new(struct loop *loop, const char *const *argv,
    const char *const *env, const struct child_events *events, void *arg,
    struct child **child);

/* Start the process if it is not running.  ERR_HELPER_GONE: it cannot be
 * executed, was started too often, or has just been killed and `gone` was not
 * called yet. */
MUST_CHECK enum err child_start(struct child *child);

/* Start if need be, and queue a frame (errors: child_start, channel_send). */
MUST_CHECK enum err child_send(struct child *child, uint16_t type, uint32_t id,
    const void *body, size_t len);

/* Kill it (SIGKILL) because it hangs.  No frame comes any more; `gone`
 * follows from the loop, without waiting for the process to end. */
void child_kill(struct child *child);

bool child_running(const struct child *child);

/* Its process id while it runs, else 0: for tests and the log. */
int child_pid(const struct child *child);

/* Closes the channel, which asks the helper to end; a helper that has not
 * ended by itself 500 ms later is killed, without blocking the caller: a
 * program that wants to see them off runs its loop until loop_run() returns.
 * loop_free() kills what is still there. */
void child_free(struct child **child);

#endif
