/* The number of a person in the subject of a certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/identity.h"

static void
test_identity_number(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "10000000146", "10000000146" },
		{ "PNOTR-10000000146", "10000000146" },
		{ "PASTR-U1234567", "U1234567" },
		{ "PASDE-C01X00T47", "C01X00T47" },
		{ "PNODE-10000000146", "PNODE-10000000146" },
		{ "PASTR-", "PASTR-" }, { "PAS", "PAS" }, { "PNOTR-", "" },
		{ "PASSPORT1", "PASSPORT1" }, { "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(identity_number(cases[i].in),
		    cases[i].out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
