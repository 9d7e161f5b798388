/* captcha.new, login.password */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/run.h"

#define SENT_MAX 1024		/* bytes of a login, for comparing */

/* The picture is there: the old text does not belong to it. */
static enum err
take_picture(struct session *s, const struct remote_result *r)
{
	struct form_field *field = form_find(&s->form, "captcha");
	struct remote_picture *copy;

	if (r->picture == NULL)
		return ERR_PORTAL_ANSWER;
	copy = malloc(sizeof(*copy));
	if (copy == NULL)
		return ERR_NO_MEMORY;
	memcpy(copy, r->picture, sizeof(*copy));
	free(s->visit.picture);
	s->visit.picture = copy;
	if (field != NULL)
		form_clear(field);
	return ERR_OK;
}

/* A captcha that replaces one after a wrong answer ends the action with what
 * was wrong, whether the new picture came or not (Yenile gets another). */
static void
captcha_end(struct session *s, enum err e)
{
	if (e != ERR_OK)
		visit_drop_captcha(&s->visit);
	if (s->run.why != ERR_OK && e != ERR_SESSION_ENDED)
		e = s->run.why;
	run_end(s, e);
}

static enum err
captcha_answered(struct session *s, const struct remote_result *r)
{
	struct wire_problem first = s->run.problem;
	enum err e = run_answered(s, r);

	if (s->run.why != ERR_OK)
		s->run.problem = first;
	return e;
}

static void
picture_done(struct session *s, const struct remote_result *r)
{
	enum err e = captcha_answered(s, r);

	if (e == ERR_OK)
		e = take_picture(s, r);
	captcha_end(s, e);
}

static void
captcha_done(struct session *s, const struct remote_result *r)
{
	struct wire_request req = { 0 };
	struct visit *v = &s->visit;
	enum err e = captcha_answered(s, r);

	if (e == ERR_OK) {
		memcpy(v->captcha, r->reply->u.captcha.id, sizeof(v->captcha));
		countdown_start(&v->captcha_life,
		    r->reply->u.captcha.expires_in);
		memcpy(req.id, v->captcha, sizeof(req.id));
		e = call_start(s, CALL_ACTION, WIRE_CAPTCHA_IMAGE, &req,
		    picture_done);
	}
	if (e != ERR_OK)
		captcha_end(s, e);
	else
		s->run.wait = WAIT_PORTAL;
}

static void
captcha_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct visit *v = &s->visit;
	struct secret *nothing = NULL;
	enum err e;

	visit_drop_captcha(v);
	e = attempt_begin(&v->attempt, WIRE_CAPTCHA_NEW, &nothing);
	if (e == ERR_OK) {
		memcpy(req.idempotency_key, v->attempt.key,
		    sizeof(req.idempotency_key));
		e = call_start(s, CALL_ACTION, WIRE_CAPTCHA_NEW, &req,
		    captcha_done);
	}
	if (e != ERR_OK)
		captcha_end(s, e);
	else
		s->run.wait = WAIT_PORTAL;
}

/* Wrong: another picture, then say so. */
static void
login_wrong(struct session *s, enum err e)
{
	s->run.why = e;
	form_clear_secrets(&s->form);
	captcha_start(s);
}

static void
login_done(struct session *s, const struct remote_result *r)
{
	const struct form_field *identity = form_find(&s->form, "identity");
	const char *phone;
	enum err e = run_answered(s, r);

	if (e == ERR_CAPTCHA_WRONG || e == ERR_LOGIN_WRONG) {
		login_wrong(s, e);
		return;
	}
	if (e == ERR_OK) {
		phone = r->reply->u.login_password.phone;
		utf8_sanitise(phone, strlen(phone), s->visit.phone,
		    sizeof(s->visit.phone));
		visit_drop_captcha(&s->visit);
		/* A code that was sent is for the one before. */
		if (!secret_equal(s->visit.identity, identity->value))
			countdown_stop(&s->visit.sms);
		e = secret_set(s->visit.identity,
		    secret_bytes(identity->value),
		    secret_len(identity->value));
	}
	run_end(s, e);
}

/* The first field that may not be sent. */
static enum err
check_fields(struct session *s, const char **at)
{
	const char *const *names = s->run.action->fields;
	struct form_field *field;
	enum err e = ERR_OK;

	for (; *names != NULL; names++) {
		*at = *names;
		field = form_find(&s->form, *names);
		if (field == NULL)
			return ERR_INTERNAL;
		e = form_check(field);
		if (e != ERR_OK)
			return e;
	}
	*at = NULL;
	return ERR_OK;
}

/* All that the request says, so that a repeat can be told from a new try. */
static struct secret *
login_sent(struct session *s)
{
	const char *const *names = s->run.action->fields;
	struct secret *sent = secret_new(SENT_MAX);
	const struct secret *value;
	enum err e = sent != NULL ? ERR_OK : ERR_NO_MEMORY;

	for (; *names != NULL && e == ERR_OK; names++) {
		value = form_find(&s->form, *names)->value;
		/* The zero behind a value keeps the values apart. */
		e = secret_append(sent, secret_bytes(value),
		    secret_len(value) + 1);
	}
	if (e == ERR_OK)
		e = secret_append(sent, s->visit.captcha,
		    strlen(s->visit.captcha));
	if (e != ERR_OK)
		secret_free(&sent);
	return sent;
}

static void
copy_text(const struct form_field *field, char *out, size_t size)
{
	snprintf(out, size, "%s", (const char *)secret_bytes(field->value));
}

static void
login_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = check_fields(s, &at);

	if (e == ERR_OK && (s->visit.captcha[0] == '\0' ||
	    countdown_over(&s->visit.captcha_life))) {
		/* The portal would refuse it without looking further. */
		login_wrong(s, ERR_CAPTCHA_WRONG);
		return;
	}
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	copy_text(form_find(&s->form, "identity"),
	    req.u.login_password.identity,
	    sizeof(req.u.login_password.identity));
	copy_text(form_find(&s->form, "captcha"),
	    req.u.login_password.captcha,
	    sizeof(req.u.login_password.captcha));
	memcpy(req.u.login_password.captcha_id, s->visit.captcha,
	    sizeof(req.u.login_password.captcha_id));
	req.u.login_password.word = form_find(&s->form, "word")->value;
	sent = login_sent(s);
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_LOGIN_PASSWORD, &req, &sent, login_done);
	secret_wipe_mem(&req, sizeof(req));
}

const struct action act_captcha_new = { .start = captcha_start,
	.quiet = true };
const struct action act_login_password = { .start = login_start };
