#include "vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cairo.h>
#include <vterm.h>

#define TEXT_MAX (300 * 300 * 6)
#define RAW_MAX (16 * 1024 * 1024)

struct vt {
	int fd;
	pid_t pid;
	int status;		/* -1: runs */
	int rows, cols;
	VTerm *term;
	VTermScreen *screen;
	uint8_t *raw;
	size_t raw_len;
	char text[TEXT_MAX];
};

static void
answer(const char *bytes, size_t len, void *arg)
{
	struct vt *vt = arg;

	(void)!write(vt->fd, bytes, len);
}

static void
run_child(char *const *argv, const char *const *env, const char *term)
{
	const char *path = getenv("PATH");
	char *keep = path != NULL ? strdup(path) : NULL;

	clearenv();
	setenv("PATH", keep != NULL ? keep : "/usr/bin:/bin", 1);
	setenv("TERM", term, 1);
	setenv("LANG", "C.UTF-8", 1);
	for (size_t i = 0; env != NULL && env[i] != NULL; i++)
		putenv(strdup(env[i]));
	execv(argv[0], argv);
	fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

struct vt *
vt_start(char *const *argv, const char *const *env, const char *term,
    int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
	    .ws_col = (unsigned short)cols };
	struct vt *vt = calloc(1, sizeof(*vt));

	if (vt == NULL)
		return NULL;
	vt->raw = malloc(RAW_MAX);
	vt->status = -1;
	vt->rows = rows;
	vt->cols = cols;
	vt->pid = forkpty(&vt->fd, NULL, NULL, &size);
	if (vt->pid == 0)
		run_child(argv, env, term);
	if (vt->pid < 0 || vt->raw == NULL) {
		free(vt->raw);
		free(vt);
		return NULL;
	}
	fcntl(vt->fd, F_SETFL, O_NONBLOCK);
	vt->term = vterm_new(rows, cols);
	vterm_set_utf8(vt->term, 1);
	vterm_output_set_callback(vt->term, answer, vt);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	return vt;
}

void
vt_free(struct vt **p)
{
	struct vt *vt = *p;

	if (vt == NULL)
		return;
	if (vt_exit_status(vt) < 0) {
		kill(vt->pid, SIGKILL);
		waitpid(vt->pid, NULL, 0);
	}
	close(vt->fd);
	vterm_free(vt->term);
	free(vt->raw);
	free(vt);
	*p = NULL;
}

bool
vt_pump(struct vt *vt, int ms)
{
	struct pollfd p = { .fd = vt->fd, .events = POLLIN };
	uint8_t buf[65536];
	bool any = false;

	while (poll(&p, 1, any ? 0 : ms) > 0) {
		ssize_t n = read(vt->fd, buf, sizeof(buf));

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (n <= 0)
			return false;
		any = true;
		if (vt->raw_len + (size_t)n <= RAW_MAX) {
			memcpy(vt->raw + vt->raw_len, buf, (size_t)n);
			vt->raw_len += (size_t)n;
		}
		vterm_input_write(vt->term, (char *)buf, (size_t)n);
	}
	return true;
}

bool
vt_send(struct vt *vt, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(vt->fd, bytes, len);

		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (!vt_pump(vt, 100))
				return false;
			continue;
		}
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = { .ws_row = (unsigned short)rows,
	    .ws_col = (unsigned short)cols };

	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->term, rows, cols);
	ioctl(vt->fd, TIOCSWINSZ, &size);
}

void
vt_signal(struct vt *vt, int signo)
{
	if (vt->status < 0)
		kill(vt->pid, signo);
}

int
vt_pid(const struct vt *vt)
{
	return vt->pid;
}

int
vt_exit_status(struct vt *vt)
{
	int status;

	if (vt->status < 0 && waitpid(vt->pid, &status, WNOHANG) == vt->pid)
		vt->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
		    WEXITSTATUS(status);
	return vt->status;
}

static size_t
encode(uint32_t cp, char *out)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | (cp >> 12 & 0x0f));
	out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[2] = (char)(0x80 | (cp & 0x3f));
	return 3;
}

const char *
vt_text(struct vt *vt)
{
	size_t at = 0;

	for (int row = 0; row < vt->rows; row++) {
		size_t end = at;

		for (int col = 0; col < vt->cols; col++) {
			VTermPos pos = { .row = row, .col = col };
			VTermScreenCell cell;

			if (at + 8 >= TEXT_MAX ||
			    !vterm_screen_get_cell(vt->screen, pos, &cell))
				break;
			if (cell.chars[0] == (uint32_t)-1)
				continue;
			if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
				vt->text[at++] = ' ';
				continue;
			}
			at += encode(cell.chars[0], vt->text + at);
			end = at;
		}
		at = end;
		vt->text[at++] = '\n';
	}
	vt->text[at] = '\0';
	return vt->text;
}

