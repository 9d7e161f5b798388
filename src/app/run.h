/* Put the parts together and run the terminal. */
#ifndef APP_RUN_H
#define APP_RUN_H

#include "app/config.h"
#include "app/front.h"

/* Exit statuses of all commands. */
enum {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,	/* memory, files, a bug */
	EXIT_WRONG = 2,		/* command line, configuration or screens */
	EXIT_TERMINAL = 3	/* the terminal or the session cannot be used */
};

/* Returns the exit status; what is wrong has been said on standard error. */
int run(const struct config *config, const struct front_config *front,
    const struct config_sources *from);

#endif
