/* E-Onay: what is given can be seen, and withdrawn. */
#include "stage_fixture.h"

#include "core/state.h"

static void
test_approval(void **state)
{
	(void)state;
	stage_to_menu(&t);
	stage_press(&t, "approval");
	assert_screen(&t, "e-approval");
	assert_true(stage_says(&t, "verilmemiş"));
	assert_null(stage_item(&t, "withdraw"));
	stage_press(&t, "give");
	assert_true(stage_says(&t, "verilmiş (25.11.2026)"));
	assert_null(stage_item(&t, "give"));
	stage_key(&t, REQ_LANGUAGE);
	assert_true(stage_says(&t, "given (2026-11-25)"));
	stage_press(&t, "withdraw");
	assert_true(stage_says(&t, "not given"));
	fake_remote_fail(&t.remote, WIRE_APPROVAL_GIVE, ERR_CONFIRM_OLD, 403);
	stage_press(&t, "give");
	assert_screen(&t, "sms-confirm");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_approval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
