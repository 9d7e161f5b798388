#include "tui/term_kind.h"

#include <linux/kd.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#define NAME_MAX_LEN 40
#define MAP_MAX 4096		/* pairs of a console font's Unicode map */

/* A name that ends in '*' is the beginning of a family's names. */
static const struct {
	const char *name, *use;
	bool ascii;
} kinds[] = {
	{ "linux", "linux", false },
	{ "linux-*", "linux", false },
	{ "xterm", "xterm", false },
	{ "xterm-mono", "xterm-mono", false },
	{ "xterm-*", "xterm-256color", false },
	{ "screen", "screen", false },
	{ "screen-256color", "screen-256color", false },
	{ "screen*", "screen", false },
	{ "tmux", "tmux", false },
	{ "tmux-*", "tmux-256color", false },
	{ "rxvt", "rxvt", false },
	{ "rxvt-*", "rxvt", false },
	{ "putty*", "xterm-256color", false },
	{ "konsole*", "xterm-256color", false },
	{ "gnome*", "xterm-256color", false },
	{ "vte*", "xterm-256color", false },
	{ "alacritty*", "xterm-256color", false },
	{ "foot*", "xterm-256color", false },
	{ "kitty*", "xterm-256color", false },
	{ "wezterm*", "xterm-256color", false },
	{ "vt100", "vt100", true },
	{ "vt102", "vt102", true },
	{ "vt220", "vt220", true },
	{ "ansi", "ansi", true },
};

static bool
matches(const char *name, const char *pattern)
{
	size_t len = strlen(pattern);

	if (pattern[len - 1] == '*')
		return strncmp(name, pattern, len - 1) == 0;
	return strcmp(name, pattern) == 0;
}

static bool
plain_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= NAME_MAX_LEN && strspn(name,
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789+-._") == len;
}

bool
term_kind_find(const char *name, struct term_kind *kind, char *error,
    size_t size)
{
	if (name == NULL || name[0] == '\0') {
		snprintf(error, size, "TERM is not set");
		return false;
	}
	if (!plain_name(name)) {
		/* Not repeated: it could be made to harm the terminal. */
		snprintf(error, size, "TERM is not the name of a terminal");
		return false;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!matches(name, kinds[i].name))
			continue;
		kind->use = kinds[i].use;
		kind->ascii = kinds[i].ascii;
		return true;
	}
	snprintf(error, size, "terminal type \"%s\" is not supported; try "
	    "TERM=xterm-256color, TERM=vt100 or --plain", name);
	return false;
}

static bool
mapped(const struct unimapdesc *map, unsigned short cp)
{
	for (unsigned short i = 0; i < map->entry_ct; i++) {
		if (map->entries[i].unicode == cp)
			return true;
	}
	return false;
}

bool
term_kind_lacks_blocks(int fd)
{
	static const unsigned short needed[] = {
		0x2500, 0x2580, 0x2584, 0x2588, 0x2591, 0x2022
	};
	struct unipair pairs[MAP_MAX];
	struct unimapdesc map = { .entry_ct = MAP_MAX, .entries = pairs };

	if (ioctl(fd, GIO_UNIMAP, &map) != 0)
		return false;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (!mapped(&map, needed[i]))
			return true;
	}
	return false;
}
