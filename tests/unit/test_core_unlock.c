/* The unlock: what goes to the card and when, what the portal hears, what a
 * person is told, whatever fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "core/walk.h"
#include "fake/stage.h"

static bool
journal_exists(const struct stage *t)
{
	return access(t->journal, F_OK) == 0;
}

/* The rules that hold after everything that a test does. */
static void
assert_rules(struct stage *t)
{
	assert_true(t->card.finished <= 1);
	assert_true(t->card.pins_sent <= 1);
	assert_int_equal(secret_len(t->session->visit.pin), 0);
	assert_false(fake_remote_said(&t->remote, STAGE_PIN));
	assert_false(t->card.open);
}

static void
to_run(struct stage *t)
{
	stage_to_pin(t);
	stage_fill_pin(t, STAGE_PIN);
}

static void
test_reader_errors(void **state)
{
	static const struct {
		enum card_presence presence;
		enum err trouble, e;
	} cases[] = {
		{ CARD_NO_SERVICE, ERR_OK, ERR_NO_PCSCD },
		{ CARD_NO_SERVICE, ERR_PCSCD_VERSION, ERR_PCSCD_VERSION },
		{ CARD_NO_READER, ERR_OK, ERR_NO_READER },
		{ CARD_ABSENT, ERR_OK, ERR_NO_CARD },
		{ CARD_MUTE, ERR_OK, ERR_CARD_MUTE },
		{ CARD_UNKNOWN, ERR_OK, ERR_CARD_UNKNOWN },
		{ CARD_PRESENT, ERR_CARD_BUSY, ERR_CARD_BUSY },
	};
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		stage_to_menu(&t);
		stage_key(&t, REQ_PRESS);
		t.card.info.presence = cases[i].presence;
		t.card.info.trouble = cases[i].trouble;
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "unlock-card");
		assert_about(&t, cases[i].e);
		assert_int_equal(t.remote.calls[WIRE_UNLOCK_OPEN], 0);
		stage_close(&t);
	}
}

static void
test_open_errors(void **state)
{
	static const enum err card[] = { ERR_NO_PCSCD, ERR_NO_READER,
	    ERR_NO_CARD, ERR_CARD_GONE, ERR_CARD_MUTE, ERR_CARD_BUSY,
	    ERR_CARD_ANSWER, ERR_CARD_REFUSED, ERR_HELPER_GONE,
	    ERR_TIMEOUT };
	static const enum err portal[] = { ERR_CARD_NOT_YOURS,
	    ERR_CARD_NOT_KNOWN, ERR_CARD_REVOKED, ERR_CARD_DEAD };
	struct stage t;
	size_t i;

	(void)state;
	stage_open(&t);
	stage_to_menu(&t);
	stage_key(&t, REQ_PRESS);
	for (i = 0; i < sizeof(card) / sizeof(card[0]); i++) {
		t.card.identify = card[i];
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "unlock-card");
		assert_about(&t, card[i]);
	}
	t.card.identify = ERR_OK;
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_OPEN], 0);
	t.card.info.operational = false;
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_CARD_PHASE);
	t.card.info.operational = true;
	for (i = 0; i < sizeof(portal) / sizeof(portal[0]); i++) {
		fake_remote_fail(&t.remote, WIRE_UNLOCK_OPEN, portal[i], 403);
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "unlock-card");
		assert_about(&t, portal[i]);
	}
	fake_remote_fail(&t.remote, WIRE_UNLOCK_OPEN, ERR_CONFIRM_OLD, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_about(&t, ERR_CONFIRM_OLD);
	assert_int_equal(t.card.begun, 0);
	stage_close(&t);
}

/* An id that could leave its place in a URL or in the journal. */
static void
test_hostile_unlock_id(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.remote.unlock_id = "../x y=z";
	stage_to_menu(&t);
	stage_key(&t, REQ_PRESS);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_PORTAL_ANSWER);
	stage_close(&t);
}

