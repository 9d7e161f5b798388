/* One error space for all programs.  0 is success and every result must be
 * looked at.  An error that a person has to act on has a code of its own; its
 * name (err_name) is what the screens' `outcomes:` and messages.yaml use, and
 * what the portal sends as the `code` of a problem (RFC 9457). */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

/* X(constant, name): the name never changes once released. */
#define ERR_LIST(X) \
	X(ERR_OK, "ok") \
	/* any program */ \
	X(ERR_INTERNAL, "internal") /* a bug or a broken promise */ \
	X(ERR_NO_MEMORY, "no-memory") \
	X(ERR_ARGUMENT, "argument") \
	X(ERR_TOO_BIG, "too-big") /* a bound was hit */ \
	X(ERR_SYNTAX, "syntax") /* a file or message is malformed */ \
	X(ERR_IO, "io") \
	X(ERR_NOT_FOUND, "not-found") \
	X(ERR_TIMEOUT, "timeout") \
	X(ERR_CANCELLED, "cancelled") \
	X(ERR_JOURNAL, "journal") /* intent could not be written */ \
	X(ERR_HELPER_GONE, "helper-gone") /* a helper process died */ \
	X(ERR_REFUSED, "refused") /* a rule forbids it */ \
	/* fields */ \
	X(ERR_FIELD_EMPTY, "field-empty") \
	X(ERR_FIELD_LENGTH, "field-length") \
	X(ERR_FIELD_CHARACTERS, "field-characters") \
	X(ERR_IDENTITY_INVALID, "identity-invalid") \
	X(ERR_PIN_REPEAT, "pin-repeat") /* the two PINs differ */ \
	X(ERR_PIN_LENGTH, "pin-length") \
	X(ERR_PIN_SEQUENCE, "pin-sequence") /* 123456, 654321 */ \
	X(ERR_PIN_SAME_DIGIT, "pin-same-digit") /* 000000 */ \
	X(ERR_PIN_IN_IDENTITY, "pin-in-identity") \
	X(ERR_PIN_DATE, "pin-date") \
	X(ERR_CODE_IN_PIN, "code-in-pin") /* a 15-digit code in a PIN field */ \
	/* reader and card */ \
	X(ERR_NO_PCSCD, "no-pcscd") \
	X(ERR_PCSCD_VERSION, "pcscd-version") \
	X(ERR_NO_READER, "no-reader") \
	X(ERR_NO_CARD, "no-card") \
	X(ERR_CARD_GONE, "card-gone") /* pulled or reset meanwhile */ \
	X(ERR_CARD_MUTE, "card-mute") /* no answer; wrong way round? */ \
	X(ERR_CARD_BUSY, "card-busy") /* another program holds it */ \
	X(ERR_CARD_UNKNOWN, "card-unknown") /* no driver for this ATR */ \
	X(ERR_CARD_PHASE, "card-phase") /* life cycle is not operation */ \
	X(ERR_CARD_OTHER, "card-other") /* not the card of this unlock */ \
	X(ERR_CARD_ANSWER, "card-answer") /* answer of a wrong shape */ \
	X(ERR_CARD_REFUSED, "card-refused") /* other status word */ \
	X(ERR_CARD_MEMORY, "card-memory") /* 6581 and kin */ \
	X(ERR_CARD_DEAD, "card-dead") /* cannot be unlocked any more */ \
	X(ERR_AUTH_REFUSED, "auth-refused") /* card refused the cryptogram */ \
	X(ERR_PIN_WRONG, "pin-wrong") \
	X(ERR_PIN_BLOCKED, "pin-blocked") \
	X(ERR_PIN_POLICY, "pin-policy") /* card does not take this PIN */ \
	X(ERR_UNLOCK_UNKNOWN, "unlock-unknown") /* result not known yet */ \
	/* portal */ \
	X(ERR_PORTAL_AWAY, "portal-away") \
	X(ERR_PORTAL_TLS, "portal-tls") \
	X(ERR_PORTAL_BUSY, "portal-busy") /* 429/503: Retry-After */ \
	X(ERR_PORTAL_ANSWER, "portal-answer") /* malformed or unexpected */ \
	X(ERR_PORTAL_VERSION, "portal-version") /* terminal too old */ \
	X(ERR_SESSION_ENDED, "session-ended") \
	X(ERR_CAPTCHA_WRONG, "captcha-wrong") \
	X(ERR_LOGIN_WRONG, "login-wrong") \
	X(ERR_LOGIN_BLOCKED, "login-blocked") \
	X(ERR_CODE_WRONG, "code-wrong") \
	X(ERR_CODE_EXPIRED, "code-expired") \
	X(ERR_CODE_USED_UP, "code-used-up") /* third wrong one */ \
	X(ERR_CODE_WAIT, "code-wait") /* a new code only later */ \
	X(ERR_CARD_NOT_YOURS, "card-not-yours") \
	X(ERR_CARD_NOT_KNOWN, "card-not-known") /* portal has no such card */ \
	X(ERR_CARD_REVOKED, "card-revoked") \
	X(ERR_CONFIRM_OLD, "confirm-old") /* SMS older than 10 minutes */ \
	X(ERR_UNLOCK_EXPIRED, "unlock-expired") \
	X(ERR_UNLOCK_USED, "unlock-used") /* cryptogram was handed out */ \
	X(ERR_DONE_UNREPORTED, "done-unreported") /* card done, report kept */

enum err {
#define ERR_ENUM(constant, name) constant,
	ERR_LIST(ERR_ENUM)
#undef ERR_ENUM
	ERR_COUNT
};

/* "card-gone" for ERR_CARD_GONE; "unknown" outside the enum.  Static. */
const char *err_name(enum err e);

/* The code of a name, or ERR_COUNT when there is none. */
enum err err_from_name(const char *name);

#endif
