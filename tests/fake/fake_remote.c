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
	memcpy(f->cases[op], req->case_no, sizeof(f->cases[op]));
	memcpy(f->keys[op], req->idempotency_key, sizeof(f->keys[op]));
	if (op == WIRE_UNLOCK_RELAY &&
	    f->calls[op] <= sizeof(f->relayed) &&
	    req->u.unlock_relay.answer_len == 1)
		f->relayed[f->calls[op] - 1] =
		    req->u.unlock_relay.answer[0];
	if (op == WIRE_UNLOCK_OPEN)
		memcpy(f->serial, req->u.unlock_open.serial,
		    sizeof(f->serial));
	if (op >= WIRE_CERTIFICATE_DETAIL && op <= WIRE_CERTIFICATE_REVOKE)
		memcpy(f->certificate_id, req->id, sizeof(f->certificate_id));
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

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(16);

	if (s == NULL || secret_set(s, text, strlen(text)) != ERR_OK)
		abort();
	return s;
}

static void
fill_letter(const struct fake_remote *f, struct wire_reply *r)
{
	snprintf(r->u.letter_read.id, WIRE_ID, "l%u",
	    f->calls[WIRE_LETTER_READ]);
	snprintf(r->u.letter_read.serial, WIRE_SERIAL_HEX, "a0b1c2d3e4f58901");
	r->u.letter_read.pin = secret_of(FAKE_LETTER_PIN);
	if (f->letter_year <= 2010)
		r->u.letter_read.puk = secret_of(FAKE_LETTER_PUK);
	r->u.letter_read.year = f->letter_year;
	r->u.letter_read.letters = 1;
	snprintf(r->u.letter_read.state, 16, "%s", f->letter_stale ?
	    "out-of-date" : "current");
}

static void
fill_row(const struct fake_remote *f, struct wire_certificate_row *row,
    const char *id, const char *state, const char *by)
{
	snprintf(row->id, WIRE_ID, "%s", id);
	snprintf(row->serial, sizeof(row->serial), "00112233445566778899%s",
	    id);
	snprintf(row->subject, WIRE_TEXT, "S**** Y*****");
	snprintf(row->from, WIRE_TIME, "2026-01-13T11:03:59Z");
	snprintf(row->to, WIRE_TIME, "2029-01-13T11:03:59Z");
	snprintf(row->state, sizeof(row->state), "%s", state);
	snprintf(row->suspended_by, sizeof(row->suspended_by), "%s", by);
	snprintf(row->fingerprint, sizeof(row->fingerprint), "%s",
	    strcmp(id, "c2") == 0 ? f->fingerprint : id);
}

static void
fill_certificates(const struct fake_remote *f, struct wire_reply *r)
{
	static const struct {
		const char *id, *state, *by;
	} all[] = {
		{ "c1", "waiting", "" }, { "c2", "active", "" },
		{ "c3", "suspended", "holder" },
		{ "c4", "suspended", "authority" }, { "c5", "revoked", "" },
		{ "c6", "expired", "" },
	};
	size_t i;

	for (i = 0; f->certificates && i < sizeof(all) / sizeof(all[0]); i++)
		fill_row(f, &r->u.certificate_list.rows[i], all[i].id,
		    all[i].state, all[i].by);
	r->u.certificate_list.count = i;
}

/* The one that was asked for is what the test says. */
static void
fill_certificate(const struct fake_remote *f, struct wire_reply *r)
{
	struct wire_certificate *c = &r->u.certificate;

	fill_row(f, &c->row, f->certificate_id, f->certificate_state,
	    strcmp(f->certificate_state, "suspended") == 0 ? "holder" : "");
	snprintf(c->issuer, sizeof(c->issuer), "Deneme CA");
	snprintf(c->usage, sizeof(c->usage), "signature,login");
	snprintf(c->opens, sizeof(c->opens), "%s", f->certificate_opens);
	snprintf(c->fee, sizeof(c->fee), "2.500,00 TL");
}

