#include "core/action.h"

#include <stddef.h>

#define COMMON ERR_OK, SCREEN_COMMON_OUTCOMES

#define READER ERR_NO_PCSCD, ERR_PCSCD_VERSION, ERR_NO_READER, ERR_NO_CARD, \
	ERR_CARD_GONE, ERR_CARD_MUTE, ERR_CARD_BUSY, ERR_CARD_UNKNOWN, \
	ERR_CARD_PHASE, ERR_CARD_ANSWER, ERR_CARD_REFUSED

#define END ERR_COUNT

static const enum err only_common[] = { COMMON, END };

static const enum err login_password[] = { COMMON, ERR_CAPTCHA_WRONG,
	ERR_LOGIN_WRONG, ERR_LOGIN_BLOCKED, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_CHARACTERS, ERR_IDENTITY_INVALID, END };

static const enum err sms_send[] = { COMMON, ERR_CODE_WAIT, END };

static const enum err sms_verify[] = { COMMON, ERR_CODE_WRONG,
	ERR_CODE_EXPIRED, ERR_CODE_USED_UP, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	END };

static const enum err word_request[] = { COMMON, ERR_CAPTCHA_WRONG,
	ERR_MAIL_WAIT, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH, ERR_FIELD_CHARACTERS,
	ERR_IDENTITY_INVALID, ERR_FIELD_EMAIL, END };

static const enum err word_known[] = { COMMON, ERR_FIELD_EMPTY,
	ERR_IDENTITY_INVALID, END };

static const enum err word_set[] = { COMMON, ERR_MAIL_CODE_WRONG,
	ERR_MAIL_CODE_EXPIRED, ERR_CHANGE_USED_UP, ERR_WORD_LENGTH,
	ERR_WORD_EASY, ERR_WORD_REPEAT, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_CHARACTERS, END };

static const enum err phone_change[] = { COMMON, ERR_CODE_WAIT,
	ERR_PHONE_SAME, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH, ERR_FIELD_PHONE,
	END };

static const enum err phone_again[] = { COMMON, ERR_CODE_WAIT,
	ERR_PHONE_SAME, ERR_FIELD_PHONE, END };

static const enum err phone_confirm[] = { COMMON, ERR_CODE_OLD_WRONG,
	ERR_CODE_NEW_WRONG, ERR_CODE_EXPIRED, ERR_CHANGE_USED_UP,
	ERR_FIELD_EMPTY, ERR_FIELD_LENGTH, ERR_FIELD_PHONE, END };

static const enum err email_change[] = { COMMON, ERR_MAIL_WAIT,
	ERR_EMAIL_SAME, ERR_CONFIRM_OLD, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_EMAIL, END };

static const enum err email_again[] = { COMMON, ERR_MAIL_WAIT,
	ERR_EMAIL_SAME, ERR_CONFIRM_OLD, ERR_FIELD_EMAIL, END };

static const enum err email_confirm[] = { COMMON, ERR_MAIL_CODE_WRONG,
	ERR_MAIL_CODE_EXPIRED, ERR_CHANGE_USED_UP, ERR_EMAIL_SAME,
	ERR_FIELD_EMPTY, ERR_FIELD_LENGTH, ERR_FIELD_EMAIL, END };

static const enum err address_change[] = { COMMON, ERR_CONFIRM_OLD,
	ERR_ADDRESS_INVALID, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_CHARACTERS, END };

static const enum err approval_give[] = { COMMON, ERR_CONFIRM_OLD, END };

static const enum err unlock_open[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_NOT_YOURS, ERR_CARD_NOT_KNOWN, ERR_CARD_REVOKED,
	ERR_CONFIRM_OLD, END };

static const enum err pin_check[] = { COMMON, ERR_FIELD_EMPTY,
	ERR_FIELD_CHARACTERS, ERR_PIN_LENGTH, ERR_PIN_REPEAT, ERR_PIN_SEQUENCE,
	ERR_PIN_SAME_DIGIT, ERR_PIN_IN_IDENTITY, ERR_PIN_DATE,
	ERR_CODE_IN_PIN, END };

