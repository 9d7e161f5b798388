#include "core/walk.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "card/readers.h"
#include "core/call.h"
#include "core/case.h"
#include "core/flow.h"
#include "core/focus.h"
#include "core/keyboard.h"
#include "core/message.h"
#include "core/run.h"
#include "core/turn.h"

#define DEPTH_MAX 8		/* steps that lead to steps at once */

bool
walk_at_role(const struct session *s, const char *role)
{
	return screens_has_role(s->parts.screens, s->screen, role);
}

/* What was typed on a screen, and a PIN on its way, do not outlive it. */
static void
forget_interrupted(struct session *s)
{
	form_close(&s->kept_form);
	s->interrupted = NULL;
	s->kept_focus = NULL;
	countdown_stop(&s->warn);
}

static void
begin_screen(struct session *s, const struct screen *screen)
{
	s->screen = screen;
	s->arrived = clock_now_ms();
	s->help = false;
	keyboard_close(s);
	s->after_done = false;
	memset(s->fired, 0, sizeof(s->fired));
	s->every_next = CLOCK_NEVER;
	if (s->config->observer != NULL)
		s->config->observer->arrived(s->config->observer->arg,
		    screen->id);
	if (screen->every.seconds > 0)
		s->every_next = s->arrived +
		    (int64_t)screen->every.seconds * 1000;
	session_mark(s);
}

/* The new PIN lives from pin.check to the end of unlock.run: on the screen
 * that took it, on the one that asks whether anybody is there, on those that
 * hold it while the unlock is confirmed, and on the one that runs it. */
static bool
keeps_pin(const struct screen *screen)
{
	return screen->holds_pin || (screen->enter != NULL &&
	    strcmp(screen->enter, action_words[ACTION_UNLOCK_RUN].name) == 0);
}

static void
leave_visit(struct session *s)
{
	bool start = walk_at_role(s, "start");

	if (!start && !walk_at_role(s, "goodbye"))
		return;
	walk_end_visit(s);
	if (!start)
		return;
	case_begin(s);
	/* The next person finds the terminal as it was set up. */
	s->lang = s->config->lang;
	s->large = false;
	s->hide = false;
}

/* What is carried over to a screen lives on while the keyboard is turned on
 * the way to it. */
static void
forget_carried(struct session *s, const struct screen *to)
{
	if (!keeps_pin(to))
		secret_clear(s->visit.pin);
	countdown_stop(&s->visit.letter.shown);
	if (!to->holds_letter)
		letter_drop(&s->visit.letter);
}

void
walk_to(struct session *s, const struct screen *screen)
{
	enum err e;

	if (++s->depth > DEPTH_MAX) {
		log_event(LOG_ERROR, "walk.endless", "screen=%s", screen->id);
		goto out;
	}
	/* An action belongs to the screen that started it. */
	if (s->run.action != NULL && !run_cancel(s))
		goto out;
	form_close(&s->form);
	forget_interrupted(s);
	s->event_waiting = NULL;
	/* Whoever leaves it has put it off, until that card is back. */
	if (walk_at_role(s, "recovery"))
		s->put_off = true;
	forget_carried(s, screen);
	screen = turn_before(s, operator_before(s, screen));
	begin_screen(s, screen);
	leave_visit(s);
	e = form_open(&s->form, screen);
	if (e != ERR_OK)
		message_set(s, e, NULL);
	focus_first(s);
	if (screen->enter != NULL)
		run_start(s, screen->enter, RUN_ENTER);
out:
	s->depth--;
}

static void
walk_back(struct session *s, const struct screen *screen)
{
	struct form kept = s->kept_form;
	const char *focus = s->kept_focus;

	memset(&s->kept_form, 0, sizeof(s->kept_form));
	forget_interrupted(s);
	form_close(&s->form);
	message_clear(s);
	begin_screen(s, screen);
	s->form = kept;
	/* Wiped meanwhile: an empty one. */
	if (kept.count == 0 && form_open(&s->form, screen) != ERR_OK)
		message_set(s, ERR_NO_MEMORY, NULL);
	s->focus = focus;
	focus_fix(s);
	walk_waiting(s);
}

void
walk_idle(struct session *s)
{
	const char *id = screens_role(s->parts.screens, "idle");
	const struct screen *idle = NULL;

	if (id != NULL)
		idle = screens_find(s->parts.screens, id);
	if (idle == NULL || (s->run.action != NULL && !run_cancel(s)))
		return;
	forget_interrupted(s);
	s->interrupted = s->screen;
	s->kept_form = s->form;
	s->kept_focus = s->focus;
	memset(&s->form, 0, sizeof(s->form));
	begin_screen(s, idle);
	message_clear(s);
	countdown_start(&s->warn, s->config->warn_s);
	countdown_stop(&s->visit.letter.shown);
	focus_first(s);
}

static struct flow_step
ask(const struct session *s, enum flow_cause cause, const char *name,
    enum err outcome)
{
	struct flow_place place = { .screens = s->parts.screens,
	    .here = s->screen, .interrupted = s->interrupted != NULL ?
	    s->interrupted : s->turn_to,
	    .facts = session_facts(s) };
	struct flow_event event = { .cause = cause, .name = name,
	    .outcome = outcome };

