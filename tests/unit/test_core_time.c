/* What happens by itself: idle people, sessions that end, the way out. */
#include "stage_fixture.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "core/state.h"
#include "loop/loop.h"

static const struct form_field *
field(const char *id)
{
	const struct form_field *f = form_find(&t.session->form, id);

	assert_non_null(f);
	return f;
}

static void
assert_wiped(void)
{
	const struct visit *v = &t.session->visit;
	size_t i;

	assert_int_equal(secret_len(v->token), 0);
	assert_int_equal(secret_len(v->identity), 0);
	assert_int_equal(secret_len(v->pin), 0);
	assert_false(v->open);
	assert_false(v->logged_in);
	assert_string_equal(v->name, "");
	assert_string_equal(v->phone, "");
	assert_null(v->picture);
	assert_false(v->attempt.open);
	assert_int_equal(t.session->kept_form.count, 0);
	for (i = 0; i < t.session->form.count; i++)
		assert_int_equal(secret_len(
		    t.session->form.fields[i].value), 0);
	/* Not in the texts of the view either. */
	stage_view(&t);
	assert_null(memmem(t.session->arena, sizeof(t.session->arena),
	    STAGE_IDENTITY, strlen(STAGE_IDENTITY)));
	assert_null(memmem(t.session->arena, sizeof(t.session->arena),
	    "S*****", 6));
}

static void
test_idle_and_back(void **state)
{
	(void)state;
	stage_to_login(&t);
	stage_fill_login(&t);
	stage_wait(&t, 59);
	assert_screen(&t, "password-login");
	stage_wait(&t, 1);
	assert_screen(&t, "session-warning");
	assert_int_equal(stage_item(&t, "warn")->seconds_left, 15);
	stage_wait(&t, 5);
	assert_string_equal(stage_view(&t)->spoken, "10 saniye kaldı");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
	assert_int_equal(t.remote.calls[WIRE_SESSION_KEEP], 1);
	/* As it was left, the focus too. */
	assert_int_equal(field("identity")->length, 11);
	assert_int_equal(field("word")->length, 12);
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    "word");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-confirm");
}

static void
test_idle_and_gone(void **state)
{
	(void)state;
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_wait(&t, 60);
	assert_screen(&t, "session-warning");
	stage_wait(&t, 14);
	assert_screen(&t, "session-warning");
	stage_wait(&t, 1);
	assert_screen(&t, "goodbye");
	assert_wiped();
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 1);
	assert_true(stage_view(&t)->count > 0);
	/* The card is still in: it waits for it to be taken. */
	stage_wait(&t, 30);
	assert_screen(&t, "goodbye");
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
}

static void
test_idle_no(void **state)
{
	(void)state;
	stage_to_menu(&t);
	stage_wait(&t, 60);
	assert_screen(&t, "session-warning");
	stage_press(&t, "leave");
	assert_screen(&t, "goodbye");
	assert_wiped();
}

/* The portal has ended the session by the time somebody says "yes". */
static void
test_idle_too_late(void **state)
{
	(void)state;
	stage_to_menu(&t);
	stage_wait(&t, 60);
	fake_remote_fail(&t.remote, WIRE_SESSION_KEEP, ERR_SESSION_ENDED,
	    401);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "start");
	assert_about(&t, ERR_SESSION_ENDED);
	assert_wiped();
}

/* Nobody is warned on the welcome screen, or while a portal is waited for. */
static void
test_not_idle(void **state)
{
	(void)state;
	stage_open(&t);
	fake_card_remove(&t.card);
	stage_begin(&t);
	stage_wait(&t, 200);
	assert_screen(&t, "welcome");
	stage_close(&t);
	stage_open(&t);
	stage_to_login(&t);
	stage_fill_login(&t);
	t.remote.silent = true;
	stage_key(&t, REQ_PRESS);
	stage_wait(&t, 80);
	assert_screen(&t, "password-login");
	stage_close(&t);
}

/* A person at work keeps the portal's session; one who is away loses it. */
static void
test_session_life(void **state)
{
	int i;

	(void)state;
	t.remote.session_s = t.remote.keep_s = 100;
	stage_to_menu(&t);
	for (i = 0; i < 10; i++) {
		stage_wait(&t, 20);
		stage_key(&t, REQ_KEY);
	}
	assert_screen(&t, "operations-menu");
	assert_true(t.session->visit.open);
	assert_in_range(t.remote.calls[WIRE_SESSION_KEEP], 3, 6);
}

