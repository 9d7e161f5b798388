/* cilingir watch: what the sessions of this machine are at, for an operator. */
#ifndef APP_CMD_WATCH_H
#define APP_CMD_WATCH_H

#include "app/config.h"
#include "app/options.h"

/* The sessions that can be looked at, a line each; then, without --once, a
 * line for each change until the program is ended.  Returns the exit status;
 * what is wrong has been said on standard error. */
int cmd_watch(const struct options *o, const struct config *config);

#endif
