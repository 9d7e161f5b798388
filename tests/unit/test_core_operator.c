/* Operators: who has to log in first, what a shift is worth, how it ends, and
 * that it is no visit's. */
#include "stage_fixture.h"

#include "base/secret.h"
#include "core/glance.h"
#include "core/operator.h"
#include "core/state.h"
#include "core/walk.h"
#include "loop/loop.h"

static bool ended;

static int
setup(void **state)
{
	stage_setup(state);
	t.config.operator_required = true;
	t.config.secrets_pause = true;
	return 0;
}

static void
to_operator(void)
{
	stage_begin(&t);
	assert_screen(&t, "welcome");
	stage_key(&t, REQ_KEY);
	assert_screen(&t, "operator-login");
}

static void
log_in(void)
{
	to_operator();
	stage_focus(&t, "account");
	stage_type(&t, "gise.1");
	stage_focus(&t, "operator_password");
	stage_type(&t, "Vardiya2026");
	stage_press(&t, "login");
	assert_screen(&t, "welcome");
}

static void
nothing_before_the_login(void **state)
{
	(void)state;
	to_operator();
	stage_press(&t, "back");
	assert_screen(&t, "welcome");
	/* Nor on the way to anywhere else. */
	walk_to(t.session, screens_find(t.screens, "card-tools"));
	stage_settle(&t);
	assert_screen(&t, "operator-login");
	stage_press(&t, "login");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_PASSWORD], 0);
}

static void
a_shift_goes_with_each_session(void **state)
{
	struct glance g;

	(void)state;
	log_in();
	assert_true(operator_at_work(t.session));
	assert_string_equal(t.session->shift.name, "Deneme Görevlisi");
	/* The session of the login is over; nobody turned a keyboard. */
	assert_int_equal(t.remote.calls[WIRE_SESSION_CLOSE], 1);
	assert_false(t.session->turned);
	assert_false(fake_remote_said(&t.remote, "shift-1"));
	stage_key(&t, REQ_KEY);
	assert_screen(&t, "start");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	assert_true(fake_remote_said(&t.remote, "\"operator\":\"shift-1\""));
	session_glance(t.session, &g);
	assert_string_equal(g.operator, "gise.1");
	/* A visit ends, the shift does not. */
	stage_key(&t, REQ_LEAVE);
	assert_true(operator_at_work(t.session));
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_END], 0);
}

static void
wrong_ones_are_told(void **state)
{
	(void)state;
	to_operator();
	stage_focus(&t, "account");
	stage_type(&t, "gise.1");
	stage_focus(&t, "operator_password");
	stage_type(&t, "yanlis");
	fake_remote_fail(&t.remote, WIRE_OPERATOR_PASSWORD,
	    ERR_OPERATOR_WRONG, 403);
	stage_press(&t, "login");
	assert_screen(&t, "operator-login");
	assert_about(&t, ERR_OPERATOR_WRONG);
	assert_int_equal(secret_len(form_find(&t.session->form,
	    "operator_password")->value), 0);
	stage_type(&t, "yanlis");
	fake_remote_fail(&t.remote, WIRE_OPERATOR_PASSWORD,
	    ERR_OPERATOR_BLOCKED, 403);
	stage_press(&t, "login");
	assert_about(&t, ERR_OPERATOR_BLOCKED);
	assert_false(operator_at_work(t.session));
}

static void
without_the_portal_nobody_begins(void **state)
{
	(void)state;
	fake_remote_fail(&t.remote, WIRE_HEALTH, ERR_PORTAL_AWAY, 0);
	t.remote.answers[WIRE_HEALTH].times = 1000;
	to_operator();
	stage_type(&t, "gise.1");
	stage_focus(&t, "operator_password");
	stage_type(&t, "Vardiya2026");
	stage_press(&t, "login");
	assert_screen(&t, "out-of-service");
	assert_about(&t, ERR_PORTAL_AWAY);
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_PASSWORD], 0);
	stage_press(&t, "back");
	stage_key(&t, REQ_KEY);
	assert_screen(&t, "operator-login");
	t.remote.answers[WIRE_HEALTH].times = 0;
}

