/* One run of a helper program, from start to the last wait; for child.c. */
#ifndef LOOP_PROCESS_H
#define LOOP_PROCESS_H

#include "base/err.h"
#include "loop/loop.h"

struct process;

/* Start argv with `env`; *fd is our end of its channel.  `ended` is called
 * from the loop when the process has ended and was waited for; the struct is
 * freed behind it.  ERR_HELPER_GONE: cannot be executed (logged). */
MUST_CHECK enum err process_start(struct loop *loop, char *const *argv,
    char *const *env, loop_call ended, void *arg, struct process **process,
    int *fd);

/* Nobody is interested any more: `ended` is not called.  Killed when it has
 * not ended `ms` later (0: now); waited for by the loop; freed by itself. */
void process_leave(struct process *process, int ms);

int process_pid(const struct process *process);

#endif
