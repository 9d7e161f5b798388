/* The session on a terminal: descriptors 0 and 1 are the inner side of a
 * pseudo-terminal while a test runs; the test types on the outer side and
 * reads what would be seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
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

static void
over(void *arg)
{
	struct tty *tty = arg;

	tty->over++;
}

/* Everything that has come out since the last call. */
static const char *
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

static int
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

static int
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

static void
begin(void)
{
	struct ui_config config = { .exit = true };
	char error[256] = "";

	if (ui_new(t.stage.loop, t.stage.session, &config, &t.ui, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	assert_int_equal(ui_begin(t.ui, over, &t), ERR_OK);
}

/* What was typed is read; what it leads to happens. */
static void
turn(void)
{
	for (int i = 0; i < 4; i++)
		loop_turn(t.stage.loop, 0);
	stage_settle(&t.stage);
	for (int i = 0; i < 4; i++)
		loop_turn(t.stage.loop, 0);
}

/* Written, and on the other side: the kernel hands it over a little later. */
static void
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

static void
type_bytes(const char *bytes)
{
	send_bytes(bytes);
	turn();
}

static const struct view_item *
focused(void)
{
	const struct view *v = stage_view(&t.stage);

	assert_true(v->focus >= 0);
	return &v->items[v->focus];
}

#define assert_shown(text) \
	assert_non_null(strstr(output(), text))

static void
test_first_paint_and_leaving(void **state)
{
	struct termios now;
	const char *out;

	(void)state;
	begin();
	out = output();
	assert_non_null(strstr(out, "\x1b[?1049h"));
	assert_non_null(strstr(out, "Hoş Geldiniz"));
	assert_non_null(strstr(out, "Çıkış"));
	assert_null(strstr(out, "\x1b[?25l"));	/* the cursor is never off */
	assert_null(strstr(out, "\x1b[6n"));	/* nor asked where it is */
	(void)tcgetattr(t.inner, &now);
	assert_int_equal(now.c_lflag & (ICANON | ECHO | ISIG), 0);
	assert_int_equal(now.c_iflag & IXON, 0);
	ui_free(&t.ui);
	out = output();
	assert_non_null(strstr(out, "\x1b[2J"));	/* erased … */
	assert_non_null(strstr(out, "\x1b[?1049l"));	/* … and left */
	assert_true(strstr(out, "\x1b[2J") < strstr(out, "\x1b[?1049l"));
	(void)tcgetattr(t.inner, &now);
	assert_int_equal(now.c_lflag, t.before.c_lflag);
	assert_int_equal(now.c_iflag, t.before.c_iflag);
}

/* Without an alternate screen the last screen must not stay, nor what has
 * scrolled off. */
static void
test_linux_console_is_cleared(void **state)
{
	const char *out;

	(void)state;
	(void)setenv("TERM", "linux", 1);
	begin();
	(void)output();
	ui_free(&t.ui);
	out = output();
	assert_non_null(strstr(out, "\x1b[3J"));
	assert_null(strstr(out, "Geldiniz"));
}

static void
test_typing(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	(void)output();
	type_bytes("1000");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "1000");
	assert_shown("1000");
	type_bytes("\x7f\x7f");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "10");
	type_bytes("\t26apw\x15");
	assert_string_equal(focused()->id, "captcha");
	assert_string_equal(focused()->value, "");
	type_bytes("\x1bOQ");			/* F2 */
	assert_shown("Security word");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "10");
	type_bytes("\x1b[[A");			/* F1, Linux console */
	assert_non_null(stage_view(&t.stage)->help);
}

/* A secret is shown as dots, and its bytes never come out. */
static void
test_secret(void **state)
{
	const char *out;

	(void)state;
	stage_to_sms(&t.stage);
	begin();
	(void)output();
	type_bytes("9081");
	out = output();
	assert_non_null(strstr(out, "••••"));
	assert_null(strpbrk(out, "9"));
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 4);
}

