/* What screens can do: a table of names, and the one action that is under
 * way.  Each action is a few functions in an act_*.c; it starts, waits for
 * card or portal, and ends with one outcome. */
#ifndef CORE_ACTION_H
#define CORE_ACTION_H

#include <stdbool.h>

#include "base/err.h"
#include "core/view.h"
#include "screen/screen.h"

#define ACTION_STEPS 8

enum action_id {
	ACTION_PORTAL_CHECK,
	ACTION_SESSION_OPEN,
	ACTION_SESSION_CLOSE,
	ACTION_SESSION_KEEP,
	ACTION_CAPTCHA_NEW,
	ACTION_LOGIN_PASSWORD,
	ACTION_SMS_SEND,
	ACTION_SMS_VERIFY,
	ACTION_UNLOCK_OPEN,
	ACTION_PIN_CHECK,
	ACTION_UNLOCK_RUN,
	ACTION_JOURNAL_RESOLVE,
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
	bool quiet;	/* typing and going back are possible meanwhile */
};
extern const struct action act_portal_check, act_session_open,
    act_session_close, act_session_keep, act_captcha_new, act_login_password,
    act_sms_send, act_sms_verify, act_unlock_open, act_pin_check,
    act_unlock_run, act_journal_resolve;

const struct action *action_at(enum action_id id);

#endif
