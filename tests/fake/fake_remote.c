#include "fake/fake_remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/secret.h"

static struct fake_remote *
of(struct remote *remote)
{
	return (struct fake_remote *)remote;
}

/* The body as the real one would write it; a request that cannot be written
 * is a bug of the core. */
static void
keep_body(struct fake_remote *f, enum wire_op op,
    const struct wire_request *req)
{
	struct buf body;

	buf_init(&body, WIRE_BODY_MAX);
	if (wire_encode_request(op, req, &body) != ERR_OK) {
		fprintf(stderr, "fake_remote: %s cannot be encoded\n",
		    wire_op_info(op)->name);
		abort();
	}
	if (f->bodies_len + body.len < sizeof(f->bodies) && body.len > 0) {
		memcpy(f->bodies + f->bodies_len, body.data, body.len);
		f->bodies_len += body.len;
	}
	buf_free(&body);
}

static void
keep_record(struct fake_remote *f, enum wire_op op,
    const struct wire_request *req)
{
	f->calls[op]++;
	fake_log_add(f->log, wire_op_info(op)->name);
	memcpy(f->keys[op], req->idempotency_key, sizeof(f->keys[op]));
	if (op == WIRE_UNLOCK_OPEN)
		memcpy(f->serial, req->u.unlock_open.serial,
		    sizeof(f->serial));
	if (op == WIRE_UNLOCK_REPORT) {
		memcpy(f->report_id, req->id, sizeof(f->report_id));
		memcpy(f->report, req->u.unlock_report.outcome,
		    sizeof(f->report));
		memcpy(f->reason, req->u.unlock_report.reason,
		    sizeof(f->reason));
	}
}

/* What the contract of an operation demands. */
static void
check_call(enum wire_op op, const struct wire_request *req)
{
	const struct wire_op_info *info = wire_op_info(op);

	if ((info->bearer && (req->token == NULL ||
	    secret_len(req->token) == 0)) ||
	    (info->idempotent_key && strlen(req->idempotency_key) != 32)) {
		fprintf(stderr, "fake_remote: %s without token or key\n",
		    info->name);
		abort();
	}
}

static enum err
call(struct remote *remote, enum wire_op op, const struct wire_request *req,
    int64_t deadline, remote_done done, void *arg, uint32_t *id)
{
	struct fake_remote *f = of(remote);
	struct fake_pending *p;
	size_t i;

	(void)deadline;
	if (f->refuses[op])
		return ERR_HELPER_GONE;
	if (f->at != NULL)
		f->at(f->at_arg, op);
	check_call(op, req);
	keep_record(f, op, req);
	keep_body(f, op, req);
	for (i = 0; i < FAKE_REMOTE_PENDING; i++) {
		p = &f->pending[i];
		if (p->active)
			continue;
		*p = (struct fake_pending){ true, ++f->next_id, op, done,
		    arg };
		*id = p->id;
		return ERR_OK;
	}
	return ERR_TOO_BIG;
}

static void
cancel(struct remote *remote, uint32_t id)
{
	struct fake_remote *f = of(remote);
	size_t i;

	for (i = 0; i < FAKE_REMOTE_PENDING; i++)
		if (f->pending[i].active && f->pending[i].id == id) {
			f->pending[i].active = false;
			f->cancelled++;
		}
}

static void
close_remote(struct remote **remote)
{
	*remote = NULL;
}

static const struct remote_ops ops = { call, cancel, close_remote };