static void
test_session_over(void **state)
{
	(void)state;
	t.session->idle.seconds = 0;
	t.remote.session_s = 100;
	stage_to_menu(&t);
	t.remote.answers[WIRE_SESSION_KEEP] = (struct fake_answer){
	    .e = ERR_PORTAL_AWAY, .times = 100 };
	t.session->idle.seconds = 1000;
	stage_wait(&t, 99);
	assert_screen(&t, "operations-menu");
	stage_wait(&t, 1);
	assert_screen(&t, "welcome");
	assert_about(&t, ERR_SESSION_ENDED);
	assert_wiped();
}

static void
test_leave(void **state)
{
	(void)state;
	stage_to_menu(&t);
	stage_key(&t, REQ_LANGUAGE);
	stage_key(&t, REQ_LARGE);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "goodbye");
	assert_wiped();
	assert_false(session_wants_exit(t.session));
	/* The portal may take its time. */
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 1);
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "welcome");
	/* The next person finds it as it was set up. */
	assert_int_equal(stage_view(&t)->lang, LANG_TR);
	assert_false(stage_view(&t)->large);
	stage_key(&t, REQ_LEAVE);
	assert_true(session_wants_exit(t.session));
}

static void
test_leave_without_session(void **state)
{
	(void)state;
	stage_to_start(&t);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 0);
}

/* The portal's own word of the day comes from health, in the background, and
 * a portal that is away is looked for again. */
static void
test_health(void **state)
{
	(void)state;
	fake_card_remove(&t.card);
	fake_remote_fail(&t.remote, WIRE_HEALTH, ERR_PORTAL_AWAY, 0);
	stage_begin(&t);
	assert_string_equal(stage_view(&t)->portal,
	    "Portal: ulaşılamıyor");
	stage_wait(&t, 14);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 1);
	stage_wait(&t, 1);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 2);
	assert_string_equal(stage_view(&t)->portal, "Portal: bağlı");
	stage_wait(&t, 299);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 2);
	stage_wait(&t, 1);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 3);
}

/* Who was told that the portal is out of reach sees when it is not any more;
 * nothing else on the screen changes. */
static void
test_health_at_work(void **state)
{
	(void)state;
	stage_to_login(&t);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_PRESS);
	assert_about(&t, ERR_PORTAL_AWAY);
	assert_string_equal(stage_view(&t)->portal,
	    "Portal: ulaşılamıyor");
	fake_remote_fail(&t.remote, WIRE_HEALTH, ERR_PORTAL_AWAY, 0);
	t.remote.calls[WIRE_HEALTH] = 0;
	stage_wait(&t, 14);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 0);
	stage_wait(&t, 1);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 1);
	assert_string_equal(stage_view(&t)->portal,
	    "Portal: ulaşılamıyor");
	stage_wait(&t, 15);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 2);
	assert_string_equal(stage_view(&t)->portal, "Portal: bağlı");
	assert_screen(&t, "password-login");
	assert_about(&t, ERR_PORTAL_AWAY);
	stage_wait(&t, 60);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 2);
}

/* An action asks for itself. */
static void
test_health_and_action(void **state)
{
	(void)state;
	stage_to_login(&t);
	fake_remote_fail(&t.remote, WIRE_CAPTCHA_NEW, ERR_PORTAL_AWAY, 0);
	stage_key(&t, REQ_REFRESH);
	assert_string_equal(stage_view(&t)->portal,
	    "Portal: ulaşılamıyor");
	t.remote.calls[WIRE_HEALTH] = 0;
	stage_fill_login(&t);
	stage_key_only(&t, REQ_PRESS);
	fake_clock_forward(15000);
	loop_timers_due(t.loop);
	assert_int_equal(t.remote.calls[WIRE_HEALTH], 0);
}

static void
on_end(void *arg)
{
	(void)arg;
	t.ended = true;
	if (t.free_at_end)
		session_free(&t.session);
}

static void
shut_down(void)
{
	session_shutdown(t.session, on_end, NULL);
	assert_false(t.ended);		/* never from inside the call */
	loop_timers_due(t.loop);
}

