/* "Did you mean …?" */
#include "screen_fixture.h"

#include "screen/near.h"

static const char *
nearest(const char *wanted, const char *const *names)
{
	struct near near = near_begin(wanted);

	near_try_all(&near, names);
	return near.best == NULL ? "" : near.best;
}

static void
test_near(void **state)
{
	static const char *const names[] = { "sms.verify", "sms.send",
	    "unlock.run", "ok", NULL };
	char longer[200];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_string_equal(nearest("sms.verfy", names), "sms.verify");
	assert_string_equal(nearest("sms.vreify", names), "sms.verify");
	assert_string_equal(nearest("sms.sned", names), "sms.send");
	assert_string_equal(nearest("ko", names), "ok");
	assert_string_equal(nearest("captcha", names), "");
	assert_string_equal(nearest("", names), "");
	assert_string_equal(nearest(longer, names), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
