/* The S2K of OpenPGP, against values that another implementation of its hashes
 * made from the text of RFC 4880 3.7.1.3. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/s2k.h"

#define SALT { 1, 2, 3, 4, 5, 6, 7, 8 }
#define DIGITS40 "0123456789" "0123456789" "0123456789" "0123456789"

static void
expect(const struct s2k *s2k, const char *text, const char *wanted)
{
	uint8_t out[S2K_MAX];
	char hex[2 * S2K_MAX + 1];

	assert_int_equal(s2k_derive(s2k, (const uint8_t *)text, strlen(text),
	    out), ERR_OK);
	hex_encode(out, s2k_len(s2k), hex, sizeof(hex));
	assert_string_equal(hex, wanted);
}

static void
test_values(void **state)
{
	const struct s2k once = { S2K_SHA256, 1, SALT };
	const struct s2k odd = { S2K_SHA512, 33, SALT };
	const struct s2k many = { S2K_SHA256, 123457, SALT };

	(void)state;
	expect(&once, "246813", "67c8bfafe7f5e7c36d5b56b908cdbb03"
	    "1db1b59814e5b1f386a721eab3036d47");
	expect(&odd, "246813", "b943f7e11169406e059916045578b779"
	    "3f3fce3d60fc2c6385394ac6e30b3032"
	    "7bc64dc0c03235083e4d0aec0e46e585"
	    "44e503e2bf56e9898763d3532ed65985");
	expect(&many, DIGITS40, "7f591081d426462f7676538b2688299d"
	    "b96dee681d06d25df62cacd6739a3b9b");
}

static void
test_limits(void **state)
{
	uint8_t text[S2K_TEXT_MAX + 1] = { 0 }, out[S2K_MAX];
	struct s2k s2k = { S2K_SHA256, S2K_COUNT_MAX + 1, SALT };

	(void)state;
	assert_int_equal(s2k_len(&s2k), 0);
	assert_int_equal(s2k_derive(&s2k, text, 6, out), ERR_ARGUMENT);
	s2k.count = 1;
	assert_int_equal(s2k_derive(&s2k, text, S2K_TEXT_MAX, out), ERR_OK);
	assert_int_equal(s2k_derive(&s2k, text, sizeof(text), out),
	    ERR_ARGUMENT);
	assert_int_equal(s2k_derive(&s2k, text, 0, out), ERR_OK);
	s2k.hash = 2;			/* SHA-1 is none of a card's */
	assert_int_equal(s2k_len(&s2k), 0);
	assert_int_equal(s2k_derive(&s2k, text, 6, out), ERR_ARGUMENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
