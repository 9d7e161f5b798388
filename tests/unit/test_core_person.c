/* A new security word, what a person keeps up to date, E-Onay, and the captcha
 * in words, on the real screens: every outcome leads where the screens say,
 * and nothing that was typed is lost but what was wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "fake/stage.h"

/* ---- Captcha in words ---- */

static void
test_captcha_in_words(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
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
	stage_close(&t);
}

static void
test_captcha_waived(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
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
	stage_close(&t);
}

static void
test_captcha_words_first(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.config.captcha_words = true;
	stage_to_login(&t);
	assert_int_equal(t.remote.calls[WIRE_CAPTCHA_NEW], 0);
	assert_true(stage_says(&t, "Rize, Ankara"));
	stage_close(&t);
}

/* ---- A new security word ---- */

static void
to_request(struct stage *t)
{
	stage_open(t);
	stage_to_login(t);
	stage_press(t, "forgotten");
	assert_screen(t, "security-word-request");
}

static void
fill_request(struct stage *t)
{
	stage_fill(t, "identity", STAGE_IDENTITY);
	stage_fill(t, "email", "deneme@posta.example");
	stage_fill(t, "captcha", "26apw");
}

static void
to_update(struct stage *t)
{
	to_request(t);
	fill_request(t);
	stage_press(t, "send");
	assert_screen(t, "security-word-update");
}

static void
fill_update(struct stage *t, const char *word, const char *again)
{
	stage_fill(t, "mail_code", "12345678");
	stage_fill(t, "new_word", word);
	stage_fill(t, "new_word_again", again);
}

static void
test_word_request_refused(void **state)
{
	static const struct {
		const char *identity, *email, *captcha;
		enum err e;
		const char *at;
	} local[] = {
		{ "", "a@b.example", "26apw", ERR_FIELD_EMPTY, "identity" },
		{ "10000000147", "a@b.example", "26apw", ERR_IDENTITY_INVALID,
		    "identity" },
		{ STAGE_IDENTITY, "no-address", "26apw", ERR_FIELD_EMAIL,
		    "email" },
		{ STAGE_IDENTITY, "a@b.example", "26", ERR_FIELD_LENGTH,
		    "captcha" },
	};
	static const struct {
		enum err e, shown;
		const char *at;
	} remote[] = {
		{ ERR_CAPTCHA_WRONG, ERR_CAPTCHA_WRONG, "captcha" },
		{ ERR_CODE_WAIT, ERR_MAIL_WAIT, "known" },
	};
	struct stage t;

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		to_request(&t);
		stage_fill(&t, "identity", local[i].identity);
		stage_fill(&t, "email", local[i].email);
		stage_fill(&t, "captcha", local[i].captcha);
		stage_press(&t, "send");
		assert_at(&t, "security-word-request", local[i].e,
		    local[i].at);
		assert_int_equal(t.remote.calls[WIRE_WORD_REQUEST], 0);
		stage_close(&t);
	}
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++) {
		to_request(&t);
		fill_request(&t);
		fake_remote_fail(&t.remote, WIRE_WORD_REQUEST, remote[i].e,
		    403);
		stage_press(&t, "send");
		assert_at(&t, "security-word-request", remote[i].shown,
		    remote[i].at);
		/* The captcha was used up; the rest is still there. */
		assert_int_equal(stage_typed(&t, "captcha"), 0);
		assert_int_equal(stage_typed(&t, "email"),
		    strlen("deneme@posta.example"));
		assert_string_equal(t.session->visit.captcha, "c3");
		stage_close(&t);
	}
}

static void
test_word_set(void **state)
{
	struct stage t;

	(void)state;
	to_update(&t);
	assert_true(fake_remote_said(&t.remote,
	    "\"email\":\"deneme@posta.example\""));
	assert_true(stage_says(&t, "En az 8, en çok 32"));
	fill_update(&t, "Yeni9Sözcük", "Yeni9Sözcük");
	stage_press(&t, "save");
	assert_screen(&t, "security-word-done");
	assert_true(fake_remote_said(&t.remote,
	    "\"identity\":\"" STAGE_IDENTITY "\",\"code\":\"12345678\""));
	assert_int_equal(secret_len(t.session->visit.word_identity), 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
	stage_close(&t);
}

static void
test_word_code_of_an_earlier_visit(void **state)
{
	struct stage t;

	(void)state;
	to_request(&t);
	stage_press(&t, "known");
	assert_at(&t, "security-word-request", ERR_FIELD_EMPTY, "identity");
	stage_fill(&t, "identity", STAGE_IDENTITY);
	stage_press(&t, "known");
	assert_screen(&t, "security-word-update");
	assert_null(stage_item(&t, "mail"));	/* nobody knows its life */
	fill_update(&t, "Yeni9Sözcük", "Yeni9Sözcük");
	stage_press(&t, "save");
	assert_screen(&t, "security-word-done");
	stage_close(&t);
}

static void
test_word_refused(void **state)
{
	static const struct {
		const char *word, *again;
		enum err portal, shown;
		const char *at;
		size_t code, words;	/* that are still there */
	} cases[] = {
		{ "kisa7", "kisa7", ERR_OK, ERR_WORD_LENGTH, "new_word", 8,
		    0 },
		{ "Yeni9Soz", "Yeni8Soz", ERR_OK, ERR_WORD_REPEAT, "new_word",
		    8, 0 },
		{ "77777777", "77777777", ERR_WORD_EASY, ERR_WORD_EASY,
		    "new_word", 8, 0 },
		{ "Yeni9Soz", "Yeni9Soz", ERR_CODE_WRONG, ERR_MAIL_CODE_WRONG,
		    "mail_code", 0, 8 },
		{ "Yeni9Soz", "Yeni9Soz", ERR_CODE_EXPIRED,
		    ERR_MAIL_CODE_EXPIRED, "again", 0, 0 },
		{ "Yeni9Soz", "Yeni9Soz", ERR_CODE_USED_UP,
		    ERR_CHANGE_USED_UP, "again", 0, 0 },
	};
	struct stage t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		to_update(&t);
		fill_update(&t, cases[i].word, cases[i].again);
		if (cases[i].portal != ERR_OK)
			fake_remote_fail(&t.remote, WIRE_WORD_SET,
			    cases[i].portal, 403);
		stage_press(&t, "save");
		assert_at(&t, "security-word-update", cases[i].shown,
		    cases[i].at);
		assert_int_equal(t.remote.calls[WIRE_WORD_SET],
		    cases[i].portal != ERR_OK);
		assert_int_equal(stage_typed(&t, "mail_code"), cases[i].code);
		assert_int_equal(stage_typed(&t, "new_word"), cases[i].words);
		assert_int_equal(stage_typed(&t, "new_word_again"),
		    cases[i].words);
		stage_close(&t);
	}
}

