/* One visit at the terminal, from the welcome screen back to it: the only
 * owner of its state.  Requests go in, a view comes out.  Knows no curses, no
 * PC/SC and no curl. */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/view.h"
#include "screen/screen.h"

struct card;
struct doctor_place;
struct loop;
struct remote;
struct save;
struct session;

enum request_kind {
	REQ_NEXT,	/* focus forward (Tab, down); value: so many places,
			 * 0 is one */
	REQ_PREV,
	REQ_PRESS,	/* Enter: the focused button, or the default one */
	REQ_NUMBER,	/* value: a digit, 0 means 10: press the button of
			 * that number, or go to that row of a list; into the
			 * field that has the focus; nothing on other forms */
	REQ_CHAR,	/* value: a code point for the focused field */
	REQ_ERASE,	/* backspace */
	REQ_ERASE_ALL,
	REQ_LEFT,
	REQ_RIGHT,
	REQ_UP,		/* a row of the keyboard on the screen; without it as */
	REQ_DOWN,	/* REQ_PREV, REQ_NEXT */
	REQ_BACK,	/* Esc */
	REQ_HELP,	/* F1 */
	REQ_LANGUAGE,	/* F2 */
	REQ_LARGE,	/* F3 */
	REQ_HIDE,	/* F4: not even dots for secrets */
	REQ_REFRESH,	/* F5: Yenile where there is a picture */
	REQ_LEAVE,	/* F10 */
	REQ_KEY		/* any other key: counts as a sign of life */
};

struct request {
	enum request_kind kind;
	uint32_t value;
};

/* Is told what happens, for figures: names and outcomes, never what was typed
 * or shown.  Called from inside the session; must not call back. */
struct session_observer {
	void (*arrived)(void *arg, const char *screen);
	/* A button of that screen, or a row of its list: `what` is the id of
	 * the button or of the list, not which row it was. */
	void (*chosen)(void *arg, const char *screen, const char *what);
	void (*done)(void *arg, const char *action, enum err outcome,
	    int64_t ms);
	void (*visit_over)(void *arg);	/* the portal had a session of ours */
	void *arg;
};

struct session_config {
	const char *terminal;		/* its name at the portal */
	const char *audience;		/* whom cards sign for: the portal,
					 * as base/statement.h wants it */
	const char *brand;
	const char *call_centre;
	struct text notice;		/* on the welcome screen; NULLs: none */
	const char *journal;		/* path of the journal file */
	enum lang lang;
	int idle_s, warn_s;
	int card_deadline_ms, portal_deadline_ms;
	bool require_portal;		/* false: tests without one */
	unsigned withheld;		/* offers (facts.h) that this place
					 * does not make */
	bool one_language;		/* F2 does nothing */
	bool printer;			/* the fact of that name */
	bool receipts;			/* there is a folder for them */
	bool captcha_words;		/* a question at first, no picture */
	bool keyboard;			/* one can be shown on the screen */
	bool secrets_pause;		/* core/turn.h */
	bool operator_required;		/* core/operator.h */
	bool exit_allowed;		/* the fact of that name; F10 on the
					 * start screen is the app's to obey */
	const struct session_observer *observer;	/* or NULL */
	/* What the program knows of the terminal itself, for the doctor;
	 * NULL: nothing. */
	void (*look)(void *arg, struct doctor_place *place);
	void *look_arg;
};

struct session_parts {
	struct loop *loop;
	const struct screens *screens;
	struct card *card;	/* the session uses, does not close them */
	struct remote *remote;
	struct save *save;	/* NULL: there are no sticks, no printer */
};

/* The start screen is shown at once; helpers are first used by
 * session_begin(), after the first paint.  `config` and what it points to
 * stay the caller's and must outlive the session. */
MUST_CHECK enum err session_new(const struct session_config *config,
    const struct session_parts *parts, struct session **session);

/* Resolve the journal, watch the card, look for the portal. */
void session_begin(struct session *session);

/* Wipe everything and free.  Ends what is under way: an unlock that has not
 * reached the card is given up, the portal session is closed as far as
 * possible without waiting. */
void session_free(struct session **session);

void session_request(struct session *session, const struct request *request);

const struct view *session_view(struct session *session);

/* Called once after a change, from the loop; draw from session_view(). */
void session_on_change(struct session *session, void (*changed)(void *arg),
    void *arg);

/* SIGTERM, SIGHUP: start nothing new, let an APDU that is under way end,
 * then `ended` is called (at most 2 s later). */
void session_shutdown(struct session *session, void (*ended)(void *arg),
    void *arg);

/* F10 on the welcome screen outside the kiosk profile ends the program. */
bool session_wants_exit(const struct session *session);

/* What the screens may name: for screens_check. */
const struct screen_vocabulary *session_vocabulary(void);

#endif
