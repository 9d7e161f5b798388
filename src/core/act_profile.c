/* profile.read, phone.*, email.*, address.change: Bilgi Güncelle. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/person.h"
#include "core/run.h"
#include "core/typed.h"

enum err
person_outcome(enum err e)
{
	switch (e) {
	case ERR_CODE_WRONG:
		return ERR_MAIL_CODE_WRONG;
	case ERR_CODE_EXPIRED:
		return ERR_MAIL_CODE_EXPIRED;
	case ERR_CODE_USED_UP:
		return ERR_CHANGE_USED_UP;
	case ERR_CODE_WAIT:
		return ERR_MAIL_WAIT;
	default:
		return e;
	}
}

/* ---- What is on file ---- */

static void
take_profile(struct session *s, const struct remote_result *r)
{
	const char *phone = r->reply->u.profile.phone;
	const char *email = r->reply->u.profile.email;
	const char *address = r->reply->u.profile.address;
	struct visit *v = &s->visit;

	v->profile_known = true;
	utf8_sanitise(phone, strlen(phone), v->phone, sizeof(v->phone));
	utf8_sanitise(email, strlen(email), v->email, sizeof(v->email));
	utf8_sanitise(address, strlen(address), v->address,
	    sizeof(v->address));
}

static void
read_done(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		take_profile(s, r);
	run_end(s, e);
}

static void
read_start(struct session *s)
{
	struct wire_request req = { 0 };

	run_call(s, WIRE_PROFILE_READ, &req, read_done);
}

/* A change has been made: what is on file now, and a word about it. */
static void
changed(struct session *s, const struct remote_result *r)
{
	take_profile(s, r);
	s->visit.info_changed = true;
	secret_clear(s->visit.change);
	countdown_stop(&s->visit.change_life);
}

/* ---- A new phone number or mail address ---- */

static void
codes_sent(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (s->run.id == ACTION_EMAIL_CHANGE || s->run.id == ACTION_EMAIL_AGAIN)
		e = person_outcome(e);
	if (e == ERR_OK) {
		countdown_start(&s->visit.change_life,
		    r->reply->u.codes_sent.expires_in);
		memset(s->fired, 0, sizeof(s->fired));
		form_clear_secrets(&s->form);
	}
	run_end(s, e);
}

/* Ask for codes for what s->visit.change says. */
static void
ask(struct session *s)
{
	const char *change = (const char *)secret_bytes(s->visit.change);
	bool phone = s->run.id == ACTION_PHONE_CHANGE ||
	    s->run.id == ACTION_PHONE_AGAIN;
	struct wire_request req = { 0 };
	struct secret *sent = typed_sent(s, change);

	if (sent == NULL) {
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	if (phone)
		snprintf(req.u.phone_change.phone,
		    sizeof(req.u.phone_change.phone), "%s", change);
	else
		snprintf(req.u.email_change.email,
		    sizeof(req.u.email_change.email), "%s", change);
	run_call_once(s, phone ? WIRE_PHONE_CHANGE : WIRE_EMAIL_CHANGE, &req,
	    &sent, codes_sent);
	secret_wipe_mem(&req, sizeof(req));
}

/* What was typed outlives its screen: the next one confirms it. */
static void
change_start(struct session *s)
{
	const char *at = NULL;
	enum err e = typed_check(s, &at);
	const struct secret *typed;

	s->visit.info_changed = false;
	if (e == ERR_OK) {
		typed = typed_value(s, s->run.action->fields[0]);
		e = typed == NULL ? ERR_INTERNAL : secret_set(s->visit.change,
		    secret_bytes(typed), secret_len(typed));
	}
	if (e != ERR_OK)
		run_end_at(s, e, at);
	else
		ask(s);
}

static bool
is_over(struct session *s)
{
	return !countdown_running(&s->visit.change_life) ||
	    countdown_over(&s->visit.change_life);
}

/* Over, and the outcome says so: no second word about it. */
static void
note_over(struct session *s, enum err e)
{
	if (e != ERR_CODE_EXPIRED && e != ERR_MAIL_CODE_EXPIRED &&
	    e != ERR_CHANGE_USED_UP)
		return;
	countdown_start(&s->visit.change_life, 0);
	memset(s->fired, true, sizeof(s->fired));
}

static void
phone_done(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_CODE_USED_UP)
		e = ERR_CHANGE_USED_UP;
	if (e == ERR_CODE_OLD_WRONG || e == ERR_CODE_NEW_WRONG) {
		/* The other code may be right: it stays. */
		typed_clear(s, e == ERR_CODE_OLD_WRONG ? "code_old" :
		    "code_new");
		s->run.sent = false;
	}
	note_over(s, e);
	if (e == ERR_OK)
		changed(s, r);
	run_end(s, e);
}

static void
phone_confirm_start(struct session *s)
{
	const char *phone = (const char *)secret_bytes(s->visit.change);
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK && is_over(s))
		e = ERR_CODE_EXPIRED;
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	snprintf(req.u.phone_confirm.phone, sizeof(req.u.phone_confirm.phone),
	    "%s", phone);
	req.u.phone_confirm.code_old = typed_value(s, "code_old");
	req.u.phone_confirm.code_new = typed_value(s, "code_new");
	sent = typed_sent(s, phone);
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_PHONE_CONFIRM, &req, &sent, phone_done);
	secret_wipe_mem(&req, sizeof(req));
}

static void
email_done(struct session *s, const struct remote_result *r)
{
	enum err e = person_outcome(run_answered(s, r));

	note_over(s, e);
	if (e == ERR_OK)
		changed(s, r);
	run_end(s, e);
}

static void
email_confirm_start(struct session *s)
{
	const char *email = (const char *)secret_bytes(s->visit.change);
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK && is_over(s))
		e = ERR_MAIL_CODE_EXPIRED;
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	snprintf(req.u.email_confirm.email, sizeof(req.u.email_confirm.email),
	    "%s", email);
	req.u.email_confirm.code = typed_value(s, "mail_code");
	sent = typed_sent(s, email);
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_EMAIL_CONFIRM, &req, &sent, email_done);
	secret_wipe_mem(&req, sizeof(req));
}

/* ---- A new home ---- */

static void
address_done(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		changed(s, r);
	run_end(s, e);
}

static void
address_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	s->visit.info_changed = false;
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed_copy(s, "new_address", req.u.address_change.address,
	    sizeof(req.u.address_change.address));
	sent = typed_sent(s, "");
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_ADDRESS_CHANGE, &req, &sent,
		    address_done);
	secret_wipe_mem(&req, sizeof(req));
}

const struct action act_profile_read = { .start = read_start, .quiet = true };
const struct action act_phone_change = { .start = change_start };
const struct action act_phone_again = { .start = ask };
const struct action act_phone_confirm = { .start = phone_confirm_start };
const struct action act_email_change = { .start = change_start };
const struct action act_email_again = { .start = ask };
const struct action act_email_confirm = { .start = email_confirm_start };
const struct action act_address_change = { .start = address_start };
