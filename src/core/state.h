/* The inside of a session.  Private to core/ (and to its tests, which look
 * whether secrets are gone). */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/case_no.h"
#include "card/card.h"
#include "core/action.h"
#include "core/doctor.h"
#include "core/facts.h"
#include "core/form.h"
#include "core/idle.h"
#include "core/journal.h"
#include "core/keyboard.h"
#include "core/message_text.h"
#include "core/operator.h"
#include "core/session.h"
#include "core/view.h"
#include "core/visit.h"
#include "remote/remote.h"

#define ARENA_SIZE (32 * 1024)	/* texts of one view */
#define FIRED_MAX 4		/* countdowns on one screen */

struct loop_timer;
struct session;

/* Calls to the portal that may be under way side by side. */
enum call_slot {
	CALL_ACTION,	/* what the person waits for */
	CALL_HEALTH,
	CALL_KEEP,	/* the session of a person who is busy typing */
	CALL_REPORT,	/* the journal's reports */
	CALL_SLOTS
};

typedef void (*call_then)(struct session *s, const struct remote_result *r);

struct call {
	struct session *session;
	call_then then;
	enum wire_op op;
	uint32_t id;
	bool active;
};

enum portal_state { PORTAL_CHECKING, PORTAL_ON, PORTAL_OFF };

enum run_cause {
	RUN_PRESSED,	/* a person asked for it */
	RUN_ENTER,	/* arrival on a screen */
	RUN_EVERY	/* the clock */
};

enum run_wait {
	WAIT_NOTHING,
	WAIT_CARD,
	WAIT_PAD,	/* the holder types on the reader's keys */
	WAIT_PORTAL,
	WAIT_SAVE
};

/* core/relay.h */
typedef void (*relay_then)(struct session *s, enum err e, const uint8_t *last,
    size_t len);

/* The action under way, and what only unlock.run and journal.resolve need. */
struct run {
	const struct screen_action *action;	/* NULL: none */
	int64_t since;		/* clock.h */
	enum action_id id;
	enum run_cause cause;
	enum run_wait wait;
	bool card;		/* a card operation of ours is under way */
	bool begun;		/* the card's transaction is open */
	bool final;		/* the card is authenticating: no way back */
	bool on_pad;		/* it is typed on the reader's own keys */
	bool writing;		/* the PIN may have left for the card */
	bool refused;		/* the card said no to it */
	bool sent;		/* secrets of the form went away */
	bool last_try;		/* the second yes was given */
	int64_t again;		/* when `again` of the action is due; 0: it
				 * is not */
	const char *field;	/* that the outcome concerns, or NULL */
	const char *about;	/* the field that was wrong, where the message
				 * stands beside another; or NULL */
	struct pin_limits pin;	/* of the card, that a PIN was held to */
	struct wire_problem problem;	/* of the portal; code ERR_OK: none */
	int wait_s;		/* that the portal said, -1: it did not */
	enum err why;		/* kept while something else is tried */
	char unlock[WIRE_ID];	/* journal record that is worked on */
	unsigned relayed;	/* commands of the portal for the card */
	relay_then relay_then;
	void (*opened)(struct session *s);	/* run_open(); NULL: the
						 * session was all */
};

struct message_state {
	enum err about;		/* ERR_OK: there is none */
	const struct screen_action *of;	/* that ended so, or NULL */
	bool typing;		/* gone with the next good key */
	char at[48];		/* id of that item */
	char field[48];		/* id of the field that was wrong, where that
				 * is another; "": it is not */
	struct pin_limits pin;	/* that it was held to; of zeros: to those of
				 * the card in the reader */
	int tries_left, wait_s;	/* -1: not said */
	char request_id[WIRE_ID];
	char case_no[CASE_NO_SIZE];	/* of whoever it happened to */
};

struct session {
	const struct session_config *config;
	struct session_parts parts;
	enum lang lang;
	bool large, hide, begun, help, wants_exit, ending;

	/* where we are */
	const struct screen *screen;
	int64_t arrived;
	struct form form;
	const char *focus;		/* id, of the screen's data */
	const struct screen *interrupted;
	struct form kept_form;		/* of the interrupted screen */
	const char *kept_focus;
	const struct screen *turn_to;	/* behind a screen of core/turn.h */
	bool turned;			/* the holder has the keyboard */
	bool fired[FIRED_MAX];		/* countdowns whose end was told */
	bool after_done;
	int64_t every_next;
	const char *event_waiting;	/* came while an action was running,
					 * or the screen was interrupted */
	struct message_state message;
	int depth;			/* of steps that lead to steps */

	struct operator_shift shift;	/* of staff, over many visits */
	struct visit visit;
	char case_no[CASE_NO_SIZE];	/* of this visit; "": there is none */
	enum err last_error;		/* a message of it was about that */
	struct run run;
	enum view_step_state steps[ACTION_STEPS];
	enum action_id steps_of;	/* whose steps these are */
	struct call calls[CALL_SLOTS];

	struct keyboard keyboard;	/* on the screen */

	/* the surroundings */
	struct card_info card;
	bool card_seen;			/* the watch has spoken */
	enum portal_state portal;
	int64_t portal_noted;		/* when that was found */
	char call_centre[64], motd[WIRE_TEXT];
	int word_min, word_max;		/* letters of a security word; 0: the
					 * portal has not said */
	int64_t report_next, keep_next;
	struct doctor_report doctor;	/* what it found last */
	bool doctor_done;		/* ... all of it */
	char codes[96];			/* of its troubles, scratch */
	struct journal journal;
	struct journal_record aside;	/* report of an unlock that never
					 * reached the journal */
	bool put_off;			/* recovery: later */
	enum err resolved;		/* what journal.resolve said last */

	struct idle idle;
	struct countdown warn;
	int64_t end_by;			/* of session_shutdown() */
	void (*ended)(void *arg);
	void *ended_arg;
	struct loop_timer *timer;	/* the next thing that is due */
	struct loop_timer *notify;	/* one `changed` a turn */
	void (*changed)(void *arg);
	void *changed_arg;
	bool dirty;			/* the view is older than the state */

	struct view view;
	struct view_keyboard view_keyboard;
	char arena[ARENA_SIZE];
	size_t arena_used;
	char card_text[2 * CARD_ATR_MAX + 8];	/* of card_words.c */
	char number[24];		/* scratch of view_words.c */
	char message_text[MESSAGE_TEXT];	/* likewise */
};

/* The state has changed: a new view, one call of `changed` this turn, and the
 * timer set to what is due next. */
void session_mark(struct session *s);

struct fact_set session_facts(const struct session *s);

/* The countdown of that name (countdown.h), or NULL. */
struct countdown *session_countdown(struct session *s, const char *id);

bool session_card_there(const struct card_info *info);

/* The first visible button for which `pick` is true, or NULL. */
const struct button *session_button(const struct session *s,
    bool (*pick)(const struct button *b, const void *arg), const void *arg);

#endif
