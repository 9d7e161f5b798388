/* How the roles of cells look in each theme.  Pure; what curses makes of it is
 * in term.c.  Every pair of colours has a contrast of at least 4.5 to 1 on the
 * sixteen colours of a PC's text screen (a test computes it), and no theme
 * says anything by colour alone: a role is always a word or a mark too. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include <stdbool.h>

enum theme {
	THEME_DARK,		/* the terminal's own colours; the default */
	THEME_LIGHT,		/* black on white, painted */
	THEME_MONO,		/* attributes only */
	THEME_COUNT
};

enum theme_role {
	THEME_PLAIN,
	THEME_ERROR,
	THEME_GOOD,
	THEME_FOCUS,
	THEME_PAPER,
	THEME_ROLES
};

#define THEME_OWN (-1)		/* the terminal's own colour */

struct theme_look {
	short fg, bg;		/* 0..7 in the order of curses, or THEME_OWN */
	bool reverse;
	bool bold;		/* it may be: a bold black is grey on a PC's
				 * text screen, a bold white is white */
};

/* "dark", "light", "mono", in the order of the enum; ends with NULL. */
extern const char *const theme_names[];

const struct theme_look *theme_look(enum theme theme, enum theme_role role);

#endif
