/* Which kinds of terminal are taken, and what they can show.  No curses. */
#ifndef TUI_TERM_KIND_H
#define TUI_TERM_KIND_H

#include <stdbool.h>
#include <stddef.h>

struct term_kind {
	const char *use;	/* terminfo name; static */
	bool ascii;		/* it has no lines and blocks in Unicode */
};

/* TERM's value comes from the client of a remote session: only names that are
 * listed here go on to terminfo; new ones of a known family are shown as that
 * family.  False: `error` is one line for the person. */
bool term_kind_find(const char *name, struct term_kind *kind, char *error,
    size_t size);

/* A Linux console whose font lacks half blocks, lines or dots.  False for
 * anything that is not a Linux console. */
bool term_kind_lacks_blocks(int fd);

#endif
