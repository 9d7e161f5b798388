#include "portal/visit.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "portal/audit.h"
#include "portal/store.h"
#include "portal/store_operator.h"

#define PURGE_EVERY 10		/* seconds */

static const struct handler *const handlers[WIRE_OP_COUNT] = {
	[WIRE_HEALTH] = &handle_health,
	[WIRE_SESSION_OPEN] = &handle_session_open,
	[WIRE_SESSION_KEEP] = &handle_session_keep,
	[WIRE_SESSION_CLOSE] = &handle_session_close,
	[WIRE_CAPTCHA_NEW] = &handle_captcha_new,
	[WIRE_CAPTCHA_IMAGE] = &handle_captcha_image,
	[WIRE_CAPTCHA_QUESTION] = &handle_captcha_question,
	[WIRE_LOGIN_PASSWORD] = &handle_login_password,
	[WIRE_LOGIN_CHALLENGE] = &handle_login_challenge,
	[WIRE_LOGIN_SIGNATURE] = &handle_login_signature,
	[WIRE_OPERATOR_PASSWORD] = &handle_operator_password,
	[WIRE_OPERATOR_SIGNATURE] = &handle_operator_signature,
	[WIRE_OPERATOR_END] = &handle_operator_end,
	[WIRE_SMS_SEND] = &handle_sms_send,
	[WIRE_SMS_VERIFY] = &handle_sms_verify,
	[WIRE_WORD_REQUEST] = &handle_word_request,
	[WIRE_WORD_SET] = &handle_word_set,
	[WIRE_PROFILE_READ] = &handle_profile_read,
	[WIRE_PHONE_CHANGE] = &handle_phone_change,
	[WIRE_PHONE_CONFIRM] = &handle_phone_confirm,
	[WIRE_EMAIL_CHANGE] = &handle_email_change,
	[WIRE_EMAIL_CONFIRM] = &handle_email_confirm,
	[WIRE_ADDRESS_CHANGE] = &handle_address_change,
	[WIRE_APPROVAL_READ] = &handle_approval_read,
	[WIRE_APPROVAL_GIVE] = &handle_approval_give,
	[WIRE_APPROVAL_WITHDRAW] = &handle_approval_withdraw,
	[WIRE_UNLOCK_OPEN] = &handle_unlock_open,
	[WIRE_UNLOCK_CRYPTOGRAM] = &handle_unlock_cryptogram,
	[WIRE_UNLOCK_RELAY] = &handle_unlock_relay,
	[WIRE_UNLOCK_REPORT] = &handle_unlock_report,
	[WIRE_LETTER_READ] = &handle_letter_read,
	[WIRE_LETTER_PDF] = &handle_letter_pdf,
	[WIRE_LETTER_ERASE] = &handle_letter_erase,
	[WIRE_CERTIFICATE_LIST] = &handle_certificate_list,
	[WIRE_CERTIFICATE_DETAIL] = &handle_certificate_detail,
	[WIRE_CERTIFICATE_ACTIVATE] = &handle_certificate_change,
	[WIRE_CERTIFICATE_SUSPEND] = &handle_certificate_change,
	[WIRE_CERTIFICATE_RESUME] = &handle_certificate_change,
	[WIRE_CERTIFICATE_REVOKE] = &handle_certificate_revoke,
	[WIRE_EDEVLET] = &handle_edevlet,
	[WIRE_EDEVLET_PASSWORD] = &handle_edevlet_password,
	[WIRE_EDEVLET_BEGIN] = &handle_edevlet_begin,
	[WIRE_EDEVLET_POLL] = &handle_edevlet_poll,
	[WIRE_VERIFICATION_NEW] = &handle_verification_new,
	[WIRE_CONFIRM_SEND] = &handle_confirm_send,
	[WIRE_CONFIRM_SMS] = &handle_confirm_sms,
	[WIRE_CONFIRM_PASSWORD] = &handle_confirm_password,
};

struct answer {
	enum err e;		/* what the handler said */
	bool repeated;		/* taken from an earlier time */
	int status;
	struct buf *body;
};

