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
#include "base/case_no.h"
#include "base/err.h"

struct secret;

#define WIRE_BODY_MAX (64 * 1024)
#define WIRE_ID 48		/* ids are text of at most 47 letters */
#define WIRE_TOKEN_MAX 64	/* bytes of text in a struct secret */
#define WIRE_TEXT 128
#define WIRE_PDF_MAX (256 * 1024)
#define WIRE_TIME 24		/* RFC 3339 in UTC: 2026-11-25T07:30:00Z */
#define WIRE_CERTIFICATES 16	/* of one person */
#define WIRE_LINK 256
#define WIRE_SERIAL_HEX 65	/* lower-case hex of the card's serial */
#define WIRE_APDU 261		/* bytes of the longest short command */
#define WIRE_EMAIL 255
#define WIRE_PHONE 32		/* as typed, or masked */
#define WIRE_ADDRESS 512
#define WIRE_QUESTION 400
#define WIRE_CHALLENGE 32	/* bytes that a card signs at a login */
#define WIRE_CERTIFICATE 4096	/* bytes of one, DER */
#define WIRE_SIGNATURE 512
#define WIRE_ACCOUNT 33		/* of an operator */

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
	WIRE_UNLOCK_RELAY,	/* POST   /v1/unlock/{id}/relay */
	WIRE_UNLOCK_REPORT,	/* PUT    /v1/unlock/{id}/result */
	WIRE_LETTER_READ,	/* POST   /v1/letter */
	WIRE_LETTER_PDF,	/* POST   /v1/letter/{id}/pdf  (PDF) */
	WIRE_LETTER_ERASE,	/* DELETE /v1/letter/{id} */
	WIRE_CERTIFICATE_LIST,	/* GET    /v1/certificates */
	WIRE_CERTIFICATE_DETAIL, /* GET   /v1/certificates/{id} */
	WIRE_CERTIFICATE_ACTIVATE, /* POST /v1/certificates/{id}/activate */
	WIRE_CERTIFICATE_SUSPEND, /* POST /v1/certificates/{id}/suspend */
	WIRE_CERTIFICATE_RESUME, /* POST  /v1/certificates/{id}/resume */
	WIRE_CERTIFICATE_REVOKE, /* POST  /v1/certificates/{id}/revoke */
	WIRE_CAPTCHA_QUESTION,	/* POST   /v1/captcha-question */
	WIRE_WORD_REQUEST,	/* POST   /v1/security-word/request */
	WIRE_WORD_SET,		/* POST   /v1/security-word */
	WIRE_PROFILE_READ,	/* GET    /v1/profile */
	WIRE_PHONE_CHANGE,	/* POST   /v1/profile/phone */
	WIRE_PHONE_CONFIRM,	/* POST   /v1/profile/phone/confirm */
	WIRE_EMAIL_CHANGE,	/* POST   /v1/profile/email */
	WIRE_EMAIL_CONFIRM,	/* POST   /v1/profile/email/confirm */
	WIRE_ADDRESS_CHANGE,	/* PUT    /v1/profile/address */
	WIRE_APPROVAL_READ,	/* GET    /v1/e-approval */
	WIRE_APPROVAL_GIVE,	/* POST   /v1/e-approval */
	WIRE_APPROVAL_WITHDRAW,	/* DELETE /v1/e-approval */
	WIRE_EDEVLET,		/* GET    /v1/edevlet */
	WIRE_EDEVLET_PASSWORD,	/* POST   /v1/edevlet/password */
	WIRE_EDEVLET_BEGIN,	/* POST   /v1/edevlet/login */
	WIRE_EDEVLET_POLL,	/* POST   /v1/edevlet/login/{id} */
	WIRE_VERIFICATION_NEW,	/* POST   /v1/verification */
	WIRE_CONFIRM_SEND,	/* POST   /v1/unlock/{id}/sms */
	WIRE_CONFIRM_SMS,	/* POST   /v1/unlock/{id}/sms/verify */
	WIRE_CONFIRM_PASSWORD,	/* POST   /v1/unlock/{id}/password */
	WIRE_LOGIN_CHALLENGE,	/* POST   /v1/login/challenge */
	WIRE_LOGIN_SIGNATURE,	/* POST   /v1/login/signature */
	WIRE_OPERATOR_PASSWORD,	/* POST   /v1/operator/password */
	WIRE_OPERATOR_SIGNATURE, /* POST  /v1/operator/signature */
	WIRE_OPERATOR_END,	/* POST   /v1/operator/end */
	WIRE_OP_COUNT
};

struct wire_op_info {
	const char *name;	/* OpenAPI operationId, "smsVerify" */
	const char *method;
	const char *path;	/* "{id}" stands where req.id goes */
	bool bearer;		/* needs the session token */
	bool idempotent_key;	/* carries Idempotency-Key */
	bool safe;		/* may be tried again by itself without a key */
	const char *type;	/* media type of its answer; NULL: JSON */
};
const struct wire_op_info *wire_op_info(enum wire_op op);

