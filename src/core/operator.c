#include "core/operator.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/run.h"
#include "core/walk.h"

enum err
operator_init(struct operator_shift *shift)
{
	countdown_stop(&shift->life);
	countdown_stop(&shift->idle);
	shift->token = secret_new(WIRE_TOKEN_MAX);
	return shift->token == NULL ? ERR_NO_MEMORY : ERR_OK;
}

void
operator_free(struct operator_shift *shift)
{
	secret_free(&shift->token);
}

bool
operator_at_work(const struct session *s)
{
	return secret_len(s->shift.token) > 0;
}

bool
operator_needed(const struct session *s)
{
	return s->config->operator_required && !operator_at_work(s);
}

/* ---- Screens ---- */

bool
operator_types(const struct session *s, const struct screen *screen)
{
	return screens_has_role(s->parts.screens, screen, "operator") ||
	    screens_has_role(s->parts.screens, screen, "operator-card");
}

/* Where the terminal goes by itself needs nobody: it waits, warns, ends, or
 * settles what was cut off. */
static bool
is_unattended(const struct session *s, const struct screen *screen)
{
	static const char *const roles[] = { "start", "idle", "recovery",
	    "trouble", "goodbye" };

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (screens_has_role(s->parts.screens, screen, roles[i]))
			return true;
	return operator_types(s, screen);
}

const struct screen *
operator_before(const struct session *s, const struct screen *to)
{
	const struct screen *login;

	if (!operator_needed(s) || is_unattended(s, to))
		return to;
	login = screens_find(s->parts.screens,
	    screens_role(s->parts.screens, "operator"));
	return login != NULL ? login : to;
}

/* ---- Time ---- */

void
operator_touch(struct session *s)
{
	if (operator_at_work(s))
		countdown_start(&s->shift.idle, s->shift.idle.total);
}

int64_t
operator_due(const struct session *s)
{
	const struct operator_shift *o = &s->shift;

	if (!operator_at_work(s) || !walk_at_role(s, "start"))
		return CLOCK_NEVER;
	return o->life.end < o->idle.end ? o->life.end : o->idle.end;
}

/* ---- Beginning and end ---- */

void
operator_forget(struct session *s)
{
	secret_clear(s->shift.token);
	secret_wipe_mem(s->shift.name, sizeof(s->shift.name));
	memset(s->shift.account, 0, sizeof(s->shift.account));
	countdown_stop(&s->shift.life);
	countdown_stop(&s->shift.idle);
}

void
operator_end(struct session *s)
{
	if (!operator_at_work(s))
		return;
	log_event(LOG_INFO, "operator.end", "account=%s", s->shift.account);
	call_end_shift(s);
	operator_forget(s);
}

static enum err
begin(struct session *s, const struct wire_reply *reply)
{
	struct operator_shift *o = &s->shift;
	enum err e;

	operator_end(s);
	e = secret_set(o->token, secret_bytes(reply->u.operator.token),
	    secret_len(reply->u.operator.token));
	if (e != ERR_OK)
		return e;
	utf8_sanitise(reply->u.operator.account,
	    strlen(reply->u.operator.account), o->account,
	    sizeof(o->account));
	utf8_sanitise(reply->u.operator.name, strlen(reply->u.operator.name),
	    o->name, sizeof(o->name));
	countdown_start(&o->life, reply->u.operator.expires_in);
	countdown_start(&o->idle, reply->u.operator.idle_in);
	log_event(LOG_INFO, "operator.begin", "account=%s", o->account);
	return ERR_OK;
}

/* Which it was is in the log and in the audit. */
enum err
operator_outcome(enum err e)
{
	switch (e) {
	case ERR_SIGNED_OFF:
	case ERR_SIGNER_FOREIGN:
	case ERR_SIGNER_USAGE:
	case ERR_SIGNER_WAITING:
	case ERR_SIGNER_SUSPENDED:
	case ERR_SIGNER_REVOKED:
	case ERR_ISSUER_REVOKED:
	case ERR_CERT_EARLY:
	case ERR_CERT_OVER:
		return ERR_OPERATOR_UNKNOWN;
	default:
		return e;
	}
}

void
operator_logged_in(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = begin(s, r->reply);
	run_end(s, operator_outcome(e));
}
