#include "tui/theme.h"

#include <stddef.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

#define OWN THEME_OWN

const char *const theme_names[] = { "dark", "light", "mono", NULL };

/* Errors are reversed and not red: white on red is 3.3 to 1. */
static const struct theme_look looks[THEME_COUNT][THEME_ROLES] = {
	[THEME_DARK] = {
		[THEME_PLAIN] = { OWN, OWN, false, true },
		[THEME_ERROR] = { OWN, OWN, true, false },
		[THEME_GOOD] = { BLACK, GREEN, false, false },
		[THEME_FOCUS] = { WHITE, BLUE, false, true },
		[THEME_PAPER] = { BLACK, WHITE, false, false },
	},
	[THEME_LIGHT] = {
		[THEME_PLAIN] = { BLACK, WHITE, false, false },
		[THEME_ERROR] = { WHITE, BLACK, false, true },
		[THEME_GOOD] = { BLACK, GREEN, false, false },
		[THEME_FOCUS] = { WHITE, BLUE, false, true },
		[THEME_PAPER] = { BLACK, WHITE, false, false },
	},
	[THEME_MONO] = {
		[THEME_PLAIN] = { OWN, OWN, false, true },
		[THEME_ERROR] = { OWN, OWN, true, false },
		[THEME_GOOD] = { OWN, OWN, true, false },
		[THEME_FOCUS] = { OWN, OWN, true, false },
		[THEME_PAPER] = { OWN, OWN, true, false },
	},
};

const struct theme_look *
theme_look(enum theme theme, enum theme_role role)
{
	return &looks[theme][role];
}