static void
test_shutdown(void **state)
{
	int where;

	(void)state;
	for (where = 0; where < 6; where++) {
		stage_open(&t);
		if (where == 0)
			stage_begin(&t);
		else if (where == 1)
			stage_to_login(&t);
		else if (where == 2)
			stage_to_sms(&t);
		else if (where == 3)
			stage_to_menu(&t);
		else
			stage_to_pin(&t);
		if (where == 4)
			stage_fill_pin(&t, STAGE_PIN);
		if (where == 5) {
			/* The card is being asked for a challenge. */
			stage_fill_pin(&t, STAGE_PIN);
			stage_key_only(&t, REQ_PRESS);
			assert_int_equal(t.card.begun, 1);
		}
		shut_down();
		assert_true(t.ended);
		assert_wiped();
		assert_int_equal(t.card.finished, 0);
		assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE],
		    where > 0);
		/* Keys do nothing any more. */
		stage_key_only(&t, REQ_PRESS);
		stage_close(&t);
	}
}

/* Whoever is told of the end may free the session there. */
static void
test_shutdown_and_free(void **state)
{
	(void)state;
	stage_to_menu(&t);
	t.free_at_end = true;
	shut_down();
	assert_true(t.ended);
	assert_null(t.session);
}

/* The card is authenticating: it may end, the PIN's fate is in the journal,
 * nothing new begins. */
static void
test_shutdown_on_card(void **state)
{
	struct journal j;

	(void)state;
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key_only(&t, REQ_PRESS);
	while (t.card.finished == 0)
		assert_true(stage_step(&t));
	shut_down();
	assert_false(t.ended);
	assert_int_equal(t.card.cancelled, 0);
	assert_true(fake_card_step(&t.card));
	loop_timers_due(t.loop);
	assert_true(t.ended);
	assert_wiped();
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_REPORT], 0);
	assert_int_equal(journal_load(&j, t.journal), ERR_OK);
	assert_int_equal(j.count, 1);
	assert_int_equal(j.records[0].state, JOURNAL_DONE);
}

static void
test_shutdown_card_hangs(void **state)
{
	struct journal j;

	(void)state;
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key_only(&t, REQ_PRESS);
	while (t.card.finished == 0)
		assert_true(stage_step(&t));
	shut_down();
	fake_clock_forward(1999);
	loop_timers_due(t.loop);
	assert_false(t.ended);
	fake_clock_forward(1);
	loop_timers_due(t.loop);
	assert_true(t.ended);
	assert_wiped();
	assert_int_equal(journal_load(&j, t.journal), ERR_OK);
	assert_int_equal(j.records[0].state, JOURNAL_INTENT);
}

/* A session that is freed in the middle of anything leaves no secret
 * (stage_close looks), and no call that comes back into it. */
static void
test_free_anywhere(void **state)
{
	int steps, i;

	(void)state;
	for (steps = 0; steps < 8; steps++) {
		stage_open(&t);
		stage_to_pin(&t);
		stage_fill_pin(&t, STAGE_PIN);
		stage_key_only(&t, REQ_PRESS);
		for (i = 0; i < steps; i++)
			stage_step(&t);
		session_free(&t.session);
		while (fake_card_step(&t.card) ||
		    fake_remote_step(&t.remote))
			continue;
		stage_close(&t);
	}
}

static const struct CMUnitTest tests[] = {
	STAGE_TEST(test_idle_and_back),
	STAGE_TEST(test_idle_and_gone),
	STAGE_TEST(test_idle_no),
	STAGE_TEST(test_idle_too_late),
	cmocka_unit_test(test_not_idle),
	STAGE_TEST(test_session_life),
	STAGE_TEST(test_session_over),
	STAGE_TEST(test_leave),
	STAGE_TEST(test_leave_without_session),
	STAGE_TEST(test_health),
	STAGE_TEST(test_health_at_work),
	STAGE_TEST(test_health_and_action),
	cmocka_unit_test(test_shutdown),
	STAGE_TEST(test_shutdown_and_free),
	STAGE_TEST(test_shutdown_on_card),
	STAGE_TEST(test_shutdown_card_hangs),
	cmocka_unit_test(test_free_anywhere),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
