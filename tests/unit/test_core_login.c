/* Login with a password on the real screens: every outcome leads where the
 * screens say, nothing malformed leaves, nothing is counted twice. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

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
	(void)state;
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
}

static void
test_third_wrong_login(void **state)
{
	(void)state;
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_BLOCKED,
	    403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	assert_about(&t, ERR_LOGIN_BLOCKED);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 1);
}

static void
test_double_enter(void **state)
{
	(void)state;
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
}

/* Language, size and help work meanwhile; Esc gives up and stays. */
static void
test_keys_while_busy(void **state)
{
	(void)state;
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
}

/* A lost answer: the repeat has the same key, a changed one has not. */
static void
test_lost_login(void **state)
{
	char key[WIRE_ID];

	(void)state;
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
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_local_checks),
		cmocka_unit_test(test_login_wrong),
		STAGE_TEST(test_wrong_and_no_picture),
		STAGE_TEST(test_third_wrong_login),
		STAGE_TEST(test_double_enter),
		STAGE_TEST(test_keys_while_busy),
		STAGE_TEST(test_lost_login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