/* The door of e-Devlet. */
static void
fill_door(const struct fake_remote *f, enum wire_op op, struct wire_reply *r)
{
	switch (op) {
	case WIRE_EDEVLET:
		snprintf(r->u.edevlet.application, WIRE_TEXT, "Geçit");
		snprintf(r->u.edevlet.address, WIRE_TEXT, "https://gecit");
		r->u.edevlet.password = f->by_password;
		r->u.edevlet.mobile = f->by_mobile;
		r->u.edevlet.signature = f->by_signature;
		r->u.edevlet.card = f->by_card;
		r->u.edevlet.bank = f->by_bank;
		r->u.edevlet.phone = f->by_phone;
		break;
	case WIRE_EDEVLET_PASSWORD:
		snprintf(r->u.edevlet_password.name, WIRE_TEXT, "S**** Y***");
		snprintf(r->u.edevlet_password.phone, WIRE_PHONE, "%s",
		    f->phone);
		r->u.edevlet_password.expires_in = f->session_s;
		break;
	case WIRE_EDEVLET_BEGIN:
		snprintf(r->u.edevlet_begin.id, WIRE_ID, "d%u",
		    f->calls[WIRE_EDEVLET_BEGIN]);
		snprintf(r->u.edevlet_begin.code, 24, "WDJB-MJHT");
		snprintf(r->u.edevlet_begin.address, WIRE_TEXT,
		    "https://giris/cihaz");
		snprintf(r->u.edevlet_begin.link, WIRE_LINK, "%s",
		    f->door_link);
		r->u.edevlet_begin.expires_in = f->door_s;
		r->u.edevlet_begin.interval = 5;
		r->u.edevlet_begin.again_in = 60;
		break;
	case WIRE_EDEVLET_POLL:
		r->u.edevlet_poll.waiting =
		    f->calls[WIRE_EDEVLET_POLL] < f->polls;
		r->u.edevlet_poll.interval = 7;
		r->u.edevlet_poll.expires_in = f->session_s;
		if (r->u.edevlet_poll.waiting)
			break;
		snprintf(r->u.edevlet_poll.name, WIRE_TEXT, "S**** Y***");
		snprintf(r->u.edevlet_poll.phone, WIRE_PHONE, "%s", f->phone);
		break;
	case WIRE_VERIFICATION_NEW:
		r->u.verification_new.code = secret_of(FAKE_VERIFICATION);
		r->u.verification_new.expires_in = f->verification_s;
		break;
	case WIRE_CONFIRM_SMS:
		r->u.confirm_sms.expires_in = f->unlock_s;
		break;
	case WIRE_CONFIRM_PASSWORD:
		r->u.confirm_password.expires_in = f->unlock_s;
		break;
	default:
		break;
	}
}

