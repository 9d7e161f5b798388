/* Bytes of a keyboard → presses of keys → requests to the session.
 *
 * The bytes are decoded here and not by curses: a terminal's own answers
 * (device attributes, cursor reports, OSC and DCS strings), mouse reports,
 * unknown sequences and the marks around a bracketed paste must never be
 * taken as typing, and no queue of curses may keep the digits of a PIN.
 * Key codes are those of ECMA-48 with xterm's, the Linux console's, rxvt's
 * and the VT220's function keys. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/session.h"

enum press {
	PRESS_NONE,
	PRESS_CHAR,		/* with its code point */
	PRESS_TAB, PRESS_SHIFT_TAB,
	PRESS_UP, PRESS_DOWN, PRESS_LEFT, PRESS_RIGHT,
	PRESS_PAGE_UP, PRESS_PAGE_DOWN,
	PRESS_ENTER, PRESS_ESCAPE,
	PRESS_BACKSPACE, PRESS_ERASE_LINE,
	PRESS_F1, PRESS_F2, PRESS_F3, PRESS_F4, PRESS_F5, PRESS_F10,
	PRESS_REDRAW,		/* Ctrl-L */
	PRESS_OTHER		/* some key without a meaning here */
};

#define KEYS_SEQUENCE_MAX 32	/* of a CSI's parameters; longer is dropped */

/* The decoder's state.  Private; clear with keys_init(). */
struct keys {
	int state;
	char seq[KEYS_SEQUENCE_MAX];
	size_t len;
	bool too_long;
	int skip;		/* bytes of an old mouse report to drop */
	bool pasting;		/* between the marks of a bracketed paste */
	bool console;		/* its keypad sends PF1..PF4 for NumLock, /, *
				 * and -, which are no function keys */
	bool after_cr;		/* a line feed now belongs to it */
	uint32_t cp;		/* UTF-8 under way */
	int need;
	uint32_t least;		/* smaller would be overlong */
};

/* `console`: the terminal is a Linux console. */
void keys_init(struct keys *k, bool console);

/* Forget what is half read. */
void keys_drop(struct keys *k);

/* Take one byte.  PRESS_NONE: no key is complete. */
enum press keys_feed(struct keys *k, uint8_t byte, uint32_t *cp);

/* Nothing came for a while: a lone ESC is the key, anything else half done
 * is dropped. */
enum press keys_timeout(struct keys *k);

/* True while keys_timeout() would matter. */
bool keys_waiting(const struct keys *k);

/* What a press means.  in_field: a field has the focus, or the keyboard on the
 * screen that types into one. */
struct request keys_request(enum press press, uint32_t cp, bool in_field);

/* The key bar: a key's name and the id of its word (flow.yaml), in the order
 * shown.  `rank`: 1 is the last to go when the line is narrow. */
struct keys_hint {
	const char *key;
	const char *word;
	enum request_kind request;
	int rank;
};

extern const struct keys_hint keys_hints[];
extern const size_t keys_hint_count;

#endif
