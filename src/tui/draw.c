#include "tui/draw.h"

#include <string.h>

#include "base/text.h"
#include "tui/canvas.h"

#define NARROW 60
#define CANVAS_ROWS 24

/* From airy to tight: the first that fits is taken.  `spare`: the empty rows
 * of the frame are used too; `two_columns`: of a long menu.  Up to ONE_FRAME
 * none is higher than the one before it. */
static const struct {
	int air, picture_rows;
	bool spare, two_columns;
} tries[] = {
	{ 4, 12, false, false }, { 3, 12, false, false },
	{ 3, 10, false, false }, { 2, 10, false, false },
	{ 2, 8, false, false }, { 2, 8, false, true }, { 1, 8, true, false },
	{ 1, 8, true, true }, { 0, 8, true, true }, { 0, 7, true, true },
	{ 0, 6, true, true },
};

#define TRIES (sizeof(tries) / sizeof(tries[0]))
#define ONE_FRAME 5

static void
too_small(const struct view *v, struct grid *g)
{
	const char *text = canvas_word(v, "too-small");
	size_t next = 0, len;

	for (int row = 0; *text != '\0' && row < g->h; row++) {
		len = text_line(text, g->w, &next);
		grid_textn(g, row, 0, ATTR_BOLD, text, len, g->w);
		text += next;
	}
}

static void
begin(struct canvas *c, const struct view *v, const struct draw_options *o,
    const struct frame *f)
{
	grid_clear(&c->grid);
	c->view = v;
	c->ascii = o->ascii;
	c->caps = o->caps;
	c->near = false;
	c->row = 0;
	c->text = f->width < NARROW || v->large ? 1 : 3;
	c->item = c->text + 2;
	c->value = c->item;
	c->right = f->width - 2;
	c->cursor_row = -1;
	c->message = (struct span){ -1, -1 };
	memset(c->span, 0, sizeof(c->span));
}

static void
help(struct canvas *c)
{
	canvas_paragraph(c, c->text, ATTR_BOLD,
	    canvas_word(c->view, "key-help"));
	c->row++;
	canvas_paragraph(c, c->text, 0, c->view->help);
	c->row++;
	canvas_paragraph(c, c->text, ATTR_BOLD,
	    canvas_word(c->view, "help-close"));
	c->cursor_row = 0;
	c->cursor_col = c->text;
	c->message = (struct span){ 0, 1 };
}

static void
take_spare(struct frame *f)
{
	f->body_top -= f->spare_above;
	f->body_rows += f->spare_above + f->spare_below;
	f->spare_above = f->spare_below = 0;
}

static void
pictures(struct canvas *c, struct picture_memo *memo)
{
	for (size_t i = 0; i < c->view->count; i++) {
		if (c->view->items[i].kind == VIEW_PICTURE)
			w_picture_points(c, &c->view->items[i],
			    c->span[i].top, memo);
	}
}

/* Laid out in the way number `i`; does it fit? */
static bool
try_one(struct canvas *c, const struct view *v, const struct draw_options *o,
    struct frame *f, size_t i)
{
	begin(c, v, o, f);
	if (tries[i].spare)
		take_spare(f);
	c->air = tries[i].air;
	c->picture_rows = tries[i].picture_rows;
	c->two_columns = tries[i].two_columns;
	if (v->help != NULL)
		help(c);
	else
		draw_body(c);
	return c->row <= f->body_rows || v->help != NULL;
}

/* False: not even the tightest fits; it is laid out so all the same. */
static bool
try_all(struct canvas *c, const struct view *v, const struct draw_options *o,
    struct frame *f, bool qr)
{
	c->qr = qr;
	for (size_t i = 0; i < TRIES; i++) {
		if (try_one(c, v, o, f, i))
			return true;
		/* With every key: do not try what cannot fit. */
		if (i == 0 && !try_one(c, v, o, f, ONE_FRAME))
			i = ONE_FRAME;
	}
	return false;
}

static bool
has_qr(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_QR)
			return true;
	return false;
}

/* From the first row of the message or of the item to the last one. */
static struct span
around(struct span message, struct span item)
{
	return (struct span){ item.top < message.top ? item.top : message.top,
	    item.bottom > message.bottom ? item.bottom : message.bottom };
}

/* A small terminal has no room for what has the focus and for the message at
 * its place: a message that nobody sees says nothing. */
