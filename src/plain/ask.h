/* What a person is asked: the field that has the focus, or which button to
 * press.  Pure, like tell.h. */
#ifndef PLAIN_ASK_H
#define PLAIN_ASK_H

#include <stdint.h>

struct lines;
struct view;

enum ask {
	ASK_NOTHING,
	ASK_KEY,	/* Enter goes on */
	ASK_FIELD,	/* the field that has the focus */
	ASK_MENU	/* one of the buttons, by number */
};

enum ask ask_of(const struct view *v);

/* What would be asked, as a figure that changes when it does; never 0. */
uint64_t ask_mark(const struct view *v);

/* Ask it; the prompt stays open. */
void ask_prompt(const struct view *v, struct lines *out);

/* Which commands there are. */
void ask_keys(const struct view *v, struct lines *out);

/* The help, if it is open, and the commands. */
void ask_help(const struct view *v, struct lines *out);

#endif
