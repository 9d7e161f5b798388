/* Text from outside must not move the cursor, hide or reorder anything. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include <cmocka.h>

#include "base/utf8.h"

static void
test_round_trip(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		char text[4];
		uint32_t back = 0;
		size_t n = utf8_encode(cp, text);

		if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(utf8_decode(text, 4, &back), n);
		assert_int_equal(back, cp);
		assert_int_equal(utf8_decode(text, n - 1, &back), 0);
	}
}

static void
test_decode_is_strict(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc0\xaf", "\xc1\xbf",
		"\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xc3", "\xc3(",
		"\xe2\x82", "\xe2(\xac", "\xf0\x9f\x98",
	};
	uint32_t cp;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &cp), 0);
	assert_int_equal(utf8_decode("", 0, &cp), 0);
}

/* The judge is glibc, which ncurses asks as well. */
static void
test_cells_are_glibcs(void **state)
{
	(void)state;
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		fail_msg("no C.UTF-8 locale");
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		int ours = utf8_cp_cells(cp), theirs = wcwidth((wchar_t)cp);

		if (ours >= 0 && ours != theirs)
			fail_msg("U+%04X: %d cells, glibc %d", cp, ours,
			    theirs);
		/* What is dropped although glibc would show it: private use,
		 * format and invisible characters only. */
		if (ours < 0 && theirs > 0 && iswalnum((wint_t)cp) &&
		    cp != 0x115f && cp != 0x3164 && cp != 0xffa0)
			fail_msg("U+%04X dropped", cp);
	}
	setlocale(LC_CTYPE, "C");
}

static void
clean(const char *in, const char *want)
{
	char out[256];

	utf8_sanitise(in, strlen(in), out, sizeof(out));
	assert_string_equal(out, want);
}

static void
test_sanitise_keeps(void **state)
{
	(void)state;
	clean("", "");
	clean("Deneme", "Deneme");
	clean("\xc4\xb0\xc4\xb1\xc5\x9f\xc4\x9f\xc3\xa7\xc3\xb6\xc3\xbc",
	    "\xc4\xb0\xc4\xb1\xc5\x9f\xc4\x9f\xc3\xa7\xc3\xb6\xc3\xbc");
	clean("\xe6\xbc\xa2 \xe2\x82\xba", "\xe6\xbc\xa2 \xe2\x82\xba");
	clean("i\xcc\x87z", "i\xcc\x87z");	/* one dot above stays */
}

static void
test_sanitise_drops(void **state)
{
	(void)state;
	clean("a\033[2Jb", "a[2Jb");			/* ESC */
	clean("a\nb\rc\td\x7f" "e\a", "abcde");		/* controls */
	clean("a\xc2\x9b" "2Jb", "a2Jb");		/* C1 CSI */
	clean("a\xc2\x85" "b", "ab");			/* C1 NEL */
	clean("a\xe2\x80\xae" "b", "ab");		/* RTL override */
	clean("a\xe2\x81\xa6" "b\xe2\x81\xa9", "ab");	/* isolates */
	clean("a\xe2\x80\x8b" "b", "ab");		/* zero width space */
	clean("a\xe2\x80\x8d" "b", "ab");		/* joiner */
	clean("a\xef\xbb\xbf" "b", "ab");		/* BOM */
	clean("a\xc2\xad" "b", "ab");			/* soft hyphen */
	clean("a\xe2\x80\xa8" "b\xe2\x80\xa9", "ab");	/* separators */
	clean("a\xee\x80\x80" "b", "ab");		/* private */
	clean("a\xf3\xa0\x81\x81" "b", "ab");		/* tag A */
	clean("a\xef\xbf\xbf" "b", "ab");		/* noncharacter */
	clean("a\xe3\x85\xa4" "b", "ab");		/* Hangul filler */
	clean("a\xef\xb8\x8f" "b", "ab");		/* variation selector */
}

static void
test_sanitise_combining(void **state)
{
	char in[2001] = "a", out[64];

	(void)state;
	clean("\xcc\x81" "a", "a");			/* no base */
	clean("e\xcc\x81\xcc\x81\xcc\x81" "f\xcc\x81", "e\xcc\x81" "f\xcc\x81");
	clean("\033\xcc\x81x", "x");
	for (size_t i = 1; i < 2000; i += 2)
		memcpy(in + i, "\xcc\x81", 2);
	utf8_sanitise(in, 1999, out, sizeof(out));
	assert_string_equal(out, "a\xcc\x81");
}

