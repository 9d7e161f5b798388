#include "wire/tables.h"

#include "base/secret.h"

#define WORD_MAX 128		/* bytes of UTF-8 */
#define CODE_MAX 16
#define SECONDS_MAX 86400
#define TRIES_MAX 99
#define PIN_MAX 16		/* of a letter: PIN and PUK */
#define PASSWORD_MAX 64		/* of a PDF, bytes of UTF-8 */
#define YEAR_MAX 9999
#define LETTERS_MAX 999

#define TEXT(from, path, key) { .name = key, .kind = FIELD_TEXT, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path) }
#define OPTIONAL_TEXT(from, path, key) { .name = key, .kind = FIELD_TEXT, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path), .optional = true }
#define SECRET(from, path, key, most) { .name = key, .kind = FIELD_SECRET, \
	.offset = offsetof(struct from, u.path), .size = (most) }
#define OPTIONAL_SECRET(from, path, key, most) { .name = key, \
	.kind = FIELD_SECRET, .offset = offsetof(struct from, u.path), \
	.size = (most), .optional = true }
#define INT(from, path, key, most) { .name = key, .kind = FIELD_INT, \
	.offset = offsetof(struct from, u.path), .low = 0, .high = (most) }
#define OPTIONAL_INT(from, path, key, most) { .name = key, \
	.kind = FIELD_INT, .offset = offsetof(struct from, u.path), \
	.low = 0, .high = (most), .optional = true }
