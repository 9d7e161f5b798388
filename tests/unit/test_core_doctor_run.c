/* The doctor and the guide for first use on the real screens: what is found
 * is said with its code, nothing of it ends a visit, and no try is spent. */
#include "stage_fixture.h"

#include <string.h>
#include <unistd.h>

#include "core/state.h"

static struct doctor_place place;

static void
look(void *arg, struct doctor_place *out)
{
	*out = *(struct doctor_place *)arg;
}

static int
setup(void **state)
{
	stage_setup(state);
	place = (struct doctor_place){ .config = { .state = DOCTOR_FINE },
	    .helpers = { .state = DOCTOR_FINE },
	    .memory = { .state = DOCTOR_FINE },
	    .display = { .state = DOCTOR_FINE } };
	t.config.look = look;
	t.config.look_arg = &place;
	return 0;
}

static void
to_doctor(void)
{
	stage_to_start(&t);
	stage_press(&t, "doctor");
	assert_screen(&t, "doctor");
}

static enum view_step_state
step(const char *id)
{
	return stage_item(&t, id)->state;
}

static bool
shown(const char *id)
{
	const struct view *v = stage_view(&t);
	size_t i;

	for (i = 0; i < v->count; i++)
		if (v->items[i].id != NULL && strcmp(v->items[i].id, id) == 0)
			return true;
	return false;
}

/* The codes of the report, in the order in which they stand there. */
static const char *
codes(void)
{
	const struct view *v = stage_view(&t);
	static char text[128];
	size_t i;

	text[0] = '\0';
	for (i = 0; i < v->count; i++) {
		if (v->items[i].kind != VIEW_FINDING)
			continue;
		assert_true(strlen(v->items[i].value) > 10);
		if (text[0] != '\0')
			strcat(text, " ");
		strcat(text, v->items[i].text);
	}
	return text;
}

static void
test_in_order(void **state)
{
	(void)state;
	t.card.info.pin_tries = 3;
	to_doctor();
	assert_int_equal(step("service"), STEP_DONE);
	assert_int_equal(step("kind"), STEP_DONE);
	assert_int_equal(step("portal"), STEP_DONE);
	assert_int_equal(step("terminal"), STEP_DONE);
	/* A portal that does not say its time: not known, and not wrong. */
	assert_int_equal(step("clock"), STEP_SKIPPED);
	assert_string_equal(stage_item(&t, "pin")->hint, "Kalan deneme: 3");
	assert_false(shown("report"));
	assert_true(shown("again"));
	assert_about(&t, ERR_OK);
	assert_string_equal(t.log.text,
	    "health card.identify card.certificates health");
	assert_int_equal(step("certificate"), STEP_DONE);
}

static void
test_locked_card(void **state)
{
	(void)state;
	to_doctor();
	assert_int_equal(step("pin"), STEP_FAILED);
	assert_string_equal(stage_item(&t, "pin")->hint, "K165");
	/* Where to go next has the focus. */
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    "report");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "doctor-report");
	assert_string_equal(codes(), "K165");
	stage_press(&t, "again");
	assert_screen(&t, "doctor");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "start");
}

static void
test_many_troubles(void **state)
{
	(void)state;
	t.card.info.presence = CARD_NO_READER;
	stage_to_start(&t);
	fake_remote_fail(&t.remote, WIRE_HEALTH, ERR_PORTAL_TLS, 0);
	t.remote.answers[WIRE_HEALTH].distrust = REMOTE_DATES;
	place.memory = (struct doctor_finding){ DOCTOR_TROUBLE,
	    ERR_MEMORY_UNLOCKED, "" };
	place.config = (struct doctor_finding){ DOCTOR_TROUBLE, ERR_CONFIG,
	    "c.yaml:3:1: no such key" };
	stage_press(&t, "doctor");
	assert_int_equal(step("service"), STEP_DONE);
	assert_int_equal(step("reader"), STEP_FAILED);
	assert_int_equal(step("card"), STEP_SKIPPED);
	assert_int_equal(step("portal"), STEP_DONE);
	assert_int_equal(step("trust"), STEP_FAILED);
	assert_int_equal(step("terminal"), STEP_FAILED);
	stage_press(&t, "report");
	assert_string_equal(codes(), "K103 S441 S442 S444");
	/* In the other language it is the same report. */
	stage_key(&t, REQ_LANGUAGE);
	assert_string_equal(codes(), "K103 S441 S442 S444");
}

/* Of last year, of next year: the day is said. */
static void
test_dates(void **state)
{
	struct card_cert *c = &t.card.certs.list[0];

	(void)state;
	t.card.info.pin_tries = 3;
	c->not_before = 4102444800;		/* 2100 */
	c->not_after = 4133980800;
	to_doctor();
	assert_int_equal(step("certificate"), STEP_FAILED);
	stage_press(&t, "report");
	assert_string_equal(codes(), "K166");
	c->not_before = 1000000000;		/* 2001 */
	c->not_after = 1100000000;
	stage_press(&t, "again");
	stage_press(&t, "report");
	assert_string_equal(codes(), "K167");
}

