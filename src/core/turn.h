/* Two people, one keyboard: where the place says so (secrets.pause), a screen
 * asks for it to be turned to the holder before a secret is typed, and back
 * afterwards; each waits for a key of whoever has it then. */
#ifndef CORE_TURN_H
#define CORE_TURN_H

#include "core/state.h"

/* The screen that is shown on the way to `to`: itself, or one of those two,
 * which then leads on to it. */
const struct screen *turn_before(struct session *s, const struct screen *to);

/* At one of those two: where it leads on to; else NULL. */
const struct screen *turn_onward(const struct session *s);

/* It was turned as the screen asks for. */
void turn_done(struct session *s);

#endif
