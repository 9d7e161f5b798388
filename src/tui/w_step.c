/* One step of something that runs: a mark that says its state without
 * colour, what it is, and a detail.  Where nothing has the focus the cursor
 * stands on the step that is running. */
#include "tui/canvas.h"

#include "base/utf8.h"

static const struct {
	const char *mark, *word;
	unsigned attr;
} states[] = {
	[STEP_WAITING] = { "[ ]", NULL, 0 },
	[STEP_RUNNING] = { "[>]", "step-running", ATTR_BOLD },
	[STEP_DONE] = { "[x]", NULL, 0 },
	[STEP_FAILED] = { "[!]", "step-failed", ATTR_BOLD },
};

static const char *
detail(const struct canvas *c, const struct view_item *item)
{
	const char *word = states[item->state].word;

	if (item->hint != NULL && item->hint[0] != '\0')
		return item->hint;
	return word == NULL ? "" : canvas_word(c->view, word);
}

void
w_step(struct canvas *c, const struct view_item *item)
{
	unsigned attr = states[item->state].attr;
	const char *more = detail(c, item);
	int top = c->row, col = c->item + 4;
	int used = utf8_cells(item->text);

	canvas_reserve(c, c->row + 1);
	grid_text(&c->grid, c->row, c->item, attr, states[item->state].mark,
	    3);
	if (item->state == STEP_RUNNING && c->view->focus < 0) {
		c->cursor_row = top;
		c->cursor_col = col;
	}
	canvas_paragraph(c, col, attr, item->text);
	if (more[0] == '\0')
		return;
	if (c->row == top + 1 && col + used + 3 + utf8_cells(more) <=
	    c->right) {
		used = used < 28 && col + 31 + utf8_cells(more) <= c->right ?
		    28 : used;
		grid_text(&c->grid, top, col + used + 3, attr, more,
		    c->right - col - used - 3);
	} else {
		canvas_paragraph(c, col, attr, more);
	}
}
