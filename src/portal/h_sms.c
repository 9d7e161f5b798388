/* SMS codes of the login: send one, check one. */
#include "portal/visit.h"

#include "portal/login.h"
#include "portal/store_code.h"

/* ---- Send ---- */

static enum err
begin_send(struct visit *v)
{
	v->codes[0].purpose = CODE_LOGIN;
	v->codes[0].about = "";
	return code_out_begin_phone(v, &v->codes[0]);
}

static void
work_send(struct visit *v)
{
	code_out_work(v, &v->codes[0]);
}

static enum err
finish_send(struct visit *v)
{
	return code_out_finish(v, &v->codes[0]);
}

/* ---- Verify ---- */

static enum err
accept(struct visit *v, const struct code *code)
{
	enum err e;

	e = code_use(v->portal->store, code->id);
	if (e == ERR_OK)
		e = login_done(v, v->session.person, v->out.u.sms_verify.name,
		    sizeof(v->out.u.sms_verify.name),
		    &v->out.u.sms_verify.expires_in);
	if (e == ERR_OK)
		v->session.confirmed = v->now;
	return e;
}

static enum err
finish_verify(struct visit *v)
{
	struct code code;
	bool right;
	enum err e;

	e = code_look(v, CODE_LOGIN, "", v->in.u.sms_verify.code, &code,
	    &right);
	if (e != ERR_OK)
		return e;
	return right ? accept(v, &code) :
	    code_refuse(v, &code, ERR_CODE_WRONG);
}

const struct handler handle_sms_send = { .begin = begin_send,
	.work = work_send, .finish = finish_send, .needs = SESSION_IDENTIFIED,
	.audited = true };
const struct handler handle_sms_verify = { .finish = finish_verify,
	.needs = SESSION_IDENTIFIED, .audited = true };