void
visit_init(struct visit *v, struct portal *portal, enum wire_op op)
{
	memset(v, 0, sizeof(*v));
	v->portal = portal;
	v->op = op;
	v->problem.tries_left = -1;
	v->problem.retry_after = -1;
	v->from = "";
	buf_init(&v->raw, WIRE_PDF_MAX);
}

void
visit_free(struct visit *v)
{
	wire_request_free(v->op, &v->in);
	wire_reply_free(v->op, &v->out);
	code_out_free(&v->codes[0]);
	code_out_free(&v->codes[1]);
	letter_free(&v->letter.letter);
	secret_free(&v->remote.device.code);
	buf_free(&v->raw);
	secret_wipe_mem(v, sizeof(*v));
}

/* ---- Answers ---- */

static int
status_of(enum err e)
{
	switch (e) {
	case ERR_ARGUMENT:
	case ERR_SYNTAX:
		return 400;
	case ERR_SESSION_ENDED:
	case ERR_OPERATOR_OVER:
		return 401;
	case ERR_NOT_FOUND:
	case ERR_CARD_NOT_KNOWN:
	case ERR_LETTER_NONE:
		return 404;
	case ERR_UNLOCK_USED:
	case ERR_LETTER_READ:
	case ERR_CERTIFICATE_STATE:
		return 409;
	case ERR_UNLOCK_EXPIRED:
	case ERR_EDEVLET_EXPIRED:
	case ERR_CHALLENGE_OVER:
		return 410;
	case ERR_TOO_BIG:
		return 413;
	case ERR_PORTAL_VERSION:
		return 426;
	case ERR_CODE_WAIT:
		return 429;
	case ERR_INTERNAL:
		return 500;
	case ERR_PORTAL_BUSY:
		return 503;
	case ERR_EDEVLET_AWAY:
		return 502;
	default:
		return 403;
	}
}

/* Our own trouble, which a terminal cannot act on. */
static bool
is_trouble(enum err e)
{
	return e == ERR_IO || e == ERR_NO_MEMORY || e == ERR_INTERNAL;
}

static enum err
write_problem(struct visit *v, enum err e, struct answer *a)
{
	v->problem.code = e == ERR_IO ? ERR_INTERNAL :
	    e == ERR_NO_MEMORY ? ERR_PORTAL_BUSY : e;
	if (v->problem.status == 0)
		v->problem.status = status_of(v->problem.code);
	a->status = v->problem.status;
	buf_clear(a->body);
	return wire_encode_problem(&v->problem, a->body);
}

static enum err
write_answer(struct visit *v, struct answer *a)
{
	if (a->e != ERR_OK)
		return write_problem(v, a->e, a);
	a->status = v->raw.len > 0 ? 200 : 204;
	if (v->raw.len > 0)
		return buf_add(a->body, v->raw.data, v->raw.len);
	if (wire_encode_reply(v->op, &v->out, a->body) != ERR_OK)
		return ERR_INTERNAL;
	if (a->body->len > 0)
		a->status = 200;
	return ERR_OK;
}

/* Requests that got nowhere leave nothing: whoever has no session could fill
 * the disk with them. */
static bool
leaves_trace(enum err e)
{
	return e != ERR_ARGUMENT && e != ERR_NOT_FOUND &&
	    e != ERR_SESSION_ENDED && e != ERR_OPERATOR_OVER;
}

/* A refusal that passes with time is not kept: the same key may try again. */
static bool
is_kept(const struct visit *v, enum err e)
{
	return v->repeat.key[0] != '\0' && leaves_trace(e) &&
	    !handlers[v->op]->not_kept &&
	    e != ERR_CODE_WAIT && e != ERR_PORTAL_BUSY &&
	    e != ERR_EDEVLET_AWAY;
}

/* What one address does too often is counted, not written down each time. */
static bool
is_audited(const struct visit *v, enum err e)
{
	return handlers[v->op]->audited && leaves_trace(e) &&
	    !v->nothing_new &&
	    v->problem.status != 429;
}

