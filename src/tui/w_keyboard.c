/* The keyboard on the screen.  The key that Enter takes is marked three times,
 * as a button is: by brackets, by reverse video and by the cursor. */
#include "tui/canvas.h"

#include <string.h>

#include "base/utf8.h"

#define KEY 3			/* cells: a key and its brackets */
#define KEY_LARGE 5

static void
mark(struct canvas *c, int col, int cells)
{
	grid_put(&c->grid, c->row, col, ATTR_FOCUS | ATTR_BOLD, '[');
	grid_put(&c->grid, c->row, col + cells - 1, ATTR_FOCUS | ATTR_BOLD,
	    ']');
	grid_paint(&c->grid, c->row, col, cells, ATTR_FOCUS | ATTR_BOLD);
	c->cursor_row = c->row;
	c->cursor_col = col + cells / 2;
}

static void
keys(struct canvas *c, const char *row, int at)
{
	int wide = c->view->large && c->item + KEYBOARD_KEYS * KEY_LARGE <=
	    c->right ? KEY_LARGE : KEY, col = c->item - 1;
	size_t left = strlen(row), bytes;
	uint32_t cp;

	canvas_reserve(c, c->row + 1);
	for (; left > 0; row += bytes, left -= bytes, col += wide, at--) {
		bytes = utf8_decode(row, left, &cp);
		if (bytes == 0)
			return;
		if (at == 0)
			mark(c, col, wide);
		grid_put(&c->grid, c->row, col + wide / 2,
		    at == 0 ? ATTR_FOCUS | ATTR_BOLD : ATTR_BOLD, cp);
	}
}

static void
functions(struct canvas *c, const struct view_keyboard *k, int at)
{
	int col = c->item - 1, cells;

	canvas_reserve(c, c->row + 1);
	for (int i = 0; i < (int)k->function_count; i++) {
		cells = utf8_cells(k->functions[i]) + 2;
		if (i == at)
			mark(c, col, cells);
		grid_text(&c->grid, c->row, col + 1,
		    i == at ? ATTR_FOCUS | ATTR_BOLD : 0, k->functions[i],
		    c->right - col - 1);
		col += cells + 1;
	}
}

void
w_keyboard(struct canvas *c)
{
	const struct view_keyboard *k = c->view->keyboard;
	bool apart = c->view->large && c->air > 1;

	for (int i = 0; i < (int)k->row_count; i++) {
		keys(c, k->rows[i], k->row == i ? k->col : -1);
		c->row += apart ? 2 : 1;
	}
	functions(c, k, k->row == (int)k->row_count ? k->col : -1);
	c->row++;
}
