/* SMS codes: send one, check one. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/sms_out.h"
#include "portal/store_code.h"

#define PURPOSE "login"		/* what the code approves */
#define TRY_AGAIN 10		/* seconds, after the program failed */

/* Bound to the session and to the person: whoever logs in as another one in
 * the same session must not get by with the code of their own phone. */
static enum err
hash_code(const struct visit *v, const struct secret *code,
    uint8_t out[static HASH_BYTES])
{
	char purpose[sizeof(PURPOSE) + 24];

	snprintf(purpose, sizeof(purpose), PURPOSE " %lld",
	    (long long)v->session.person);
	return code_hash(&v->portal->keys, v->session.token, purpose, code,
	    out);
}

/* ---- Send ---- */

static enum err
check_wait(struct visit *v, uint8_t phone_key[static HASH_BYTES])
{
	const struct config *c = &v->portal->config;
	enum err e;
	int wait = 0;

	e = person_read_who(v->portal->store, v->session.person, v->who);
	v->has_who = e == ERR_OK;
	if (e == ERR_OK)
		e = person_read_phone(v->portal->store, &v->portal->keys,
		    v->session.person, v->sms.phone, phone_key);
	if (e == ERR_OK)
		e = sent_wait(v->portal->store, v->who, phone_key, c->resend,
		    c->sms_per_hour, v->now, &wait);
	if (e == ERR_OK && wait > 0) {
		v->problem.retry_after = wait;
		e = ERR_CODE_WAIT;
	}
	return e;
}

static enum err
begin_send(struct visit *v)
{
	const struct config *c = &v->portal->config;
	uint8_t hash[HASH_BYTES], phone_key[HASH_BYTES];
	enum err e;

	v->sms.expires = v->now + c->sms;
	e = check_wait(v, phone_key);
	if (e == ERR_OK)
		e = code_make(&v->sms.code);
	if (e == ERR_OK)
		e = hash_code(v, v->sms.code, hash);
	if (e == ERR_OK)
		e = code_insert(v->portal->store, v->session.id, PURPOSE, hash,
		    c->code_tries, v->sms.expires, &v->sms.code_id);
	if (e == ERR_OK)
		e = sent_add(v->portal->store, v->who, phone_key, v->now,
		    &v->sms.sent_id);
	return e;
}

static void
work_send(struct visit *v)
{
	v->sms.sent = sms_send(&v->portal->config, v->session.language,
	    v->sms.phone, v->sms.code);
	secret_free(&v->sms.code);
}

static enum err
take_back(struct visit *v)
{
	enum err e;

	e = code_delete(v->portal->store, v->sms.code_id);
	if (e == ERR_OK)
		e = sent_delete(v->portal->store, v->sms.sent_id);
	v->problem.retry_after = TRY_AGAIN;
	return e == ERR_OK ? ERR_PORTAL_BUSY : e;
}

static enum err
finish_send(struct visit *v)
{
	const struct config *c = &v->portal->config;
	enum err e;

	if (v->sms.sent != ERR_OK)
		return take_back(v);
	e = code_activate(v->portal->store, v->session.id, v->sms.code_id);
	v->out.u.sms_send.expires_in = visit_left(v, v->sms.expires);
	v->out.u.sms_send.resend_in = visit_left(v, v->sms.expires - c->sms +
	    c->resend);
	v->out.u.sms_send.tries_left = c->code_tries;
	return e;
}

/* ---- Verify ---- */

static enum err
refuse(struct visit *v, const struct code *code)
{
	enum err e;

	e = code_spend(v->portal->store, code->id);
	if (e != ERR_OK)
		return e;
	v->problem.tries_left = code->tries - 1;
	return code->tries > 1 ? ERR_CODE_WRONG : ERR_CODE_USED_UP;
}

static enum err
accept(struct visit *v, const struct code *code)
{
	char name[NAME_SIZE];
	enum err e;

	e = code_use(v->portal->store, code->id);
	if (e == ERR_OK)
		e = person_read_name(v->portal->store, &v->portal->keys,
		    v->session.person, name);
	if (e != ERR_OK)
		return e;
	person_mask_name(name, v->out.u.sms_verify.name,
	    sizeof(v->out.u.sms_verify.name));
	secret_wipe_mem(name, sizeof(name));
	v->session.state = SESSION_AUTHENTICATED;
	v->session.confirmed = v->now;
	v->out.u.sms_verify.expires_in = visit_left(v, v->session.expires);
	return ERR_OK;
}

static enum err
finish_verify(struct visit *v)
{
	uint8_t hash[HASH_BYTES];
	struct code code;
	enum err e;

	e = code_read(v->portal->store, v->session.id, &code);
	if (e == ERR_OK)
		e = hash_code(v, v->in.u.sms_verify.code, hash);
	if (e != ERR_OK)
		return e;
	if (code.state == CODE_VOID) {
		v->problem.tries_left = 0;
		return ERR_CODE_USED_UP;
	}
	if (code.state != CODE_ACTIVE || code.expires <= v->now)
		return ERR_CODE_EXPIRED;
	return seal_equal(hash, code.hash) ? accept(v, &code) :
	    refuse(v, &code);
}

const struct handler handle_sms_send = { .begin = begin_send,
	.work = work_send, .finish = finish_send, .needs = SESSION_IDENTIFIED,
	.audited = true };
const struct handler handle_sms_verify = { .finish = finish_verify,
	.needs = SESSION_IDENTIFIED, .audited = true };
