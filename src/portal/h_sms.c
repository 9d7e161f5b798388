/* SMS codes of the login: send one, check what came. */
#include "portal/visit.h"

#include <stdio.h>

#include "portal/login.h"
#include "portal/sms_step.h"

/* Bound to the session and to the person: whoever logs in as another one in
 * the same session must not get by with the code of their own phone. */
static struct sms_use
use(const struct visit *v)
{
	struct sms_use u = { .text = SMS_LOGIN, .purpose = "login" };

	snprintf(u.bound, sizeof(u.bound), "login %lld",
	    (long long)v->session.person);
	return u;
}

static enum err
begin_send(struct visit *v)
{
	struct sms_use u = use(v);

	return sms_step_begin(v, &u);
}

static void
work_send(struct visit *v)
{
	struct sms_use u = use(v);

	sms_step_work(v, &u);
}

static enum err
finish_send(struct visit *v)
{
	struct sms_sent sent = { 0 };
	enum err e = sms_step_finish(v, &sent);

	v->out.u.sms_send.expires_in = sent.expires_in;
	v->out.u.sms_send.resend_in = sent.resend_in;
	v->out.u.sms_send.tries_left = sent.tries_left;
	return e;
}

static enum err
finish_verify(struct visit *v)
{
	struct sms_use u = use(v);
	enum err e;

	e = sms_step_verify(v, &u, v->in.u.sms_verify.code);
	if (e == ERR_OK)
		e = login_name(v, v->session.person, v->out.u.sms_verify.name,
		    sizeof(v->out.u.sms_verify.name));
	if (e != ERR_OK)
		return e;
	v->session.state = SESSION_AUTHENTICATED;
	v->session.confirmed = v->now;
	v->out.u.sms_verify.expires_in = visit_left(v, v->session.expires);
	return ERR_OK;
}

const struct handler handle_sms_send = { .begin = begin_send,
	.work = work_send, .finish = finish_send, .needs = SESSION_IDENTIFIED,
	.audited = true };
const struct handler handle_sms_verify = { .finish = finish_verify,
	.needs = SESSION_IDENTIFIED, .audited = true };
