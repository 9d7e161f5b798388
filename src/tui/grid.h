/* Cells of a screen: what would stand on the terminal, without a terminal.
 * Everything is drawn into a grid by pure functions; curses, `screens render`
 * and the tests all show the same one. */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GRID_SIDE_MAX 1000	/* cells; a terminal that says more is cut */

/* How a cell looks.  The last four are roles: with colours a pair, without
 * them reverse video.  Nothing is ever said by an attribute alone. */
enum {
	ATTR_BOLD = 1 << 0,
	ATTR_REVERSE = 1 << 1,
	ATTR_UNDERLINE = 1 << 2,
	ATTR_ERROR = 1 << 3,
	ATTR_GOOD = 1 << 4,
	ATTR_FOCUS = 1 << 5,
	ATTR_PAPER = 1 << 6	/* dark on light, for a camera */
};

struct cell {
	uint32_t cp;		/* 0: right half of a wide character */
	uint16_t mark;		/* combining mark on it, 0: none */
	uint16_t attr;
};

struct grid {
	int w, h;
	struct cell *cells;	/* w * h of them, row by row */
	int row, col;		/* where the hardware cursor stands */
	unsigned overlaps;	/* times that text was written over text */
	unsigned cuts;		/* times that grid_cut() had to */
};

/* All blank.  Sides are cut to 1..GRID_SIDE_MAX. */
MUST_CHECK enum err grid_init(struct grid *g, int w, int h);

/* More rows at the bottom; ERR_TOO_BIG past GRID_SIDE_MAX. */
MUST_CHECK enum err grid_grow(struct grid *g, int h);

void grid_clear(struct grid *g);

/* Wipes: a grid has held names and numbers of people. */
void grid_free(struct grid *g);

/* The cell, or NULL outside. */
struct cell *grid_at(const struct grid *g, int row, int col);

/* One character; outside of the grid nothing happens, control characters
 * become '?'.  Returns its cells. */
int grid_put(struct grid *g, int row, int col, unsigned attr, uint32_t cp);

/* UTF-8 text, at most `max` cells of it.  Returns the cells taken. */
int grid_text(struct grid *g, int row, int col, unsigned attr,
    const char *text, int max);

/* The same for the first `len` bytes of `text`. */
int grid_textn(struct grid *g, int row, int col, unsigned attr,
    const char *text, size_t len, int max);

/* As grid_text; text that does not fit ends in "..". */
int grid_cut(struct grid *g, int row, int col, unsigned attr,
    const char *text, int max);

/* Blank `n` cells, so that text can be written again. */
void grid_blank(struct grid *g, int row, int col, int n);

/* `n` times the same character. */
void grid_fill(struct grid *g, int row, int col, int n, unsigned attr,
    uint32_t cp);

/* Add attributes to `n` cells. */
void grid_paint(struct grid *g, int row, int col, int n, unsigned attr);

/* Copy `rows` rows of `from`, beginning with from_row, to (row, col). */
void grid_copy(struct grid *g, int row, int col, const struct grid *from,
    int from_row, int rows);

/* A row as UTF-8 without trailing blanks, terminated. */
void grid_row_text(const struct grid *g, int row, char *out, size_t size);

#endif
