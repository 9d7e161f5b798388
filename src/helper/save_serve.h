/* Serves the terminal at the other end of a channel: looks for sticks, writes
 * on one, prints.  One thing at a time, and blocking: it is all that this
 * process does. */
#ifndef HELPER_SAVE_SERVE_H
#define HELPER_SAVE_SERVE_H

#include "base/err.h"
#include "save/sticks.h"

struct loop;
struct save_serve;

struct save_rules {
	struct stick_rules sticks;
	const char *printer;	/* CUPS queue; NULL: nothing is printed */
	const char *lp;		/* the program that prints */
	const char *receipts;	/* a folder; NULL: nothing is kept */
};

/* Takes `fd` over, also on failure.  `rules` stay the caller's.  Stops the
 * loop when the terminal is gone or says nonsense. */
MUST_CHECK enum err save_serve_new(struct loop *loop, int fd,
    const struct save_rules *rules, struct save_serve **serve);
void save_serve_free(struct save_serve **serve);

#endif
