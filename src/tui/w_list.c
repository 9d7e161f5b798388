/* Rows of which one is chosen, in columns as wide as what is in them: where
 * there is no room the widest are cut.  The marks of the focus are those of a
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

static void
narrow(int widths[VIEW_CELLS], int room)
{
	int all, widest;

	for (;;) {
		all = widest = 0;
		for (int i = 0; i < VIEW_CELLS; i++) {
			all += widths[i] + (widths[i] > 0 && i > 0 ? GAP : 0);
			if (widths[i] > widths[widest])
				widest = i;
		}
		if (all <= room || widths[widest] <= 1)
			return;
		widths[widest]--;
	}
}

/* The columns of all rows of the view. */
static void
measure(const struct canvas *c, int widths[VIEW_CELLS])
{
	for (size_t i = 0; i < c->view->count; i++) {
		const struct view_item *item = &c->view->items[i];

		for (size_t k = 0; is_row(item) && k < item->cell_count; k++) {
			int cells = utf8_cells(item->cells[k]);

			if (cells > widths[k])
				widths[k] = cells;
		}
	}
	narrow(widths, c->right - c->item - NUMBER);
}

static int
draw_cells(struct canvas *c, const struct view_item *item, unsigned attr)
{
	int widths[VIEW_CELLS] = { 0 }, col = c->item + NUMBER;

	measure(c, widths);
	for (size_t k = 0; k < item->cell_count; k++) {
		grid_cut(&c->grid, c->row, col, attr, item->cells[k],
		    widths[k]);
		col += widths[k] + GAP;
	}
	return col - GAP;
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
	canvas_reserve(c, c->row + 1);
	draw_cells(c, item, ATTR_UNDERLINE);
	c->row++;
}

/* "> 1  3a5f…  13.01.2026 - 13.01.2029  Askıda" */
void
w_row(struct canvas *c, const struct view_item *item)
{
	bool focused = canvas_focused(c, item);
	unsigned attr = focused ? ATTR_FOCUS | ATTR_BOLD : 0;
	int end;

	canvas_reserve(c, c->row + 1);
	draw_number(c, item, attr);
	end = draw_cells(c, item, attr);
	if (focused) {
		grid_put(&c->grid, c->row, c->item - 2, attr, '>');
		grid_paint(&c->grid, c->row, c->item - 2, end - c->item + 3,
		    attr);
		c->cursor_row = c->row;
		c->cursor_col = c->item + NUMBER;
	}
	c->row++;
}
