/* What happens by itself: countdowns, idle people, sessions that end, health,
 * reports.  One timer of the session is set to whichever comes first. */
#ifndef CORE_DUE_H
#define CORE_DUE_H

#include "core/state.h"

/* When something happens next; CLOCK_NEVER: nothing. */
int64_t due_next(struct session *s);

/* Do what is due.  false: the session is over, do not touch it any more. */
bool due_run(struct session *s);

#endif
