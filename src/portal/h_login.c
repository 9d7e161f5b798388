/* Login by identity number, security word and captcha.
 *
 * Nobody may learn here who is enrolled: an unknown person costs the same
 * scrypt, is counted and blocked the same, and gets the same answers. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

/* The salt of a person who does not exist: always the same for the same. */
static enum err
find_nobody(struct visit *v)
{
	uint8_t salt[HASH_BYTES];
	enum err e;

	e = seal_hmac(v->portal->keys.nobody, v->login.identity, HASH_BYTES,
	    "", 0, salt);
	memcpy(v->login.stored.salt, salt, SALT_BYTES);
	v->login.stored.cost = v->portal->config.word_cost;
	return e;
}

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
	e = person_find(v->portal->store, v->login.identity, &v->login.person,
	    &v->login.stored);
	v->login.known = e == ERR_OK;
	return e == ERR_NOT_FOUND ? find_nobody(v) : e;
}

static void
work(struct visit *v)
{
	const struct word_hash *stored = &v->login.stored;
	uint8_t hash[HASH_BYTES];

	v->login.worked = seal_word(v->in.u.login_password.word, stored->salt,
	    stored->cost, hash);
	if (v->login.worked == ERR_OK)
		v->login.right = seal_equal(hash, stored->hash) &&
		    v->login.known;
	secret_wipe_mem(hash, sizeof(hash));
}

static enum err
refuse(struct visit *v, int wrong_before)
{
	int left = v->portal->config.wrong_words - wrong_before - 1;
	enum err e;

	e = person_add_wrong(v->portal->store, v->login.identity, v->now);
	if (e != ERR_OK)
		return e;
	v->problem.tries_left = left;
	return left > 0 ? ERR_LOGIN_WRONG : ERR_LOGIN_BLOCKED;
}

static enum err
accept(struct visit *v)
{
	char phone[PHONE_SIZE];
	enum err e;

	e = person_clear_wrong(v->portal->store, v->login.identity);
	if (e == ERR_OK)
		e = person_read_phone(v->portal->store, &v->portal->keys,
		    v->login.person, phone, NULL);
	if (e != ERR_OK)
		return e;
	person_mask_phone(phone, v->out.u.login_password.phone,
	    sizeof(v->out.u.login_password.phone));
	secret_wipe_mem(phone, sizeof(phone));
	v->session.state = SESSION_IDENTIFIED;
	v->session.person = v->login.person;
	return ERR_OK;
}

/* The block is looked at here, behind scrypt, so that of many guesses sent at
 * once only as many count as may be wrong. */
static enum err
finish(struct visit *v)
{
	int wrong = 0;
	enum err e;

	memcpy(v->who, v->login.identity, sizeof(v->who));
	v->has_who = true;
	if (v->login.worked != ERR_OK)
		return v->login.worked;
	e = person_wrong_words(v->portal->store, v->login.identity, &wrong);
	if (e != ERR_OK)
		return e;
	if (wrong >= v->portal->config.wrong_words) {
		v->problem.tries_left = 0;
		return ERR_LOGIN_BLOCKED;
	}
	return v->login.right ? accept(v) : refuse(v, wrong);
}

const struct handler handle_login_password = { .begin = begin, .work = work,
	.finish = finish, .audited = true };