static const enum err unlock_run[] = { COMMON, READER, ERR_CARD_OTHER,
	ERR_CARD_MEMORY, ERR_CARD_DEAD, ERR_AUTH_REFUSED, ERR_PIN_POLICY,
	ERR_UNLOCK_UNKNOWN, ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED,
	ERR_CONFIRM_OLD, ERR_CARD_NOT_YOURS, ERR_CARD_NOT_KNOWN,
	ERR_CARD_REVOKED, ERR_JOURNAL, ERR_DONE_UNREPORTED, END };

static const enum err journal_resolve[] = { COMMON, READER, ERR_CARD_OTHER,
	ERR_CARD_DEAD, ERR_UNLOCK_UNTOLD, ERR_PIN_BLOCKED,
	ERR_DONE_UNREPORTED, END };

static const enum err certificate_open[] = { COMMON, ERR_CARD_GONE, END };

static const enum err certificate_activate[] = { COMMON, ERR_CONFIRM_OLD,
	ERR_CERTIFICATE_EARLY, ERR_CERTIFICATE_STATE, ERR_CERTIFICATE_EXPIRED,
	END };

static const enum err certificate_suspend[] = { COMMON, ERR_CERTIFICATE_STATE,
	ERR_CERTIFICATE_EXPIRED, END };

static const enum err certificate_resume[] = { COMMON, ERR_CONFIRM_OLD,
	ERR_SUSPENDED_BY_OTHERS, ERR_CERTIFICATE_STATE,
	ERR_CERTIFICATE_EXPIRED, END };

static const enum err certificate_revoke[] = { COMMON, ERR_CONFIRM_OLD,
	ERR_CERTIFICATE_STATE, ERR_CERTIFICATE_EXPIRED, ERR_FIELD_EMPTY,
	ERR_CONFIRM_WORD, END };
static const enum err letter_read[] = { COMMON, ERR_CARD_NOT_YOURS,
	ERR_CARD_NOT_KNOWN, ERR_LETTER_NONE, ERR_LETTER_READ, END };

static const enum err letter_show[] = { COMMON, ERR_LETTER_NONE, END };

static const enum err letter_erase[] = { COMMON, ERR_FIELD_EMPTY,
	ERR_CONFIRM_WORD, ERR_LETTER_NONE, END };

static const enum err letter_save[] = { COMMON, ERR_LETTER_NONE,
	ERR_FIELD_LENGTH, ERR_PASSWORD_REPEAT, ERR_SAVE_GONE,
	ERR_SAVE_READ_ONLY, ERR_SAVE_FULL, ERR_SAVE_FAILED, END };

static const enum err letter_print[] = { COMMON, ERR_LETTER_NONE,
	ERR_PRINT_FAILED, END };

static const enum err receipt_out[] = { COMMON, ERR_RECEIPT_FAILED, END };

static const enum err card_read[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_MEMORY, END };

#define TYPED ERR_FIELD_EMPTY, ERR_FIELD_CHARACTERS, ERR_PIN_LENGTH, \
	ERR_PIN_REPEAT, ERR_PIN_SEQUENCE, ERR_PIN_SAME_DIGIT, \
	ERR_PIN_IN_IDENTITY, ERR_PIN_DATE, ERR_CODE_IN_PIN, ERR_CONFIRM_WORD, \
	ERR_PIN_POLICY, ERR_LAST_TRY, ERR_CARD_OTHER, ERR_CARD_DEAD, \
	ERR_CARD_MEMORY, ERR_CARD_UNABLE

/* On the reader's own keys. */
#define PAD ERR_PAD_TIMEOUT, ERR_PAD_CANCELLED, ERR_PAD_REPEAT, \
	ERR_PAD_LENGTH, ERR_PAD_FAILED

static const enum err pin_change[] = { COMMON, READER, TYPED, PAD,
	ERR_PIN_WRONG, ERR_PIN_LOCKED, ERR_CARD_LOCKED, ERR_CHANGE_UNKNOWN,
	END };

#define NO_PUK ERR_PUK_NOT_HERE, ERR_PUK_OFF, ERR_PUK_NEW_CARD, ERR_PUK_AGE

static const enum err puk_check[] = { COMMON, READER, NO_PUK, ERR_CARD_DEAD,
	ERR_CARD_MEMORY, ERR_CARD_NOT_LOCKED, END };

static const enum err puk_unlock[] = { COMMON, READER, TYPED, NO_PUK,
	ERR_PUK_WRONG, ERR_PUK_UNKNOWN, END };

static const enum err signer_read[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_MEMORY, ERR_CARD_LOCKED, ERR_NO_CERTIFICATE, ERR_CERT_EARLY,
	ERR_CERT_OVER, END };

