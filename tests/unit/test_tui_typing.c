/* What comes in: which bytes are keys, which are not meant for this screen,
 * and what is never shown of a secret. */
#include "tty_fixture.h"

static void
test_typing(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	(void)output();
	type_bytes("1000");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "1000");
	assert_shown("1000");
	type_bytes("\x7f\x7f");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "10");
	type_bytes("\t26apw\x15");
	assert_string_equal(focused()->id, "captcha");
	assert_string_equal(focused()->value, "");
	type_bytes("\x1bOQ");			/* F2 */
	assert_shown("Security word");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "10");
	type_bytes("\x1b[[A");			/* F1, Linux console */
	assert_non_null(stage_view(&t.stage)->help);
}

/* A secret is shown as dots, and its bytes never come out. */
static void
test_secret(void **state)
{
	const char *out;

	(void)state;
	stage_to_sms(&t.stage);
	begin();
	(void)output();
	type_bytes("9081");
	out = output();
	assert_non_null(strstr(out, "••••"));
	assert_null(strpbrk(out, "9"));
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 4);
}

/* F4: how much of a secret was typed cannot be seen either. */
static void
test_hidden_secret(void **state)
{
	(void)state;
	stage_to_sms(&t.stage);
	begin();
	type_bytes("123");
	assert_shown("\u2022");
	type_bytes("\x1b[14~");
	(void)output();
	type_bytes("456\x0c");			/* ^L: all is painted anew */
	assert_null(strstr(output(), "\u2022"));
	assert_int_equal(focused()->length, 6);
	type_bytes("\x1bOS");
	assert_shown("\u2022");
}

/* Enter leads to another screen: what came behind it was not meant for it. */
static void
test_type_ahead_is_dropped(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	stage_press(&t.stage, "back");
	assert_screen(&t.stage, "user-verification");
	begin();
	type_bytes("\r10000000146\r");
	assert_screen(&t.stage, "password-login");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	assert_int_equal(stage_view(&t.stage)->message.about, ERR_OK);
}

/* Any key begins a visit; what came with it presses nothing there. */
static void
test_any_key_is_one_key(void **state)
{
	(void)state;
	stage_begin(&t.stage);
	begin();
	type_bytes("a1");
	assert_screen(&t.stage, "start");
}

/* The same for what had not been read when the screen changed by itself. */
static void
test_unread_input_is_dropped(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	stage_press(&t.stage, "back");
	begin();
	stage_key_only(&t.stage, REQ_PRESS);
	assert_screen(&t.stage, "password-login");
	send_bytes("777");
	loop_timers_due(t.stage.loop);		/* paints the new screen */
	turn();
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	type_bytes("8");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "8");
}

static void
test_pasted_enter_sends_once(void **state)
{
	(void)state;
	stage_to_sms(&t.stage);
	begin();
	type_bytes("\x1b[200~123456\r\x1b[201~");
	assert_screen(&t.stage, "sms-code");
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 6);
	assert_int_equal(t.stage.remote.calls[WIRE_SMS_VERIFY], 0);
	stage_wait(&t.stage, 1);		/* the paste is over */
	type_bytes("\r123456\r123456\r1\r1\r");
	assert_int_equal(t.stage.remote.calls[WIRE_SMS_VERIFY], 1);
	assert_screen(&t.stage, "operations-menu");
}

/* What a terminal answers by itself is not typing. */
static void
test_reports(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1b[?1;2c\x1b[24;80R\x1b]11;rgb:1111/2222/3333\x07");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "");
	assert_screen(&t.stage, "password-login");
}

static void
test_escape_waits(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1b");
	assert_screen(&t.stage, "password-login");
	type_bytes("[B");			/* the rest of a down arrow */
	assert_string_equal(focused()->id, "captcha");
	type_bytes("\x1b");
	stage_wait(&t.stage, 1);
	assert_screen(&t.stage, "user-verification");
}

/* None of these suspends, stops or ends anything. */
static void
test_control_keys(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	begin();
	type_bytes("\x1a\x1c\x13\x11\x04" "5");
	assert_string_equal(stage_item(&t.stage, "identity")->value, "5");
	assert_int_equal(t.over, 0);
	type_bytes("\x03");			/* Ctrl-C is Esc */
	assert_screen(&t.stage, "user-verification");
}

/* Keys of the keypad are digits, whatever NumLock says. */
static void
test_keypad(void **state)
{
	(void)state;
	stage_to_login(&t.stage);
	(void)setenv("TERM", "linux", 1);
	begin();
	assert_shown("\x1b=");			/* application mode is asked */
	type_bytes("\x1bOq\x1bOp\x1bOy");
	assert_string_equal(focused()->value, "109");
	type_bytes("\x1bOP");			/* NumLock is not F1 */
	assert_null(stage_view(&t.stage)->help);
	ui_free(&t.ui);
	assert_shown("\x1b>");
}

/* The same digit twice within that time is one press of a hand that trembles;
 * of another digit, or pasted, or in a field for words, it is two. */
static void
test_debounce(void **state)
{
	const struct ui_config config = { .debounce_ms = 200 };
	const struct view_item *code;

	(void)state;
	stage_to_sms(&t.stage);
	begin_with(&config);
	type_bytes("1");
	type_bytes("1");
	code = stage_item(&t.stage, "sms_code");
	assert_int_equal(code->length, 1);
	type_bytes("2");
	type_bytes("1");
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 3);
	fake_clock_forward(200);
	type_bytes("1");
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 4);
	type_bytes("\x15");
	type_bytes("111222");
	assert_int_equal(stage_item(&t.stage, "sms_code")->length, 6);
}

static void
test_no_debounce_of_words(void **state)
{
	const struct ui_config config = { .debounce_ms = 500 };

	(void)state;
	stage_to_login(&t.stage);
	stage_focus(&t.stage, "word");
	begin_with(&config);
	type_bytes("1");
	type_bytes("1");
	assert_int_equal(focused()->length, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TTY_TEST(test_typing),
		TTY_TEST(test_secret),
		TTY_TEST(test_hidden_secret),
		TTY_TEST(test_type_ahead_is_dropped),
		TTY_TEST(test_any_key_is_one_key),
		TTY_TEST(test_unread_input_is_dropped),
		TTY_TEST(test_pasted_enter_sends_once),
		TTY_TEST(test_reports),
		TTY_TEST(test_escape_waits),
		TTY_TEST(test_control_keys),
		TTY_TEST(test_keypad),
		TTY_TEST(test_debounce),
		TTY_TEST(test_no_debounce_of_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
