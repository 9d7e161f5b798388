/* Rows of which one is chosen, in columns as wide as what is in them, on
 * several lines where there is no room.  The marks of the focus are those of a
 * button. */
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

/* Widths of the columns, and which of them begin a line below the first. */
struct columns {
	int widths[VIEW_CELLS];
	bool below[VIEW_CELLS];
};

/* As many on a line as there is room for; what is wider than a line is cut. */
static void
fit(struct columns *k, int room)
{
	int used = 0;

	for (size_t i = 0; i < VIEW_CELLS; i++) {
		if (k->widths[i] > room)
			k->widths[i] = room;
		k->below[i] = used > 0 && k->widths[i] > 0 &&
		    used + GAP + k->widths[i] > room;
		used = k->below[i] || used == 0 ? k->widths[i] :
		    used + (k->widths[i] > 0 ? GAP + k->widths[i] : 0);
	}
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
	struct columns k = { .widths = { 0 } };
	int col = c->item + NUMBER, end = col;

	measure(c, &k);
	canvas_reserve(c, c->row + VIEW_CELLS);
	for (size_t n = 0; n < item->cell_count; n++) {
		if (k.below[n]) {
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
