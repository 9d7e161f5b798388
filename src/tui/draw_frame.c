/* What stands around the body on every screen. */
#include "tui/canvas.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "tui/draw.h"
#include "tui/keys.h"

#define RULE 0x2500
#define TALL 22			/* from here on there is room for air */
#define LOW 16			/* below: no header, no second rule */
#define FRAME_ROWS 30		/* a higher terminal gets room around it */
#define HINTS_MAX 8
#define NARROW 60
#define MARK 8			/* cells that draw_more() may need */

static void
rule(struct grid *g, const struct frame *f, int row, bool ascii)
{
	grid_fill(g, row, f->left + 1, f->width - 2, 0, ascii ? '-' : RULE);
}

/* Text that ends at the right margin; returns the column it begins at. */
static int
right_text(struct grid *g, const struct frame *f, int row, unsigned attr,
    const char *text, int limit)
{
	int end = f->left + f->width - 1, cells = utf8_cells(text);

	if (end - cells < limit)
		return end;
	grid_text(g, row, end - cells, attr, text, cells);
	return end - cells;
}

static void
header(const struct view *v, struct grid *g, const struct frame *f, int row)
{
	const char *mark[LANG_COUNT] = { canvas_word(v, "lang-tr"),
	    canvas_word(v, "lang-en") };
	int end = f->left + f->width - 1, col = f->left + 1, used;
	int marks = v->one_language ? -2 : utf8_cells(mark[LANG_TR]) + 3 +
	    utf8_cells(mark[LANG_EN]);

	used = grid_cut(g, row, col, ATTR_BOLD, v->brand == NULL ? "" :
	    v->brand, (f->width - 4) / 2);
	if (used > 0)
		used += 2;
	col += used;
	if (v->trail != NULL)
		grid_cut(g, row, col, 0, v->trail, end - marks - 2 - col);
	col = end - marks;
	for (int i = 0; i < LANG_COUNT && !v->one_language; i++) {
		col += grid_text(g, row, col, v->lang == (enum lang)i ?
		    ATTR_BOLD | ATTR_UNDERLINE : 0, mark[i], end - col);
		if (i == 0)
			col += grid_text(g, row, col, 0, " | ", 3);
	}
}

static void
title(const struct view *v, struct grid *g, const struct frame *f, int row)
{
	char step[64] = "";
	int end, col = f->left + 1;

	if (v->step > 0)
		snprintf(step, sizeof(step), "%s %d / %d",
		    canvas_word(v, "step"), v->step, v->steps);
	end = right_text(g, f, row, 0, step, col + f->width / 3);
	grid_cut(g, row, col, ATTR_BOLD, v->title == NULL ? "" : v->title,
	    end - col - 1);
}

/* On the rule under the heading, so that it is on every screen. */
static void
simulated(const struct view *v, struct grid *g, const struct frame *f,
    int row)
{
	const char *word = canvas_word(v, "simulated");
	int cells = utf8_cells(word), col;

	if (!v->simulated || cells == 0)
		return;
	if (cells > f->width - MARK)
		cells = f->width - MARK;
	col = f->left + (f->width - cells) / 2;
	if (f->width < NARROW)		/* room for draw_more()'s mark */
		col = f->left + 1;
	grid_blank(g, row, col - 1, cells + 2);
	grid_cut(g, row, col, ATTR_BOLD | ATTR_REVERSE, word, cells);
}

static void
live(const struct view *v, struct grid *g, const struct frame *f, int row)
{
	const char *text = v->busy != NULL ? v->busy : v->spoken;

	if (text != NULL)
		grid_cut(g, row, f->left + 3, v->busy != NULL ? ATTR_BOLD : 0,
		    text, f->width - 3 - MARK);
}

/* The portal only where there is room for all of it: the card comes first. */
static void
status(const struct view *v, struct grid *g, const struct frame *f, int row,
    int width)
{
	struct frame part = { .left = f->left, .width = width };
	int col = f->left + 1, used = 0;

	if (v->card != NULL)
		used = grid_cut(g, row, col, 0, v->card, width - 2);
	if (v->portal != NULL)
		(void)right_text(g, &part, row, 0, v->portal, col + used + 2);
}

