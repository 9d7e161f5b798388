/* What a person keeps up to date: phone, e-mail, address.  Each change needs
 * its codes, and nothing of it is left behind. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

static void
to_info(void)
{
	stage_to_menu(&t);
	stage_press(&t, "update");
	assert_screen(&t, "update-info");
}

static void
to_phone_codes(void)
{
	to_info();
	stage_press(&t, "phone");
	assert_screen(&t, "update-phone");
	stage_fill(&t, "new_phone", "0555 111 22 33");
	stage_press(&t, "send");
	assert_screen(&t, "update-phone-code");
}

static void
fill_codes(void)
{
	stage_fill(&t, "code_old", "111111");
	stage_fill(&t, "code_new", "222222");
}

static void
test_profile(void **state)
{
	(void)state;
	to_info();
	assert_true(stage_says(&t, "54* *** ** **"));
	assert_true(stage_says(&t, "kayıtlı değil"));
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "operations-menu");
	t.remote.email = "d*****@p****.example";
	stage_press(&t, "update");
	assert_true(stage_says(&t, "d*****@p****.example"));
}

static void
test_phone(void **state)
{
	(void)state;
	to_phone_codes();
	assert_true(stage_says(&t, "54* *** ** **"));
	fill_codes();
	t.remote.phone = "55* *** ** **";
	stage_press(&t, "send");
	assert_screen(&t, "update-info");
	assert_true(stage_says(&t, "55* *** ** **"));
	assert_true(stage_says(&t, "Bilginiz güncellendi."));
	assert_true(fake_remote_said(&t.remote,
	    "\"code_old\":\"111111\",\"code_new\":\"222222\""));
	assert_int_equal(secret_len(t.session->visit.change), 0);
}

static void
test_phone_refused(void **state)
{
	static const struct {
		enum err e, shown;
		const char *at;
	} cases[] = {
		{ ERR_PHONE_SAME, ERR_PHONE_SAME, "new_phone" },
		{ ERR_FIELD_PHONE, ERR_FIELD_PHONE, "new_phone" },
		{ ERR_CODE_WAIT, ERR_CODE_WAIT, "send" },
		{ ERR_PORTAL_BUSY, ERR_PORTAL_BUSY, "send" },
	};
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_info();
		stage_press(&t, "phone");
		stage_fill(&t, "new_phone", "0212 345 67 89");
		stage_press(&t, "send");
		assert_at(&t, "update-phone", ERR_FIELD_PHONE, "new_phone");
		stage_key(&t, REQ_ERASE_ALL);
		stage_fill(&t, "new_phone", "0541 234 56 78");
		length = stage_typed(&t, "new_phone");
		fake_remote_fail(&t.remote, WIRE_PHONE_CHANGE, cases[i].e,
		    403);
		stage_press(&t, "send");
		assert_at(&t, "update-phone", cases[i].shown, cases[i].at);
		assert_int_equal(stage_typed(&t, "new_phone"), length);
		stage_close(&t);
	}
}

static void
test_phone_codes_refused(void **state)
{
	static const struct {
		enum err e, shown;
		const char *screen, *at;
		size_t old, new;	/* that are still there */
	} cases[] = {
		{ ERR_CODE_OLD_WRONG, ERR_CODE_OLD_WRONG, "update-phone-code",
		    "code_old", 0, 6 },
		{ ERR_CODE_NEW_WRONG, ERR_CODE_NEW_WRONG, "update-phone-code",
		    "code_new", 6, 0 },
		{ ERR_CODE_EXPIRED, ERR_CODE_EXPIRED, "update-phone-code",
		    "resend", 0, 0 },
		{ ERR_CODE_USED_UP, ERR_CHANGE_USED_UP, "update-phone",
		    "new_phone", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_phone_codes();
		fill_codes();
		fake_remote_fail(&t.remote, WIRE_PHONE_CONFIRM, cases[i].e,
		    403);
		stage_press(&t, "send");
		assert_at(&t, cases[i].screen, cases[i].shown, cases[i].at);
		if (strcmp(cases[i].screen, "update-phone-code") == 0) {
			assert_int_equal(stage_typed(&t, "code_old"),
			    cases[i].old);
			assert_int_equal(stage_typed(&t, "code_new"),
			    cases[i].new);
		}
		stage_close(&t);
	}
}

