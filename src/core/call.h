/* Calls to the portal: one slot for each purpose. */
#ifndef CORE_CALL_H
#define CORE_CALL_H

#include "core/state.h"

/* Send; `then` gets the result, from the loop, unless call_drop came first.
 * Adds the session's token where the operation needs it.  What is learnt on
 * the way (portal reachable, session ended) is noted before `then`.
 * ERR_INTERNAL: the slot is taken. */
MUST_CHECK enum err call_start(struct session *s, enum call_slot slot,
    enum wire_op op, struct wire_request *req, call_then then);

/* Its `then` does not come. */
void call_drop(struct session *s, enum call_slot slot);
void call_drop_all(struct session *s);

/* Tell the portal that the session is over, if one is open, without waiting
 * for the answer; it is not open after this. */
void call_close_session(struct session *s);

/* Likewise that the operator's shift is. */
void call_end_shift(struct session *s);

#endif
