#include "tui/term.h"

#include <curses.h>
#include <linux/kd.h>
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

/* DECKPAM, DECKPNM: terminfo does not have them for the Linux console.  With
 * the first its keypad types digits, whatever NumLock says. */
#define KEYPAD_ON "\033="
#define KEYPAD_OFF "\033>"
#define BRIGHT_WHITE 15		/* where there are sixteen colours */

struct term {
	SCREEN *screen;
	struct grid shown;	/* what curses was last told */
	enum theme theme;
	bool ascii, paint_all, scrollback, console;
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

/* The colours of a role, as the pair of that number. */
static bool
make_pair(enum theme theme, enum theme_role role)
{
	const struct theme_look *l = theme_look(theme, role);

	return l->fg == THEME_OWN ||
	    init_pair((short)role, l->fg, l->bg) == OK;
}

/* The ground of a theme that has one is painted. */
static bool
make_ground(enum theme theme)
{
	const struct theme_look *l = theme_look(theme, THEME_PLAIN);
	int bg = l->bg;

	if (l->fg == THEME_OWN)
		return true;
	if (COLORS > BRIGHT_WHITE)
		bg = BRIGHT_WHITE;
	return assume_default_colors(l->fg, bg) == OK;
}

/* Whatever cannot be had leaves attributes alone. */
static void
start_theme(struct term *t, enum theme theme, bool mono)
{
	const char *no = getenv("NO_COLOR");

	t->theme = THEME_MONO;
	if ((no != NULL && no[0] != '\0') || mono || theme == THEME_MONO ||
	    !has_colors())
		return;
	if (start_color() != OK || use_default_colors() != OK ||
	    !make_ground(theme))
		return;
	for (int role = THEME_ERROR; role < THEME_ROLES; role++)
		if (!make_pair(theme, (enum theme_role)role))
			return;
	t->theme = theme;
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
open_screen(struct term *t, const struct term_kind *kind, enum theme theme,
    char *error, size_t size)
{
	t->screen = newterm(kind->use, stdout, stdin);
	if (t->screen == NULL || !has_string("cup") ||
	    !has_string("clear")) {
		snprintf(error, size, "the terminal type \"%s\" cannot show "
		    "a full screen", kind->use);
		return ERR_REFUSED;
	}
	set_modes();
	start_theme(t, theme, kind->mono);
	t->ascii = kind->ascii || term_kind_lacks_blocks(STDOUT_FILENO);
	t->scrollback = !has_string("smcup");
	t->console = strcmp(kind->use, "linux") == 0;
	if (t->console) {
		(void)fputs(KEYPAD_ON, stdout);
		(void)fflush(stdout);
	}
	t->paint_all = true;
	return ERR_OK;
}

enum err
term_open(enum theme theme, struct term **term, char *error, size_t size)
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
	t->theme = theme;
	/* Only this category: the others are twelve files to open. */
	if (setlocale(LC_CTYPE, "C.utf8") == NULL)
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	t->escape_ms = getenv("SSH_CONNECTION") != NULL ? ESCAPE_SSH_MS :
	    ESCAPE_MS;
	term_crash_prepare();
	e = open_screen(t, &kind, theme, error, size);
	if (e != ERR_OK) {
		term_close(&t);
		return e;
	}
	term_crash_arm(t->console ? KEYPAD_OFF : NULL);
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
		if (t->console)
			(void)fputs(KEYPAD_OFF, stdout);
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
term_is_console(const struct term *t)
{
	return t->console;
}

bool
term_caps(const struct term *t)
{
	char flags = 0;

	return t->console && ioctl(STDIN_FILENO, KDGKBLED, &flags) == 0 &&
	    (flags & K_CAPSLOCK) != 0;
}

bool
term_ascii(const struct term *t)
{
	return t->ascii;
}

static enum theme_role
role_of(unsigned attr)
{
	return attr & ATTR_ERROR ? THEME_ERROR : attr & ATTR_FOCUS ?
	    THEME_FOCUS : attr & ATTR_GOOD ? THEME_GOOD : attr & ATTR_PAPER ?
	    THEME_PAPER : THEME_PLAIN;
}

static void
cell_look(const struct term *t, unsigned attr, attr_t *look, short *pair)
{
	enum theme_role role = role_of(attr);
	const struct theme_look *l = theme_look(t->theme, role);

	*look = A_NORMAL;
	*pair = l->fg == THEME_OWN ? 0 : (short)role;
	/* A reversed bold is dark grey on grey on a PC's text screen. */
	if ((attr & ATTR_BOLD) != 0 && (attr & ATTR_REVERSE) == 0 && l->bold)
		*look |= A_BOLD;
	if (attr & ATTR_UNDERLINE)
		*look |= A_UNDERLINE;
	if ((attr & ATTR_REVERSE) != 0 || l->reverse)
		*look |= A_REVERSE;
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
		now = grid_at(g, row, 0);
		was = grid_at(&t->shown, row, 0);
		/* A key changes a row or two. */
		if (memcmp(now, was, (size_t)g->w * sizeof(*now)) == 0)
			continue;
		for (int col = 0; col < g->w; col++, now++, was++) {
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