static const enum err signer_next[] = { COMMON, ERR_NO_CERTIFICATE,
	ERR_CERT_EARLY, ERR_CERT_OVER, END };

/* Of a signature of whatever card. */
#define SIGNED COMMON, READER, ERR_FIELD_EMPTY, ERR_FIELD_CHARACTERS, \
	ERR_PIN_LENGTH, ERR_CODE_IN_PIN, ERR_CONFIRM_WORD, ERR_CARD_OTHER, \
	ERR_CARD_DEAD, ERR_CARD_MEMORY, ERR_NO_CERTIFICATE, ERR_TRY_UNKNOWN, \
	ERR_SIGNED_OFF, ERR_CHALLENGE_OVER, ERR_SIGNATURE_WRONG, PAD

static const enum err login_signed[] = { SIGNED, ERR_LAST_TRY, ERR_PIN_WRONG,
	ERR_PIN_LOCKED, ERR_CARD_LOCKED, ERR_CERT_EARLY, ERR_CERT_OVER,
	ERR_SIGNER_FOREIGN, ERR_SIGNER_USAGE, ERR_SIGNER_WAITING,
	ERR_SIGNER_SUSPENDED, ERR_SIGNER_REVOKED, ERR_SIGNER_UNKNOWN,
	ERR_ISSUER_REVOKED, ERR_OPERATOR_OVER, END };

static const enum err session_open[] = { COMMON, ERR_OPERATOR_OVER, END };

static const enum err operator_login[] = { COMMON, ERR_OPERATOR_WRONG,
	ERR_OPERATOR_BLOCKED, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_CHARACTERS, END };

static const enum err operator_signed[] = { COMMON, READER, ERR_FIELD_EMPTY,
	ERR_FIELD_CHARACTERS, ERR_PIN_LENGTH, ERR_CODE_IN_PIN,
	ERR_CONFIRM_WORD, ERR_LAST_TRY, ERR_CARD_OTHER, ERR_CARD_DEAD,
	ERR_CARD_MEMORY, ERR_NO_CERTIFICATE, ERR_PIN_WRONG, ERR_PIN_LOCKED,
	ERR_CARD_LOCKED, ERR_TRY_UNKNOWN, ERR_CHALLENGE_OVER,
	ERR_SIGNATURE_WRONG, ERR_OPERATOR_UNKNOWN, PAD, END };

static const enum err identity_read[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_MEMORY, ERR_NOT_ID_CARD, ERR_ID_CARD_LOCKED,
	ERR_ID_CARD_REVOKED, END };

static const enum err edevlet_card[] = { SIGNED, ERR_EDEVLET_OFF,
	ERR_NOT_ID_CARD, ERR_ID_CARD_FOREIGN, ERR_ID_CARD_REVOKED,
	ERR_ID_PIN_WRONG, ERR_ID_LAST_TRY, ERR_ID_CARD_LOCKED,
	ERR_EDEVLET_STRANGER, ERR_OPERATOR_OVER, END };

static const enum err edevlet_look[] = { COMMON, ERR_EDEVLET_OFF, END };

static const enum err edevlet_password[] = { COMMON, ERR_EDEVLET_OFF,
	ERR_EDEVLET_WRONG, ERR_EDEVLET_BLOCKED, ERR_FIELD_EMPTY,
	ERR_FIELD_LENGTH, ERR_FIELD_CHARACTERS, ERR_IDENTITY_INVALID, END };

static const enum err edevlet_phone[] = { COMMON, ERR_EDEVLET_OFF,
	ERR_EDEVLET_AWAY, END };

static const enum err edevlet_mobile[] = { COMMON, ERR_EDEVLET_OFF,
	ERR_EDEVLET_AWAY, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	ERR_FIELD_CHARACTERS, ERR_IDENTITY_INVALID, ERR_FIELD_PHONE, END };

static const enum err edevlet_bank[] = { COMMON, ERR_EDEVLET_OFF,
	ERR_EDEVLET_AWAY, END };

static const enum err edevlet_wait[] = { COMMON, ERR_EDEVLET_DENIED,
	ERR_EDEVLET_EXPIRED, ERR_EDEVLET_STRANGER, END };

static const enum err verification_new[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_NOT_YOURS, ERR_CARD_NOT_KNOWN, ERR_CARD_REVOKED, END };

