#include "core/view.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "core/focus.h"
#include "core/keyboard.h"
#include "core/session.h"
#include "core/state.h"
#include "core/view_words.h"
#include "core/walk.h"

_Static_assert(VIEW_CELLS == CHOICE_CELLS, "columns");

static const char *const events[] = { "key", "card-in", "card-out", NULL };
static const char *const countdowns[] = { "sms", "mail", "change", "warn",
	"letter", "edevlet", "verification", "pad", NULL };

const struct screen_vocabulary *
session_vocabulary(void)
{
	static const struct screen_vocabulary known = {
		.actions = action_words, .facts = fact_names,
		.variables = view_variables, .events = events,
		.words = view_words, .countdowns = countdowns,
		.lists = choice_names, .secrets = letter_values,
	};

	return &known;
}

/* The next free item, or NULL: VIEW_ITEMS are more than a screen may have. */
static struct view_item *
add(struct session *s, enum view_kind kind, const char *id, const char *text)
{
	struct view_item *item;

	if (s->view.count == VIEW_ITEMS)
		return NULL;
	item = &s->view.items[s->view.count++];
	memset(item, 0, sizeof(*item));
	item->kind = kind;
	item->id = id;
	item->text = text != NULL ? text : "";
	return item;
}

static void
add_field(struct session *s, const struct block *b)
{
	struct view_item *item = add(s, VIEW_FIELD, b->id,
	    view_text(s, &b->text));
	const struct form_field *f = form_find(&s->form, b->id);

	if (item == NULL)
		return;
	item->hint = view_text(s, &b->hint);
	item->focusable = true;
	item->hideable = b->field == FIELD_IDENTITY;
	item->secret = b->secret || (s->hide && item->hideable);
	item->digits = b->field == FIELD_DIGITS || b->field == FIELD_PIN;
	item->max = b->max;
	if (!item->secret)
		item->value = "";
	if (f == NULL)
		return;
	item->length = f->length;
	item->cursor = f->cursor;
	if (!item->secret)
		item->value = view_copy(s, secret_bytes(f->value),
		    secret_len(f->value));
}

static void
add_countdown(struct session *s, const struct block *b)
{
	struct view_item *item = add(s, VIEW_COUNTDOWN, b->id,
	    view_text(s, &b->text));
	const struct countdown *c = session_countdown(s, b->id);
	int mark;

	if (item == NULL || c == NULL)
		return;
	item->seconds_left = countdown_left(c);
	item->seconds_total = c->total;
	mark = countdown_mark(c);
	if (mark > 0)
		s->view.spoken = view_number(s, "spoken-seconds", mark);
}

static void
add_picture(struct session *s, const struct block *b)
{
	struct view_item *item = add(s, VIEW_PICTURE, b->id,
	    view_text(s, &b->text));
	const struct remote_picture *p = s->visit.picture;

	if (item == NULL)
		return;
	item->hint = view_word(s, "picture-hint");
	if (p == NULL || p->width > REMOTE_PICTURE_W ||
	    p->height > REMOTE_PICTURE_H)
		return;
	item->grey = p->grey;
	item->width = p->width;
	item->height = p->height;
}

static enum view_step_state
step_state(const struct session *s, const char *id)
{
	const char *const *names = action_words[s->steps_of].steps;
	size_t i;

	for (i = 0; names[i] != NULL && i < ACTION_STEPS; i++)
		if (strcmp(names[i], id) == 0)
			return s->steps[i];
	return STEP_WAITING;
}

/* The step that knows the card says which one it is. */
static const char *
step_hint(struct session *s, const char *id, enum view_step_state state)
{
	static const struct text card = { .in = {
	    "{card_label} \u2026{serial_tail}",
	    "{card_label} \u2026{serial_tail}" } };

	if (s->steps_of == ACTION_DOCTOR_RUN)
		return state == STEP_WAITING || state == STEP_RUNNING ? NULL :
		    view_doctor_hint(s, id);
	if (strcmp(id, "card") != 0 || state != STEP_DONE)
		return NULL;
	return view_text(s, &card);
}

static void
add_steps(struct session *s, const struct block *b)
{
	struct view_item *item;
	const struct step *step;
	size_t i;

	for (i = 0; i < b->step_count; i++) {
		step = &b->steps[i];
		item = add(s, VIEW_STEP, step->id, view_text(s, &step->text));
		if (item == NULL)
			return;
		item->state = step_state(s, step->id);
		item->hint = step_hint(s, step->id, item->state);
		if (step->done == NULL)
			continue;
		item->state = facts_hold(session_facts(s), step->done) ?
		    STEP_DONE : STEP_WAITING;
		item->hint = NULL;
	}
}

