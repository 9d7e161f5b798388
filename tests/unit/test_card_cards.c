/* cards.yaml: the file that is shipped, and every way to write a wrong one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card_akis.h"

static const struct card_type *
find(const struct cards *cards, const char *hex)
{
	uint8_t atr[33];
	size_t len;

	assert_int_equal(hex_decode(hex, atr, sizeof(atr), &len), ERR_OK);
	return cards_find(cards, atr, len);
}

/* ATRs of the public list of the PC/SC project. */
static void
the_shipped_file_knows_the_cards(void **state)
{
	static const struct { const char *atr, *name; } known[] = {
		{ "3bba11008131fe4d55454b41452056312e30ae", "akis-1.0" },
		{ "3b9f968131fe4580675545" "4b4145121231" "8073b3a180ea",
		    "akis-1.2" },
		{ "3b9f968131fe4580675545" "4b4145125231" "8073b3a180aa",
		    "akis-1.2" },
		{ "3b9f158131fe4580675545" "4b4145122131" "8073b3a1805a",
		    "akis-1.2" },
		{ "3b9f978131fe4580655443" "12210831c073f6218081059b",
		    "akis-2" },
		{ "3b9f978131fe4580655443" "d3228231c073f621808105d3",
		    "akis-2" },
		{ "3b6500002063cb6600", NULL },
		{ "3b", NULL },
	};
	struct cards *cards;
	char error[200] = "";

	(void)state;
	if (cards_read_file("config/cards.yaml", &cards, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct card_type *t = find(cards, known[i].atr);

		if (known[i].name == NULL) {
			assert_null(t);
			continue;
		}
		assert_non_null(t);
		assert_string_equal(t->name, known[i].name);
	}
	cards_free(&cards);
	assert_null(cards);
}

static void
every_value_is_read(void **state)
{
	struct cards *cards;
	const struct card_type *t;
	char error[200];

	(void)state;
	assert_int_equal(cards_read_text("c", CARDS_TEXT,
	    sizeof(CARDS_TEXT) - 1, &cards, error, sizeof(error)), ERR_OK);
	t = find(cards, "3b9f968131fe4580675545" "4b4145125231"
	    "8073b3a180aa");
	assert_non_null(t);
	assert_string_equal(t->label, "AKİS v1.x");
	assert_string_equal(t->driver->name, "akis");
	assert_int_equal(t->unlock, UNLOCK_CHALLENGE_RESPONSE);
	assert_int_equal(t->pin_reference, 0x80);
	assert_int_equal(t->pin_min, 6);
	assert_int_equal(t->pin_max, 8);
	assert_int_equal(t->pin_tries, 3);
	assert_int_equal(t->key_reference, 1);
	assert_int_equal(t->challenge, 16);
	assert_int_equal(t->application, 0x3d00);
	assert_int_equal(t->serial_answer, 77);
	assert_int_equal(t->serial_offset, 55);
	assert_int_equal(t->serial_len, 12);
	cards_free(&cards);
}

/* The text with `from` replaced by `to`; what the loader says about it. */
static void
assert_complaint(const char *from, const char *to, const char *says)
{
	char text[2048], error[200] = "";
	const char *at = strstr(CARDS_TEXT, from);
	struct cards *cards;
	enum err e;

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - CARDS_TEXT),
	    CARDS_TEXT, to, at + strlen(from));
	e = cards_read_text("c.yaml", text, strlen(text), &cards, error,
	    sizeof(error));
	if (e != ERR_SYNTAX || strstr(error, says) == NULL)
		fail_msg("%s -> %s: %s", from, to, error);
	assert_null(cards);
}

static void
complaints_say_where_and_what(void **state)
{
	(void)state;
	assert_complaint("reference: 80", "reference: 8",
	    "c.yaml:9:22: two hexadecimal digits are expected: reference");
	assert_complaint("application: 3D00", "application: 3D",
	    "c.yaml:7:18: four hexadecimal digits");
	assert_complaint("driver: akis", "driver: akiss",
	    "no such driver: akiss");
	assert_complaint("unlock: challenge-response", "unlock: puk",
	    "none or challenge-response is expected: puk");
	assert_complaint("max: 8", "max: 5",
	    "a number is expected: max, 6 to 16");
	assert_complaint("min: 6", "min: three", "a number is expected: min");
	assert_complaint("offset: 55", "offset: 70", "outside the answer");
	assert_complaint("challenge: 16", "challenge: 33",
	    "challenge, 8 to 32");
	assert_complaint("label: AKİS v1.x", "lable: x", "lable");
	assert_complaint(", tries: 3", "", "missing key: tries");
	assert_complaint("tries: 3}", "tries: 3, puk: 81}",
	    "unknown key: puk");
	assert_complaint("4145....", "4145...", "15 bytes");
	assert_complaint("4145....", "4145..x.", "only 0 to 9, A to F and .");
	assert_complaint("4145....", "4145.....................",
	    "15 bytes");
	assert_complaint("driver: none", "driver: none\n    unlock: none",
	    "unknown key: unlock");
	assert_complaint("name: akis-1.2",
	    "name: a-name-of-more-than-thirty-one-letters", "too long: name");
	assert_complaint("cards:\n", "cards:\n  - x\n", "");
	assert_complaint("cards:\n", "kards:\n", "unknown key: kards");
	assert_complaint("pin: {", "pin: [", "");
}

static void
what_is_no_list_of_cards(void **state)
{
	static const char *const wrong[] = { "", "cards: x\n", "- a\n",
	    "cards: {a: b}\n", "cards:\n  - driver: [x]\n" };
	struct cards *cards;
	char error[200];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		error[0] = '\0';
		assert_int_not_equal(cards_read_text("c", wrong[i],
		    strlen(wrong[i]), &cards, error, sizeof(error)), ERR_OK);
		assert_string_not_equal(error, "");
		assert_null(cards);
	}
	assert_int_not_equal(cards_read_file("/nonexistent", &cards, error,
	    sizeof(error)), ERR_OK);
	assert_null(cards);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_file_knows_the_cards),
		cmocka_unit_test(every_value_is_read),
		cmocka_unit_test(complaints_say_where_and_what),
		cmocka_unit_test(what_is_no_list_of_cards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
