/* A terminal that is killed in the middle of an unlock says at its next start
 * what happened, and tells the portal. */
#include "unlock_rules.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "core/state.h"

static const char *kill_point;

static void
die_at(void *arg, const char *point)
{
	(void)arg;
	if (strcmp(point, kill_point) == 0)
		raise(SIGKILL);
}

static void
die_at_report(void *arg, enum wire_op op)
{
	(void)arg;
	if (op == WIRE_UNLOCK_REPORT)
		raise(SIGKILL);
}

/* Run a whole unlock in a process that is killed at `point`; its journal is
 * on the disk afterwards, nothing else is left of it. */
static void
unlock_and_die(const char *point)
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		kill_point = point;
		t.card.at = die_at;
		if (strcmp(point, "report") == 0)
			t.remote.at = die_at_report;
		stage_to_pin(&t);
		stage_fill_pin(&t, STAGE_PIN);
		stage_key(&t, REQ_PRESS);
		_exit(1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* It was sent; the card is not there at the next start, and that is put off. */
static void
put_off(void)
{
	unlock_and_die("sent");
	fake_card_remove(&t.card);
	stage_begin(&t);
	stage_press(&t, "later");
	stage_wait(&t, 11);
	assert_screen(&t, "welcome");
}

static void
test_killed(void **state)
{
	static const struct {
		const char *point;
		int tries;		/* of the card afterwards */
		const char *screen;
		enum err about;
		const char *report;
	} cases[] = {
		/* nothing of the portal's had been sent to the card */
		{ "begin", 0, "welcome", ERR_OK, "" },
		/* the PIN had not been sent */
		{ "authenticate", 0, "start", ERR_PIN_BLOCKED, "unchanged" },
		{ "write", 0, "start", ERR_PIN_BLOCKED, "unchanged" },
		/* sent, and written or not */
		{ "sent", 0, "start", ERR_PIN_BLOCKED, "unchanged" },
		{ "sent", 3, "unlock-done", ERR_OK, "done" },
		{ "done", 3, "unlock-done", ERR_OK, "done" },
		/* used since, once wrong */
		{ "done", 2, "unlock-done", ERR_OK, "done" },
		{ "sent", CARD_TRIES_UNKNOWN, "start", ERR_UNLOCK_UNTOLD,
		    "unknown" },
		/* the card was asked, the portal not yet told */
		{ "report", 3, "unlock-done", ERR_OK, "done" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		unlock_and_die(cases[i].point);
		t.card.info.pin_tries = cases[i].tries;
		stage_begin(&t);
		if (strcmp(stage_view(&t)->screen, cases[i].screen) != 0)
			fail_msg("%s, %d: %s", cases[i].point,
			    cases[i].tries, stage_view(&t)->screen);
		assert_about(&t, cases[i].about);
		assert_string_equal(t.remote.report, cases[i].report);
		assert_false(journal_exists());
		assert_int_equal(t.card.begun, 0);
		assert_int_equal(t.card.finished, 0);
		stage_close(&t);
	}
}

/* No card at the next start: it waits, can be put off, and comes back by
 * itself with that card. */
static void
test_put_off(void **state)
{
	(void)state;
	unlock_and_die("sent");
	fake_card_remove(&t.card);
	stage_begin(&t);
	assert_screen(&t, "recovery");
	assert_about(&t, ERR_NO_CARD);
	stage_press(&t, "later");
	assert_screen(&t, "goodbye");
	stage_wait(&t, 11);
	assert_screen(&t, "welcome");
	stage_wait(&t, 30);
	assert_screen(&t, "welcome");
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 0);
	/* Somebody else is served meanwhile. */
	fake_card_insert(&t.card, 0x02, 0);
	stage_settle(&t);
	assert_screen(&t, "start");
	assert_non_null(stage_item(&t, "unfinished"));
	fake_card_remove(&t.card);
	fake_card_insert(&t.card, 0x01, 3);
	stage_settle(&t);
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.remote.report, "done");
	assert_false(journal_exists());
	assert_null(stage_item(&t, "unfinished"));
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "goodbye");
}

/* It comes back while somebody else is served: asked about after that. */
static void
test_back_during_a_visit(void **state)
{
	(void)state;
	put_off();
	stage_key(&t, REQ_KEY);
	stage_press(&t, "certificates");
	assert_screen(&t, "user-verification");
	fake_card_insert(&t.card, 0x01, 3);
	stage_settle(&t);
	assert_screen(&t, "user-verification");
	stage_key(&t, REQ_LEAVE);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.remote.report, "done");
}

/* Nobody touches it: the terminal is free for others again. */
static void
test_nobody_there(void **state)
{
	(void)state;
	unlock_and_die("sent");
	fake_card_remove(&t.card);
	stage_begin(&t);
	assert_screen(&t, "recovery");
	stage_wait(&t, 195);
	assert_screen(&t, "welcome");
	assert_true(journal_exists());
}

