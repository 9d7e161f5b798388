/* login.password */
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/captcha.h"
#include "core/run.h"
#include "core/typed.h"

/* Wrong: another captcha, then say so. */
static void
login_wrong(struct session *s, enum err e)
{
	form_clear_secrets(&s->form);
	captcha_again(s, e);
}

static void
login_done(struct session *s, const struct remote_result *r)
{
	const struct secret *identity = typed_value(s, "identity");
	const char *phone;
	enum err e = run_answered(s, r);

	if (e == ERR_CAPTCHA_WRONG || e == ERR_LOGIN_WRONG) {
		login_wrong(s, e);
		return;
	}
	if (e == ERR_OK) {
		phone = r->reply->u.login_password.phone;
		utf8_sanitise(phone, strlen(phone), s->visit.phone,
		    sizeof(s->visit.phone));
		visit_drop_captcha(&s->visit);
		/* A code that was sent is for the one before. */
		if (!secret_equal(s->visit.identity, identity))
			countdown_stop(&s->visit.sms);
		e = secret_set(s->visit.identity, secret_bytes(identity),
		    secret_len(identity));
	}
	run_end(s, e);
}

static void
login_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK && captcha_is_over(s)) {
		/* The portal would refuse it without looking further. */
		login_wrong(s, ERR_CAPTCHA_WRONG);
		return;
	}
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed_copy(s, "identity", req.u.login_password.identity,
	    sizeof(req.u.login_password.identity));
	typed_copy(s, "captcha", req.u.login_password.captcha,
	    sizeof(req.u.login_password.captcha));
	memcpy(req.u.login_password.captcha_id, s->visit.captcha,
	    sizeof(req.u.login_password.captcha_id));
	req.u.login_password.word = typed_value(s, "word");
	sent = typed_sent(s, s->visit.captcha);
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_LOGIN_PASSWORD, &req, &sent, login_done);
	secret_wipe_mem(&req, sizeof(req));
}

const struct action act_login_password = { .start = login_start };
