/* The card tools: what is shown, what is asked for before a try is spent, and
 * what a person is told. */
#include "stage_fixture.h"

#include <stdio.h>

#include "base/secret.h"
#include "core/state.h"

#define NEW_PIN "739105"

static void
to_tools(int tries)
{
	fake_card_insert(&t.card, 0x01, tries);
	stage_to_start(&t);
	stage_press(&t, "card-tools");
	assert_screen(&t, "card-tools");
}

static void
fill_change(const char *old, const char *new_pin)
{
	stage_fill(&t, "old_pin", old);
	stage_fill(&t, "new_pin", new_pin);
	stage_fill(&t, "new_pin_again", new_pin);
}

static void
reading_costs_nothing(void **state)
{
	(void)state;
	to_tools(3);
	stage_press(&t, "info");
	assert_screen(&t, "card-info");
	assert_int_equal(t.card.read, 1);
	assert_int_equal(t.card.typed_sent, 0);
	assert_true(t.session->visit.card.read);
	t.card.certificates = ERR_CARD_MUTE;
	stage_press(&t, "again");
	assert_about(&t, ERR_CARD_MUTE);
}

/* Two readers with a card, the second chosen; the next visit knows nothing of
 * it. */
static void
one_of_two_readers(void **state)
{
	struct card_info *r;

	(void)state;
	to_tools(3);
	assert_false(facts_hold(session_facts(t.session), "card-choice"));
	r = t.card.readers;
	r[0] = r[1] = r[2] = t.card.info;
	snprintf(r[1].reader, sizeof(r[1].reader), "Reader 1");
	r[1].serial[11] = 0x77;
	r[2].presence = CARD_ABSENT;
	t.card.reader_count = 3;
	r[0].others = r[1].others = 1;
	t.card.info.others = 1;
	fake_card_tell(&t.card);
	stage_settle(&t);
	stage_press(&t, "reader");
	assert_screen(&t, "card-reader");
	stage_focus(&t, choice_row_id(1));
	assert_int_equal(choice_find(&t.session->visit.choices,
	    "readers")->count, 2);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "card-tools");
	assert_string_equal(t.card.chosen, "Reader 1");
	assert_int_equal(t.session->card.serial[11], 0x77);
	assert_int_equal(t.card.typed_sent, 0);
	stage_key(&t, REQ_LEAVE);
	assert_string_equal(t.card.chosen, "");
}

static void
the_pin_is_changed(void **state)
{
	(void)state;
	to_tools(3);
	stage_press(&t, "change");
	fill_change(FAKE_RIGHT_PIN, NEW_PIN);
	stage_press(&t, "change");
	assert_screen(&t, "card-done");
	assert_string_equal(t.card.pin, NEW_PIN);
	assert_int_equal(t.card.typed_sent, 1);
}

static void
what_is_refused_here_is_not_sent(void **state)
{
	static const struct { const char *old, *new_pin; enum err e; } all[] = {
		{ FAKE_RIGHT_PIN, "123456", ERR_PIN_SEQUENCE },
		{ FAKE_RIGHT_PIN, "111111", ERR_PIN_SAME_DIGIT },
		{ "168857414351237", NEW_PIN, ERR_CODE_IN_PIN },
		{ FAKE_RIGHT_PIN, "168857414351237", ERR_CODE_IN_PIN },
	};

	(void)state;
	to_tools(3);
	stage_press(&t, "change");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		fill_change(all[i].old, all[i].new_pin);
		stage_press(&t, "change");
		assert_screen(&t, "change-pin");
		assert_about(&t, all[i].e);
	}
	assert_int_equal(t.card.typed_sent, 0);
}

