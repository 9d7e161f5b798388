#include "tui/canvas.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

#define GROW_BY 16

const char *
canvas_word(const struct view *view, const char *id)
{
	if (view->screens == NULL)
		return "";
	return screens_word(view->screens, id, view->lang);
}

void
canvas_reserve(struct canvas *c, int row)
{
	int h = c->grid.h;

	if (row <= h || c->failed != ERR_OK)
		return;
	while (h < row)
		h += GROW_BY;
	c->failed = grid_grow(&c->grid, h);
}

void
canvas_paragraph(struct canvas *c, int col, unsigned attr, const char *text)
{
	int width = c->right - col;
	size_t next = 0, len;

	for (; *text != '\0'; text += next) {
		len = text_line(text, width, &next);
		canvas_reserve(c, c->row + 1);
		grid_textn(&c->grid, c->row, col, attr, text, len, width);
		c->row++;
	}
}

void
canvas_flagged(struct canvas *c, int col, unsigned flag_attr,
    const char *flag, const char *text)
{
	int used;

	canvas_reserve(c, c->row + 1);
	used = grid_text(&c->grid, c->row, col, flag_attr, flag,
	    c->right - col);
	canvas_paragraph(c, col + used + 1, ATTR_BOLD, text);
}

bool
canvas_focused(const struct canvas *c, const struct view_item *item)
{
	int focus = c->view->focus;

	return focus >= 0 && item == &c->view->items[focus];
}