/* Enter leads to another screen: what came behind it was not meant for it. */
static void
test_type_ahead_is_dropped(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	stage_press(&t.stage, "back");
	assert_screen(&t.stage, "user-verification");
	begin();
	type_bytes("\r10000000146\r");
	assert_screen(&t.stage, "password-login");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	assert_int_equal(stage_view(&t.stage)->message.about, ERR_OK);
}

/* The same for what had not been read when the screen changed by itself. */
static void
test_unread_input_is_dropped(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	stage_press(&t.stage, "back");
	begin();
	stage_key_only(&t.stage, REQ_PRESS);
	assert_screen(&t.stage, "password-login");
	send_bytes("777");
	loop_timers_due(t.stage.loop);		/* paints the new screen */
	turn();
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	type_bytes("8");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "8");
}

static void
test_pasted_enter_sends_once(void **state)
{
	(void)state;
	stage_to_sms(&t.stage);
	begin();
	type_bytes("\x1b[200~123456\r\x1b[201~");
	assert_screen(&t.stage, "sms-code");
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 6);
	assert_int_equal(t.stage.remote.calls[WIRE_SMS_VERIFY], 0);
	stage_wait(&t.stage, 1);		/* the paste is over */
	type_bytes("\r123456\r123456\r1\r1\r");
	assert_int_equal(t.stage.remote.calls[WIRE_SMS_VERIFY], 1);
	assert_screen(&t.stage, "operations-menu");
}

/* What a terminal answers by itself is not typing. */
static void
test_reports(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1b[?1;2c\x1b[24;80R\x1b]11;rgb:1111/2222/3333\x07");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	assert_screen(&t.stage, "password-login");
}

static void
test_escape_waits(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1b");
	assert_screen(&t.stage, "password-login");
	type_bytes("[B");			/* the rest of a down arrow */
	assert_string_equal(focused()->id, "captcha");
	type_bytes("\x1b");
	stage_wait(&t.stage, 1);
	assert_screen(&t.stage, "user-verification");
}

/* None of these suspends, stops or ends anything. */
static void
test_control_keys(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1a\x1c\x13\x11\x04" "5");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "5");
	assert_int_equal(t.over, 0);
	type_bytes("\x03");			/* Ctrl-C is Esc */
	assert_screen(&t.stage, "user-verification");
}

/* The terminal goes away: told once, and not read again. */
static void
test_end_of_terminal(void **state)
{
	(void)state;
	begin();
	(void)signal(SIGHUP, SIG_IGN);
	(void)close(t.outer);
	t.outer = -1;
	turn();
	assert_int_equal(t.over, 1);
	turn();
	assert_int_equal(t.over, 1);
}

static void
test_leaving_the_program(void **state)
{
	(void)state;
	begin();
	type_bytes("\x1b[21~");
	assert_int_equal(t.over, 1);
}

/* A crash ends the program, but not with a raw terminal full of a person's
 * data. */
static void
test_crash_restores_the_terminal(void **state)
{
	struct termios now;
	const char *out;
	int status = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		begin();
		(void)raise(SIGSEGV);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	out = output();
	assert_non_null(strstr(out, "Hoş Geldiniz"));
	assert_non_null(strstr(out, "\x1b[?1049l"));
	(void)tcgetattr(t.inner, &now);
	assert_int_equal(now.c_lflag, t.before.c_lflag);
	assert_int_equal(now.c_iflag, t.before.c_iflag);
}

/* A second costs a few bytes, and nothing changes but the digits. */
static void
test_a_second_is_cheap(void **state)
{
	size_t few = 0, all = 0;

	(void)state;
	stage_to_sms(&t.stage);
	begin();
	stage_wait(&t.stage, 5);
	(void)output();
	for (int i = 0; i < 40; i++) {
		stage_wait(&t.stage, 1);
		(void)output();
		assert_true(t.len > 0);
		all += t.len;
		few += t.len <= 20;
	}
	assert_true(few >= 30);		/* the rest: a cell of the bar too */
	assert_true(all <= 40 * 20);
	loop_turn(t.stage.loop, 0);
	(void)output();
	assert_int_equal(t.len, 0);
}

static void
test_resize(void **state)
{
	static const struct winsize sizes[] = {
		{ .ws_row = 1, .ws_col = 1 }, { .ws_row = 11, .ws_col = 39 },
		{ .ws_row = 300, .ws_col = 300 }, { 0 },
		{ .ws_row = 18, .ws_col = 50 }, { .ws_row = 24, .ws_col = 80 },
	};

	(void)state;
	stage_to_login(&t.stage);
	begin();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		(void)ioctl(t.outer, TIOCSWINSZ, &sizes[i]);
		(void)raise(SIGWINCH);
		(void)output();
		turn();
		if (i == 1)
			assert_shown("Pencere");
	}
	assert_shown("Güvenlik Sözcüğü");
}

