/* The portal's API as structs.  Terminal and portal share them; the JSON
 * forms are described by src/portal/openapi.yaml.  Text that came off the
 * wire is strict UTF-8 and bounded; it is not yet safe for a terminal
 * (base/utf8.h, utf8_sanitise). */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct secret;

#define WIRE_BODY_MAX (64 * 1024)
#define WIRE_ID 48		/* ids are text of at most 47 letters */
#define WIRE_TOKEN_MAX 64	/* bytes of text in a struct secret */
#define WIRE_TEXT 128
#define WIRE_SERIAL_HEX 65	/* lower-case hex of the card's serial */

enum wire_op {
	WIRE_HEALTH,		/* GET    /v1/health */
	WIRE_SESSION_OPEN,	/* POST   /v1/session */
	WIRE_SESSION_KEEP,	/* POST   /v1/session/keep */
	WIRE_SESSION_CLOSE,	/* DELETE /v1/session */
	WIRE_CAPTCHA_NEW,	/* POST   /v1/captcha */
	WIRE_CAPTCHA_IMAGE,	/* GET    /v1/captcha/{id}  image/png */
	WIRE_LOGIN_PASSWORD,	/* POST   /v1/login/password */
	WIRE_SMS_SEND,		/* POST   /v1/sms */
	WIRE_SMS_VERIFY,	/* POST   /v1/sms/verify */
	WIRE_UNLOCK_OPEN,	/* POST   /v1/unlock */
	WIRE_UNLOCK_CRYPTOGRAM,	/* POST   /v1/unlock/{id}/cryptogram */
	WIRE_UNLOCK_REPORT,	/* PUT    /v1/unlock/{id}/result */
	WIRE_OP_COUNT
};

struct wire_op_info {
	const char *name;	/* OpenAPI operationId, "smsVerify" */
	const char *method;
	const char *path;	/* "{id}" stands where req.id goes */
	bool bearer;		/* needs the session token */
	bool idempotent_key;	/* carries Idempotency-Key */
	bool safe;		/* may be tried again by itself without a key */
};
const struct wire_op_info *wire_op_info(enum wire_op op);

/* Requests.  Pointers to secrets are the caller's. */
struct wire_request {
	char id[WIRE_ID];			/* CAPTCHA_IMAGE, UNLOCK_* */
	char idempotency_key[WIRE_ID];		/* where the op carries one */
	const struct secret *token;		/* where the op needs one */
	union {
		struct {
			char terminal[WIRE_ID];
			char version[16];
			char language[3];
		} session_open;
		struct {
			char identity[32];	/* digits or passport number */
			const struct secret *word;
			char captcha_id[WIRE_ID];
			char captcha[8];
		} login_password;
		struct {
			const struct secret *code;
		} sms_verify;
		struct {
			char serial[WIRE_SERIAL_HEX];
			char card_type[16];
			int pin_tries;		/* as read; -1 not known */
		} unlock_open;
		struct {
			char serial[WIRE_SERIAL_HEX];
			uint8_t challenge[32];
			size_t challenge_len;
		} unlock_cryptogram;
		struct {
			char outcome[16];	/* done, unchanged, unknown */
			char reason[32];	/* an err_name */
			int tries_after;	/* -1 not known */
		} unlock_report;
	} u;
};

/* Replies.  Lifetimes are seconds left when the portal answered. */
struct wire_reply {
	union {
		struct {
			char status[16];	/* "ok" */
			char min_version[16];
			char call_centre[32];
			char motd[WIRE_TEXT];
		} health;
		struct {
			struct secret *token;	/* made by
						 * wire_reply_init */
			int expires_in;
		} session_open;
		struct { int expires_in; } session_keep;
		struct {
			char id[WIRE_ID];
			int expires_in;
		} captcha;
		struct {
			char phone[32];		/* masked by the portal */
		} login_password;
		struct {
			int expires_in;
			int resend_in;
			int tries_left;
		} sms_send;
		struct {
			char name[WIRE_TEXT];	/* masked by the portal */
			int expires_in;		/* of the session */
		} sms_verify;
		struct {
			char id[WIRE_ID];
			char method[24];	/* "challenge-response" */
			int expires_in;
		} unlock_open;
		struct {
			uint8_t cryptogram[64];
			size_t cryptogram_len;
		} unlock_cryptogram;
	} u;
};

/* RFC 9457 problem; `code` is an err_name. */
struct wire_problem {
	enum err code;
	int status;
	int tries_left;		/* -1: not said */
	int retry_after;	/* seconds, from the header; -1: not said */
	char request_id[WIRE_ID];	/* to read to the help desk */
};

/* The codes that a portal may send as a problem. */
bool wire_problem_code(enum err e);

/* Zero it and make the secrets that `op` fills; free with the next call. */
MUST_CHECK enum err wire_reply_init(enum wire_op op, struct wire_reply *r);
void wire_reply_free(enum wire_op op, struct wire_reply *r);

/* Use jansson with a wiping allocator; once, before any call below. */
void wire_init(void);

/* Terminal's side: the JSON body (empty for ops without one), the reply.
 * The buffer may hold secrets: buf_free wipes.  Decoding is strict: unknown
 * members are ignored, missing or mistyped ones, duplicates, depth over 16 or
 * text beyond its bound are ERR_PORTAL_ANSWER.  The reply to SESSION_CLOSE and
 * UNLOCK_REPORT is empty; that to CAPTCHA_IMAGE is a picture, which is not
 * looked at here.  An int of -1 (not known) is left out of a request. */
MUST_CHECK enum err wire_encode_request(enum wire_op op,
    const struct wire_request *req, struct buf *body);
MUST_CHECK enum err wire_decode_reply(enum wire_op op, const uint8_t *body,
    size_t len, struct wire_reply *reply);

/* A body that is no problem document gives code ERR_PORTAL_ANSWER (or
 * ERR_PORTAL_BUSY for 429 and 503, ERR_SESSION_ENDED for 401). */
void wire_decode_problem(int status, const uint8_t *body, size_t len,
    struct wire_problem *problem);

/* Portal's side.  Secrets of a decoded request are made by the call and freed
 * by wire_request_free.  ERR_ARGUMENT: the request is malformed. */
MUST_CHECK enum err wire_decode_request(enum wire_op op, const uint8_t *body,
    size_t len, struct wire_request *req);
void wire_request_free(enum wire_op op, struct wire_request *req);
MUST_CHECK enum err wire_encode_reply(enum wire_op op,
    const struct wire_reply *reply, struct buf *body);
MUST_CHECK enum err wire_encode_problem(const struct wire_problem *problem,
    struct buf *body);

#endif
