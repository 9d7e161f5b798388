/* Bytes of a keyboard → requests; what a terminal or a paste sends by itself
 * must never become a key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/keys.h"

#define MANY 64

struct got {
	enum press press[MANY];
	uint32_t cp[MANY];
	size_t count;
};

static struct got
feed(struct keys *k, const char *bytes, size_t len)
{
	struct got got = { .count = 0 };
	enum press press;
	uint32_t cp;

	for (size_t i = 0; i < len; i++) {
		press = keys_feed(k, (uint8_t)bytes[i], &cp);
		if (press == PRESS_NONE || got.count == MANY)
			continue;
		got.press[got.count] = press;
		got.cp[got.count++] = cp;
	}
	return got;
}

static struct got
decode(const char *bytes)
{
	struct keys k;

	keys_init(&k, false);
	return feed(&k, bytes, strlen(bytes));
}

/* One sequence, one press, on the terminals that send it. */
static const struct {
	const char *bytes;
	enum press press;
} table[] = {
	{ "\t", PRESS_TAB },
	{ "\x1b[Z", PRESS_SHIFT_TAB },		/* xterm, linux */
	{ "\x1b\t", PRESS_SHIFT_TAB },		/* linux, older */
	{ "\x1b[A", PRESS_UP }, { "\x1bOA", PRESS_UP },
	{ "\x1b[B", PRESS_DOWN }, { "\x1bOB", PRESS_DOWN },
	{ "\x1b[C", PRESS_RIGHT }, { "\x1bOC", PRESS_RIGHT },
	{ "\x1b[D", PRESS_LEFT }, { "\x1bOD", PRESS_LEFT },
	{ "\x1b[1;2A", PRESS_UP },		/* with Shift held */
	{ "\x1b[1;5C", PRESS_RIGHT },		/* with Control held */
	{ "\r", PRESS_ENTER }, { "\n", PRESS_ENTER },
	{ "\x1bOM", PRESS_ENTER },		/* numeric keypad */
	{ "\x7f", PRESS_BACKSPACE }, { "\b", PRESS_BACKSPACE },
	{ "\x15", PRESS_ERASE_LINE },
	{ "\x03", PRESS_ESCAPE },		/* Ctrl-C */
	{ "\x0c", PRESS_REDRAW },
	{ "\x1a", PRESS_OTHER }, { "\x13", PRESS_OTHER },
	{ "\x1c", PRESS_OTHER }, { "\x04", PRESS_OTHER },
	{ "\x1bOP", PRESS_F1 }, { "\x1b[11~", PRESS_F1 },
	{ "\x1b[[A", PRESS_F1 },		/* linux */
	{ "\x1bOQ", PRESS_F2 }, { "\x1b[12~", PRESS_F2 },
	{ "\x1b[[B", PRESS_F2 },
	{ "\x1bOR", PRESS_F3 }, { "\x1b[13~", PRESS_F3 },
	{ "\x1b[[C", PRESS_F3 },
	{ "\x1bOS", PRESS_F4 }, { "\x1b[14~", PRESS_F4 },
	{ "\x1b[[D", PRESS_F4 },
	{ "\x1b[15~", PRESS_F5 }, { "\x1b[[E", PRESS_F5 },
	{ "\x1b[21~", PRESS_F10 },
	{ "\x1b[21;2~", PRESS_F10 },		/* with Shift held */
	{ "\x1b[5~", PRESS_PAGE_UP }, { "\x1b[6~", PRESS_PAGE_DOWN },
	{ "\x1b[3~", PRESS_OTHER }, { "\x1b[H", PRESS_OTHER },
};

static void
test_sequences(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct got got = decode(table[i].bytes);

		if (got.count != 1 || got.press[0] != table[i].press)
			fail_msg("sequence %zu: %zu presses, first %d", i,
			    got.count, (int)got.press[0]);
	}
}

static void
test_characters(void **state)
{
	struct got got = decode("aş€İ😀");
	static const uint32_t expected[] = { 'a', 0x15f, 0x20ac, 0x130,
	    0x1f600 };

	(void)state;
	assert_int_equal(got.count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(got.press[i], PRESS_CHAR);
		assert_int_equal(got.cp[i], expected[i]);
	}
	got = decode("\x1bOp\x1bOy");	/* keypad in application mode */
	assert_int_equal(got.count, 2);
	assert_int_equal(got.cp[0], '0');
	assert_int_equal(got.cp[1], '9');
}

/* A Linux console's keypad in application mode: NumLock, /, * and - are not
 * F1 to F4, which come as ESC [ [ A there. */
