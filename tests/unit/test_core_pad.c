/* PINs that are typed on the reader's own keys: nothing is asked for here, the
 * time left is shown, and each way to end it is said. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/state.h"

#define NEW_PIN "739105"

/* A card in a reader with keys that can do that. */
static void
to_start(unsigned pads, int tries)
{
	fake_card_insert(&t.card, 0x01, tries);
	t.card.info.pads = pads;
	t.card.keys[0] = FAKE_RIGHT_PIN;
	t.card.keys[1] = NEW_PIN;
	fake_card_tell(&t.card);
	stage_to_start(&t);
}

static void
to_change(int tries)
{
	to_start(CARD_PAD_ALL, tries);
	stage_press(&t, "card-tools");
	stage_press(&t, "change");
	assert_screen(&t, "change-pin");
}

static void
assert_not_waiting(void)
{
	assert_null(stage_item(&t, "pad"));
	assert_false(countdown_running(&t.session->visit.pad));
}

static void
old_and_new_pin(void **state)
{
	(void)state;
	to_change(3);
	assert_null(stage_item(&t, "old_pin"));
	assert_null(stage_item(&t, "new_pin"));
	assert_null(stage_item(&t, "new_pin_again"));
	assert_not_waiting();
	stage_press_only(&t, "change");
	assert_int_equal(stage_item(&t, "pad")->seconds_left,
	    3 * CARD_PAD_ENTRY_S);
	assert_non_null(strstr(stage_view(&t)->busy, "Okuyucunun"));
	/* There is no way back while the reader waits. */
	stage_key_only(&t, REQ_BACK);
	assert_screen(&t, "change-pin");
	assert_int_equal(t.card.cancelled, 0);
	stage_settle(&t);
	assert_screen(&t, "card-done");
	assert_string_equal(t.card.pin, NEW_PIN);
	assert_null(t.card.value);
	assert_null(t.card.new_pin);
	assert_int_equal(t.card.typed_sent, 1);
	assert_not_waiting();
}

static void
each_end_is_said(void **state)
{
	static const enum err ends[] = { ERR_PAD_TIMEOUT, ERR_PAD_CANCELLED,
	    ERR_PAD_REPEAT, ERR_PAD_LENGTH, ERR_PAD_FAILED,
	    ERR_CHANGE_UNKNOWN };

	(void)state;
	to_change(3);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		t.card.typed = ends[i];
		stage_press(&t, "change");
		assert_screen(&t, "change-pin");
		assert_about(&t, ends[i]);
		assert_not_waiting();
	}
	assert_string_equal(t.card.pin, "");
}

static void
wrong_then_the_last_try(void **state)
{
	(void)state;
	to_change(2);
	t.card.keys[0] = "999999";
	stage_press(&t, "change");
	assert_about(&t, ERR_PIN_WRONG);
	assert_string_equal(stage_row(&t, "Kalan PIN denemesi"), "1");
	/* A yes is typed here, before the reader asks. */
	stage_press(&t, "change");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 1);
	t.card.keys[0] = FAKE_RIGHT_PIN;
	stage_fill(&t, "confirm", "EVET");
	stage_press(&t, "change");
	assert_screen(&t, "card-done");
	assert_int_equal(t.card.typed_sent, 2);
}

static void
the_card_logs_in(void **state)
{
	(void)state;
	to_start(CARD_PAD_BIT(CARD_PAD_VERIFY), 3);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "signed");
	assert_screen(&t, "signed-login");
	assert_null(stage_item(&t, "pin"));
	/* What Enter presses. */
	assert_string_equal(t.session->focus, "login");
	t.card.typed = ERR_PAD_CANCELLED;
	stage_press(&t, "login");
	assert_about(&t, ERR_PAD_CANCELLED);
	t.card.typed = ERR_OK;
	stage_press(&t, "login");
	assert_screen(&t, "operations-menu");
	assert_null(t.card.value);
	assert_int_equal(t.card.typed_sent, 1);
	assert_not_waiting();
}

/* A reader that only verifies: the change is typed here. */
static void
the_rest_is_typed_here(void **state)
{
	(void)state;
	to_start(CARD_PAD_BIT(CARD_PAD_VERIFY), 3);
	stage_press(&t, "card-tools");
	stage_press(&t, "change");
	stage_fill(&t, "old_pin", FAKE_RIGHT_PIN);
	stage_fill(&t, "new_pin", "486297");
	stage_fill(&t, "new_pin_again", "486297");
	stage_press(&t, "change");
	assert_screen(&t, "card-done");
	assert_string_equal(t.card.pin, "486297");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(old_and_new_pin),
		STAGE_TEST(each_end_is_said),
		STAGE_TEST(wrong_then_the_last_try),
		STAGE_TEST(the_card_logs_in),
		STAGE_TEST(the_rest_is_typed_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