/* The second person's unlock does not lose the first one's record. */
static void
test_two_records(void **state)
{
	(void)state;
	put_off();
	t.remote.unlock_id = "second";
	fake_card_insert(&t.card, 0x02, 0);
	stage_settle(&t);
	assert_screen(&t, "start");
	stage_press(&t, "certificates");
	stage_key(&t, REQ_PRESS);
	stage_fill_login(&t);
	stage_key(&t, REQ_PRESS);
	stage_key(&t, REQ_PRESS);
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	stage_key(&t, REQ_PRESS);
	stage_key(&t, REQ_PRESS);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.remote.report_id, "second");
	assert_int_equal(t.session->journal.count, 1);
	assert_true(journal_exists());
}

/* The portal is away at the next start: told, kept, sent later. */
static void
test_portal_away(void **state)
{
	(void)state;
	unlock_and_die("report");
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_PORTAL_AWAY, 0);
	t.card.info.pin_tries = 3;
	stage_begin(&t);
	assert_screen(&t, "unlock-done");
	assert_about(&t, ERR_DONE_UNREPORTED);
	assert_true(journal_exists());
	stage_key(&t, REQ_PRESS);
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
	stage_wait(&t, 61);
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 2);
	assert_false(journal_exists());
}

/* A portal that does not know the unlock is not asked for ever. */
static void
test_portal_refuses(void **state)
{
	(void)state;
	unlock_and_die("authenticate");
	fake_remote_fail(&t.remote, WIRE_UNLOCK_REPORT, ERR_NOT_FOUND, 404);
	stage_begin(&t);
	assert_about(&t, ERR_PIN_BLOCKED);
	assert_false(journal_exists());
}

static struct journal_record
old_record(enum journal_state state)
{
	struct journal_record r = { .unlock = "u-old", .key =
	    "00112233445566778899aabbccddeeff", .serial = { 1 },
	    .serial_len = 1, .after = CARD_TRIES_UNKNOWN, .state = state,
	    .wall = clock_wall_s() - JOURNAL_KEPT_S - 10 };

	return r;
}

/* A report that nobody took for a day is dropped. */
static void
test_old_report(void **state)
{
	struct journal_record r = old_record(JOURNAL_DONE);
	struct journal j;

	(void)state;
	assert_int_equal(journal_load(&j, t.journal), ERR_OK);
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	stage_begin(&t);
	assert_screen(&t, "welcome");
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 0);
	assert_false(journal_exists());
}

/* A card that did not come back for a day: the portal hears that nobody can
 * say, and the terminal does not ask for it any more. */
static void
test_old_writing(void **state)
{
	struct journal_record r = old_record(JOURNAL_WRITING);
	struct journal j;

	(void)state;
	assert_int_equal(journal_load(&j, t.journal), ERR_OK);
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	fake_card_remove(&t.card);
	stage_begin(&t);
	assert_screen(&t, "welcome");
	assert_string_equal(t.remote.report, "unknown");
	assert_false(journal_exists());
}

/* A journal that cannot be read does not stop the terminal. */
static void
test_broken_journal(void **state)
{
	FILE *f;

	(void)state;
	f = fopen(t.journal, "w");
	assert_non_null(f);
	fputs("garbage", f);
	fclose(f);
	stage_begin(&t);
	assert_screen(&t, "welcome");
	assert_false(journal_exists());
}

/* What it says of the card is what an unlock with an unknown end says: not
 * that nothing was changed. */
static void
assert_card_is_unknown(enum err about)
{
	const struct message *unknown = screens_message(t.screens,
	    ERR_UNLOCK_UNKNOWN);
	const char *said = stage_view(&t)->message.card;

	if (about == ERR_CARD_UNKNOWN)	/* another card */
		assert_string_not_equal(said, unknown->card.in[LANG_TR]);
	else
		assert_string_equal(said, unknown->card.in[LANG_TR]);
}

/* Card errors on the recovery screen stay there and say so. */
static void
test_reader_errors(void **state)
{
	static const enum err cases[] = { ERR_NO_PCSCD, ERR_NO_READER,
	    ERR_NO_CARD, ERR_CARD_GONE, ERR_CARD_MUTE, ERR_CARD_BUSY,
	    ERR_CARD_UNKNOWN, ERR_CARD_ANSWER, ERR_CARD_REFUSED,
	    ERR_CARD_PHASE, ERR_HELPER_GONE, ERR_TIMEOUT };
	size_t i;

	(void)state;
	unlock_and_die("sent");
	t.card.identify = ERR_CARD_MUTE;
	stage_begin(&t);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t.card.identify = cases[i];
		stage_press(&t, "retry");
		assert_screen(&t, "recovery");
		assert_about(&t, cases[i]);
		assert_card_is_unknown(cases[i]);
		assert_true(journal_exists());
	}
	t.card.identify = ERR_OK;
	t.card.info.pin_tries = 3;
	stage_press(&t, "retry");
	assert_screen(&t, "unlock-done");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_killed),
	STAGE_TEST(test_put_off),
	STAGE_TEST(test_back_during_a_visit),
	STAGE_TEST(test_nobody_there),
	STAGE_TEST(test_two_records),
	STAGE_TEST(test_portal_away),
	STAGE_TEST(test_portal_refuses),
	STAGE_TEST(test_old_report),
	STAGE_TEST(test_old_writing),
	STAGE_TEST(test_broken_journal),
	STAGE_TEST(test_reader_errors),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
