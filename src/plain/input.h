/* Lines that come in.  Any of them may be a secret: they live in locked
 * memory, at most INPUT_LINE bytes of each, and are wiped when they are taken
 * or dropped. */
#ifndef PLAIN_INPUT_H
#define PLAIN_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define INPUT_LINE 512		/* more of one line is dropped */

struct secret;

struct input {
	int fd;			/* the caller's */
	bool eof;		/* or an error: nothing more comes */
	bool skipping;		/* the rest of a line that was too long */
	size_t taken;		/* bytes of `held` that were used */
	struct secret *held;	/* read and not used yet */
	struct secret *line;	/* the line that input_take() took */
};

MUST_CHECK enum err input_open(struct input *in, int fd);
void input_close(struct input *in);

/* Read once; the descriptor has something (or is a file). */
void input_fill(struct input *in);

/* Is there a line (or, at the end of the file, the rest of one)? */
bool input_has_line(const struct input *in);

/* Take it: `in->line`, without the newline, until input_done().  False: there
 * is none, or it was the rest of one that was too long. */
MUST_CHECK bool input_take(struct input *in);
void input_done(struct input *in);

/* Drop what was read and not used. */
void input_drop(struct input *in);

#endif
