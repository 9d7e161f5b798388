/* Nobody is there any more: at each step of a visit a person walks away, or
 * the machine sleeps for ten minutes.  The rows of these names in the table of
 * faults (tests/e2e/faults). */
#include "base/clock.h"
#include "edevlet_way.h"
#include "fake/fake_clock.h"

#define SLEEP_MS (600 * 1000)

/* ---- To each step ---- */

static void
to_login(void)
{
	stage_to_login(&t);
	stage_fill_login(&t);
}

/* Typed in, and another picture was asked for. */
static void
to_captcha(void)
{
	to_login();
	stage_key(&t, REQ_REFRESH);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 2);
}

static void
to_sms(void)
{
	to_login();
	stage_key(&t, REQ_PRESS);
}

static void
to_sms_code(void)
{
	stage_to_sms(&t);
	stage_type(&t, "123456");
}

static const struct place {
	const char *screen;
	void (*go)(void);
} s1 = { "password-login", to_login }, s2 = { "password-login", to_captcha },
    s3 = { "sms-confirm", to_sms }, s4 = { "sms-code", to_sms_code },
    s5 = { "verification-code", to_code };

/* ---- What is left ---- */

static void
assert_nothing_left(void)
{
	const struct visit *v = &t.session->visit;

	assert_screen(&t, "goodbye");
	assert_int_equal(secret_len(v->token), 0);
	assert_int_equal(secret_len(v->identity), 0);
	assert_int_equal(secret_len(v->pin), 0);
	assert_int_equal(secret_len(v->verification), 0);
	assert_false(v->open);
	assert_false(v->logged_in);
	assert_int_equal(t.session->kept_form.count, 0);
	for (size_t i = 0; i < t.session->form.count; i++)
		assert_int_equal(secret_len(
		    t.session->form.fields[i].value), 0);
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 1);
	assert_int_equal(t.card.info.pin_tries, 0);
	assert_int_equal(t.card.pins_sent, 0);
}

/* After the warning all is wiped. */
static void
assert_warned(void)
{
	assert_screen(&t, "session-warning");
	assert_int_equal(stage_item(&t, "warn")->seconds_left, 15);
	stage_wait(&t, 14);
	assert_screen(&t, "session-warning");
	stage_wait(&t, 1);
	assert_nothing_left();
}

static void
test_idle(void **state)
{
	const struct place *place = *state;

	place->go();
	assert_screen(&t, place->screen);
	stage_wait(&t, 59);
	assert_screen(&t, place->screen);
	stage_wait(&t, 1);
	assert_warned();
}

/* The clock of deadlines goes on while the machine sleeps. */
static void
test_sleep(void **state)
{
	const struct place *place = *state;

	place->go();
	assert_screen(&t, place->screen);
	fake_clock_forward(SLEEP_MS);
	stage_settle(&t);
	assert_warned();
}

/* The key that wakes the machine comes before its clocks do; it may be
 * somebody else's, and is not for what is on the screen. */
static void
test_woken(void **state)
{
	const struct place *place = *state;
	unsigned said;

	place->go();
	said = t.remote.calls[WIRE_LOGIN_PASSWORD] +
	    t.remote.calls[WIRE_SMS_VERIFY];
	fake_clock_forward(SLEEP_MS);
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_PASSWORD] +
	    t.remote.calls[WIRE_SMS_VERIFY], said);
	assert_warned();
}

/* ---- While the portal is waited for ---- */

static enum wire_op waited;	/* for its answer */

static void
fall_silent(void *arg, enum wire_op op)
{
	(void)arg;
	if (op == waited)
		t.remote.silent = true;
}

static void
wait_for(enum wire_op op)
{
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	waited = op;
	t.remote.at = fall_silent;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-progress");
	assert_int_equal(t.remote.calls[op], 1);
}

/* Nobody is asked whether they are there while the card is in use, and when
 * the portal answers all goes well. */
static void
test_idle_waiting(void **state)
{
	wait_for(*(const enum wire_op *)*state);
	stage_wait(&t, 80);
	assert_screen(&t, "unlock-progress");
	t.remote.silent = false;
	stage_settle(&t);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_OK);
	assert_int_equal(t.card.pins_sent, 1);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 1);
}

static const enum wire_op cryptogram = WIRE_UNLOCK_CRYPTOGRAM,
    report = WIRE_UNLOCK_REPORT;

/* ---- The end ---- */

/* All is wiped already; the screen stays until the card is taken. */
static void
assert_ended(void)
{
	assert_screen(&t, "goodbye");
	assert_false(t.session->visit.open);
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 1);
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
}

static void
to_end(void)
{
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "goodbye");
}

static void
test_idle_end(void **state)
{
	(void)state;
	to_end();
	stage_wait(&t, 80);
	assert_ended();
}

static void
test_sleep_end(void **state)
{
	(void)state;
	to_end();
	fake_clock_forward(SLEEP_MS);
	stage_settle(&t);
	assert_ended();
}

#define TEST(name, function, what) { name, function, stage_setup, \
	stage_teardown, what }
#define STEP(name, step) \
	TEST("idle-" name, test_idle, (void *)(uintptr_t)&step), \
	TEST("asleep-" name, test_sleep, (void *)(uintptr_t)&step), \
	TEST("woken-" name, test_woken, (void *)(uintptr_t)&step)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STEP("S1", s1), STEP("S2", s2), STEP("S3", s3), STEP("S4", s4),
		STEP("S5", s5),
		TEST("idle-S9", test_idle_waiting,
		    (void *)(uintptr_t)&cryptogram),
		TEST("idle-S12", test_idle_waiting,
		    (void *)(uintptr_t)&report),
		TEST("idle-S13", test_idle_end, NULL),
		TEST("asleep-S13", test_sleep_end, NULL),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