static void
test_keypad_of_the_console(void **state)
{
	static const char *const keys[] = { "\x1bOP", "\x1bOQ", "\x1bOR",
	    "\x1bOS" };
	struct keys k;
	struct got got;

	(void)state;
	keys_init(&k, true);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		got = feed(&k, keys[i], 3);
		assert_int_equal(got.count, 1);
		assert_int_equal(got.press[0], PRESS_OTHER);
	}
	keys_drop(&k);
	got = feed(&k, "\x1bOw\x1bOM\x1b[[A\x1bOA", 13);
	assert_int_equal(got.count, 4);
	assert_int_equal(got.cp[0], '7');
	assert_int_equal(got.press[1], PRESS_ENTER);
	assert_int_equal(got.press[2], PRESS_F1);
	assert_int_equal(got.press[3], PRESS_UP);
}

static void
test_broken_utf8_is_dropped(void **state)
{
	static const char *const bad[] = {
		"\xff", "\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf",
		"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xc2\x80",		/* a C1 control */
	};
	struct got got;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		got = decode(bad[i]);
		if (got.count != 0)
			fail_msg("%zu gave %x", i, got.cp[0]);
	}
	got = decode("\xc5z");		/* cut off, then a letter */
	assert_int_equal(got.count, 1);
	assert_int_equal(got.cp[0], 'z');
}

/* What a terminal sends by itself. */
static void
test_reports_are_no_keys(void **state)
{
	static const char *const reports[] = {
		"\x1b[?1;2c",			/* primary attributes */
		"\x1b[>0;276;0c",		/* secondary */
		"\x1b[24;80R", "\x1b[1;1R",	/* cursor position */
		"\x1b[0n",			/* status */
		"\x1b]11;rgb:0000/0000/0000\x1b\\",	/* colour, by OSC */
		"\x1b]0;1234\x07",
		"\x1bP1+r5463=313233\x1b\\",	/* DCS */
		"\x1b_1234\x1b\\", "\x1b^1234\x1b\\", "\x1bX1234\x1b\\",
		"\x1b[M 12",			/* mouse, old */
		"\x1b[<0;12;34M", "\x1b[<0;12;34m",
		"\x1b[200~", "\x1b[201~",
		"\x1b[I", "\x1b[O",		/* focus */
		"\x1b(B", "\x1b#8",
		"\x1b[99999999999999999999999999999999999999999999999~",
		"\x1bq", "\x1b[u", "\x1b[57;5u",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++) {
		struct keys k;
		struct got got;

		keys_init(&k, false);
		got = feed(&k, reports[i], strlen(reports[i]));
		if (got.count != 0)
			fail_msg("report %zu: press %d, %c", i,
			    (int)got.press[0], (int)got.cp[0]);
		/* And nothing of it is left over. */
		assert_int_equal(keys_timeout(&k), PRESS_NONE);
	}
}

static void
test_after_a_report_typing_goes_on(void **state)
{
	struct got got = decode("\x1b[?1;2c4\x1b]11;x\x07" "2");

	(void)state;
	assert_int_equal(got.count, 2);
	assert_int_equal(got.cp[0], '4');
	assert_int_equal(got.cp[1], '2');
}

/* A bracketed paste types, but presses and moves nothing. */
static void
test_paste(void **state)
{
	struct got got = decode("\x1b[200~12\r\n\t\x1b[A\x03" "34\x1b[201~\r");
	static const uint32_t expected[] = { '1', '2', '3', '4' };

	(void)state;
	assert_int_equal(got.count, 5);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(got.press[i], PRESS_CHAR);
		assert_int_equal(got.cp[i], expected[i]);
	}
	assert_int_equal(got.press[4], PRESS_ENTER);
}

static void
test_line_ends(void **state)
{
	struct got got = decode("\r\n");

	(void)state;
	assert_int_equal(got.count, 1);
	got = decode("\r\r");
	assert_int_equal(got.count, 2);
	got = decode("\ra\n");
	assert_int_equal(got.count, 3);
}

