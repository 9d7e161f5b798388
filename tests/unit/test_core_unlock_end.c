/* How an unlock ends once the card has the PIN, or may have it: what the portal
 * hears, what the journal keeps, what a person is told. */
#include "unlock_rules.h"

#include <stdio.h>

/* Ways in which the card ends it: what is said, what the portal hears. */
static void
test_finish_errors(void **state)
{
	static const struct {
		enum fake_finish how;
		enum err e, said;
		const char *screen, *report;
		unsigned pins;
	} cases[] = {
		{ FAKE_REFUSES, ERR_AUTH_REFUSED, ERR_AUTH_REFUSED,
		    "unlock-card", "unchanged", 0 },
		{ FAKE_REFUSES, ERR_CARD_DEAD, ERR_CARD_DEAD, "unlock-card",
		    "unchanged", 0 },
		{ FAKE_REFUSES, ERR_CARD_OTHER, ERR_CARD_OTHER,
		    "unlock-card", "unchanged", 0 },
		{ FAKE_GONE_EARLY, ERR_CARD_GONE, ERR_CARD_GONE,
		    "unlock-card", "unchanged", 0 },
		{ FAKE_GONE_EARLY, ERR_TIMEOUT, ERR_TIMEOUT, "unlock-card",
		    "unchanged", 0 },
		{ FAKE_KEEPS_OLD_PIN, ERR_PIN_POLICY, ERR_PIN_POLICY,
		    "unlock-pin", "unchanged", 1 },
		{ FAKE_KEEPS_OLD_PIN, ERR_CARD_REFUSED, ERR_CARD_REFUSED,
		    "unlock-card", "unchanged", 1 },
		{ FAKE_KEEPS_OLD_PIN, ERR_PIN_BLOCKED, ERR_CARD_REFUSED,
		    "unlock-card", "unchanged", 1 },
		{ FAKE_KEEPS_OLD_PIN, ERR_CARD_MEMORY, ERR_CARD_MEMORY,
		    "unlock-card", "unchanged", 1 },
		/* No answer to the PIN: the tries tell. */
		{ FAKE_LOST_BEFORE, ERR_UNLOCK_UNKNOWN, ERR_CARD_ANSWER,
		    "unlock-card", "unchanged", 1 },
		{ FAKE_GONE_EARLY, ERR_UNLOCK_UNKNOWN, ERR_CARD_ANSWER,
		    "unlock-card", "unchanged", 0 },
		{ FAKE_LOST_BEFORE, ERR_CARD_GONE, ERR_CARD_GONE,
		    "unlock-card", "unchanged", 1 },
		{ FAKE_LOST_AFTER, ERR_UNLOCK_UNKNOWN, ERR_OK, "unlock-done",
		    "done", 1 },
		{ FAKE_LOST_AFTER, ERR_CARD_GONE, ERR_OK, "unlock-done",
		    "done", 1 },
		{ FAKE_LOST_AFTER, ERR_CARD_MEMORY, ERR_OK, "unlock-done",
		    "done", 1 },
		/* It says no and has done it: the tries of a card that was
		 * locked are believed, not the word. */
		{ FAKE_LOST_AFTER, ERR_CARD_REFUSED, ERR_OK, "unlock-done",
		    "done", 1 },
		{ FAKE_LOST_AFTER, ERR_PIN_POLICY, ERR_OK, "unlock-done",
		    "done", 1 },
		{ FAKE_HELPER_DIES, ERR_HELPER_GONE, ERR_OK, "unlock-done",
		    "done", 1 },
		{ FAKE_HELPER_DIES, ERR_TIMEOUT, ERR_OK, "unlock-done",
		    "done", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run();
		t.card.finish = cases[i].how;
		t.card.finish_error = cases[i].e;
		stage_key(&t, REQ_PRESS);
		if (strcmp(stage_view(&t)->screen, cases[i].screen) != 0)
			fail_msg("case %zu: %s", i, stage_view(&t)->screen);
		assert_about(&t, cases[i].said);
		assert_string_equal(t.remote.report, cases[i].report);
		assert_int_equal(t.card.pins_sent, cases[i].pins);
		assert_int_equal(t.card.finished, 1);
		assert_false(journal_exists());
		assert_rules();
		stage_close(&t);
	}
}

/* Calls that cannot even be made, answers of a wrong shape. */
static void
test_bad_calls(void **state)
{
	static const struct {
		enum fake_card_op card;
		enum wire_op remote;	/* WIRE_OP_COUNT: none */
		size_t challenge, cryptogram;
		enum err said;
		const char *screen;
		unsigned finished;
	} cases[] = {
		{ FAKE_BEGIN, WIRE_OP_COUNT, 8, 8, ERR_HELPER_GONE,
		    "unlock-card", 0 },
		{ FAKE_FINISH, WIRE_OP_COUNT, 8, 8, ERR_HELPER_GONE,
		    "unlock-card", 1 },
		{ FAKE_NONE, WIRE_UNLOCK_CRYPTOGRAM, 8, 8, ERR_HELPER_GONE,
		    "unlock-card", 0 },
		{ FAKE_NONE, WIRE_UNLOCK_REPORT, 8, 8, ERR_DONE_UNREPORTED,
		    "unlock-done", 1 },
		{ FAKE_NONE, WIRE_OP_COUNT, 0, 8, ERR_CARD_ANSWER,
		    "unlock-card", 0 },
		{ FAKE_NONE, WIRE_OP_COUNT, 33, 8, ERR_CARD_ANSWER,
		    "unlock-card", 0 },
		{ FAKE_NONE, WIRE_OP_COUNT, 8, 0, ERR_PORTAL_ANSWER,
		    "unlock-card", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run();
		t.card.fails = cases[i].card;
		t.card.fails_with = ERR_HELPER_GONE;
		t.card.challenge_len = cases[i].challenge;
		t.remote.cryptogram_len = cases[i].cryptogram;
		if (cases[i].remote != WIRE_OP_COUNT)
			t.remote.refuses[cases[i].remote] = true;
		run_ends_at(cases[i].screen, cases[i].said);
		assert_int_equal(t.card.finished, cases[i].finished);
		stage_close(&t);
	}
}

/* The card says yes and is still locked: not a success. */
static void
test_yes_but_locked(void **state)
{
	(void)state;
	to_run();
	t.card.stays_locked = true;
	run_ends_at("unlock-card", ERR_CARD_ANSWER);
	assert_string_equal(t.remote.report, "unchanged");
}

/* The answer is lost and the card cannot be read again. */
static void
test_cannot_look(void **state)
{
	(void)state;
	to_run();
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	t.card.fails = FAKE_IDENTIFY;
	t.card.fails_with = ERR_HELPER_GONE;
	run_ends_at("recovery", ERR_HELPER_GONE);
	assert_true(journal_exists());
	/* Another card in its place says nothing about this one. */
	t.card.fails = FAKE_NONE;
	fake_card_insert(&t.card, 0x02, 3);
	stage_settle(&t);
	assert_about(&t, ERR_CARD_OTHER);
	assert_true(journal_exists());
	assert_rules();
}

/* The first look fails, the second one tells: a plain success then. */
static void
fail_first_look(void *arg, const char *point)
{
	(void)arg;
	if (strcmp(point, "identify") == 0)
		t.card.identify = t.card.identified == 2 ?
		    ERR_CARD_MUTE : ERR_OK;
}

static void
test_second_look(void **state)
{
	(void)state;
	to_run();
	t.card.at = fail_first_look;
	t.card.finish = FAKE_LOST_AFTER;
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.card.identified, 3);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_OK);
	assert_rules();
}

