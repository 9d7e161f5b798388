/* Figures: what a session tells is added to the file, by several terminals,
 * and a file that is not ours is not touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/tally.h"

static char dir[] = "/tmp/tally-XXXXXX", path[64], text[8192];

static const char *
content(void)
{
	FILE *f = fopen(path, "r");
	size_t len = 0;

	if (f != NULL) {
		len = fread(text, 1, sizeof(text) - 1, f);
		fclose(f);
	}
	text[len] = '\0';
	return text;
}

static void
put(const char *what)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(what, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static bool
has(const char *line)
{
	return strstr(content(), line) != NULL;
}

static struct tally *
one(void)
{
	struct tally *t = NULL;

	assert_int_equal(tally_new(path, &t), ERR_OK);
	return t;
}

static void
visit(struct tally *t)
{
	const struct session_observer *o = tally_observer(t);

	o->arrived(o->arg, "start");
	o->chosen(o->arg, "start", "individual");
	o->arrived(o->arg, "sms-code");
	o->done(o->arg, "sms.verify", ERR_CODE_WRONG, 40);
	o->done(o->arg, "sms.verify", ERR_OK, 2);
	o->visit_over(o->arg);
}

static int
setup(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void
test_sums(void **state)
{
	struct tally *t = one();

	(void)state;
	visit(t);
	assert_true(has("\ncilingir_visits_total 1\n"));
	assert_true(has("\ncilingir_screens_total{screen=\"start\"} 1\n"));
	assert_true(has("\ncilingir_buttons_total{screen=\"start\","
	    "button=\"individual\"} 1\n"));
	assert_true(has("\ncilingir_ways_total{from=\"start\","
	    "to=\"sms-code\"} 1\n"));
	assert_false(has("to=\"start\""));
	visit(t);
	assert_true(has("\ncilingir_visits_total 2\n"));
	assert_true(has("\ncilingir_ways_total{from=\"sms-code\","
	    "to=\"start\"} 1\n"));
	assert_true(has("\ncilingir_actions_total{action=\"sms.verify\","
	    "outcome=\"code-wrong\"} 2\n"));
	assert_true(has("\ncilingir_action_milliseconds_total"
	    "{action=\"sms.verify\"} 84\n"));
	tally_free(&t);
	/* The next start goes on where this one ended. */
	t = one();
	visit(t);
	tally_free(&t);
	assert_true(has("\ncilingir_visits_total 3\n"));
	assert_true(has("# TYPE cilingir_visits_total counter\n"));
}

/* The lock: nothing is lost where several write at the same time. */
static void
test_side_by_side(void **state)
{
	struct tally *t;
	int status;

	(void)state;
	for (int i = 0; i < 4; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid > 0)
			continue;
		t = one();
		for (int k = 0; k < 25; k++)
			visit(t);
		tally_free(&t);
		_exit(0);
	}
	for (int i = 0; i < 4; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_true(has("\ncilingir_visits_total 100\n"));
}

static void
test_not_ours(void **state)
{
	static const char *const others[] = { "node_load1 0.5\n",
	    "cilingir_visits_total\n", "cilingir_visits_total x\n",
	    "cilingir_visits_total 99999999999999999999999\n",
	    "cilingir_visits_totally 1\n" };
	struct tally *t = one();

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		put(others[i]);
		visit(t);
		assert_int_equal(tally_write(t), ERR_SYNTAX);
		assert_string_equal(content(), others[i]);
	}
	/* What could not be added is added later. */
	unlink(path);
	assert_int_equal(tally_write(t), ERR_OK);
	assert_true(has("\ncilingir_visits_total 5\n"));
	tally_free(&t);
}

static void
test_nowhere(void **state)
{
	struct tally *t = NULL;

	(void)state;
	assert_int_equal(tally_new("/nowhere/at/all", &t), ERR_OK);
	visit(t);
	assert_int_equal(tally_write(t), ERR_IO);
	tally_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_sums, setup),
		cmocka_unit_test_setup(test_side_by_side, setup),
		cmocka_unit_test_setup(test_not_ours, setup),
		cmocka_unit_test_setup(test_nowhere, setup),
	};
	int failed;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/cilingir.prom", dir);
	failed = cmocka_run_group_tests_name("app: figures", tests, NULL,
	    NULL);
	unlink(path);
	strcat(path, ".lock");
	unlink(path);
	rmdir(dir);
	return failed;
}
