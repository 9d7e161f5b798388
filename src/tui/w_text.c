/* Paragraphs: text, quieter notes, warnings with their word, one thing alone
 * on its line, and a value beside its label. */
#include "tui/canvas.h"

#include <stdio.h>

#include "base/utf8.h"

static void
warning(struct canvas *c, const struct view_item *item)
{
	char flag[64];

	snprintf(flag, sizeof(flag), "%s:", canvas_word(c->view, "warning"));
	canvas_flagged(c, c->text, ATTR_BOLD | ATTR_REVERSE, flag,
	    item->text);
}

/* "K103: …", lines hanging, so that the codes stand in a column. */
static void
finding(struct canvas *c, const struct view_item *item)
{
	char flag[16];

	snprintf(flag, sizeof(flag), "%s:", item->text);
	canvas_flagged(c, c->text, ATTR_BOLD, flag, item->value);
}

static void
big(struct canvas *c, const struct view_item *item)
{
	if (c->view->large && w_big(c, c->item, 0, item->text))
		return;
	canvas_paragraph(c, c->item, ATTR_BOLD, item->text);
}

/* The value beside its label, hanging; below it where there is no room. */
void
w_value(struct canvas *c, const struct view_item *item)
{
	int top = c->row;

	if (c->value == c->item) {
		canvas_paragraph(c, c->item, 0, item->text);
		canvas_paragraph(c, c->item + 2, ATTR_BOLD, item->value);
		return;
	}
	canvas_reserve(c, c->row + 1);
	grid_cut(&c->grid, top, c->item, 0, item->text,
	    c->value - c->item - 1);
	canvas_paragraph(c, c->value, ATTR_BOLD, item->value);
}

void
w_text(struct canvas *c, const struct view_item *item)
{
	if (item->text == NULL)
		return;
	if (item->kind == VIEW_WARNING)
		warning(c, item);
	else if (item->kind == VIEW_FINDING)
		finding(c, item);
	else if (item->kind == VIEW_BIG)
		big(c, item);
	else
		canvas_paragraph(c, c->text, 0, item->text);
}