/* Looking at the tries does not need the PIN any more. */
static void
pin_is_gone(void *arg, const char *point)
{
	(void)arg;
	if (strcmp(point, "identify") == 0)
		assert_int_equal(secret_len(t.session->visit.pin), 0);
}

static void
test_pin_gone_at_once(void **state)
{
	(void)state;
	to_run();
	t.card.at = pin_is_gone;
	t.card.finish = FAKE_LOST_AFTER;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_int_equal(t.card.identified, 2);
}

/* A card that was not locked cannot tell by its tries. */
static void
test_unknown(void **state)
{
	(void)state;
	t.card.info.pin_tries = 2;
	to_run();
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	run_ends_at("start", ERR_UNLOCK_UNTOLD);
	assert_string_equal(t.remote.report, "unknown");
	assert_false(journal_exists());
}

/* Pulled when the PIN was sent; the same card comes back. */
static void
test_pulled(void **state)
{
	(void)state;
	to_run();
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	t.card.identify = ERR_CARD_GONE;
	run_ends_at("recovery", ERR_CARD_GONE);
	assert_true(journal_exists());
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 0);
	t.card.identify = ERR_OK;
	fake_card_remove(&t.card);
	stage_settle(&t);
	fake_card_insert(&t.card, 0x02, 3);
	stage_settle(&t);
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_CARD_OTHER);
	fake_card_insert(&t.card, 0x01, 3);
	stage_settle(&t);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_OK);
	assert_string_equal(t.remote.report, "done");
	assert_false(journal_exists());
	assert_rules();
}

