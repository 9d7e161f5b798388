/* What the files of the checker share.  Private to this folder. */
#ifndef SCREEN_CHECK_H
#define SCREEN_CHECK_H

#include <stddef.h>

#include "screen/set.h"

struct check {
	const struct screens *screens;
	const struct screen_vocabulary *known;
	void (*report)(void *arg, const char *line);
	void *arg;
	size_t findings;
	const struct screen *screen;	/* the one that is looked at */
};

/* One finding: "file:line: what". */
void check_say(struct check *c, const char *file, int line,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* NULL: the code has no such action. */
const struct screen_action *check_action(const struct check *c,
    const char *name);

/* Actions of the screen c->screen: known, all outcomes handled and put into
 * words, fields and steps there. */
void check_actions(struct check *c);

/* Edges, events, buttons and countdowns of c->screen. */
void check_edges(struct check *c);
void check_groups(struct check *c);

/* Every screen can be reached, and the start screen from every screen. */
void check_reach(struct check *c);

#endif
