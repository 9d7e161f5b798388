/* Login and SMS on the real screens: every outcome leads where the screens
 * say, nothing malformed leaves, nothing is counted twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "fake/stage.h"

static void
assert_message_at(struct stage *t, const char *id)
{
	const struct view *v = stage_view(t);

	assert_true(v->message.at >= 0);
	assert_string_equal(v->items[v->message.at].id, id);
	assert_int_equal(v->focus, v->message.at);
}

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
	struct stage t;
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
	struct stage t;

	(void)state;
	stage_open(&t);
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
	stage_close(&t);
}

/* Nothing leaves while a field is malformed, and the field is named. */
static void
test_local_checks(void **state)
{
	static const struct {
		const char *identity, *captcha, *word;
		enum err e;
		const char *at;
	} cases[] = {
		{ "", "26apw", "x", ERR_FIELD_EMPTY, "identity" },
		{ "10000000147", "26apw", "x", ERR_IDENTITY_INVALID,
		    "identity" },
		{ "10000000146", "", "x", ERR_FIELD_EMPTY, "captcha" },
		{ "10000000146", "26ap", "x", ERR_FIELD_LENGTH, "captcha" },
		{ "10000000146", "26apw", "", ERR_FIELD_EMPTY, "word" },
	};
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		stage_to_login(&t);
		stage_fill(&t, "identity", cases[i].identity);
		stage_fill(&t, "captcha", cases[i].captcha);
		stage_fill(&t, "word", cases[i].word);
		stage_press(&t, "login");
		assert_screen(&t, "password-login");
		assert_about(&t, cases[i].e);
		assert_message_at(&t, cases[i].at);
		assert_int_equal(t.remote.calls[WIRE_LOGIN_PASSWORD], 0);
		/* What was typed well is still there. */
		assert_int_equal(stage_typed(&t, "word"),
		    strlen(cases[i].word));
		stage_close(&t);
	}
}

static void
test_login_wrong(void **state)
{
	static const struct { enum err e; const char *at; } cases[] = {
		{ ERR_CAPTCHA_WRONG, "captcha" }, { ERR_LOGIN_WRONG, "word" },
	};
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		stage_open(&t);
		stage_to_login(&t);
		stage_fill_login(&t);
		fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, cases[i].e,
		    403);
		t.remote.answers[WIRE_LOGIN_PASSWORD].tries_left = 2;
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "password-login");
		assert_about(&t, cases[i].e);
		assert_message_at(&t, cases[i].at);
		assert_string_equal(stage_view(&t)->message.tries,
		    "Kalan deneme: 2");
		assert_string_equal(stage_view(&t)->message.request_id,
		    "r-77");
		/* A new picture; the number stays, the rest is wiped. */
		assert_int_equal(t.remote.calls[WIRE_CAPTCHA_IMAGE], 2);
		assert_int_equal(stage_typed(&t, "identity"), 11);
		assert_int_equal(stage_typed(&t, "captcha"), 0);
		assert_int_equal(stage_typed(&t, "word"), 0);
		stage_close(&t);
	}
}

/* The new picture does not come: the person still learns what was wrong. */
static void
test_wrong_and_no_picture(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_WRONG,
	    403);
	fake_remote_fail(&t.remote, WIRE_CAPTCHA_IMAGE, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_LOGIN_WRONG);
	assert_null(stage_item(&t, "captcha")->grey);
	stage_key(&t, REQ_REFRESH);
	assert_non_null(t.session->visit.picture);
	stage_close(&t);
}

static void
test_third_wrong_login(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_BLOCKED,
	    403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	assert_about(&t, ERR_LOGIN_BLOCKED);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 1);
	stage_close(&t);
}

/* A captcha that is too old is not sent: that would cost a round. */
static void
test_old_captcha(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.remote.captcha_s = 30;
	stage_to_login(&t);
	stage_fill_login(&t);
	stage_wait(&t, 31);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_CAPTCHA_WRONG);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_PASSWORD], 0);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 2);
	stage_close(&t);
}

