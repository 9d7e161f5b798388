/* Going from screen to screen: asks core/flow.h where to, and goes. */
#ifndef CORE_WALK_H
#define CORE_WALK_H

#include "core/state.h"

/* Show a screen, at once and from its beginning. */
void walk_to(struct session *s, const struct screen *screen);

/* The screen of a role of flow.yaml. */
void walk_role(struct session *s, const char *role);
bool walk_at_role(const struct session *s, const char *role);

/* An action (or "countdown.x") ended; `field`: what a "stay" focuses if the
 * outcome concerns a certain field, or NULL. */
void walk_outcome(struct session *s, const char *name, enum err outcome,
    const char *field);

/* false: the screen does not listen for that event. */
bool walk_event(struct session *s, const char *name);

/* The event that had to wait, if there was one; for the screen that is shown
 * now, if it listens. */
void walk_waiting(struct session *s);

void walk_button(struct session *s, const char *id);

/* A row of the screen's list was chosen. */
void walk_row(struct session *s);

/* The screen's `after:`; false: it stays. */
bool walk_after(struct session *s);

/* Leave the screen for the idle one and come back to it later as it is. */
void walk_idle(struct session *s);

/* The portal has ended the session: everything of the visit is wiped. */
void walk_session_lost(struct session *s);

/* The visit is over: close the portal session, wipe everything. */
void walk_end_visit(struct session *s);

/* The portal session's time is up, or the portal said so elsewhere than in
 * an action: wiped, and on to where the screen's group says. */
void walk_session_ended(struct session *s);

#endif
