/* The reader and the card, as the session sees them. */
#ifndef CORE_WATCH_H
#define CORE_WATCH_H

#include "core/state.h"

/* Begin to watch. */
void watch_start(struct session *s);

/* What an operation has read on the way. */
void watch_note(struct session *s, const struct card_info *info);

#endif