/* It is said which field, and how much it takes of this card's PIN. */
static void
the_right_length_is_said(void **state)
{
	static const struct {
		size_t min, max;	/* of the card */
		const char *old, *new_pin, *what;
	} all[] = {
		{ 4, 8, "555", NEW_PIN, "Şimdiki PIN 4-8 rakam olmalı." },
		{ 4, 8, "5551", "73910", "Yeni PIN Kodu 6-8 rakam olmalı." },
		{ 7, 7, "5551234", NEW_PIN, "Yeni PIN Kodu 7 rakam olmalı." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		stage_open(&t);
		to_tools(3);
		t.card.info.pin_min = all[i].min;
		t.card.info.pin_max = all[i].max;
		fake_card_tell(&t.card);
		stage_settle(&t);
		stage_press(&t, "change");
		fill_change(all[i].old, all[i].new_pin);
		stage_press(&t, "change");
		assert_about(&t, ERR_PIN_LENGTH);
		assert_message_at(&t, "old_pin");
		assert_string_equal(stage_view(&t)->message.what, all[i].what);
		assert_int_equal(t.card.typed_sent, 0);
		stage_close(&t);
	}
}

static void
wrong_then_the_last_try(void **state)
{
	(void)state;
	to_tools(2);
	stage_press(&t, "change");
	fill_change("555123", NEW_PIN);
	stage_press(&t, "change");
	assert_about(&t, ERR_PIN_WRONG);
	assert_int_equal(t.session->message.tries_left, 1);
	assert_int_equal(t.card.typed_sent, 1);
	/* Without the second yes nothing goes. */
	fill_change("555123", NEW_PIN);
	stage_press(&t, "change");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 1);
	stage_fill(&t, "confirm", "EVET");
	stage_press(&t, "change");
	assert_screen(&t, "card-tools");
	assert_about(&t, ERR_PIN_LOCKED);
	assert_int_equal(t.card.typed_sent, 2);
	stage_press(&t, "change");
	fill_change("555123", NEW_PIN);
	stage_press(&t, "change");
	assert_about(&t, ERR_CARD_LOCKED);
	assert_int_equal(t.card.typed_sent, 2);
}

static void
a_lost_answer_is_said_and_not_repeated(void **state)
{
	(void)state;
	to_tools(3);
	t.card.typed = ERR_CHANGE_UNKNOWN;
	stage_press(&t, "change");
	fill_change(FAKE_RIGHT_PIN, NEW_PIN);
	stage_press(&t, "change");
	assert_about(&t, ERR_CHANGE_UNKNOWN);
	stage_wait(&t, 5);
	assert_int_equal(t.card.typed_sent, 1);
}

static void
no_puk_and_why(void **state)
{
	static const enum err why[] = { ERR_PUK_NEW_CARD, ERR_PUK_OFF,
	    ERR_PUK_NOT_HERE, ERR_PUK_AGE };

	(void)state;
	to_tools(0);
	for (size_t i = 0; i < sizeof(why) / sizeof(why[0]); i++) {
		t.card.certs.puk = why[i];
		stage_press(&t, "puk");
		assert_screen(&t, "puk-unlock");
		assert_about(&t, why[i]);
		assert_null(stage_item(&t, "puk"));
		stage_press(&t, "back");
	}
	assert_int_equal(t.card.typed_sent, 0);
}

static void
a_puk_where_it_is_allowed(void **state)
{
	(void)state;
	to_tools(0);
	t.card.certs.puk = ERR_OK;
	stage_press(&t, "puk");
	stage_fill(&t, "puk", "11112222");
	stage_fill(&t, "new_pin", NEW_PIN);
	stage_fill(&t, "new_pin_again", NEW_PIN);
	stage_press(&t, "unlock");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 0);
	stage_fill(&t, "confirm", "EVET");
	stage_press(&t, "unlock");
	assert_about(&t, ERR_PUK_WRONG);
	assert_int_equal(t.session->visit.card.puk_tries, 2);
	stage_fill(&t, "puk", FAKE_RIGHT_PUK);
	stage_fill(&t, "new_pin", NEW_PIN);
	stage_fill(&t, "new_pin_again", NEW_PIN);
	/* The yes was for the first one. */
	stage_press(&t, "unlock");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 1);
	stage_fill(&t, "confirm", "EVET");
	stage_press(&t, "unlock");
	assert_screen(&t, "card-done");
	assert_string_equal(t.card.pin, NEW_PIN);
	assert_int_equal(t.card.typed_sent, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(reading_costs_nothing),
		STAGE_TEST(one_of_two_readers),
		STAGE_TEST(the_pin_is_changed),
		STAGE_TEST(what_is_refused_here_is_not_sent),
		cmocka_unit_test(the_right_length_is_said),
		STAGE_TEST(wrong_then_the_last_try),
		STAGE_TEST(a_lost_answer_is_said_and_not_repeated),
		STAGE_TEST(no_puk_and_why),
		STAGE_TEST(a_puk_where_it_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
