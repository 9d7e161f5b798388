/* Turn the keyboard: before each screen with a secret and after it, with what
 * is carried over meanwhile. */
#include "stage_fixture.h"

#include "base/secret.h"
#include "core/state.h"

static int
setup(void **state)
{
	stage_setup(state);
	t.config.secrets_pause = true;
	return 0;
}

/* The screen in between, and on. */
static void
turn(const char *screen)
{
	assert_screen(&t, screen);
	stage_key(&t, REQ_PRESS);
}

static void
to_login(void)
{
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "password");
	turn("turn-keyboard");
	assert_screen(&t, "password-login");
}

static void
to_menu(void)
{
	to_login();
	stage_fill_login(&t);
	stage_key(&t, REQ_PRESS);
	/* Between two secrets of the same person. */
	assert_screen(&t, "sms-confirm");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "sms-code");
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	turn("turn-back");
	assert_screen(&t, "operations-menu");
}

static void
to_pin(void)
{
	to_menu();
	stage_press(&t, "unlock");
	assert_screen(&t, "unlock-card");
	stage_press(&t, "ok");
	turn("turn-keyboard");
	assert_screen(&t, "unlock-pin");
}

static void
test_whole_unlock(void **state)
{
	(void)state;
	to_pin();
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	/* The card waits until the keyboard is back. */
	assert_screen(&t, "turn-back");
	assert_int_equal(t.card.begun, 0);
	assert_true(secret_len(t.session->visit.pin) > 0);
	turn("turn-back");
	assert_screen(&t, "unlock-done");
	assert_string_equal(t.card.pin, STAGE_PIN);
}

/* Whoever stops there leaves no PIN behind. */
static void
test_stop(void **state)
{
	(void)state;
	to_pin();
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "turn-back");
	stage_press(&t, "leave");
	assert_screen(&t, "goodbye");
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_int_equal(t.card.begun, 0);
	assert_false(t.session->turned);
}

/* Nothing but Enter goes on: not what somebody types ahead. */
static void
test_waits(void **state)
{
	(void)state;
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "password");
	stage_type(&t, "abc");
	assert_screen(&t, "turn-keyboard");
	stage_wait(&t, 30);
	assert_screen(&t, "turn-keyboard");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "goodbye");
}

static void
test_idle(void **state)
{
	(void)state;
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "password");
	stage_wait(&t, 61);
	assert_screen(&t, "session-warning");
	stage_press(&t, "go-on");
	turn("turn-keyboard");
	assert_screen(&t, "password-login");
}

/* A wrong word stays with the holder; a block is told to the staff too. */
static void
test_messages(void **state)
{
	(void)state;
	to_login();
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_WRONG, 403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "password-login");
	stage_focus(&t, "identity");
	stage_key(&t, REQ_ERASE_ALL);
	stage_fill_login(&t);
	fake_remote_fail(&t.remote, WIRE_LOGIN_PASSWORD, ERR_LOGIN_BLOCKED,
	    403);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "turn-back");
	assert_about(&t, ERR_LOGIN_BLOCKED);
	turn("turn-back");
	assert_about(&t, ERR_LOGIN_BLOCKED);
}

/* The next person begins with the keyboard at the staff. */
static void
test_next_visit(void **state)
{
	(void)state;
	to_login();
	stage_key(&t, REQ_LEAVE);
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "welcome");
	assert_false(t.session->turned);
	assert_null(t.session->turn_to);
	to_login();
}

/* The letter is still there behind the screen in between. */
static void
test_letter(void **state)
{
	(void)state;
	to_menu();
	stage_press(&t, "letter");
	assert_screen(&t, "pin-puk-info");
	assert_true(t.session->visit.letter.id[0] != '\0');
	stage_press(&t, "save");
	turn("turn-keyboard");
	assert_screen(&t, "letter-save");
	assert_true(t.session->visit.letter.id[0] != '\0');
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, stage_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_whole_unlock),
		TEST(test_stop),
		TEST(test_waits),
		TEST(test_idle),
		TEST(test_messages),
		TEST(test_next_visit),
		TEST(test_letter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
