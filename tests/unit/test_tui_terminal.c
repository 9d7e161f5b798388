/* The terminal itself: which are taken, what is written to one, and how it is
 * left, whatever happens. */
#include "tty_fixture.h"

#include <signal.h>
#include <sys/wait.h>

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

/* A screen with a button that has the focus; what comes out at its first
 * paint. */
static const char *
paint_in(enum theme theme, const char *term)
{
	const struct ui_config config = { .exit = true, .theme = theme };

	(void)setenv("TERM", term, 1);
	(void)output();
	begin_with(&config);
	ui_free(&t.ui);
	return output();
}

static void
test_themes(void **state)
{
	const char *out;

	(void)state;
	stage_begin(&t.stage);
	stage_key(&t.stage, REQ_KEY);
	out = paint_in(THEME_DARK, "xterm-256color");
	assert_non_null(strstr(out, "\x1b[44m"));
	assert_null(strstr(out, "\x1b[107m"));
	out = paint_in(THEME_LIGHT, "xterm-256color");
	assert_non_null(strstr(out, "\x1b[107m"));	/* the ground */
	out = paint_in(THEME_LIGHT, "linux");
	assert_non_null(strstr(out, "47m"));
	/* Attributes alone: by itself, by its name, for want of colours. */
	out = paint_in(THEME_MONO, "xterm-256color");
	assert_null(strstr(out, "\x1b[44m"));
	assert_non_null(strstr(out, "7m"));
	out = paint_in(THEME_LIGHT, "linux-m");
	assert_null(strstr(out, "47m"));
	out = paint_in(THEME_LIGHT, "vt100");
	assert_null(strstr(out, "47m"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TTY_TEST(test_first_paint_and_leaving),
		TTY_TEST(test_linux_console_is_cleared),
		TTY_TEST(test_end_of_terminal),
		TTY_TEST(test_leaving_the_program),
		TTY_TEST(test_crash_restores_the_terminal),
		TTY_TEST(test_terminals_that_are_refused),
		TTY_TEST(test_environment_is_cleaned),
		TTY_TEST(test_locale_does_not_matter),
		TTY_TEST(test_resize),
		TTY_TEST(test_a_second_is_cheap),
		TTY_TEST(test_no_color),
		TTY_TEST(test_themes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