static const struct screen *
screen_of(const struct view *v)
{
	return v->screens == NULL ? NULL :
	    screens_find(v->screens, v->screen);
}

static bool
has_back(const struct view *v)
{
	const struct screen *s = screen_of(v);

	if (v->help != NULL || s == NULL)
		return true;
	for (size_t i = 0; i < s->button_count; i++) {
		if (s->buttons[i].is_back)
			return true;
	}
	return false;
}

static bool
shows_button(const struct view *v, const char *id)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].kind == VIEW_BUTTON &&
		    strcmp(v->items[i].id, id) == 0)
			return true;
	}
	return false;
}

static bool
has_picture(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].kind == VIEW_PICTURE)
			return true;
	}
	return false;
}

static bool
has_secret(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].kind == VIEW_FIELD && (v->items[i].secret ||
		    v->items[i].hideable))
			return true;
	}
	return false;
}

static bool
can_leave(const struct view *v, const struct draw_options *o)
{
	const struct screen *s = v->screens == NULL ? NULL :
	    screens_start(v->screens);

	if (s != NULL && v->screen != NULL && strcmp(s->id, v->screen) == 0)
		return o->exit;
	/* A screen with nothing to press cannot be left half way. */
	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].focusable)
			return true;
	}
	return false;
}

/* Is this key of any use on this screen? */
static bool
useful(const struct view *v, const struct draw_options *o,
    enum request_kind request)
{
	switch (request) {
	case REQ_LANGUAGE:
		return !v->one_language;
	case REQ_REFRESH:
		return has_picture(v);
	case REQ_HIDE:
		return has_secret(v);
	case REQ_BACK:
		return has_back(v);
	case REQ_LEAVE:
		return can_leave(v, o);
	default:
		return true;
	}
}

struct bar {
	const struct keys_hint *hint[HINTS_MAX];
	size_t count;
};

/* Does Esc end the visit here? */
static bool
back_leaves(const struct view *v)
{
	const struct screen *s = screen_of(v);
	const char *end = s == NULL ? NULL :
	    screens_role(v->screens, "goodbye");
	const struct button *b;

	if (v->help != NULL || end == NULL)
		return false;
	for (size_t i = 0; i < s->button_count; i++) {
		b = &s->buttons[i];
		if (b->is_back && b->effect.action == NULL &&
		    b->effect.go.kind == TO_SCREEN &&
		    strcmp(b->effect.go.name, end) == 0 &&
		    shows_button(v, b->id))
			return true;
	}
	return false;
}

/* Esc that ends the visit is called what F10 is. */
static const char *
hint_word(const struct view *v, const struct keys_hint *h)
{
	return canvas_word(v, h->request == REQ_BACK && back_leaves(v) ?
	    "key-leave" : h->word);
}

static int
hint_cells(const struct view *v, const struct keys_hint *h)
{
	return utf8_cells(h->key) + 1 + utf8_cells(hint_word(v, h));
}

static int
bar_cells(const struct view *v, const struct bar *b, int space)
{
	int cells = 0;

	for (size_t i = 0; i < b->count; i++)
		cells += hint_cells(v, b->hint[i]) + (i > 0 ? space : 0);
	return cells;
}

/* Take the least important hint away. */
static void
bar_drop(struct bar *b)
{
	size_t out = 0;

	for (size_t i = 1; i < b->count; i++) {
		if (b->hint[i]->rank > b->hint[out]->rank)
			out = i;
	}
	b->count--;
	for (size_t i = out; i < b->count; i++)
		b->hint[i] = b->hint[i + 1];
}

static void
bar_fill(const struct view *v, const struct draw_options *o, struct bar *b)
{
	b->count = 0;
	for (size_t i = 0; i < keys_hint_count && i < HINTS_MAX; i++) {
		if (useful(v, o, keys_hints[i].request))
			b->hint[b->count++] = &keys_hints[i];
	}
}