static const enum err verification_take[] = { COMMON,
	ERR_VERIFICATION_EXPIRED, END };

static const enum err unlock_code[] = { COMMON, READER, ERR_CARD_DEAD,
	ERR_CARD_NOT_YOURS, ERR_CARD_NOT_KNOWN, ERR_CARD_REVOKED,
	ERR_VERIFICATION_WRONG, ERR_VERIFICATION_EXPIRED,
	ERR_VERIFICATION_USED, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH, END };

#define UNLOCK_OVER ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED

static const enum err confirm_send[] = { COMMON, UNLOCK_OVER, ERR_CODE_WAIT,
	END };

static const enum err confirm_sms[] = { COMMON, UNLOCK_OVER, ERR_CODE_WRONG,
	ERR_CODE_EXPIRED, ERR_CODE_USED_UP, ERR_FIELD_EMPTY, ERR_FIELD_LENGTH,
	END };

static const enum err confirm_password[] = { COMMON, UNLOCK_OVER,
	ERR_WEB_PASSWORD_WRONG, ERR_WEB_PASSWORD_BLOCKED,
	ERR_WEB_PASSWORD_NONE, ERR_FIELD_EMPTY, END };

static const enum err reader_list[] = { COMMON, ERR_NO_PCSCD,
	ERR_PCSCD_VERSION, ERR_CARD_MUTE, ERR_CARD_BUSY, END };

static const enum err reader_choose[] = { COMMON, ERR_NO_READER,
	ERR_CARD_BUSY, END };

static const char *const login_fields[] = { "identity", "captcha", "word",
	NULL };
static const char *const sms_fields[] = { "sms_code", NULL };
static const char *const word_request_fields[] = { "identity", "email",
	"captcha", NULL };
static const char *const identity_field[] = { "identity", NULL };
static const char *const word_set_fields[] = { "mail_code", "new_word",
	"new_word_again", NULL };
static const char *const phone_fields[] = { "new_phone", NULL };
static const char *const phone_codes[] = { "code_old", "code_new", NULL };
static const char *const email_fields[] = { "new_email", NULL };
static const char *const mail_code[] = { "mail_code", NULL };
static const char *const address_fields[] = { "new_address", NULL };
static const char *const pin_fields[] = { "new_pin", "new_pin_again", NULL };
static const char *const confirm_fields[] = { "confirm", NULL };
static const char *const erase_fields[] = { "erase_word", NULL };
static const char *const save_fields[] = { "pdf_password",
	"pdf_password_again", NULL };
static const char *const change_fields[] = { "old_pin", "new_pin",
	"new_pin_again", "confirm", NULL };
static const char *const puk_fields[] = { "puk", "new_pin", "new_pin_again",
	"confirm", NULL };
static const char *const signed_fields[] = { "pin", "confirm", NULL };
static const char *const operator_fields[] = { "account",
	"operator_password", NULL };
static const char *const edevlet_fields[] = { "identity",
	"edevlet_password", NULL };
static const char *const mobile_fields[] = { "identity", "mobile_phone",
	NULL };
static const char *const verification_fields[] = { "verification_code",
	NULL };
static const char *const web_fields[] = { "web_password", NULL };
static const char *const no_names[] = { NULL };
static const char *const unlock_steps[] = { "card", "portal",
	"authenticated", "written", "checked", "reported", NULL };

static const char *const doctor_steps[] = { "service", "reader", "card",
	"kind", "pin", "certificate", "portal", "trust", "clock",
	"version", "terminal", NULL };

/* Its name; how it may end; fields that it takes; steps that it shows. */
#define WORDS(text, list, field_list, step_list) { .name = (text), \
	.outcomes = (list), .fields = (field_list), .steps = (step_list) }
#define TAKES(text, list, field_list) \
	WORDS(text, list, field_list, no_names)
#define ENDS(text, list) WORDS(text, list, no_names, no_names)
#define PLAIN(text) WORDS(text, only_common, no_names, no_names)

