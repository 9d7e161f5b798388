/* Fields: what may be typed, what may be sent; PINs that are too weak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
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

/* What is typed into a field, what it keeps of that, the first error while
 * typing, and what the check says of it. */
struct typing {
	const char *field, *typed, *kept;
	enum err typing, check;
};

static void
assert_typing(const struct screen *on, const struct typing *cases,
    size_t count)
{
	struct form form;
	struct form_field *f;

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(form_open(&form, on), ERR_OK);
		f = form_find(&form, cases[i].field);
		assert_non_null(f);
		if (type(f, cases[i].typed) != cases[i].typing ||
		    strcmp(value(f), cases[i].kept) != 0 ||
		    form_check(f) != cases[i].check)
			fail_msg("%s: %s keeps %s, %s", cases[i].field,
			    cases[i].typed, value(f), err_name(form_check(f)));
		form_close(&form);
	}
}

static void
test_typing(void **state)
{
	static const struct typing cases[] = {
		{ "digits", "123456", "123456", ERR_OK, ERR_OK },
		{ "digits", "12 34-56", "123456", ERR_OK, ERR_OK },
		{ "digits", "12a", "12", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_LENGTH },
		{ "digits", "", "", ERR_OK, ERR_FIELD_EMPTY },
		{ "digits", "1234567", "123456", ERR_FIELD_FULL, ERR_OK },
		{ "digits", " 123 456 ", "123456", ERR_OK, ERR_OK },
		{ "digits", "12345678901234567890", "123456",
		    ERR_FIELD_FULL, ERR_OK },
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
		{ "captcha", "26apWx", "26apW", ERR_FIELD_FULL, ERR_OK },
		{ "captcha", " 26 apW\xc2\xa0", "26apW", ERR_OK, ERR_OK },
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

	(void)state;
	assert_typing(&screen, cases, sizeof(cases) / sizeof(cases[0]));
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
	/* What was typed past the end is erased first: it counts in a word … */
	form_clear(f);
	assert_int_equal(type(f, "12345678x"), ERR_FIELD_LENGTH);
	form_erase(f);
	assert_string_equal(value(f), "12345678");
	assert_int_equal(form_check(f), ERR_OK);
	/* … and where it was not taken there is nothing to erase. */
	f = form_find(&form, "digits");
	assert_int_equal(type(f, "1234567"), ERR_FIELD_FULL);
	form_move(f, -3);
	assert_int_equal(form_type(f, '0'), ERR_FIELD_FULL);
	assert_string_equal(value(f), "123456");
	form_erase(f);
	assert_string_equal(value(f), "12456");
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

static const struct block open_blocks[] = {
	{ .kind = BLOCK_FIELD, .id = "text", .field = FIELD_TEXT,
	    .min = 3, .max = 160 },
	{ .kind = BLOCK_FIELD, .id = "email", .field = FIELD_EMAIL,
	    .min = 6, .max = 80 },
	{ .kind = BLOCK_FIELD, .id = "phone", .field = FIELD_PHONE,
	    .min = 10, .max = 12 },
	{ .kind = BLOCK_FIELD, .id = "confirm", .field = FIELD_CONFIRM,
	    .min = 1, .max = 16, .value = { .in = { "EVET", "YES" } } },
};
static const struct screen open_screen = { .id = "o", .blocks = open_blocks,
	.block_count = sizeof(open_blocks) / sizeof(open_blocks[0]) };

static void
test_open_fields(void **state)
{
	static const struct typing cases[] = {
		{ "text", "Ilgaz Sk. No: 5/3", "Ilgaz Sk. No: 5/3", ERR_OK,
		    ERR_OK },
		{ "text", "a\nb", "ab", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_LENGTH },
		{ "text", "    ", "    ", ERR_OK, ERR_FIELD_EMPTY },
		{ "email", "a-b@c.tr ", "a-b@c.tr", ERR_OK, ERR_OK },
		{ "email", "ad+1@alt.ornek.com", "ad+1@alt.ornek.com",
		    ERR_OK, ERR_OK },
		{ "email", "ı@b.c", "@b.c", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_EMAIL },
		{ "email", "a@b", "a@b", ERR_OK, ERR_FIELD_EMAIL },
		{ "email", "a@b.c@d.e", "a@b.c@d.e", ERR_OK,
		    ERR_FIELD_EMAIL },
		{ "email", "a@b..c", "a@b..c", ERR_OK, ERR_FIELD_EMAIL },
		{ "email", "a@b.c.", "a@b.c.", ERR_OK, ERR_FIELD_EMAIL },
		{ "email", ".a@b.c", ".a@b.c", ERR_OK, ERR_FIELD_EMAIL },
		{ "email", "<a@b.c>", "<a@b.c>", ERR_OK, ERR_FIELD_EMAIL },
		{ "email", "@", "@", ERR_OK, ERR_FIELD_EMAIL },
		{ "phone", "+90 (532) 000-00 00", "905320000000", ERR_OK,
		    ERR_OK },
		{ "phone", "0532 000 00 00", "05320000000", ERR_OK, ERR_OK },
		{ "phone", "5320000000", "5320000000", ERR_OK, ERR_OK },
		{ "phone", "3120000000", "3120000000", ERR_OK,
		    ERR_FIELD_PHONE },
		{ "phone", "53200000001", "53200000001", ERR_OK,
		    ERR_FIELD_PHONE },
		{ "phone", "915320000000", "915320000000", ERR_OK,
		    ERR_FIELD_PHONE },
		{ "phone", "53", "53", ERR_OK, ERR_FIELD_PHONE },
		{ "phone", "5320000000000", "532000000000", ERR_FIELD_FULL,
		    ERR_FIELD_PHONE },
		{ "phone", "5a", "5", ERR_FIELD_CHARACTERS,
		    ERR_FIELD_PHONE },
		{ "confirm", "yes", "yes", ERR_OK, ERR_OK },
		{ "confirm", "Yes", "Yes", ERR_OK, ERR_OK },
		{ "confirm", "ye", "ye", ERR_OK, ERR_CONFIRM_WORD },
		{ "confirm", "yess", "yess", ERR_OK, ERR_CONFIRM_WORD },
		{ "confirm", "", "", ERR_OK, ERR_FIELD_EMPTY },
	};

	(void)state;
	assert_typing(&open_screen, cases, sizeof(cases) / sizeof(cases[0]));
	assert_memory_equal(form_phone("905320000000", 12), "5320000000", 10);
	assert_memory_equal(form_phone("05320000000", 11), "5320000000", 10);
	assert_null(form_phone("", 0));
	assert_null(form_phone("0", 1));
}

/* 160 characters of the longest kind have room. */
static void
test_longest(void **state)
{
	struct form form;
	struct form_field *f;
	int i;

	(void)state;
	assert_int_equal(form_open(&form, &open_screen), ERR_OK);
	f = form_find(&form, "text");
	for (i = 0; i < 160; i++)
		assert_int_equal(form_type(f, 0x1f3e0), ERR_OK);
	assert_int_equal(form_type(f, 'a'), ERR_FIELD_FULL);
	assert_int_equal(f->length, 160);
	form_close(&form);
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
	cmocka_unit_test(test_open_fields),
	cmocka_unit_test(test_longest),
	cmocka_unit_test(test_pins),
};

int
main(void)
{
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
