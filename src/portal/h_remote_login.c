/* A login that the person approves elsewhere: on the issuer's page, on a
 * phone of their own (OAuth 2.0 device authorization grant, RFC 8628; the
 * portal is the client), or, where the portal is its own issuer, by answering
 * a message (mobile signature) or at their bank, which says who it was.  The
 * terminal shows a code and asks here how it stands; the issuer is asked no
 * oftener than it wants to be. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "portal/issuer.h"
#include "portal/login.h"
#include "portal/sms_out.h"

#define NAME_BYTES 16
#define DATABASE_INTERVAL 2	/* seconds: only the database is asked */
#define FINGERPRINT_BYTES 3	/* 6 digits, shown on terminal and phone */
#define BANK_BYTES 4		/* 8 digits: the bank has nothing else to know
				 * the login by */
#define AGAIN_LEAST 30		/* seconds: a message takes its time */

/* ---- Begin ---- */

static bool
is_way(const struct visit *v, const char *way)
{
	return strcmp(v->in.u.edevlet_begin.way, way) == 0;
}

/* Whoever is not enrolled, or with another number, gets the same answer; the
 * message goes to the phone on file, or to nobody. */
static enum err
find_mobile(struct visit *v)
{
	uint8_t identity[HASH_BYTES];
	char typed[PHONE_SIZE], phone[PHONE_SIZE] = "";
	struct word_hash unused;
	int64_t person = 0;
	enum err e;

	if (person_phone(v->in.u.edevlet_begin.phone, typed) != ERR_OK)
		return ERR_ARGUMENT;
	e = visit_identity_key(v, v->in.u.edevlet_begin.identity, identity);
	if (e == ERR_OK)
		e = person_find(v->portal->store, identity, &person, &unused);
	if (e == ERR_OK)
		e = person_read_phone(v->portal->store, &v->portal->keys,
		    person, phone, NULL);
	if (e == ERR_OK && strcmp(phone, typed) == 0) {
		memcpy(v->codes[0].to, phone, sizeof(phone));
		v->remote.login.person = person;
		memcpy(v->who, identity, sizeof(v->who));
		v->has_who = true;
	}
	secret_wipe_mem(typed, sizeof(typed));
	secret_wipe_mem(phone, sizeof(phone));
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
hold_back(struct visit *v)
{
	struct code_out *out = &v->codes[0];
	enum err e;

	if (v->remote.login.person == 0)
		return ERR_OK;
	e = code_out_wait(v, out);
	if (e == ERR_OK)
		return code_out_hold(v, out);
	if (e != ERR_CODE_WAIT)
		return e;
	/* Said to nobody: it would tell who is enrolled. */
	v->problem.retry_after = -1;
	v->remote.login.person = 0;
	return ERR_OK;
}

/* Capital letters: it is compared, and read out. */
static enum err
make_code(struct visit *v, size_t bytes)
{
	struct remote_login *l = &v->remote.login;
	enum err e;

	e = seal_random_id(bytes, l->code, sizeof(l->code));
	for (char *p = l->code; e == ERR_OK && *p != '\0'; p++)
		*p = ascii_upper(*p);
	l->interval = DATABASE_INTERVAL;
	l->expires = v->now + v->portal->config.sms;
	return e;
}

static enum err
begin_mobile(struct visit *v)
{
	enum err e;

	if (!v->portal->config.issuer.mobile)
		return ERR_EDEVLET_OFF;
	e = find_mobile(v);
	if (e == ERR_OK)
		e = hold_back(v);
	v->remote.login.way = LOGIN_MOBILE;
	return e == ERR_OK ? make_code(v, FINGERPRINT_BYTES) : e;
}

/* Who it is the bank says (bank-in); until then it is nobody's. */
static enum err
begin_bank(struct visit *v)
{
	if (!v->portal->config.issuer.bank)
		return ERR_EDEVLET_OFF;
	v->remote.login.way = LOGIN_BANK;
	return make_code(v, BANK_BYTES);
}

static enum err
begin_begin(struct visit *v)
{
	enum err e;

	if (v->session.state == SESSION_AUTHENTICATED)
		return ERR_REFUSED;
	e = visit_limit(v, "login", v->portal->config.logins_per_minute);
	if (e != ERR_OK)
		return e;
	if (is_way(v, "mobile"))
		return begin_mobile(v);
	if (is_way(v, "bank"))
		return begin_bank(v);
	if (!is_way(v, "phone"))
		return ERR_ARGUMENT;
	return v->portal->config.issuer.kind == ISSUER_OIDC ? ERR_OK :
	    ERR_EDEVLET_OFF;
}

/* Its code is no secret: it is on the screen as well. */
static enum err
send_question(const struct visit *v)
{
	const char *shown = v->remote.login.code;
	struct secret *code = secret_new(strlen(shown));
	enum err e = ERR_NO_MEMORY;

	if (code != NULL)
		e = secret_set(code, shown, strlen(shown));
	if (e == ERR_OK)
		e = sms_send(&v->portal->config,
		    &v->portal->config.mobile_text, v->session.language,
		    v->codes[0].to, code);
	secret_free(&code);
	return e;
}

static void
work_begin(struct visit *v)
{
	struct remote_login *l = &v->remote.login;

	if (l->way == LOGIN_PHONE)
		v->remote.asked = issuer_begin(v->portal->issuer,
		    &v->remote.device);
	else if (l->person != 0)
		v->remote.asked = send_question(v);
}

static enum err
take_device(struct visit *v)
{
	const struct issuer_device *d = &v->remote.device;
	struct remote_login *l = &v->remote.login;

	snprintf(l->code, sizeof(l->code), "%s", d->user_code);
	snprintf(v->out.u.edevlet_begin.address,
	    sizeof(v->out.u.edevlet_begin.address), "%s", d->address);
	snprintf(v->out.u.edevlet_begin.link,
	    sizeof(v->out.u.edevlet_begin.link), "%s", d->link);
	l->interval = d->interval;
	l->expires = v->now + d->expires_in;
	return ERR_OK;
}

static void
tell_bank(struct visit *v)
{
	const char *page = v->portal->config.issuer.bank_address;

	snprintf(v->out.u.edevlet_begin.address,
	    sizeof(v->out.u.edevlet_begin.address), "%s", page);
	snprintf(v->out.u.edevlet_begin.link,
	    sizeof(v->out.u.edevlet_begin.link), "%s%ckod=%s", page,
	    strchr(page, '?') == NULL ? '?' : '&', v->remote.login.code);
}

/* The same to whoever is sent one and to whoever is not. */
static int
again_in(const struct visit *v)
{
	int resend = v->portal->config.resend;

	return resend > AGAIN_LEAST ? resend : AGAIN_LEAST;
}

static enum err
finish_begin(struct visit *v)
{
	struct remote_login *l = &v->remote.login;
	char *id = v->out.u.edevlet_begin.id;
	enum err e = v->remote.asked;

	if (e == ERR_OK && l->way == LOGIN_PHONE)
		e = take_device(v);
	/* A message that did not leave: nobody can answer it. */
	if (e == ERR_IO)
		e = ERR_PORTAL_BUSY;
	if (e == ERR_OK)
		e = seal_random_id(NAME_BYTES, id,
		    sizeof(v->out.u.edevlet_begin.id));
	if (e == ERR_OK)
		e = seal_hash(id, strlen(id), l->name);
	l->next = v->now + l->interval;
	if (e == ERR_OK)
		e = login_insert(v->portal->store, &v->portal->keys,
		    v->session.id, v->remote.device.code, l);
	if (e != ERR_OK)
		return e;
	snprintf(v->out.u.edevlet_begin.code,
	    sizeof(v->out.u.edevlet_begin.code), "%s", l->code);
	v->out.u.edevlet_begin.expires_in = visit_left(v, l->expires);
	v->out.u.edevlet_begin.interval = l->interval;
	if (l->way == LOGIN_BANK)
		tell_bank(v);
	if (l->way == LOGIN_MOBILE)
		v->out.u.edevlet_begin.again_in = again_in(v);
	return ERR_OK;
}

/* ---- Poll ---- */

static enum err
find(struct visit *v, struct remote_login *l)
{
	uint8_t name[HASH_BYTES];
	enum err e;

	e = seal_hash(v->in.id, strlen(v->in.id), name);
	return e == ERR_OK ? login_find(v->portal->store, v->session.id, name,
	    l) : e;
}

static enum err
begin_poll(struct visit *v)
{
	struct remote_login *l = &v->remote.login;
	enum err e;

	e = find(v, l);
	if (e != ERR_OK || l->way != LOGIN_PHONE || l->state != LOGIN_WAITING ||
	    l->expires <= v->now || l->next > v->now)
		return e;
	/* Whoever asks meanwhile is told to wait: one question at a time. */
	l->next = v->now + l->interval;
	e = login_update(v->portal->store, l);
	if (e == ERR_OK)
		e = login_read_device(v->portal->store, &v->portal->keys,
		    l->id, &v->remote.device.code);
	return e;
}

static void
work_poll(struct visit *v)
{
	if (v->remote.device.code == NULL)
		return;
	v->remote.polled = true;
	v->remote.asked = issuer_poll(v->portal->issuer,
	    v->remote.device.code, &v->remote.answer, v->remote.identity);
}

/* Whom the issuer has named. */
static enum err
find_person(struct visit *v, struct remote_login *l)
{
	char identity[IDENTITY_SIZE];
	struct word_hash unused;
	enum err e;

	if (person_identity(v->remote.identity, identity) != ERR_OK)
		return ERR_EDEVLET_STRANGER;
	e = person_lookup_key(&v->portal->keys, identity, v->who);
	v->has_who = e == ERR_OK;
	if (e == ERR_OK)
		e = person_find(v->portal->store, v->who, &l->person, &unused);
	return e == ERR_NOT_FOUND ? ERR_EDEVLET_STRANGER : e;
}

/* What the issuer said changes the login. */
static enum err
take_answer(struct visit *v, struct remote_login *l)
{
	enum err e = v->remote.asked;

	if (e != ERR_OK)
		return e;
	switch (v->remote.answer) {
	case ISSUER_WAITING:
		return ERR_OK;
	case ISSUER_SLOWER:
		l->interval += ISSUER_SLOWER_S;
		l->next = v->now + l->interval;
		break;
	case ISSUER_DENIED:
		l->state = LOGIN_DENIED;
		break;
	case ISSUER_EXPIRED:
		return ERR_EDEVLET_EXPIRED;
	case ISSUER_DONE:
		e = find_person(v, l);
		l->state = e == ERR_OK ? LOGIN_APPROVED : LOGIN_DENIED;
		break;
	}
	if (login_update(v->portal->store, l) != ERR_OK)
		return ERR_IO;
	return e;
}

static enum err
answer_waiting(struct visit *v, const struct remote_login *l)
{
	int wait = visit_left(v, l->next);

	v->nothing_new = true;
	v->out.u.edevlet_poll.waiting = 1;
	v->out.u.edevlet_poll.interval = wait > 0 ? wait : l->interval;
	v->out.u.edevlet_poll.expires_in = visit_left(v, l->expires);
	return ERR_OK;
}

static enum err
answer_approved(struct visit *v, const struct remote_login *l)
{
	enum err e;

	e = login_phone(v, l->person, v->out.u.edevlet_poll.phone,
	    sizeof(v->out.u.edevlet_poll.phone));
	return e == ERR_OK ? login_done(v, l->person,
	    v->out.u.edevlet_poll.name, sizeof(v->out.u.edevlet_poll.name),
	    &v->out.u.edevlet_poll.expires_in) : e;
}

static enum err
finish_poll(struct visit *v)
{
	struct remote_login l;
	enum err e;

	e = find(v, &l);
	if (e == ERR_OK && v->remote.polled && l.state == LOGIN_WAITING)
		e = take_answer(v, &l);
	if (e != ERR_OK)
		return e;
	switch (l.state) {
	case LOGIN_DENIED:
		return ERR_EDEVLET_DENIED;
	case LOGIN_APPROVED:
		return answer_approved(v, &l);
	case LOGIN_WAITING:
		break;
	}
	return l.expires <= v->now ? ERR_EDEVLET_EXPIRED :
	    answer_waiting(v, &l);
}

const struct handler handle_edevlet_begin = { .begin = begin_begin,
	.work = work_begin, .finish = finish_begin, .audited = true };
const struct handler handle_edevlet_poll = { .begin = begin_poll,
	.work = work_poll, .finish = finish_poll, .audited = true };