const struct screen_action action_words[ACTION_COUNT + 1] = {
	[ACTION_PORTAL_CHECK] = PLAIN("portal.check"),
	[ACTION_SESSION_OPEN] = ENDS("session.open", session_open),
	[ACTION_SESSION_CLOSE] = PLAIN("session.close"),
	[ACTION_SESSION_KEEP] = PLAIN("session.keep"),
	[ACTION_CAPTCHA_NEW] = PLAIN("captcha.new"),
	[ACTION_CAPTCHA_WORDS] = PLAIN("captcha.words"),
	[ACTION_CAPTCHA_PICTURE] = PLAIN("captcha.picture"),
	[ACTION_LOGIN_PASSWORD] = TAKES("login.password", login_password,
	    login_fields),
	[ACTION_SIGNER_READ] = ENDS("signer.read", signer_read),
	[ACTION_SIGNER_NEXT] = ENDS("signer.next", signer_next),
	[ACTION_LOGIN_SIGNED] = TAKES("login.signed", login_signed,
	    signed_fields),
	[ACTION_OPERATOR_LOGIN] = TAKES("operator.login", operator_login,
	    operator_fields),
	[ACTION_OPERATOR_SIGNED] = TAKES("operator.signed", operator_signed,
	    signed_fields),
	[ACTION_OPERATOR_END] = PLAIN("operator.end"),
	[ACTION_SMS_SEND] = ENDS("sms.send", sms_send),
	[ACTION_SMS_VERIFY] = TAKES("sms.verify", sms_verify, sms_fields),
	[ACTION_WORD_REQUEST] = TAKES("word.request", word_request,
	    word_request_fields),
	[ACTION_WORD_KNOWN] = TAKES("word.known", word_known, identity_field),
	[ACTION_WORD_SET] = TAKES("word.set", word_set, word_set_fields),
	[ACTION_PROFILE_READ] = PLAIN("profile.read"),
	[ACTION_PHONE_CHANGE] = TAKES("phone.change", phone_change,
	    phone_fields),
	[ACTION_PHONE_AGAIN] = ENDS("phone.again", phone_again),
	[ACTION_PHONE_CONFIRM] = TAKES("phone.confirm", phone_confirm,
	    phone_codes),
	[ACTION_EMAIL_CHANGE] = TAKES("email.change", email_change,
	    email_fields),
	[ACTION_EMAIL_AGAIN] = ENDS("email.again", email_again),
	[ACTION_EMAIL_CONFIRM] = TAKES("email.confirm", email_confirm,
	    mail_code),
	[ACTION_ADDRESS_CHANGE] = TAKES("address.change", address_change,
	    address_fields),
	[ACTION_APPROVAL_READ] = PLAIN("approval.read"),
	[ACTION_APPROVAL_GIVE] = ENDS("approval.give", approval_give),
	[ACTION_APPROVAL_WITHDRAW] = PLAIN("approval.withdraw"),
	[ACTION_UNLOCK_OPEN] = ENDS("unlock.open", unlock_open),
	[ACTION_PIN_CHECK] = TAKES("pin.check", pin_check, pin_fields),
	[ACTION_UNLOCK_RUN] = WORDS("unlock.run", unlock_run, no_names,
	    unlock_steps),
	[ACTION_LETTER_READ] = ENDS("letter.read", letter_read),
	[ACTION_LETTER_SHOW] = ENDS("letter.show", letter_show),
	[ACTION_LETTER_HIDE] = PLAIN("letter.hide"),
	[ACTION_LETTER_ERASE] = TAKES("letter.erase", letter_erase,
	    erase_fields),
	[ACTION_LETTER_SAVE] = TAKES("letter.save", letter_save, save_fields),
	[ACTION_LETTER_PRINT] = ENDS("letter.print", letter_print),
	[ACTION_SAVE_LOOK] = PLAIN("save.look"),
	[ACTION_RECEIPT_PRINT] = ENDS("receipt.print", receipt_out),
	[ACTION_RECEIPT_KEEP] = ENDS("receipt.keep", receipt_out),
	[ACTION_JOURNAL_RESOLVE] = ENDS("journal.resolve", journal_resolve),
	[ACTION_DOCTOR_RUN] = WORDS("doctor.run", only_common, no_names,
	    doctor_steps),
	[ACTION_CERTIFICATE_LIST] = PLAIN("certificate.list"),
	[ACTION_CERTIFICATE_OPEN] = ENDS("certificate.open",
	    certificate_open),
	[ACTION_CERTIFICATE_ACTIVATE] = ENDS("certificate.activate",
	    certificate_activate),
	[ACTION_CERTIFICATE_SUSPEND] = ENDS("certificate.suspend",
	    certificate_suspend),
	[ACTION_CERTIFICATE_RESUME] = ENDS("certificate.resume",
	    certificate_resume),
	[ACTION_CERTIFICATE_REASONS] = PLAIN("certificate.reasons"),
	[ACTION_CERTIFICATE_REVOKE] = TAKES("certificate.revoke",
	    certificate_revoke, confirm_fields),
	[ACTION_DOCTOR_CARD] = PLAIN("doctor.card"),
	[ACTION_CARD_READ] = ENDS("card.read", card_read),
	[ACTION_PIN_CHANGE] = TAKES("pin.change", pin_change, change_fields),
	[ACTION_PUK_CHECK] = ENDS("puk.check", puk_check),
	[ACTION_READER_LIST] = ENDS("reader.list", reader_list),
	[ACTION_READER_CHOOSE] = ENDS("reader.choose", reader_choose),
	[ACTION_PUK_UNLOCK] = TAKES("puk.unlock", puk_unlock, puk_fields),
	[ACTION_EDEVLET_LOOK] = ENDS("edevlet.look", edevlet_look),
	[ACTION_EDEVLET_PASSWORD] = TAKES("edevlet.password", edevlet_password,
	    edevlet_fields),
	[ACTION_EDEVLET_PHONE] = ENDS("edevlet.phone", edevlet_phone),
	[ACTION_EDEVLET_MOBILE] = TAKES("edevlet.mobile", edevlet_mobile,
	    mobile_fields),
	[ACTION_EDEVLET_BANK] = ENDS("edevlet.bank", edevlet_bank),
	[ACTION_EDEVLET_WAIT] = ENDS("edevlet.wait", edevlet_wait),
	[ACTION_EDEVLET_SIGNED] = TAKES("edevlet.signed", login_signed,
	    signed_fields),
	[ACTION_IDENTITY_READ] = ENDS("identity.read", identity_read),
	[ACTION_EDEVLET_CARD] = TAKES("edevlet.card", edevlet_card,
	    signed_fields),
	[ACTION_VERIFICATION_NEW] = ENDS("verification.new", verification_new),
	[ACTION_VERIFICATION_AGAIN] = ENDS("verification.again",
	    verification_new),
	[ACTION_VERIFICATION_TAKE] = TAKES("verification.take",
	    verification_take, verification_fields),
	[ACTION_UNLOCK_CODE] = TAKES("unlock.code", unlock_code,
	    verification_fields),
	[ACTION_CONFIRM_SEND] = ENDS("confirm.send", confirm_send),
	[ACTION_CONFIRM_SMS] = TAKES("confirm.sms", confirm_sms, sms_fields),
	[ACTION_KEYBOARD_OPEN] = PLAIN("keyboard.open"),
	[ACTION_CONFIRM_PASSWORD] = TAKES("confirm.password", confirm_password,
	    web_fields),
};

