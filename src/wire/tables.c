#include "wire/tables.h"

#include "base/secret.h"

#define WORD_MAX 128		/* bytes of UTF-8 */
#define CODE_MAX 16
#define SECONDS_MAX 86400
#define TRIES_MAX 99

#define TEXT(from, path, key) { .name = key, .kind = FIELD_TEXT, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path) }
#define OPTIONAL_TEXT(from, path, key) { .name = key, .kind = FIELD_TEXT, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path), .optional = true }
#define SECRET(from, path, key, most) { .name = key, .kind = FIELD_SECRET, \
	.offset = offsetof(struct from, u.path), .size = (most) }
#define INT(from, path, key, most) { .name = key, .kind = FIELD_INT, \
	.offset = offsetof(struct from, u.path), .low = 0, .high = (most) }
#define OPTIONAL_INT(from, path, key, most) { .name = key, \
	.kind = FIELD_INT, .offset = offsetof(struct from, u.path), \
	.low = 0, .high = (most), .optional = true }
#define HEX(from, path, key) { .name = key, .kind = FIELD_HEX, \
	.offset = offsetof(struct from, u.path), \
	.size = sizeof(((struct from *)0)->u.path), \
	.length = offsetof(struct from, u.path##_len) }

static const struct field session_open_in[] = {
	TEXT(wire_request, session_open.terminal, "terminal"),
	TEXT(wire_request, session_open.version, "version"),
	TEXT(wire_request, session_open.language, "language"),
};
static const struct field login_password_in[] = {
	TEXT(wire_request, login_password.identity, "identity"),
	SECRET(wire_request, login_password.word, "word", WORD_MAX),
	TEXT(wire_request, login_password.captcha_id, "captcha_id"),
	TEXT(wire_request, login_password.captcha, "captcha"),
};
static const struct field sms_verify_in[] = {
	SECRET(wire_request, sms_verify.code, "code", CODE_MAX),
};
static const struct field unlock_open_in[] = {
	TEXT(wire_request, unlock_open.serial, "serial"),
	TEXT(wire_request, unlock_open.card_type, "card_type"),
	OPTIONAL_INT(wire_request, unlock_open.pin_tries, "pin_tries",
	    TRIES_MAX),
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

static const struct field health_out[] = {
	TEXT(wire_reply, health.status, "status"),
	TEXT(wire_reply, health.min_version, "min_version"),
	TEXT(wire_reply, health.call_centre, "call_centre"),
	OPTIONAL_TEXT(wire_reply, health.motd, "motd"),
};
static const struct field session_open_out[] = {
	SECRET(wire_reply, session_open.token, "token", WIRE_TOKEN_MAX),
	INT(wire_reply, session_open.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field session_keep_out[] = {
	INT(wire_reply, session_keep.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field captcha_out[] = {
	TEXT(wire_reply, captcha.id, "id"),
	INT(wire_reply, captcha.expires_in, "expires_in", SECONDS_MAX),
};
static const struct field login_password_out[] = {
	TEXT(wire_reply, login_password.phone, "phone"),
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
static const struct field unlock_cryptogram_out[] = {
	HEX(wire_reply, unlock_cryptogram.cryptogram, "cryptogram"),
};

struct table {
	const struct field *fields;
	size_t count;
};
#define TABLE(array) { array, sizeof(array) / sizeof((array)[0]) }

static const struct table requests[WIRE_OP_COUNT] = {
	[WIRE_SESSION_OPEN] = TABLE(session_open_in),
	[WIRE_LOGIN_PASSWORD] = TABLE(login_password_in),
	[WIRE_SMS_VERIFY] = TABLE(sms_verify_in),
	[WIRE_UNLOCK_OPEN] = TABLE(unlock_open_in),
	[WIRE_UNLOCK_CRYPTOGRAM] = TABLE(unlock_cryptogram_in),
	[WIRE_UNLOCK_REPORT] = TABLE(unlock_report_in),
};

static const struct table replies[WIRE_OP_COUNT] = {
	[WIRE_HEALTH] = TABLE(health_out),
	[WIRE_SESSION_OPEN] = TABLE(session_open_out),
	[WIRE_SESSION_KEEP] = TABLE(session_keep_out),
	[WIRE_CAPTCHA_NEW] = TABLE(captcha_out),
	[WIRE_LOGIN_PASSWORD] = TABLE(login_password_out),
	[WIRE_SMS_SEND] = TABLE(sms_send_out),
	[WIRE_SMS_VERIFY] = TABLE(sms_verify_out),
	[WIRE_UNLOCK_OPEN] = TABLE(unlock_open_out),
	[WIRE_UNLOCK_CRYPTOGRAM] = TABLE(unlock_cryptogram_out),
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
