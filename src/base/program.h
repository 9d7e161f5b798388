/* Programs that ours run and wait for: the SMS gateway, qpdf, lp. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stddef.h>

#include "base/err.h"

#define PROGRAM_FDS 5		/* standard ones and two more */

/* Run argv[0] (a path) with descriptors 0 to count - 1 as in `fds` (-1:
 * /dev/null) and nothing else open, default signals, a small environment of
 * its own.  It is a group of its own and is ended with all of it when it is
 * not done after `seconds`.  `input` (or NULL) is written to its standard
 * input, fds[0] is then not looked at; at most PIPE_BUF bytes, so that
 * nothing waits.  Where it did not end with 0, the log gets an event called
 * `event` and ERR_IO is returned. */
struct program {
	const char *event;		/* "sms.failed" */
	char *const *argv;
	int fds[PROGRAM_FDS];
	size_t count;			/* at least 1 */
	const void *input;
	size_t input_len;
	int seconds;
};
MUST_CHECK enum err program_run(const struct program *program);

/* A file in memory for one of the descriptors, at its beginning.  -1: none
 * could be made. */
int program_memory(const void *bytes, size_t len);

/* Zeroes it before its pages can be another's.  -1 is fine. */
void program_memory_free(int fd);

#endif