static void
test_weak_pins(void **state)
{
	static const struct {
		const char *pin, *again;
		enum err e;
	} cases[] = {
		{ "", "", ERR_FIELD_EMPTY },
		{ "73910", "73910", ERR_PIN_LENGTH },
		{ "123456", "123456", ERR_PIN_SEQUENCE },
		{ "777777", "777777", ERR_PIN_SAME_DIGIT },
		{ "100000", "100000", ERR_PIN_IN_IDENTITY },
		{ "170587", "170587", ERR_PIN_DATE },
		{ "739105", "739106", ERR_PIN_REPEAT },
		{ "739105", "", ERR_FIELD_EMPTY },
		{ "168857414351237", "168857414351237", ERR_CODE_IN_PIN },
		{ "739105", "168857414351237", ERR_CODE_IN_PIN },
	};
	struct stage t;
	size_t i;

	(void)state;
	stage_open(&t);
	stage_to_pin(&t);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_refill(&t, "new_pin", cases[i].pin);
		stage_refill(&t, "new_pin_again", cases[i].again);
		stage_press(&t, "make");
		assert_screen(&t, "unlock-pin");
		if (stage_view(&t)->message.about != cases[i].e)
			fail_msg("%s: %s", cases[i].pin, err_name(
			    stage_view(&t)->message.about));
		assert_int_equal(secret_len(t.session->visit.pin), 0);
	}
	assert_int_equal(t.card.begun, 0);
	/* The card's own limits count too. */
	t.session->visit.unlock.pin_min = 8;
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_PIN_LENGTH);
	stage_close(&t);
}

static void
test_begin_errors(void **state)
{
	static const enum err cases[] = { ERR_NO_CARD, ERR_CARD_GONE,
	    ERR_CARD_OTHER, ERR_CARD_BUSY, ERR_CARD_MUTE, ERR_CARD_PHASE,
	    ERR_CARD_ANSWER, ERR_CARD_DEAD, ERR_HELPER_GONE, ERR_TIMEOUT };
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run(&t);
		t.card.begin = cases[i];
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "unlock-card");
		assert_about(&t, cases[i]);
		assert_int_equal(t.card.finished, 0);
		assert_int_equal(t.remote.calls[WIRE_UNLOCK_CRYPTOGRAM], 0);
		assert_string_equal(t.remote.report, "unchanged");
		assert_string_equal(t.remote.reason, err_name(cases[i]));
		assert_false(journal_exists(&t));
		assert_rules(&t);
		stage_close(&t);
	}
}

static void
test_another_card(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	fake_card_remove(&t.card);
	fake_card_insert(&t.card, 0x02, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_CARD_OTHER);
	assert_int_equal(t.card.finished, 0);
	assert_rules(&t);
	stage_close(&t);
}

static void
test_cryptogram_errors(void **state)
{
	static const struct { enum err e; int status; const char *to; }
	cases[] = {
		{ ERR_PORTAL_AWAY, 0, "unlock-card" },
		{ ERR_TIMEOUT, 0, "unlock-card" },
		{ ERR_HELPER_GONE, 0, "unlock-card" },
		{ ERR_PORTAL_ANSWER, 0, "unlock-card" },
		{ ERR_UNLOCK_EXPIRED, 410, "unlock-card" },
		{ ERR_UNLOCK_USED, 409, "unlock-card" },
		{ ERR_CARD_NOT_YOURS, 403, "unlock-card" },
		{ ERR_CONFIRM_OLD, 403, "sms-confirm" },
		{ ERR_SESSION_ENDED, 401, "start" },
	};
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run(&t);
		fake_remote_fail(&t.remote, WIRE_UNLOCK_CRYPTOGRAM,
		    cases[i].e, cases[i].status);
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, cases[i].to);
		assert_about(&t, cases[i].e);
		/* The challenge is dropped with the card's transaction. */
		assert_int_equal(t.card.cancelled, 1);
		assert_int_equal(t.card.finished, 0);
		assert_string_equal(t.remote.report, "unchanged");
		assert_false(journal_exists(&t));
		assert_rules(&t);
		stage_close(&t);
	}
}