static int64_t
kept_until(const struct visit *v)
{
	const struct config *c = &v->portal->config;

	return v->now + (v->op == WIRE_UNLOCK_REPORT ? c->report :
	    c->session_most);
}

static enum err
add_audit(struct visit *v, enum err outcome)
{
	struct audit_entry entry = { .at = v->now, .terminal = v->terminal,
	    .step = wire_op_info(v->op)->name, .outcome = err_name(outcome),
	    .detail = v->detail, .case_no = v->case_no,
	    .operator = v->operator };
	enum err e = ERR_OK;

	if (v->session.id != 0)
		memcpy(v->terminal, v->session.terminal, sizeof(v->terminal));
	if (v->operator[0] == '\0')
		memcpy(v->operator, v->session.operator, sizeof(v->operator));
	if (!v->has_who && v->session.person != 0) {
		e = person_read_who(v->portal->store, v->session.person,
		    v->who);
		v->has_who = e == ERR_OK;
	}
	if (v->has_who)
		entry.who = v->who;
	return e == ERR_OK ? audit_add(v->portal->store, &entry) : e;
}

/* The end of the last transaction: everything that the outcome leaves. */
static enum err
conclude(struct visit *v, struct answer *a)
{
	struct store *store = v->portal->store;
	enum err e = ERR_OK;

	if (v->session.id != 0 && !v->session_gone)
		e = session_update(store, &v->session);
	if (e == ERR_OK && is_audited(v, a->e))
		e = add_audit(v, a->e);
	if (e == ERR_OK && v->session_gone)
		e = session_delete(store, v->session.id);
	if (e == ERR_OK)
		e = write_answer(v, a);
	if (e == ERR_OK && is_kept(v, a->e))
		e = repeat_keep(store, &v->portal->keys, &v->repeat,
		    a->status, a->body, kept_until(v));
	return e;
}

/* ---- Steps ---- */

static enum err
find_session(struct visit *v)
{
	uint8_t token[HASH_BYTES];
	enum err e;

	if (!wire_op_info(v->op)->bearer)
		return ERR_OK;
	memcpy(token, v->session.token, sizeof(token));
	e = session_find(v->portal->store, token, v->now, &v->session);
	if (e != ERR_OK)
		return e;
	/* A token that was carried to another terminal is worth nothing. */
	if (v->certificate != NULL &&
	    strcmp(v->certificate, v->session.terminal) != 0) {
		memset(&v->session, 0, sizeof(v->session));
		return ERR_SESSION_ENDED;
	}
	visit_extend(v);
	return v->session.shift == 0 ? ERR_OK :
	    shift_extend(v->portal->store, v->session.shift, v->now,
	    v->portal->config.shift_idle, v->portal->config.shift);
}

