/* Operators: a shift at a terminal begins by account and password or by the
 * signature of the operator's own card, and ends.
 *
 * A shift gives no right over anybody: it puts the operator's name to what the
 * sessions of that terminal do, and where terminals.staffed wants one it lets
 * them begin.  Whoever is no operator, or not any more, costs the same
 * scrypt and gets the same answers. */
#include "portal/visit.h"

#include <string.h>

#include "base/secret.h"
#include "portal/store_operator.h"
#include "portal/word_try.h"

/* ---- Beginning ---- */

static enum err
begin_shift(struct visit *v, const struct operator *o)
{
	const struct config *c = &v->portal->config;
	struct shift shift = { .operator = o->id, .opened = v->now };
	int idle = c->shift_idle < c->shift ? c->shift_idle : c->shift;
	enum err e;

	shift.expires = v->now + idle;
	memcpy(shift.terminal, v->session.terminal, sizeof(shift.terminal));
	memcpy(v->operator, o->account, sizeof(v->operator));
	memcpy(v->out.u.operator.account, o->account, sizeof(o->account));
	memcpy(v->out.u.operator.name, o->name, sizeof(o->name));
	v->out.u.operator.expires_in = c->shift;
	v->out.u.operator.idle_in = idle;
	e = visit_token(v->out.u.operator.token, shift.token);
	return e == ERR_OK ? shift_insert(v->portal->store, &shift) : e;
}

/* Only at the hands of nobody: the session of a person is not made into
 * something else. */
static enum err
check_session(const struct visit *v)
{
	return v->session.state == SESSION_ANONYMOUS ? ERR_OK : ERR_REFUSED;
}

/* ---- By password ---- */

static enum err
find_account(struct visit *v, struct operator *o)
{
	char account[WIRE_ACCOUNT];

	if (operator_account(v->in.u.operator_password.account, account) !=
	    ERR_OK)
		return ERR_NOT_FOUND;
	return operator_find(v->portal->store, &v->portal->keys, account, o);
}

static enum err
begin_password(struct visit *v)
{
	struct operator o = { .enabled = false };
	char account[WIRE_ACCOUNT];
	enum err e = check_session(v);

	if (e == ERR_OK)
		e = visit_limit(v, "operator",
		    v->portal->config.logins_per_minute);
	if (e != ERR_OK)
		return e;
	if (operator_account(v->in.u.operator_password.account, account) !=
	    ERR_OK)
		memcpy(account, v->in.u.operator_password.account,
		    sizeof(account));
	e = operator_tries_key(&v->portal->keys, account, v->login.tries);
	if (e != ERR_OK)
		return e;
	memcpy(v->login.identity, v->login.tries, sizeof(v->login.identity));
	e = find_account(v, &o);
	v->login.known = e == ERR_OK && o.enabled && o.has_word;
	if (!v->login.known)
		return e == ERR_OK || e == ERR_NOT_FOUND ?
		    word_try_nobody(v) : e;
	v->login.stored = o.word;
	return ERR_OK;
}

static void
work_password(struct visit *v)
{
	word_try_work(v, v->in.u.operator_password.password);
}

/* What was typed as an account may be a password: the audit has it only where
 * there is such an account. */
static enum err
finish_password(struct visit *v)
{
	struct operator o;
	enum err e = check_session(v), known;

	if (e != ERR_OK)
		return e;
	known = find_account(v, &o);
	if (known == ERR_OK)
		memcpy(v->operator, o.account, sizeof(v->operator));
	else if (known != ERR_NOT_FOUND)
		return known;
	e = word_try_judge(v, ERR_OPERATOR_WRONG, ERR_OPERATOR_BLOCKED);
	if (e != ERR_OK)
		return e;
	/* Disabled while scrypt was at work. */
	return known == ERR_OK && o.enabled ? begin_shift(v, &o) :
	    ERR_OPERATOR_WRONG;
}

/* ---- By card ---- */

static enum err
begin_signature(struct visit *v)
{
	enum err e = check_session(v);

	return e == ERR_OK ? visit_signature_begin(v) : e;
}

static enum err
finish_signature(struct visit *v)
{
	struct operator o;
	enum err e = check_session(v);

	if (e == ERR_OK)
		e = visit_signature_worked(v);
	if (e == ERR_OK)
		e = visit_signature_state(v);
	if (e != ERR_OK)
		return e;
	e = operator_find_certificate(v->portal->store, &v->portal->keys,
	    v->signature.signer.x509.fingerprint, &o);
	if (e == ERR_NOT_FOUND)
		return ERR_OPERATOR_UNKNOWN;
	if (e != ERR_OK)
		return e;
	memcpy(v->operator, o.account, sizeof(v->operator));
	return o.enabled ? begin_shift(v, &o) : ERR_OPERATOR_UNKNOWN;
}

/* ---- Ending ---- */

static enum err
finish_end(struct visit *v)
{
	const struct secret *token = v->in.u.operator_end.operator;
	uint8_t hash[HASH_BYTES];
	struct shift shift;
	enum err e;

	e = visit_limit(v, "operator-end",
	    v->portal->config.sessions_per_minute);
	if (e == ERR_OK)
		e = seal_hash(secret_bytes(token), secret_len(token), hash);
	if (e == ERR_OK)
		e = shift_find(v->portal->store, hash, v->now, &shift);
	if (e != ERR_OK)
		return e;
	if (v->certificate != NULL &&
	    strcmp(v->certificate, shift.terminal) != 0)
		return ERR_OPERATOR_OVER;
	memcpy(v->operator, shift.account, sizeof(v->operator));
	memcpy(v->terminal, shift.terminal, sizeof(v->terminal));
	return shift_delete(v->portal->store, shift.id);
}

const struct handler handle_operator_password = { .begin = begin_password,
	.work = work_password, .finish = finish_password, .audited = true,
	.shiftless = true };
const struct handler handle_operator_signature = { .begin = begin_signature,
	.work = visit_signature_work, .finish = finish_signature,
	.audited = true, .shiftless = true };
const struct handler handle_operator_end = { .finish = finish_end,
	.audited = true };