static void
test_sanitise_broken(void **state)
{
	char out[16];

	(void)state;
	clean("a\xff" "b", "a?b");
	clean("\xc0\xaf", "??");			/* overlong slash */
	clean("\xed\xa0\x80", "???");			/* surrogate */
	clean("a\xc5", "a?");				/* cut in two */
	utf8_sanitise("a\0b", 3, out, sizeof(out));
	assert_string_equal(out, "ab");
}

/* Whatever the size: terminated, within it, cut on a character. */
static void
test_sanitise_cuts(void **state)
{
	const char *in = "a\xc5\x9f\xe6\xbc\xa2\xf0\x9f\x98\x80z";
	static const size_t fits[] = { 0, 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10,
	    11, 11 };

	(void)state;
	for (size_t size = 0; size < 14; size++) {
		char *out = malloc(size + 1);

		memset(out, '#', size + 1);
		utf8_sanitise(in, strlen(in), out, size);
		assert_int_equal(out[size], '#');
		if (size > 0) {
			assert_int_equal(strlen(out), fits[size]);
			assert_memory_equal(out, in, fits[size]);
		}
		free(out);
	}
}

static void
test_cells_and_fit(void **state)
{
	const char *s = "a\xe6\xbc\xa2" "e\xcc\x81z";

	(void)state;
	assert_int_equal(utf8_cells(""), 0);
	assert_int_equal(utf8_cells(s), 5);
	assert_int_equal(utf8_fit(s, 0), 0);
	assert_int_equal(utf8_fit(s, 1), 1);
	assert_int_equal(utf8_fit(s, 2), 1);
	assert_int_equal(utf8_fit(s, 3), 4);
	assert_int_equal(utf8_fit(s, 4), 7);	/* the mark stays with its e */
	assert_int_equal(utf8_fit(s, 5), 8);
	assert_int_equal(utf8_fit(s, 99), 8);
	assert_int_equal(utf8_fit(s, -1), 0);
	assert_int_equal(utf8_cells("\xff\xff"), 2);
}

static void
test_ascii(void **state)
{
	(void)state;
	for (int c = -128; c < 128; c++) {
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		assert_int_equal(ascii_is_alpha((char)c), alpha);
		assert_int_equal(ascii_is_digit((char)c),
		    c >= '0' && c <= '9');
		assert_int_equal(ascii_lower((char)c),
		    c >= 'A' && c <= 'Z' ? c + 32 : c);
		assert_int_equal(ascii_upper((char)c),
		    c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	assert_true(ascii_equal_nocase("TITLE", "title"));
	assert_false(ascii_equal_nocase("title", "titl"));
	assert_false(ascii_equal_nocase("titl", "title"));
	assert_false(ascii_equal_nocase("\xc4\xb0", "i"));
	assert_true(ascii_equal_nocase("", ""));
}

static bool
same(const char *a, const char *b)
{
	return utf8_same_word(a, strlen(a), b, strlen(b)) &&
	    utf8_same_word(b, strlen(b), a, strlen(a));
}

static void
test_same_word(void **state)
{
	(void)state;
	assert_true(same("EVET", "evet"));
	assert_true(same("İPTAL", "iptal"));
	assert_true(same("IPTAL", "iptal"));
	assert_true(same("İptal", "ıptal"));
	assert_true(same("ÇĞÖŞÜ", "çğöşü"));
	assert_true(same("", ""));
	assert_false(same("EVET", "EVE"));
	assert_false(same("EVET", "EVEÇ"));
	assert_false(same("c", "ç"));
	assert_false(same("EVET", "\xff"));
	assert_false(same("", "a"));
}

static void
test_mask(void **state)
{
	char out[64];

	(void)state;
	utf8_mask("\u015eule \u0130\u00e7li", out, sizeof(out));
	assert_string_equal(out, "\u015e*** \u0130***");
	utf8_mask("A B", out, sizeof(out));
	assert_string_equal(out, "A B");
	/* Cut between letters, never inside one. */
	utf8_mask("ab \u015eule", out, 4);
	assert_string_equal(out, "a* ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_decode_is_strict),
		cmocka_unit_test(test_cells_are_glibcs),
		cmocka_unit_test(test_sanitise_keeps),
		cmocka_unit_test(test_sanitise_drops),
		cmocka_unit_test(test_sanitise_combining),
		cmocka_unit_test(test_sanitise_broken),
		cmocka_unit_test(test_sanitise_cuts),
		cmocka_unit_test(test_cells_and_fit),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_same_word),
		cmocka_unit_test(test_mask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
