#include "app/preview.h"

#include <stdio.h>
#include <string.h>

#include "app/samples.h"
#include "base/utf8.h"
#include "core/choice.h"
#include "core/vars.h"

#define SECONDS_TOTAL 300

void
preview_init(struct preview *p, const struct screens *screens,
    const struct screen *screen, enum lang lang)
{
	memset(p, 0, sizeof(*p));
	p->screens = screens;
	p->screen = screen;
	p->lang = lang;
	p->facts = facts_with(facts_offers(0), FACT_CARD_PRESENT, true);
	p->facts = facts_with(p->facts, FACT_PICTURE, true);
	p->facts = facts_with(p->facts, FACT_CAPTCHA, true);
	p->facts = facts_with(p->facts, FACT_CAPTCHA_PICTURE, true);
	p->facts = facts_with(p->facts, FACT_WORD_LIMITS, true);
	p->facts = facts_with(p->facts, FACT_MAIL_SENT, true);
	p->facts = facts_with(p->facts, FACT_NOT_APPROVED, true);
	p->facts = facts_with(p->facts, FACT_EXIT_ALLOWED, true);
	p->facts = facts_with(p->facts, FACT_READER, true);
	p->facts = facts_with(p->facts, FACT_PORTAL, true);
	p->facts = facts_with(p->facts, FACT_VALID, true);
	p->facts = facts_with(p->facts, FACT_TROUBLE, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_PASSWORD, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_MOBILE, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_SIGNED, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_CARD, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_BANK, true);
	p->facts = facts_with(p->facts, FACT_EDEVLET_PHONE, true);
	p->facts = facts_with(p->facts, FACT_VERIFICATION_ASKED, true);
	p->facts = facts_with(p->facts, FACT_VERIFICATION, true);
}

/* The part behind `prefix`, or NULL. */
static const char *
after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static enum err
set_fact(struct preview *p, const char *assignment)
{
	const char *const *names = fact_names;
	const char *value;

	for (int i = 0; i < FACT_COUNT; i++) {
		value = after(assignment, names[i]);
		if (value == NULL || *value != '=')
			continue;
		p->facts = facts_with(p->facts, (enum fact)i,
		    strcmp(value + 1, "true") == 0);
		return ERR_OK;
	}
	return ERR_ARGUMENT;
}

enum err
preview_set(struct preview *p, const char *assignment)
{
	const char *rest = after(assignment, "fact.");

	if (rest != NULL)
		return set_fact(p, rest);
	rest = after(assignment, "message=");
	if (rest != NULL) {
		p->message = err_from_name(rest);
		return p->message == ERR_COUNT ? ERR_ARGUMENT : ERR_OK;
	}
	rest = after(assignment, "focus=");
	if (rest != NULL) {
		p->focus = rest;
		return ERR_OK;
	}
	if (p->set_count >= PREVIEW_SET)
		return ERR_ARGUMENT;
	p->set[p->set_count++] = assignment;
	return ERR_OK;
}

/* The value of prefix + name, or NULL. */
static const char *
get(const struct preview *p, const char *prefix, const char *name)
{
	const char *rest;

	for (size_t i = 0; i < p->set_count; i++) {
		rest = after(p->set[i], prefix);
		rest = rest == NULL ? NULL : after(rest, name);
		if (rest != NULL && *rest == '=')
			return rest + 1;
	}
	return NULL;
}

static const char *
lookup(void *arg, const char *name)
{
	const struct preview *p = arg;
	const char *value = get(p, "", name);

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
	const char *hide = get(p, "", "hide");

	return hide != NULL && strcmp(hide, "true") == 0;
}

static void
add_field(struct preview *p, const struct block *b)
{
	struct view_item *item = add(p, VIEW_FIELD, b->id,
	    expand_text(p, &b->text));
	const char *typed = get(p, "field.", b->id);

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
	    small_number(get(p, "", "seconds"), 268);
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
		state = get(p, "step.", b->steps[i].id);
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
	int rows = small_number(get(p, "list.", b->id), PREVIEW_ROWS);

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
		item->number = number <= VIEW_DIGITS && !has_rows(p) ?
		    number : 0;
	}
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
	const char *tries = get(p, "", "tries");

	if (m == NULL)
		return;
	out->about = p->message;
	out->at = p->view.focus;
	out->code = m->code;
	out->what = expand_text(p, &m->what);
	out->card = expand_text(p, &m->card);
	out->next = expand_text(p, &m->next);
	if (tries != NULL)
		out->tries = expand(p, screens_word(p->screens, "tries-left",
		    p->lang));
	out->case_no = sample_variable("case");
	out->request_id = get(p, "", "request");
}

static void
fill_frame(struct preview *p)
{
	struct view *v = &p->view;
	const char *help = get(p, "", "help");

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
	v->card = word(p, facts_hold(p->facts, "card-present") ?
	    "card-present" : "card-none");
	v->portal = word(p, "portal-on");
	v->simulated = facts_hold(p->facts, "simulated");
	v->busy = get(p, "", "busy");
	v->spoken = get(p, "", "spoken");
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
	add_items(p);
	p->view.focus = first_focus(p);
	if (p->message != ERR_OK)
		add_message(p);
	return &p->view;
}