/* After a lost cryptogram the next try opens its own unlock, with its own
 * challenge. */
static void
test_second_try(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	fake_remote_fail(&t.remote, WIRE_UNLOCK_CRYPTOGRAM, ERR_PORTAL_AWAY,
	    0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	stage_key(&t, REQ_PRESS);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_OPEN], 2);
	assert_string_equal(t.remote.report_id, "u2");
	assert_string_equal(t.remote.report, "done");
	assert_rules(&t);
	stage_close(&t);
}

/* Who takes long to choose a PIN does not notice. */
static void
test_unlock_expires_while_typing(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.config.idle_s = 0;
	t.session->idle.seconds = 0;
	stage_to_pin(&t);
	stage_wait(&t, 100);
	stage_fill_pin(&t, STAGE_PIN);
	fake_log_clear(&t.log);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.log.text, "unlockOpen card.begin "
	    "unlockCryptogram card.finish card.pin unlockReport");
	assert_string_equal(t.remote.report_id, "u2");
	stage_close(&t);
}

static void
test_reopen_refused(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.session->idle.seconds = 0;
	stage_to_pin(&t);
	stage_wait(&t, 100);
	stage_fill_pin(&t, STAGE_PIN);
	fake_remote_fail(&t.remote, WIRE_UNLOCK_OPEN, ERR_CONFIRM_OLD, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_int_equal(t.card.begun, 0);
	assert_rules(&t);
	stage_close(&t);
}

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
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run(&t);
		t.card.finish = cases[i].how;
		t.card.finish_error = cases[i].e;
		stage_key(&t, REQ_PRESS);
		if (strcmp(stage_view(&t)->screen, cases[i].screen) != 0)
			fail_msg("case %zu: %s", i, stage_view(&t)->screen);
		assert_about(&t, cases[i].said);
		assert_string_equal(t.remote.report, cases[i].report);
		assert_int_equal(t.card.pins_sent, cases[i].pins);
		assert_int_equal(t.card.finished, 1);
		assert_false(journal_exists(&t));
		assert_rules(&t);
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
	struct stage t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run(&t);
		t.card.fails = cases[i].card;
		t.card.fails_with = ERR_HELPER_GONE;
		t.card.challenge_len = cases[i].challenge;
		t.remote.cryptogram_len = cases[i].cryptogram;
		if (cases[i].remote != WIRE_OP_COUNT)
			t.remote.refuses[cases[i].remote] = true;
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, cases[i].screen);
		assert_about(&t, cases[i].said);
		assert_int_equal(t.card.finished, cases[i].finished);
		assert_rules(&t);
		stage_close(&t);
	}
}

/* The card says yes and is still locked: not a success. */
static void
test_yes_but_locked(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.stays_locked = true;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_CARD_ANSWER);
	assert_string_equal(t.remote.report, "unchanged");
	assert_rules(&t);
	stage_close(&t);
}

/* The answer is lost and the card cannot be read again. */
static void
test_cannot_look(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	t.card.fails = FAKE_IDENTIFY;
	t.card.fails_with = ERR_HELPER_GONE;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_HELPER_GONE);
	assert_true(journal_exists(&t));
	/* Another card in its place says nothing about this one. */
	t.card.fails = FAKE_NONE;
	fake_card_insert(&t.card, 0x02, 3);
	stage_settle(&t);
	assert_about(&t, ERR_CARD_OTHER);
	assert_true(journal_exists(&t));
	assert_rules(&t);
	stage_close(&t);
}

/* The first look fails, the second one tells: a plain success then. */
static void
fail_first_look(void *arg, const char *point)
{
	struct stage *t = arg;

	if (strcmp(point, "identify") == 0)
		t->card.identify = t->card.identified == 2 ?
		    ERR_CARD_MUTE : ERR_OK;
}

static void
test_second_look(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.at = fail_first_look;
	t.card.at_arg = &t;
	t.card.finish = FAKE_LOST_AFTER;
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.card.identified, 3);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_OK);
	assert_rules(&t);
	stage_close(&t);
}

