/* edevlet.look, edevlet.password, edevlet.phone, edevlet.mobile, edevlet.bank,
 * edevlet.wait: the door of e-Devlet.  A login on one's own phone, by mobile
 * signature or at a bank is begun here, approved there, and waited for as long
 * as its code lives.  Logins by a card are in act_signed.c. */
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/message.h"
#include "core/run.h"
#include "core/typed.h"

static void
keep_text(char *out, size_t size, const char *text)
{
	utf8_sanitise(text, strlen(text), out, size);
}

/* ---- edevlet.look ---- */

static void
looked(struct session *s, const struct remote_result *r)
{
	struct visit_edevlet *d = &s->visit.door;
	enum err e = run_answered(s, r);

	if (e == ERR_OK) {
		keep_text(d->application, sizeof(d->application),
		    r->reply->u.edevlet.application);
		keep_text(d->address, sizeof(d->address),
		    r->reply->u.edevlet.address);
		d->password = r->reply->u.edevlet.password == 1;
		d->mobile = r->reply->u.edevlet.mobile == 1;
		d->signature = r->reply->u.edevlet.signature == 1;
		d->card = r->reply->u.edevlet.card == 1;
		d->bank = r->reply->u.edevlet.bank == 1;
		d->phone = r->reply->u.edevlet.phone == 1;
	}
	run_end(s, e);
}

static void
look_start(struct session *s)
{
	struct wire_request req = { 0 };

	run_call(s, WIRE_EDEVLET, &req, looked);
}

/* ---- who has come ---- */

static void
came_in(struct session *s, const char *name, const char *phone,
    int expires_in)
{
	struct visit *v = &s->visit;

	visit_log_in(v, name, expires_in);
	v->edevlet = true;
	keep_text(v->phone, sizeof(v->phone), phone);
	visit_drop_door(v);
}

/* The new PIN must not be a part of it. */
static enum err
keep_identity(struct session *s)
{
	const struct secret *identity = typed_value(s, "identity");

	return secret_set(s->visit.identity, secret_bytes(identity),
	    secret_len(identity));
}

/* ---- edevlet.password ---- */

static void
password_done(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = keep_identity(s);
	if (e == ERR_OK)
		came_in(s, r->reply->u.edevlet_password.name,
		    r->reply->u.edevlet_password.phone,
		    r->reply->u.edevlet_password.expires_in);
	run_end(s, e);
}

static void
password_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed_copy(s, "identity", req.u.edevlet_password.identity,
	    sizeof(req.u.edevlet_password.identity));
	req.u.edevlet_password.password = typed_value(s, "edevlet_password");
	sent = typed_sent(s, "");
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_EDEVLET_PASSWORD, &req, &sent,
		    password_done);
	secret_wipe_mem(&req, sizeof(req));
}

/* ---- edevlet.phone, edevlet.mobile, edevlet.bank: begin ---- */

static void
begun(struct session *s, const struct remote_result *r)
{
	struct visit_edevlet *d = &s->visit.door;
	enum err e = run_answered(s, r);

	if (e == ERR_OK && s->run.id == ACTION_EDEVLET_MOBILE)
		e = keep_identity(s);
	if (e == ERR_OK) {
		memcpy(d->id, r->reply->u.edevlet_begin.id, sizeof(d->id));
		keep_text(d->code, sizeof(d->code),
		    r->reply->u.edevlet_begin.code);
		keep_text(d->page, sizeof(d->page),
		    r->reply->u.edevlet_begin.address);
		keep_text(d->link, sizeof(d->link),
		    r->reply->u.edevlet_begin.link);
		d->interval = r->reply->u.edevlet_begin.interval;
		d->again = r->reply->u.edevlet_begin.again_in;
		countdown_start(&d->life,
		    r->reply->u.edevlet_begin.expires_in);
	}
	run_end(s, e);
}

static void
begin(struct session *s, struct wire_request *req)
{
	struct secret *sent = typed_sent(s, req->u.edevlet_begin.way);

	visit_drop_door(&s->visit);
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_EDEVLET_BEGIN, req, &sent, begun);
}

static void
phone_start(struct session *s)
{
	struct wire_request req = { .u.edevlet_begin.way = "phone" };

	begin(s, &req);
}

static void
bank_start(struct session *s)
{
	struct wire_request req = { .u.edevlet_begin.way = "bank" };

	begin(s, &req);
}

static void
mobile_start(struct session *s)
{
	struct wire_request req = { .u.edevlet_begin.way = "mobile" };
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed_copy(s, "identity", req.u.edevlet_begin.identity,
	    sizeof(req.u.edevlet_begin.identity));
	typed_copy(s, "mobile_phone", req.u.edevlet_begin.phone,
	    sizeof(req.u.edevlet_begin.phone));
	begin(s, &req);
	secret_wipe_mem(&req, sizeof(req));
}

/* ---- edevlet.wait ---- */

static void
ask_in(struct session *s, int seconds)
{
	/* Whatever the portal says: never without a pause. */
	s->run.again = clock_now_ms() + (seconds > 0 ? seconds : 1) *
	    (int64_t)1000;
	session_mark(s);
}

/* What may pass by itself: it is told, and the waiting goes on. */
static bool
passes(enum err e)
{
	return e == ERR_PORTAL_AWAY || e == ERR_PORTAL_BUSY ||
	    e == ERR_TIMEOUT || e == ERR_HELPER_GONE ||
	    e == ERR_EDEVLET_AWAY;
}

/* Each question is a sign of life to the portal: its session lives on. */
static void
still_waiting(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;

	message_clear(s);
	countdown_start(&v->session, v->session.total);
	v->door.interval = r->reply->u.edevlet_poll.interval;
	ask_in(s, v->door.interval);
}

/* This outcome says so: no second word about it. */
static void
over(struct session *s)
{
	countdown_start(&s->visit.door.life, 0);
	memset(s->fired, true, sizeof(s->fired));
}

static void
polled(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK && r->reply->u.edevlet_poll.waiting == 1) {
		still_waiting(s, r);
		return;
	}
	if (passes(e)) {
		message_set(s, e, &s->run);
		ask_in(s, 2 * s->visit.door.interval);
		return;
	}
	if (e == ERR_OK)
		came_in(s, r->reply->u.edevlet_poll.name,
		    r->reply->u.edevlet_poll.phone,
		    r->reply->u.edevlet_poll.expires_in);
	else
		visit_drop_door(&s->visit);
	if (e == ERR_EDEVLET_EXPIRED)
		over(s);
	run_end(s, e);
}

static void
wait_again(struct session *s)
{
	struct wire_request req = { 0 };
	enum err e;

	memcpy(req.id, s->visit.door.id, sizeof(req.id));
	e = call_start(s, CALL_ACTION, WIRE_EDEVLET_POLL, &req, polled);
	if (e != ERR_OK)
		run_end(s, e);
}

static void
wait_start(struct session *s)
{
	const struct visit_edevlet *d = &s->visit.door;

	if (d->id[0] != '\0' && !countdown_over(&d->life)) {
		ask_in(s, d->interval);
		return;
	}
	over(s);
	run_end(s, ERR_EDEVLET_EXPIRED);
}

const struct action act_edevlet_look = { .start = look_start };
const struct action act_edevlet_password = { .start = password_start };
const struct action act_edevlet_phone = { .start = phone_start };
const struct action act_edevlet_mobile = { .start = mobile_start };
const struct action act_edevlet_bank = { .start = bank_start };
const struct action act_edevlet_wait = { .start = wait_start,
	.again = wait_again, .quiet = true };
