#include "tui/term.h"

#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "tui/term_crash.h"
#include "tui/term_kind.h"

#define ESCAPE_MS 25
#define ESCAPE_SSH_MS 100	/* packets of one sequence come apart */

enum { PAIR_ERROR = 1, PAIR_GOOD, PAIR_FOCUS };

struct term {
	SCREEN *screen;
	struct grid shown;	/* what curses was last told */
	bool ascii, color, paint_all, scrollback;
	int escape_ms;
};

static void
clean_environment(void)
{
	static const char *const names[] = {
		"TERMINFO", "TERMINFO_DIRS", "TERMCAP", "TERMPATH",
		"ESCDELAY", "LINES", "COLUMNS", "BAUDRATE",
		"NCURSES_ASSUMED_COLORS", "NCURSES_CONSOLE2",
		"NCURSES_GPM_TERMS", "NCURSES_NO_HARD_TABS",
		"NCURSES_NO_MAGIC_COOKIE", "NCURSES_NO_PADDING",
		"NCURSES_NO_SETBUF", "NCURSES_NO_UTF8_ACS", "NCURSES_TRACE",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unsetenv(names[i]);
}

static bool
has_string(const char *capability)
{
	const char *s = tigetstr(capability);

	return s != NULL && s != (const char *)-1;
}

static void
start_colors(struct term *t)
{
	const char *no = getenv("NO_COLOR");

	if ((no != NULL && no[0] != '\0') || !has_colors())
		return;
	if (start_color() != OK || use_default_colors() != OK)
		return;
	if (init_pair(PAIR_ERROR, COLOR_WHITE, COLOR_RED) == OK &&
	    init_pair(PAIR_GOOD, COLOR_BLACK, COLOR_GREEN) == OK &&
	    init_pair(PAIR_FOCUS, COLOR_WHITE, COLOR_BLUE) == OK)
		t->color = true;
}

static void
set_modes(void)
{
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)typeahead(-1);
	(void)leaveok(stdscr, FALSE);
	(void)scrollok(stdscr, FALSE);
	/* Only where lines are not cheaper to write than to move. */
	(void)idlok(stdscr, FALSE);
}

static enum err
open_screen(struct term *t, const struct term_kind *kind, char *error,
    size_t size)
{
	t->screen = newterm(kind->use, stdout, stdin);
	if (t->screen == NULL || !has_string("cup") ||
	    !has_string("clear")) {
		snprintf(error, size, "the terminal type \"%s\" cannot show "
		    "a full screen", kind->use);
		return ERR_REFUSED;
	}
	set_modes();
	start_colors(t);
	t->ascii = kind->ascii || term_kind_lacks_blocks(STDOUT_FILENO);
	t->scrollback = !has_string("smcup");
	t->paint_all = true;
	return ERR_OK;
}

enum err
term_open(struct term **term, char *error, size_t size)
{
	struct term_kind kind;
	struct term *t = NULL;
	enum err e;

	*term = NULL;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		snprintf(error, size, "standard input and output must be a "
		    "terminal");
		return ERR_REFUSED;
	}
	clean_environment();
	if (!term_kind_find(getenv("TERM"), &kind, error, size))
		return ERR_REFUSED;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return ERR_NO_MEMORY;
	/* Only this category: the others are twelve files to open. */
	if (setlocale(LC_CTYPE, "C.utf8") == NULL)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	t->escape_ms = getenv("SSH_CONNECTION") != NULL ? ESCAPE_SSH_MS :
	    ESCAPE_MS;
	term_crash_prepare();
	e = open_screen(t, &kind, error, size);
	if (e != ERR_OK) {
		term_close(&t);
		return e;
	}
	term_crash_arm();
	*term = t;
	return ERR_OK;
}

/* Erased before it is left: not every terminal has an alternate screen, and
 * one without may keep what has scrolled off. */
void
term_close(struct term **term)
{
	struct term *t = *term;

	if (t == NULL)
		return;
	term_crash_disarm();
	if (t->screen != NULL) {
		(void)erase();
		(void)move(0, 0);
		(void)clearok(curscr, TRUE);
		(void)refresh();
		if (t->scrollback && has_string("E3"))
			(void)putp(tigetstr("E3"));
		(void)fflush(stdout);
		(void)endwin();
		delscreen(t->screen);
	}
	grid_free(&t->shown);
	free(t);
	*term = NULL;
}