static enum err
find_repeat(struct visit *v, struct answer *a)
{
	enum err e;

	if (v->repeat.key[0] == '\0')
		return ERR_OK;
	e = repeat_find(v->portal->store, &v->portal->keys, &v->repeat,
	    v->now, &a->status, a->body);
	a->repeated = e == ERR_OK;
	if (e == ERR_REFUSED) {
		v->repeat.key[0] = '\0';	/* the kept answer stays */
		v->problem.status = 422;
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* What is over is not found by any query; it is thrown away now and then. */
static enum err
purge(struct visit *v)
{
	if (v->now < v->portal->purged + PURGE_EVERY &&
	    v->now >= v->portal->purged)
		return ERR_OK;
	v->portal->purged = v->now;
	return store_purge(v->portal->store, v->now);
}

static bool
lacks_shift(const struct visit *v)
{
	const char *staffed = v->portal->config.staffed;

	return v->session.shift == 0 && staffed[0] != '\0' &&
	    fnmatch(staffed, v->session.terminal, 0) == 0;
}

/* Whether the session is so far that it may do this. */
static enum err
check_session(const struct visit *v)
{
	const struct handler *h = handlers[v->op];

	if (!wire_op_info(v->op)->bearer)
		return ERR_OK;
	if (v->session.state < h->needs || (!h->shiftless && lacks_shift(v)))
		return ERR_REFUSED;
	return ERR_OK;
}

/* In a transaction: what the handler says goes to a->e, trouble comes back. */
static enum err
first_part(struct visit *v, struct answer *a)
{
	const struct handler *h = handlers[v->op];
	enum err e;

	e = purge(v);
	if (e != ERR_OK)
		return e;
	a->e = find_session(v);
	if (a->e == ERR_OK)
		a->e = find_repeat(v, a);
	if (a->repeated || is_trouble(a->e))
		return a->e;
	if (a->e == ERR_OK)
		a->e = check_session(v);
	if (a->e == ERR_OK && h->begin != NULL)
		a->e = h->begin(v);
	/* The second part concludes.  However long the work is, the session
	 * was there in time. */
	if (a->e == ERR_OK && h->work != NULL)
		return v->session.id == 0 ? ERR_OK :
		    session_update(v->portal->store, &v->session);
	if (a->e == ERR_OK)
		a->e = h->finish(v);
	return is_trouble(a->e) ? a->e : conclude(v, a);
}

static enum err
second_part(struct visit *v, struct answer *a)
{
	a->e = find_session(v);
	if (a->e == ERR_OK)
		a->e = handlers[v->op]->finish(v);
	return is_trouble(a->e) ? a->e : conclude(v, a);
}

static enum err
transact(struct visit *v, struct answer *a,
    enum err (*part)(struct visit *v, struct answer *a))
{
	enum err e;

	v->now = clock_wall_s();
	e = store_begin(v->portal->store);
	if (e == ERR_OK)
		e = store_end(v->portal->store, part(v, a));
	return e;
}

static enum err
serve(struct visit *v, struct answer *a)
{
	enum err e;

	e = transact(v, a, first_part);
	if (e != ERR_OK || a->e != ERR_OK || a->repeated ||
	    handlers[v->op]->work == NULL)
		return e;
	handlers[v->op]->work(v);
	return transact(v, a, second_part);
}

/* What was erased is to be gone from the files before that is answered.  If
 * another process (a backup) reads just then, the next request does it. */
static void
scrub(struct visit *v)
{
	struct portal *p = v->portal;
	enum err e;

	if (!v->scrub && !atomic_exchange(&p->unscrubbed, false))
		return;
	e = store_scrub(p->store);
	if (e == ERR_OK)
		return;
	atomic_store(&p->unscrubbed, true);
	log_event(LOG_WARN, "store.unscrubbed", "%s", err_name(e));
}

/* Keys of sessions, of terminals that open one and of unlocks are apart. */
static enum err
make_scope(struct visit *v)
{
	const struct keys *keys = &v->portal->keys;

	if (v->op == WIRE_SESSION_OPEN)
		return seal_hmac(keys->request, "open", 4, v->from,
		    strlen(v->from), v->repeat.scope);
	if (v->op == WIRE_UNLOCK_REPORT)
		return seal_hmac(keys->request, "report", 6, v->in.id,
		    strlen(v->in.id), v->repeat.scope);
	memcpy(v->repeat.scope, v->session.token, sizeof(v->repeat.scope));
	return ERR_OK;
}

void
visit_serve(struct visit *v, int *status, struct buf *body)
{
	struct answer a = { .body = body };
	bool keyed = v->repeat.key[0] != '\0';
	enum err e = ERR_OK;

	if (keyed) {
		e = make_scope(v);
		if (e == ERR_OK)
			e = repeat_enter(v->portal->repeats, &v->repeat);
		keyed = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = serve(v, &a);
	if (e == ERR_OK)
		scrub(v);
	if (keyed)
		repeat_leave(v->portal->repeats, &v->repeat);
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "request.failed", "id=%s step=%s %s",
		    v->problem.request_id, wire_op_info(v->op)->name,
		    err_name(e));
		v->problem.tries_left = -1;
		v->problem.status = 0;
		if (write_problem(v, e, &a) != ERR_OK)
			a.status = 500;
	}
	*status = a.status;
}
