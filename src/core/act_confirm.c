/* confirm.send, confirm.sms, confirm.password: the holder's yes to an unlock
 * that was opened by a verification code. */
#include <string.h>

#include "base/secret.h"
#include "core/run.h"
#include "core/typed.h"

static struct wire_request
about_unlock(const struct session *s)
{
	struct wire_request req = { 0 };

	memcpy(req.id, s->visit.unlock.id, sizeof(req.id));
	return req;
}

/* ---- confirm.send ---- */

/* The one before still holds: the person has gone back and forth. */
static bool
still_holds(const struct visit *v)
{
	return countdown_running(&v->sms) && !countdown_over(&v->sms);
}

static void
sent(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_CODE_WAIT && still_holds(&s->visit)) {
		e = ERR_OK;
	} else if (e == ERR_OK) {
		countdown_start(&s->visit.sms,
		    r->reply->u.codes_sent.expires_in);
		memset(s->fired, 0, sizeof(s->fired));
		typed_clear(s, "sms_code");
	} else if (countdown_over(&s->visit.sms)) {
		/* Why there is no new code says more than that the one before
		 * is over. */
		memset(s->fired, true, sizeof(s->fired));
	}
	run_end(s, e);
}

static void
send_start(struct session *s)
{
	struct wire_request req = about_unlock(s);
	struct secret *about = typed_sent(s, req.id);

	if (s->run.cause == RUN_ENTER && still_holds(&s->visit)) {
		secret_free(&about);
		run_end(s, ERR_OK);
	} else if (about == NULL) {
		run_end(s, ERR_NO_MEMORY);
	} else {
		run_call_once(s, WIRE_CONFIRM_SEND, &req, &about, sent);
	}
}

/* ---- the yes ---- */

/* From now on the unlock lives as long as any other. */
static void
confirmed(struct session *s, enum err e, int expires_in)
{
	if (e == ERR_OK) {
		countdown_stop(&s->visit.sms);
		countdown_start(&s->visit.unlock.life, expires_in);
	}
	run_end(s, e);
}

static void
by_sms(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_CODE_EXPIRED || e == ERR_CODE_USED_UP) {
		/* Over, and this outcome says so: no second word about it. */
		countdown_start(&s->visit.sms, 0);
		memset(s->fired, true, sizeof(s->fired));
	}
	confirmed(s, e, e == ERR_OK ? r->reply->u.confirm_sms.expires_in : 0);
}

static void
by_password(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	confirmed(s, e, e == ERR_OK ?
	    r->reply->u.confirm_password.expires_in : 0);
}

static void
confirm_start(struct session *s)
{
	bool sms = s->run.id == ACTION_CONFIRM_SMS;
	struct wire_request req = about_unlock(s);
	const char *at = NULL;
	struct secret *typed;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK && sms && countdown_over(&s->visit.sms))
		e = ERR_CODE_EXPIRED;
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	if (sms)
		req.u.confirm_sms.code = typed_value(s, "sms_code");
	else
		req.u.confirm_password.password = typed_value(s,
		    "web_password");
	typed = typed_sent(s, req.id);
	s->run.sent = true;
	if (typed == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, sms ? WIRE_CONFIRM_SMS :
		    WIRE_CONFIRM_PASSWORD, &req, &typed, sms ? by_sms :
		    by_password);
}

const struct action act_confirm_send = { .start = send_start };
const struct action act_confirm_sms = { .start = confirm_start };
const struct action act_confirm_password = { .start = confirm_start };
