/* What is new in a view, as lines.  Pure: no terminal and no session, only
 * what was told before. */
#ifndef PLAIN_TELL_H
#define PLAIN_TELL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/view.h"

struct lines;

#define TELL_SCREEN_MAX 64
#define TELL_LINE_MAX 256

/* All zero: nothing was told yet. */
struct told {
	char screen[TELL_SCREEN_MAX], trail[TELL_LINE_MAX];
	enum lang lang;
	uint64_t texts[VIEW_ITEMS];	/* marks of the paragraphs */
	size_t text_count;
	enum view_step_state steps[VIEW_ITEMS];
	uint64_t picture, message;	/* marks; 0: none */
	int left;			/* of the countdown, in seconds */
	char spoken[TELL_LINE_MAX], busy[TELL_LINE_MAX];
	char card[TELL_LINE_MAX], portal[TELL_LINE_MAX];
};

struct tell_options {
	bool blocks;	/* the terminal shows half blocks: draw the picture */
	bool busy;	/* somebody waits: say what for */
	bool hold;	/* an answer is being typed: card and portal later */
};

/* Say what has changed since `told`.  False: nothing has. */
bool tell_news(struct told *told, const struct view *v,
    const struct tell_options *o, struct lines *out);

/* Was this view's screen told already? */
bool tell_is_here(const struct told *told, const struct view *v);

/* The next tell_news() says the whole screen again. */
void tell_again(struct told *told);

/* Only its message, if it was not told yet. */
bool tell_message(struct told *told, const struct view *v, struct lines *out);

/* The message that is in the view was answered: if it comes back it is said
 * again. */
void tell_message_over(struct told *told);

#endif
