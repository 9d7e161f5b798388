/* The captcha, in half blocks, beside its label. */
#include "tui/canvas.h"

#include "base/picture.h"
#include "base/utf8.h"

#define LABEL_GAP 3

/* Beside the widest label if there is room for all of it, else further left:
 * letters of a few points need every column. */
static int
picture_col(const struct canvas *c, const struct view_item *item)
{
	int near = c->item + utf8_cells(item->text) + LABEL_GAP;

	if (c->value == c->item)
		return c->item;
	return c->right - c->value >= PICTURE_COLS || near > c->value ?
	    c->value : near;
}

void
w_picture(struct canvas *c, const struct view_item *item)
{
	int left = picture_col(c, item);

	canvas_reserve(c, c->row + c->picture_rows);
	if (left > c->item)
		grid_cut(&c->grid, c->row, c->item, 0, item->text,
		    left - c->item - 1);
	/* The same height before it has come: nothing moves when it does. */
	c->row += c->picture_rows;
}

void
w_picture_points(struct canvas *c, const struct view_item *item, int top,
    struct picture_memo *memo)
{
	int left = picture_col(c, item);
	struct picture_memo none = { .grey = NULL };
	const struct picture *p = picture_again(memo != NULL ? memo : &none,
	    item->grey, item->width, item->height, c->right - left,
	    c->picture_rows);

	for (int row = 0; row < p->rows; row++) {
		for (int col = 0; col < p->cols; col++)
			grid_put(&c->grid, top + row, left + col, 0,
			    picture_char(p, row, col, c->ascii));
	}
	picture_forget(&none);
}
