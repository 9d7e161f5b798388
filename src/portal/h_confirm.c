/* An unlock that was opened by a verification code is confirmed here: by a
 * code that comes by SMS, or by the web password.  From then it lives as long
 * as any other. */
#include "portal/visit.h"

#include "portal/card_check.h"
#include "portal/credential.h"
#include "portal/store_card.h"
#include "portal/store_code.h"
#include "portal/word_try.h"

static enum err
confirm(struct visit *v, const char *how, int *expires_in)
{
	int64_t expires = v->now + v->portal->config.unlock;
	struct unlock u;
	enum err e;

	e = card_check_unconfirmed(v, &u);
	if (e == ERR_OK)
		e = unlock_confirm(v->portal->store, u.id, v->now, expires);
	if (e == ERR_OK)
		card_note(v, u.serial, how);
	*expires_in = visit_left(v, expires);
	return e;
}

/* ---- By SMS ---- */

static enum err
begin_send(struct visit *v)
{
	struct code_out *out = &v->codes[0];
	struct unlock u;
	enum err e;

	out->purpose = CODE_UNLOCK;
	out->about = v->in.id;
	e = card_check_unconfirmed(v, &u);
	return e == ERR_OK ? code_out_begin_phone(v, out) : e;
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

static enum err
finish_sms(struct visit *v)
{
	struct unlock u;
	struct code code;
	bool right;
	enum err e;

	e = card_check_unconfirmed(v, &u);
	if (e == ERR_OK)
		e = code_look(v, CODE_UNLOCK, v->in.id,
		    v->in.u.confirm_sms.code, &code, &right);
	if (e != ERR_OK)
		return e;
	if (!right)
		return code_refuse(v, &code, ERR_CODE_WRONG);
	e = code_use(v->portal->store, code.id);
	return e == ERR_OK ? confirm(v, "confirmed sms",
	    &v->out.u.confirm_sms.expires_in) : e;
}

/* ---- By the web password ---- */

static enum err
begin_password(struct visit *v)
{
	struct store *store = v->portal->store;
	struct unlock u;
	enum err e;

	e = card_check_unconfirmed(v, &u);
	if (e == ERR_OK)
		e = visit_limit(v, "login",
		    v->portal->config.logins_per_minute);
	if (e == ERR_OK)
		e = person_read_who(store, v->session.person,
		    v->login.identity);
	if (e == ERR_OK)
		e = credential_tries_key(&v->portal->keys, CREDENTIAL_WEB,
		    v->login.identity, v->login.tries);
	if (e != ERR_OK)
		return e;
	e = credential_read(store, v->session.person, CREDENTIAL_WEB,
	    &v->login.stored);
	v->login.known = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_WEB_PASSWORD_NONE : e;
}

static void
work_password(struct visit *v)
{
	word_try_work(v, v->in.u.confirm_password.password);
}

static enum err
finish_password(struct visit *v)
{
	enum err e;

	e = word_try_judge(v, ERR_WEB_PASSWORD_WRONG,
	    ERR_WEB_PASSWORD_BLOCKED);
	return e == ERR_OK ? confirm(v, "confirmed password",
	    &v->out.u.confirm_password.expires_in) : e;
}

const struct handler handle_confirm_send = { .begin = begin_send,
	.work = work_send, .finish = finish_send,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_confirm_sms = { .finish = finish_sms,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_confirm_password = { .begin = begin_password,
	.work = work_password, .finish = finish_password,
	.needs = SESSION_AUTHENTICATED, .audited = true };