/* "K103", and what it is and what to do about it; troubles first. */
static void
add_findings(struct session *s)
{
	static const enum doctor_state order[] = { DOCTOR_TROUBLE,
	    DOCTOR_UNKNOWN };
	const struct message *m;
	struct view_item *item;
	size_t i, j;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		for (j = 0; j < DOCTOR_COUNT; j++) {
			m = screens_message(s->parts.screens,
			    s->doctor.of[j].about);
			if (s->doctor.of[j].state != order[i] || m == NULL)
				continue;
			item = add(s, VIEW_FINDING, NULL, m->code);
			if (item != NULL)
				item->value = view_doctor_advice(s,
				    &s->doctor.of[j]);
		}
	}
}

/* What is not known is not shown. */
static void
add_value(struct session *s, enum view_kind kind, const struct block *b)
{
	const char *value = view_text(s, &b->value);
	struct view_item *item;

	if (value == NULL || value[0] == '\0')
		return;
	item = add(s, kind, b->id, view_text(s, &b->text));
	if (item != NULL)
		item->value = value;
}

/* A card from 2011 on has no PUK: no row for it. */
static void
add_secret(struct session *s, const struct block *b)
{
	const struct visit_letter *l = &s->visit.letter;
	const struct secret *value = letter_value(l, b->id);
	struct view_item *item;

	if (value == NULL)
		return;
	item = add(s, VIEW_SECRET, b->id, view_text(s, &b->text));
	if (item != NULL && letter_shown(l))
		item->shown = value;
}

static void
add_heads(struct session *s, const struct block *b)
{
	struct view_item *item = add(s, VIEW_HEAD, NULL, NULL);
	size_t i;

	for (i = 0; item != NULL && i < b->head_count; i++)
		item->cells[item->cell_count++] = view_text(s, &b->heads[i]);
}

static void
add_row(struct session *s, const struct choice_row *row, size_t at)
{
	struct view_item *item = add(s, VIEW_ROW, choice_row_id(at), NULL);
	const struct choice_cell *cell;
	size_t i;

	if (item == NULL)
		return;
	item->focusable = true;
	item->number = at < VIEW_DIGITS ? (int)at + 1 : 0;
	for (i = 0; i < row->cell_count; i++) {
		cell = &row->cells[i];
		item->cells[item->cell_count++] = cell->word != NULL ?
		    view_word(s, cell->word) :
		    view_copy(s, (const uint8_t *)cell->text,
		    strlen(cell->text));
	}
	if (row->cell_count > 0)
		item->text = item->cells[0];
}

static void
add_list(struct session *s, const struct block *b)
{
	const struct choice_list *list = choice_find(&s->visit.choices, b->id);
	size_t i;

	if (list == NULL)
		return;
	if (list->count == 0)
		add(s, VIEW_TEXT, b->id, view_text(s, &b->text));
	else if (b->head_count > 0)
		add_heads(s, b);
	for (i = 0; i < list->count; i++)
		add_row(s, &list->rows[i], i);
}

static void
add_block(struct session *s, const struct block *b)
{
	switch (b->kind) {
	case BLOCK_TEXT:
		add(s, VIEW_TEXT, b->id, view_text(s, &b->text));
		break;
	case BLOCK_NOTE:
		add(s, VIEW_NOTE, b->id, view_text(s, &b->text));
		break;
	case BLOCK_WARNING:
		add(s, VIEW_WARNING, b->id, view_text(s, &b->text));
		break;
	case BLOCK_BIG:
		add(s, VIEW_BIG, b->id, view_text(s, &b->text));
		break;
	case BLOCK_FIELD:
		add_field(s, b);
		break;
	case BLOCK_COUNTDOWN:
		add_countdown(s, b);
		break;
	case BLOCK_PICTURE:
		add_picture(s, b);
		break;
	case BLOCK_STEPS:
		add_steps(s, b);
		break;
	case BLOCK_SECRET:
		add_secret(s, b);
		break;
	case BLOCK_VALUE:
		add_value(s, VIEW_VALUE, b);
		break;
	case BLOCK_QR:
		add_value(s, VIEW_QR, b);
		break;
	case BLOCK_LIST:
		add_list(s, b);
		break;
	case BLOCK_FINDINGS:
		add_findings(s);
		break;
	}
}