static void
test_phone_codes_run_out(void **state)
{
	(void)state;
	stage_to_menu(&t);
	t.remote.sms_s = 5;
	stage_press(&t, "update");
	stage_press(&t, "phone");
	stage_fill(&t, "new_phone", "0555 111 22 33");
	stage_press(&t, "send");
	stage_fill(&t, "code_old", "11");
	stage_wait(&t, 6);
	assert_at(&t, "update-phone-code", ERR_CODE_EXPIRED, "resend");
	assert_int_equal(stage_typed(&t, "code_old"), 0);
	stage_press(&t, "resend");
	assert_screen(&t, "update-phone-code");
	assert_int_equal(t.remote.calls[WIRE_PHONE_CHANGE], 2);
	fill_codes();
	stage_press(&t, "send");
	assert_screen(&t, "update-info");
}

static void
test_email(void **state)
{
	static const struct {
		enum err e, shown;
		const char *screen, *at;
	} cases[] = {
		{ ERR_CODE_WRONG, ERR_MAIL_CODE_WRONG, "update-email-code",
		    "mail_code" },
		{ ERR_CODE_EXPIRED, ERR_MAIL_CODE_EXPIRED,
		    "update-email-code", "resend" },
		{ ERR_CODE_USED_UP, ERR_CHANGE_USED_UP, "update-email",
		    "new_email" },
		{ ERR_OK, ERR_OK, "update-info", "phone" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_info();
		stage_press(&t, "email");
		stage_fill(&t, "new_email", "no-address");
		stage_press(&t, "send");
		assert_at(&t, "update-email", ERR_FIELD_EMAIL, "new_email");
		stage_key(&t, REQ_ERASE_ALL);
		stage_fill(&t, "new_email", "yeni@posta.example");
		fake_remote_fail(&t.remote, WIRE_EMAIL_CHANGE, ERR_EMAIL_SAME,
		    403);
		stage_press(&t, "send");
		assert_at(&t, "update-email", ERR_EMAIL_SAME, "new_email");
		fake_remote_fail(&t.remote, WIRE_EMAIL_CHANGE, ERR_CODE_WAIT,
		    429);
		stage_press(&t, "send");
		assert_at(&t, "update-email", ERR_MAIL_WAIT, "send");
		stage_press(&t, "send");
		assert_screen(&t, "update-email-code");
		assert_true(stage_says(&t, "yeni@posta.example"));
		stage_fill(&t, "mail_code", "12345678");
		if (cases[i].e != ERR_OK)
			fake_remote_fail(&t.remote, WIRE_EMAIL_CONFIRM,
			    cases[i].e, 403);
		stage_press(&t, "send");
		assert_at(&t, cases[i].screen, cases[i].shown, cases[i].at);
		stage_close(&t);
	}
}

static void
test_address(void **state)
{
	(void)state;
	to_info();
	stage_press(&t, "address");
	stage_fill(&t, "new_address", "kısa");
	stage_press(&t, "save");
	assert_at(&t, "update-address", ERR_FIELD_LENGTH, "new_address");
	stage_type(&t, " ama artık uzun");
	fake_remote_fail(&t.remote, WIRE_ADDRESS_CHANGE, ERR_ADDRESS_INVALID,
	    403);
	stage_press(&t, "save");
	assert_at(&t, "update-address", ERR_ADDRESS_INVALID, "new_address");
	stage_press(&t, "save");
	assert_screen(&t, "update-info");
	assert_true(fake_remote_said(&t.remote,
	    "\"address\":\"kısa ama artık uzun\""));
	fake_remote_fail(&t.remote, WIRE_ADDRESS_CHANGE, ERR_CONFIRM_OLD, 403);
	stage_press(&t, "address");
	stage_fill(&t, "new_address", "Bir Sokak 1, Ankara");
	stage_press(&t, "save");
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_CONFIRM_OLD);
}

/* Nothing of it is left when the person has gone. */
static void
test_nothing_is_left(void **state)
{
	(void)state;
	to_phone_codes();
	stage_key(&t, REQ_LEAVE);
	assert_int_equal(secret_len(t.session->visit.change), 0);
	assert_string_equal(t.session->visit.email, "");
	assert_false(countdown_running(&t.session->visit.change_life));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_profile),
		STAGE_TEST(test_phone),
		cmocka_unit_test(test_phone_refused),
		cmocka_unit_test(test_phone_codes_refused),
		STAGE_TEST(test_phone_codes_run_out),
		cmocka_unit_test(test_email),
		STAGE_TEST(test_address),
		STAGE_TEST(test_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
