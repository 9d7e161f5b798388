/* Certificates of the holder: which there are, and what their holder may do
 * with them. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "portal/store_certificate.h"

/* RFC 3339 in UTC; "" for 0. */
static void
write_time(int64_t at, char *out, size_t size)
{
	time_t t = (time_t)at;
	struct tm tm;

	out[0] = '\0';
	if (at != 0 && gmtime_r(&t, &tm) != NULL)
		(void)strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static const char *
suspended_by(const struct certificate *c)
{
	return c->state != CERTIFICATE_SUSPENDED ? "" :
	    c->by_holder ? "holder" : "authority";
}

/* When it can be put into use, if that is later than now. */
static enum err
write_opens(struct visit *v, const struct certificate *c, char *out,
    size_t size)
{
	int64_t until = 0;
	enum err e = ERR_OK;

	if (certificate_state_at(c, v->now) == CERTIFICATE_WAITING) {
		e = certificate_others_until(v->portal->store, c, v->now,
		    &until);
		if (c->x509.from > v->now && c->x509.from > until)
			until = c->x509.from;
	}
	write_time(until, out, size);
	return e;
}

/* ---- Read ---- */

static enum err
write_row(struct visit *v, const struct certificate *c,
    struct wire_certificate_row *row)
{
	snprintf(row->id, sizeof(row->id), "%s", c->id);
	snprintf(row->serial, sizeof(row->serial), "%s", c->x509.serial);
	utf8_mask(c->x509.subject, row->subject, sizeof(row->subject));
	write_time(c->x509.from, row->from, sizeof(row->from));
	write_time(c->x509.to, row->to, sizeof(row->to));
	snprintf(row->state, sizeof(row->state), "%s",
	    certificate_state_name(certificate_state_at(c, v->now)));
	snprintf(row->suspended_by, sizeof(row->suspended_by), "%s",
	    suspended_by(c));
	snprintf(row->fingerprint, sizeof(row->fingerprint), "%s",
	    c->x509.fingerprint);
	return ERR_OK;
}

static enum err
finish_list(struct visit *v)
{
	struct certificate all[WIRE_CERTIFICATES];
	size_t count = 0;
	enum err e;

	e = certificate_list(v->portal->store, &v->portal->keys,
	    v->session.person, all, WIRE_CERTIFICATES, &count);
	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = write_row(v, &all[i],
		    &v->out.u.certificate_list.rows[i]);
	v->out.u.certificate_list.count = count;
	return e;
}

/* Another person's is as good as none. */
static enum err
find(struct visit *v, struct certificate *c)
{
	enum err e;

	e = certificate_find(v->portal->store, &v->portal->keys, v->in.id, c);
	return e == ERR_OK && c->person != v->session.person ?
	    ERR_NOT_FOUND : e;
}

static enum err
finish_detail(struct visit *v)
{
	struct wire_certificate *out = &v->out.u.certificate;
	struct certificate c;
	enum err e;

	e = find(v, &c);
	if (e != ERR_OK)
		return e;
	e = write_row(v, &c, &out->row);
	if (e != ERR_OK)
		return e;
	snprintf(out->issuer, sizeof(out->issuer), "%s", c.x509.issuer);
	snprintf(out->usage, sizeof(out->usage), "%s", c.x509.usage);
	snprintf(out->card, sizeof(out->card), "%s", c.card);
	snprintf(out->reason, sizeof(out->reason), "%s", c.reason);
	snprintf(out->fee, sizeof(out->fee), "%s",
	    v->portal->config.certificate_fee);
	write_time(c.state == CERTIFICATE_REVOKED ? c.changed : 0,
	    out->revoked_at, sizeof(out->revoked_at));
	return write_opens(v, &c, out->opens, sizeof(out->opens));
}

/* ---- Change ---- */

/* What each operation needs, and what it makes of it. */
static const struct change {
	enum wire_op op;
	enum certificate_state from, to;
} changes[] = {
	{ WIRE_CERTIFICATE_ACTIVATE, CERTIFICATE_WAITING,
	    CERTIFICATE_ACTIVE },
	{ WIRE_CERTIFICATE_SUSPEND, CERTIFICATE_ACTIVE,
	    CERTIFICATE_SUSPENDED },
	{ WIRE_CERTIFICATE_RESUME, CERTIFICATE_SUSPENDED,
	    CERTIFICATE_ACTIVE },
};

static const struct change *
change_of(enum wire_op op)
{
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		if (changes[i].op == op)
			return &changes[i];
	return NULL;
}

static void
note(struct visit *v, const struct certificate *c, const char *more)
{
	char end[SERIAL_SIZE];

	person_mask_serial(c->x509.serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "certificate=%.12s%s%s", end,
	    more[0] == '\0' ? "" : " ", more);
}

/* What gives a certificate power or takes it for good is confirmed by a fresh
 * SMS code; to suspend one is always possible. */

static enum err
check_opens(struct visit *v, const struct certificate *c)
{
	char opens[WIRE_TIME];
	enum err e;

	e = write_opens(v, c, opens, sizeof(opens));
	return e == ERR_OK && opens[0] != '\0' ? ERR_CERTIFICATE_EARLY : e;
}

static enum err
check_change(struct visit *v, const struct certificate *c,
    const struct change *change)
{
	enum certificate_state state = certificate_state_at(c, v->now);
	enum err e = ERR_OK;

	if (state == CERTIFICATE_EXPIRED)
		return ERR_CERTIFICATE_EXPIRED;
	if (state != change->from)
		return ERR_CERTIFICATE_STATE;
	if (change->op == WIRE_CERTIFICATE_RESUME && !c->by_holder)
		return ERR_SUSPENDED_BY_OTHERS;
	if (change->op == WIRE_CERTIFICATE_ACTIVATE)
		e = check_opens(v, c);
	if (e == ERR_OK && change->op != WIRE_CERTIFICATE_SUSPEND)
		e = visit_confirmed(v);
	return e;
}

static enum err
store_change(struct visit *v, struct certificate *c, const char *detail)
{
	note(v, c, detail);
	snprintf(v->out.u.certificate_change.state,
	    sizeof(v->out.u.certificate_change.state), "%s",
	    certificate_state_name(c->state));
	return certificate_change(v->portal->store, c, v->now);
}

static enum err
finish_change(struct visit *v)
{
	const struct change *change = change_of(v->op);
	struct certificate c;
	enum err e;

	if (change == NULL)
		return ERR_INTERNAL;
	e = find(v, &c);
	if (e != ERR_OK)
		return e;
	note(v, &c, "");
	e = check_change(v, &c, change);
	if (e != ERR_OK)
		return e;
	c.state = change->to;
	c.by_holder = change->to == CERTIFICATE_SUSPENDED;
	return store_change(v, &c, "");
}

static enum err
finish_revoke(struct visit *v)
{
	const char *reason = v->in.u.certificate_revoke.reason;
	enum certificate_state state;
	struct certificate c;
	enum err e;

	if (!certificate_reason_known(reason))
		return ERR_ARGUMENT;
	e = find(v, &c);
	if (e != ERR_OK)
		return e;
	note(v, &c, reason);
	state = certificate_state_at(&c, v->now);
	if (state == CERTIFICATE_EXPIRED)
		return ERR_CERTIFICATE_EXPIRED;
	if (state == CERTIFICATE_REVOKED)
		return ERR_CERTIFICATE_STATE;
	e = visit_confirmed(v);
	if (e != ERR_OK)
		return e;
	c.state = CERTIFICATE_REVOKED;
	c.by_holder = false;
	snprintf(c.reason, sizeof(c.reason), "%s", reason);
	return store_change(v, &c, reason);
}

const struct handler handle_certificate_list = { .finish = finish_list,
	.needs = SESSION_AUTHENTICATED };
const struct handler handle_certificate_detail = { .finish = finish_detail,
	.needs = SESSION_AUTHENTICATED };
const struct handler handle_certificate_change = { .finish = finish_change,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_certificate_revoke = { .finish = finish_revoke,
	.needs = SESSION_AUTHENTICATED, .audited = true };
