/* The body: items one below the other, with as much air as there is room. */
#include "tui/canvas.h"

#include "base/utf8.h"

#define VALUE_GAP 4		/* between the widest label and the values */

static bool
labelled(const struct view_item *item)
{
	return item->kind == VIEW_FIELD || item->kind == VIEW_COUNTDOWN ||
	    item->kind == VIEW_PICTURE || item->kind == VIEW_VALUE ||
	    item->kind == VIEW_SECRET;
}

/* Then digits are for them. */
static bool
has_field_or_row(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].kind == VIEW_FIELD ||
		    v->items[i].kind == VIEW_ROW)
			return true;
	}
	return false;
}

/* Values stand in one column beside the labels; below them where that would
 * leave less than half of the width. */
static void
set_columns(struct canvas *c)
{
	int most = 0, cells;

	for (size_t i = 0; i < c->view->count; i++) {
		if (!labelled(&c->view->items[i]))
			continue;
		cells = utf8_cells(c->view->items[i].text);
		if (cells > most)
			most = cells;
	}
	c->value = c->item + most + VALUE_GAP;
	if (c->value > c->item + (c->right - c->item) / 2)
		c->value = c->item;
}

static void
draw_item(struct canvas *c, const struct view_item *item)
{
	switch (item->kind) {
	case VIEW_FIELD:
		w_field(c, item);
		break;
	case VIEW_KEYBOARD:
		w_keyboard(c);
		break;
	case VIEW_COUNTDOWN:
		w_countdown(c, item);
		break;
	case VIEW_PICTURE:
		w_picture(c, item);
		break;
	case VIEW_QR:		/* beside all others: draw_body */
		break;
	case VIEW_STEP:
		w_step(c, item);
		break;
	case VIEW_SECRET:
		w_secret(c, item);
		break;
	case VIEW_VALUE:
		w_value(c, item);
		break;
	case VIEW_HEAD:
		w_head(c, item);
		break;
	case VIEW_ROW:
		w_row(c, item);
		break;
	default:
		w_text(c, item);
		break;
	}
}

static bool
is_value(enum view_kind kind)
{
	return kind == VIEW_VALUE || kind == VIEW_SECRET;
}

/* Blank rows between two items, by how much air there is. */
static int
gap(const struct canvas *c, enum view_kind above, enum view_kind below)
{
	static const int wide[] = { 0, 0, 1, 1, 2 };
	static const int narrow[] = { 0, 0, 0, 1, 1 };

	if (below == VIEW_ROW && (above == VIEW_ROW || above == VIEW_HEAD))
		return 0;
	if (is_value(above) && is_value(below))
		return 0;
	if (above == below && above == VIEW_STEP)
		return 0;
	if (above == VIEW_FIELD && below == VIEW_FIELD)
		return narrow[c->air];
	if (above == VIEW_TEXT && below == VIEW_TEXT)
		return narrow[c->air];
	if (below == VIEW_BUTTON && c->air == 1)
		return 1;
	return wide[c->air];
}

/* Before the first item there is none. */
static void
draw_gap(struct canvas *c, int *last, enum view_kind below)
{
	if (*last >= 0)
		c->row += gap(c, (enum view_kind)*last, below);
	*last = (int)below;
}

static void
draw_message(struct canvas *c, int col)
{
	w_message(c, &c->view->message, col);
}

/* At the item that it concerns; brought near: at the one with the focus. */
static bool
message_at(const struct canvas *c, size_t i)
{
	const struct view_message *m = &c->view->message;

	return m->about != ERR_OK &&
	    (c->near ? c->view->focus : m->at) == (int)i;
}

/* Everything but buttons; notes or all that are not notes. */
static void
draw_items(struct canvas *c, bool notes, int *last)
{
	for (size_t i = 0; i < c->view->count; i++) {
		const struct view_item *item = &c->view->items[i];

		if (item->kind == VIEW_BUTTON || item->kind == VIEW_QR ||
		    (item->kind == VIEW_NOTE) != notes)
			continue;
		draw_gap(c, last, item->kind);
		if (c->near && message_at(c, i))
			draw_message(c, c->text);
		c->span[i].top = c->row;
		draw_item(c, item);
		c->span[i].bottom = c->row;
		if (!c->near && message_at(c, i))
			draw_message(c, c->item);
	}
}

static void
draw_buttons(struct canvas *c, int *last)
{
	bool any = false, message = false;

	for (size_t i = 0; i < c->view->count; i++) {
		if (c->view->items[i].kind != VIEW_BUTTON)
			continue;
		any = true;
		message = message || message_at(c, i);
	}
	if (!any)
		return;
	draw_gap(c, last, VIEW_BUTTON);
	if (c->near && message)
		draw_message(c, c->text);
	w_buttons(c, has_field_or_row(c->view));
	if (!c->near && message) {
		c->row += c->air > 0 ? 1 : 0;
		draw_message(c, c->item);
	}
}

/* The rows that it takes. */
static int
draw_qr(struct canvas *c)
{
	int rows = 0;

	for (size_t i = 0; i < c->view->count; i++)
		if (c->view->items[i].kind == VIEW_QR &&
		    w_qr(c, &c->view->items[i], &rows))
			return rows;
	return 0;
}

void
draw_body(struct canvas *c)
{
	const struct view_message *m = &c->view->message;
	int last = -1, beside = 0;

	c->cursor_row = -1;
	c->beside = 0;
	c->message = (struct span){ -1, -1 };
	if (c->qr)
		beside = draw_qr(c);
	set_columns(c);
	if (m->about != ERR_OK && !c->near && (m->at < 0 ||
	    (size_t)m->at >= c->view->count)) {
		draw_message(c, c->text);
		last = VIEW_TEXT;
	}
	draw_items(c, false, &last);
	draw_buttons(c, &last);
	draw_items(c, true, &last);
	if (c->row < beside)
		c->row = beside;
}
