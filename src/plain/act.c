#include "plain/act.h"

#include <string.h>

#include "base/utf8.h"
#include "core/session.h"
#include "plain/lines.h"
#include "plain/say.h"
#include "plain/tell.h"

#define BY_DEFAULT (-1)	/* for a number */
#define BROKEN 1		/* no field takes this character */

static const struct view *
request(struct act *act, enum request_kind kind, uint32_t value)
{
	struct request r = { .kind = kind, .value = value };

	session_request(act->session, &r);
	return session_view(act->session);
}

static const struct view_item *
focused(const struct view *v)
{
	return v->focus < 0 ? NULL : &v->items[v->focus];
}

static bool
on_field(const struct view *v)
{
	const struct view_item *item = focused(v);

	return item != NULL && item->kind == VIEW_FIELD;
}

/* Tab until `there`; the row of what can have the focus is a ring. */
static void
tab_until(struct act *act, bool (*there)(const struct view *v,
    const void *arg), const void *arg)
{
	const struct view *v = session_view(act->session);

	for (int i = 0; i < VIEW_ITEMS && !there(v, arg); i++)
		v = request(act, REQ_NEXT, 0);
}

static bool
is_at(const struct view *v, const void *arg)
{
	const struct view_item *item = focused(v);

	return item != NULL && strcmp(item->id, arg) == 0;
}

static bool
is_off_fields(const struct view *v, const void *arg)
{
	(void)arg;
	return !on_field(v);
}

static bool
is_at_empty(const struct view *v, const void *arg)
{
	(void)arg;
	return on_field(v) && focused(v)->length == 0;
}

static bool
has_empty(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_FIELD &&
		    v->items[i].length == 0)
			return true;
	return false;
}

static const struct view_item *
first_field(const struct view *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_FIELD)
			return &v->items[i];
	return NULL;
}

/* Button number `number`, or the default one; NULL: there is none. */
static const struct view_item *
button(const struct view *v, int number)
{
	bool by_default = number == BY_DEFAULT;

	for (size_t i = 0; i < v->count; i++) {
		if (v->items[i].kind != VIEW_BUTTON)
			continue;
		if (by_default ? v->items[i].is_default : --number == 0)
			return &v->items[i];
	}
	return NULL;
}

static void
press(struct act *act, int number)
{
	const struct view *v = session_view(act->session);
	const struct view_item *item = button(v, number);

	if (item == NULL) {
		lines_say(act->out, say_word(v, "plain-not-there"));
		return;
	}
	tab_until(act, is_at, item->id);
	act->from_start = false;
	tell_message_over(act->told);
	(void)request(act, REQ_PRESS, 0);
}

/* What is wrong with the field that has the focus. */
static enum err
trouble(const struct view *v)
{
	return v->message.at == v->focus ? v->message.about : ERR_OK;
}

/* Type a character; ERR_OK if the field has taken it.  A message that was
 * there before is no refusal, and blanks and dashes may be left out. */
static enum err
type(struct act *act, uint32_t cp)
{
	const struct view *v = session_view(act->session);
	enum err before = trouble(v), now;
	int length = focused(v)->length;

	v = request(act, REQ_CHAR, cp);
	now = trouble(v);
	if (!on_field(v) || focused(v)->length > length ||
	    (now == before && (cp == ' ' || cp == '-')))
		return ERR_OK;
	return now;
}

/* Type all; what is too long is typed to its end, since the session tells by
 * the length what it is. */
static enum err
type_all(struct act *act, const char *text, size_t len)
{
	enum err e = ERR_OK, last;
	uint32_t cp;
	size_t step;

	while (len > 0 && e != ERR_FIELD_CHARACTERS) {
		step = utf8_decode(text, len, &cp);
		if (step == 0) {
			cp = BROKEN;
			step = 1;
		}
		last = type(act, cp);
		if (last != ERR_OK)
			e = last;
		text += step;
		len -= step;
	}
	return e;
}

/* To the next field, else to the buttons. */
static void
go_down(struct act *act)
{
	if (!on_field(request(act, REQ_NEXT, 0)))
		act->from_start = false;
}

/* To a field that is still to be filled, one further up included (a picture
 * that was used up), else to the buttons. */
static void
go_on(struct act *act)
{
	const struct view *v = session_view(act->session);

	if (act->from_start)
		go_down(act);
	else if (has_empty(v))
		tab_until(act, is_at_empty, NULL);
	else
		tab_until(act, is_off_fields, NULL);
}

/* An empty answer leaves the field as it is. */
static void
fill(struct act *act, const struct answer *a)
{
	if (a->len == 0) {
		go_down(act);
		return;
	}
	(void)request(act, REQ_ERASE_ALL, 0);
	if (type_all(act, a->value, a->len) == ERR_OK) {
		go_on(act);
		return;
	}
	tell_message_over(act->told);
	(void)tell_message(act->told, session_view(act->session), act->out);
	(void)request(act, REQ_ERASE_ALL, 0);
}

static void
answer_value(struct act *act, enum ask asked, const struct answer *a)
{
	if (asked == ASK_FIELD)
		fill(act, a);
	else if (asked == ASK_MENU)
		press(act, BY_DEFAULT);
	else
		(void)request(act, REQ_PRESS, 0);
}

static void
repeat(struct act *act)
{
	const struct view *v = session_view(act->session);
	const struct view_item *field = first_field(v);

	tell_again(act->told);
	if (field == NULL)
		return;
	act->from_start = true;
	tab_until(act, is_at, field->id);
}

static void
help(struct act *act)
{
	ask_help(request(act, REQ_HELP, 0), act->out);
	(void)request(act, REQ_HELP, 0);
}

void
act_on(struct act *act, enum ask asked, const struct answer *a)
{
	switch (a->kind) {
	case ANSWER_VALUE:
		answer_value(act, asked, a);
		break;
	case ANSWER_NUMBER:
		press(act, a->number);
		break;
	case ANSWER_HELP:
		help(act);
		break;
	case ANSWER_REPEAT:
		repeat(act);
		break;
	case ANSWER_MENU:
		act->from_start = false;
		tab_until(act, is_off_fields, NULL);
		break;
	case ANSWER_BACK:
		(void)request(act, REQ_BACK, 0);
		break;
	case ANSWER_LANGUAGE:
		(void)request(act, REQ_LANGUAGE, 0);
		break;
	case ANSWER_LEAVE:
		(void)request(act, REQ_LEAVE, 0);
		break;
	case ANSWER_NO_NUMBER:
		lines_say(act->out, say_word(session_view(act->session),
		    "plain-not-there"));
		break;
	case ANSWER_NO_COMMAND:
		lines_say(act->out, say_word(session_view(act->session),
		    "plain-command"));
		break;
	}
}