static void
test_double_enter(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	stage_key_only(&t, REQ_PRESS);
	stage_key_only(&t, REQ_PRESS);
	stage_key_only(&t, REQ_PRESS);
	assert_non_null(stage_view(&t)->busy);
	/* Nothing can be typed into what is being sent. */
	stage_type(&t, "");
	assert_int_equal(t.remote.calls[WIRE_LOGIN_PASSWORD], 1);
	assert_screen(&t, "sms-confirm");
	stage_key_only(&t, REQ_PRESS);
	stage_key_only(&t, REQ_PRESS);
	stage_settle(&t);
	assert_int_equal(t.remote.calls[WIRE_SMS_SEND], 1);
	stage_close(&t);
}

/* Language, size and help work meanwhile; Esc gives up and stays. */
static void
test_keys_while_busy(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	t.remote.silent = true;
	stage_key(&t, REQ_PRESS);
	assert_non_null(stage_view(&t)->busy);
	stage_key(&t, REQ_LANGUAGE);
	assert_int_equal(stage_view(&t)->lang, LANG_EN);
	stage_key(&t, REQ_LARGE);
	assert_true(stage_view(&t)->large);
	stage_key(&t, REQ_HELP);
	assert_non_null(stage_view(&t)->help);
	stage_key(&t, REQ_BACK);
	assert_null(stage_view(&t)->help);
	assert_non_null(stage_view(&t)->busy);
	stage_type(&t, "xyz");
	assert_int_equal(stage_typed(&t, "word"), strlen("gizli-sözcük"));
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "password-login");
	stage_key(&t, REQ_BACK);
	assert_null(stage_view(&t)->busy);
	assert_screen(&t, "password-login");
	assert_about(&t, ERR_OK);
	assert_int_equal(t.remote.cancelled, 1);
	assert_int_equal(stage_typed(&t, "identity"), 11);
	assert_int_equal(stage_typed(&t, "word"), 0);
	stage_close(&t);
}

/* While the picture is on its way one can type, and go back. */
static void
test_typing_while_picture_comes(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	t.remote.silent = true;
	stage_key(&t, REQ_REFRESH);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 2);
	stage_fill(&t, "identity", "123");
	assert_int_equal(stage_typed(&t, "identity"), 3);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "user-verification");
	assert_int_equal(t.remote.cancelled, 1);
	stage_close(&t);
}

/* A lost answer: the repeat has the same key, a changed one has not. */
static void
test_lost_login(void **state)
{
	struct stage t;
	char key[WIRE_ID];

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
	assert_about(&t, ERR_PORTAL_AWAY);
	memcpy(key, t.remote.keys[WIRE_LOGIN_PASSWORD], sizeof(key));
	assert_int_equal(stage_typed(&t, "captcha"), 5);
	assert_int_equal(stage_typed(&t, "word"), 0);
	stage_fill(&t, "word", "gizli-sözcük");
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_TIMEOUT, 0);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(t.remote.keys[WIRE_LOGIN_PASSWORD], key);
	stage_fill(&t, "word", "başka");
	stage_key(&t, REQ_PRESS);
	assert_string_not_equal(t.remote.keys[WIRE_LOGIN_PASSWORD], key);
	assert_screen(&t, "sms-confirm");
	stage_close(&t);
}

static void
test_code_wrong(void **state)
{
	struct stage t;
	char key[WIRE_ID];

	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	stage_type(&t, "12 34-56");
	fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_CODE_WRONG, 403);
	t.remote.answers[WIRE_SMS_VERIFY].tries_left = 2;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	assert_about(&t, ERR_CODE_WRONG);
	assert_message_at(&t, "sms_code");
	assert_non_null(stage_view(&t)->message.tries);
	assert_int_equal(stage_typed(&t, "sms_code"), 0);
	memcpy(key, t.remote.keys[WIRE_SMS_VERIFY], sizeof(key));
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	/* A new try, even of the same code, is a new key. */
	assert_string_not_equal(t.remote.keys[WIRE_SMS_VERIFY], key);
	assert_screen(&t, "operations-menu");
	assert_true(t.session->visit.logged_in);
	assert_true(fake_remote_said(&t.remote, "123456"));
	stage_close(&t);
}

static void
test_code_short(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_FIELD_EMPTY);
	stage_type(&t, "1");
	assert_about(&t, ERR_OK);
	stage_type(&t, "2345");
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_FIELD_LENGTH);
	assert_int_equal(stage_typed(&t, "sms_code"), 5);
	stage_type(&t, "x");
	assert_about(&t, ERR_FIELD_CHARACTERS);
	stage_type(&t, "6");
	assert_about(&t, ERR_OK);
	assert_int_equal(t.remote.calls[WIRE_SMS_VERIFY], 0);
	stage_close(&t);
}

