/* A read-only picture of the session for whoever draws it (curses, plain
 * lines, tests).  Texts are in the session's language, variables filled in,
 * sanitised, and valid until the next request or change. */
#ifndef CORE_VIEW_H
#define CORE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "screen/screen.h"

struct secret;

#define VIEW_ITEMS 88
#define VIEW_CELLS 5
#define VIEW_DIGITS 10		/* items that a digit leads to */

enum view_kind {
	VIEW_TEXT,
	VIEW_NOTE,
	VIEW_WARNING,
	VIEW_BIG,
	VIEW_FIELD,
	VIEW_COUNTDOWN,
	VIEW_PICTURE,
	VIEW_QR,		/* `value`: what a camera is to read */
	VIEW_STEP,
	VIEW_VALUE,
	VIEW_FINDING,		/* a code and, as `value`, its paragraph */
	VIEW_SECRET,		/* a label and a secret, or dots */
	VIEW_HEAD,		/* above the rows of a list */
	VIEW_ROW,
	VIEW_BUTTON,
	VIEW_KEYBOARD		/* view.keyboard; has the focus while it is
				 * there */
};

enum view_step_state {
	STEP_WAITING,
	STEP_RUNNING,
	STEP_DONE,
	STEP_FAILED,
	STEP_SKIPPED		/* not looked at, or nobody can know */
};

struct view_item {
	enum view_kind kind;
	const char *id;
	const char *text;	/* paragraph, label, step, button; row: its
				 * first cell */
	const char *hint;	/* field: its rule; step: its detail; picture:
				 * for who cannot see it; or NULL */
	bool focusable;
	int number;		/* button, row: its digit (10: the digit 0),
				 * 0: none */
	bool is_default;
	/* head and row */
	const char *cells[VIEW_CELLS];
	size_t cell_count;
	/* field, value, QR code */
	const char *value;	/* what may be shown: never a secret's bytes */
	int length;		/* characters typed */
	int max;
	int cursor;		/* in characters, from 0 */
	bool secret;
	bool digits;		/* takes nothing else */
	bool hideable;		/* no secret, but may be hidden like one */
	bool typed_into;	/* by the keyboard on the screen */
	/* secret: to be drawn and not copied; NULL: hidden.  It is gone with
	 * the next change of the session. */
	const struct secret *shown;
	/* countdown */
	int seconds_left, seconds_total;
	/* picture: grey values row by row, NULL: not there (yet) */
	const uint8_t *grey;
	int width, height;
	enum view_step_state state;
};

struct view_message {
	enum err about;		/* ERR_OK: there is none */
	bool good;		/* news, not trouble */
	int at;			/* index of the item it concerns, -1: screen */
	const char *code;	/* "K104" */
	const char *what, *card, *next;
	const char *tries;	/* "Kalan deneme: 2", or NULL */
	const char *case_no;	/* of the visit, or NULL */
	const char *request_id;	/* of the portal, or NULL */
};

/* The keyboard on the screen: each character of a row is a key, the functions
 * stand below.  row == row_count: one of them. */
#define VIEW_FUNCTIONS (KEYBOARD_LAYERS + 3)

struct view_keyboard {
	const char *rows[KEYBOARD_ROWS];
	size_t row_count;
	const char *functions[VIEW_FUNCTIONS];
	size_t function_count;
	int row, col;
};

struct view {
	const char *screen;	/* id */
	enum lang lang;
	bool large;
	bool hide;		/* not even how much of a secret was typed */
	const char *brand;	/* "KAMU SM" */
	const char *trail;	/* breadcrumb, or "" */
	const char *title;
	int step, steps;	/* 0: not said */
	struct view_item items[VIEW_ITEMS];
	size_t count;
	bool from_top;		/* opens there, wherever the focus is */
	int focus;		/* index into items, -1: nothing to focus */
	const struct view_keyboard *keyboard;	/* NULL: it is not shown */
	struct view_message message;
	const char *help;	/* NULL: not open */
	const char *busy;	/* what is being done, NULL: nothing */
	const char *card;	/* status line, left */
	const char *portal;	/* status line, right */
	bool one_language;	/* there is no other to change to */
	bool simulated;		/* the card is a simulation: say so */
	const char *spoken;	/* "60 saniye kaldı", or NULL: a line that a
				 * screen reader should read; changes rarely */
	const struct screens *screens;	/* for words of the frame */
	unsigned serial;	/* grows with every change */
};

#endif