/* No card is no trouble; what to do about it is said all the same. */
static void
test_no_card(void **state)
{
	(void)state;
	t.card.info.presence = CARD_ABSENT;
	to_doctor();
	assert_int_equal(step("card"), STEP_SKIPPED);
	assert_string_equal(stage_item(&t, "card")->hint, "K104");
	assert_false(shown("report"));
}

static void
test_portal_away(void **state)
{
	(void)state;
	t.card.info.pin_tries = 3;
	stage_to_start(&t);
	fake_remote_fail(&t.remote, WIRE_HEALTH, ERR_PORTAL_AWAY, 0);
	stage_press(&t, "doctor");
	assert_screen(&t, "doctor");		/* not out-of-service */
	assert_int_equal(step("portal"), STEP_FAILED);
	assert_int_equal(step("trust"), STEP_SKIPPED);
	stage_press(&t, "report");
	assert_string_equal(codes(), "P201");
}

/* The helper is gone at once: that is a finding as well. */
static void
test_helper_gone(void **state)
{
	(void)state;
	stage_to_start(&t);
	t.card.fails = FAKE_IDENTIFY;
	t.card.fails_with = ERR_HELPER_GONE;
	t.remote.refuses[WIRE_HEALTH] = true;
	stage_press(&t, "doctor");
	assert_int_equal(step("service"), STEP_SKIPPED);
	assert_int_equal(step("terminal"), STEP_FAILED);
	stage_press(&t, "report");
	assert_string_equal(codes(), "S404");
}

/* A portal that does not answer for long does not hold anybody. */
static void
test_leave_while_it_looks(void **state)
{
	(void)state;
	stage_to_start(&t);
	t.remote.silent = true;
	stage_press(&t, "doctor");
	assert_int_equal(step("portal"), STEP_RUNNING);
	assert_non_null(stage_view(&t)->busy);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "start");
	assert_int_equal(t.card.begun, 0);
}

/* The journal's folder is gone: found before an unlock has to tell. */
static void
test_journal(void **state)
{
	(void)state;
	t.card.info.pin_tries = 3;
	stage_to_start(&t);
	assert_int_equal(rmdir(t.folder), 0);
	stage_press(&t, "doctor");
	stage_press(&t, "report");
	assert_string_equal(codes(), "S408");
}

static void
test_first_use(void **state)
{
	static const char *const pages[] = { "first-use", "first-use-reader",
		"first-use-login", "first-use-pin", "first-use-keep",
		"first-use-warnings" };
	size_t count = sizeof(pages) / sizeof(pages[0]), i;

	(void)state;
	stage_to_start(&t);
	stage_press(&t, "first-use");
	for (i = 0; i < count; i++) {
		assert_screen(&t, pages[i]);
		assert_int_equal(stage_view(&t)->step, i + 1);
		stage_key(&t, REQ_PRESS);
	}
	assert_screen(&t, "start");
	stage_press(&t, "first-use");
	for (i = 1; i < count; i++)
		stage_key(&t, REQ_PRESS);
	while (i-- > 1) {
		stage_key(&t, REQ_BACK);
		assert_screen(&t, pages[i - 1]);
	}
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "start");
	/* The page of the reader has looked twice. */
	assert_int_equal(t.card.identified, 3);
	assert_int_equal(t.card.typed_sent, 0);
}

/* What the terminal sees is ticked while the person looks. */
static void
test_first_use_ticks(void **state)
{
	(void)state;
	t.card.info.presence = CARD_NO_READER;
	stage_to_start(&t);
	stage_press(&t, "first-use");
	stage_key(&t, REQ_PRESS);
	assert_int_equal(step("reader"), STEP_WAITING);
	assert_int_equal(step("card"), STEP_WAITING);
	t.card.info.presence = CARD_ABSENT;
	fake_card_tell(&t.card);
	stage_settle(&t);
	assert_int_equal(step("reader"), STEP_DONE);
	assert_int_equal(step("card"), STEP_WAITING);
	assert_int_equal(step("certificate"), STEP_WAITING);
	fake_card_insert(&t.card, 0x55, 3);
	stage_settle(&t);
	assert_int_equal(step("certificate"), STEP_DONE);
	assert_screen(&t, "first-use-reader");
	assert_int_equal(step("card"), STEP_DONE);
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_int_equal(step("card"), STEP_WAITING);
}

#define DOCTOR_TEST(test) \
	cmocka_unit_test_setup_teardown(test, setup, stage_teardown)

static const struct CMUnitTest tests[] = {
	DOCTOR_TEST(test_in_order),
	DOCTOR_TEST(test_locked_card),
	DOCTOR_TEST(test_many_troubles),
	DOCTOR_TEST(test_dates),
	DOCTOR_TEST(test_no_card),
	DOCTOR_TEST(test_portal_away),
	DOCTOR_TEST(test_helper_gone),
	DOCTOR_TEST(test_leave_while_it_looks),
	DOCTOR_TEST(test_journal),
	DOCTOR_TEST(test_first_use),
	DOCTOR_TEST(test_first_use_ticks),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
