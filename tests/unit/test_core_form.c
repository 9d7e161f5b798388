/* Fields: what may be typed, what may be sent; PINs that are too weak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/pin_rules.h"

static const struct block blocks[] = {
	{ .kind = BLOCK_TEXT },
	{ .kind = BLOCK_FIELD, .id = "digits", .field = FIELD_DIGITS,
	    .min = 6, .max = 6, .secret = true },
	{ .kind = BLOCK_FIELD, .id = "identity", .field = FIELD_IDENTITY,
	    .min = 5, .max = 20 },
	{ .kind = BLOCK_FIELD, .id = "captcha", .field = FIELD_CAPTCHA,
	    .min = 5, .max = 5 },
	{ .kind = BLOCK_FIELD, .id = "word", .field = FIELD_WORD,
	    .min = 1, .max = 8, .secret = true },
	{ .kind = BLOCK_FIELD, .id = "pin", .field = FIELD_PIN,
	    .min = 6, .max = 8, .secret = true },
};
static const struct screen screen = { .id = "s", .blocks = blocks,
	.block_count = sizeof(blocks) / sizeof(blocks[0]) };

/* Type all of it; the first error. */
static enum err
type(struct form_field *f, const char *text)
{
	size_t len = strlen(text), step;
	enum err first = ERR_OK, e;
	uint32_t cp;

	while (len > 0) {
		step = utf8_decode(text, len, &cp);
		assert_true(step > 0);
		e = form_type(f, cp);
		if (first == ERR_OK)
			first = e;
		text += step;
		len -= step;
	}
	return first;
}

static const char *
value(const struct form_field *f)
{
	return (const char *)secret_bytes(f->value);
}

static void
test_typing(void **state)
{
	static const struct {
		const char *field, *typed, *kept;
		enum err typing, check;
	} cases[] = {
		{ "digits", "123456", "123456", ERR_OK, ERR_OK },
		{ "digits", "12 34-56", "123456", ERR_OK, ERR_OK },
		{ "digits", "12a", "12", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_LENGTH },
		{ "digits", "", "", ERR_OK, ERR_FIELD_EMPTY },
		{ "digits", "1234567", "123456", ERR_FIELD_LENGTH,
		    ERR_FIELD_LENGTH },
		{ "digits", "\xd9\xa1", "", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_EMPTY },
		{ "identity", "100 000 00146", "10000000146", ERR_OK,
		    ERR_OK },
		{ "identity", "u-1234567", "U1234567", ERR_OK, ERR_OK },
		{ "identity", "ı", "", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_EMPTY },
		{ "identity", "u1", "U1", ERR_OK, ERR_IDENTITY_INVALID },
		{ "identity", "", "", ERR_OK, ERR_FIELD_EMPTY },
		{ "captcha", "26apW", "26apW", ERR_OK, ERR_OK },
		{ "captcha", "26ap", "26ap", ERR_OK, ERR_FIELD_LENGTH },
		{ "word", "İ ıŞ-1", "İ ıŞ-1", ERR_OK, ERR_OK },
		{ "word", "a\xe2\x80\xae" "b", "ab", ERR_FIELD_CHARACTERS,
		    ERR_OK },
		{ "word", "a\tb", "ab", ERR_FIELD_CHARACTERS, ERR_OK },
		{ "word", "123456789", "12345678", ERR_FIELD_LENGTH,
		    ERR_FIELD_LENGTH },
		{ "pin", "7391 05", "739105", ERR_OK, ERR_OK },
		{ "pin", "739", "739", ERR_OK, ERR_PIN_LENGTH },
		{ "pin", "739105284", "73910528", ERR_PIN_LENGTH,
		    ERR_PIN_LENGTH },
		{ "pin", "168857414351237", "16885741", ERR_PIN_LENGTH,
		    ERR_CODE_IN_PIN },
		{ "pin", "168857-414351 237", "16885741", ERR_PIN_LENGTH,
		    ERR_CODE_IN_PIN },
		{ "pin", "1688574143512370", "16885741", ERR_PIN_LENGTH,
		    ERR_PIN_LENGTH },
	};
	struct form form;
	struct form_field *f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(form_open(&form, &screen), ERR_OK);
		f = form_find(&form, cases[i].field);
		assert_non_null(f);
		assert_string_equal(err_name(type(f, cases[i].typed)),
		    err_name(cases[i].typing));
		assert_string_equal(value(f), cases[i].kept);
		assert_string_equal(err_name(form_check(f)),
		    err_name(cases[i].check));
		form_close(&form);
	}
}

static void
test_editing(void **state)
{
	struct form form;
	struct form_field *f;

	(void)state;
	assert_int_equal(form_open(&form, &screen), ERR_OK);
	assert_int_equal(form.count, 5);
	assert_null(form_find(&form, "none"));
	assert_null(form_find(&form, NULL));
	f = form_find(&form, "word");
	assert_int_equal(type(f, "şaç"), ERR_OK);
	assert_int_equal(f->length, 3);
	form_move(f, 1);
	assert_int_equal(f->cursor, 3);
	form_move(f, -1);
	form_move(f, -1);
	assert_int_equal(type(f, "İ"), ERR_OK);
	assert_string_equal(value(f), "şİaç");
	assert_int_equal(f->cursor, 2);
	form_erase(f);
	assert_string_equal(value(f), "şaç");
	form_erase(f);
	assert_string_equal(value(f), "aç");
	form_erase(f);			/* nothing before the cursor */
	assert_string_equal(value(f), "aç");
	assert_int_equal(f->length, 2);
	form_move(f, -1);
	assert_int_equal(f->cursor, 0);
	/* What was typed past the end is erased first. */
	form_clear(f);
	assert_int_equal(type(f, "12345678x"), ERR_FIELD_LENGTH);
	form_erase(f);
	assert_string_equal(value(f), "12345678");
	assert_int_equal(form_check(f), ERR_OK);
	form_close(&form);
	assert_int_equal(form.count, 0);
}

