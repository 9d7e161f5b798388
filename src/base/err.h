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
	/* what the doctor finds at the terminal */ \
	X(ERR_CLOCK_OFF, "clock-off") /* not the portal's time */ \
	X(ERR_PORTAL_DATES, "portal-dates") /* certificate, or our clock */ \
	X(ERR_CONFIG, "config-wrong") \
	X(ERR_HELPER_MISSING, "helper-missing") /* program not there */ \
	X(ERR_MEMORY_UNLOCKED, "memory-unlocked") /* secrets may be swapped */ \
	X(ERR_DISPLAY_POOR, "display-poor") /* no blocks: no pictures */ \
	/* fields */ \
	X(ERR_FIELD_EMPTY, "field-empty") \
	X(ERR_FIELD_LENGTH, "field-length") \
	X(ERR_FIELD_FULL, "field-full") /* one more was not taken */ \
	X(ERR_FIELD_CHARACTERS, "field-characters") \
	X(ERR_IDENTITY_INVALID, "identity-invalid") \
	X(ERR_FIELD_EMAIL, "field-email") /* not an address */ \
	X(ERR_FIELD_PHONE, "field-phone") /* not a mobile number */ \
	X(ERR_CONFIRM_WORD, "confirm-word") /* EVET was not typed */ \
	X(ERR_PIN_REPEAT, "pin-repeat") /* the two PINs differ */ \
	X(ERR_PIN_LENGTH, "pin-length") \
	X(ERR_PIN_SEQUENCE, "pin-sequence") /* 123456, 654321 */ \
	X(ERR_PIN_SAME_DIGIT, "pin-same-digit") /* 000000 */ \
	X(ERR_PIN_IN_IDENTITY, "pin-in-identity") \
	X(ERR_PIN_DATE, "pin-date") \
	X(ERR_CODE_IN_PIN, "code-in-pin") /* a 15-digit code in a PIN field */ \
	X(ERR_WORD_LENGTH, "word-length") /* a new security word */ \
	X(ERR_WORD_EASY, "word-easy") \
	X(ERR_MAIL_CODE_WRONG, "mail-code-wrong") /* by mail, not by SMS */ \
	X(ERR_WORD_REPEAT, "word-repeat") /* the two words differ */ \
	X(ERR_ADDRESS_INVALID, "address-invalid") /* not of a home */ \
	/* reader and card */ \
	X(ERR_NO_PCSCD, "no-pcscd") \
	X(ERR_PCSCD_VERSION, "pcscd-version") \
	X(ERR_SOCKET_NONE, "socket-none") /* SSH forwards no reader */ \
	X(ERR_SOCKET_FOREIGN, "socket-foreign") /* ... or not one's own */ \
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
	X(ERR_CERT_EARLY, "not-yet-valid") /* that of the card */ \
	X(ERR_CERT_OVER, "no-longer-valid") \
	X(ERR_CARD_LOCKED, "card-locked") /* found so, before anything */ \
	/* ... on the reader's own keys; nothing came to the card */ \
	X(ERR_PAD_TIMEOUT, "pad-timeout") /* nobody typed */ \
	X(ERR_PAD_CANCELLED, "pad-cancelled") \
	X(ERR_PAD_REPEAT, "pad-repeat") /* the two new PINs differ */ \
	X(ERR_PAD_LENGTH, "pad-length") \
	X(ERR_PAD_FAILED, "pad-failed") /* the reader does not do it */ \
	X(ERR_PIN_POLICY, "pin-policy") /* card does not take this PIN */ \
	X(ERR_UNLOCK_UNKNOWN, "unlock-unknown") /* result not known yet */ \
	X(ERR_UNLOCK_UNTOLD, "unlock-untold") /* nor will the card tell it */ \
	/* what the holder types into the card's own commands */ \
	X(ERR_PIN_LOCKED, "pin-locked") /* wrong, and it was the last try */ \
	X(ERR_CARD_NOT_LOCKED, "card-not-locked") \
	X(ERR_LAST_TRY, "last-try") /* or unknown: a second yes is needed */ \
	X(ERR_TRY_UNKNOWN, "try-unknown") /* VERIFY left, no answer came */ \
	X(ERR_CHANGE_UNKNOWN, "change-unknown") /* CHANGE, the same */ \
	X(ERR_PUK_UNKNOWN, "puk-unknown") /* the PUK, the same */ \
	X(ERR_PUK_WRONG, "puk-wrong") \
	X(ERR_PUK_NOT_HERE, "puk-not-here") /* not this type of card */ \
	X(ERR_PUK_OFF, "puk-off") /* not at this terminal */ \
	X(ERR_PUK_NEW_CARD, "puk-new-card") /* made in 2011 or later */ \
	X(ERR_PUK_AGE, "puk-age") /* nothing says when it was made */ \
	X(ERR_CARD_UNABLE, "card-unable") /* no command of this family */ \
	X(ERR_NO_CERTIFICATE, "no-certificate") /* none to sign with */ \
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
	X(ERR_CODE_OLD_WRONG, "code-old-wrong") /* that of the old phone */ \
	X(ERR_CODE_NEW_WRONG, "code-new-wrong") /* that of the new one */ \
	X(ERR_MAIL_CODE_EXPIRED, "mail-code-expired") \
	X(ERR_CHANGE_USED_UP, "change-used-up") /* third wrong one */ \
	X(ERR_MAIL_WAIT, "mail-wait") /* a new mail only later */ \
	X(ERR_PHONE_SAME, "phone-same") /* it is the one on file */ \
	X(ERR_EMAIL_SAME, "email-same") \
	X(ERR_SIGNED_OFF, "signed-off") /* it takes no signatures */ \
	X(ERR_CHALLENGE_OVER, "challenge-over") /* used, old, not ours */ \
	X(ERR_SIGNATURE_WRONG, "signature-wrong") \
	X(ERR_SIGNER_FOREIGN, "signer-foreign") /* of another authority */ \
	X(ERR_SIGNER_USAGE, "signer-usage") /* key is not for this */ \
	X(ERR_SIGNER_WAITING, "signer-waiting") /* not in use yet */ \
	X(ERR_SIGNER_SUSPENDED, "signer-suspended") \
	X(ERR_ISSUER_REVOKED, "issuer-revoked") /* of the signer's own */ \
	X(ERR_SIGNER_REVOKED, "signer-revoked") \
	X(ERR_SIGNER_UNKNOWN, "signer-unknown") /* whose it is */ \
	/* operators */ \
	X(ERR_OPERATOR_WRONG, "operator-wrong") /* account or password */ \
	X(ERR_OPERATOR_BLOCKED, "operator-blocked") \
	X(ERR_OPERATOR_UNKNOWN, "operator-unknown") /* no operator's card */ \
	X(ERR_OPERATOR_OVER, "operator-over") /* the shift has ended */ \
	X(ERR_CARD_NOT_YOURS, "card-not-yours") \
	X(ERR_CARD_NOT_KNOWN, "card-not-known") /* portal has no such card */ \
	X(ERR_CARD_REVOKED, "card-revoked") \
	X(ERR_CONFIRM_OLD, "confirm-old") /* SMS older than 10 minutes */ \
	X(ERR_UNLOCK_EXPIRED, "unlock-expired") \
	X(ERR_CERTIFICATE_EARLY, "certificate-early") /* old still valid */ \
	X(ERR_CERTIFICATE_STATE, "certificate-state") /* not in that state */ \
	X(ERR_CERTIFICATE_EXPIRED, "certificate-expired") \
	X(ERR_SUSPENDED_BY_OTHERS, "suspended-by-others") /* not its owner */ \
	X(ERR_UNLOCK_USED, "unlock-used") /* cryptogram was handed out */ \
	X(ERR_LETTER_NONE, "letter-none") /* none stored, or erased */ \
	X(ERR_LETTER_READ, "letter-read") /* once in this session already */ \
	X(ERR_LETTER_HIDDEN, "letter-hidden") /* shown for long enough */ \
	X(ERR_PASSWORD_REPEAT, "password-repeat") /* the two differ */ \
	/* what people take along */ \
	X(ERR_SAVE_GONE, "save-gone") /* no such stick (any more) */ \
	X(ERR_SAVE_READ_ONLY, "save-read-only") \
	X(ERR_SAVE_FULL, "save-full") \
	X(ERR_SAVE_FAILED, "save-failed") /* not written, or not the same */ \
	X(ERR_PRINT_FAILED, "print-failed") \
	/* e-Devlet */ \
	X(ERR_EDEVLET_OFF, "edevlet-off") /* no such door, or way in */ \
	X(ERR_EDEVLET_AWAY, "edevlet-away") /* issuer away, or odd answer */ \
	X(ERR_EDEVLET_WRONG, "edevlet-wrong") \
	X(ERR_EDEVLET_BLOCKED, "edevlet-blocked") \
	X(ERR_EDEVLET_DENIED, "edevlet-denied") /* said no on the phone */ \
	X(ERR_EDEVLET_EXPIRED, "edevlet-expired") /* not approved in time */ \
	X(ERR_EDEVLET_STRANGER, "edevlet-stranger") /* portal: who is that? */ \
	X(ERR_NOT_ID_CARD, "not-id-card") /* no such certificate on it */ \
	X(ERR_ID_CARD_FOREIGN, "id-card-foreign") /* not who issues them */ \
	X(ERR_ID_CARD_REVOKED, "id-card-revoked") /* or over, or early */ \
	X(ERR_ID_PIN_WRONG, "id-pin-wrong") \
	X(ERR_ID_LAST_TRY, "id-last-try") \
	X(ERR_ID_CARD_LOCKED, "id-card-locked") \
	X(ERR_VERIFICATION_WRONG, "verification-wrong") /* or other card */ \
	X(ERR_VERIFICATION_EXPIRED, "verification-expired") \
	X(ERR_VERIFICATION_USED, "verification-used") /* or 3 wrong ones */ \
	X(ERR_WEB_PASSWORD_WRONG, "web-password-wrong") \
	X(ERR_WEB_PASSWORD_BLOCKED, "web-password-blocked") \
	X(ERR_WEB_PASSWORD_NONE, "web-password-none") /* was never set */ \
	X(ERR_RECEIPT_FAILED, "receipt-failed") /* not printed, not saved */ \
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
