#include "core/due.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/call.h"
#include "core/focus.h"
#include "core/health.h"
#include "core/message.h"
#include "core/operator.h"
#include "core/report.h"
#include "core/run.h"
#include "core/walk.h"

#define KEEP_LEFT_S 60		/* then the portal hears of a busy person */
#define KEEP_AGAIN_MS 15000
#define NOW 0			/* before any reading of the clock */

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Nothing is under way that what is due would cut off. */
static bool
is_quiet(const struct session *s)
{
	return s->run.action == NULL || action_at(s->run.id)->quiet;
}

/* The visible countdown number `n` of the screen, NULL behind the last. */
static const struct block *
countdown_block(const struct session *s, size_t n)
{
	struct fact_set facts = session_facts(s);
	const struct block *b;
	size_t i;

	for (i = 0; i < s->screen->block_count; i++) {
		b = &s->screen->blocks[i];
		if (b->kind == BLOCK_COUNTDOWN &&
		    facts_hold(facts, b->when) && n-- == 0)
			return b;
	}
	return NULL;
}

static int64_t
countdowns_due(struct session *s)
{
	const struct block *b;
	const struct countdown *c;
	int64_t due = CLOCK_NEVER;
	size_t n;

	for (n = 0; n < FIRED_MAX; n++) {
		b = countdown_block(s, n);
		if (b == NULL)
			break;
		c = session_countdown(s, b->id);
		if (c == NULL)
			continue;
		due = earlier(due, countdown_next(c));
		if (countdown_over(c) && !s->fired[n] && is_quiet(s))
			due = NOW;
	}
	return due;
}

static bool
idle_applies(const struct session *s)
{
	return s->begun && s->screen->idle && is_quiet(s);
}

static int64_t
after_due(const struct session *s)
{
	const struct after *after = &s->screen->after;
	int64_t due = s->arrived + (int64_t)after->seconds * 1000;

	if (after->seconds == 0 || s->after_done || !is_quiet(s))
		return CLOCK_NEVER;
	/* Too early, or later with whatever makes the condition hold. */
	if (clock_now_ms() < due ||
	    facts_hold(session_facts(s), after->when))
		return due;
	return CLOCK_NEVER;
}

static int64_t
every_due(const struct session *s)
{
	return s->run.action == NULL ? s->every_next : CLOCK_NEVER;
}

static int64_t
again_due(const struct session *s)
{
	return s->run.action != NULL && s->run.again != 0 ? s->run.again :
	    CLOCK_NEVER;
}

static int64_t
session_due(const struct session *s)
{
	return s->visit.open && is_quiet(s) ? s->visit.session.end :
	    CLOCK_NEVER;
}

/* A person who is at work does not lose the portal's session. */
static int64_t
keep_due(const struct session *s)
{
	const struct countdown *c = &s->visit.session;
	int early = c->total / 2 < KEEP_LEFT_S ? c->total / 2 : KEEP_LEFT_S;
	int64_t from = c->end - (int64_t)early * 1000;

	if (!s->visit.open || s->run.action != NULL || s->ending ||
	    s->calls[CALL_KEEP].active || s->interrupted != NULL ||
	    !countdown_running(c))
		return CLOCK_NEVER;
	if (from < s->keep_next)
		from = s->keep_next;
	/* Nobody has touched a key for as long as counts as idle. */
	if (idle_deadline(&s->idle, true) <= clock_now_ms())
		return CLOCK_NEVER;
	return from;
}

static bool
recovery_is_due(struct session *s)
{
	return s->begun && !s->put_off && s->run.action == NULL &&
	    walk_at_role(s, "start") && journal_untold(&s->journal) != NULL;
}

int64_t
due_next(struct session *s)
{
	int64_t due = CLOCK_NEVER;

	if (s->ending)
		return s->run.action == NULL ? NOW : s->end_by;
	if (recovery_is_due(s))
		return NOW;
	due = earlier(due, countdowns_due(s));
	due = earlier(due, idle_deadline(&s->idle, idle_applies(s)));
	due = earlier(due, after_due(s));
	due = earlier(due, every_due(s));
	due = earlier(due, session_due(s));
	due = earlier(due, operator_due(s));
	due = earlier(due, keep_due(s));
	due = earlier(due, health_due(s));
	due = earlier(due, report_due(s));
	due = earlier(due, again_due(s));
	return due;
}

