/* Text in big letters, a word never broken. */
#include "tui/canvas.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "tui/big.h"

#define FULL 0x2588
#define LINES_MAX 2

static void
bits(struct canvas *c, int row, int col, unsigned attr, uint8_t value)
{
	for (int i = 0; i < BIG_CELLS - 1; i++) {
		if ((value & (0x10 >> i)) != 0)
			grid_put(&c->grid, row, col + i, attr,
			    c->ascii ? '#' : FULL);
	}
}

/* One letter with its top row at `row`. */
static void
letter(struct canvas *c, int row, int col, unsigned attr,
    const struct big_letter *l)
{
	bits(c, row - 1, col, attr, l->above);
	for (int r = 0; r < BIG_ROWS; r++)
		bits(c, row + r, col, attr, l->row[r]);
	bits(c, row + BIG_ROWS, col, attr, l->below);
}

/* Is every letter of these bytes there, and does one have a mark above or
 * below? */
static bool
look(const struct canvas *c, const char *text, size_t len, bool *above,
    bool *below)
{
	struct big_letter l;
	uint32_t cp;
	size_t n;

	*above = *below = false;
	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &cp);
		if (n == 0 || !big_letter(cp, c->view->lang, &l))
			return false;
		*above = *above || l.above != 0;
		*below = *below || l.below != 0;
	}
	return true;
}

static void
line(struct canvas *c, int col, unsigned attr, const char *text, size_t len)
{
	struct big_letter l;
	bool above, below;
	uint32_t cp;
	size_t n;

	(void)look(c, text, len, &above, &below);
	canvas_reserve(c, c->row + BIG_ROWS + 2);
	c->row += above ? 1 : 0;
	for (; len > 0; text += n, len -= n) {
		n = utf8_decode(text, len, &cp);
		if (n == 0 || !big_letter(cp, c->view->lang, &l))
			break;
		letter(c, c->row, col, attr, &l);
		col += BIG_CELLS;
	}
	c->row += BIG_ROWS + (below ? 1 : 0);
}

/* No word may be longer than a line. */
static bool
words_fit(const char *text, int letters)
{
	int run = 0;
	uint32_t cp;
	size_t n;

	for (size_t left = strlen(text); left > 0; text += n, left -= n) {
		n = utf8_decode(text, left, &cp);
		if (n == 0)
			return false;
		run = cp == ' ' ? 0 : run + 1;
		if (run > letters)
			return false;
	}
	return true;
}

bool
w_big(struct canvas *c, int col, unsigned attr, const char *text)
{
	/* The last letter needs no gap behind it. */
	int letters = (c->right - col + 1) / BIG_CELLS;
	bool above, below, more = false;
	size_t next = 0, len;

	if (letters < 1 || !words_fit(text, letters) ||
	    text_lines(text, letters) > LINES_MAX ||
	    !look(c, text, strlen(text), &above, &below))
		return false;
	for (; *text != '\0'; text += next) {
		len = text_line(text, letters, &next);
		c->row += more ? 1 : 0;
		line(c, col, attr, text, len);
		more = true;
	}
	return true;
}
