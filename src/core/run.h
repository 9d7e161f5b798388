/* The one action that is under way: its start, its waits, its end. */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include "core/state.h"

/* Start the action of that name.  Does nothing while one is under way. */
void run_start(struct session *s, const char *name, enum run_cause cause);

/* The action is over; the outcome leads on as the screen says.  An outcome
 * that the action does not have counts as a portal's or our own fault.
 * run_end_at: it concerns that field. */
void run_end(struct session *s, enum err outcome);
void run_end_at(struct session *s, enum err outcome, const char *field);

/* Give it up; nothing is shown.  false: none, or it cannot be given up now. */
bool run_cancel(struct session *s);

/* What a screen's `steps:` block shows. */
void run_step(struct session *s, const char *id, enum view_step_state state);

/* Ask the portal, as part of the action: an error ends it at once, the answer
 * goes to `then`, which first calls run_answered(). */
void run_call(struct session *s, enum wire_op op, struct wire_request *req,
    call_then then);

/* The same with an idempotency key: `sent` (taken over, NULL: nothing) is
 * what the request says, see core/attempt.h. */
void run_call_once(struct session *s, enum wire_op op,
    struct wire_request *req, struct secret **sent, call_then then);

/* As part of the action: open a session at the portal if there is none, then
 * go on with `then`; an error ends the action. */
void run_open(struct session *s, void (*then)(struct session *s));

/* Note what a result says about tries and request; its error. */
enum err run_answered(struct session *s, const struct remote_result *r);

/* Deadline for a card operation that begins now; the action waits for it. */
int64_t run_card(struct session *s);

/* The card's answer came. */
void run_card_done(struct session *s);

#endif
