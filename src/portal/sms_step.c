#include "portal/sms_step.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/sms_out.h"
#include "portal/store_code.h"

#define TRY_AGAIN 10		/* seconds, after the program failed */

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

enum err
sms_step_begin(struct visit *v, const struct sms_use *use)
{
	const struct config *c = &v->portal->config;
	uint8_t hash[HASH_BYTES], phone_key[HASH_BYTES];
	enum err e;

	v->sms.expires = v->now + c->sms;
	e = check_wait(v, phone_key);
	if (e == ERR_OK)
		e = code_make(CODE_DIGITS, &v->sms.code);
	if (e == ERR_OK)
		e = code_hash(&v->portal->keys, v->session.token, use->bound,
		    v->sms.code, hash);
	if (e == ERR_OK)
		e = code_insert(v->portal->store, v->session.id, use->purpose,
		    hash, c->code_tries, v->sms.expires, &v->sms.code_id);
	if (e == ERR_OK)
		e = sent_add(v->portal->store, v->who, phone_key, v->now,
		    &v->sms.sent_id);
	return e;
}

void
sms_step_work(struct visit *v, const struct sms_use *use)
{
	v->sms.sent = sms_send(&v->portal->config, use->text,
	    v->session.language, v->sms.phone, v->sms.code);
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

enum err
sms_step_finish(struct visit *v, struct sms_sent *sent)
{
	const struct config *c = &v->portal->config;
	enum err e;

	if (v->sms.sent != ERR_OK)
		return take_back(v);
	e = code_activate(v->portal->store, v->sms.code_id);
	sent->expires_in = visit_left(v, v->sms.expires);
	sent->resend_in = visit_left(v, v->sms.expires - c->sms + c->resend);
	sent->tries_left = c->code_tries;
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

enum err
sms_step_verify(struct visit *v, const struct sms_use *use,
    const struct secret *typed)
{
	uint8_t hash[HASH_BYTES];
	struct code code;
	enum err e;

	e = code_read(v->portal->store, v->session.id, use->purpose, &code);
	if (e == ERR_OK)
		e = code_hash(&v->portal->keys, v->session.token, use->bound,
		    typed, hash);
	if (e != ERR_OK)
		return e;
	if (code.state == CODE_VOID) {
		v->problem.tries_left = 0;
		return ERR_CODE_USED_UP;
	}
	if (code.state != CODE_ACTIVE || code.expires <= v->now)
		return ERR_CODE_EXPIRED;
	return seal_equal(hash, code.hash) ?
	    code_use(v->portal->store, code.id) : refuse(v, &code);
}