static void
the_button_ends_it(void **state)
{
	(void)state;
	log_in();
	stage_key(&t, REQ_KEY);
	stage_press(&t, "shift");
	assert_screen(&t, "welcome");
	assert_false(operator_at_work(t.session));
	assert_string_equal(t.session->shift.name, "");
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_END], 1);
	stage_key(&t, REQ_KEY);
	assert_screen(&t, "operator-login");
}

static void
nobody_at_work_ends_it(void **state)
{
	(void)state;
	t.remote.shift_idle_s = 60;
	log_in();
	stage_wait(&t, 40);
	stage_key(&t, REQ_HIDE);	/* any key is a sign of life */
	stage_wait(&t, 40);
	assert_true(operator_at_work(t.session));
	stage_wait(&t, 30);
	assert_false(operator_at_work(t.session));
	assert_screen(&t, "welcome");
	assert_about(&t, ERR_OPERATOR_OVER);
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_END], 1);
}

static void
its_whole_life_ends_it_between_visits(void **state)
{
	(void)state;
	t.remote.shift_s = 30;
	log_in();
	stage_key(&t, REQ_KEY);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	stage_wait(&t, 40);
	assert_screen(&t, "user-verification");
	assert_true(operator_at_work(t.session));
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "goodbye");
	stage_press(&t, "again");
	assert_screen(&t, "welcome");
	assert_false(operator_at_work(t.session));
}

static void
the_portal_ends_it(void **state)
{
	(void)state;
	log_in();
	stage_key(&t, REQ_KEY);
	fake_remote_fail(&t.remote, WIRE_SESSION_OPEN, ERR_OPERATOR_OVER,
	    401);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "operator-login");
	assert_false(operator_at_work(t.session));
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_END], 0);
}

static void
own_card(enum err answer)
{
	fake_card_insert(&t.card, 0x01, 3);
	to_operator();
	stage_press(&t, "card");
	assert_screen(&t, "operator-card");
	if (answer != ERR_OK)
		fake_remote_fail(&t.remote, WIRE_OPERATOR_SIGNATURE, answer,
		    403);
	stage_focus(&t, "pin");
	stage_type(&t, FAKE_RIGHT_PIN);
	stage_press(&t, "login");
	assert_int_equal(t.card.typed_sent, 1);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_SIGNATURE], 0);
}

static void
by_their_own_card(void **state)
{
	(void)state;
	own_card(ERR_OK);
	assert_screen(&t, "welcome");
	assert_true(operator_at_work(t.session));
	assert_false(t.session->visit.logged_in);
	assert_false(fake_remote_said(&t.remote, FAKE_RIGHT_PIN));
}

static void
nobodys_card(void **state)
{
	static const enum err all[] = { ERR_OPERATOR_UNKNOWN, ERR_SIGNED_OFF,
	    ERR_SIGNER_FOREIGN, ERR_SIGNER_REVOKED, ERR_CERT_OVER };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (i > 0) {
			stage_teardown(state);
			setup(state);
		}
		own_card(all[i]);
		assert_screen(&t, "operator-login");
		assert_about(&t, ERR_OPERATOR_UNKNOWN);
		assert_false(operator_at_work(t.session));
	}
}

static void
on_end(void *arg)
{
	(void)arg;
	ended = true;
}

static void
the_end_of_the_program_ends_it(void **state)
{
	(void)state;
	log_in();
	session_shutdown(t.session, on_end, NULL);
	loop_timers_due(t.loop);
	assert_true(ended);
	assert_int_equal(t.remote.calls[WIRE_OPERATOR_END], 1);
}

static void
where_none_is_wanted_nobody_is_asked(void **state)
{
	(void)state;
	t.config.operator_required = false;
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "user-verification");
	assert_false(fake_remote_said(&t.remote, "operator"));
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, setup, stage_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_before_the_login),
		TEST(a_shift_goes_with_each_session),
		TEST(wrong_ones_are_told),
		TEST(without_the_portal_nobody_begins),
		TEST(the_button_ends_it),
		TEST(nobody_at_work_ends_it),
		TEST(its_whole_life_ends_it_between_visits),
		TEST(the_portal_ends_it),
		TEST(by_their_own_card),
		TEST(nobodys_card),
		TEST(the_end_of_the_program_ends_it),
		TEST(where_none_is_wanted_nobody_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
