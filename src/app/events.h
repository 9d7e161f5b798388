/* Where events for operators (base/log.h) go: a file, the system's log, both
 * or nowhere, as the configuration says. */
#ifndef APP_EVENTS_H
#define APP_EVENTS_H

#include <stdbool.h>

#include "base/err.h"

struct events {
	int fd;			/* -1: no file */
	bool system;
};

/* `path` "": no file.  ERR_IO: it cannot be opened, nothing is. */
MUST_CHECK enum err events_open(struct events *events, const char *path,
    bool system);

/* Nothing goes anywhere after this. */
void events_close(struct events *events);

#endif
