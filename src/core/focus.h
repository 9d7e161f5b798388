/* What the keys go to: a field or a button of the screen, by its id.  The
 * visible ones stand in a row: fields from top to bottom, then buttons. */
#ifndef CORE_FOCUS_H
#define CORE_FOCUS_H

#include "core/state.h"

#define FOCUS_MAX 32

/* The ids in the row; returns how many. */
size_t focus_row(const struct session *s, const char *row[static FOCUS_MAX]);

/* On arrival: the first field, else the default button, else the first. */
void focus_first(struct session *s);

/* To that id, if it can be seen; else as focus_fix. */
void focus_set(struct session *s, const char *id);

/* What has the focus may have gone: then as focus_first. */
void focus_fix(struct session *s);

/* 1 or -1; goes round. */
void focus_move(struct session *s, int by);

/* The field or the button that has the focus, or NULL. */
struct form_field *focus_field(struct session *s);
const struct button *focus_button(const struct session *s);

/* Whether it stands behind all other fields. */
bool focus_is_last_field(struct session *s);

#endif
