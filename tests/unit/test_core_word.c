/* A new security word: what is asked of a person, what is refused and where,
 * and that nothing that was typed is lost but what was wrong. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

static void
to_request(void)
{
	stage_to_login(&t);
	stage_press(&t, "forgotten");
	assert_screen(&t, "security-word-request");
}

static void
fill_request(void)
{
	stage_fill(&t, "identity", STAGE_IDENTITY);
	stage_fill(&t, "email", "deneme@posta.example");
	stage_fill(&t, "captcha", "26apw");
}

static void
to_update(void)
{
	to_request();
	fill_request();
	stage_press(&t, "send");
	assert_screen(&t, "security-word-update");
}

static void
fill_update(const char *word, const char *again)
{
	stage_fill(&t, "mail_code", "12345678");
	stage_fill(&t, "new_word", word);
	stage_fill(&t, "new_word_again", again);
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

	(void)state;
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		stage_open(&t);
		to_request();
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
		stage_open(&t);
		to_request();
		fill_request();
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
	(void)state;
	to_update();
	assert_true(fake_remote_said(&t.remote,
	    "\"email\":\"deneme@posta.example\""));
	assert_true(stage_says(&t, "En az 8, en çok 32"));
	fill_update("Yeni9Sözcük", "Yeni9Sözcük");
	stage_press(&t, "save");
	assert_screen(&t, "security-word-done");
	assert_true(fake_remote_said(&t.remote,
	    "\"identity\":\"" STAGE_IDENTITY "\",\"code\":\"12345678\""));
	assert_int_equal(secret_len(t.session->visit.word_identity), 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
}

static void
test_word_code_of_an_earlier_visit(void **state)
{
	(void)state;
	to_request();
	stage_press(&t, "known");
	assert_at(&t, "security-word-request", ERR_FIELD_EMPTY, "identity");
	stage_fill(&t, "identity", STAGE_IDENTITY);
	stage_press(&t, "known");
	assert_screen(&t, "security-word-update");
	assert_null(stage_item(&t, "mail"));	/* nobody knows its life */
	fill_update("Yeni9Sözcük", "Yeni9Sözcük");
	stage_press(&t, "save");
	assert_screen(&t, "security-word-done");
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

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_update();
		fill_update(cases[i].word, cases[i].again);
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
	(void)state;
	t.remote.sms_s = 5;
	stage_to_login(&t);
	stage_press(&t, "forgotten");
	fill_request();
	stage_press(&t, "send");
	fill_update("Yeni9Soz", "Yeni9Soz");
	stage_wait(&t, 6);
	assert_at(&t, "security-word-update", ERR_MAIL_CODE_EXPIRED, "again");
	assert_int_equal(stage_typed(&t, "new_word"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word_request_refused),
		STAGE_TEST(test_word_set),
		STAGE_TEST(test_word_code_of_an_earlier_visit),
		cmocka_unit_test(test_word_refused),
		STAGE_TEST(test_word_code_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