/* The card is done, the portal does not hear it: told so, kept, and sent
 * later, with the same key. */
static void
test_report_lost(void **state)
{
	char key[WIRE_ID];

	(void)state;
	to_run();
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_PORTAL_AWAY, 0);
	run_ends_at("unlock-done", ERR_DONE_UNREPORTED);
	assert_true(stage_view(&t)->message.good);
	assert_true(journal_exists());
	memcpy(key, t.remote.keys[WIRE_UNLOCK_REPORT], sizeof(key));
	stage_key(&t, REQ_LEAVE);
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 1);
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_PORTAL_AWAY, 0);
	stage_wait(&t, 61);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 2);
	stage_wait(&t, 58);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 2);
	assert_true(journal_exists());
	stage_wait(&t, 2);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 3);
	assert_string_equal(t.remote.keys[WIRE_UNLOCK_REPORT], key);
	assert_string_equal(t.remote.report, "done");
	assert_false(journal_exists());
}

/* No journal, no unlock: nothing of the portal's goes to the card. */
static void
test_journal_nowhere(void **state)
{
	(void)state;
	t.config.journal = "/nonexistent/folder/journal";
	to_run();
	run_ends_at("unlock-card", ERR_JOURNAL);
	assert_int_equal(t.card.finished, 0);
	assert_int_equal(t.card.cancelled, 1);
	assert_string_equal(t.remote.report, "unchanged");
	assert_string_equal(t.remote.reason, "journal");
}

/* It can be written for the intent but not for the PIN: the card has
 * authenticated by then, the PIN still does not leave. */
static void
move_folder(void *arg, const char *point)
{
	char away[80];

	(void)arg;
	if (strcmp(point, "authenticate") != 0)
		return;
	snprintf(away, sizeof(away), "%s.away", t.folder);
	assert_int_equal(rename(t.folder, away), 0);
}

static void
test_journal_lost_midway(void **state)
{
	char away[80];

	(void)state;
	to_run();
	t.card.at = move_folder;
	run_ends_at("unlock-card", ERR_JOURNAL);
	assert_int_equal(t.card.finished, 1);
	assert_int_equal(t.card.pins_sent, 0);
	assert_string_equal(t.card.pin, "");
	assert_int_equal(t.card.cancelled, 1);
	assert_string_equal(t.remote.report, "unchanged");
	snprintf(away, sizeof(away), "%s.away", t.folder);
	assert_int_equal(rename(away, t.folder), 0);
}

/* Nothing gives up what the card has begun; Esc and F10 do nothing. */
static void
no_way_back(void *arg, const char *point)
{
	(void)arg;
	if (strcmp(point, "done") == 0)
		return;
	if (strcmp(point, "begin") == 0)
		return;
	stage_key_only(&t, REQ_BACK);
	stage_key_only(&t, REQ_LEAVE);
	stage_key_only(&t, REQ_PRESS);
	assert_int_equal(t.card.cancelled, 0);
	assert_string_equal(session_view(t.session)->screen,
	    "unlock-progress");
}

static void
test_no_way_back(void **state)
{
	(void)state;
	to_run();
	t.card.at = no_way_back;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_rules();
}

/* The list of steps, as it is seen at each point. */
static void
expect_steps(const char *states)
{
	static const char *const ids[] = { "card", "portal", "authenticated",
	    "written", "checked", "reported" };
	static const char letters[] = " >x!";
	size_t i;

	for (i = 0; i < 6; i++)
		assert_int_equal(letters[stage_item(&t, ids[i])->state],
		    states[i]);
}

static void
watch_steps(void *arg, const char *point)
{
	(void)arg;
	if (strcmp(point, "begin") == 0)
		expect_steps(">     ");
	else if (strcmp(point, "write") == 0)
		expect_steps("xx>   ");
	else if (strcmp(point, "sent") == 0)
		expect_steps("xxx>  ");
	else if (strcmp(point, "done") == 0)
		expect_steps("xxxx> ");
}

static void
test_steps(void **state)
{
	(void)state;
	to_run();
	t.card.at = watch_steps;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finish_errors),
		cmocka_unit_test(test_bad_calls),
		STAGE_TEST(test_yes_but_locked),
		STAGE_TEST(test_cannot_look),
		STAGE_TEST(test_second_look),
		STAGE_TEST(test_pin_gone_at_once),
		STAGE_TEST(test_unknown),
		STAGE_TEST(test_pulled),
		STAGE_TEST(test_report_lost),
		STAGE_TEST(test_journal_nowhere),
		STAGE_TEST(test_journal_lost_midway),
		STAGE_TEST(test_no_way_back),
		STAGE_TEST(test_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
