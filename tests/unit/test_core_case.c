/* The case number: one for each visit, in each message of it and with each
 * request. */
#include "stage_fixture.h"

#include <string.h>

#include "base/case_no.h"
#include "base/log.h"
#include "core/state.h"

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
	char case_no[CASE_NO_SIZE];

	(void)state;
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
}

/* The session's end is still told under the old number; whoever comes next
 * has another one. */
static void
test_next_visit(void **state)
{
	char case_no[CASE_NO_SIZE];

	(void)state;
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
}

/* Nobody came back: what is said about that is about the visit that has
 * ended. */
static void
test_ended_visit(void **state)
{
	char case_no[CASE_NO_SIZE];

	(void)state;
	stage_to_menu(&t);
	memcpy(case_no, t.session->case_no, sizeof(case_no));
	stage_wait(&t, 80);
	assert_about(&t, ERR_SESSION_ENDED);
	assert_string_equal(stage_view(&t)->message.case_no, case_no);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	assert_string_not_equal(t.session->case_no, case_no);
}

/* A report that is sent later is about the visit of the unlock. */
static void
test_late_report(void **state)
{
	char case_no[CASE_NO_SIZE];

	(void)state;
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
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_one_visit),
		STAGE_TEST(test_next_visit),
		STAGE_TEST(test_ended_visit),
		STAGE_TEST(test_late_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