/* Rows that the key bar needs: a second one where there is height for it. */
static int
bar_rows(const struct view *v, const struct draw_options *o, int width, int h)
{
	struct bar b;

	bar_fill(v, o, &b);
	return h >= LOW && bar_cells(v, &b, 2) > width - 2 ? 2 : 1;
}

static void
key_bar(const struct view *v, const struct draw_options *o, struct grid *g,
    const struct frame *f, int row, int rows)
{
	int col = f->left + 1, end = f->left + f->width - 1, space = 3;
	struct bar b;

	bar_fill(v, o, &b);
	if (bar_cells(v, &b, space) > f->width - 2)
		space = 2;
	while (rows == 1 && b.count > 0 &&
	    bar_cells(v, &b, space) > f->width - 2)
		bar_drop(&b);
	for (size_t i = 0; i < b.count; i++) {
		if (col > f->left + 1 &&
		    col + hint_cells(v, b.hint[i]) > end) {
			row++;
			col = f->left + 1;
		}
		col += grid_text(g, row, col, ATTR_BOLD, b.hint[i]->key,
		    end - col) + 1;
		col += grid_text(g, row, col, 0,
		    hint_word(v, b.hint[i]), end - col) + space;
	}
}

/* The rows from the bottom up: key bar, status, rule, live line.  Returns the
 * first row that the body does not have. */
static int
draw_foot(const struct view *v, const struct draw_options *o, struct grid *g,
    struct frame *f, int bottom, int h)
{
	int bar = bar_rows(v, o, f->width, h);
	bool something = v->busy != NULL || v->spoken != NULL;

	key_bar(v, o, g, f, bottom - bar, bar);
	if (h < LOW) {
		f->rule_row = bottom - bar - 1;
		if (something)
			live(v, g, f, f->rule_row);
		else
			status(v, g, f, f->rule_row, f->width - MARK);
		return f->rule_row;
	}
	status(v, g, f, bottom - bar - 1, f->width);
	f->rule_row = bottom - bar - 2;
	rule(g, f, f->rule_row, o->ascii);
	live(v, g, f, f->rule_row - 1);
	f->spare_below = something ? 0 : 1;
	return f->rule_row - 1;
}

static int
draw_head(const struct view *v, const struct draw_options *o, struct grid *g,
    const struct frame *f, int top, int h)
{
	int rule_row;

	if (h >= LOW)
		header(v, g, f, top++);
	if (h >= TALL) {
		rule_row = top++;
		title(v, g, f, top++);
		top++;
	} else {
		title(v, g, f, top++);
		rule_row = top++;
	}
	rule(g, f, rule_row, o->ascii);
	simulated(v, g, f, rule_row);
	return top;
}

void
draw_frame(const struct view *v, const struct draw_options *o,
    struct grid *g, struct frame *f)
{
	int h = g->h < FRAME_ROWS ? g->h : FRAME_ROWS;
	int top = (g->h - h) / 2;

	f->width = g->w < DRAW_COLUMN ? g->w : DRAW_COLUMN;
	f->left = (g->w - f->width) / 2;
	f->body_top = draw_head(v, o, g, f, top, h);
	f->spare_above = h >= TALL ? 1 : 0;
	f->body_rows = draw_foot(v, o, g, f, top + h, h) - f->body_top;
}

static void
mark(struct grid *g, const struct frame *f, int row, const char *text)
{
	int cells = utf8_cells(text);
	int col = f->left + f->width - 2 - cells;

	grid_blank(g, row, col - 1, cells + 2);
	grid_text(g, row, col, ATTR_BOLD, text, cells);
}

void
draw_more(struct grid *g, const struct frame *f, int above, int below)
{
	bool narrow = f->width < NARROW;

	if (above > 0)
		mark(g, f, f->body_top - 1, narrow ? "PgUp" : "^ PgUp");
	if (below > 0)
		mark(g, f, f->rule_row, narrow ? "PgDn" : "v PgDn");
}
