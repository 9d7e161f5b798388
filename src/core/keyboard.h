/* The keyboard on the screen (Sanal Klavye): the arrows lead from key to key,
 * Enter takes one, and what it means goes to the field that has the focus as
 * if it had been typed.  On which key it stands tells what was typed last: that
 * is forgotten when it is closed, and with the screen. */
#ifndef CORE_KEYBOARD_H
#define CORE_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/session.h"
#include "core/view.h"

struct keyboard {
	bool open;
	size_t layer, row, col;		/* the row behind the last: functions */
};

/* The keys that stand below those of the layer, behind the layers' names. */
enum keyboard_function {
	KEYBOARD_SPACE,
	KEYBOARD_ERASE,
	KEYBOARD_DONE,
	KEYBOARD_FUNCTIONS
};

/* Does this session have one? */
bool keyboard_is_there(const struct session *s);

/* It is shown and types into a field. */
bool keyboard_is_open(struct session *s);

void keyboard_close(struct session *s);

/* What a request means while it is open: a character, erase, or REQ_KEY for
 * what has been done here.  Tab goes from field to field. */
struct request keyboard_request(struct session *s,
    const struct request *request);

/* As it is drawn. */
void keyboard_view(const struct screens *screens, enum lang lang,
    const struct keyboard *k, struct view_keyboard *view);

#endif
