/* What an action reads from the form: its fields of the action table, those of
 * them that the screen shows at the moment. */
#ifndef CORE_TYPED_H
#define CORE_TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/state.h"

/* The first field of the action under way that may not be sent: its error and
 * its name in *at.  ERR_OK: all may be. */
MUST_CHECK enum err typed_check(struct session *s, const char **at);

/* All that they say, and `more`, so that a repeat of a request can be told
 * from a new try.  NULL: no memory. */
struct secret *typed_sent(struct session *s, const char *more);

/* What stands in a field (empty where there is no such field). */
void typed_copy(struct session *s, const char *id, char *out, size_t size);
const struct secret *typed_value(struct session *s, const char *id);

/* Empty a field, if there is one. */
void typed_clear(struct session *s, const char *id);

#endif