/* state: waiting, active, suspended, revoked, expired. */
struct wire_certificate_row {
	char id[WIRE_ID];
	char serial[WIRE_SERIAL_HEX];	/* of the certificate */
	char subject[WIRE_TEXT];	/* masked by the portal */
	char from[WIRE_TIME], to[WIRE_TIME];
	char state[16];
	char suspended_by[16];		/* holder, authority; else "" */
	char fingerprint[65];		/* SHA-256 of its DER form, in hex */
};

struct wire_certificate {
	struct wire_certificate_row row;
	char issuer[WIRE_TEXT];
	char usage[64];			/* "signature,login,encryption" */
	char card[WIRE_SERIAL_HEX];	/* that it is on, or "" */
	char opens[WIRE_TIME];		/* cannot be put into use before, or
					 * "" */
	char revoked_at[WIRE_TIME], reason[24];
	char fee[32];			/* of a new one, or "" */
};

/* Requests.  Pointers to secrets are the caller's. */
struct wire_request {
	char id[WIRE_ID];			/* where the path has {id} */
	char idempotency_key[WIRE_ID];		/* where the op carries one */
	char case_no[CASE_NO_SIZE];		/* of the visit, or "" */
	const struct secret *token;		/* where the op needs one */
	union {
		struct {
			char terminal[WIRE_ID];
			char version[16];
			char language[3];
			/* whose shift it is (operator.token); NULL: nobody's */
			const struct secret *operator;
		} session_open;
		struct {
			char identity[32];	/* digits or passport number */
			const struct secret *word;
			char captcha_id[WIRE_ID];	/* "": waived */
			char captcha[8];
		} login_password;
		struct {
			/* over the sentence of base/statement.h */
			uint8_t certificate[WIRE_CERTIFICATE];
			size_t certificate_len;
			uint8_t signature[WIRE_SIGNATURE];
			size_t signature_len;
			char card[12];		/* "identity": the person's
						 * identity card; "" */
		} login_signature;	/* OPERATOR_SIGNATURE too */
		struct {
			char account[WIRE_ACCOUNT];
			const struct secret *password;
		} operator_password;
		struct {
			const struct secret *operator;
		} operator_end;
		struct {
			const struct secret *code;
		} sms_verify;
		struct {
			char identity[32];
			char email[WIRE_EMAIL];
			char captcha_id[WIRE_ID];
			char captcha[8];
		} word_request;
		struct {
			char identity[32];
			const struct secret *code;
			const struct secret *word;
		} word_set;
		struct {
			char phone[WIRE_PHONE];
		} phone_change;
		struct {
			char phone[WIRE_PHONE];	/* as in phone_change */
			const struct secret *code_old, *code_new;
		} phone_confirm;
		struct {
			char email[WIRE_EMAIL];
		} email_change;
		struct {
			char email[WIRE_EMAIL];
			const struct secret *code;
		} email_confirm;
		struct {
			char address[WIRE_ADDRESS];
		} address_change;
		struct {
			char serial[WIRE_SERIAL_HEX];
			char card_type[16];
			int pin_tries;		/* as read; -1 not known */
			const struct secret *code;	/* of 15 digits; NULL:
						 * the login confirms it */
		} unlock_open;
		struct {
			char serial[WIRE_SERIAL_HEX];
			uint8_t challenge[32];
			size_t challenge_len;
		} unlock_cryptogram;
		struct {
			char serial[WIRE_SERIAL_HEX];
			uint8_t answer[WIRE_APDU];	/* data of the card's
						 * answer, status 9000 */
			size_t answer_len;	/* 0: none, or empty */
		} unlock_relay;
		struct {
			char outcome[16];	/* done, unchanged, unknown */
			char reason[32];	/* an err_name */
			int tries_after;	/* -1 not known */
		} unlock_report;
		struct {
			char serial[WIRE_SERIAL_HEX];	/* "": the newest */
		} letter_read;
		struct {
			char language[3];
			const struct secret *password;	/* NULL: none */
		} letter_pdf;
		struct {
			char reason[24];	/* of RFC 5280 */
		} certificate_revoke;
		struct {
			char identity[32];
			const struct secret *password;
		} edevlet_password;
		struct {
			char way[8];		/* "phone", "mobile", "bank" */
			char identity[32];	/* mobile */
			char phone[24];		/* mobile */
		} edevlet_begin;
		struct {
			char serial[WIRE_SERIAL_HEX];
		} verification_new;
		struct {
			const struct secret *code;
		} confirm_sms;
		struct {
			const struct secret *password;
		} confirm_password;
	} u;
};

/* A code is on its way. */
struct wire_code_sent {
	int expires_in;
	int resend_in;
	int tries_left;
};