/* The portal cannot even be asked for a new unlock. */
static void
test_cannot_reopen(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.session->idle.seconds = 0;
	stage_to_pin(&t);
	stage_wait(&t, 100);
	stage_fill_pin(&t, STAGE_PIN);
	t.remote.refuses[WIRE_UNLOCK_OPEN] = true;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_HELPER_GONE);
	assert_int_equal(t.card.begun, 0);
	assert_rules(&t);
	stage_close(&t);
}

/* Without a PIN that was typed there is nothing to run. */
static void
test_no_pin(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	stage_to_pin(&t);
	walk_to(t.session, screens_find(t.screens, "unlock-progress"));
	stage_settle(&t);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_REFUSED);
	assert_int_equal(t.card.begun, 0);
	stage_close(&t);
}

/* A card that refused the portal is not asked again in this visit: its key
 * has tries of its own. */
static void
test_refused_once(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.finish = FAKE_REFUSES;
	t.card.finish_error = ERR_AUTH_REFUSED;
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_AUTH_REFUSED);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-pin");
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_AUTH_REFUSED);
	assert_int_equal(t.card.begun, 1);
	assert_rules(&t);
	stage_close(&t);
}

/* Looking at the tries does not need the PIN any more. */
static void
pin_is_gone(void *arg, const char *point)
{
	struct stage *t = arg;

	if (strcmp(point, "identify") == 0)
		assert_int_equal(secret_len(t->session->visit.pin), 0);
}

static void
test_pin_gone_at_once(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.at = pin_is_gone;
	t.card.at_arg = &t;
	t.card.finish = FAKE_LOST_AFTER;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_int_equal(t.card.identified, 2);
	stage_close(&t);
}

/* A card that was not locked cannot tell by its tries. */
static void
test_unknown(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.card.info.pin_tries = 2;
	to_run(&t);
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_UNLOCK_UNKNOWN);
	assert_string_equal(t.remote.report, "unknown");
	assert_false(journal_exists(&t));
	/* Asking again does not make it a success. */
	stage_press(&t, "retry");
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_UNLOCK_UNKNOWN);
	assert_rules(&t);
	stage_close(&t);
}

/* Pulled when the PIN was sent; the same card comes back. */
static void
test_pulled(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.finish = FAKE_LOST_AFTER;
	t.card.finish_error = ERR_UNLOCK_UNKNOWN;
	t.card.identify = ERR_CARD_GONE;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_CARD_GONE);
	assert_true(journal_exists(&t));
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
	assert_false(journal_exists(&t));
	assert_rules(&t);
	stage_close(&t);
}

/* The card is done, the portal does not hear it: told so, kept, and sent
 * later, with the same key. */
static void
test_report_lost(void **state)
{
	struct stage t;
	char key[WIRE_ID];

	(void)state;
	stage_open(&t);
	to_run(&t);
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_DONE_UNREPORTED);
	assert_true(stage_view(&t)->message.good);
	assert_true(journal_exists(&t));
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
	assert_true(journal_exists(&t));
	stage_wait(&t, 2);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 3);
	assert_string_equal(t.remote.keys[WIRE_UNLOCK_REPORT], key);
	assert_string_equal(t.remote.report, "done");
	assert_false(journal_exists(&t));
	stage_close(&t);
}

/* No journal, no unlock: nothing of the portal's goes to the card. */
static void
test_journal_nowhere(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.config.journal = "/nonexistent/folder/journal";
	to_run(&t);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_JOURNAL);
	assert_int_equal(t.card.finished, 0);
	assert_int_equal(t.card.cancelled, 1);
	assert_string_equal(t.remote.report, "unchanged");
	assert_string_equal(t.remote.reason, "journal");
	assert_rules(&t);
	stage_close(&t);
}

/* It can be written for the intent but not for the PIN: the card has
 * authenticated by then, the PIN still does not leave. */
static void
move_folder(void *arg, const char *point)
{
	struct stage *t = arg;
	char away[80];

	if (strcmp(point, "authenticate") != 0)
		return;
	snprintf(away, sizeof(away), "%s.away", t->folder);
	assert_int_equal(rename(t->folder, away), 0);
}

