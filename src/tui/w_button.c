/* Buttons.  What has the focus is marked three times: by '>', by reverse
 * video (or a colour), and by the cursor on the label's first letter. */
#include "tui/canvas.h"

#include <stdio.h>

#include "base/text.h"
#include "base/utf8.h"

#define GAP 4

static bool
is_button(const struct canvas *c, size_t i)
{
	return c->view->items[i].kind == VIEW_BUTTON;
}

static void
cursor_at(struct canvas *c, int row, int col)
{
	c->cursor_row = row;
	c->cursor_col = col < c->right ? col : c->right - 1;
}

/* "> Gönder <" with the focus, "[ Gönder ]" without. */
static void
row_button(struct canvas *c, const struct view_item *item, int col, int cells)
{
	bool focused = canvas_focused(c, item);
	unsigned attr = focused ? ATTR_FOCUS | ATTR_BOLD :
	    item->is_default ? ATTR_BOLD : 0;

	grid_put(&c->grid, c->row, col, attr, focused ? '>' : '[');
	grid_cut(&c->grid, c->row, col + 2, attr, item->text, cells);
	grid_put(&c->grid, c->row, col + 3 + cells, attr,
	    focused ? '<' : ']');
	if (focused) {
		grid_paint(&c->grid, c->row, col, cells + 4, attr);
		cursor_at(c, c->row, col + 2);
	}
}

/* One below the other where they do not fit beside each other. */
static void
row_of_buttons(struct canvas *c)
{
	int col = c->item, cells, room = c->right - c->item - 4;

	canvas_reserve(c, c->row + 1);
	for (size_t i = 0; i < c->view->count; i++) {
		const struct view_item *item = &c->view->items[i];

		if (!is_button(c, i))
			continue;
		cells = utf8_cells(item->text);
		if (cells > room)
			cells = room;
		if (col > c->item && col + cells + 4 > c->right) {
			c->row++;
			col = c->item;
			canvas_reserve(c, c->row + 1);
		}
		row_button(c, item, col, cells);
		c->span[i] = (struct span){ c->row, c->row + 1 };
		col += cells + 4 + GAP;
	}
	c->row++;
}

static int
widest(const struct canvas *c)
{
	int most = 0, cells, room = c->right - c->item - 4;

	for (size_t i = 0; i < c->view->count; i++) {
		cells = is_button(c, i) ? utf8_cells(c->view->items[i].text) :
		    0;
		if (cells > most)
			most = cells;
	}
	return most < room ? most : room;
}

/* The label from `col`, on as many lines as it needs; the row moves on. */
static void
label_lines(struct canvas *c, int col, int cells, unsigned attr,
    const char *text)
{
	size_t next = 0, len;

	for (; *text != '\0'; text += next) {
		len = text_line(text, cells, &next);
		canvas_reserve(c, c->row + 1);
		grid_textn(&c->grid, c->row, col, attr, text, len, cells);
		c->row++;
	}
}

/* "> 1  Kilit Çözme" */
static void
line_button(struct canvas *c, const struct view_item *item, int cells)
{
	bool focused = canvas_focused(c, item);
	unsigned attr = focused ? ATTR_FOCUS | ATTR_BOLD : 0;
	int col = c->item - 2, top = c->row;
	char number[16];

	canvas_reserve(c, c->row + 1);
	if (focused)
		grid_put(&c->grid, top, col, attr, '>');
	if (item->number > 0) {
		snprintf(number, sizeof(number), "%d", item->number);
		grid_text(&c->grid, top, col + 2, attr, number, 2);
	}
	label_lines(c, col + 5, cells, attr, item->text);
	if (!focused)
		return;
	for (int row = top; row < c->row; row++)
		grid_paint(&c->grid, row, col, cells + 6, attr);
	cursor_at(c, top, col + 5);
}

/* In large mode the focused one stands in big letters. */
static void
list_of_buttons(struct canvas *c)
{
	int cells = widest(c);

	for (size_t i = 0; i < c->view->count; i++) {
		const struct view_item *item = &c->view->items[i];
		int top = c->row;

		if (!is_button(c, i))
			continue;
		if (c->view->large && canvas_focused(c, item) &&
		    w_big(c, c->item, 0, item->text)) {
			grid_put(&c->grid, c->row - 1, c->item - 2,
			    ATTR_BOLD, '>');
			cursor_at(c, c->row - 1, c->item);
		} else {
			line_button(c, item, cells);
		}
		c->span[i] = (struct span){ top, c->row };
	}
}

void
w_buttons(struct canvas *c, bool in_a_row)
{
	if (in_a_row && !c->view->large)
		row_of_buttons(c);
	else
		list_of_buttons(c);
}
