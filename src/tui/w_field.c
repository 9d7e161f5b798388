/* A field: "  Label   [ 12____ ]   rule".  A secret shows one dot for each
 * character, or (F4) nothing at all; its bytes are never here.  The cursor
 * stands where the next character goes. */
#include "tui/canvas.h"

#include <string.h>

#include "base/utf8.h"
#include "tui/big.h"

#define WIDEST 48		/* characters shown at once; more scrolls */
#define BIG_WIDEST 12
#define DOT 0x2022

struct window {
	int first;		/* first character shown */
	int shown;		/* room, in characters */
};

static int
clamp(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

/* The part of the value around the cursor. */
static struct window
window(const struct view_item *item, int room)
{
	int max = item->max > 0 ? item->max : WIDEST;
	struct window w = { .shown = clamp(max, 1, room) };

	if (item->cursor >= w.shown && max > w.shown)
		w.first = item->cursor - w.shown + 1;
	return w;
}

/* Of a secret that is hidden not even the length is shown. */
static struct view_item
as_shown(const struct canvas *c, const struct view_item *item)
{
	struct view_item shown = *item;

	if (item->secret && c->view->hide)
		shown.length = shown.cursor = 0;
	return shown;
}

static uint32_t
dot(const struct canvas *c)
{
	return c->ascii ? '*' : DOT;
}

/* The next character of a value, or a dot; 0 at its end. */
static uint32_t
next_char(const struct canvas *c, const struct view_item *item, int i,
    const char **at)
{
	uint32_t cp = 0;
	size_t n;

	if (item->secret || item->value == NULL)
		return i < item->length ? dot(c) : 0;
	n = utf8_decode(*at, strlen(*at), &cp);
	*at += n;
	return n == 0 ? 0 : cp;
}

/* Draw into `cells` cells from `col`; returns the column of the cursor. */
static int
draw_value(struct canvas *c, const struct view_item *item, int col, int cells)
{
	struct window w = window(item, cells);
	const char *at = item->value;
	int x = col, end = col + cells, cursor = col;
	uint32_t cp;

	for (int i = 0; i < w.first + w.shown; i++) {
		cp = next_char(c, item, i, &at);
		if (i < w.first)
			continue;
		if (i == item->cursor)
			cursor = x;
		if (x >= end || x + utf8_cp_cells(cp != 0 ? cp : '_') > end)
			break;
		x += grid_put(&c->grid, c->row, x, 0, cp != 0 ? cp : '_');
	}
	return item->cursor >= w.first + w.shown ? x : cursor;
}

static const char *
hint_of(const struct canvas *c, const struct view_item *item)
{
	if (c->caps && canvas_focused(c, item))
		return canvas_word(c->view, "caps-lock");
	return item->hint == NULL ? "" : item->hint;
}

static void
hint(struct canvas *c, const char *text, int col)
{
	if (text[0] == '\0')
		return;
	if (col + 3 + utf8_cells(text) <= c->right) {
		grid_text(&c->grid, c->row, col + 3, 0, text,
		    c->right - col - 3);
		return;
	}
	c->row++;
	canvas_paragraph(c, c->value, 0, text);
	c->row--;
}

static void
normal(struct canvas *c, const struct view_item *item, const char *rule,
    bool focused)
{
	int room = clamp(c->right - c->value - 4, 1, WIDEST);
	int cells = clamp(item->max > 0 ? item->max : WIDEST, 1, room);
	unsigned attr = focused ? ATTR_BOLD : 0;
	int cursor;

	canvas_reserve(c, c->row + 2);
	if (focused)
		grid_put(&c->grid, c->row, c->item - 2, ATTR_BOLD, '>');
	if (c->value == c->item) {
		canvas_paragraph(c, c->item, attr, item->text);
		canvas_reserve(c, c->row + 2);
	} else {
		grid_cut(&c->grid, c->row, c->item, attr, item->text,
		    c->value - c->item - 1);
	}
	grid_put(&c->grid, c->row, c->value, attr, '[');
	cursor = draw_value(c, item, c->value + 2, cells);
	grid_put(&c->grid, c->row, c->value + 3 + cells, attr, ']');
	if (focused) {
		c->cursor_row = c->row;
		c->cursor_col = cursor;
	}
	hint(c, rule, c->value + 4 + cells);
	c->row++;
}

/* The visible characters of a value as text, for the big letters.  False
 * where there is a small letter: big ones are all capitals, and what is typed
 * must be seen as it is. */
static bool
value_text(const struct canvas *c, const struct view_item *item,
    const struct window *w, char *out, size_t size)
{
	const char *at = item->value;
	size_t used = 0;
	char bytes[4];
	uint32_t cp;
	size_t n;

	for (int i = 0; i < w->first + w->shown; i++) {
		cp = next_char(c, item, i, &at);
		if (i < w->first)
			continue;
		if (cp > 'Z' && cp != DOT)
			return false;
		n = utf8_encode(cp == 0 ? '_' : cp == DOT ? '*' : cp, bytes);
		if (used + n + 1 > size)
			break;
		memcpy(out + used, bytes, n);
		used += n;
	}
	out[used] = '\0';
	return true;
}

/* The value in big letters; the cursor stands at the foot of the letter where
 * the next character goes. */
static bool
large_value(struct canvas *c, const struct view_item *item)
{
	int col = c->item - 2;
	int letters = (c->right - col + 1) / BIG_CELLS;
	struct window w = window(item, clamp(letters, 1, BIG_WIDEST));
	char value[BIG_WIDEST * 4 + 1];

	if (!value_text(c, item, &w, value, sizeof(value)) ||
	    !w_big(c, col, 0, value))
		return false;
	c->cursor_row = c->row - 1;
	c->cursor_col = col +
	    BIG_CELLS * clamp(item->cursor - w.first, 0, w.shown);
	if (c->cursor_col >= c->right)
		c->cursor_col = c->right - 1;
	return true;
}

static void
large(struct canvas *c, const struct view_item *item, const char *rule)
{
	struct view_item bare = *item;
	int value = c->value;

	if (!w_big(c, c->item - 2, 0, item->text))
		canvas_paragraph(c, c->item, ATTR_BOLD, item->text);
	c->row++;
	if (large_value(c, item)) {
		canvas_paragraph(c, c->item, ATTR_BOLD, rule);
		return;
	}
	bare.text = "";
	c->value = c->item;
	normal(c, &bare, rule, true);
	c->value = value;
}

void
w_field(struct canvas *c, const struct view_item *item)
{
	struct view_item shown = as_shown(c, item);
	const char *rule = hint_of(c, item);
	bool focused = canvas_focused(c, item);

	if (c->view->large && focused)
		large(c, &shown, rule);
	else
		normal(c, &shown, rule, focused || item->typed_into);
}
