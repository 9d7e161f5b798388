/* Paragraphs: text, quieter notes, warnings with their word, and one value
 * alone on its line. */
#include "tui/canvas.h"

#include <stdio.h>


static void
warning(struct canvas *c, const struct view_item *item)
{
	char flag[64];

	snprintf(flag, sizeof(flag), "%s:", canvas_word(c->view, "warning"));
	canvas_flagged(c, c->text, ATTR_BOLD | ATTR_REVERSE, flag,
	    item->text);
}

static void
big(struct canvas *c, const struct view_item *item)
{
	if (c->view->large && w_big(c, c->item, 0, item->text))
		return;
	canvas_paragraph(c, c->item, ATTR_BOLD, item->text);
}

void
w_text(struct canvas *c, const struct view_item *item)
{
	if (item->text == NULL)
		return;
	if (item->kind == VIEW_WARNING)
		warning(c, item);
	else if (item->kind == VIEW_BIG)
		big(c, item);
	else
		canvas_paragraph(c, c->text, 0, item->text);
}