void
term_size(struct term *t, int *w, int *h)
{
	struct winsize size = { 0 };

	(void)t;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_col == 0 || size.ws_row == 0) {
		size.ws_col = 80;
		size.ws_row = 24;
	}
	*w = size.ws_col < GRID_SIDE_MAX ? size.ws_col : GRID_SIDE_MAX;
	*h = size.ws_row < GRID_SIDE_MAX ? size.ws_row : GRID_SIDE_MAX;
}

bool
term_ascii(const struct term *t)
{
	return t->ascii;
}

static void
cell_look(const struct term *t, unsigned attr, attr_t *look, short *pair)
{
	*look = A_NORMAL;
	*pair = 0;
	if (attr & ATTR_BOLD)
		*look |= A_BOLD;
	if (attr & ATTR_UNDERLINE)
		*look |= A_UNDERLINE;
	if (attr & ATTR_REVERSE)
		*look |= A_REVERSE;
	if ((attr & (ATTR_ERROR | ATTR_GOOD | ATTR_FOCUS)) == 0)
		return;
	if (t->color)
		*pair = attr & ATTR_ERROR ? PAIR_ERROR :
		    attr & ATTR_FOCUS ? PAIR_FOCUS : PAIR_GOOD;
	else
		*look |= A_REVERSE;
	if (*pair == PAIR_GOOD)		/* bright on green is hard to read */
		*look &= ~A_BOLD;
}

static void
show_cell(const struct term *t, int row, int col, const struct cell *c)
{
	wchar_t text[3] = { (wchar_t)c->cp, (wchar_t)c->mark, L'\0' };
	cchar_t out;
	attr_t look;
	short pair;

	cell_look(t, c->attr, &look, &pair);
	if (setcchar(&out, text, look, pair, NULL) == OK)
		(void)mvadd_wch(row, col, &out);
}

/* Make curses and t->shown as large as the grid. */
static enum err
same_size(struct term *t, const struct grid *g)
{
	struct grid blank;
	enum err e;

	if (t->shown.w != g->w || t->shown.h != g->h) {
		e = grid_init(&blank, g->w, g->h);
		if (e != ERR_OK)
			return e;
		grid_free(&t->shown);
		t->shown = blank;
		if (getmaxx(stdscr) != g->w || getmaxy(stdscr) != g->h)
			(void)resizeterm(g->h, g->w);
		(void)erase();
		t->paint_all = true;
	}
	return ERR_OK;
}

static void
show_rows(struct term *t, const struct grid *g)
{
	const struct cell *now;
	struct cell *was;

	for (int row = 0; row < g->h; row++) {
		for (int col = 0; col < g->w; col++) {
			now = grid_at(g, row, col);
			was = grid_at(&t->shown, row, col);
			if (memcmp(now, was, sizeof(*now)) == 0)
				continue;
			*was = *now;
			if (now->cp != 0)
				show_cell(t, row, col, now);
		}
	}
}

enum err
term_show(struct term *t, const struct grid *g)
{
	enum err e = same_size(t, g);

	if (e != ERR_OK)
		return e;
	if (t->paint_all)
		(void)clearok(stdscr, TRUE);
	t->paint_all = false;
	show_rows(t, g);
	(void)move(g->row, g->col);
	(void)wnoutrefresh(stdscr);
	(void)doupdate();
	return ERR_OK;
}

void
term_forget(struct term *t)
{
	/* Somebody may have changed the modes while we were stopped. */
	(void)reset_prog_mode();
	t->paint_all = true;
}

bool
term_ready(const struct term *t)
{
	struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

	(void)t;
	return poll(&p, 1, 0) != 0;
}

void
term_flush_input(struct term *t)
{
	(void)t;
	(void)tcflush(STDIN_FILENO, TCIFLUSH);
}

int
term_escape_ms(const struct term *t)
{
	return t->escape_ms;
}
