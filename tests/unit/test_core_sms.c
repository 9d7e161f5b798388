/* The code by SMS: wrong, short, used up, on its way, run out. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

static void
test_code_wrong(void **state)
{
	char key[WIRE_ID];

	(void)state;
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
}

static void
test_code_short(void **state)
{
	(void)state;
	stage_to_sms(&t);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_FIELD_EMPTY);
	stage_type(&t, "1");
	assert_about(&t, ERR_OK);
	stage_type(&t, "2345");
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_FIELD_LENGTH);
	assert_string_equal(stage_view(&t)->message.next, "Bu alana 6 "
	    "karakter yazılır; eksik mi fazla mı yazdığınıza bakınız.");
	assert_int_equal(stage_typed(&t, "sms_code"), 5);
	stage_type(&t, "x");
	assert_about(&t, ERR_FIELD_CHARACTERS);
	stage_type(&t, "6");
	assert_about(&t, ERR_OK);
	assert_int_equal(t.remote.calls[WIRE_SMS_VERIFY], 0);
}

static void
test_third_wrong_code(void **state)
{
	(void)state;
	stage_to_sms(&t);
	stage_type(&t, "123456");
	fake_remote_fail(&t.remote, WIRE_SMS_VERIFY, ERR_CODE_USED_UP, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_CODE_USED_UP);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 300);
}

/* Back and forth: the portal sends no second message so soon, and the first
 * one's code can be typed. */
static void
test_code_on_its_way(void **state)
{
	(void)state;
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
}

/* ... but not by somebody else, who has to wait for their own. */
static void
test_code_of_another(void **state)
{
	(void)state;
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
}

/* The code's time runs out in the middle of typing. */
static void
test_code_expires(void **state)
{
	(void)state;
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
	/* The rest of the code, from a hand that does not look up. */
	assert_int_equal(stage_item(&t, "resend")->number, 0);
	stage_number(&t, 1);
	stage_type(&t, "12");
	assert_screen(&t, "sms-code");
	assert_int_equal(t.remote.calls[WIRE_SMS_SEND], 1);
	/* Wait: nothing more is to be had yet. */
	fake_remote_fail(&t.remote, WIRE_SMS_SEND, ERR_CODE_WAIT, 429);
	t.remote.answers[WIRE_SMS_SEND].retry_after = 17;
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_CODE_WAIT);
	assert_string_equal(stage_view(&t)->message.next, "Telefonunuza "
	    "bakınız ya da 17 saniye sonra yeniden isteyiniz.");
	stage_press(&t, "resend");
	assert_about(&t, ERR_OK);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 50);
	assert_non_null(stage_item(&t, "send"));
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "operations-menu");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_code_wrong),
		STAGE_TEST(test_code_short),
		STAGE_TEST(test_third_wrong_code),
		STAGE_TEST(test_code_on_its_way),
		STAGE_TEST(test_code_of_another),
		STAGE_TEST(test_code_expires),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
