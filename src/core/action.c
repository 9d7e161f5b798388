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
	ERR_CARD_DEAD, ERR_UNLOCK_UNKNOWN, ERR_PIN_BLOCKED,
	ERR_DONE_UNREPORTED, END };

static const char *const login_fields[] = { "identity", "captcha", "word",
	NULL };
static const char *const sms_fields[] = { "sms_code", NULL };
static const char *const pin_fields[] = { "new_pin", "new_pin_again", NULL };
static const char *const no_names[] = { NULL };
static const char *const unlock_steps[] = { "card", "portal",
	"authenticated", "written", "checked", "reported", NULL };

#define WORDS(text, list, field_list, step_list) { .name = (text), \
	.outcomes = (list), .fields = (field_list), .steps = (step_list) }

const struct screen_action action_words[ACTION_COUNT + 1] = {
	[ACTION_PORTAL_CHECK] = WORDS("portal.check", only_common, no_names,
	    no_names),
	[ACTION_SESSION_OPEN] = WORDS("session.open", only_common, no_names,
	    no_names),
	[ACTION_SESSION_CLOSE] = WORDS("session.close", only_common, no_names,
	    no_names),
	[ACTION_SESSION_KEEP] = WORDS("session.keep", only_common, no_names,
	    no_names),
	[ACTION_CAPTCHA_NEW] = WORDS("captcha.new", only_common, no_names,
	    no_names),
	[ACTION_LOGIN_PASSWORD] = WORDS("login.password", login_password,
	    login_fields, no_names),
	[ACTION_SMS_SEND] = WORDS("sms.send", sms_send, no_names, no_names),
	[ACTION_SMS_VERIFY] = WORDS("sms.verify", sms_verify, sms_fields,
	    no_names),
	[ACTION_UNLOCK_OPEN] = WORDS("unlock.open", unlock_open, no_names,
	    no_names),
	[ACTION_PIN_CHECK] = WORDS("pin.check", pin_check, pin_fields,
	    no_names),
	[ACTION_UNLOCK_RUN] = WORDS("unlock.run", unlock_run, no_names,
	    unlock_steps),
	[ACTION_JOURNAL_RESOLVE] = WORDS("journal.resolve", journal_resolve,
	    no_names, no_names),
};

static const struct action *const actions[ACTION_COUNT] = {
	[ACTION_PORTAL_CHECK] = &act_portal_check,
	[ACTION_SESSION_OPEN] = &act_session_open,
	[ACTION_SESSION_CLOSE] = &act_session_close,
	[ACTION_SESSION_KEEP] = &act_session_keep,
	[ACTION_CAPTCHA_NEW] = &act_captcha_new,
	[ACTION_LOGIN_PASSWORD] = &act_login_password,
	[ACTION_SMS_SEND] = &act_sms_send,
	[ACTION_SMS_VERIFY] = &act_sms_verify,
	[ACTION_UNLOCK_OPEN] = &act_unlock_open,
	[ACTION_PIN_CHECK] = &act_pin_check,
	[ACTION_UNLOCK_RUN] = &act_unlock_run,
	[ACTION_JOURNAL_RESOLVE] = &act_journal_resolve,
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
