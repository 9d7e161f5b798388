/* What the keys go to: a field, a row of a list or a button of the screen, by
 * its id.  The visible ones stand in a row: fields and rows of the list from
 * top to bottom, then buttons. */
#ifndef CORE_FOCUS_H
#define CORE_FOCUS_H

#include "core/state.h"

/* On arrival: the first field or row, else the default button, else the first
 * button. */
void focus_first(struct session *s);

/* To that id (of a list: its first row); one that cannot be seen: as on
 * arrival. */
void focus_set(struct session *s, const char *id);

/* What has the focus may have gone: then as focus_first. */
void focus_fix(struct session *s);

/* So many places on, or back; goes round. */
void focus_move(struct session *s, int by);

/* The field or the button that has the focus, or NULL. */
struct form_field *focus_field(struct session *s);
const struct button *focus_button(const struct session *s);

/* The list that is shown, or NULL; and its row that has the focus, -1: none. */
struct choice_list *focus_list(const struct session *s);
int focus_list_row(const struct session *s);

/* Whether digits are for the buttons: those of a list's rows are not, nor what
 * somebody goes on typing beside a field. */
bool focus_by_digit(const struct session *s);

/* Whether it stands behind all other fields. */
bool focus_is_last_field(struct session *s);

#endif
