#include "tui/ui.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/picture.h"
#include "base/secret.h"
#include "core/session.h"
#include "loop/loop.h"
#include "tui/draw.h"
#include "tui/keys.h"
#include "tui/term.h"

#define READ_MAX 4096		/* bytes of input in one turn */
#define PAGE_ROWS 6
#define RETRY_MS 100		/* while the terminal takes no output */
#define SCREEN_ID_MAX 64
#define SINGLE_MAX 3		/* bytes of one key: ESC O p */

struct ui {
	struct loop *loop;
	struct session *session;
	struct term *term;
	struct loop_fd *input;
	struct loop_timer *escape, *retry;
	struct loop_signal *winch, *cont;
	void (*over)(void *arg);
	void *over_arg;
	struct draw_options options;
	struct picture_memo memo;
	struct keys keys;
	struct grid grid;
	char screen[SCREEN_ID_MAX];	/* the one that is painted */
	unsigned serial;
	int debounce_ms;
	uint32_t last_cp;	/* digit typed last, and when */
	int64_t last_at;
	bool reading;		/* inside input(): paint once, at its end */
	bool painted;
	bool revealed;		/* a secret stands on the screen */
};

/* What was typed for the last screen must not act on this one. */
static void
note_screen(struct ui *ui, const struct view *v)
{
	if (strncmp(ui->screen, v->screen, sizeof(ui->screen) - 1) == 0)
		return;
	memset(ui->screen, 0, sizeof(ui->screen));
	strncpy(ui->screen, v->screen, sizeof(ui->screen) - 1);
	ui->options.scroll = draw_opening(v);
	if (ui->painted) {
		keys_drop(&ui->keys);
		term_flush_input(ui->term);
	}
}

static enum err
fit_grid(struct ui *ui)
{
	int w, h;

	term_size(ui->term, &w, &h);
	if (ui->grid.w == w && ui->grid.h == h)
		return ERR_OK;
	grid_free(&ui->grid);
	return grid_init(&ui->grid, w, h);
}

static bool
in_field(const struct view *v)
{
	return v->help == NULL && v->focus >= 0 &&
	    (v->items[v->focus].kind == VIEW_FIELD ||
	    v->items[v->focus].kind == VIEW_KEYBOARD);
}

/* A secret that was shown stands in curses' output buffer as well, which only
 * as much output writes over. */
static void
hide(struct ui *ui, const struct view *v)
{
	bool reveals = false;

	for (size_t i = 0; i < v->count; i++)
		reveals = reveals || v->items[i].shown != NULL;
	if (ui->revealed && !reveals)
		term_forget(ui->term);
	ui->revealed = reveals;
}

static enum err
paint(struct ui *ui)
{
	const struct view *v = session_view(ui->session);
	struct draw_info info = { 0 };
	enum err e;

	note_screen(ui, v);
	ui->options.caps = in_field(v) && v->items[v->focus].secret &&
	    !v->items[v->focus].digits && term_caps(ui->term);
	hide(ui, v);
	e = fit_grid(ui);
	if (e == ERR_OK)
		e = draw_view(v, &ui->options, &ui->grid, &info);
	if (e == ERR_OK)
		e = term_show(ui->term, &ui->grid);
	if (e != ERR_OK)
		return e;
	ui->options.scroll = info.scroll;
	ui->serial = v->serial;
	ui->painted = true;
	return ERR_OK;
}

/* Paint, or try again soon: a terminal that takes no output must not stop the
 * clocks that wipe a session. */
static void
repaint(void *arg)
{
	struct ui *ui = arg;
	enum err e;

	if (!term_ready(ui->term)) {
		loop_timer_at(ui->retry, clock_now_ms() + RETRY_MS);
		return;
	}
	e = paint(ui);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "ui.paint", "error=%s", err_name(e));
}

static void
changed(void *arg)
{
	struct ui *ui = arg;

	if (ui->reading || (ui->painted &&
	    session_view(ui->session)->serial == ui->serial))
		return;
	repaint(ui);
}

static void
resized(void *arg)
{
	repaint(arg);
}

static void
continued(void *arg)
{
	struct ui *ui = arg;

	term_forget(ui->term);
	repaint(ui);
}

/* Keys of the picture alone: the session only learns that someone is there.
 * In the help the arrows scroll too. */
static bool
scrolls(struct ui *ui, const struct view *v, enum press press)
{
	int by = 0;

	if (press == PRESS_PAGE_UP)
		by = -PAGE_ROWS;
	else if (press == PRESS_PAGE_DOWN)
		by = PAGE_ROWS;
	else if (v->help != NULL && press == PRESS_UP)
		by = -1;
	else if (v->help != NULL && press == PRESS_DOWN)
		by = 1;
	ui->options.scroll += by;
	return by != 0;
}

/* Buttons in two columns: left and right lead to the one beside.  What was
 * painted last may be older than the view, so it is laid out anew. */
static void
go_beside(struct ui *ui, const struct view *v, enum press press,
    struct request *r)
{
	struct draw_info info = { 0 };

	if ((press != PRESS_LEFT && press != PRESS_RIGHT) || in_field(v))
		return;
	if (draw_view(v, &ui->options, &ui->grid, &info) != ERR_OK ||
	    info.beside == 0)
		return;
	r->kind = info.beside > 0 ? REQ_NEXT : REQ_PREV;
	r->value = (uint32_t)(info.beside > 0 ? info.beside : -info.beside);
}

