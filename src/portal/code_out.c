#include "portal/code_out.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/mail_out.h"
#include "portal/sms_out.h"
#include "portal/store_code.h"
#include "portal/visit.h"

#define TRY_AGAIN 10		/* seconds, after the program failed */
#define BOUND_SIZE (EMAIL_SIZE + 48)

/* Whoever logs in as another one in the same session must not get by with the
 * code of their own phone. */
enum err
code_bind(const struct visit *v, const char *purpose, const char *about,
    const struct secret *code, uint8_t out[static HASH_BYTES])
{
	char bound[BOUND_SIZE];

	snprintf(bound, sizeof(bound), "%s %lld %s", purpose,
	    (long long)v->session.person, about);
	return code_hash(&v->portal->keys, v->session.token, bound, code,
	    out);
}

/* What holds back messages to that person and that place. */
static enum err
hold_keys(struct visit *v, const struct code_out *out,
    uint8_t who[static HASH_BYTES], uint8_t to[static HASH_BYTES])
{
	const struct keys *keys = &v->portal->keys;
	enum err e;

	if (!out->mail) {
		memcpy(who, v->who, HASH_BYTES);
		return person_phone_key(keys, out->to, to);
	}
	e = person_mail_key(keys, v->who, who);
	return e == ERR_OK ? person_email_key(keys, out->to, to) : e;
}

enum err
code_out_wait(struct visit *v, const struct code_out *out)
{
	const struct config *c = &v->portal->config;
	uint8_t who[HASH_BYTES], to[HASH_BYTES];
	int wait = 0;
	enum err e;

	e = hold_keys(v, out, who, to);
	if (e == ERR_OK)
		e = sent_wait(v->portal->store, who, to,
		    out->mail ? c->mail_resend : c->resend,
		    out->mail ? c->mails_per_hour : c->sms_per_hour, v->now,
		    &wait);
	if (e != ERR_OK || wait == 0)
		return e;
	v->problem.retry_after = wait;
	return ERR_CODE_WAIT;
}

enum err
code_out_hold(struct visit *v, struct code_out *out)
{
	uint8_t who[HASH_BYTES], to[HASH_BYTES];
	enum err e;

	e = hold_keys(v, out, who, to);
	return e == ERR_OK ? sent_add(v->portal->store, who, to, v->now,
	    &out->sent_id) : e;
}

enum err
code_out_begin(struct visit *v, struct code_out *out)
{
	const struct config *c = &v->portal->config;
	uint8_t hash[HASH_BYTES];
	enum err e;

	out->expires = v->now + (out->mail ? c->mail : c->sms);
	e = code_make(out->mail ? CODE_DIGITS_MAIL : CODE_DIGITS, &out->code);
	if (e == ERR_OK)
		e = code_bind(v, out->purpose, out->about, out->code, hash);
	if (e == ERR_OK)
		e = code_insert(v->portal->store, v->session.id, out->purpose,
		    hash, c->code_tries, out->expires, &out->code_id);
	return e == ERR_OK ? code_out_hold(v, out) : e;
}

enum err
code_out_begin_phone(struct visit *v, struct code_out *out)
{
	enum err e = visit_who(v);

	if (e == ERR_OK)
		e = person_read_phone(v->portal->store, &v->portal->keys,
		    v->session.person, out->to, NULL);
	if (e == ERR_OK)
		e = code_out_wait(v, out);
	return e == ERR_OK ? code_out_begin(v, out) : e;
}

static const struct wording *
sms_wording(const struct config *c, const char *purpose)
{
	return strcmp(purpose, CODE_LOGIN) == 0 ? &c->sms_text :
	    strcmp(purpose, CODE_UNLOCK) == 0 ? &c->unlock_text :
	    &c->phone_text;
}

void
code_out_work(struct visit *v, struct code_out *out)
{
	const struct config *c = &v->portal->config;
	const char *language = v->session.language;

	if (out->mail)
		out->sent = mail_send(c, &c->mail_email, language, out->to,
		    out->code, v->now);
	else
		out->sent = sms_send(c, sms_wording(c, out->purpose), language,
		    out->to, out->code);
	secret_free(&out->code);
}

enum err
code_out_keep(struct visit *v, const struct code_out *out)
{
	const struct config *c = &v->portal->config;
	int life = out->mail ? c->mail : c->sms;

	v->out.u.codes_sent.expires_in = visit_left(v, out->expires);
	v->out.u.codes_sent.resend_in = visit_left(v, out->expires - life +
	    (out->mail ? c->mail_resend : c->resend));
	v->out.u.codes_sent.tries_left = c->code_tries;
	return code_activate(v->portal->store, v->session.id, out->purpose,
	    out->code_id);
}

enum err
code_out_take_back(struct visit *v, const struct code_out *out)
{
	enum err e;

	e = code_delete(v->portal->store, out->code_id);
	/* One that did leave goes on holding back the next. */
	if (e == ERR_OK && out->sent != ERR_OK)
		e = sent_delete(v->portal->store, out->sent_id);
	v->problem.retry_after = TRY_AGAIN;
	return e;
}

enum err
code_out_finish(struct visit *v, const struct code_out *out)
{
	enum err e;

	if (out->sent == ERR_OK)
		return code_out_keep(v, out);
	e = code_out_take_back(v, out);
	return e == ERR_OK ? ERR_PORTAL_BUSY : e;
}

void
code_out_free(struct code_out *out)
{
	secret_free(&out->code);
}

enum err
code_look(struct visit *v, const char *purpose, const char *about,
    const struct secret *given, struct code *code, bool *right)
{
	uint8_t hash[HASH_BYTES];
	enum err e;

	*right = false;
	e = code_read(v->portal->store, v->session.id, purpose, code);
	if (e == ERR_OK)
		e = code_bind(v, purpose, about, given, hash);
	if (e != ERR_OK)
		return e;
	if (code->state == CODE_VOID) {
		v->problem.tries_left = 0;
		return ERR_CODE_USED_UP;
	}
	if (code->state != CODE_ACTIVE || code->expires <= v->now)
		return ERR_CODE_EXPIRED;
	*right = seal_equal(hash, code->hash);
	return ERR_OK;
}

enum err
code_refuse(struct visit *v, const struct code *code, enum err wrong)
{
	enum err e;

	e = code_spend(v->portal->store, code->id);
	if (e != ERR_OK)
		return e;
	v->problem.tries_left = code->tries - 1;
	return code->tries > 1 ? wrong : ERR_CODE_USED_UP;
}
