/* Forms of identities, phones, serials; masks; the captcha's letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "portal/captcha_draw.h"
#include "portal/person.h"

static void
test_identity(void **state)
{
	static const char *const bad[] = { "", "1", "10000000147",
	    "10000000156", "00000000000", "1000000014", "100000001460",
	    "1000000014x ", "abcd", "U12 45678", "\xc3\xbc" "12345",
	    "A23456789012345678901" };
	char out[IDENTITY_SIZE];

	(void)state;
	assert_int_equal(person_identity("10000000146", out), ERR_OK);
	assert_int_equal(person_identity("u1234567", out), ERR_OK);
	assert_string_equal(out, "U1234567");
	/* i is an ASCII letter here, whatever Turkish makes of it. */
	assert_int_equal(person_identity("i1234567", out), ERR_OK);
	assert_string_equal(out, "I1234567");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(person_identity(bad[i], out),
		    ERR_IDENTITY_INVALID);
		assert_string_equal(out, "");
	}
}

static void
test_phone(void **state)
{
	static const char *const same[] = { "+905412345678",
	    "0541 234 56 78", "5412345678", "(0541) 234-5678",
	    "905412345678" };
	static const char *const bad[] = { "", "0212 345 67 89", "541234567",
	    "54123456789", "0541 234 56 7x", "+90541234567890123" };
	char out[PHONE_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_int_equal(person_phone(same[i], out), ERR_OK);
		assert_string_equal(out, "+905412345678");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(person_phone(bad[i], out), ERR_ARGUMENT);
}

static void
test_email(void **state)
{
	static const char *const good[] = { "a@b.example",
	    "Ad.Soyad+e-imza@posta.gov.example", "x_1@a-b.cd" };
	static const char *const bad[] = { "", "a", "a@b", "@b.example",
	    "a@.example", "a@b..example", "a@b.e", "a@-b.example",
	    "a@b-.example", ".a@b.example", "a.@b.example", "a..b@c.example",
	    "a b@c.example", "a@b.example ", "a@b.example\nBcc: c@d.example",
	    "a,b@c.example", "<a@b.example>", "a@b@c.example",
	    "\xc3\xbc@b.example", "a@\xc3\xbc.example" };
	char out[EMAIL_SIZE], longest[EMAIL_SIZE + 8];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(person_email(good[i], out), ERR_OK);
		assert_string_equal(out, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (person_email(bad[i], out) != ERR_FIELD_EMAIL)
			fail_msg("%s is taken", bad[i]);
		assert_string_equal(out, "");
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + sizeof(longest) - 4, ".cd", 4);
	longest[1] = '@';
	assert_int_equal(person_email(longest, out), ERR_FIELD_EMAIL);
}

static void
test_address(void **state)
{
	char out[ADDRESS_SIZE], longest[161 * 2 + 1];

	(void)state;
	assert_int_equal(person_address("Çınar Sk. 5", out), ERR_OK);
	assert_int_equal(person_address("Çınar Sk.", out),
	    ERR_ADDRESS_INVALID);
	assert_int_equal(person_address("Çınar Sk.\n5 Ankara", out),
	    ERR_ADDRESS_INVALID);
	assert_int_equal(person_address("Cinar\xff Sk. 5 Ankara", out),
	    ERR_ADDRESS_INVALID);
	for (size_t i = 0; i < 161; i++)
		memcpy(longest + 2 * i, "\xc3\xa7", 2);
	longest[160 * 2] = '\0';
	assert_int_equal(person_address(longest, out), ERR_OK);
	longest[160 * 2] = '\xc3';
	longest[161 * 2] = '\0';
	assert_int_equal(person_address(longest, out), ERR_ADDRESS_INVALID);
}

static enum err
word_of(const char *text)
{
	return person_word(text, strlen(text), "10000000146", 8, 12);
}

static void
test_word(void **state)
{
	(void)state;
	assert_int_equal(word_of("Yeni9Söz"), ERR_OK);	/* letters, not bytes */
	assert_int_equal(word_of("Yeni9Sö"), ERR_WORD_LENGTH);
	assert_int_equal(word_of("Yeni9Sözcükler"), ERR_WORD_LENGTH);
	assert_int_equal(word_of(""), ERR_WORD_LENGTH);
	assert_int_equal(word_of("iki sözcük"), ERR_OK);
	assert_int_equal(word_of("Yeni9\tSoz"), ERR_FIELD_CHARACTERS);
	assert_int_equal(word_of("Yeni9S\xf6z"), ERR_FIELD_CHARACTERS);
	assert_int_equal(word_of("çççççççç"), ERR_WORD_EASY);
	assert_int_equal(word_of("çççççççd"), ERR_OK);
	assert_int_equal(word_of("x10000000146"), ERR_WORD_EASY);
	assert_int_equal(word_of("x1000000014"), ERR_OK);
}

static void
test_mask_email(void **state)
{
	char out[EMAIL_SIZE], small[6];

	(void)state;
	person_mask_email("deneme@posta.example", out, sizeof(out));
	assert_string_equal(out, "d*****@p****.example");
	person_mask_email("a@b.example", out, sizeof(out));
	assert_string_equal(out, "a@b.example");
	person_mask_email("", out, sizeof(out));
	assert_string_equal(out, "");
	person_mask_email("deneme@posta.example", small, sizeof(small));
	assert_string_equal(small, "d****");
}

static void
test_serial(void **state)
{
	char out[SERIAL_SIZE], longest[SERIAL_SIZE + 2];

	(void)state;
	assert_int_equal(person_serial("A0b1", out), ERR_OK);
	assert_string_equal(out, "a0b1");
	assert_int_equal(person_serial("a0b", out), ERR_ARGUMENT);
	assert_int_equal(person_serial("", out), ERR_ARGUMENT);
	assert_int_equal(person_serial("g0", out), ERR_ARGUMENT);
	memset(longest, 'a', sizeof(longest));
	longest[64] = '\0';
	assert_int_equal(person_serial(longest, out), ERR_OK);
	longest[64] = 'a';
	longest[66] = '\0';
	assert_int_equal(person_serial(longest, out), ERR_ARGUMENT);
}

static void
test_masks(void **state)
{
	char out[64];

	(void)state;
	person_mask_phone("+905412345678", out, sizeof(out));
	assert_string_equal(out, "54* *** ** **");
	person_mask_phone("+493012345678", out, sizeof(out));
	assert_string_equal(out, "+49*** *** ***");
	person_mask_serial("a0b1c2d3e4f58901", out, sizeof(out));
	assert_string_equal(out, "..8901");
	person_mask_serial("a0b1", out, sizeof(out));
	assert_string_equal(out, "..");
}

static void
test_captcha_letters(void **state)
{
	char answer[CAPTCHA_LETTERS + 1], last[CAPTCHA_LETTERS + 1] = "";
	int same = 0;

	(void)state;
	for (int i = 0; i < 200; i++) {
		assert_int_equal(captcha_make(answer), ERR_OK);
		assert_int_equal(strlen(answer), CAPTCHA_LETTERS);
		assert_int_equal(strspn(answer, CAPTCHA_ALPHABET),
		    CAPTCHA_LETTERS);
		same += strcmp(answer, last) == 0 ? 1 : 0;
		memcpy(last, answer, sizeof(last));
	}
	assert_true(same < 3);
	/* No 0/o, 1/l/i, 5/s, 8/b, 9/g/q, u/v. */
	assert_null(strpbrk(CAPTCHA_ALPHABET, "01"));
	assert_null(strpbrk(CAPTCHA_ALPHABET, "o"));
	assert_null(strpbrk(CAPTCHA_ALPHABET, "li"));
}

static void
test_captcha_picture(void **state)
{
	uint8_t seed[32] = { 7 }, other[32] = { 9 };
	struct buf a, b, c;

	(void)state;
	buf_init(&a, 65536);
	buf_init(&b, 65536);
	buf_init(&c, 65536);
	assert_int_equal(captcha_draw("26apw", seed, &a), ERR_OK);
	assert_int_equal(captcha_draw("26apw", seed, &b), ERR_OK);
	assert_int_equal(captcha_draw("26apw", other, &c), ERR_OK);
	assert_memory_equal(a.data, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_true(a.len != c.len || memcmp(a.data, c.data, a.len) != 0);
	assert_int_equal(captcha_draw("26ap", seed, &a), ERR_ARGUMENT);
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	captcha_draw_end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_phone),
		cmocka_unit_test(test_email),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_mask_email),
		cmocka_unit_test(test_serial),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_captcha_letters),
		cmocka_unit_test(test_captcha_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
