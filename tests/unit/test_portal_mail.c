/* A mail as it leaves, and the captcha in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "portal/captcha_words.h"
#include "portal/mail_out.h"

static struct config config;

static int
setup(void **state)
{
	(void)state;
	snprintf(config.mail_from, sizeof(config.mail_from),
	    "Kamu SM <no-reply@portal.example>");
	config.mail = 900;
	return secret_heap_init() == SECRET_HEAP_NONE ? -1 : 0;
}

static void
say(struct wording *w, const char *tr, const char *en)
{
	snprintf(w->tr, sizeof(w->tr), "%s", tr);
	snprintf(w->en, sizeof(w->en), "%s", en);
}

static void
assert_has(const struct buf *message, const char *text)
{
	if (strstr((const char *)message->data, text) == NULL)
		fail_msg("no \"%s\" in:\n%s", text,
		    (const char *)message->data);
}

static void
test_a_mail(void **state)
{
	struct secret *code = secret_new(8);
	struct mail_wording w;
	struct buf out;

	(void)state;
	assert_non_null(code);
	assert_int_equal(secret_set(code, "12345678", 8), ERR_OK);
	say(&w.subject, "Çok uzun bir konu: ğüşıöç ğüşıöç ğüşıöç ğüşıöç",
	    "Short");
	say(&w.text, "Kodunuz: {code} ({minutes} dk)", "Code: {code}");
	buf_init(&out, 4096);
	assert_int_equal(mail_compose(&config, &w, "tr", "a@b.example", code,
	    1764054000, &out), ERR_OK);
	assert_has(&out, "From: Kamu SM <no-reply@portal.example>\n"
	    "To: a@b.example\nSubject: =?UTF-8?B?");
	/* Cut between letters, into lines of at most 76. */
	assert_has(&out, "?=\n =?UTF-8?B?");
	for (char *line = strtok((char *)out.data, "\n"); line != NULL;
	    line = strtok(NULL, "\n"))
		assert_true(strlen(line) <= 76);
	buf_clear(&out);
	assert_int_equal(mail_compose(&config, &w, "tr", "a@b.example", code,
	    1764054000, &out), ERR_OK);
	assert_has(&out, "\nDate: Tue, 25 Nov 2025 07:00:00 +0000\n");
	assert_has(&out, "@portal.example>\n");
	assert_has(&out, "\n\nKodunuz: 12345678 (15 dk)\n");
	buf_clear(&out);
	assert_int_equal(mail_compose(&config, &w, "en", "a@b.example", code,
	    0, &out), ERR_OK);
	assert_has(&out, "Subject: =?UTF-8?B?U2hvcnQ=?=\n");
	assert_has(&out, "\n\nCode: 12345678\n");
	/* A place that nothing is known for is no mail. */
	buf_clear(&out);
	assert_int_equal(mail_compose(&config, &w, "en", "a@b.example", NULL,
	    0, &out), ERR_SYNTAX);
	buf_free(&out);
	secret_free(&code);
}

static void
add_words(struct captcha_words *w, const char *const *words)
{
	for (w->count = 0; words[w->count] != NULL; w->count++)
		snprintf(w->list[w->count], CONFIG_WORD, "%s",
		    words[w->count]);
}

/* The letters of both languages, and no others. */
static void
test_a_question(void **state)
{
	static const char *const tr[] = { "Ankara", "Adana", "Rize", "Yozgat",
	    NULL };
	static const char *const en[] = { "apple", "river", "water", NULL };
	char answer[CAPTCHA_LETTERS + 1], a[WIRE_QUESTION], b[WIRE_QUESTION];

	(void)state;
	say(&config.captcha_question, "Yaz: {words}.", "Write: {words}.");
	add_words(&config.captcha_tr, tr);
	add_words(&config.captcha_en, en);
	for (int i = 0; i < 50; i++) {
		const char *word = a + strlen("Yaz: ");

		assert_int_equal(captcha_question(&config, answer, a, b),
		    ERR_OK);
		assert_int_equal(strlen(answer), CAPTCHA_LETTERS);
		assert_int_equal(strspn(answer, "ar"), CAPTCHA_LETTERS);
		for (int k = 0; k < CAPTCHA_LETTERS; k++) {
			assert_int_equal(word[0] | 0x20, answer[k]);
			word = strchr(word, ' ');
			word = word == NULL ? "" : word + 1;
		}
		assert_null(strstr(b, "water"));
	}
	config.captcha_en.count = 0;
	assert_int_equal(captcha_question(&config, answer, a, b),
	    ERR_INTERNAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_mail),
		cmocka_unit_test(test_a_question),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
