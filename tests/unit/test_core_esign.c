/* Behind the door of e-Devlet: the code of 15 digits, the steps of the E-İmza
 * Uygulaması, and what each refusal leads to. */
#include "edevlet_way.h"

/* ---- The verification code ---- */

static void
test_code_needs_a_card(void **state)
{
	(void)state;
	to_menu();
	t.card.info.presence = CARD_ABSENT;
	stage_press(&t, "unlock");
	assert_at(&t, "verification-code", ERR_NO_CARD, "again");
	assert_null(stage_item(&t, "take"));
	t.card.info.presence = CARD_PRESENT;
	stage_press(&t, "again");
	assert_about(&t, ERR_OK);
	assert_non_null(stage_item(&t, "take"));
}

static void
test_code_again(void **state)
{
	(void)state;
	to_esign();
	/* A new one keeps what was typed; fetching brings it. */
	stage_refill(&t, "verification_code", "1234567");
	stage_press(&t, "again");
	assert_screen(&t, "esign-code");
	assert_int_equal(t.remote.calls[WIRE_VERIFICATION_NEW], 2);
	assert_string_equal(stage_item(&t, "verification_code")->value,
	    "1234567");
	stage_press(&t, "next");
	assert_at(&t, "esign-code", ERR_FIELD_LENGTH, "verification_code");
	stage_press(&t, "fetch");
	assert_string_equal(stage_item(&t, "verification_code")->value,
	    FAKE_VERIFICATION);
	/* Back and forth it is still the same one. */
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "verification-code");
	assert_int_equal(t.remote.calls[WIRE_VERIFICATION_NEW], 2);
}

static void
test_code_runs_out(void **state)
{
	(void)state;
	t.remote.verification_s = 30;
	to_esign();
	stage_wait(&t, 31);
	assert_at(&t, "esign-code", ERR_VERIFICATION_EXPIRED, "again");
	assert_int_equal(stage_item(&t, "verification_code")->length, 0);
	assert_null(stage_item(&t, "fetch"));
	stage_press(&t, "again");
	assert_about(&t, ERR_OK);
	stage_press(&t, "fetch");
	stage_press(&t, "next");
	assert_screen(&t, "esign-notice");
}

static void
test_code_refused(void **state)
{
	static const struct {
		enum err e;
		const char *focus;
	} refusals[] = {
		{ ERR_VERIFICATION_WRONG, "verification_code" },
		{ ERR_VERIFICATION_EXPIRED, "again" },
		{ ERR_VERIFICATION_USED, "again" },
		{ ERR_CARD_NOT_YOURS, "next" },
		{ ERR_CARD_REVOKED, "next" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		stage_open(&t);
		to_esign();
		fake_remote_fail(&t.remote, WIRE_UNLOCK_OPEN, refusals[i].e,
		    403);
		stage_press(&t, "next");
		assert_at(&t, "esign-code", refusals[i].e,
		    refusals[i].focus);
		stage_close(&t);
	}
}

/* The code is no PIN, on this door as on the other. */
static void
test_code_is_no_pin(void **state)
{
	(void)state;
	to_pin();
	stage_fill(&t, "new_pin", FAKE_VERIFICATION);
	assert_about(&t, ERR_CODE_IN_PIN);
}

/* ---- The yes ---- */

static void
test_sms_refused(void **state)
{
	static const struct {
		enum err e;
		const char *screen, *focus;
	} refusals[] = {
		{ ERR_CODE_WRONG, "esign-confirm", "sms_code" },
		{ ERR_CODE_EXPIRED, "esign-confirm", "resend" },
		{ ERR_CODE_USED_UP, "esign-confirm", "resend" },
		{ ERR_UNLOCK_EXPIRED, "verification-code", "take" },
		{ ERR_UNLOCK_USED, "verification-code", "take" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		stage_open(&t);
		to_confirm();
		fake_remote_fail(&t.remote, WIRE_CONFIRM_SMS, refusals[i].e,
		    403);
		stage_refill(&t, "sms_code", "123456");
		stage_press(&t, "confirm");
		assert_at(&t, refusals[i].screen, refusals[i].e,
		    refusals[i].focus);
		assert_int_equal(t.card.pins_sent, 0);
		stage_close(&t);
	}
}

static void
test_sms_again(void **state)
{
	(void)state;
	t.remote.sms_s = 30;
	to_confirm();
	/* Going back and forth sends no second message. */
	stage_press(&t, "web");
	stage_press(&t, "sms");
	assert_int_equal(t.remote.calls[WIRE_CONFIRM_SEND], 1);
	stage_wait(&t, 31);
	assert_at(&t, "esign-confirm", ERR_CODE_EXPIRED, "resend");
	stage_press(&t, "resend");
	assert_int_equal(t.remote.calls[WIRE_CONFIRM_SEND], 2);
	stage_refill(&t, "sms_code", "123456");
	stage_press(&t, "confirm");
	assert_screen(&t, "esign-done");
}

/* A confirmed unlock that has run out is not opened anew by itself: that needs
 * a new code and a new yes. */
static void
test_no_unlock_without_a_yes(void **state)
{
	(void)state;
	t.remote.unlock_s = 0;
	to_confirm();
	stage_refill(&t, "sms_code", "123456");
	stage_press(&t, "confirm");
	assert_screen(&t, "verification-code");
	assert_about(&t, ERR_UNLOCK_EXPIRED);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_OPEN], 1);
	assert_int_equal(t.card.pins_sent, 0);
	assert_int_equal(secret_len(t.session->visit.pin), 0);
}

/* After a failure the way begins where it began, not at the other door. */
static void
test_after_a_failure(void **state)
{
	(void)state;
	t.card.finish = FAKE_REFUSES;
	t.card.finish_error = ERR_AUTH_REFUSED;
	to_confirm();
	stage_refill(&t, "sms_code", "123456");
	stage_press(&t, "confirm");
	assert_screen(&t, "verification-code");
	assert_about(&t, ERR_AUTH_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_code_needs_a_card),
		STAGE_TEST(test_code_again),
		STAGE_TEST(test_code_runs_out),
		cmocka_unit_test(test_code_refused),
		STAGE_TEST(test_code_is_no_pin),
		cmocka_unit_test(test_sms_refused),
		STAGE_TEST(test_sms_again),
		STAGE_TEST(test_no_unlock_without_a_yes),
		STAGE_TEST(test_after_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
