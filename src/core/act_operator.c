/* operator.login, operator.end (operator.signed: act_signed.c) */
#include "core/operator.h"
#include "core/run.h"
#include "core/typed.h"

static void
login_done(struct session *s, const struct remote_result *r)
{
	form_clear_secrets(&s->form);
	operator_logged_in(s, r);
}

static void
send(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = typed_sent(s, "");

	if (sent == NULL) {
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	typed_copy(s, "account", req.u.operator_password.account,
	    sizeof(req.u.operator_password.account));
	req.u.operator_password.password = typed_value(s, "operator_password");
	run_call_once(s, WIRE_OPERATOR_PASSWORD, &req, &sent, login_done);
}

static void
login_start(struct session *s)
{
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	s->run.sent = true;
	run_open(s, send);
}

/* Nobody waits for the portal: it ends the shift by itself, later. */
static void
end_start(struct session *s)
{
	operator_end(s);
	run_end(s, ERR_OK);
}

const struct action act_operator_login = { .start = login_start };
const struct action act_operator_end = { .start = end_start };
