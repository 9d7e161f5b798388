/* A QR code (ISO/IEC 18004) in half blocks: one module a column and half a row,
 * so that it is square. */
#include "tui/canvas.h"

#include <qrencode.h>

#define QUIET 2			/* modules around it; cameras do with that */
#define BESIDE 28		/* columns that the words need */
#define GAP 2

/* Outside there is only paper. */
static bool
is_dark(const QRcode *qr, int row, int col)
{
	if (row < 0 || col < 0 || row >= qr->width || col >= qr->width)
		return false;
	return (qr->data[row * qr->width + col] & 1) != 0;
}

static uint32_t
half_blocks(bool upper, bool lower)
{
	return upper && lower ? 0x2588 : upper ? 0x2580 : lower ? 0x2584 : ' ';
}

static void
draw(struct canvas *c, const QRcode *qr, int left, int rows)
{
	int side = qr->width + 2 * QUIET;

	canvas_reserve(c, c->row + rows);
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < side; col++) {
			int y = 2 * row - QUIET, x = col - QUIET;

			grid_put(&c->grid, c->row + row, left + col,
			    ATTR_PAPER, half_blocks(is_dark(qr, y, x),
			    is_dark(qr, y + 1, x)));
		}
}

bool
w_qr(struct canvas *c, const struct view_item *item, int *rows)
{
	QRcode *qr;
	int left;
	bool fits;

	*rows = 0;
	if (c->ascii)
		return false;
	qr = QRcode_encodeString(item->value, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	if (qr == NULL)
		return false;
	left = c->right - qr->width - 2 * QUIET;
	fits = left - GAP - c->item >= BESIDE;
	if (fits) {
		*rows = (qr->width + 2 * QUIET + 1) / 2;
		draw(c, qr, left, *rows);
		c->right = left - GAP;
	}
	QRcode_free(qr);
	return fits;
}