/* Replies.  Lifetimes are seconds left when the portal answered. */
struct wire_reply {
	union {
		struct {
			char status[16];	/* "ok" */
			char min_version[16];
			char call_centre[32];
			char motd[WIRE_TEXT];
			char time[24];		/* RFC 3339 in UTC, "" where
						 * the portal says none */
			int word_min, word_max;	/* letters of a new security
						 * word; -1: not said */
		} health;
		struct {
			struct secret *token;	/* made by
						 * wire_reply_init */
			int expires_in;
			char captcha[16];	/* "required", "waived" */
		} session_open;
		struct { int expires_in; } session_keep;
		struct {
			char id[WIRE_ID];
			int expires_in;
		} captcha;
		struct {
			char id[WIRE_ID];
			int expires_in;
			char question_tr[WIRE_QUESTION];
			char question_en[WIRE_QUESTION];
		} captcha_question;
		struct {
			char phone[32];		/* masked by the portal */
		} login_password;
		struct {
			uint8_t challenge[WIRE_CHALLENGE];
			size_t challenge_len;
			int expires_in;
		} login_challenge;
		struct {
			char name[WIRE_TEXT];	/* both masked by the portal */
			char phone[32];
			int expires_in;		/* of the session */
		} login_signature;
		struct {
			struct secret *token;	/* of the shift */
			char account[WIRE_ACCOUNT];
			char name[WIRE_TEXT];	/* as colleagues know them */
			int expires_in;		/* of the shift */
			int idle_in;		/* without anybody at work */
		} operator;		/* OPERATOR_PASSWORD, _SIGNATURE */
		struct wire_code_sent sms_send;
		/* WORD_REQUEST, PHONE_CHANGE, EMAIL_CHANGE, CONFIRM_SEND */
		struct wire_code_sent codes_sent;
		/* PROFILE_READ, *_CONFIRM, ADDRESS_CHANGE: masked by the
		 * portal; "": there is none */
		struct {
			char phone[WIRE_PHONE];
			char email[WIRE_EMAIL];
			char address[WIRE_ADDRESS];
		} profile;
		/* APPROVAL_*: "given" or "none"; the day, "2026-11-25" */
		struct {
			char state[16];
			char since[16];
		} approval;
		struct {
			char name[WIRE_TEXT];	/* masked by the portal */
			int expires_in;		/* of the session */
		} sms_verify;
		struct {
			char id[WIRE_ID];
			char method[24];	/* "challenge-response",
						 * "gids-admin",
						 * "apdu-relay" */
			int expires_in;
		} unlock_open;
		struct {
			uint8_t cryptogram[80];
			size_t cryptogram_len;
		} unlock_cryptogram;
		struct {
			uint8_t command[WIRE_APDU];	/* for the card */
			size_t command_len;
			int last;		/* 1: then the PIN */
		} unlock_relay;
		struct {
			char id[WIRE_ID];	/* of this reading */
			char serial[WIRE_SERIAL_HEX];
			struct secret *pin;
			struct secret *puk;	/* NULL: the letter has none */
			int year;		/* in which the card was made */
			char state[16];		/* current, out-of-date */
			int letters;		/* that this person has */
		} letter_read;
		struct {
			struct wire_certificate_row rows[WIRE_CERTIFICATES];
			size_t count;
		} certificate_list;
		struct wire_certificate certificate;
		struct {
			char state[16];
		} certificate_change;	/* ACTIVATE … REVOKE */
		struct {
			char application[WIRE_TEXT], address[WIRE_TEXT];
			/* 1: this way is offered */
			int password, mobile, signature, card, bank, phone;
		} edevlet;
		struct {
			char name[WIRE_TEXT];	/* masked */
			char phone[WIRE_PHONE];	/* on file, masked */
			int expires_in;		/* of the session */
		} edevlet_password;
		struct {
			char id[WIRE_ID];
			char code[24];		/* shown here and there */
			char address[WIRE_TEXT];	/* of the page; "" */
			char link[WIRE_LINK];	/* with the code; "" */
			int expires_in, interval;
			int again_in;		/* when a message that has not
						 * come can be asked for again;
						 * 0: none is sent */
		} edevlet_begin;
		struct {
			int waiting;		/* 1: ask again in `interval` */
			int interval;
			char name[WIRE_TEXT];	/* masked; "" while waiting */
			char phone[WIRE_PHONE];	/* likewise */
			int expires_in;		/* of the login, then of the
						 * session */
		} edevlet_poll;
		struct {
			struct secret *code;
			int expires_in;
		} verification_new;
		struct { int expires_in; } confirm_sms;	/* of the unlock */
		struct { int expires_in; } confirm_password;
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
 * UNLOCK_REPORT is empty; those to CAPTCHA_IMAGE and LETTER_PDF are no JSON
 * and not looked at here.  An int of -1 (not known) is left out of a
 * request. */
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
