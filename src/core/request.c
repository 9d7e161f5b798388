/* Keys, as requests, change the session. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/due.h"
#include "core/focus.h"
#include "core/keyboard.h"
#include "core/message.h"
#include "core/operator.h"
#include "core/run.h"
#include "core/state.h"
#include "core/walk.h"

#define NUMBER_MAX 10		/* of a button or row */
#define DUE_MOST 8		/* things that are due at once */

static bool
is_back(const struct button *b, const void *arg)
{
	(void)arg;
	return b->is_back;
}

static bool
is_default(const struct button *b, const void *arg)
{
	(void)arg;
	return b->is_default;
}

static bool
does(const struct button *b, const void *arg)
{
	return b->effect.action != NULL && strcmp(b->effect.action, arg) == 0;
}

static bool
is_counted_down(const struct button *b, const void *arg)
{
	int *left = *(int *const *)arg;

	(void)b;
	return --*left == 0;
}

static bool
quiet(const struct session *s)
{
	return s->run.action == NULL || action_at(s->run.id)->quiet;
}

/* While an action runs only a button that leads away works, and only where
 * the action can be given up. */
static void
press(struct session *s, const struct button *b)
{
	if (b == NULL)
		return;
	if (s->run.action != NULL && (!quiet(s) || b->effect.action != NULL))
		return;
	walk_button(s, b->id);
}

/* The row that has the focus is the chosen one from now on. */
static void
choose(struct session *s, int row)
{
	const struct block *list = screen_list(s->screen);

	if (s->run.action != NULL &&
	    (!quiet(s) || list->effect.action != NULL))
		return;
	focus_list(s)->chosen = (size_t)row;
	walk_row(s);
}

/* Enter in the last field presses the default button; but it goes on, to the
 * rows that are to be chosen from or to the button that is meant, where the
 * default is something else or would give up what was typed. */
static bool
goes_on(struct session *s)
{
	const struct button *b = session_button(s, is_default, NULL);
	const struct choice_list *list = focus_list(s);

	return !focus_is_last_field(s) || (list != NULL && list->count > 0) ||
	    (b != NULL && b->is_back);
}

static void
press_focused(struct session *s)
{
	if (focus_list_row(s) >= 0)
		choose(s, focus_list_row(s));
	else if (focus_field(s) == NULL && focus_button(s) != NULL)
		press(s, focus_button(s));
	else if (focus_field(s) != NULL && goes_on(s))
		focus_move(s, 1);
	else
		press(s, session_button(s, is_default, NULL));
}

static void
press_number(struct session *s, uint32_t number)
{
	const struct choice_list *list = focus_list(s);
	int left = number == 0 ? NUMBER_MAX : (int)number;
	int *counter = &left;

	if (number >= NUMBER_MAX)
		return;
	if (focus_by_digit(s))
		press(s, session_button(s, is_counted_down, &counter));
	else if (list != NULL && (size_t)left <= list->count)
		focus_set(s, choice_row_id((size_t)left - 1));
}

/* What was said about typing, or about this field being empty, is over. */
static void
forget_remark(struct session *s, const struct form_field *field)
{
	const struct message_state *m = &s->message;

	if (m->typing || (m->about == ERR_FIELD_EMPTY &&
	    strcmp(m->at, field->block->id) == 0))
		message_clear(s);
}

static void
type(struct session *s, uint32_t cp)
{
	struct form_field *field = focus_field(s);
	enum err e;

	if (field == NULL) {
		if (cp >= '0' && cp <= '9')
			press_number(s, cp - '0');
		return;
	}
	e = form_type(field, cp);
	if (e == ERR_OK) {
		forget_remark(s, field);
		return;
	}
	message_set(s, e, NULL);
	message_place(s, field->block->id);
	s->message.typing = true;
}

static void
edit(struct session *s, enum request_kind kind)
{
	struct form_field *field = focus_field(s);

	if (field == NULL) {
		if (kind == REQ_LEFT || kind == REQ_RIGHT)
			focus_move(s, kind == REQ_RIGHT ? 1 : -1);
		return;
	}
	if (s->message.typing)
		message_clear(s);
	switch (kind) {
	case REQ_ERASE:
		form_erase(field);
		break;
	case REQ_ERASE_ALL:
		form_clear(field);
		break;
	case REQ_LEFT:
		form_move(field, -1);
		break;
	case REQ_RIGHT:
		form_move(field, 1);
		break;
	default:
		break;
	}
}

