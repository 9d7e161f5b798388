/* The case number: one for each visit, in each message of it and with each
 * request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/case_no.h"
#include "base/log.h"
#include "core/state.h"
#include "fake/stage.h"

static char line[600];

static void
keep(enum log_level level, const char *text, void *arg)
{
	(void)level, (void)arg;
	strncpy(line, text, sizeof(line) - 1);
}

static void
test_one_visit(void **state)
{
	struct stage t;
	char case_no[CASE_NO_SIZE];

	(void)state;
	stage_open(&t);
	log_set_sink(keep, NULL);
	stage_to_login(&t);
	memcpy(case_no, t.session->case_no, sizeof(case_no));
	assert_true(case_no_valid(case_no));
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_WRONG, 403);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_LOGIN_WRONG);
	assert_string_equal(stage_view(&t)->message.case_no, case_no);
	assert_string_equal(t.remote.cases[WIRE_SESSION_OPEN], case_no);
	assert_string_equal(t.remote.cases[WIRE_LOGIN_PASSWORD], case_no);
	assert_non_null(strstr(line, case_no));
	log_set_sink(NULL, NULL);
	stage_close(&t);
}

/* The session's end is still told under the old number; whoever comes next
 * has another one. */
static void
test_next_visit(void **state)
{
	struct stage t;
	char case_no[CASE_NO_SIZE];

	(void)state;
	stage_open(&t);
	stage_to_menu(&t);
	memcpy(case_no, t.session->case_no, sizeof(case_no));
	stage_key(&t, REQ_LEAVE);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	assert_string_equal(t.remote.cases[WIRE_SESSION_CLOSE], case_no);
	assert_true(case_no_valid(t.session->case_no));
	assert_string_not_equal(t.session->case_no, case_no);
	stage_to_login(&t);
	assert_string_equal(t.remote.cases[WIRE_SESSION_OPEN],
	    t.session->case_no);
	stage_close(&t);
}

/* Nobody came back: what is said about that is about the visit that has
 * ended. */
static void
test_ended_visit(void **state)
{
	struct stage t;
	char case_no[CASE_NO_SIZE];

	(void)state;
	stage_open(&t);
	stage_to_menu(&t);
	memcpy(case_no, t.session->case_no, sizeof(case_no));
	stage_wait(&t, 80);
	assert_about(&t, ERR_SESSION_ENDED);
	assert_string_equal(stage_view(&t)->message.case_no, case_no);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	assert_string_not_equal(t.session->case_no, case_no);
	stage_close(&t);
}

/* A report that is sent later is about the visit of the unlock. */
static void
test_late_report(void **state)
{
	struct stage t;
	char case_no[CASE_NO_SIZE];

	(void)state;
	stage_open(&t);
	stage_to_pin(&t);
	memcpy(case_no, t.session->case_no, sizeof(case_no));
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_PORTAL_AWAY, 0);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.remote.cases[WIRE_UNLOCK_REPORT], case_no);
	stage_key(&t, REQ_LEAVE);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	memset(t.remote.cases, 0, sizeof(t.remote.cases));
	stage_wait(&t, 70);
	assert_string_equal(t.remote.cases[WIRE_UNLOCK_REPORT], case_no);
	assert_string_not_equal(t.session->case_no, case_no);
	stage_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_visit),
		cmocka_unit_test(test_next_visit),
		cmocka_unit_test(test_ended_visit),
		cmocka_unit_test(test_late_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