static void
test_word_code_runs_out(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.remote.sms_s = 5;
	stage_to_login(&t);
	stage_press(&t, "forgotten");
	fill_request(&t);
	stage_press(&t, "send");
	fill_update(&t, "Yeni9Soz", "Yeni9Soz");
	stage_wait(&t, 6);
	assert_at(&t, "security-word-update", ERR_MAIL_CODE_EXPIRED, "again");
	assert_int_equal(stage_typed(&t, "new_word"), 0);
	stage_close(&t);
}

/* ---- What is on file ---- */

static void
to_info(struct stage *t)
{
	stage_open(t);
	stage_to_menu(t);
	stage_press(t, "update");
	assert_screen(t, "update-info");
}

static void
to_phone_codes(struct stage *t)
{
	to_info(t);
	stage_press(t, "phone");
	assert_screen(t, "update-phone");
	stage_fill(t, "new_phone", "0555 111 22 33");
	stage_press(t, "send");
	assert_screen(t, "update-phone-code");
}

static void
fill_codes(struct stage *t)
{
	stage_fill(t, "code_old", "111111");
	stage_fill(t, "code_new", "222222");
}

static void
test_profile(void **state)
{
	struct stage t;

	(void)state;
	to_info(&t);
	assert_true(stage_says(&t, "54* *** ** **"));
	assert_true(stage_says(&t, "kayıtlı değil"));
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "operations-menu");
	t.remote.email = "d*****@p****.example";
	stage_press(&t, "update");
	assert_true(stage_says(&t, "d*****@p****.example"));
	stage_close(&t);
}

static void
test_phone(void **state)
{
	struct stage t;

	(void)state;
	to_phone_codes(&t);
	assert_true(stage_says(&t, "54* *** ** **"));
	fill_codes(&t);
	t.remote.phone = "55* *** ** **";
	stage_press(&t, "send");
	assert_screen(&t, "update-info");
	assert_true(stage_says(&t, "55* *** ** **"));
	assert_true(stage_says(&t, "Bilginiz güncellendi."));
	assert_true(fake_remote_said(&t.remote,
	    "\"code_old\":\"111111\",\"code_new\":\"222222\""));
	assert_int_equal(secret_len(t.session->visit.change), 0);
	stage_close(&t);
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
	struct stage t;
	size_t length;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		to_info(&t);
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
	struct stage t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		to_phone_codes(&t);
		fill_codes(&t);
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
	struct stage t;

	(void)state;
	stage_open(&t);
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
	fill_codes(&t);
	stage_press(&t, "send");
	assert_screen(&t, "update-info");
	stage_close(&t);
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
	struct stage t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		to_info(&t);
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
	struct stage t;

	(void)state;
	to_info(&t);
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
	stage_close(&t);
}

/* ---- E-Onay ---- */

static void
test_approval(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_menu(&t);
	stage_press(&t, "approval");
	assert_screen(&t, "e-approval");
	assert_true(stage_says(&t, "verilmemiş"));
	assert_null(stage_item(&t, "withdraw"));
	stage_press(&t, "give");
	assert_true(stage_says(&t, "verilmiş (25.11.2026)"));
	assert_null(stage_item(&t, "give"));
	stage_key(&t, REQ_LANGUAGE);
	assert_true(stage_says(&t, "given (2026-11-25)"));
	stage_press(&t, "withdraw");
	assert_true(stage_says(&t, "not given"));
	fake_remote_fail(&t.remote, WIRE_APPROVAL_GIVE, ERR_CONFIRM_OLD, 403);
	stage_press(&t, "give");
	assert_screen(&t, "sms-confirm");
	stage_close(&t);
}

/* Nothing of it is left when the person has gone. */
static void
test_nothing_is_left(void **state)
{
	struct stage t;

	(void)state;
	to_phone_codes(&t);
	stage_key(&t, REQ_LEAVE);
	assert_int_equal(secret_len(t.session->visit.change), 0);
	assert_string_equal(t.session->visit.email, "");
	assert_false(countdown_running(&t.session->visit.change_life));
	stage_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_captcha_in_words),
		cmocka_unit_test(test_captcha_waived),
		cmocka_unit_test(test_captcha_words_first),
		cmocka_unit_test(test_word_request_refused),
		cmocka_unit_test(test_word_set),
		cmocka_unit_test(test_word_code_of_an_earlier_visit),
		cmocka_unit_test(test_word_refused),
		cmocka_unit_test(test_word_code_runs_out),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_phone),
		cmocka_unit_test(test_phone_refused),
		cmocka_unit_test(test_phone_codes_refused),
		cmocka_unit_test(test_phone_codes_run_out),
		cmocka_unit_test(test_email),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_approval),
		cmocka_unit_test(test_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