/* Esc: first closes help or keyboard, then gives up what is under way (where
 * the screen has a way back), then goes back. */
static void
go_back(struct session *s)
{
	const struct button *b = session_button(s, is_back, NULL);
	bool entered = s->run.cause == RUN_ENTER;

	if (s->help) {
		s->help = false;
		return;
	}
	if (keyboard_is_open(s)) {
		keyboard_close(s);
		return;
	}
	if (b == NULL)
		return;
	if (s->run.action != NULL && !quiet(s)) {
		if (!run_cancel(s))
			return;
		if (!entered) {
			walk_waiting(s);
			return;
		}
		b = session_button(s, is_back, NULL);
	}
	press(s, b);
}

/* F10: the end of the visit; before there was one, of the program. */
static void
leave(struct session *s)
{
	if (walk_at_role(s, "start")) {
		s->wants_exit = true;
		return;
	}
	message_clear(s);
	walk_role(s, s->visit.open ? "goodbye" : "start");
}

/* What works at any time. */
static bool
frame_request(struct session *s, enum request_kind kind)
{
	switch (kind) {
	case REQ_LANGUAGE:
		if (s->config->one_language)
			return true;
		s->lang = s->lang == LANG_TR ? LANG_EN : LANG_TR;
		return true;
	case REQ_LARGE:
		s->large = !s->large;
		return true;
	case REQ_HIDE:
		s->hide = !s->hide;
		return true;
	case REQ_HELP:
		s->help = !s->help;
		return true;
	case REQ_BACK:
		go_back(s);
		return true;
	default:
		return false;
	}
}

static void
screen_request(struct session *s, const struct request *r)
{
	switch (r->kind) {
	case REQ_DOWN:
	case REQ_NEXT:
		focus_move(s, r->value == 0 ? 1 : (int)r->value);
		break;
	case REQ_UP:
	case REQ_PREV:
		focus_move(s, r->value == 0 ? -1 : -(int)r->value);
		break;
	case REQ_PRESS:
		press_focused(s);
		break;
	case REQ_NUMBER:
		type(s, '0' + r->value);
		break;
	case REQ_CHAR:
		type(s, r->value);
		break;
	case REQ_ERASE:
	case REQ_ERASE_ALL:
	case REQ_LEFT:
	case REQ_RIGHT:
		edit(s, r->kind);
		break;
	case REQ_REFRESH:
		press(s, session_button(s, does,
		    action_words[ACTION_CAPTCHA_NEW].name));
		break;
	case REQ_LEAVE:
		leave(s);
		break;
	default:
		break;
	}
}

/* What is due is older than a key that comes in the same turn, as after a
 * sleep of the machine: the key does not put it off, nor is it for the screen
 * that this leads to. */
static bool
comes_late(struct session *s)
{
	const struct screen *before = s->screen;
	int64_t now = clock_now_ms();

	for (int i = 0; i < DUE_MOST && s->screen == before &&
	    due_next(s) <= now; i++)
		(void)due_run(s);
	session_mark(s);
	return s->screen != before;
}

void
session_request(struct session *s, const struct request *request)
{
	struct request meant = *request;

	if (s->ending || comes_late(s))
		return;
	idle_touch(&s->idle);
	operator_touch(s);
	session_mark(s);
	/* Esc on a screen that any key leaves is a key like the others. */
	if (request->kind == REQ_BACK && !s->help && s->run.action == NULL &&
	    session_button(s, is_back, NULL) == NULL &&
	    walk_event(s, "key"))
		return;
	if (frame_request(s, request->kind))
		return;
	if (s->help) {
		s->help = request->kind != REQ_PRESS;
		return;
	}
	if (!quiet(s))
		return;
	if (request->kind != REQ_LEAVE && s->run.action == NULL &&
	    walk_event(s, "key"))
		return;
	if (keyboard_is_open(s))
		meant = keyboard_request(s, request);
	screen_request(s, &meant);
}
