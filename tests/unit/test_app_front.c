/* Which front end is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/front.h"

static int outer, inner, saved[2];

static int
setup(void **state)
{
	(void)state;
	(void)fflush(stdout);
	(void)setenv("TERM", "xterm-256color", 1);
	(void)unsetenv("CILINGIR_PLAIN");
	for (int i = 0; i < 2; i++)
		saved[i] = dup(i);
	if (openpty(&outer, &inner, NULL, NULL, NULL) != 0)
		return -1;
	for (int i = 0; i < 2; i++)
		(void)dup2(inner, i);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		(void)dup2(saved[i], i);
		(void)close(saved[i]);
	}
	(void)close(outer);
	(void)close(inner);
	return 0;
}

static void
test_asked_for(void **state)
{
	const char *why = "";

	(void)state;
	assert_false(front_is_plain(false, &why));
	assert_null(why);
	assert_true(front_is_plain(true, &why));
	assert_null(why);
	(void)setenv("CILINGIR_PLAIN", "1", 1);
	assert_true(front_is_plain(false, &why));
	assert_null(why);
	(void)setenv("CILINGIR_PLAIN", "0", 1);
	assert_false(front_is_plain(false, &why));
	(void)setenv("CILINGIR_PLAIN", "", 1);
	assert_false(front_is_plain(false, &why));
}

static void
test_term(void **state)
{
	static const char *const poor[] = { "dumb", "unknown", "" };
	const char *why;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		(void)setenv("TERM", poor[i], 1);
		assert_true(front_is_plain(false, &why));
		assert_null(why);
	}
	(void)unsetenv("TERM");
	assert_true(front_is_plain(false, &why));
	(void)setenv("TERM", "dumber", 1);	/* refused by the other one */
	assert_false(front_is_plain(false, &why));
}

/* Somebody who has not asked for it is told. */
static void
test_no_terminal(void **state)
{
	const char *why = NULL;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	(void)dup2(ends[0], STDIN_FILENO);
	assert_true(front_is_plain(false, &why));
	assert_non_null(strstr(why, "input is not a terminal"));
	(void)dup2(inner, STDIN_FILENO);
	(void)dup2(ends[1], STDOUT_FILENO);
	assert_true(front_is_plain(false, &why));
	assert_non_null(strstr(why, "output is not a terminal"));
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_asked_for),
	TEST(test_term),
	TEST(test_no_terminal),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
