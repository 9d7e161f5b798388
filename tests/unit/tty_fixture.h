/* The session on a terminal: descriptors 0 and 1 are the inner side of a
 * pseudo-terminal while a test runs; the test types on the outer side and
 * reads what would be seen. */
#ifndef UNIT_TTY_FIXTURE_H
#define UNIT_TTY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake/stage.h"
#include "loop/loop.h"
#include "tui/ui.h"

struct tty {
	struct stage stage;
	struct ui *ui;
	int outer, inner, saved[2];
	unsigned over;
	struct termios before;
	char out[64 * 1024];
	size_t len;
};

static struct tty t;

static inline void
over(void *arg)
{
	struct tty *tty = arg;

	tty->over++;
}

/* Everything that has come out since the last call. */
static inline const char *
output(void)
{
	struct pollfd p = { .fd = t.outer, .events = POLLIN };
	ssize_t n;

	t.len = 0;
	while (poll(&p, 1, 0) > 0 && (p.revents & POLLIN) != 0) {
		n = read(t.outer, t.out + t.len, sizeof(t.out) - 1 - t.len);
		if (n <= 0)
			break;
		t.len += (size_t)n;
	}
	t.out[t.len] = '\0';
	return t.out;
}

static inline int
setup(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	(void)state;
	memset(&t, 0, sizeof(t));
	(void)setenv("TERM", "xterm-256color", 1);
	(void)unsetenv("NO_COLOR");
	(void)unsetenv("SSH_CONNECTION");
	(void)fflush(stdout);
	t.saved[0] = dup(STDIN_FILENO);
	t.saved[1] = dup(STDOUT_FILENO);
	if (openpty(&t.outer, &t.inner, NULL, NULL, &size) != 0)
		return -1;
	(void)tcgetattr(t.inner, &t.before);
	(void)dup2(t.inner, STDIN_FILENO);
	(void)dup2(t.inner, STDOUT_FILENO);
	stage_open(&t.stage);
	return 0;
}

static inline int
teardown(void **state)
{
	(void)state;
	ui_free(&t.ui);
	stage_close(&t.stage);
	(void)dup2(t.saved[0], STDIN_FILENO);
	(void)dup2(t.saved[1], STDOUT_FILENO);
	for (int i = 0; i < 2; i++)
		(void)close(t.saved[i]);
	(void)close(t.inner);
	if (t.outer >= 0)
		(void)close(t.outer);
	return 0;
}

static inline void
begin_with(const struct ui_config *config)
{
	char error[256] = "";

	if (ui_new(t.stage.loop, t.stage.session, config, &t.ui, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	assert_int_equal(ui_begin(t.ui, over, &t), ERR_OK);
}

static inline void
begin(void)
{
	const struct ui_config config = { .exit = true };

	begin_with(&config);
}

/* What was typed is read; what it leads to happens. */
static inline void
turn(void)
{
	for (int i = 0; i < 4; i++)
		loop_turn(t.stage.loop, 0);
	stage_settle(&t.stage);
	for (int i = 0; i < 4; i++)
		loop_turn(t.stage.loop, 0);
}

/* Written, and on the other side: the kernel hands it over a little later. */
static inline void
send_bytes(const char *bytes)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	int there = 0;

	assert_int_equal(write(t.outer, bytes, strlen(bytes)),
	    strlen(bytes));
	while (there < (int)strlen(bytes)) {
		assert_true(poll(&p, 1, 5000) > 0);
		assert_int_equal(ioctl(STDIN_FILENO, FIONREAD, &there), 0);
	}
}

static inline void
type_bytes(const char *bytes)
{
	send_bytes(bytes);
	turn();
}

static inline const struct view_item *
focused(void)
{
	const struct view *v = stage_view(&t.stage);

	assert_true(v->focus >= 0);
	return &v->items[v->focus];
}

#define assert_shown(text) \
	assert_non_null(strstr(output(), text))

#define TTY_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

#endif