/* White space folded to single spaces, into `out` of the same size. */
static void
fold(const char *in, char *out)
{
	bool space = true;

	for (; *in != '\0'; in++) {
		bool is_space = *in == ' ' || *in == '\n';

		if (!is_space)
			*out++ = *in;
		else if (!space)
			*out++ = ' ';
		space = is_space;
	}
	*out = '\0';
}

bool
vt_has(struct vt *vt, const char *needle)
{
	const char *text = vt_text(vt);
	char *screen = malloc(strlen(text) + 1);
	char *wanted = malloc(strlen(needle) + 1);
	bool found = false;

	if (screen != NULL && wanted != NULL) {
		fold(text, screen);
		fold(needle, wanted);
		found = strstr(screen, wanted) != NULL;
	}
	free(screen);
	free(wanted);
	return found;
}

void
vt_cursor(const struct vt *vt, int *row, int *col)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &pos);
	*row = pos.row;
	*col = pos.col;
}

const uint8_t *
vt_raw(const struct vt *vt, size_t *len)
{
	*len = vt->raw_len;
	return vt->raw;
}

#define CELL_W 10
#define CELL_H 20

static void
set_colour(cairo_t *cr, struct vt *vt, VTermColor colour, bool light)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(&colour) ||
	    VTERM_COLOR_IS_DEFAULT_BG(&colour)) {
		double v = light ? 0.92 : 0.07;

		cairo_set_source_rgb(cr, v, v, v);
		return;
	}
	vterm_screen_convert_color_to_rgb(vt->screen, &colour);
	cairo_set_source_rgb(cr, colour.rgb.red / 255.0,
	    colour.rgb.green / 255.0, colour.rgb.blue / 255.0);
}

/* Half blocks are drawn, not written: fonts leave gaps between them. */
static bool
draw_block(cairo_t *cr, uint32_t cp, double x, double y)
{
	double top = 0, height = CELL_H;

	if (cp == 0x2580)
		height = CELL_H / 2.0;
	else if (cp == 0x2584)
		top = height = CELL_H / 2.0;
	else if (cp != 0x2588)
		return false;
	cairo_rectangle(cr, x, y + top, CELL_W, height);
	cairo_fill(cr);
	return true;
}

struct look {
	VTermScreenCell cell;
	bool reverse;
};

/* The cursor is drawn as the terminal would: its cell reversed. */
static bool
look_at(struct vt *vt, int row, int col, struct look *look)
{
	VTermPos pos = { .row = row, .col = col };
	int at_row, at_col;

	if (!vterm_screen_get_cell(vt->screen, pos, &look->cell))
		return false;
	vt_cursor(vt, &at_row, &at_col);
	look->reverse = look->cell.attrs.reverse !=
	    (at_row == row && at_col == col);
	return true;
}

static void
draw_ground(cairo_t *cr, struct vt *vt, int row, int col)
{
	struct look l;

	if (!look_at(vt, row, col, &l))
		return;
	set_colour(cr, vt, l.reverse ? l.cell.fg : l.cell.bg, l.reverse);
	cairo_rectangle(cr, col * CELL_W, row * CELL_H, CELL_W, CELL_H);
	cairo_fill(cr);
}

static void
draw_letter(cairo_t *cr, struct vt *vt, int row, int col)
{
	double x = col * CELL_W, y = row * CELL_H;
	char text[8] = "";
	struct look l;

	if (!look_at(vt, row, col, &l) || l.cell.chars[0] == 0 ||
	    l.cell.chars[0] == (uint32_t)-1)
		return;
	set_colour(cr, vt, l.reverse ? l.cell.bg : l.cell.fg, !l.reverse);
	if (draw_block(cr, l.cell.chars[0], x, y))
		return;
	cairo_select_font_face(cr, "DejaVu Sans Mono",
	    CAIRO_FONT_SLANT_NORMAL, l.cell.attrs.bold ?
	    CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	text[encode(l.cell.chars[0], text)] = '\0';
	cairo_move_to(cr, x, y + 15);
	cairo_show_text(cr, text);
	if (l.cell.attrs.underline) {
		cairo_rectangle(cr, x, y + CELL_H - 3, CELL_W, 1);
		cairo_fill(cr);
	}
}

bool
vt_png(struct vt *vt, const char *path)
{
	cairo_surface_t *surface = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, vt->cols * CELL_W, vt->rows * CELL_H);
	cairo_t *cr = cairo_create(surface);
	bool ok;

	cairo_set_font_size(cr, 16);
	for (int i = 0; i < vt->rows * vt->cols; i++)
		draw_ground(cr, vt, i / vt->cols, i % vt->cols);
	for (int i = 0; i < vt->rows * vt->cols; i++)
		draw_letter(cr, vt, i / vt->cols, i % vt->cols);
	ok = cairo_surface_write_to_png(surface, path) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	return ok;
}
