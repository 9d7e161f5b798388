/* A view → a grid: what the screen looks like.  Pure: no curses, no state, no
 * clock.  The frame is a header with its rule, the title, one live line, the
 * status and the key bar; the body between them scrolls so that what has the
 * focus, and its message, can always be read.  Below 40x12 there is one line
 * that asks for room. */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include <stdbool.h>

#include "core/view.h"
#include "tui/grid.h"

#define DRAW_MIN_W 40
#define DRAW_MIN_H 12
#define DRAW_COLUMN 100		/* cells that the content takes at most */

struct picture_memo;

struct draw_options {
	bool ascii;	/* the terminal has no blocks and lines */
	bool caps;	/* capital letters are locked: say so beside the field
			 * that has the focus */
	bool exit;	/* F10 on the start screen ends the program */
	int scroll;	/* rows that a person has scrolled away from where the
			 * body would stand by itself; of the help too */
	struct picture_memo *memo;	/* the caller's, or NULL: saves time,
					 * changes nothing */
};

struct draw_info {
	bool too_small;
	int scroll;		/* options.scroll, cut to what there is */
	int above, below;	/* rows of the body that are out of sight */
	int beside;		/* buttons in two columns: places from the
				 * focused one to the one beside it; 0: none */
	bool focus_shown;	/* all of the focused item and its message */
	unsigned overlaps;	/* text that was written over text: a bug */
	unsigned cuts;		/* texts that were cut to fit */
};

/* options.scroll of a view that nobody has scrolled yet. */
int draw_opening(const struct view *view);

/* `g` has its size; it is cleared first.  The cursor cell is set. */
MUST_CHECK enum err draw_view(const struct view *view,
    const struct draw_options *options, struct grid *g,
    struct draw_info *info);

#endif