static void
test_lone_escape(void **state)
{
	struct keys k;
	struct got got;

	(void)state;
	keys_init(&k, false);
	got = feed(&k, "\x1b", 1);
	assert_int_equal(got.count, 0);
	assert_true(keys_waiting(&k));
	assert_int_equal(keys_timeout(&k), PRESS_ESCAPE);
	assert_false(keys_waiting(&k));
	assert_int_equal(keys_timeout(&k), PRESS_NONE);

	/* Half a sequence is dropped, also a string that never ends. */
	got = feed(&k, "\x1b[1", 3);
	assert_int_equal(keys_timeout(&k), PRESS_NONE);
	got = feed(&k, "\x1b]never", 7);
	assert_int_equal(got.count, 0);
	assert_int_equal(keys_timeout(&k), PRESS_NONE);
	got = feed(&k, "x", 1);
	assert_int_equal(got.count, 1);

	/* Two: the first was a key, the second may begin something. */
	got = feed(&k, "\x1b\x1b", 2);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.press[0], PRESS_ESCAPE);
	assert_int_equal(keys_timeout(&k), PRESS_ESCAPE);
}

/* A paste whose end never comes must not make Enter dead for ever. */
static void
test_paste_without_end(void **state)
{
	struct keys k;
	struct got got;

	(void)state;
	keys_init(&k, false);
	got = feed(&k, "\x1b[200~1\r", 8);
	assert_int_equal(got.count, 1);
	assert_true(keys_waiting(&k));
	assert_int_equal(keys_timeout(&k), PRESS_NONE);
	got = feed(&k, "\r", 1);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.press[0], PRESS_ENTER);
}

static void
is(enum press press, uint32_t cp, bool in_field, enum request_kind kind,
    uint32_t value)
{
	struct request r = keys_request(press, cp, in_field);

	if (r.kind != kind || r.value != value)
		fail_msg("press %d %x in_field %d: request %d %x", (int)press,
		    cp, in_field, (int)r.kind, r.value);
}

static void
test_requests(void **state)
{
	(void)state;
	is(PRESS_CHAR, '5', true, REQ_CHAR, '5');
	is(PRESS_CHAR, '5', false, REQ_NUMBER, 5);
	is(PRESS_CHAR, '0', false, REQ_NUMBER, 0);
	is(PRESS_CHAR, ' ', true, REQ_CHAR, ' ');
	is(PRESS_CHAR, ' ', false, REQ_PRESS, 0);
	is(PRESS_CHAR, '?', true, REQ_CHAR, '?');
	is(PRESS_CHAR, '?', false, REQ_HELP, 0);
	is(PRESS_CHAR, 'x', false, REQ_KEY, 0);
	is(PRESS_TAB, 0, true, REQ_NEXT, 0);
	is(PRESS_SHIFT_TAB, 0, true, REQ_PREV, 0);
	is(PRESS_DOWN, 0, true, REQ_DOWN, 0);
	is(PRESS_UP, 0, false, REQ_UP, 0);
	is(PRESS_LEFT, 0, true, REQ_LEFT, 0);
	is(PRESS_LEFT, 0, false, REQ_PREV, 0);
	is(PRESS_RIGHT, 0, true, REQ_RIGHT, 0);
	is(PRESS_RIGHT, 0, false, REQ_NEXT, 0);
	is(PRESS_ENTER, 0, true, REQ_PRESS, 0);
	is(PRESS_ESCAPE, 0, true, REQ_BACK, 0);
	is(PRESS_BACKSPACE, 0, true, REQ_ERASE, 0);
	is(PRESS_BACKSPACE, 0, false, REQ_KEY, 0);
	is(PRESS_ERASE_LINE, 0, true, REQ_ERASE_ALL, 0);
	is(PRESS_F1, 0, true, REQ_HELP, 0);
	is(PRESS_F2, 0, true, REQ_LANGUAGE, 0);
	is(PRESS_F3, 0, false, REQ_LARGE, 0);
	is(PRESS_F4, 0, true, REQ_HIDE, 0);
	is(PRESS_F5, 0, true, REQ_REFRESH, 0);
	is(PRESS_F10, 0, true, REQ_LEAVE, 0);
	is(PRESS_OTHER, 0, true, REQ_KEY, 0);
}

/* The key bar names keys that exist. */
static void
test_hints_are_keys(void **state)
{
	static const enum press presses[] = { PRESS_F1, PRESS_F2, PRESS_F3,
	    PRESS_F4, PRESS_F5, PRESS_ESCAPE, PRESS_F10 };

	(void)state;
	assert_int_equal(keys_hint_count, 7);
	for (size_t i = 0; i < keys_hint_count; i++)
		is(presses[i], 0, true, keys_hints[i].request, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_keypad_of_the_console),
		cmocka_unit_test(test_broken_utf8_is_dropped),
		cmocka_unit_test(test_reports_are_no_keys),
		cmocka_unit_test(test_after_a_report_typing_goes_on),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_lone_escape),
		cmocka_unit_test(test_paste_without_end),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_hints_are_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
