/* sms.send, sms.verify */
#include <string.h>

#include "base/secret.h"
#include "core/run.h"

#define CODE_MAX 16		/* bytes */

/* The one before still holds: the person has gone back and forth. */
static bool
still_holds(const struct visit *v)
{
	return countdown_running(&v->sms) && !countdown_over(&v->sms);
}

static void
sent(struct session *s, const struct remote_result *r)
{
	struct form_field *field = form_find(&s->form, "sms_code");
	enum err e = run_answered(s, r);

	if (e == ERR_CODE_WAIT && still_holds(&s->visit)) {
		e = ERR_OK;
	} else if (e == ERR_OK) {
		countdown_start(&s->visit.sms,
		    r->reply->u.sms_send.expires_in);
		memset(s->fired, 0, sizeof(s->fired));
		if (field != NULL)
			form_clear(field);
	}
	run_end(s, e);
}

static void
send_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;

	run_call_once(s, WIRE_SMS_SEND, &req, &nothing, sent);
}

static void
verified(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;
	enum err e = run_answered(s, r);

	if (e == ERR_CODE_EXPIRED || e == ERR_CODE_USED_UP) {
		/* Over, and this outcome says so: no second word about it. */
		countdown_start(&v->sms, 0);
		memset(s->fired, true, sizeof(s->fired));
	}
	if (e == ERR_OK) {
		visit_log_in(v, r->reply->u.sms_verify.name,
		    r->reply->u.sms_verify.expires_in);
		countdown_stop(&v->sms);
	}
	run_end(s, e);
}

static void
verify_start(struct session *s)
{
	struct form_field *field = form_find(&s->form, "sms_code");
	struct wire_request req = { 0 };
	struct secret *code;
	enum err e = ERR_INTERNAL;

	if (field != NULL)
		e = form_check(field);
	if (e == ERR_OK && countdown_over(&s->visit.sms))
		e = ERR_CODE_EXPIRED;
	if (e != ERR_OK) {
		run_end_at(s, e, e == ERR_CODE_EXPIRED ? NULL : "sms_code");
		return;
	}
	code = secret_new(CODE_MAX);
	if (code == NULL || secret_set(code, secret_bytes(field->value),
	    secret_len(field->value)) != ERR_OK) {
		secret_free(&code);
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	s->run.sent = true;
	req.u.sms_verify.code = field->value;
	run_call_once(s, WIRE_SMS_VERIFY, &req, &code, verified);
}

const struct action act_sms_send = { .start = send_start };
const struct action act_sms_verify = { .start = verify_start };
