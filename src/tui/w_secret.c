/* A secret beside its label: dots, always as many, or for a while what it is,
 * each character straight into its cell.  No text of it is made here; grids
 * are wiped, and ui.c paints all anew once it is hidden. */
#include "tui/canvas.h"

#include "base/secret.h"

#define DOTS 8
#define DOT 0x2022

static void
draw_dots(struct canvas *c, int col)
{
	grid_fill(&c->grid, c->row, col, DOTS, 0, c->ascii ? '*' : DOT);
}

/* Digits, one cell each; what is no ASCII letter or digit is not a PIN. */
static void
draw_shown(struct canvas *c, int col, const struct secret *shown)
{
	const uint8_t *bytes = secret_bytes(shown);

	for (size_t i = 0; i < secret_len(shown); i++)
		grid_put(&c->grid, c->row, col + (int)i, ATTR_BOLD,
		    bytes[i] > 0x20 && bytes[i] < 0x7f ? bytes[i] : '?');
}

void
w_secret(struct canvas *c, const struct view_item *item)
{
	int col = c->value;

	canvas_reserve(c, c->row + 1);
	if (c->value == c->item) {
		canvas_paragraph(c, c->item, 0, item->text);
		canvas_reserve(c, c->row + 1);
		col = c->item + 2;
	} else {
		grid_cut(&c->grid, c->row, c->item, 0, item->text,
		    c->value - c->item - 1);
	}
	if (item->shown == NULL)
		draw_dots(c, col);
	else
		draw_shown(c, col, item->shown);
	c->row++;
}