static void
add_items(struct session *s, struct fact_set facts)
{
	const struct screen *screen = s->screen;
	const struct button *b;
	struct view_item *item;
	bool digits = focus_by_digit(s);
	int number = 0;
	size_t i;

	for (i = 0; i < screen->block_count; i++)
		if (facts_hold(facts, screen->blocks[i].when))
			add_block(s, &screen->blocks[i]);
	for (i = 0; i < screen->button_count; i++) {
		b = &screen->buttons[i];
		if (!facts_hold(facts, b->when))
			continue;
		item = add(s, VIEW_BUTTON, b->id, view_text(s, &b->label));
		if (item == NULL)
			return;
		item->focusable = true;
		number++;
		item->number = number <= VIEW_DIGITS && digits ? number : 0;
		item->is_default = b->is_default;
	}
}

/* While it is open there are the fields that it can type into, and no more. */
static void
add_keyboard(struct session *s, struct fact_set facts)
{
	const struct screen *screen = s->screen;
	const struct form_field *typed = focus_field(s);
	struct view_item *item;
	size_t i;

	for (i = 0; i < screen->block_count; i++) {
		if (screen->blocks[i].kind != BLOCK_FIELD ||
		    !facts_hold(facts, screen->blocks[i].when))
			continue;
		add_field(s, &screen->blocks[i]);
		s->view.items[s->view.count - 1].typed_into =
		    &screen->blocks[i] == typed->block;
	}
	item = add(s, VIEW_KEYBOARD, "", NULL);
	if (item != NULL)
		item->focusable = true;
	s->view.focus = (int)s->view.count - 1;
	keyboard_view(s->parts.screens, s->lang, &s->keyboard,
	    &s->view_keyboard);
	s->view.keyboard = &s->view_keyboard;
	add(s, VIEW_NOTE, "", view_word(s, "keyboard-hint"));
}

/* Index of the item that can have the focus and is called so; -1. */
static int
item_at(const struct view *v, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < v->count; i++)
		if (v->items[i].focusable && strcmp(v->items[i].id, id) == 0)
			return (int)i;
	return -1;
}

/* Whether the card of the unlock that was cut off has changed is not known:
 * what only says why it cannot be looked at must not say that it has not. */
static bool
card_is_unknown(struct session *s, enum err about)
{
	const struct journal_record *r = journal_untold(&s->journal);

	return r != NULL && r->state == JOURNAL_WRITING &&
	    walk_at_role(s, "recovery") && about != ERR_CARD_OTHER &&
	    about != ERR_CARD_UNKNOWN;
}

static void
build_message(struct session *s)
{
	struct view_message *m = &s->view.message;
	const struct message *text, *open;

	memset(m, 0, sizeof(*m));
	m->at = -1;
	m->about = s->message.about;
	if (m->about == ERR_OK)
		return;
	text = screens_message(s->parts.screens, m->about);
	if (text == NULL)
		return;
	m->good = message_is_news(m->about);
	m->at = item_at(&s->view, s->message.at);
	m->code = text->code;
	m->what = view_text(s, &text->what);
	open = screens_message(s->parts.screens, ERR_UNLOCK_UNKNOWN);
	if (open == NULL || !card_is_unknown(s, m->about))
		open = text;
	m->card = view_text(s, &open->card);
	m->next = view_text(s, &text->next);
	if (s->message.tries_left >= 0)
		m->tries = view_number(s, "tries-left",
		    s->message.tries_left);
	if (s->message.case_no[0] != '\0')
		m->case_no = s->message.case_no;
	if (s->message.request_id[0] != '\0')
		m->request_id = s->message.request_id;
}

static void
build(struct session *s)
{
	struct view *v = &s->view;
	const struct screen *screen = s->screen;
	const char *trail = NULL;

	view_forget(s);
	v->screen = screen->id;
	v->lang = s->lang;
	v->one_language = s->config->one_language;
	v->large = s->large;
	v->hide = s->hide;
	v->brand = s->config->brand;
	v->title = view_text(s, &screen->title);
	if (screen->trail != NULL)
		trail = view_text(s, screen->trail);
	v->trail = trail != NULL ? trail : "";
	v->step = screen->step;
	v->steps = screen->steps;
	v->count = 0;
	v->spoken = NULL;
	v->keyboard = NULL;
	if (keyboard_is_open(s)) {
		add_keyboard(s, session_facts(s));
	} else {
		add_items(s, session_facts(s));
		v->focus = item_at(v, s->focus);
	}
	v->from_top = screen->from_top;
	build_message(s);
	v->help = s->help ? view_text(s, &screen->help) : NULL;
	v->busy = view_busy_line(s);
	v->card = view_card_line(s);
	v->portal = view_portal_line(s);
	v->simulated = s->card.simulated;
	v->screens = s->parts.screens;
	v->serial++;
}

const struct view *
session_view(struct session *s)
{
	if (s->dirty) {
		s->dirty = false;
		build(s);
	}
	return &s->view;
}
