/* The way that people go, from the welcome screen to an unlocked card, on the
 * real screens: which calls, in which order, and what is left behind. */
#include "stage_fixture.h"

#include <unistd.h>

#include "base/secret.h"
#include "core/state.h"

static void
test_whole_path(void **state)
{
	(void)state;
	assert_screen(&t, "welcome");
	assert_string_equal(t.log.text, "");	/* nothing before begin */
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_OK);
	assert_string_equal(t.card.pin, STAGE_PIN);
	assert_int_equal(t.card.info.pin_tries, 3);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "operations-menu");
	stage_press(&t, "leave");
	assert_screen(&t, "goodbye");
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
	assert_string_equal(t.log.text, "health health sessionOpen "
	    "captchaNew captchaImage loginPassword smsSend smsVerify "
	    "card.identify unlockOpen card.begin unlockCryptogram "
	    "card.finish card.pin unlockReport sessionClose");
	assert_string_equal(t.remote.report, "done");
	assert_int_not_equal(access(t.journal, F_OK), 0);
}

static const struct CMUnitTest tests[] = {
	STAGE_TEST(test_whole_path),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