/* What was typed is of no use any more, and is wiped. */
static void
end_countdown(struct session *s, const struct block *b)
{
	char name[64] = "countdown.";

	strncat(name, b->id, sizeof(name) - strlen(name) - 1);
	log_event(LOG_INFO, "countdown.end", "id=%s", b->id);
	if (s->run.action != NULL && !run_cancel(s))
		return;
	form_clear_all(&s->form);
	message_set(s, b->at_end, NULL);
	if (b->at_end == ERR_SESSION_ENDED)
		walk_end_visit(s);
	if (b->at_end == ERR_LETTER_HIDDEN)
		countdown_stop(&s->visit.letter.shown);
	walk_outcome(s, name, b->at_end, NULL);
}

static bool
run_countdowns(struct session *s)
{
	const struct block *b;
	const struct countdown *c;
	size_t n;

	if (!is_quiet(s))
		return false;
	for (n = 0; n < FIRED_MAX; n++) {
		b = countdown_block(s, n);
		if (b == NULL)
			return false;
		c = session_countdown(s, b->id);
		if (c == NULL || !countdown_over(c) || s->fired[n])
			continue;
		s->fired[n] = true;
		end_countdown(s, b);
		return true;
	}
	return false;
}

static void
kept(struct session *s, const struct remote_result *r)
{
	if (r->e == ERR_OK)
		countdown_start(&s->visit.session,
		    r->reply->u.session_keep.expires_in);
	else if (r->e == ERR_SESSION_ENDED && s->run.action == NULL)
		walk_session_ended(s);
}

static void
run_keep(struct session *s)
{
	struct wire_request req = { 0 };
	enum err e;

	s->keep_next = clock_now_ms() + KEEP_AGAIN_MS;
	e = call_start(s, CALL_KEEP, WIRE_SESSION_KEEP, &req, kept);
	if (e != ERR_OK)
		log_event(LOG_WARN, "session.keep", "error=%s", err_name(e));
}

static void
run_every(struct session *s)
{
	s->every_next = clock_now_ms() +
	    (int64_t)s->screen->every.seconds * 1000;
	run_start(s, s->screen->every.action, RUN_EVERY);
}

/* What can change the screen: one of them a turn. */
static bool
run_walks(struct session *s, int64_t now)
{
	if (recovery_is_due(s)) {
		walk_role(s, "recovery");
		return true;
	}
	if (run_countdowns(s))
		return true;
	if (session_due(s) <= now) {
		walk_session_ended(s);
		return true;
	}
	if (operator_due(s) <= now) {
		operator_end(s);
		message_set(s, ERR_OPERATOR_OVER, NULL);
		return true;
	}
	if (after_due(s) <= now) {
		s->after_done = true;
		walk_after(s);
		return true;
	}
	if (idle_deadline(&s->idle, idle_applies(s)) <= now) {
		/* Even if there is no such screen: not again at once. */
		idle_touch(&s->idle);
		walk_idle(s);
		return true;
	}
	return false;
}

static void
finish(struct session *s)
{
	void (*ended)(void *arg) = s->ended;
	void *arg = s->ended_arg;

	call_drop_all(s);
	walk_end_visit(s);
	operator_end(s);
	s->ended = NULL;
	if (ended != NULL)
		ended(arg);
}

bool
due_run(struct session *s)
{
	int64_t now = clock_now_ms();

	if (s->ending) {
		if (due_next(s) > now)
			return true;
		finish(s);
		return false;
	}
	if (run_walks(s, now))
		return true;
	if (again_due(s) <= now) {
		s->run.again = 0;
		action_at(s->run.id)->again(s);
	}
	if (every_due(s) <= now)
		run_every(s);
	if (keep_due(s) <= now)
		run_keep(s);
	if (health_due(s) <= now)
		health_ask(s);
	if (report_due(s) <= now) {
		s->report_next = CLOCK_NEVER;
		report_next(s);
	}
	return true;
}
