/* Case numbers: what is made is valid, what was misheard is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/case_no.h"

#define MANY 500

static const char letters[] = "23456789ABCDEFGHJKMNPRSTVWXYZ";

static void
test_make(void **state)
{
	static char all[MANY][CASE_NO_SIZE];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(case_no_make(all[i]), ERR_OK);
		assert_int_equal(strlen(all[i]), 9);
		assert_int_equal(all[i][4], '-');
		assert_true(case_no_valid(all[i]));
		assert_null(strpbrk(all[i], "01OQILU"));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(all[i], all[j]);
	}
}

/* Each other letter at each place, and each pair that changed places. */
static void
test_mistakes(void **state)
{
	char good[CASE_NO_SIZE], bad[CASE_NO_SIZE];

	(void)state;
	assert_int_equal(case_no_make(good), ERR_OK);
	for (int i = 0; i < 9; i++) {
		for (int l = 0; i != 4 && letters[l] != '\0'; l++) {
			memcpy(bad, good, sizeof(bad));
			bad[i] = letters[l];
			assert_int_equal(case_no_valid(bad),
			    letters[l] == good[i]);
		}
		for (int j = i + 1; i != 4 && j < 9; j++) {
			memcpy(bad, good, sizeof(bad));
			bad[i] = good[j];
			bad[j] = good[i];
			if (j != 4 && good[i] != good[j])
				assert_false(case_no_valid(bad));
		}
	}
}

static void
test_read(void **state)
{
	static const char *const right[] = { "7K2M-9XRP", "7k2m9xrp",
	    " 7k2m 9xrp ", "7-K-2-M-9-X-R-P" };
	static const char *const wrong[] = { "", "7K2M-9XR", "7K2M-9XRPP",
	    "7K2M-9XRQ", "7K2M-9XRO", "7K2M_9XRP", "7K2M-9XR\xc4\xb0" };
	char out[CASE_NO_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		assert_int_equal(case_no_read(right[i], out), ERR_OK);
		assert_string_equal(out, "7K2M-9XRP");
		assert_int_equal(case_no_valid(right[i]), i == 0);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(case_no_read(wrong[i], out), ERR_SYNTAX);
		assert_string_equal(out, "");
		assert_false(case_no_valid(wrong[i]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
