#include "core/run.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/message.h"
#include "core/walk.h"

static bool
find(const char *name, enum action_id *id)
{
	int i;

	for (i = 0; i < ACTION_COUNT; i++)
		if (strcmp(action_words[i].name, name) == 0) {
			*id = (enum action_id)i;
			return true;
		}
	return false;
}

void
run_start(struct session *s, const char *name, enum run_cause cause)
{
	enum action_id id;

	if (s->run.action != NULL || s->ending)
		return;
	if (!find(name, &id)) {
		log_event(LOG_ERROR, "action.unknown", "name=%s", name);
		return;
	}
	memset(&s->run, 0, sizeof(s->run));
	s->run.action = &action_words[id];
	s->run.id = id;
	s->run.cause = cause;
	s->run.since = clock_now_ms();
	s->run.wait_s = -1;
	s->run.problem.tries_left = -1;
	memset(s->steps, 0, sizeof(s->steps));
	s->steps_of = id;
	if (cause == RUN_PRESSED)
		message_clear(s);
	session_mark(s);
	action_at(id)->start(s);
}

void
run_step(struct session *s, const char *id, enum view_step_state state)
{
	const char *const *steps = action_words[s->steps_of].steps;
	size_t i;

	for (i = 0; steps[i] != NULL && i < ACTION_STEPS; i++)
		if (strcmp(steps[i], id) == 0)
			s->steps[i] = state;
	session_mark(s);
}

static void
fail_steps(struct session *s)
{
	size_t i;

	for (i = 0; i < ACTION_STEPS; i++)
		if (s->steps[i] == STEP_RUNNING)
			s->steps[i] = STEP_FAILED;
}

/* An outcome that the screens know: others are somebody's fault. */
static enum err
known_outcome(const struct run *run, enum err e)
{
	if (action_allows(run->id, e))
		return e;
	log_event(LOG_ERROR, "action.outcome", "action=%s outcome=%s",
	    run->action->name, err_name(e));
	return run->problem.code != ERR_OK ? ERR_PORTAL_ANSWER : ERR_INTERNAL;
}

void
run_end_at(struct session *s, enum err outcome, const char *field)
{
	s->run.field = field;
	run_end(s, outcome);
}

void
run_end(struct session *s, enum err outcome)
{
	const struct session_observer *observer = s->config->observer;
	struct run run = s->run;
	enum err e = known_outcome(&run, outcome);

	if (observer != NULL)
		observer->done(observer->arg, run.action->name, e,
		    clock_now_ms() - run.since);
	log_event(LOG_INFO, "action.end", "action=%s outcome=%s",
	    run.action->name, err_name(e));
	memset(&s->run, 0, sizeof(s->run));
	/* What the clock does is no sign of a person. */
	if (run.cause != RUN_EVERY)
		idle_touch(&s->idle);
	if (e != ERR_OK) {
		fail_steps(s);
		if (run.sent)
			form_clear_secrets(&s->form);
		message_set(s, e, &run);
	} else if (s->message.of == run.action) {
		/* Done again, and well now. */
		message_clear(s);
	}
	if (e == ERR_SESSION_ENDED)
		walk_session_lost(s);
	walk_outcome(s, run.action->name, e, run.field);
	session_mark(s);
}

bool
run_cancel(struct session *s)
{
	struct run *run = &s->run;
	enum action_id id = run->id;

	if (run->action == NULL || run->final)
		return false;
	call_drop(s, CALL_ACTION);
	if (run->card || run->begun)
		s->parts.card->ops->cancel(s->parts.card);
	if (run->sent)
		form_clear_secrets(&s->form);
	if (action_at(id)->cancelled != NULL)
		action_at(id)->cancelled(s);
	log_event(LOG_INFO, "action.cancelled", "action=%s",
	    run->action->name);
	fail_steps(s);
	memset(&s->run, 0, sizeof(s->run));
	idle_touch(&s->idle);
	session_mark(s);
	return true;
}

void
run_call(struct session *s, enum wire_op op, struct wire_request *req,
    call_then then)
{
	enum err e = call_start(s, CALL_ACTION, op, req, then);

	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	s->run.wait = WAIT_PORTAL;
	session_mark(s);
}

void
run_call_once(struct session *s, enum wire_op op, struct wire_request *req,
    struct secret **sent, call_then then)
{
	struct attempt *a = &s->visit.attempt;
	enum err e = attempt_begin(a, op, sent);

	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	memcpy(req->idempotency_key, a->key, sizeof(req->idempotency_key));
	run_call(s, op, req, then);
}

enum err
run_answered(struct session *s, const struct remote_result *r)
{
	struct run *run = &s->run;
	bool said = r->problem.status != 0 && r->problem.code == r->e;

	run->wait = WAIT_NOTHING;
	if (r->e == ERR_OK || (said && r->e != ERR_PORTAL_BUSY))
		attempt_answered(&s->visit.attempt);
	if (r->e != ERR_OK && r->problem.status != 0) {
		run->problem = r->problem;
		run->wait_s = r->problem.retry_after;
	}
	return r->e;
}

int64_t
run_card(struct session *s)
{
	s->run.card = true;
	s->run.wait = WAIT_CARD;
	session_mark(s);
	return clock_now_ms() + s->config->card_deadline_ms;
}

void
run_card_done(struct session *s)
{
	s->run.card = false;
	s->run.wait = WAIT_NOTHING;
	countdown_stop(&s->visit.pad);
	session_mark(s);
}
