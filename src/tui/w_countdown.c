/* Time left: seconds right-aligned, so that nothing moves but its digits, and
 * a bar.  No attributes on what changes: a second costs a few bytes. */
#include "tui/canvas.h"

#include <stdio.h>

#include "base/utf8.h"

#define BAR_CELLS 41
#define FULL 0x2588
#define LIGHT 0x2591

static int
digits(int n)
{
	int d = 1;

	for (; n > 9; n /= 10)
		d++;
	return d;
}

static void
bar(struct canvas *c, const struct view_item *item)
{
	int cells = c->right - c->value < BAR_CELLS ? c->right - c->value :
	    BAR_CELLS;
	int total = item->seconds_total;
	int full;

	if (total <= 0 || cells < 1)
		return;
	/* Never empty before the time is up. */
	full = (int)(((int64_t)item->seconds_left * cells + total - 1) /
	    total);
	if (full > cells)
		full = cells;
	canvas_reserve(c, c->row + 1);
	grid_fill(&c->grid, c->row, c->value, full, 0,
	    c->ascii ? '#' : FULL);
	grid_fill(&c->grid, c->row, c->value + full, cells - full, 0,
	    c->ascii ? '.' : LIGHT);
	c->row++;
}

void
w_countdown(struct canvas *c, const struct view_item *item)
{
	const char *seconds = canvas_word(c->view, "seconds");
	char number[16];
	int used;

	canvas_reserve(c, c->row + 1);
	if (c->value == c->item)
		canvas_paragraph(c, c->item, 0, item->text);
	else
		grid_cut(&c->grid, c->row, c->item, 0, item->text,
		    c->value - c->item - 1);
	canvas_reserve(c, c->row + 1);
	snprintf(number, sizeof(number), "%*d", digits(item->seconds_total),
	    item->seconds_left);
	if (c->view->large) {
		if (c->value != c->item)
			c->row++;
		if (w_big(c, c->item - 2, 0, number)) {
			canvas_paragraph(c, c->item, ATTR_BOLD, seconds);
			bar(c, item);
			return;
		}
	}
	used = grid_text(&c->grid, c->row, c->value, 0, number,
	    c->right - c->value);
	grid_text(&c->grid, c->row, c->value + used + 1, 0, seconds,
	    c->right - c->value - used - 1);
	c->row++;
	bar(c, item);
}