/* Pressed twice by a hand that trembles: of a secret one cannot see it.  What
 * is pasted comes in one piece. */
static bool
bounces(struct ui *ui, const struct view *v, uint32_t cp, bool alone)
{
	int64_t now = clock_now_ms();
	bool again = alone && cp == ui->last_cp && in_field(v) &&
	    v->items[v->focus].digits &&
	    now - ui->last_at < ui->debounce_ms;

	ui->last_cp = cp;
	ui->last_at = now;
	return again;
}

/* Returns false when the screen has changed: the rest of the input is not
 * meant for it. */
static bool
act(struct ui *ui, enum press press, uint32_t cp)
{
	const struct view *v = session_view(ui->session);
	struct request r = { .kind = REQ_KEY };

	if (press == PRESS_REDRAW)
		term_forget(ui->term);
	if (!scrolls(ui, v, press)) {
		r = keys_request(press, cp, in_field(v));
		go_beside(ui, v, press, &r);
		if (r.kind != REQ_KEY)
			ui->options.scroll = 0;
	}
	session_request(ui->session, &r);
	if (r.kind == REQ_CHAR)
		return true;
	v = session_view(ui->session);
	return strncmp(ui->screen, v->screen, sizeof(ui->screen) - 1) == 0;
}

static void
stop_reading(struct ui *ui)
{
	loop_fd_free(&ui->input);
	ui->over(ui->over_arg);
}

static void
take(struct ui *ui, const uint8_t *bytes, size_t len)
{
	enum press press;
	uint32_t cp;

	for (size_t i = 0; i < len; i++) {
		press = keys_feed(&ui->keys, bytes[i], &cp);
		if (press == PRESS_CHAR && bounces(ui,
		    session_view(ui->session), cp, len <= SINGLE_MAX))
			continue;
		if (press != PRESS_NONE && !act(ui, press, cp))
			break;
	}
	loop_timer_at(ui->escape, keys_waiting(&ui->keys) ? clock_now_ms() +
	    term_escape_ms(ui->term) : CLOCK_NEVER);
}

static void
input(void *arg)
{
	struct ui *ui = arg;
	uint8_t bytes[READ_MAX];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		stop_reading(ui);
		return;
	}
	ui->reading = true;
	take(ui, bytes, (size_t)n);
	ui->reading = false;
	secret_wipe_mem(bytes, sizeof(bytes));
	repaint(ui);
	if (ui->options.exit && session_wants_exit(ui->session))
		ui->over(ui->over_arg);
}

static void
escape_over(void *arg)
{
	struct ui *ui = arg;
	enum press press = keys_timeout(&ui->keys);

	if (press == PRESS_NONE)
		return;
	(void)act(ui, press, 0);
	repaint(ui);
}

static enum err
make_watches(struct ui *ui)
{
	enum err e;

	e = loop_timer_new(ui->loop, escape_over, ui, &ui->escape);
	if (e == ERR_OK)
		e = loop_timer_new(ui->loop, repaint, ui, &ui->retry);
	if (e == ERR_OK)
		e = loop_signal_new(ui->loop, SIGWINCH, resized, ui,
		    &ui->winch);
	if (e == ERR_OK)
		e = loop_signal_new(ui->loop, SIGCONT, continued, ui,
		    &ui->cont);
	return e;
}

enum err
ui_new(struct loop *loop, struct session *session,
    const struct ui_config *config, struct ui **out, char *error, size_t size)
{
	struct ui *ui = calloc(1, sizeof(*ui));
	enum err e = ERR_NO_MEMORY;

	*out = NULL;
	if (size > 0)
		error[0] = '\0';
	if (ui == NULL)
		goto out;
	ui->loop = loop;
	ui->session = session;
	e = term_open(config->theme, &ui->term, error, size);
	if (e != ERR_OK)
		goto out;
	ui->options.ascii = config->ascii || term_ascii(ui->term);
	ui->options.exit = config->exit;
	ui->options.memo = &ui->memo;
	ui->debounce_ms = config->debounce_ms;
	keys_init(&ui->keys, term_is_console(ui->term));
	e = paint(ui);
	if (e != ERR_OK)
		goto out;
	*out = ui;
	ui = NULL;
out:
	ui_free(&ui);
	return e;
}

enum err
ui_begin(struct ui *ui, void (*over)(void *arg), void *arg)
{
	enum err e = make_watches(ui);

	ui->over = over;
	ui->over_arg = arg;
	if (e == ERR_OK)
		e = loop_fd_new(ui->loop, STDIN_FILENO, input, ui,
		    &ui->input);
	if (e == ERR_OK)
		session_on_change(ui->session, changed, ui);
	/* The window may have changed since the first paint. */
	if (e == ERR_OK)
		repaint(ui);
	return e;
}

void
ui_free(struct ui **out)
{
	struct ui *ui = *out;

	if (ui == NULL)
		return;
	session_on_change(ui->session, NULL, NULL);
	loop_fd_free(&ui->input);
	loop_timer_free(&ui->escape);
	loop_timer_free(&ui->retry);
	loop_signal_free(&ui->winch);
	loop_signal_free(&ui->cont);
	term_close(&ui->term);
	keys_drop(&ui->keys);
	grid_free(&ui->grid);
	picture_forget(&ui->memo);
	free(ui);
	*out = NULL;
}
