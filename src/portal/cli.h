/* The operator's commands.  Each gets its own words, prints what it did to
 * standard output and what is wrong to standard error, and returns the exit
 * status of the program. */
#ifndef PORTAL_CLI_H
#define PORTAL_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "portal/portal.h"

enum cli_exit {
	CLI_OK = 0,
	CLI_REFUSED = 1,	/* said no: not found, not allowed, broken */
	CLI_USAGE = 2,
	CLI_ENVIRONMENT = 3	/* file, database, memory, network */
};

/* "--name VALUE"; *value stays NULL when it is not given. */
struct cli_option {
	const char *name;
	const char **value;
	bool required;
};

/* Read options up to the end; anything else is a usage error, said. */
bool cli_options(int argc, char **argv, const struct cli_option *options,
    size_t count);

/* Say what happened and give the exit status of an error. */
int cli_fail(enum err e, const char *what);

int cli_serve(struct portal *portal, int argc, char **argv);
int cli_enrol(struct portal *portal, int argc, char **argv);
int cli_audit(struct portal *portal, int argc, char **argv);
int cli_unblock_login(struct portal *portal, int argc, char **argv);

/* Before there are keys: only the configuration is read. */
int cli_init_keys(struct portal *portal, int argc, char **argv);

#endif
