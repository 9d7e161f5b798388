/* A portal that is away, or has ended the session: where that leads, and what
 * stays of what was typed. */
#include "stage_fixture.h"

#include "base/secret.h"
#include "core/state.h"

static void
test_session_open(void **state)
{
	static const struct {
		enum wire_op op;
		enum err e;
		int status;
		const char *screen;
	} cases[] = {
		{ WIRE_HEALTH, ERR_PORTAL_AWAY, 0, "out-of-service" },
		{ WIRE_SESSION_OPEN, ERR_PORTAL_AWAY, 0, "out-of-service" },
		{ WIRE_SESSION_OPEN, ERR_PORTAL_TLS, 0, "out-of-service" },
		{ WIRE_SESSION_OPEN, ERR_PORTAL_BUSY, 503, "start" },
		{ WIRE_SESSION_OPEN, ERR_TIMEOUT, 0, "start" },
		{ WIRE_SESSION_OPEN, ERR_HELPER_GONE, 0, "start" },
		{ WIRE_SESSION_OPEN, ERR_PORTAL_ANSWER, 0, "start" },
		/* A portal that says what does not belong here. */
		{ WIRE_SESSION_OPEN, ERR_CODE_WRONG, 400, "start" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		stage_to_start(&t);
		fake_remote_fail(&t.remote, cases[i].op, cases[i].e,
		    cases[i].status);
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, cases[i].screen);
		assert_about(&t, cases[i].e == ERR_CODE_WRONG ?
		    ERR_PORTAL_ANSWER : cases[i].e);
		assert_false(t.session->visit.open);
		stage_close(&t);
	}
}

static void
test_old_terminal(void **state)
{
	(void)state;
	t.remote.min_version = "99.0";
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "out-of-service");
	assert_about(&t, ERR_PORTAL_VERSION);
	assert_int_equal(t.remote.calls[WIRE_SESSION_OPEN], 0);
	/* It looks again by itself. */
	t.remote.min_version = "0.0.1";
	stage_wait(&t, 11);
	assert_screen(&t, "welcome");
}

/* A portal that is away at each call: nothing typed is lost but secrets. */
static void
test_portal_away(void **state)
{
	(void)state;
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	fake_remote_fail(&t.remote, WIRE_CAPTCHA_NEW, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
	assert_about(&t, ERR_PORTAL_AWAY);
	assert_string_equal(stage_view(&t)->portal,
	    "Portal: ulaşılamıyor");
	stage_key(&t, REQ_REFRESH);
	assert_string_equal(stage_view(&t)->portal, "Portal: bağlı");
	stage_fill_login(&t);
	stage_key(&t, REQ_PRESS);
	fake_remote_fail(&t.remote, WIRE_SMS_SEND, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_PORTAL_AWAY);
	stage_key(&t, REQ_PRESS);
	stage_type(&t, "123456");
	fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	assert_about(&t, ERR_PORTAL_AWAY);
}

/* Busy, and how long: what the portal said, in either language; where it said
 * nothing, no number is made up, nor one of a screen's countdown taken. */
static void
test_portal_busy(void **state)
{
	static const struct {
		int retry_after;
		const char *tr, *en;
	} cases[] = {
		{ -1, "Lütfen bir dakika bekleyip yeniden deneyiniz.",
		    "Wait a minute and try again." },
		{ 1, "Lütfen 1 saniye bekleyip yeniden deneyiniz.",
		    "Wait 1 second and try again." },
		{ 120, "Lütfen 120 saniye bekleyip yeniden deneyiniz.",
		    "Wait 120 seconds and try again." },
		{ 121, "Lütfen 3 dakika bekleyip yeniden deneyiniz.",
		    "Wait 3 minutes and try again." },
		{ 3600, "Lütfen 60 dakika bekleyip yeniden deneyiniz.",
		    "Wait 60 minutes and try again." },
	};
	size_t i;

	(void)state;
	stage_to_sms(&t);
	assert_non_null(stage_item(&t, "sms"));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_type(&t, "123456");
		fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_PORTAL_BUSY,
		    503);
		t.remote.answers[WIRE_SMS_VERIFY].retry_after =
		    cases[i].retry_after;
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "sms-code");
		assert_about(&t, ERR_PORTAL_BUSY);
		assert_string_equal(stage_view(&t)->message.next, cases[i].tr);
		stage_key(&t, REQ_LANGUAGE);
		assert_string_equal(stage_view(&t)->message.next, cases[i].en);
		stage_key(&t, REQ_LANGUAGE);
	}
}

/* The portal has ended the session: wiped, wherever it says so. */
static void
test_session_ended(void **state)
{
	(void)state;
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_SESSION_ENDED,
	    401);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "start");
	assert_about(&t, ERR_SESSION_ENDED);
	assert_false(t.session->visit.open);
	assert_int_equal(secret_len(t.session->visit.token), 0);
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	assert_int_equal(t.remote.calls[WIRE_SESSION_OPEN], 2);
}

/* Nothing that needs the portal's session is asked without one. */
static void
test_no_session(void **state)
{
	(void)state;
	stage_to_login(&t);
	t.session->visit.open = false;
	stage_key(&t, REQ_REFRESH);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 1);
	assert_screen(&t, "start");
	assert_about(&t, ERR_SESSION_ENDED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_open),
		STAGE_TEST(test_old_terminal),
		STAGE_TEST(test_portal_away),
		STAGE_TEST(test_portal_busy),
		STAGE_TEST(test_session_ended),
		STAGE_TEST(test_no_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
