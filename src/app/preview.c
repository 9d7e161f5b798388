#include "app/preview.h"

#include <stdio.h>
#include <string.h>

#include "app/samples.h"
#include "base/utf8.h"
#include "core/choice.h"
#include "core/keyboard.h"
#include "core/vars.h"

#define SECONDS_TOTAL 300
#define WAIT_S 60		/* the longest words that there are for it */

/* Beside a field that has the focus; without a card's own limits. */
static const char *
lookup_message(struct preview *p, const char *name)
{
	static const struct pin_limits card = { 0 }, usual = { 6, 8 };
	const struct block *field = p->focus == NULL ? NULL :
	    screen_block(p->screen, BLOCK_FIELD, p->focus);

	if (strcmp(name, "wait") == 0)
		return message_wait(p->screens, p->lang, WAIT_S,
		    p->message_text);
	if (strcmp(name, "length") == 0 && field != NULL)
		return message_length(p->screens, p->lang,
		    message_limits(field, p->lang, &card), p->message_text);
	if (strcmp(name, "length") == 0 || strcmp(name, "pin_length") == 0)
		return message_length(p->screens, p->lang, usual,
		    p->message_text);
	return strcmp(name, "field") == 0 && field != NULL ?
	    field->text.in[p->lang] : NULL;
}

static const char *
lookup(void *arg, const char *name)
{
	struct preview *p = arg;
	const char *value = preview_get(p, "", name);

	if (value == NULL)
		value = lookup_message(p, name);
	if (value == NULL)
		value = sample_variable(name);
	return value != NULL && value[0] == '@' ?
	    screens_word(p->screens, value + 1, p->lang) : value;
}

/* The text with its variables, kept in p->text. */
static const char *
expand(struct preview *p, const char *text)
{
	char *out = p->text + p->used;
	size_t room = sizeof(p->text) - p->used;

	if (text == NULL || room < 2)
		return "";
	vars_expand(text, lookup, p, out, room);
	p->used += strlen(out) + 1;
	return out;
}

static const char *
expand_text(struct preview *p, const struct text *text)
{
	return text->in[p->lang] == NULL ? NULL :
	    expand(p, text->in[p->lang]);
}

static const char *
word(struct preview *p, const char *id)
{
	return expand(p, screens_word(p->screens, id, p->lang));
}

static struct view_item *
add(struct preview *p, enum view_kind kind, const char *id, const char *text)
{
	static struct view_item spare;
	struct view *v = &p->view;
	struct view_item *item = v->count < VIEW_ITEMS ?
	    &v->items[v->count++] : &spare;

	*item = (struct view_item){ .kind = kind, .id = id, .text = text };
	return item;
}

static int
small_number(const char *digits, int otherwise)
{
	int n = 0;

	if (digits == NULL)
		return otherwise;
	for (; *digits >= '0' && *digits <= '9' && n < 10000; digits++)
		n = n * 10 + (*digits - '0');
	return n;
}

