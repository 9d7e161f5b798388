/* The terminal, by ncursesw.  The only file that knows curses, and nothing but
 * cells goes out through it.  One terminal a process: curses is global. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/grid.h"

struct term;

/* Take the terminal at descriptors 0 and 1: raw, no echo, signals of the
 * keyboard off, alternate screen where there is one.  Whatever the client of a
 * remote session has set (TERMINFO, LINES, …) is taken out of the environment
 * first, and only known kinds of terminal are taken.  UTF-8 goes out whatever
 * the locale.  From here on a crash restores the terminal.
 * ERR_REFUSED: `error` says in one line why it cannot be used. */
MUST_CHECK enum err term_open(struct term **term, char *error, size_t size);

/* Erase the screen, and give the terminal back as it was. */
void term_close(struct term **term);

/* Its size, read anew. */
void term_size(struct term *term, int *w, int *h);

/* It can show lines and blocks only as ASCII. */
bool term_ascii(const struct term *term);

/* Show the grid: only cells that differ from the last one go out, and the
 * cursor stands on the grid's.  ERR_NO_MEMORY: nothing was shown. */
MUST_CHECK enum err term_show(struct term *term, const struct grid *g);

/* The next term_show() paints everything (Ctrl-L, SIGCONT). */
void term_forget(struct term *term);

/* True if output would not block. */
bool term_ready(const struct term *term);

/* Drop what was typed and not read yet. */
void term_flush_input(struct term *term);

/* How long to wait for the rest of an escape sequence. */
int term_escape_ms(const struct term *term);

#endif
