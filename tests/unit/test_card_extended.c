/* Extended lengths: which card says that it takes them, which reader; and how
 * an object is read with them, or without where one of both does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/apdu.h"
#include "card/atr.h"
#include "card/exchange.h"
#include "card/part10.h"
#include "card_script.h"

/* ------------------------------------------------- answer to reset -------- */

static void
test_answers_to_reset(void **state)
{
	static const struct { const char *atr; bool extended; } all[] = {
		{ "3b84017380c040", false },		/* no category */
		{ "3b85018073c001c0", true },
		{ "3b85018073c00180", false },		/* chaining alone */
		{ "3b85018073c00140", true },
		{ "3b84018072c0c0", false },		/* two bytes of three */
		{ "3b85018073c001", false },		/* cut */
		{ "3b87018041ff73c001c0", true },	/* behind another */
		{ "3b8701804fff73c001c0", false },	/* inside another */
		{ "3b88010073c001c0059000", true },	/* status behind */
		{ "3b8501007305900040", false },	/* inside that */
		{ "3b850110" "73c001c0", false },	/* a reference */
		{ "3b8001", false }, { "3b810180", false },
		{ "3bda18ff81b1fe751f030031c573c001c0059000", true },
		{ "3b9f968131fe4580675545" "4b4145125231" "8073b3a180aa",
		    false },				/* AKİS */
		{ "", false }, { "00", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		uint8_t atr[CARD_ATR_MAX];
		size_t len;

		assert_int_equal(hex_decode(all[i].atr, atr, sizeof(atr),
		    &len), ERR_OK);
		if (atr_says_extended(atr, len) != all[i].extended)
			fail_msg("%s", all[i].atr);
	}
}

/* ------------------------------------------------------- the reader ------- */

static void
test_features(void **state)
{
	static const uint8_t list[] = { 0x06, 0x04, 0x42, 0x33, 0x00, 0x06,
	    0x12, 0x04, 0x42, 0x33, 0x00, 0x12, 0x0a, 0x04, 0x01, 0x02 };
	uint32_t code = 0;

	(void)state;
	assert_int_equal(PART10_GET_FEATURES, 0x42000d48);
	assert_true(part10_feature(list, sizeof(list), 0x12, &code));
	assert_int_equal(code, 0x42330012);
	assert_true(part10_feature(list, sizeof(list), 0x06, &code));
	assert_int_equal(code, 0x42330006);
	assert_false(part10_feature(list, sizeof(list), 0x07, &code));
	assert_false(part10_feature(list, sizeof(list), 0x0a, &code));
	for (size_t cut = 0; cut < 12; cut++)
		assert_false(part10_feature(list, cut, 0x12, &code));
}

static void
test_properties(void **state)
{
	static const uint8_t told[] = { 0x01, 0x02, 0x00, 0x00,
	    0x0a, 0x04, 0x00, 0x00, 0x01, 0x00 };
	static const uint8_t none[] = { 0x0a, 0x04, 0, 0, 0, 0 };
	static const uint8_t odd[] = { 0x0a, 0x02, 0x00, 0x04 };
	static const uint8_t bad[] = { 0x0a, 0x05, 1, 2, 3, 4, 5, 0x0a, 0x00 };
	size_t reach = 1;

	(void)state;
	assert_true(part10_reach(told, sizeof(told), &reach));
	assert_int_equal(reach, 65536);
	assert_true(part10_reach(none, sizeof(none), &reach));
	assert_int_equal(reach, 256);
	assert_true(part10_reach(odd, sizeof(odd), &reach));
	assert_int_equal(reach, 1024);
	assert_false(part10_reach(bad, sizeof(bad), &reach));
	assert_false(part10_reach(told, sizeof(told) - 1, &reach));
	assert_false(part10_reach(told, 0, &reach));
}

/* --------------------------------------------------------- an object ------ */

#define CARD_ATR "3b85018073c001c0"
#define SHORT "00cb3fff055c035fc10500"
#define LONG "00cb3fff0000055c035fc1051200"	/* Ne 4608 */
#define BODY 400

static struct script script;
static struct exchange x;
static char pieces[3][1300];
static uint8_t out[4096];
static size_t len;

/* 53 82 01 90 and 400 bytes: from `at`, `n` of these 404. */
static const char *
piece(size_t i, size_t at, size_t n, const char *sw)
{
	uint8_t all[4 + BODY] = { 0x53, 0x82, BODY >> 8, BODY & 0xff };

	for (size_t k = 0; k < BODY; k++)
		all[4 + k] = (uint8_t)(k * 7);
	assert_true(at + n <= sizeof(all));
	hex_encode(all + at, n, pieces[i], sizeof(pieces[i]));
	snprintf(pieces[i] + 2 * n, sizeof(pieces[i]) - 2 * n, "%s", sw);
	return pieces[i];
}

static void
begin(size_t reach)
{
	static const struct guard_rules nothing;

	script_init(&script);
	assert_int_equal(hex_decode(CARD_ATR, script.state.atr,
	    sizeof(script.state.atr), &script.state.atr_len), ERR_OK);
	script.reach = reach;
	exchange_init(&x, &script.link, &nothing, 0);
}

static enum err
read_object(size_t size)
{
	static const uint8_t list[] = { 0x5c, 0x03, 0x5f, 0xc1, 0x05 };
	struct apdu c = { .ins = APDU_INS_GET_DATA_BY_TAG, .p1 = 0x3f,
	    .p2 = 0xff, .data = list, .nc = sizeof(list),
	    .ne = APDU_NE_SHORT };
	enum err e;

	exchange_init(&x, &script.link, &x.guard.rules, 0);
	e = exchange_object(&x, &c, out, size, &len);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	assert_int_equal(script.next, script.count);
	return e;
}

static void
expect_whole(void)
{
	assert_int_equal(len, 4 + BODY);
	assert_int_equal(out[4 + BODY - 1], (uint8_t)((BODY - 1) * 7));
}

static void
test_in_one_command(void **state)
{
	(void)state;
	begin(65536);
	script_add(&script, LONG, piece(0, 0, 4 + BODY, "9000"));
	assert_int_equal(read_object(sizeof(out)), ERR_OK);
	expect_whole();
	assert_int_equal(x.sent, 1);
}

/* A reader that takes 1000 bytes at once is asked for no more. */
static void
test_as_far_as_the_reader_goes(void **state)
{
	(void)state;
	begin(1000);
	script_add(&script, "00cb3fff0000055c035fc10503e8",
	    piece(0, 0, 4 + BODY, "9000"));
	assert_int_equal(read_object(sizeof(out)), ERR_OK);
	expect_whole();
}

static void
test_a_card_that_gives_it_in_pieces_all_the_same(void **state)
{
	(void)state;
	begin(65536);
	script_add(&script, LONG, piece(0, 0, 300, "6168"));
	script_add(&script, "00c0000000", piece(1, 300, 104, "9000"));
	assert_int_equal(read_object(sizeof(out)), ERR_OK);
	expect_whole();
}

/* Told otherwise than it is: short commands, and no further attempt. */
static void
test_a_card_that_lied(void **state)
{
	static const char *const words[] = { "6700", "6c00" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		begin(65536);
		script_add(&script, LONG, words[i]);
		script_add(&script, SHORT, piece(0, 0, 256, "6194"));
		script_add(&script, "00c0000000", piece(1, 256, 148, "9000"));
		assert_int_equal(read_object(sizeof(out)), ERR_OK);
		expect_whole();
		assert_int_equal(x.reach, APDU_NE_SHORT);
	}
}

static void
test_short_where_one_of_both_is(void **state)
{
	(void)state;
	begin(256);
	script_add(&script, SHORT, piece(0, 0, 256, "6194"));
	script_add(&script, "00c0000000", piece(1, 256, 148, "9000"));
	assert_int_equal(read_object(sizeof(out)), ERR_OK);
	expect_whole();
	begin(65536);
	script.state.atr[6] = 0;		/* another card */
	script.state.atr[7] = 0;
	script_add(&script, SHORT, piece(0, 0, 256, "6194"));
	script_add(&script, "00c0000000", piece(1, 256, 148, "9000"));
	assert_int_equal(read_object(sizeof(out)), ERR_OK);
	expect_whole();
}

static void
test_what_is_no_object(void **state)
{
	(void)state;
	begin(65536);
	script_add(&script, LONG, "9000");
	assert_int_equal(read_object(sizeof(out)), ERR_NOT_FOUND);
	begin(65536);
	script_add(&script, LONG, "6a82");
	assert_int_equal(read_object(sizeof(out)), ERR_CARD_REFUSED);
	begin(65536);
	script_add(&script, LONG, piece(0, 0, 4 + BODY, "9000"));
	assert_int_equal(read_object(BODY), ERR_TOO_BIG);
	assert_int_equal(len, 0);
	begin(65536);
	script_add(&script, LONG, "5301aabb9000");	/* more than it says */
	assert_int_equal(read_object(sizeof(out)), ERR_CARD_ANSWER);
	begin(65536);
	script_add(&script, LONG, NULL);
	assert_int_equal(read_object(sizeof(out)), ERR_CARD_GONE);
	assert_int_equal(x.lost, ERR_CARD_GONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_to_reset),
		cmocka_unit_test(test_features),
		cmocka_unit_test(test_properties),
		cmocka_unit_test(test_in_one_command),
		cmocka_unit_test(test_as_far_as_the_reader_goes),
		cmocka_unit_test(
		    test_a_card_that_gives_it_in_pieces_all_the_same),
		cmocka_unit_test(test_a_card_that_lied),
		cmocka_unit_test(test_short_where_one_of_both_is),
		cmocka_unit_test(test_what_is_no_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