static void
test_journal_lost_midway(void **state)
{
	struct stage t;
	char away[80];

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.at = move_folder;
	t.card.at_arg = &t;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_JOURNAL);
	assert_int_equal(t.card.finished, 1);
	assert_int_equal(t.card.pins_sent, 0);
	assert_string_equal(t.card.pin, "");
	assert_int_equal(t.card.cancelled, 1);
	assert_string_equal(t.remote.report, "unchanged");
	assert_rules(&t);
	snprintf(away, sizeof(away), "%s.away", t.folder);
	assert_int_equal(rename(away, t.folder), 0);
	stage_close(&t);
}

/* Nothing gives up what the card has begun; Esc and F10 do nothing. */
static void
no_way_back(void *arg, const char *point)
{
	struct stage *t = arg;

	if (strcmp(point, "done") == 0)
		return;
	if (strcmp(point, "begin") == 0)
		return;
	stage_key_only(t, REQ_BACK);
	stage_key_only(t, REQ_LEAVE);
	stage_key_only(t, REQ_PRESS);
	assert_int_equal(t->card.cancelled, 0);
	assert_string_equal(session_view(t->session)->screen,
	    "unlock-progress");
}

static void
test_no_way_back(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.at = no_way_back;
	t.card.at_arg = &t;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_rules(&t);
	stage_close(&t);
}

/* The list of steps, as it is seen at each point. */
static void
expect_steps(struct stage *t, const char *states)
{
	static const char *const ids[] = { "card", "portal", "authenticated",
	    "written", "checked", "reported" };
	static const char letters[] = " >x!";
	size_t i;

	for (i = 0; i < 6; i++)
		assert_int_equal(letters[stage_item(t, ids[i])->state],
		    states[i]);
}

static void
watch_steps(void *arg, const char *point)
{
	struct stage *t = arg;

	if (strcmp(point, "begin") == 0)
		expect_steps(t, ">     ");
	else if (strcmp(point, "write") == 0)
		expect_steps(t, "xx>   ");
	else if (strcmp(point, "sent") == 0)
		expect_steps(t, "xxx>  ");
	else if (strcmp(point, "done") == 0)
		expect_steps(t, "xxxx> ");
}

static void
test_steps(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	t.card.at = watch_steps;
	t.card.at_arg = &t;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	stage_close(&t);
}

/* The new PIN is gone when its screens are left another way. */
static void
test_pin_wiped(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	to_run(&t);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "unlock-card");
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_int_equal(t.session->form.count, 0);
	stage_close(&t);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_reader_errors),
	cmocka_unit_test(test_open_errors),
	cmocka_unit_test(test_hostile_unlock_id),
	cmocka_unit_test(test_weak_pins),
	cmocka_unit_test(test_begin_errors),
	cmocka_unit_test(test_another_card),
	cmocka_unit_test(test_cryptogram_errors),
	cmocka_unit_test(test_second_try),
	cmocka_unit_test(test_unlock_expires_while_typing),
	cmocka_unit_test(test_reopen_refused),
	cmocka_unit_test(test_finish_errors),
	cmocka_unit_test(test_bad_calls),
	cmocka_unit_test(test_yes_but_locked),
	cmocka_unit_test(test_cannot_look),
	cmocka_unit_test(test_second_look),
	cmocka_unit_test(test_cannot_reopen),
	cmocka_unit_test(test_no_pin),
	cmocka_unit_test(test_refused_once),
	cmocka_unit_test(test_pin_gone_at_once),
	cmocka_unit_test(test_unknown),
	cmocka_unit_test(test_pulled),
	cmocka_unit_test(test_report_lost),
	cmocka_unit_test(test_journal_nowhere),
	cmocka_unit_test(test_journal_lost_midway),
	cmocka_unit_test(test_no_way_back),
	cmocka_unit_test(test_steps),
	cmocka_unit_test(test_pin_wiped),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
