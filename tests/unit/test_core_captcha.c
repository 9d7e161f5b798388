/* The captcha at the login: as a picture, in words, waived; what makes it anew. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

/* A captcha that is too old is not sent: that would cost a round. */
static void
test_old_captcha(void **state)
{
	(void)state;
	t.remote.captcha_s = 30;
	stage_to_login(&t);
	stage_fill_login(&t);
	stage_wait(&t, 31);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_CAPTCHA_WRONG);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_PASSWORD], 0);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 2);
}

/* While the picture is on its way one can type, and go back. */
static void
test_typing_while_picture_comes(void **state)
{
	(void)state;
	stage_to_login(&t);
	t.remote.silent = true;
	stage_key(&t, REQ_REFRESH);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 2);
	stage_fill(&t, "identity", "123");
	assert_int_equal(stage_typed(&t, "identity"), 3);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "user-verification");
	assert_int_equal(t.remote.cancelled, 1);
}

static void
test_captcha_in_words(void **state)
{
	(void)state;
	stage_to_login(&t);
	assert_non_null(t.session->visit.picture);
	stage_fill(&t, "identity", STAGE_IDENTITY);
	stage_fill(&t, "captcha", "26ap");
	stage_press(&t, "words");
	assert_screen(&t, "password-login");
	assert_null(t.session->visit.picture);
	assert_true(stage_says(&t, "Rize, Ankara"));
	/* The answer to the picture is none to the question. */
	assert_int_equal(stage_typed(&t, "captcha"), 0);
	assert_int_equal(stage_typed(&t, "identity"), strlen(STAGE_IDENTITY));
	stage_key(&t, REQ_LANGUAGE);
	assert_true(stage_says(&t, "river, apple"));
	/* Another one stays a question; back to pictures if asked for. */
	stage_press(&t, "refresh");
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_QUESTION], 2);
	stage_fill(&t, "captcha", "ra");
	stage_type(&t, "mde");
	stage_fill(&t, "word", "x");
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_CAPTCHA_WRONG,
	    403);
	stage_press(&t, "login");
	assert_at(&t, "password-login", ERR_CAPTCHA_WRONG, "captcha");
	assert_true(fake_remote_said(&t.remote, "\"captcha_id\":\"q2\""));
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_QUESTION], 3);
	stage_press(&t, "picture");
	assert_non_null(t.session->visit.picture);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_IMAGE], 2);
}

static void
test_captcha_waived(void **state)
{
	(void)state;
	t.remote.waived = true;
	stage_to_login(&t);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 0);
	assert_null(stage_item(&t, "captcha"));
	assert_null(stage_item(&t, "words"));
	stage_fill(&t, "identity", STAGE_IDENTITY);
	stage_fill(&t, "word", "gizli-sözcük");
	stage_press(&t, "login");
	assert_screen(&t, "sms-confirm");
	assert_false(fake_remote_said(&t.remote, "captcha_id\":\"c"));
}

static void
test_captcha_words_first(void **state)
{
	(void)state;
	t.config.captcha_words = true;
	stage_to_login(&t);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 0);
	assert_true(stage_says(&t, "Rize, Ankara"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_old_captcha),
		STAGE_TEST(test_typing_while_picture_comes),
		STAGE_TEST(test_captcha_in_words),
		STAGE_TEST(test_captcha_waived),
		STAGE_TEST(test_captcha_words_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