static void
test_third_wrong_code(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	stage_type(&t, "123456");
	fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_CODE_USED_UP, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_CODE_USED_UP);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 300);
	stage_close(&t);
}

/* Back and forth: the portal sends no second message so soon, and the first
 * one's code can be typed. */
static void
test_code_on_its_way(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	stage_wait(&t, 20);
	stage_key(&t, REQ_BACK);
	stage_fill_login(&t);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	fake_remote_fail(&t.remote, WIRE_SMS_SEND, ERR_CODE_WAIT, 429);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	assert_about(&t, ERR_OK);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 280);
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "operations-menu");
	stage_close(&t);
}

/* ... but not by somebody else, who has to wait for their own. */
static void
test_code_of_another(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	stage_key(&t, REQ_BACK);
	stage_fill_login(&t);
	stage_refill(&t, "identity", "10000000214");
	stage_press(&t, "login");
	assert_screen(&t, "sms-confirm");
	fake_remote_fail(&t.remote, WIRE_SMS_SEND, ERR_CODE_WAIT, 429);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_CODE_WAIT);
	stage_close(&t);
}

/* The code's time runs out in the middle of typing. */
static void
test_code_expires(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.remote.sms_s = 50;
	stage_to_sms(&t);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 50);
	assert_null(stage_item(&t, "resend"));
	stage_wait(&t, 20);
	assert_string_equal(stage_view(&t)->spoken, "30 saniye kaldı");
	stage_type(&t, "123");
	stage_wait(&t, 29);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 1);
	assert_int_equal(stage_typed(&t, "sms_code"), 3);
	stage_wait(&t, 1);
	assert_screen(&t, "sms-code");
	assert_about(&t, ERR_CODE_EXPIRED);
	assert_int_equal(stage_typed(&t, "sms_code"), 0);
	assert_message_at(&t, "resend");
	assert_null(stage_item(&t, "send"));
	/* Wait: nothing more is to be had yet. */
	fake_remote_fail(&t.remote, WIRE_SMS_SEND, ERR_CODE_WAIT, 429);
	t.remote.answers[WIRE_SMS_SEND].retry_after = 17;
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_CODE_WAIT);
	assert_int_equal(t.session->message.seconds, 17);
	stage_press(&t, "resend");
	assert_about(&t, ERR_OK);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 50);
	assert_non_null(stage_item(&t, "send"));
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "operations-menu");
	stage_close(&t);
}

/* A portal that is away at each call: nothing typed is lost but secrets. */
static void
test_portal_away(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
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
	stage_close(&t);
}

/* The portal has ended the session: wiped, wherever it says so. */
static void
test_session_ended(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
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
	stage_close(&t);
}

/* Nothing that needs the portal's session is asked without one. */
static void
test_no_session(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_login(&t);
	t.session->visit.open = false;
	stage_key(&t, REQ_REFRESH);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 1);
	assert_screen(&t, "start");
	assert_about(&t, ERR_SESSION_ENDED);
	stage_close(&t);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_session_open),
	cmocka_unit_test(test_old_terminal),
	cmocka_unit_test(test_local_checks),
	cmocka_unit_test(test_login_wrong),
	cmocka_unit_test(test_wrong_and_no_picture),
	cmocka_unit_test(test_third_wrong_login),
	cmocka_unit_test(test_old_captcha),
	cmocka_unit_test(test_double_enter),
	cmocka_unit_test(test_keys_while_busy),
	cmocka_unit_test(test_typing_while_picture_comes),
	cmocka_unit_test(test_lost_login),
	cmocka_unit_test(test_code_wrong),
	cmocka_unit_test(test_code_short),
	cmocka_unit_test(test_third_wrong_code),
	cmocka_unit_test(test_code_on_its_way),
	cmocka_unit_test(test_code_of_another),
	cmocka_unit_test(test_code_expires),
	cmocka_unit_test(test_portal_away),
	cmocka_unit_test(test_session_ended),
	cmocka_unit_test(test_no_session),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
