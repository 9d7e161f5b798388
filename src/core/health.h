/* What the portal says about itself, and asking it in the background. */
#ifndef CORE_HEALTH_H
#define CORE_HEALTH_H

#include "core/state.h"

/* Note call centre and message of the day.  ERR_PORTAL_VERSION: it wants a
 * newer terminal. */
MUST_CHECK enum err health_note(struct session *s,
    const struct wire_reply *reply);

/* Ask now, unless it is being asked. */
void health_ask(struct session *s);

/* When to ask next.  While a person is at work, only a portal that could not be
 * reached is asked whether it can be again, and not beside an action. */
int64_t health_due(const struct session *s);

/* Whether version `have` ("0.1.0") is at least `want`; what is not numbers
 * with dots is 0. */
bool health_version_enough(const char *have, const char *want);

/* Seconds since 1970 of "2026-11-25T07:15:00Z"; false: it says no time. */
bool health_time(const char *text, int64_t *seconds);

#endif
