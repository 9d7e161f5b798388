/* The rules on tries, at the place that every command passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/hex.h"
#include "card/guard.h"

#define PIN_REFERENCE 0x80

static struct apdu_guard guard;

static int
setup(void **state)
{
	(void)state;
	guard_init(&guard, PIN_REFERENCE);
	return 0;
}

static enum err
try(const char *hex)
{
	uint8_t command[64];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return apdu_guard(&guard, command, len);
}

static void
assert_refused(const char *hex)
{
	if (try(hex) != ERR_REFUSED)
		fail_msg("sent: %s", hex);
}

static void
assert_sent(const char *hex, uint16_t sw)
{
	if (try(hex) != ERR_OK)
		fail_msg("refused: %s", hex);
	guard_answer(&guard, sw);
}

#define CHALLENGE "0084000010"
#define CRYPTOGRAM "0082000110" "00112233445566778899aabbccddeeff"
#define RESET "002c028006" "323436383133"

/* Whatever has been granted, these never leave. */
static const char *const never[] = {
	"002c00800c" "313131313131" "323436383133",	/* PUK and new PIN */
	"002c01800c" "313131313131" "323436383133",	/* PUK alone */
	"002c0080",					/* empty */
	"002c03800130",					/* counter alone */
	"002c0280",					/* without a PIN */
	"002c020006" "323436383133",			/* another reference */
	"002c028106" "323436383133",
	"0024008006" "313131323232",			/* CHANGE */
	"0024010006" "313131323232",
	"0020008106" "313131313131",			/* VERIFY: not the PIN */
	"0020000106" "313131313131",
	"00200080",					/* empty VERIFY */
	"0020018006" "313131313131",
	"80090001", "80090002",				/* phase change */
	"802c028006" "323436383133",			/* other classes */
	"102c028006" "323436383133",			/* a chain */
	"012c028006" "323436383133",			/* another channel */
	"0c2c028006" "323436383133",			/* wrapped */
	"0022c301", "00e40000", "00d60000" "0100", "00da0101" "0100",
	"00f00000", "00880000" "0100", "00870000" "0100",
	"", "00", "002c02", "002c028007" "323436383133",	/* malformed */
	"00c0000010"			/* GET RESPONSE, nothing waits */
};

static void
assert_never(void)
{
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_refused(never[i]);
}

static void
reads_always(void **state)
{
	(void)state;
	assert_sent("00ca01064d", 0x9000);
	assert_sent("00ca01040a", 0x6a88);
	assert_sent("00a40000023d0000", 0x9000);
	assert_sent("00b0000010", 0x6982);
}

static void
never_in_any_stage(void **state)
{
	(void)state;
	assert_never();
	guard_open(&guard);
	assert_never();
	assert_sent(CHALLENGE, 0x9000);
	assert_never();
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_never();
	assert_sent(RESET, 0x9000);
	assert_never();
}

static void
nothing_without_an_authorisation(void **state)
{
	(void)state;
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
}

static void
each_step_once_and_in_order(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(RESET);
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_sent("00ca01064d", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	assert_refused(CRYPTOGRAM);
	assert_refused(CHALLENGE);
	assert_sent("00a40000023d0000", 0x9000);
}

/* A step that failed, or whose answer never came, opens nothing. */
static void
a_refused_step_is_the_end(void **state)
{
	static const uint16_t bad[] = { 0x63c0, 0x63c2, 0x6300, 0x6982, 0x6983,
	    0x6985, 0x6a80, 0x6f00, 0x0000, 0x9001, 0x6100 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, bad[i]);
		assert_refused(CRYPTOGRAM);
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, 0x9000);
		assert_sent(CRYPTOGRAM, bad[i]);
		assert_refused(RESET);
		assert_refused(CRYPTOGRAM);
	}
	setup(state);
	guard_open(&guard);
	assert_int_equal(try(CHALLENGE), ERR_OK);	/* no answer */
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
}

/* Success of a command that only reads must not count as the card's yes. */
static void
another_success_opens_nothing(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x9000);
	assert_sent(CRYPTOGRAM, 0x6300);
	assert_sent("00ca01064d", 0x9000);
	assert_refused(RESET);
	assert_sent("00a40000023d0000", 0x9000);
	assert_refused(RESET);
}

static void
the_rest_of_an_answer_may_be_fetched(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x6110);
	assert_refused(CRYPTOGRAM);
	assert_sent("00c0000010", 0x9000);
	assert_refused("00c0000010");
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_sent(RESET, 0x9000);
}

static void
verify_needs_a_typed_pin_each_time(void **state)
{
	const char *verify = "0020008006" "313131313131";

	(void)state;
	assert_refused(verify);
	guard_typed(&guard);
	assert_sent(verify, 0x63c2);
	assert_refused(verify);
	guard_typed(&guard);
	assert_refused("0020008106" "313131313131");	/* used up by trying */
	assert_refused(verify);
	guard_typed(&guard);
	assert_refused("00200080");
	guard_open(&guard);
	assert_refused(verify);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reads_always, setup),
		cmocka_unit_test_setup(never_in_any_stage, setup),
		cmocka_unit_test_setup(nothing_without_an_authorisation, setup),
		cmocka_unit_test_setup(each_step_once_and_in_order, setup),
		cmocka_unit_test_setup(a_refused_step_is_the_end, setup),
		cmocka_unit_test_setup(another_success_opens_nothing, setup),
		cmocka_unit_test_setup(the_rest_of_an_answer_may_be_fetched,
		    setup),
		cmocka_unit_test_setup(verify_needs_a_typed_pin_each_time,
		    setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
