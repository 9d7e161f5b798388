/* Rows of which one is chosen, in columns as wide as what is in them: where
 * there is no room on two lines, or the widest are cut.  The marks of the focus
 * are those of a button. */
#include "tui/canvas.h"

#include <stdio.h>

#include "base/utf8.h"

#define NUMBER 3		/* cells of the digit and the gap behind it */
#define GAP 2

static bool
is_row(const struct view_item *item)
{
	return item->kind == VIEW_ROW || item->kind == VIEW_HEAD;
}

/* Widths of the columns; from `split` on they stand on a second line. */
struct columns {
	int widths[VIEW_CELLS];
	size_t split;
};

static int
cells_of(const struct columns *k, size_t from, size_t to)
{
	int all = 0;

	for (size_t i = from; i < to; i++)
		all += k->widths[i] + (all > 0 && k->widths[i] > 0 ? GAP : 0);
	return all;
}

static void
narrow(struct columns *k, int room)
{
	int widest;

	while (cells_of(k, 0, VIEW_CELLS) > room) {
		widest = 0;
		for (int i = 0; i < VIEW_CELLS; i++) {
			if (k->widths[i] > k->widths[widest])
				widest = i;
		}
		if (k->widths[widest] <= 1)
			return;
		k->widths[widest]--;
	}
}

/* On one line, else on two where that is enough, else cut. */
static void
fit(struct columns *k, int room)
{
	k->split = VIEW_CELLS;
	if (cells_of(k, 0, VIEW_CELLS) <= room)
		return;
	for (size_t i = VIEW_CELLS - 1; i > 0; i--) {
		if (k->widths[i] > 0 && cells_of(k, 0, i) <= room &&
		    cells_of(k, i, VIEW_CELLS) <= room)
			k->split = i;
	}
	if (k->split == VIEW_CELLS)
		narrow(k, room);
}

/* The columns of all rows of the view. */
static void
measure(const struct canvas *c, struct columns *k)
{
	for (size_t i = 0; i < c->view->count; i++) {
		const struct view_item *item = &c->view->items[i];

		for (size_t n = 0; is_row(item) && n < item->cell_count; n++) {
			int cells = utf8_cells(item->cells[n]);

			if (cells > k->widths[n])
				k->widths[n] = cells;
		}
	}
	fit(k, c->right - c->item - NUMBER);
}

/* Returns the column behind the last one; the row moves on. */
static int
draw_cells(struct canvas *c, const struct view_item *item, unsigned attr)
{
	struct columns k = { .split = 0 };
	int col = c->item + NUMBER, end = col;

	measure(c, &k);
	canvas_reserve(c, c->row + 2);
	for (size_t n = 0; n < item->cell_count; n++) {
		if (n == k.split) {
			c->row++;
			col = c->item + NUMBER;
		}
		grid_cut(&c->grid, c->row, col, attr, item->cells[n],
		    k.widths[n]);
		col += k.widths[n] + GAP;
		if (col - GAP > end)
			end = col - GAP;
	}
	c->row++;
	return end;
}

static void
draw_number(struct canvas *c, const struct view_item *item, unsigned attr)
{
	if (item->number > 0)
		grid_put(&c->grid, c->row, c->item, attr,
		    (uint32_t)('0' + item->number % VIEW_DIGITS));
}

void
w_head(struct canvas *c, const struct view_item *item)
{
	draw_cells(c, item, ATTR_UNDERLINE);
}

/* "> 1  3a5f…  13.01.2026-13.01.2029  Askıda" */
void
w_row(struct canvas *c, const struct view_item *item)
{
	bool focused = canvas_focused(c, item);
	unsigned attr = focused ? ATTR_FOCUS | ATTR_BOLD : 0;
	int top = c->row, end;

	canvas_reserve(c, c->row + 1);
	draw_number(c, item, attr);
	end = draw_cells(c, item, attr);
	if (!focused)
		return;
	grid_put(&c->grid, top, c->item - 2, attr, '>');
	for (int row = top; row < c->row; row++)
		grid_paint(&c->grid, row, c->item - 2, end - c->item + 3,
		    attr);
	c->cursor_row = top;
	c->cursor_col = c->item + NUMBER;
}