static int
characters(const char *text)
{
	int n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static bool
hidden(const struct preview *p)
{
	const char *hide = preview_get(p, "", "hide");

	return hide != NULL && strcmp(hide, "true") == 0;
}

static void
add_field(struct preview *p, const struct block *b)
{
	struct view_item *item = add(p, VIEW_FIELD, b->id,
	    expand_text(p, &b->text));
	const char *typed = preview_get(p, "field.", b->id);

	item->hint = expand_text(p, &b->hint);
	item->focusable = true;
	item->max = b->max;
	item->hideable = b->field == FIELD_IDENTITY;
	item->secret = b->secret || (hidden(p) && item->hideable);
	item->digits = b->field == FIELD_DIGITS || b->field == FIELD_PIN;
	item->value = typed == NULL || item->secret ? "" : typed;
	item->length = typed == NULL ? 0 : characters(typed);
	item->cursor = item->length;
}

static void
add_countdown(struct preview *p, const struct block *b)
{
	struct view_item *item = add(p, VIEW_COUNTDOWN, b->id,
	    expand_text(p, &b->text));
	bool expired = facts_hold(p->facts, "expired");

	item->seconds_total = SECONDS_TOTAL;
	item->seconds_left = expired ? 0 :
	    small_number(preview_get(p, "", "seconds"), 268);
}

static void
add_picture(struct preview *p, const struct block *b)
{
	struct view_item *item = add(p, VIEW_PICTURE, b->id,
	    expand_text(p, &b->text));

	item->hint = word(p, "picture-hint");
	if (!facts_hold(p->facts, "picture"))
		return;
	preview_picture(p->grey);
	item->grey = p->grey;
	item->width = PREVIEW_W;
	item->height = PREVIEW_H;
}

static void
add_steps(struct preview *p, const struct block *b)
{
	static const char *const states[] = { "waiting", "running", "done",
	    "failed", "skipped" };
	struct view_item *item;
	const char *state;

	for (size_t i = 0; i < b->step_count; i++) {
		item = add(p, VIEW_STEP, b->steps[i].id,
		    expand_text(p, &b->steps[i].text));
		state = preview_get(p, "step.", b->steps[i].id);
		if (b->steps[i].done != NULL && state == NULL)
			state = facts_hold(p->facts, b->steps[i].done) ?
			    "done" : "waiting";
		for (int s = 0; state != NULL && s <= STEP_SKIPPED; s++) {
			if (strcmp(state, states[s]) == 0)
				item->state = (enum view_step_state)s;
		}
	}
}

static void
add_value(struct preview *p, enum view_kind kind, const struct block *b)
{
	const char *value = expand_text(p, &b->value);
	struct view_item *item;

	if (value == NULL || value[0] == '\0')
		return;
	item = add(p, kind, b->id, expand_text(p, &b->text));
	item->value = value;
}

/* Dots: nothing here holds a secret. */
static void
add_secret(struct preview *p, const struct block *b)
{
	add(p, VIEW_SECRET, b->id, expand_text(p, &b->text));
}

static void
add_row(struct preview *p, const struct block *b, size_t at)
{
	struct view_item *item = add(p, VIEW_ROW, choice_row_id(at), "");
	const char *cell = sample_cell(b->id, at, 0);

	item->focusable = true;
	item->number = at < VIEW_DIGITS ? (int)at + 1 : 0;
	while (cell != NULL) {
		item->cells[item->cell_count++] = cell[0] == '@' ?
		    word(p, cell + 1) : cell;
		cell = sample_cell(b->id, at, item->cell_count);
	}
	item->text = item->cells[0];
}

static size_t
row_count(const struct preview *p, const struct block *b)
{
	int rows = small_number(preview_get(p, "list.", b->id), PREVIEW_ROWS);

	return rows > CHOICE_ROWS ? CHOICE_ROWS : (size_t)rows;
}

static void
add_list(struct preview *p, const struct block *b)
{
	size_t rows = row_count(p, b);
	struct view_item *item;

	if (rows == 0) {
		add(p, VIEW_TEXT, b->id, expand_text(p, &b->text));
		return;
	}
	if (b->head_count > 0) {
		item = add(p, VIEW_HEAD, NULL, "");
		for (size_t i = 0; i < b->head_count; i++)
			item->cells[item->cell_count++] =
			    expand_text(p, &b->heads[i]);
	}
	for (size_t i = 0; i < rows; i++)
		add_row(p, b, i);
}

static void
add_finding(struct preview *p, enum err about)
{
	const struct message *m = screens_message(p->screens, about);
	struct view_item *item;
	char *text = p->text + p->used;
	int n;

	if (m == NULL)
		return;
	item = add(p, VIEW_FINDING, NULL, m->code);
	n = snprintf(text, sizeof(p->text) - p->used, "%s %s",
	    m->what.in[p->lang], m->next.in[p->lang]);
	p->used += n > 0 ? (size_t)n + 1 : 0;
	item->value = expand(p, text);
}

static bool
has_rows(const struct preview *p)
{
	const struct block *list = screen_list(p->screen);

	return list != NULL && facts_hold(p->facts, list->when) &&
	    row_count(p, list) > 0;
}

static void
add_block(struct preview *p, const struct block *b)
{
	static const enum view_kind kinds[] = {
		[BLOCK_TEXT] = VIEW_TEXT, [BLOCK_NOTE] = VIEW_NOTE,
		[BLOCK_WARNING] = VIEW_WARNING, [BLOCK_BIG] = VIEW_BIG,
	};

	switch (b->kind) {
	case BLOCK_FIELD:
		add_field(p, b);
		break;
	case BLOCK_COUNTDOWN:
		add_countdown(p, b);
		break;
	case BLOCK_PICTURE:
		add_picture(p, b);
		break;
	case BLOCK_STEPS:
		add_steps(p, b);
		break;
	case BLOCK_SECRET:
		add_secret(p, b);
		break;
	case BLOCK_VALUE:
		add_value(p, VIEW_VALUE, b);
		break;
	case BLOCK_QR:
		add_value(p, VIEW_QR, b);
		break;
	case BLOCK_LIST:
		add_list(p, b);
		break;
	case BLOCK_FINDINGS:
		add_finding(p, ERR_NO_READER);
		add_finding(p, ERR_PORTAL_TLS);
		break;
	default:
		add(p, kinds[b->kind], NULL, expand_text(p, &b->text));
		break;
	}
}

/* As core/focus.h says: not beside fields, nor under rows. */
static bool
by_digit(const struct preview *p)
{
	for (size_t i = 0; i < p->view.count; i++)
		if (p->view.items[i].kind == VIEW_FIELD)
			return false;
	return !has_rows(p);
}

static void
add_items(struct preview *p)
{
	const struct screen *s = p->screen;
	struct view_item *item;
	int number = 0;

	for (size_t i = 0; i < s->block_count; i++) {
		if (facts_hold(p->facts, s->blocks[i].when))
			add_block(p, &s->blocks[i]);
	}
	for (size_t i = 0; i < s->button_count; i++) {
		if (!facts_hold(p->facts, s->buttons[i].when))
			continue;
		item = add(p, VIEW_BUTTON, s->buttons[i].id,
		    expand_text(p, &s->buttons[i].label));
		item->focusable = true;
		item->is_default = s->buttons[i].is_default;
		number++;
		item->number = number <= VIEW_DIGITS && by_digit(p) ?
		    number : 0;
	}
}

/* keyboard=LAYER.ROW.KEY: as a session that types by the keyboard on the
 * screen into the field focus=. */
static bool
add_keyboard(struct preview *p)
{
	const char *at = preview_get(p, "", "keyboard");
	const struct screen *s = p->screen;
	struct keyboard k = { .open = true };

	if (at == NULL || strlen(at) < 5 || !facts_hold(p->facts, "keyboard"))
		return false;
	k.layer = (size_t)small_number(at, 0);
	k.row = (size_t)small_number(at + 2, 0);
	k.col = (size_t)small_number(at + 4, 0);
	for (size_t i = 0; i < s->block_count; i++) {
		if (s->blocks[i].kind != BLOCK_FIELD)
			continue;
		add_field(p, &s->blocks[i]);
		p->view.items[p->view.count - 1].typed_into =
		    p->focus != NULL && strcmp(p->focus, s->blocks[i].id) == 0;
	}
	add(p, VIEW_KEYBOARD, "", "")->focusable = true;
	p->view.focus = (int)p->view.count - 1;
	keyboard_view(p->screens, p->lang, &k, &p->keyboard);
	p->view.keyboard = &p->keyboard;
	add(p, VIEW_NOTE, "", word(p, "keyboard-hint"));
	return true;
}

/* As a session does: the first field or row, else the default button. */
static int
first_focus(const struct preview *p)
{
	const struct view *v = &p->view;
	int found = -1;

	for (size_t i = 0; i < v->count; i++) {
		const struct view_item *item = &v->items[i];

		if (!item->focusable)
			continue;
		if (p->focus != NULL && strcmp(p->focus, item->id) == 0)
			return (int)i;
		if (p->focus == NULL && (item->kind == VIEW_FIELD ||
		    item->kind == VIEW_ROW))
			return (int)i;
		if (found < 0 || item->is_default)
			found = (int)i;
	}
	return found;
}

static void
add_message(struct preview *p)
{
	const struct message *m = screens_message(p->screens, p->message);
	struct view_message *out = &p->view.message;
	const char *tries = preview_get(p, "", "tries");

	if (m == NULL)
		return;
	out->about = p->message;
	out->good = message_is_news(p->message);
	out->at = p->view.focus;
	out->code = m->code;
	out->what = expand_text(p, &m->what);
	out->card = expand_text(p, &m->card);
	out->next = expand_text(p, &m->next);
	if (tries != NULL)
		out->tries = expand(p, screens_word(p->screens, "tries-left",
		    p->lang));
	out->case_no = sample_variable("case");
	out->request_id = preview_get(p, "", "request");
}

static void
fill_frame(struct preview *p)
{
	struct view *v = &p->view;
	const char *help = preview_get(p, "", "help");

	v->screen = p->screen->id;
	v->lang = p->lang;
	v->large = p->large;
	v->hide = hidden(p);
	v->brand = "KAMU SM";
	v->trail = p->screen->trail == NULL ? "" :
	    expand_text(p, p->screen->trail);
	v->title = expand_text(p, &p->screen->title);
	v->step = p->screen->step;
	v->steps = p->screen->steps;
	v->from_top = p->screen->from_top;
	v->card = word(p, facts_hold(p->facts, "card-present") ?
	    "card-present" : "card-none");
	v->portal = word(p, "portal-on");
	v->simulated = facts_hold(p->facts, "simulated");
	v->busy = preview_get(p, "", "busy");
	v->spoken = preview_get(p, "", "spoken");
	v->screens = p->screens;
	if (help != NULL && strcmp(help, "true") == 0)
		v->help = expand_text(p, &p->screen->help);
}

const struct view *
preview_view(struct preview *p)
{
	memset(&p->view, 0, sizeof(p->view));
	p->used = 0;
	fill_frame(p);
	if (!add_keyboard(p)) {
		add_items(p);
		p->view.focus = first_focus(p);
	}
	if (p->message != ERR_OK)
		add_message(p);
	return &p->view;
}
