/* A card is taken out, or another one put in, while something else goes on:
 * what the screen says is about the card that is there. */
#include "stage_fixture.h"

#include "base/secret.h"
#include "core/state.h"

static void
to_signed(void)
{
	fake_card_insert(&t.card, 0x01, 3);
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "signed");
	assert_screen(&t, "signed-login");
	stage_fill(&t, "pin", FAKE_RIGHT_PIN);
}

static void
to_warning(void)
{
	stage_wait(&t, 60);
	assert_screen(&t, "session-warning");
}

/* The same as while nobody was warned: the PIN was for the other one. */
static void
another_card_during_the_warning(void **state)
{
	(void)state;
	to_signed();
	to_warning();
	fake_card_remove(&t.card);
	fake_card_insert(&t.card, 0x02, 2);
	stage_settle(&t);
	assert_screen(&t, "session-warning");
	stage_press(&t, "go-on");
	assert_screen(&t, "signed-login");
	assert_int_equal(stage_typed(&t, "pin"), 0);
	assert_int_equal(t.card.read, 2);
	assert_non_null(stage_row(&t, "Sertifikanız"));
}

static void
no_card_after_the_warning(void **state)
{
	(void)state;
	to_signed();
	to_warning();
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "session-warning");
	stage_press(&t, "go-on");
	assert_screen(&t, "signed-login");
	assert_about(&t, ERR_NO_CARD);
	assert_int_equal(stage_typed(&t, "pin"), 0);
}

/* What was typed is still there where the card stayed. */
static void
the_same_card_after_the_warning(void **state)
{
	(void)state;
	to_signed();
	to_warning();
	stage_press(&t, "go-on");
	assert_int_equal(stage_typed(&t, "pin"), 6);
	assert_int_equal(t.card.read, 1);
}

/* There is none, so it is not another one. */
static void
no_card_is_not_another_card(void **state)
{
	(void)state;
	to_signed();
	stage_press_only(&t, "login");
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "signed-login");
	assert_about(&t, ERR_NO_CARD);
	assert_int_equal(t.card.typed_sent, 0);
}

static void
another_card_is_another_card(void **state)
{
	(void)state;
	to_signed();
	stage_press_only(&t, "login");
	/* In one go: nobody has seen the reader empty. */
	t.card.info.serial[11] = 0x02;
	t.session->card = t.card.info;
	stage_settle(&t);
	assert_about(&t, ERR_CARD_OTHER);
	assert_int_equal(t.card.typed_sent, 0);
}

/* Why an action failed is not taken away by the card that came out. */
static void
the_message_stays_without_the_card(void **state)
{
	(void)state;
	t.card.typed = ERR_TRY_UNKNOWN;
	to_signed();
	stage_press_only(&t, "login");
	while (t.card.op != FAKE_SIGN)
		assert_true(stage_step(&t));
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "signed-login");
	assert_about(&t, ERR_TRY_UNKNOWN);
}

/* Given up with Esc: the card that came meanwhile is looked at all the same. */
static void
another_card_and_given_up(void **state)
{
	(void)state;
	to_signed();
	stage_press_only(&t, "login");
	fake_card_remove(&t.card);
	fake_card_insert(&t.card, 0x02, 3);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "signed-login");
	assert_int_equal(t.card.read, 2);
	assert_non_null(stage_row(&t, "Sertifikanız"));
}

/* A yes, and a PIN, are for the card that they were typed for. */
static void
a_yes_is_for_one_card(void **state)
{
	(void)state;
	fake_card_insert(&t.card, 0x01, 1);
	stage_to_start(&t);
	stage_press(&t, "card-tools");
	stage_press(&t, "change");
	assert_screen(&t, "change-pin");
	stage_fill(&t, "old_pin", FAKE_RIGHT_PIN);
	stage_fill(&t, "confirm", "EVET");
	fake_card_remove(&t.card);
	stage_settle(&t);
	fake_card_insert(&t.card, 0x02, 1);
	stage_settle(&t);
	assert_screen(&t, "change-pin");
	assert_int_equal(stage_typed(&t, "old_pin"), 0);
	assert_int_equal(stage_typed(&t, "confirm"), 0);
	stage_press(&t, "change");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 0);
}

/* What goes with the card is not typed into. */
static void
the_focus_is_on_what_is_there(void **state)
{
	(void)state;
	fake_card_insert(&t.card, 0x01, 1);
	stage_to_start(&t);
	stage_press(&t, "card-tools");
	stage_press(&t, "change");
	stage_focus(&t, "confirm");
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_null(stage_item(&t, "confirm"));
	assert_string_equal(stage_focused(&t), "old_pin");
	stage_type(&t, "1");
	assert_int_equal(stage_typed(&t, "confirm"), 0);
	assert_int_equal(stage_typed(&t, "old_pin"), 1);
}

static const struct CMUnitTest tests[] = {
	STAGE_TEST(another_card_during_the_warning),
	STAGE_TEST(no_card_after_the_warning),
	STAGE_TEST(the_same_card_after_the_warning),
	STAGE_TEST(no_card_is_not_another_card),
	STAGE_TEST(another_card_is_another_card),
	STAGE_TEST(the_message_stays_without_the_card),
	STAGE_TEST(another_card_and_given_up),
	STAGE_TEST(a_yes_is_for_one_card),
	STAGE_TEST(the_focus_is_on_what_is_there),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