static const struct action *const actions[ACTION_COUNT] = {
	[ACTION_PORTAL_CHECK] = &act_portal_check,
	[ACTION_SESSION_OPEN] = &act_session_open,
	[ACTION_SESSION_CLOSE] = &act_session_close,
	[ACTION_SESSION_KEEP] = &act_session_keep,
	[ACTION_CAPTCHA_NEW] = &act_captcha_new,
	[ACTION_CAPTCHA_WORDS] = &act_captcha_words,
	[ACTION_CAPTCHA_PICTURE] = &act_captcha_picture,
	[ACTION_LOGIN_PASSWORD] = &act_login_password,
	[ACTION_SIGNER_READ] = &act_signer_read,
	[ACTION_SIGNER_NEXT] = &act_signer_next,
	[ACTION_LOGIN_SIGNED] = &act_login_signed,
	[ACTION_OPERATOR_LOGIN] = &act_operator_login,
	[ACTION_OPERATOR_SIGNED] = &act_operator_signed,
	[ACTION_OPERATOR_END] = &act_operator_end,
	[ACTION_SMS_SEND] = &act_sms_send,
	[ACTION_SMS_VERIFY] = &act_sms_verify,
	[ACTION_WORD_REQUEST] = &act_word_request,
	[ACTION_WORD_KNOWN] = &act_word_known,
	[ACTION_WORD_SET] = &act_word_set,
	[ACTION_PROFILE_READ] = &act_profile_read,
	[ACTION_PHONE_CHANGE] = &act_phone_change,
	[ACTION_PHONE_AGAIN] = &act_phone_again,
	[ACTION_PHONE_CONFIRM] = &act_phone_confirm,
	[ACTION_EMAIL_CHANGE] = &act_email_change,
	[ACTION_EMAIL_AGAIN] = &act_email_again,
	[ACTION_EMAIL_CONFIRM] = &act_email_confirm,
	[ACTION_ADDRESS_CHANGE] = &act_address_change,
	[ACTION_APPROVAL_READ] = &act_approval_read,
	[ACTION_APPROVAL_GIVE] = &act_approval_give,
	[ACTION_APPROVAL_WITHDRAW] = &act_approval_withdraw,
	[ACTION_UNLOCK_OPEN] = &act_unlock_open,
	[ACTION_PIN_CHECK] = &act_pin_check,
	[ACTION_UNLOCK_RUN] = &act_unlock_run,
	[ACTION_LETTER_READ] = &act_letter_read,
	[ACTION_LETTER_SHOW] = &act_letter_show,
	[ACTION_LETTER_HIDE] = &act_letter_hide,
	[ACTION_LETTER_ERASE] = &act_letter_erase,
	[ACTION_LETTER_SAVE] = &act_letter_save,
	[ACTION_LETTER_PRINT] = &act_letter_print,
	[ACTION_SAVE_LOOK] = &act_save_look,
	[ACTION_RECEIPT_PRINT] = &act_receipt_print,
	[ACTION_RECEIPT_KEEP] = &act_receipt_keep,
	[ACTION_JOURNAL_RESOLVE] = &act_journal_resolve,
	[ACTION_DOCTOR_RUN] = &act_doctor_run,
	[ACTION_CERTIFICATE_LIST] = &act_certificate_list,
	[ACTION_CERTIFICATE_OPEN] = &act_certificate_open,
	[ACTION_CERTIFICATE_ACTIVATE] = &act_certificate_activate,
	[ACTION_CERTIFICATE_SUSPEND] = &act_certificate_suspend,
	[ACTION_CERTIFICATE_RESUME] = &act_certificate_resume,
	[ACTION_CERTIFICATE_REASONS] = &act_certificate_reasons,
	[ACTION_CERTIFICATE_REVOKE] = &act_certificate_revoke,
	[ACTION_DOCTOR_CARD] = &act_doctor_card,
	[ACTION_CARD_READ] = &act_card_read,
	[ACTION_PIN_CHANGE] = &act_pin_change,
	[ACTION_PUK_CHECK] = &act_puk_check,
	[ACTION_PUK_UNLOCK] = &act_puk_unlock,
	[ACTION_READER_LIST] = &act_reader_list,
	[ACTION_READER_CHOOSE] = &act_reader_choose,
	[ACTION_EDEVLET_LOOK] = &act_edevlet_look,
	[ACTION_EDEVLET_PASSWORD] = &act_edevlet_password,
	[ACTION_EDEVLET_PHONE] = &act_edevlet_phone,
	[ACTION_EDEVLET_MOBILE] = &act_edevlet_mobile,
	[ACTION_EDEVLET_BANK] = &act_edevlet_bank,
	[ACTION_EDEVLET_WAIT] = &act_edevlet_wait,
	[ACTION_EDEVLET_SIGNED] = &act_login_signed,
	[ACTION_IDENTITY_READ] = &act_signer_read,
	[ACTION_EDEVLET_CARD] = &act_login_signed,
	[ACTION_VERIFICATION_NEW] = &act_verification_new,
	[ACTION_VERIFICATION_AGAIN] = &act_verification_again,
	[ACTION_VERIFICATION_TAKE] = &act_verification_take,
	[ACTION_UNLOCK_CODE] = &act_unlock_code,
	[ACTION_CONFIRM_SEND] = &act_confirm_send,
	[ACTION_CONFIRM_SMS] = &act_confirm_sms,
	[ACTION_KEYBOARD_OPEN] = &act_keyboard_open,
	[ACTION_CONFIRM_PASSWORD] = &act_confirm_password,
};

bool
action_allows(enum action_id id, enum err outcome)
{
	const enum err *o;

	for (o = action_words[id].outcomes; *o != END; o++)
		if (*o == outcome)
			return true;
	return false;
}

const struct action *
action_at(enum action_id id)
{
	return actions[id];
}
