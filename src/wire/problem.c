#include "wire/wire.h"

#include <string.h>

#include "wire/fields.h"

/* A problem as it is on the wire: the code is still a name. */
struct raw {
	int status;
	char code[WIRE_ID];
	int tries_left;
	char request_id[WIRE_ID];
};

static const struct field raw_fields[] = {
	{ .name = "status", .kind = FIELD_INT,
	    .offset = offsetof(struct raw, status), .low = 100, .high = 599 },
	{ .name = "code", .kind = FIELD_TEXT,
	    .offset = offsetof(struct raw, code), .size = WIRE_ID },
	{ .name = "tries_left", .kind = FIELD_INT,
	    .offset = offsetof(struct raw, tries_left), .low = 0, .high = 99,
	    .optional = true },
	{ .name = "request_id", .kind = FIELD_TEXT,
	    .offset = offsetof(struct raw, request_id), .size = WIRE_ID,
	    .optional = true },
};
#define RAW_FIELDS (sizeof(raw_fields) / sizeof(raw_fields[0]))

/* What a portal may say.  It knows nothing of readers and screens, so it
 * cannot make a terminal believe that a card was pulled; of a relay it knows
 * what the card has answered. */
static const enum err codes[] = {
	ERR_INTERNAL, ERR_ARGUMENT, ERR_TOO_BIG, ERR_SYNTAX, ERR_NOT_FOUND,
	ERR_REFUSED, ERR_PORTAL_BUSY, ERR_PORTAL_VERSION, ERR_SESSION_ENDED,
	ERR_CAPTCHA_WRONG, ERR_LOGIN_WRONG, ERR_LOGIN_BLOCKED, ERR_CODE_WRONG,
	ERR_CODE_EXPIRED, ERR_CODE_USED_UP, ERR_CODE_WAIT, ERR_CARD_NOT_YOURS,
	ERR_CARD_NOT_KNOWN, ERR_CARD_ANSWER, ERR_CARD_REVOKED, ERR_CONFIRM_OLD,
	ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED, ERR_LETTER_NONE, ERR_LETTER_READ,
	ERR_CERTIFICATE_EARLY,
	ERR_CERTIFICATE_STATE, ERR_CERTIFICATE_EXPIRED,
	ERR_SUSPENDED_BY_OTHERS,
	ERR_FIELD_CHARACTERS,
	ERR_FIELD_EMAIL, ERR_FIELD_PHONE,
	ERR_WORD_LENGTH, ERR_WORD_EASY, ERR_ADDRESS_INVALID,
	ERR_CODE_OLD_WRONG, ERR_CODE_NEW_WRONG, ERR_PHONE_SAME,
	ERR_EMAIL_SAME,
	ERR_EDEVLET_OFF, ERR_EDEVLET_AWAY, ERR_EDEVLET_WRONG,
	ERR_EDEVLET_BLOCKED, ERR_EDEVLET_DENIED, ERR_EDEVLET_EXPIRED,
	ERR_EDEVLET_STRANGER, ERR_VERIFICATION_WRONG,
	ERR_VERIFICATION_EXPIRED, ERR_VERIFICATION_USED,
	ERR_WEB_PASSWORD_WRONG, ERR_WEB_PASSWORD_BLOCKED,
	ERR_WEB_PASSWORD_NONE,
	ERR_SIGNED_OFF, ERR_CHALLENGE_OVER, ERR_SIGNATURE_WRONG,
	ERR_CERT_EARLY, ERR_CERT_OVER,
	ERR_SIGNER_FOREIGN, ERR_SIGNER_USAGE, ERR_SIGNER_WAITING,
	ERR_SIGNER_SUSPENDED, ERR_SIGNER_REVOKED, ERR_SIGNER_UNKNOWN,
	ERR_ISSUER_REVOKED,
	ERR_OPERATOR_WRONG, ERR_OPERATOR_BLOCKED, ERR_OPERATOR_UNKNOWN,
	ERR_OPERATOR_OVER,
	ERR_NOT_ID_CARD, ERR_ID_CARD_FOREIGN, ERR_ID_CARD_REVOKED,
};

bool
wire_problem_code(enum err e)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i] == e)
			return true;
	}
	return false;
}

static enum err
code_of_status(int status)
{
	switch (status) {
	case 401:
		return ERR_SESSION_ENDED;
	case 429:
	case 503:
		return ERR_PORTAL_BUSY;
	default:
		return ERR_PORTAL_ANSWER;
	}
}

void
wire_decode_problem(int status, const uint8_t *body, size_t len,
    struct wire_problem *problem)
{
	struct raw raw = { .tries_left = -1 };
	enum err code;

	memset(problem, 0, sizeof(*problem));
	problem->code = code_of_status(status);
	problem->status = status;
	problem->tries_left = -1;
	problem->retry_after = -1;
	if (fields_decode(raw_fields, RAW_FIELDS, body, len, &raw) != ERR_OK)
		return;
	memcpy(problem->request_id, raw.request_id, sizeof(raw.request_id));
	code = err_from_name(raw.code);
	if (!wire_problem_code(code))
		return;
	problem->code = code;
	problem->tries_left = raw.tries_left;
}

enum err
wire_encode_problem(const struct wire_problem *problem, struct buf *body)
{
	struct raw raw = { .status = problem->status,
	    .tries_left = problem->tries_left };
	const char *name = err_name(problem->code);

	if (!wire_problem_code(problem->code))
		return ERR_ARGUMENT;
	memcpy(raw.code, name, strlen(name));
	memcpy(raw.request_id, problem->request_id, sizeof(raw.request_id));
	return fields_encode(raw_fields, RAW_FIELDS, &raw, body);
}
