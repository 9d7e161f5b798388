/* portal.check, session.open, session.keep, session.close */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/health.h"
#include "core/operator.h"
#include "core/run.h"
#include "core/walk.h"

static void
check_done(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = health_note(s, r->reply);
	run_end(s, e);
}

static void
check_start(struct session *s)
{
	struct wire_request req = { 0 };

	run_call(s, WIRE_HEALTH, &req, check_done);
}

static void
go_on(struct session *s)
{
	if (s->run.opened != NULL)
		s->run.opened(s);
	else
		run_end(s, ERR_OK);
}

static void
opened(struct session *s, const struct remote_result *r)
{
	const struct secret *token;
	enum err e = run_answered(s, r);

	if (e == ERR_OPERATOR_OVER)
		operator_forget(s);
	if (e == ERR_OK) {
		token = r->reply->u.session_open.token;
		e = secret_set(s->visit.token, secret_bytes(token),
		    secret_len(token));
	}
	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	s->visit.open = true;
	s->visit.captcha_waived = strcmp(r->reply->u.session_open.captcha,
	    "waived") == 0;
	s->visit.captcha_words = s->config->captcha_words;
	countdown_start(&s->visit.session,
	    r->reply->u.session_open.expires_in);
	go_on(s);
}

static void
open_session(struct session *s, const struct remote_result *r)
{
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = health_note(s, r->reply);
	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	snprintf(req.u.session_open.terminal,
	    sizeof(req.u.session_open.terminal), "%s", s->config->terminal);
	snprintf(req.u.session_open.version,
	    sizeof(req.u.session_open.version), "%s", VERSION);
	snprintf(req.u.session_open.language,
	    sizeof(req.u.session_open.language), "%s",
	    s->lang == LANG_TR ? "tr" : "en");
	if (operator_at_work(s))
		req.u.session_open.operator = s->shift.token;
	run_call_once(s, WIRE_SESSION_OPEN, &req, &nothing, opened);
}

void
run_open(struct session *s, void (*then)(struct session *s))
{
	struct wire_request req = { 0 };

	s->run.opened = then;
	/* One that is still open was left behind by going back. */
	if (s->visit.open)
		go_on(s);
	else
		run_call(s, WIRE_HEALTH, &req, open_session);
}

static void
open_start(struct session *s)
{
	run_open(s, NULL);
}

static void
kept(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		countdown_start(&s->visit.session,
		    r->reply->u.session_keep.expires_in);
	run_end(s, e);
}

static void
keep_start(struct session *s)
{
	struct wire_request req = { 0 };

	if (!s->visit.open) {
		run_end(s, ERR_OK);
		return;
	}
	run_call(s, WIRE_SESSION_KEEP, &req, kept);
}

/* The person has gone already: the portal is told, nobody waits for it. */
static void
close_start(struct session *s)
{
	walk_end_visit(s);
	run_end(s, ERR_OK);
}

const struct action act_portal_check = { .start = check_start,
	.quiet = true };
const struct action act_session_open = { .start = open_start };
const struct action act_session_keep = { .start = keep_start };
const struct action act_session_close = { .start = close_start };