#define HEX(from, path, key) { .name = key, .kind = FIELD_HEX, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path), \
	.length = offsetof(struct from, u.path##_len) }

#define OPTIONAL_HEX(from, path, key) { .name = key, .kind = FIELD_HEX, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path), \
	.length = offsetof(struct from, u.path##_len), .optional = true }

static const struct field session_open_in[] = {
	TEXT(wire_request, session_open.terminal, "terminal"),
	TEXT(wire_request, session_open.version, "version"),
	TEXT(wire_request, session_open.language, "language"),
	OPTIONAL_SECRET(wire_request, session_open.operator, "operator",
	    WIRE_TOKEN_MAX),
};
static const struct field login_password_in[] = {
	TEXT(wire_request, login_password.identity, "identity"),
	SECRET(wire_request, login_password.word, "word", WORD_MAX),
	OPTIONAL_TEXT(wire_request, login_password.captcha_id, "captcha_id"),
	OPTIONAL_TEXT(wire_request, login_password.captcha, "captcha"),
};
static const struct field login_signature_in[] = {
	HEX(wire_request, login_signature.certificate, "certificate"),
	HEX(wire_request, login_signature.signature, "signature"),
	OPTIONAL_TEXT(wire_request, login_signature.card, "card"),
};
/* Not by an identity card. */
static const struct field operator_signature_in[] = {
	HEX(wire_request, login_signature.certificate, "certificate"),
	HEX(wire_request, login_signature.signature, "signature"),
};
static const struct field operator_password_in[] = {
	TEXT(wire_request, operator_password.account, "account"),
	SECRET(wire_request, operator_password.password, "password",
	    WORD_MAX),
};
static const struct field operator_end_in[] = {
	SECRET(wire_request, operator_end.operator, "operator",
	    WIRE_TOKEN_MAX),
};
static const struct field sms_verify_in[] = {
	SECRET(wire_request, sms_verify.code, "code", CODE_MAX),
};
static const struct field word_request_in[] = {
	TEXT(wire_request, word_request.identity, "identity"),
	TEXT(wire_request, word_request.email, "email"),
	OPTIONAL_TEXT(wire_request, word_request.captcha_id, "captcha_id"),
	OPTIONAL_TEXT(wire_request, word_request.captcha, "captcha"),
};
static const struct field word_set_in[] = {
	TEXT(wire_request, word_set.identity, "identity"),
	SECRET(wire_request, word_set.code, "code", CODE_MAX),
	SECRET(wire_request, word_set.word, "word", WORD_MAX),
};
static const struct field phone_change_in[] = {
	TEXT(wire_request, phone_change.phone, "phone"),
};
static const struct field phone_confirm_in[] = {
	TEXT(wire_request, phone_confirm.phone, "phone"),
	SECRET(wire_request, phone_confirm.code_old, "code_old", CODE_MAX),
	SECRET(wire_request, phone_confirm.code_new, "code_new", CODE_MAX),
};
static const struct field email_change_in[] = {
	TEXT(wire_request, email_change.email, "email"),
};
static const struct field email_confirm_in[] = {
	TEXT(wire_request, email_confirm.email, "email"),
	SECRET(wire_request, email_confirm.code, "code", CODE_MAX),
};
static const struct field address_change_in[] = {
	TEXT(wire_request, address_change.address, "address"),
};
static const struct field unlock_open_in[] = {
	TEXT(wire_request, unlock_open.serial, "serial"),
	TEXT(wire_request, unlock_open.card_type, "card_type"),
	OPTIONAL_INT(wire_request, unlock_open.pin_tries, "pin_tries",
	    TRIES_MAX),
	OPTIONAL_SECRET(wire_request, unlock_open.code, "code", CODE_MAX),
};
static const struct field unlock_relay_in[] = {
	TEXT(wire_request, unlock_relay.serial, "serial"),
	OPTIONAL_HEX(wire_request, unlock_relay.answer, "answer"),
};
static const struct field unlock_cryptogram_in[] = {
	TEXT(wire_request, unlock_cryptogram.serial, "serial"),
	HEX(wire_request, unlock_cryptogram.challenge, "challenge"),
};
static const struct field unlock_report_in[] = {
	TEXT(wire_request, unlock_report.outcome, "outcome"),
	OPTIONAL_TEXT(wire_request, unlock_report.reason, "reason"),
	OPTIONAL_INT(wire_request, unlock_report.tries_after, "tries_after",
	    TRIES_MAX),
};
static const struct field edevlet_password_in[] = {
	TEXT(wire_request, edevlet_password.identity, "identity"),
	SECRET(wire_request, edevlet_password.password, "password", WORD_MAX),
};
static const struct field edevlet_begin_in[] = {
	TEXT(wire_request, edevlet_begin.way, "way"),
	OPTIONAL_TEXT(wire_request, edevlet_begin.identity, "identity"),
	OPTIONAL_TEXT(wire_request, edevlet_begin.phone, "phone"),
};
static const struct field verification_new_in[] = {
	TEXT(wire_request, verification_new.serial, "serial"),
};
static const struct field confirm_sms_in[] = {
	SECRET(wire_request, confirm_sms.code, "code", CODE_MAX),
};
static const struct field confirm_password_in[] = {
	SECRET(wire_request, confirm_password.password, "password", WORD_MAX),
};

static const struct field letter_read_in[] = {
	OPTIONAL_TEXT(wire_request, letter_read.serial, "serial"),
};
static const struct field letter_pdf_in[] = {
	TEXT(wire_request, letter_pdf.language, "language"),
	OPTIONAL_SECRET(wire_request, letter_pdf.password, "password",
	    PASSWORD_MAX),
};
static const struct field certificate_revoke_in[] = {
	TEXT(wire_request, certificate_revoke.reason, "reason"),
};

static const struct field health_out[] = {
	TEXT(wire_reply, health.status, "status"),
	TEXT(wire_reply, health.min_version, "min_version"),
	TEXT(wire_reply, health.call_centre, "call_centre"),
	OPTIONAL_TEXT(wire_reply, health.motd, "motd"),
	OPTIONAL_TEXT(wire_reply, health.time, "time"),
	OPTIONAL_INT(wire_reply, health.word_min, "word_min", WORD_MAX),
	OPTIONAL_INT(wire_reply, health.word_max, "word_max", WORD_MAX),
};
static const struct field session_open_out[] = {
	SECRET(wire_reply, session_open.token, "token", WIRE_TOKEN_MAX),
	INT(wire_reply, session_open.expires_in, "expires_in", SECONDS_MAX),
	TEXT(wire_reply, session_open.captcha, "captcha"),
};
static const struct field session_keep_out[] = {
	INT(wire_reply, session_keep.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field captcha_out[] = {
	TEXT(wire_reply, captcha.id, "id"),
	INT(wire_reply, captcha.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field captcha_question_out[] = {
	TEXT(wire_reply, captcha_question.id, "id"),
	INT(wire_reply, captcha_question.expires_in, "expires_in",
	    SECONDS_MAX),
	TEXT(wire_reply, captcha_question.question_tr, "question_tr"),
	TEXT(wire_reply, captcha_question.question_en, "question_en"),
};
static const struct field codes_sent_out[] = {
	INT(wire_reply, codes_sent.expires_in, "expires_in", SECONDS_MAX),
	INT(wire_reply, codes_sent.resend_in, "resend_in", SECONDS_MAX),
	INT(wire_reply, codes_sent.tries_left, "tries_left", TRIES_MAX),
};
static const struct field profile_out[] = {
	TEXT(wire_reply, profile.phone, "phone"),
	OPTIONAL_TEXT(wire_reply, profile.email, "email"),
	OPTIONAL_TEXT(wire_reply, profile.address, "address"),
};
static const struct field approval_out[] = {
	TEXT(wire_reply, approval.state, "state"),
	OPTIONAL_TEXT(wire_reply, approval.since, "since"),
};
static const struct field login_password_out[] = {
	TEXT(wire_reply, login_password.phone, "phone"),
};
static const struct field login_challenge_out[] = {
	HEX(wire_reply, login_challenge.challenge, "challenge"),
	INT(wire_reply, login_challenge.expires_in, "expires_in",
	    SECONDS_MAX),
};
static const struct field login_signature_out[] = {
	TEXT(wire_reply, login_signature.name, "name"),
	TEXT(wire_reply, login_signature.phone, "phone"),
	INT(wire_reply, login_signature.expires_in, "expires_in",
	    SECONDS_MAX),
};
static const struct field operator_out[] = {
	SECRET(wire_reply, operator.token, "token", WIRE_TOKEN_MAX),
	TEXT(wire_reply, operator.account, "account"),
	TEXT(wire_reply, operator.name, "name"),
	INT(wire_reply, operator.expires_in, "expires_in", SECONDS_MAX),
	INT(wire_reply, operator.idle_in, "idle_in", SECONDS_MAX),
};
static const struct field sms_send_out[] = {
	INT(wire_reply, sms_send.expires_in, "expires_in", SECONDS_MAX),
	INT(wire_reply, sms_send.resend_in, "resend_in", SECONDS_MAX),
	INT(wire_reply, sms_send.tries_left, "tries_left", TRIES_MAX),
};
static const struct field sms_verify_out[] = {
	TEXT(wire_reply, sms_verify.name, "name"),
	INT(wire_reply, sms_verify.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field unlock_open_out[] = {
	TEXT(wire_reply, unlock_open.id, "id"),
	TEXT(wire_reply, unlock_open.method, "method"),
	INT(wire_reply, unlock_open.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field unlock_relay_out[] = {
	HEX(wire_reply, unlock_relay.command, "command"),
	INT(wire_reply, unlock_relay.last, "last", 1),
};
static const struct field unlock_cryptogram_out[] = {
	HEX(wire_reply, unlock_cryptogram.cryptogram, "cryptogram"),
};
static const struct field letter_read_out[] = {
	TEXT(wire_reply, letter_read.id, "id"),
	TEXT(wire_reply, letter_read.serial, "serial"),
	SECRET(wire_reply, letter_read.pin, "pin", PIN_MAX),
	OPTIONAL_SECRET(wire_reply, letter_read.puk, "puk", PIN_MAX),
	INT(wire_reply, letter_read.year, "year", YEAR_MAX),
	TEXT(wire_reply, letter_read.state, "state"),
	INT(wire_reply, letter_read.letters, "letters", LETTERS_MAX),
};
static const struct field edevlet_out[] = {
	TEXT(wire_reply, edevlet.application, "application"),
	TEXT(wire_reply, edevlet.address, "address"),
	INT(wire_reply, edevlet.password, "password", 1),
	INT(wire_reply, edevlet.mobile, "mobile", 1),
	INT(wire_reply, edevlet.signature, "signature", 1),
	INT(wire_reply, edevlet.card, "card", 1),
	INT(wire_reply, edevlet.bank, "bank", 1),
	INT(wire_reply, edevlet.phone, "phone", 1),
};
static const struct field edevlet_password_out[] = {
	TEXT(wire_reply, edevlet_password.name, "name"),
	TEXT(wire_reply, edevlet_password.phone, "phone"),
	INT(wire_reply, edevlet_password.expires_in, "expires_in",
	    SECONDS_MAX),
};
static const struct field edevlet_begin_out[] = {
	TEXT(wire_reply, edevlet_begin.id, "id"),
	TEXT(wire_reply, edevlet_begin.code, "code"),
	OPTIONAL_TEXT(wire_reply, edevlet_begin.address, "address"),
	OPTIONAL_TEXT(wire_reply, edevlet_begin.link, "link"),
	INT(wire_reply, edevlet_begin.expires_in, "expires_in", SECONDS_MAX),
	INT(wire_reply, edevlet_begin.interval, "interval", SECONDS_MAX),
	OPTIONAL_INT(wire_reply, edevlet_begin.again_in, "again_in",
	    SECONDS_MAX),
};
static const struct field edevlet_poll_out[] = {
	INT(wire_reply, edevlet_poll.waiting, "waiting", 1),
	INT(wire_reply, edevlet_poll.interval, "interval", SECONDS_MAX),
	OPTIONAL_TEXT(wire_reply, edevlet_poll.name, "name"),
	OPTIONAL_TEXT(wire_reply, edevlet_poll.phone, "phone"),
	INT(wire_reply, edevlet_poll.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field verification_new_out[] = {
	SECRET(wire_reply, verification_new.code, "code", CODE_MAX),
	INT(wire_reply, verification_new.expires_in, "expires_in",
	    SECONDS_MAX),
};
static const struct field confirm_sms_out[] = {
	INT(wire_reply, confirm_sms.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field confirm_password_out[] = {
	INT(wire_reply, confirm_password.expires_in, "expires_in",
	    SECONDS_MAX),
};

#define ROW(at, key, optional_) { .name = key, .kind = FIELD_TEXT, \
	.offset = offsetof(struct wire_certificate_row, at), \
	.size = sizeof(((struct wire_certificate_row *)0)->at), \
	.optional = optional_ }
static const struct field certificate_row[] = {
	ROW(id, "id", false),
	ROW(serial, "serial", false),
	ROW(subject, "subject", false),
	ROW(from, "from", false),
	ROW(to, "to", false),
	ROW(state, "state", false),
	ROW(suspended_by, "suspended_by", true),
	ROW(fingerprint, "fingerprint", false),
};
static const struct field certificate_list_out[] = {
	{ .name = "certificates", .kind = FIELD_LIST,
	    .offset = offsetof(struct wire_reply, u.certificate_list.rows),
	    .size = sizeof(struct wire_certificate_row),
	    .length = offsetof(struct wire_reply, u.certificate_list.count),
	    .high = WIRE_CERTIFICATES, .items = certificate_row,
	    .item_count = sizeof(certificate_row) /
	    sizeof(certificate_row[0]) },
};
static const struct field certificate_out[] = {
	TEXT(wire_reply, certificate.row.id, "id"),
	TEXT(wire_reply, certificate.row.serial, "serial"),
	TEXT(wire_reply, certificate.row.subject, "subject"),
	TEXT(wire_reply, certificate.row.from, "from"),
	TEXT(wire_reply, certificate.row.to, "to"),
	TEXT(wire_reply, certificate.row.state, "state"),
	OPTIONAL_TEXT(wire_reply, certificate.row.suspended_by,
	    "suspended_by"),
	TEXT(wire_reply, certificate.issuer, "issuer"),
	OPTIONAL_TEXT(wire_reply, certificate.usage, "usage"),
	TEXT(wire_reply, certificate.row.fingerprint, "fingerprint"),
	OPTIONAL_TEXT(wire_reply, certificate.card, "card"),
	OPTIONAL_TEXT(wire_reply, certificate.opens, "opens"),
	OPTIONAL_TEXT(wire_reply, certificate.revoked_at, "revoked_at"),
	OPTIONAL_TEXT(wire_reply, certificate.reason, "reason"),
	OPTIONAL_TEXT(wire_reply, certificate.fee, "fee"),
};
static const struct field certificate_change_out[] = {
	TEXT(wire_reply, certificate_change.state, "state"),
};

struct table {
	const struct field *fields;
	size_t count;
};
#define TABLE(array) { array, sizeof(array) / sizeof((array)[0]) }

static const struct table requests[WIRE_OP_COUNT] = {
	[WIRE_SESSION_OPEN] = TABLE(session_open_in),
	[WIRE_LOGIN_PASSWORD] = TABLE(login_password_in),
	[WIRE_LOGIN_SIGNATURE] = TABLE(login_signature_in),
	[WIRE_OPERATOR_PASSWORD] = TABLE(operator_password_in),
	[WIRE_OPERATOR_SIGNATURE] = TABLE(operator_signature_in),
	[WIRE_OPERATOR_END] = TABLE(operator_end_in),
	[WIRE_SMS_VERIFY] = TABLE(sms_verify_in),
	[WIRE_WORD_REQUEST] = TABLE(word_request_in),
	[WIRE_WORD_SET] = TABLE(word_set_in),
	[WIRE_PHONE_CHANGE] = TABLE(phone_change_in),
	[WIRE_PHONE_CONFIRM] = TABLE(phone_confirm_in),
	[WIRE_EMAIL_CHANGE] = TABLE(email_change_in),
	[WIRE_EMAIL_CONFIRM] = TABLE(email_confirm_in),
	[WIRE_ADDRESS_CHANGE] = TABLE(address_change_in),
	[WIRE_UNLOCK_OPEN] = TABLE(unlock_open_in),
	[WIRE_UNLOCK_CRYPTOGRAM] = TABLE(unlock_cryptogram_in),
	[WIRE_UNLOCK_RELAY] = TABLE(unlock_relay_in),
	[WIRE_UNLOCK_REPORT] = TABLE(unlock_report_in),
	[WIRE_LETTER_READ] = TABLE(letter_read_in),
	[WIRE_LETTER_PDF] = TABLE(letter_pdf_in),
	[WIRE_CERTIFICATE_REVOKE] = TABLE(certificate_revoke_in),
	[WIRE_EDEVLET_PASSWORD] = TABLE(edevlet_password_in),
	[WIRE_EDEVLET_BEGIN] = TABLE(edevlet_begin_in),
	[WIRE_VERIFICATION_NEW] = TABLE(verification_new_in),
	[WIRE_CONFIRM_SMS] = TABLE(confirm_sms_in),
	[WIRE_CONFIRM_PASSWORD] = TABLE(confirm_password_in),
};

static const struct table replies[WIRE_OP_COUNT] = {
	[WIRE_HEALTH] = TABLE(health_out),
	[WIRE_SESSION_OPEN] = TABLE(session_open_out),
	[WIRE_SESSION_KEEP] = TABLE(session_keep_out),
	[WIRE_CAPTCHA_NEW] = TABLE(captcha_out),
	[WIRE_CAPTCHA_QUESTION] = TABLE(captcha_question_out),
	[WIRE_LOGIN_PASSWORD] = TABLE(login_password_out),
	[WIRE_LOGIN_CHALLENGE] = TABLE(login_challenge_out),
	[WIRE_LOGIN_SIGNATURE] = TABLE(login_signature_out),
	[WIRE_OPERATOR_PASSWORD] = TABLE(operator_out),
	[WIRE_OPERATOR_SIGNATURE] = TABLE(operator_out),
	[WIRE_SMS_SEND] = TABLE(sms_send_out),
	[WIRE_SMS_VERIFY] = TABLE(sms_verify_out),
	[WIRE_WORD_REQUEST] = TABLE(codes_sent_out),
	[WIRE_PROFILE_READ] = TABLE(profile_out),
	[WIRE_PHONE_CHANGE] = TABLE(codes_sent_out),
	[WIRE_PHONE_CONFIRM] = TABLE(profile_out),
	[WIRE_EMAIL_CHANGE] = TABLE(codes_sent_out),
	[WIRE_EMAIL_CONFIRM] = TABLE(profile_out),
	[WIRE_ADDRESS_CHANGE] = TABLE(profile_out),
	[WIRE_APPROVAL_READ] = TABLE(approval_out),
	[WIRE_APPROVAL_GIVE] = TABLE(approval_out),
	[WIRE_APPROVAL_WITHDRAW] = TABLE(approval_out),
	[WIRE_UNLOCK_OPEN] = TABLE(unlock_open_out),
	[WIRE_UNLOCK_CRYPTOGRAM] = TABLE(unlock_cryptogram_out),
	[WIRE_UNLOCK_RELAY] = TABLE(unlock_relay_out),
	[WIRE_LETTER_READ] = TABLE(letter_read_out),
	[WIRE_CERTIFICATE_LIST] = TABLE(certificate_list_out),
	[WIRE_CERTIFICATE_DETAIL] = TABLE(certificate_out),
	[WIRE_CERTIFICATE_ACTIVATE] = TABLE(certificate_change_out),
	[WIRE_CERTIFICATE_SUSPEND] = TABLE(certificate_change_out),
	[WIRE_CERTIFICATE_RESUME] = TABLE(certificate_change_out),
	[WIRE_CERTIFICATE_REVOKE] = TABLE(certificate_change_out),
	[WIRE_EDEVLET] = TABLE(edevlet_out),
	[WIRE_EDEVLET_PASSWORD] = TABLE(edevlet_password_out),
	[WIRE_EDEVLET_BEGIN] = TABLE(edevlet_begin_out),
	[WIRE_EDEVLET_POLL] = TABLE(edevlet_poll_out),
	[WIRE_VERIFICATION_NEW] = TABLE(verification_new_out),
	[WIRE_CONFIRM_SEND] = TABLE(codes_sent_out),
	[WIRE_CONFIRM_SMS] = TABLE(confirm_sms_out),
	[WIRE_CONFIRM_PASSWORD] = TABLE(confirm_password_out),
};

static const struct field *
table_of(const struct table *tables, enum wire_op op, size_t *count)
{
	*count = 0;
	if ((unsigned)op >= WIRE_OP_COUNT)
		return NULL;
	*count = tables[op].count;
	return tables[op].fields;
}

const struct field *
table_request(enum wire_op op, size_t *count)
{
	return table_of(requests, op, count);
}

const struct field *
table_reply(enum wire_op op, size_t *count)
{
	return table_of(replies, op, count);
}
