/* A terminal: what it echoes, what it forgets, and what is left of it. */
#include "plain_fixture.h"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

#include "plain/tty.h"

static int outer, inner;

static int
setup(void **state)
{
	(void)state;
	talk_open(LANG_EN, "80");
	if (openpty(&outer, &inner, NULL, NULL, NULL) != 0)
		return -1;
	(void)dup2(inner, talk.in[0]);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	talk_close();
	(void)close(outer);
	(void)close(inner);
	return 0;
}

static bool
echoes(void)
{
	struct termios now;

	assert_int_equal(tcgetattr(inner, &now), 0);
	assert_true((now.c_lflag & ICANON) != 0);
	return (now.c_lflag & ECHO) != 0;
}

/* A line is there; the kernel hands it over a little later. */
static void
key_only(const char *line)
{
	struct pollfd p = { .fd = inner, .events = POLLIN };

	assert_int_equal(write(outer, line, strlen(line)), strlen(line));
	assert_true(poll(&p, 1, 5000) > 0);
}

static void
key_in(const char *line)
{
	key_only(line);
	talk.from = talk.len;
	talk_settle();
}

static void
test_echo(void **state)
{
	struct termios before, after;
	char seen[8192] = "";

	(void)state;
	assert_int_equal(tcgetattr(inner, &before), 0);
	talk_begin();
	assert_true(echoes());
	key_in("\n");
	key_in("\n");
	key_in("1\n");
	assert_screen(&talk.stage, "password-login");
	assert_true(echoes());
	key_in(STAGE_IDENTITY "\n");
	key_in("26apw\n");
	assert_asked("Security word (what you type is not shown)");
	assert_false(echoes());
	key_in(TALK_WORD "\n");
	assert_true(echoes());
	/* While the portal is asked nothing is echoed either. */
	talk.stage.remote.silent = true;
	key_in("1\n");
	assert_said("please wait");
	assert_false(echoes());
	plain_free(&talk.plain);
	assert_int_equal(tcgetattr(inner, &after), 0);
	assert_int_equal(before.c_lflag, after.c_lflag);
	assert_int_equal(before.c_iflag, after.c_iflag);
	assert_int_equal(before.c_oflag, after.c_oflag);
	assert_true(read(outer, seen, sizeof(seen) - 1) > 0);
	assert_non_null(strstr(seen, STAGE_IDENTITY));
	assert_null(strstr(seen, TALK_WORD));
}

/* What was typed for a screen that has gone does not act on the next. */
static void
test_late_line(void **state)
{
	(void)state;
	talk_begin();
	key_in("\n");
	key_in("\n");
	key_in("1\n");
	key_only("2\n");	/* "No" there */
	stage_wait(&talk.stage, 60);
	talk_settle();
	assert_screen(&talk.stage, "session-warning");
	key_in("\n");
	assert_screen(&talk.stage, "password-login");
	key_in(STAGE_IDENTITY "\n");
	assert_string_equal(stage_item(&talk.stage, "identity")->value,
	    STAGE_IDENTITY);
}

/* ... nor on the question that an expired code leaves. */
static void
test_late_code(void **state)
{
	(void)state;
	talk.stage.config.idle_s = 1000;
	talk.stage.remote.sms_s = 20;
	stage_restart(&talk.stage);
	talk_begin();
	key_in("\n");
	key_in("\n");
	key_in("1\n");
	key_in(STAGE_IDENTITY "\n");
	key_in("26apw\n");
	key_in(TALK_WORD "\n");
	key_in("1\n");
	key_in("1\n");
	assert_screen(&talk.stage, "sms-code");
	assert_false(echoes());
	key_only("2\n");		/* "Back" there */
	stage_wait(&talk.stage, 21);
	talk_settle();
	assert_asked("Number of your choice");
	key_in("1\n");
	assert_asked("SMS code (6 digits; what you type is not shown)");
}

static void
test_interrupt(void **state)
{
	(void)state;
	talk_begin();
	assert_int_equal(raise(SIGTSTP), 0);	/* ignored */
	assert_int_equal(raise(SIGINT), 0);
	talk_settle();
	assert_int_equal(talk.over, 1);
}

/* Somebody has changed the modes while the program was stopped. */
static void
test_continued(void **state)
{
	struct termios now;

	(void)state;
	talk_begin();
	assert_int_equal(tcgetattr(inner, &now), 0);
	now.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	assert_int_equal(tcsetattr(inner, TCSANOW, &now), 0);
	talk.from = talk.len;
	assert_int_equal(raise(SIGCONT), 0);
	talk_settle();
	assert_true(echoes());
	assert_asked("Enter to go on");
}

static void
test_crash(void **state)
{
	struct termios before, after;
	struct tty t;
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(tcgetattr(inner, &before), 0);
	pid = fork();
	if (pid == 0) {
		(void)signal(SIGABRT, SIG_DFL);
		tty_open(&t, inner);
		(void)raise(SIGABRT);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_int_equal(tcgetattr(inner, &after), 0);
	assert_int_equal(before.c_lflag, after.c_lflag);
}

static void
test_width(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 132 };

	(void)state;
	assert_int_equal(ioctl(inner, TIOCSWINSZ, &size), 0);
	(void)unsetenv("COLUMNS");
	assert_int_equal(tty_width(inner), 132);
	assert_int_equal(tty_width(talk.out[1]), 80);
	(void)setenv("COLUMNS", "100", 1);
	assert_int_equal(tty_width(inner), 100);
	(void)setenv("COLUMNS", "1", 1);
	assert_int_equal(tty_width(inner), 20);
	(void)setenv("COLUMNS", "12x", 1);
	assert_int_equal(tty_width(inner), 132);
}

static void
test_utf8(void **state)
{
	(void)state;
	(void)unsetenv("LC_ALL");
	(void)unsetenv("LC_CTYPE");
	(void)setenv("LANG", "tr_TR.UTF-8", 1);
	assert_true(tty_utf8(inner));
	assert_false(tty_utf8(talk.out[1]));	/* not a terminal */
	(void)setenv("LANG", "C.utf8@x", 1);
	assert_true(tty_utf8(inner));
	(void)setenv("LC_ALL", "tr_TR.ISO-8859-9", 1);
	assert_false(tty_utf8(inner));
	(void)unsetenv("LC_ALL");
	(void)setenv("LANG", "C", 1);
	assert_false(tty_utf8(inner));
}

/* An input that cannot be watched. */
static void
test_file(void **state)
{
	static const char lines[] = "\n2\nq\n";
	char name[] = "/tmp/test_plain_XXXXXX";
	int fd = mkstemp(name);

	(void)state;
	assert_true(fd >= 0);
	(void)unlink(name);
	assert_int_equal(write(fd, lines, sizeof(lines) - 1),
	    sizeof(lines) - 1);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	(void)dup2(fd, talk.in[0]);
	(void)close(fd);
	talk_begin();
	for (int i = 0; i < 10; i++)
		talk_settle();
	assert_int_equal(talk.over, 1);
	assert_screen(&talk.stage, "welcome");
	assert_said("Online services");
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_echo),
	TEST(test_late_line),
	TEST(test_late_code),
	TEST(test_interrupt),
	TEST(test_continued),
	TEST(test_crash),
	TEST(test_width),
	TEST(test_utf8),
	TEST(test_file),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