static void
fill(const struct fake_remote *f, enum wire_op op, struct wire_reply *r)
{
	switch (op) {
	case WIRE_HEALTH:
		snprintf(r->u.health.status, 16, "ok");
		snprintf(r->u.health.min_version, 16, "%s", f->min_version);
		snprintf(r->u.health.call_centre, 32, "444 5 576");
		break;
	case WIRE_SESSION_OPEN:
		if (secret_set(r->u.session_open.token, "token-1", 7) !=
		    ERR_OK)
			abort();
		r->u.session_open.expires_in = f->session_s;
		break;
	case WIRE_SESSION_KEEP:
		r->u.session_keep.expires_in = f->keep_s;
		break;
	case WIRE_CAPTCHA_NEW:
		snprintf(r->u.captcha.id, WIRE_ID, "c%u",
		    f->calls[WIRE_CAPTCHA_NEW]);
		r->u.captcha.expires_in = f->captcha_s;
		break;
	case WIRE_LOGIN_PASSWORD:
		snprintf(r->u.login_password.phone, 32, "54* *** ** **");
		break;
	case WIRE_SMS_SEND:
		r->u.sms_send.expires_in = f->sms_s;
		r->u.sms_send.resend_in = 60;
		r->u.sms_send.tries_left = 3;
		break;
	case WIRE_SMS_VERIFY:
		snprintf(r->u.sms_verify.name, WIRE_TEXT, "S***** Y*****");
		r->u.sms_verify.expires_in = f->session_s;
		break;
	case WIRE_UNLOCK_OPEN:
		snprintf(r->u.unlock_open.id, WIRE_ID, "%s", f->unlock_id);
		if (f->unlock_id[0] == '\0')
			snprintf(r->u.unlock_open.id, WIRE_ID, "u%u",
			    f->calls[WIRE_UNLOCK_OPEN]);
		snprintf(r->u.unlock_open.method, 24, "challenge-response");
		r->u.unlock_open.expires_in = f->unlock_s;
		break;
	case WIRE_UNLOCK_CRYPTOGRAM:
		memset(r->u.unlock_cryptogram.cryptogram, 0xc7, 8);
		r->u.unlock_cryptogram.cryptogram_len = f->cryptogram_len;
		break;
	default:
		break;
	}
}

static void
answer(struct fake_remote *f, const struct fake_pending *p)
{
	static const struct remote_picture picture = { .width = 100,
	    .height = 40 };
	struct fake_answer *a = &f->answers[p->op];
	struct remote_result result = { .e = ERR_OK };
	struct wire_reply reply;

	if (wire_reply_init(p->op, &reply) != ERR_OK)
		abort();
	result.problem.tries_left = result.problem.retry_after = -1;
	if (a->times > 0) {
		a->times--;
		result.e = a->e;
		result.problem.code = a->status != 0 ? a->e : ERR_OK;
		result.problem.status = a->status;
		result.problem.tries_left = a->tries_left;
		result.problem.retry_after = a->retry_after;
		if (a->status != 0)
			snprintf(result.problem.request_id, WIRE_ID, "r-77");
	} else {
		fill(f, p->op, &reply);
		result.reply = &reply;
		if (p->op == WIRE_CAPTCHA_IMAGE)
			result.picture = &picture;
	}
	p->done(p->arg, &result);
	wire_reply_free(p->op, &reply);
}

bool
fake_remote_step(struct fake_remote *f)
{
	struct fake_pending *oldest = NULL, now;
	size_t i;

	if (f->silent)
		return false;
	for (i = 0; i < FAKE_REMOTE_PENDING; i++)
		if (f->pending[i].active && (oldest == NULL ||
		    f->pending[i].id < oldest->id))
			oldest = &f->pending[i];
	if (oldest == NULL)
		return false;
	now = *oldest;
	oldest->active = false;
	answer(f, &now);
	return true;
}

void
fake_remote_fail(struct fake_remote *f, enum wire_op op, enum err e,
    int status)
{
	f->answers[op] = (struct fake_answer){ .e = e, .status = status,
	    .tries_left = -1, .retry_after = -1, .times = 1 };
}

bool
fake_remote_said(const struct fake_remote *f, const char *text)
{
	return memmem(f->bodies, f->bodies_len, text, strlen(text)) != NULL;
}

void
fake_remote_init(struct fake_remote *f, struct fake_log *log)
{
	memset(f, 0, sizeof(*f));
	f->remote.ops = &ops;
	f->log = log;
	f->session_s = f->keep_s = 900;
	f->captcha_s = f->sms_s = 300;
	f->unlock_s = 120;
	f->min_version = "0.0.1";
	f->unlock_id = "";
	f->cryptogram_len = 8;
}
