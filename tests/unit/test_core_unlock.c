/* The unlock until the PIN leaves: what is asked of the portal and the card,
 * and what a person is told when one of them says no. */
#include "unlock_rules.h"

#include "core/walk.h"

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
	size_t i;

	(void)state;
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
}

/* An id that could leave its place in a URL or in the journal. */
static void
test_hostile_unlock_id(void **state)
{
	(void)state;
	t.remote.unlock_id = "../x y=z";
	stage_to_menu(&t);
	stage_key(&t, REQ_PRESS);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_PORTAL_ANSWER);
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
	size_t i;

	(void)state;
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
	assert_string_equal(stage_view(&t)->message.what,
	    "Yeni PIN Kodu 8 rakam olmalı.");
}

static void
test_begin_errors(void **state)
{
	static const enum err cases[] = { ERR_NO_CARD, ERR_CARD_GONE,
	    ERR_CARD_OTHER, ERR_CARD_BUSY, ERR_CARD_MUTE, ERR_CARD_PHASE,
	    ERR_CARD_ANSWER, ERR_CARD_DEAD, ERR_HELPER_GONE, ERR_TIMEOUT };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run();
		t.card.begin = cases[i];
		run_ends_at("unlock-card", cases[i]);
		assert_int_equal(t.card.finished, 0);
		assert_int_equal(t.remote.calls[WIRE_UNLOCK_CRYPTOGRAM], 0);
		assert_string_equal(t.remote.report, "unchanged");
		assert_string_equal(t.remote.reason, err_name(cases[i]));
		assert_false(journal_exists());
		stage_close(&t);
	}
}

static void
test_another_card(void **state)
{
	(void)state;
	to_run();
	fake_card_remove(&t.card);
	fake_card_insert(&t.card, 0x02, 0);
	run_ends_at("unlock-card", ERR_CARD_OTHER);
	assert_int_equal(t.card.finished, 0);
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
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run();
		fake_remote_fail(&t.remote, WIRE_UNLOCK_CRYPTOGRAM,
		    cases[i].e, cases[i].status);
		run_ends_at(cases[i].to, cases[i].e);
		/* The challenge is dropped with the card's transaction. */
		assert_int_equal(t.card.cancelled, 1);
		assert_int_equal(t.card.finished, 0);
		assert_string_equal(t.remote.report, "unchanged");
		assert_false(journal_exists());
		stage_close(&t);
	}
}

/* After a lost cryptogram the next try opens its own unlock, with its own
 * challenge. */
static void
test_second_try(void **state)
{
	(void)state;
	to_run();
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
	assert_rules();
}

/* Who takes long to choose a PIN does not notice. */
static void
test_unlock_expires_while_typing(void **state)
{
	(void)state;
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
}

static void
test_reopen_refused(void **state)
{
	(void)state;
	t.session->idle.seconds = 0;
	stage_to_pin(&t);
	stage_wait(&t, 100);
	stage_fill_pin(&t, STAGE_PIN);
	fake_remote_fail(&t.remote, WIRE_UNLOCK_OPEN, ERR_CONFIRM_OLD, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
	assert_int_equal(t.card.begun, 0);
	assert_rules();
}

/* The portal cannot even be asked for a new unlock. */
static void
test_cannot_reopen(void **state)
{
	(void)state;
	t.session->idle.seconds = 0;
	stage_to_pin(&t);
	stage_wait(&t, 100);
	stage_fill_pin(&t, STAGE_PIN);
	t.remote.refuses[WIRE_UNLOCK_OPEN] = true;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_HELPER_GONE);
	assert_int_equal(t.card.begun, 0);
	assert_rules();
}

/* Without a PIN that was typed there is nothing to run. */
static void
test_no_pin(void **state)
{
	(void)state;
	stage_to_pin(&t);
	walk_to(t.session, screens_find(t.screens, "unlock-progress"));
	stage_settle(&t);
	assert_screen(&t, "unlock-card");
	assert_about(&t, ERR_REFUSED);
	assert_int_equal(t.card.begun, 0);
}

/* A card that refused the portal is not asked again in this visit: its key
 * has tries of its own. */
static void
test_refused_once(void **state)
{
	(void)state;
	to_run();
	t.card.finish = FAKE_REFUSES;
	t.card.finish_error = ERR_AUTH_REFUSED;
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_AUTH_REFUSED);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-pin");
	stage_fill_pin(&t, STAGE_PIN);
	run_ends_at("unlock-card", ERR_AUTH_REFUSED);
	assert_int_equal(t.card.begun, 1);
}

/* The new PIN is gone when its screens are left another way. */
static void
test_pin_wiped(void **state)
{
	(void)state;
	to_run();
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "unlock-card");
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_int_equal(t.session->form.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reader_errors),
		STAGE_TEST(test_open_errors),
		STAGE_TEST(test_hostile_unlock_id),
		STAGE_TEST(test_weak_pins),
		cmocka_unit_test(test_begin_errors),
		STAGE_TEST(test_another_card),
		cmocka_unit_test(test_cryptogram_errors),
		STAGE_TEST(test_second_try),
		STAGE_TEST(test_unlock_expires_while_typing),
		STAGE_TEST(test_reopen_refused),
		STAGE_TEST(test_cannot_reopen),
		STAGE_TEST(test_no_pin),
		STAGE_TEST(test_refused_once),
		STAGE_TEST(test_pin_wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
