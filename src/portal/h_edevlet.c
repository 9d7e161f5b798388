/* The door of e-Devlet: what it offers, and login by password where the
 * portal is its own issuer and allows it.  Nobody may learn here who is
 * enrolled: see h_login.c. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "portal/credential.h"
#include "portal/login.h"
#include "portal/word_try.h"

static enum err
finish_info(struct visit *v)
{
	const struct issuer_config *c = &v->portal->config.issuer;

	if (c->kind == ISSUER_NONE)
		return ERR_EDEVLET_OFF;
	snprintf(v->out.u.edevlet.application,
	    sizeof(v->out.u.edevlet.application), "%s", c->application);
	snprintf(v->out.u.edevlet.address, sizeof(v->out.u.edevlet.address),
	    "%s", c->address);
	v->out.u.edevlet.password = c->password;
	v->out.u.edevlet.mobile = c->mobile;
	v->out.u.edevlet.signature = v->portal->config.signature_ca[0] != '\0';
	v->out.u.edevlet.card = c->card_ca[0] != '\0';
	v->out.u.edevlet.bank = c->bank;
	v->out.u.edevlet.phone = c->kind == ISSUER_OIDC;
	return ERR_OK;
}

/* ---- The password ---- */

static enum err
look_up(struct visit *v)
{
	enum err e;

	e = visit_identity_key(v, v->in.u.edevlet_password.identity,
	    v->login.identity);
	if (e == ERR_OK)
		e = credential_tries_key(&v->portal->keys, CREDENTIAL_EDEVLET,
		    v->login.identity, v->login.tries);
	if (e == ERR_OK)
		e = person_find(v->portal->store, v->login.identity,
		    &v->login.person, &v->login.stored);
	if (e == ERR_OK)
		e = credential_read(v->portal->store, v->login.person,
		    CREDENTIAL_EDEVLET, &v->login.stored);
	v->login.known = e == ERR_OK;
	return e == ERR_NOT_FOUND ? word_try_nobody(v) : e;
}

static enum err
begin(struct visit *v)
{
	enum err e;

	if (!v->portal->config.issuer.password)
		return ERR_EDEVLET_OFF;
	if (v->session.state == SESSION_AUTHENTICATED)
		return ERR_REFUSED;
	e = visit_limit(v, "login", v->portal->config.logins_per_minute);
	return e == ERR_OK ? look_up(v) : e;
}

static void
work(struct visit *v)
{
	word_try_work(v, v->in.u.edevlet_password.password);
}

static enum err
finish(struct visit *v)
{
	enum err e;

	memcpy(v->who, v->login.identity, sizeof(v->who));
	v->has_who = true;
	e = word_try_judge(v, ERR_EDEVLET_WRONG, ERR_EDEVLET_BLOCKED);
	if (e == ERR_OK)
		e = login_phone(v, v->login.person,
		    v->out.u.edevlet_password.phone,
		    sizeof(v->out.u.edevlet_password.phone));
	return e == ERR_OK ? login_done(v, v->login.person,
	    v->out.u.edevlet_password.name,
	    sizeof(v->out.u.edevlet_password.name),
	    &v->out.u.edevlet_password.expires_in) : e;
}

const struct handler handle_edevlet = { .finish = finish_info };
const struct handler handle_edevlet_password = { .begin = begin,
	.work = work, .finish = finish, .audited = true };