	return flow_step(&place, &event);
}

static bool
follow(struct session *s, const struct flow_step *step)
{
	switch (step->kind) {
	case FLOW_NOTHING:
		return false;
	case FLOW_GO:
		walk_to(s, step->to);
		break;
	case FLOW_BACK:
		if (turn_onward(s) != NULL) {
			turn_done(s);
			walk_to(s, step->to);
		} else {
			walk_back(s, step->to);
		}
		break;
	case FLOW_STAY:
		if (step->name != NULL)
			focus_set(s, step->name);
		else
			focus_fix(s);
		break;
	case FLOW_RUN:
		run_start(s, step->name, RUN_PRESSED);
		break;
	case FLOW_LOST:
		log_event(LOG_ERROR, "walk.lost", "screen=%s",
		    s->screen->id);
		message_set(s, ERR_INTERNAL, NULL);
		break;
	}
	session_mark(s);
	return true;
}

void
walk_outcome(struct session *s, const char *name, enum err outcome,
    const char *field)
{
	struct flow_step step = ask(s, FLOW_OUTCOME, name, outcome);
	const struct screen *before = s->screen;

	if (step.kind == FLOW_STAY && field != NULL)
		step.name = field;
	if (step.kind == FLOW_STAY && outcome != ERR_OK)
		message_place(s, step.name);
	/* What went wrong before has been overcome. */
	if (step.kind == FLOW_GO && outcome == ERR_OK)
		message_clear(s);
	follow(s, &step);
	if (s->screen == before)
		walk_waiting(s);
}

bool
walk_event(struct session *s, const char *name)
{
	struct flow_step step = ask(s, FLOW_EVENT, name, ERR_OK);

	if (step.kind == FLOW_GO)
		message_clear(s);
	return follow(s, &step);
}

void
walk_waiting(struct session *s)
{
	const char *name = s->event_waiting;

	if (name == NULL || s->run.action != NULL || s->interrupted != NULL)
		return;
	s->event_waiting = NULL;
	(void)walk_event(s, name);
}

static void
tell_chosen(struct session *s, const struct flow_step *step, const char *what)
{
	const struct session_observer *observer = s->config->observer;

	if (step->kind != FLOW_NOTHING && observer != NULL)
		observer->chosen(observer->arg, s->screen->id, what);
}

void
walk_button(struct session *s, const char *id)
{
	struct flow_step step = ask(s, FLOW_BUTTON, id, ERR_OK);

	tell_chosen(s, &step, id);
	/* What is said where the keyboard is turned is about what comes. */
	if (step.kind == FLOW_GO ||
	    (step.kind == FLOW_BACK && turn_onward(s) == NULL))
		message_clear(s);
	follow(s, &step);
}

void
walk_row(struct session *s)
{
	struct flow_step step = ask(s, FLOW_ROW, NULL, ERR_OK);

	tell_chosen(s, &step, screen_list(s->screen)->id);
	if (step.kind == FLOW_GO || step.kind == FLOW_BACK)
		message_clear(s);
	follow(s, &step);
}

bool
walk_after(struct session *s)
{
	struct flow_step step = ask(s, FLOW_AFTER, NULL, ERR_OK);

	if (step.kind == FLOW_GO)
		message_clear(s);
	return follow(s, &step);
}

void
walk_role(struct session *s, const char *role)
{
	struct flow_step step = ask(s, FLOW_ROLE, role, ERR_OK);

	follow(s, &step);
}

/* The next person's card is in whatever reader it is in. */
static void
forget_reader(struct session *s)
{
	enum err e = s->parts.card->readers->choose(s->parts.card, "");

	if (e != ERR_OK)
		log_event(LOG_WARN, "card.reader", "error=%s", err_name(e));
}

static void
wipe_visit(struct session *s)
{
	call_drop(s, CALL_KEEP);
	call_close_session(s);
	visit_wipe(&s->visit);
	forget_reader(s);
	form_clear_all(&s->form);
	form_close(&s->kept_form);
}

void
walk_end_visit(struct session *s)
{
	const struct session_observer *observer = s->config->observer;
	bool open = s->visit.open;

	wipe_visit(s);
	if (open && observer != NULL)
		observer->visit_over(observer->arg);
}

void
walk_session_lost(struct session *s)
{
	const struct session_observer *observer = s->config->observer;
	struct receipt receipt = s->visit.receipt;

	s->visit.open = false;
	wipe_visit(s);
	/* What was done can still be read, up to the welcome screen: nothing
	 * on a receipt is the person's. */
	s->visit.receipt = receipt;
	if (observer != NULL)
		observer->visit_over(observer->arg);
}

void
walk_session_ended(struct session *s)
{
	const char *keep = action_words[ACTION_SESSION_KEEP].name;

	walk_session_lost(s);
	message_set(s, ERR_SESSION_ENDED, NULL);
	if (screen_outcome(s->parts.screens, s->screen, keep,
	    ERR_SESSION_ENDED) != NULL)
		walk_outcome(s, keep, ERR_SESSION_ENDED, NULL);
	else
		walk_role(s, "start");
}
