/* What screens can do: a table of names, and the one action that is under
 * way.  Each action is a few functions in an act_*.c; it starts, waits for
 * card or portal, and ends with one outcome. */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include <stdbool.h>

#include "base/err.h"
#include "core/view.h"
#include "screen/screen.h"

#define ACTION_STEPS 16

enum action_id {
	ACTION_PORTAL_CHECK,
	ACTION_SESSION_OPEN,
	ACTION_SESSION_CLOSE,
	ACTION_SESSION_KEEP,
	ACTION_CAPTCHA_NEW,
	ACTION_CAPTCHA_WORDS,
	ACTION_CAPTCHA_PICTURE,
	ACTION_LOGIN_PASSWORD,
	ACTION_SIGNER_READ,
	ACTION_SIGNER_NEXT,
	ACTION_LOGIN_SIGNED,
	ACTION_OPERATOR_LOGIN,
	ACTION_OPERATOR_SIGNED,
	ACTION_OPERATOR_END,
	ACTION_SMS_SEND,
	ACTION_SMS_VERIFY,
	ACTION_WORD_REQUEST,
	ACTION_WORD_KNOWN,
	ACTION_WORD_SET,
	ACTION_PROFILE_READ,
	ACTION_PHONE_CHANGE,
	ACTION_PHONE_AGAIN,
	ACTION_PHONE_CONFIRM,
	ACTION_EMAIL_CHANGE,
	ACTION_EMAIL_AGAIN,
	ACTION_EMAIL_CONFIRM,
	ACTION_ADDRESS_CHANGE,
	ACTION_APPROVAL_READ,
	ACTION_APPROVAL_GIVE,
	ACTION_APPROVAL_WITHDRAW,
	ACTION_UNLOCK_OPEN,
	ACTION_PIN_CHECK,
	ACTION_UNLOCK_RUN,
	ACTION_JOURNAL_RESOLVE,
	ACTION_DOCTOR_RUN,
	ACTION_CERTIFICATE_LIST,
	ACTION_CERTIFICATE_OPEN,
	ACTION_CERTIFICATE_ACTIVATE,
	ACTION_CERTIFICATE_SUSPEND,
	ACTION_CERTIFICATE_RESUME,
	ACTION_CERTIFICATE_REASONS,
	ACTION_CERTIFICATE_REVOKE,
	ACTION_DOCTOR_CARD,
	ACTION_LETTER_READ,
	ACTION_LETTER_SHOW,
	ACTION_LETTER_HIDE,
	ACTION_LETTER_ERASE,
	ACTION_LETTER_SAVE,
	ACTION_LETTER_PRINT,
	ACTION_SAVE_LOOK,
	ACTION_RECEIPT_PRINT,
	ACTION_RECEIPT_KEEP,
	ACTION_CARD_READ,
	ACTION_PIN_CHANGE,
	ACTION_PUK_CHECK,
	ACTION_PUK_UNLOCK,
	ACTION_READER_LIST,
	ACTION_READER_CHOOSE,
	ACTION_EDEVLET_LOOK,
	ACTION_EDEVLET_PASSWORD,
	ACTION_EDEVLET_PHONE,
	ACTION_EDEVLET_MOBILE,
	ACTION_EDEVLET_BANK,
	ACTION_EDEVLET_WAIT,
	ACTION_EDEVLET_SIGNED,
	ACTION_IDENTITY_READ,
	ACTION_EDEVLET_CARD,
	ACTION_VERIFICATION_NEW,
	ACTION_VERIFICATION_AGAIN,
	ACTION_VERIFICATION_TAKE,
	ACTION_UNLOCK_CODE,
	ACTION_CONFIRM_SEND,
	ACTION_CONFIRM_SMS,
	ACTION_CONFIRM_PASSWORD,
	ACTION_KEYBOARD_OPEN,
	ACTION_COUNT
};

struct session;

/* Names and outcomes, by action_id; ends with a NULL name. */
extern const struct screen_action action_words[];

/* Whether that action may end so. */
bool action_allows(enum action_id id, enum err outcome);

/* act_*.c: start, and what has to be done when it is cancelled (or NULL). */
struct action {
	void (*start)(struct session *s);
	void (*cancelled)(struct session *s);
	void (*again)(struct session *s);	/* at s->run.again, or NULL */
	bool quiet;	/* typing and going back are possible meanwhile */
};
extern const struct action act_portal_check, act_session_open,
    act_session_close, act_session_keep, act_captcha_new, act_login_password,
    act_sms_send, act_sms_verify, act_unlock_open, act_pin_check,
    act_unlock_run, act_journal_resolve, act_doctor_run,
    act_doctor_card,
    act_card_read, act_pin_change, act_puk_check, act_puk_unlock;
extern const struct action act_signer_read, act_signer_next, act_login_signed;
extern const struct action act_operator_login, act_operator_signed,
    act_operator_end;
extern const struct action act_certificate_list, act_certificate_open,
    act_certificate_activate, act_certificate_suspend, act_certificate_resume,
    act_certificate_reasons, act_certificate_revoke;
extern const struct action act_letter_read, act_letter_show, act_letter_hide,
    act_letter_erase, act_letter_save, act_letter_print, act_save_look,
    act_receipt_print, act_receipt_keep;
extern const struct action act_captcha_words, act_captcha_picture,
    act_word_request, act_word_known, act_word_set, act_profile_read,
    act_phone_change, act_phone_again, act_phone_confirm, act_email_change,
    act_email_again, act_email_confirm, act_address_change, act_approval_read,
    act_approval_give, act_approval_withdraw;
extern const struct action act_edevlet_look, act_edevlet_password,
    act_edevlet_phone, act_edevlet_mobile, act_edevlet_bank, act_edevlet_wait;
extern const struct action act_verification_new, act_verification_again,
    act_verification_take, act_unlock_code;
extern const struct action act_confirm_send, act_confirm_sms,
    act_confirm_password;

extern const struct action act_reader_list, act_reader_choose,
    act_keyboard_open;

const struct action *action_at(enum action_id id);

#endif
