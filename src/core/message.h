/* What went wrong (or right), beside the field or button that it concerns. */
#ifndef CORE_MESSAGE_H
#define CORE_MESSAGE_H

#include "core/state.h"

/* About the end of an action; `run` (NULL: none) has tries and request. */
void message_set(struct session *s, enum err about, const struct run *run);

/* It stands beside the field or button of that id; NULL: the whole screen. */
void message_place(struct session *s, const char *id);
void message_clear(struct session *s);

#endif