static void
fill(const struct fake_remote *f, enum wire_op op, struct wire_reply *r)
{
	switch (op) {
	case WIRE_HEALTH:
		snprintf(r->u.health.status, 16, "ok");
		snprintf(r->u.health.min_version, 16, "%s", f->min_version);
		snprintf(r->u.health.call_centre, 32, "444 5 576");
		r->u.health.word_min = f->word_min;
		r->u.health.word_max = 32;
		break;
	case WIRE_SESSION_OPEN:
		if (secret_set(r->u.session_open.token, "token-1", 7) !=
		    ERR_OK)
			abort();
		r->u.session_open.expires_in = f->session_s;
		snprintf(r->u.session_open.captcha, 16, "%s",
		    f->waived ? "waived" : "required");
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
	case WIRE_CAPTCHA_QUESTION:
		snprintf(r->u.captcha_question.id, WIRE_ID, "q%u",
		    f->calls[WIRE_CAPTCHA_QUESTION]);
		r->u.captcha_question.expires_in = f->captcha_s;
		snprintf(r->u.captcha_question.question_tr, WIRE_QUESTION,
		    "İlk harfler: Rize, Ankara.");
		snprintf(r->u.captcha_question.question_en, WIRE_QUESTION,
		    "First letters: river, apple.");
		break;
	case WIRE_WORD_REQUEST:
	case WIRE_PHONE_CHANGE:
	case WIRE_EMAIL_CHANGE:
	case WIRE_CONFIRM_SEND:
		r->u.codes_sent.expires_in = f->sms_s;
		r->u.codes_sent.resend_in = 60;
		r->u.codes_sent.tries_left = 3;
		break;
	case WIRE_PROFILE_READ:
	case WIRE_PHONE_CONFIRM:
	case WIRE_EMAIL_CONFIRM:
	case WIRE_ADDRESS_CHANGE:
		snprintf(r->u.profile.phone, WIRE_PHONE, "%s", f->phone);
		snprintf(r->u.profile.email, WIRE_EMAIL, "%s", f->email);
		break;
	case WIRE_APPROVAL_READ:
	case WIRE_APPROVAL_GIVE:
	case WIRE_APPROVAL_WITHDRAW:
		snprintf(r->u.approval.state, 16, "%s",
		    op == WIRE_APPROVAL_GIVE ? "given" : "none");
		if (op == WIRE_APPROVAL_GIVE)
			snprintf(r->u.approval.since, 16, "2026-11-25");
		break;
	case WIRE_LOGIN_CHALLENGE:
		memset(r->u.login_challenge.challenge, 0xab, WIRE_CHALLENGE);
		r->u.login_challenge.challenge_len = WIRE_CHALLENGE;
		r->u.login_challenge.expires_in = 60;
		break;
	case WIRE_LOGIN_SIGNATURE:
		snprintf(r->u.login_signature.name, WIRE_TEXT,
		    "S***** Y*****");
		snprintf(r->u.login_signature.phone, 32, "54* *** ** **");
		r->u.login_signature.expires_in = f->session_s;
		break;
	case WIRE_OPERATOR_PASSWORD:
	case WIRE_OPERATOR_SIGNATURE:
		if (secret_set(r->u.operator.token, "shift-1", 7) != ERR_OK)
			abort();
		snprintf(r->u.operator.account, WIRE_ACCOUNT, "gise.1");
		snprintf(r->u.operator.name, WIRE_TEXT, "Deneme Görevlisi");
		r->u.operator.expires_in = f->shift_s;
		r->u.operator.idle_in = f->shift_idle_s;
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
		snprintf(r->u.unlock_open.method, 24, "%s", f->relay > 0 ?
		    "apdu-relay" : "challenge-response");
		r->u.unlock_open.expires_in = f->unlock_s;
		break;
	case WIRE_UNLOCK_RELAY:
		r->u.unlock_relay.command[0] = 0x84;
		r->u.unlock_relay.command[1] =
		    (uint8_t)f->calls[WIRE_UNLOCK_RELAY];
		r->u.unlock_relay.command_len = f->cryptogram_len;
		r->u.unlock_relay.last =
		    f->calls[WIRE_UNLOCK_RELAY] == f->relay;
		break;
	case WIRE_UNLOCK_CRYPTOGRAM:
		memset(r->u.unlock_cryptogram.cryptogram, 0xc7, 8);
		r->u.unlock_cryptogram.cryptogram_len = f->cryptogram_len;
		break;
	case WIRE_LETTER_READ:
		fill_letter(f, r);
		break;
	case WIRE_CERTIFICATE_LIST:
		fill_certificates(f, r);
		break;
	case WIRE_CERTIFICATE_DETAIL:
		fill_certificate(f, r);
		break;
	case WIRE_CERTIFICATE_ACTIVATE:
	case WIRE_CERTIFICATE_RESUME:
		snprintf(r->u.certificate_change.state, 16, "active");
		break;
	case WIRE_CERTIFICATE_SUSPEND:
		snprintf(r->u.certificate_change.state, 16, "suspended");
		break;
	case WIRE_CERTIFICATE_REVOKE:
		snprintf(r->u.certificate_change.state, 16, "revoked");
		break;
	default:
		fill_door(f, op, r);
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
		result.distrust = a->distrust;
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
		if (p->op == WIRE_LETTER_PDF) {
			result.pdf = (const uint8_t *)FAKE_PDF;
			result.pdf_len = sizeof(FAKE_PDF) - 1;
		}
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
	f->shift_s = 7200;
	f->shift_idle_s = 1800;
	f->letter_year = 2010;
	f->min_version = "0.0.1";
	f->unlock_id = "";
	f->cryptogram_len = 8;
	f->word_min = 8;
	f->phone = "54* *** ** **";
	f->email = "";
	f->certificates = true;
	f->certificate_state = "active";
	f->fingerprint = "00";
	f->certificate_opens = "";
	f->by_password = f->by_mobile = f->by_phone = true;
	f->by_signature = f->by_card = f->by_bank = true;
	f->door_link = "https://giris/cihaz?k=WDJB-MJHT";
	f->polls = 3;
	f->door_s = 600;
	f->verification_s = 300;
}
