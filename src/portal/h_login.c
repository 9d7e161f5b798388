/* Login by identity number, security word and captcha.
 *
 * Nobody may learn here who is enrolled: an unknown person costs the same
 * scrypt, is counted and blocked the same, and gets the same answers. */
#include "portal/visit.h"

#include <string.h>

#include "portal/login.h"
#include "portal/word_try.h"

static enum err
begin(struct visit *v)
{
	enum err e;

	if (v->session.state == SESSION_AUTHENTICATED)
		return ERR_REFUSED;
	e = visit_limit(v, "login", v->portal->config.logins_per_minute);
	if (e == ERR_OK)
		e = visit_captcha(v, v->in.u.login_password.captcha_id,
		    v->in.u.login_password.captcha);
	if (e == ERR_OK)
		e = visit_identity_key(v, v->in.u.login_password.identity,
		    v->login.identity);
	if (e != ERR_OK)
		return e;
	memcpy(v->login.tries, v->login.identity, sizeof(v->login.tries));
	e = person_find(v->portal->store, v->login.identity, &v->login.person,
	    &v->login.stored);
	v->login.known = e == ERR_OK;
	return e == ERR_NOT_FOUND ? word_try_nobody(v) : e;
}

static void
work(struct visit *v)
{
	word_try_work(v, v->in.u.login_password.word);
}

/* Somebody may have logged in while scrypt was at work. */
static enum err
accept(struct visit *v)
{
	enum err e;

	if (v->session.state == SESSION_AUTHENTICATED)
		return ERR_REFUSED;
	e = login_phone(v, v->login.person, v->out.u.login_password.phone,
	    sizeof(v->out.u.login_password.phone));
	if (e != ERR_OK)
		return e;
	v->session.state = SESSION_IDENTIFIED;
	v->session.person = v->login.person;
	return ERR_OK;
}

static enum err
finish(struct visit *v)
{
	enum err e;

	memcpy(v->who, v->login.identity, sizeof(v->who));
	v->has_who = true;
	e = word_try_judge(v, ERR_LOGIN_WRONG, ERR_LOGIN_BLOCKED);
	return e == ERR_OK ? accept(v) : e;
}

const struct handler handle_login_password = { .begin = begin, .work = work,
	.finish = finish, .audited = true };
