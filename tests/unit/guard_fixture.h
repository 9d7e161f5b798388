/* The guard (card/guard.h) and commands that it is asked about, in hexadecimal. */
#ifndef UNIT_GUARD_FIXTURE_H
#define UNIT_GUARD_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/guard.h"

#define PIN_REFERENCE 0x80

static const struct guard_rules nothing_more;
static struct apdu_guard guard;

static inline int
setup(void **state)
{
	(void)state;
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	return 0;
}

static inline enum err
try(const char *hex)
{
	uint8_t command[64];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return apdu_guard(&guard, command, len);
}

static inline void
assert_refused(const char *hex)
{
	if (try(hex) != ERR_REFUSED)
		fail_msg("sent: %s", hex);
}

static inline void
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

static inline void
assert_never(void)
{
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_refused(never[i]);
}

#define VERIFY "0020008006" "313131313131"
#define CHANGE "002402000e" "06313131313131" "06323436383133"
#define PUK_RESET "002c00800e" "3837363534333231" "323436383133"
#define MSE "0022c301"
#define PSO "002a9e9a0430313233" "00"
#define DAY_2010 1277942400	/* 2010-07-01 */
#define DAY_2011 1293832800	/* 2011-01-01 in Turkey */

static struct secret *value, *new_pin;

static inline struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(16);

	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
	return s;
}

static inline int
setup_typed(void **state)
{
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	value = secret_of("111111");
	new_pin = secret_of("246813");
	return state == NULL;
}

static inline int
teardown_typed(void **state)
{
	(void)state;
	secret_free(&value);
	secret_free(&new_pin);
	return 0;
}

static inline void
set(struct secret *s, const char *text)
{
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
}

static inline enum err
typed(enum guard_leave what, int tries, bool last_try)
{
	struct guard_typed t = { .what = what, .value = value,
	    .new_pin = new_pin, .tries = tries, .last_try = last_try,
	    .puk = { true, true, true, DAY_2010, 8, 8 } };

	return guard_typed(&guard, &t);
}

#define GUARD_TEST(test) cmocka_unit_test_setup(test, setup)

/* With a PIN and a new one typed, and the lengths that they may have. */
#define TYPED_TEST(test) \
	cmocka_unit_test_setup_teardown(test, setup_typed, teardown_typed)

#endif