static void
bring_near(struct canvas *c, const struct view *v,
    const struct draw_options *o, const struct frame *f)
{
	struct span both;

	if (v->help != NULL || c->message.top < 0 || v->focus < 0 ||
	    (size_t)v->focus >= v->count)
		return;
	both = around(c->message, c->span[v->focus]);
	if (both.bottom - both.top <= f->body_rows)
		return;
	begin(c, v, o, f);
	c->near = true;
	draw_body(c);
}

/* A code of which a part must be scrolled to is of no use to a camera. */
static void
lay_out(struct canvas *c, const struct view *v, const struct draw_options *o,
    struct frame *f)
{
	struct frame whole = *f;

	if (!has_qr(v) || !try_all(c, v, o, f, true)) {
		*f = whole;
		(void)try_all(c, v, o, f, false);
	}
	bring_near(c, v, o, f);
	if (v->help == NULL)
		pictures(c, o->memo);
}

/* The rows that must be seen: the focused item, and with it the message
 * where both have room. */
static struct span
wanted(const struct canvas *c, int rows)
{
	struct span want = c->message, focus;
	int i = c->view->focus;

	if (c->view->help != NULL)
		return want;
	if (i < 0 || (size_t)i >= c->view->count)
		return want.top < 0 ? (struct span){ 0, 0 } : want;
	focus = c->span[i];
	if (want.top < 0)
		return focus;
	want = around(want, focus);
	return want.bottom - want.top <= rows ? want : focus;
}

static int
clamp(int n, int low, int high)
{
	return n > high ? (high < low ? low : high) : n < low ? low : n;
}

/* Further than any body is high; draw_view() says how far that was.  A message
 * is what to read first. */
int
draw_opening(const struct view *v)
{
	return v->from_top && v->message.about == ERR_OK ? -GRID_SIDE_MAX : 0;
}

/* The first row of the body that is shown. */
static int
first_row(const struct canvas *c, const struct draw_options *o, int rows,
    struct draw_info *info)
{
	struct span want = wanted(c, rows);
	int last = c->row - rows, top, scrolled;

	top = want.bottom > rows ? want.bottom - rows : 0;
	/* An item that is higher than the body shows where its cursor is. */
	if (c->cursor_row >= top + rows)
		top = c->cursor_row - rows + 1;
	top = clamp(top, 0, last);
	scrolled = clamp(top + o->scroll, 0, last);
	info->scroll = scrolled - top;
	info->above = scrolled;
	info->below = clamp(last - scrolled, 0, last);
	info->focus_shown = want.top >= scrolled &&
	    want.bottom <= scrolled + rows;
	return scrolled;
}

/* The part of the body that has room, into the frame. */
static void
place(struct canvas *c, const struct draw_options *o, struct grid *g,
    const struct frame *f, struct draw_info *info)
{
	int top = first_row(c, o, f->body_rows, info);
	int rows = c->row - top < f->body_rows ? c->row - top : f->body_rows;

	grid_copy(g, f->body_top, f->left, &c->grid, top, rows);
	draw_more(g, f, info->above, info->below);
	g->row = f->body_top;
	g->col = f->left + c->text;
	if (c->cursor_row >= top && c->cursor_row < top + f->body_rows) {
		g->row = f->body_top + c->cursor_row - top;
		g->col = f->left + c->cursor_col;
	}
}

enum err
draw_view(const struct view *v, const struct draw_options *o, struct grid *g,
    struct draw_info *info)
{
	struct canvas c = { 0 };
	struct frame f = { 0 };
	enum err e;

	*info = (struct draw_info){ 0 };
	grid_clear(g);
	if (g->w < DRAW_MIN_W || g->h < DRAW_MIN_H) {
		info->too_small = true;
		too_small(v, g);
		return ERR_OK;
	}
	draw_frame(v, o, g, &f);
	e = grid_init(&c.grid, f.width, CANVAS_ROWS);
	if (e != ERR_OK)
		return e;
	lay_out(&c, v, o, &f);
	e = c.failed;
	if (e == ERR_OK)
		place(&c, o, g, &f, info);
	info->beside = v->help == NULL ? c.beside : 0;
	info->overlaps = g->overlaps + c.grid.overlaps;
	info->cuts = g->cuts + c.grid.cuts;
	grid_free(&c.grid);
	return e;
}