/* Something lies on a key: Backspace has to show within a few presses. */
static void
test_key_held_down(void **state)
{
	struct form_field *f;
	struct form form;
	int i;

	(void)state;
	assert_int_equal(form_open(&form, &screen), ERR_OK);
	f = form_find(&form, "pin");
	for (i = 0; i < 100000; i++)
		assert_int_equal(form_type(f, '7'), i < 8 ? ERR_OK :
		    i == FORM_CODE_DIGITS - 1 ? ERR_CODE_IN_PIN :
		    ERR_PIN_LENGTH);
	assert_int_equal(f->length, 8);
	assert_int_equal(form_check(f), ERR_PIN_LENGTH);
	for (i = 0; i < 20; i++)
		form_erase(f);
	assert_true(f->length < 8);
	form_close(&form);
}

static void
test_clearing(void **state)
{
	struct form form;

	(void)state;
	assert_int_equal(form_open(&form, &screen), ERR_OK);
	assert_int_equal(type(form_find(&form, "identity"), "U12345"),
	    ERR_OK);
	assert_int_equal(type(form_find(&form, "word"), "gizli"), ERR_OK);
	form_clear_secrets(&form);
	assert_string_equal(value(form_find(&form, "word")), "");
	assert_int_equal(form_find(&form, "word")->length, 0);
	assert_string_equal(value(form_find(&form, "identity")), "U12345");
	form_clear_all(&form);
	assert_string_equal(value(form_find(&form, "identity")), "");
	form_close(&form);
}

static void
test_identities(void **state)
{
	static const struct { const char *text; bool valid; } cases[] = {
		{ "10000000146", true }, { "10000000147", false },
		{ "10000000156", false }, { "00000000000", false },
		{ "99999999990", true }, { "12345678901", false },
		{ "1000000014", true },	/* ten digits: a passport number */
		{ "U1234567", true }, { "A1B2C", true }, { "A1B2", false },
		{ "A123456789012345678", true },
		{ "A12345678901234567890", false }, { "", false },
		{ "U12 4567", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (form_identity_valid(cases[i].text,
		    strlen(cases[i].text)) != cases[i].valid)
			fail_msg("%s", cases[i].text);
}

static void
test_pins(void **state)
{
	static const struct { const char *pin; enum err e; } cases[] = {
		{ "739105", ERR_OK }, { "918273", ERR_OK },
		{ "7395", ERR_OK }, { "73910528", ERR_OK },
		{ "", ERR_PIN_LENGTH }, { "739", ERR_PIN_LENGTH },
		{ "739105284", ERR_PIN_LENGTH },
		{ "73a105", ERR_FIELD_CHARACTERS },
		{ "0000", ERR_PIN_SAME_DIGIT },
		{ "777777", ERR_PIN_SAME_DIGIT },
		{ "123456", ERR_PIN_SEQUENCE }, { "654321", ERR_PIN_SEQUENCE },
		{ "7890", ERR_PIN_SEQUENCE }, { "890123", ERR_PIN_SEQUENCE },
		{ "2109", ERR_PIN_SEQUENCE },
		{ "100000", ERR_PIN_IN_IDENTITY },
		{ "0146", ERR_PIN_IN_IDENTITY },
		{ "1987", ERR_PIN_DATE }, { "2025", ERR_PIN_DATE },
		{ "0719", ERR_PIN_DATE },
		{ "3112", ERR_PIN_DATE }, { "1231", ERR_PIN_DATE },
		{ "290280", ERR_PIN_DATE },	/* ddMMyy */
		{ "800229", ERR_PIN_DATE },	/* yyMMdd */
		{ "17051987", ERR_PIN_DATE }, { "19870517", ERR_PIN_DATE },
		{ "17053987", ERR_OK }, { "320180", ERR_OK },
		{ "311380", ERR_OK },
	};
	static const struct pin_limits limits = { 4, 8 };
	struct secret *pin = secret_new(16), *identity = secret_new(16);
	size_t i;

	(void)state;
	assert_int_equal(secret_set(identity, "10000000146", 11), ERR_OK);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(secret_set(pin, cases[i].pin,
		    strlen(cases[i].pin)), ERR_OK);
		if (pin_rules_check(pin, identity, &limits) != cases[i].e)
			fail_msg("%s: %s", cases[i].pin, err_name(
			    pin_rules_check(pin, identity, &limits)));
	}
	assert_int_equal(secret_set(pin, "100000", 6), ERR_OK);
	assert_int_equal(pin_rules_check(pin, NULL, &limits), ERR_OK);
	secret_free(&pin);
	secret_free(&identity);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_typing),
	cmocka_unit_test(test_editing),
	cmocka_unit_test(test_key_held_down),
	cmocka_unit_test(test_clearing),
	cmocka_unit_test(test_identities),
	cmocka_unit_test(test_pins),
};

int
main(void)
{
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