/* Values of TERM come from the client. */
static void
test_terminals_that_are_refused(void **state)
{
	static const struct {
		const char *term, *error;
	} table[] = {
		{ "dumb", "\"dumb\" is not supported" },
		{ "unknown", "\"unknown\" is not supported" },
		{ "", "TERM is not set" },
		{ "../../../../etc/passwd", "not the name of a terminal" },
		{ "xterm\x1b[2J", "not the name of a terminal" },
		{ "xterm;id", "not the name of a terminal" },
	};
	struct ui_config config = { 0 };
	struct termios now;
	char error[256];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		(void)setenv("TERM", table[i].term, 1);
		assert_int_equal(ui_new(t.stage.loop, t.stage.session,
		    &config, &t.ui, error, sizeof(error)), ERR_REFUSED);
		assert_null(t.ui);
		assert_non_null(strstr(error, table[i].error));
		assert_null(strpbrk(error, "\x1b\n"));
		(void)tcgetattr(t.inner, &now);
		assert_int_equal(now.c_lflag, t.before.c_lflag);
		assert_string_equal(output(), "");
	}
}

static void
test_environment_is_cleaned(void **state)
{
	static const char *const names[] = { "TERMINFO", "TERMINFO_DIRS",
	    "TERMCAP", "ESCDELAY", "LINES", "COLUMNS",
	    "NCURSES_NO_UTF8_ACS" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)setenv(names[i], "1", 1);
	begin();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_null(getenv(names[i]));
	assert_shown("Hoş Geldiniz");
}

static void
test_no_color(void **state)
{
	(void)state;
	stage_begin(&t.stage);
	stage_key(&t.stage, REQ_KEY);	/* a screen with a button */
	begin();
	assert_shown("\x1b[44m");
	ui_free(&t.ui);
	(void)setenv("NO_COLOR", "1", 1);
	(void)output();
	begin();
	assert_null(strstr(output(), "\x1b[44m"));
	ui_free(&t.ui);
}

/* Whatever the locale says, Turkish letters come out as UTF-8. */
static void
test_locale_does_not_matter(void **state)
{
	static const char *const locales[] = { "C", "POSIX",
	    "tr_TR.ISO-8859-9", "no_such.locale" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		(void)setenv("LC_ALL", locales[i], 1);
		begin();
		assert_shown("Büyük yazı");
		ui_free(&t.ui);
	}
	(void)unsetenv("LC_ALL");
}

#define TTY_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TTY_TEST(test_first_paint_and_leaving),
		TTY_TEST(test_linux_console_is_cleared),
		TTY_TEST(test_typing),
		TTY_TEST(test_secret),
		TTY_TEST(test_type_ahead_is_dropped),
		TTY_TEST(test_unread_input_is_dropped),
		TTY_TEST(test_pasted_enter_sends_once),
		TTY_TEST(test_reports),
		TTY_TEST(test_escape_waits),
		TTY_TEST(test_control_keys),
		TTY_TEST(test_end_of_terminal),
		TTY_TEST(test_leaving_the_program),
		TTY_TEST(test_crash_restores_the_terminal),
		TTY_TEST(test_a_second_is_cheap),
		TTY_TEST(test_resize),
		TTY_TEST(test_terminals_that_are_refused),
		TTY_TEST(test_environment_is_cleaned),
		TTY_TEST(test_no_color),
		TTY_TEST(test_locale_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
