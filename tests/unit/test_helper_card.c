/* What the card helper does when the terminal goes, cancels, or says what it
 * should not. */
#include "serve_fixture.h"

static void
whole_unlock(void **state)
{
	struct card_unlock_result r;
	enum err e;

	(void)state;
	greet();
	begin();
	finish();
	assert_int_equal(script.next, 6);	/* no PIN without go-ahead */
	script_add(&script, RESET_ASK, "9000");
	script_add(&script, TRIES_ASK, TRIES_3);
	tell_nothing(CARD_MSG_GO, 6);
	assert_int_equal(count, 2);
	assert_int_equal(frames[0].body[0], CARD_STEP_CHECKING);
	assert_int_equal(frames[1].type, CARD_MSG_RESULT);
	assert_int_equal(card_get_result(frames[1].body, frames[1].len, &e,
	    &r), ERR_OK);
	assert_int_equal(e, ERR_OK);
	assert_int_equal(r.tries_after, 3);
	assert_int_equal(script.resets, 1);
}

static void
terminal_gone_before_the_go_ahead(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 6);
	assert_int_equal(script.resets, 1);
	assert_int_equal(script.closed, 1);
}

/* The go-ahead is in the socket, and the terminal that sent it is dead. */
static void
terminal_gone_behind_its_go_ahead(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	assert_int_equal(channel_send(terminal, CARD_MSG_GO, 6, NULL, 0),
	    ERR_OK);
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 6);
	assert_int_equal(script.resets, 1);
}

static void
terminal_gone_behind_its_cryptogram(void **state)
{
	struct buf b;

	(void)state;
	greet();
	begin();
	put_finish_body(&b);
	assert_int_equal(channel_send(terminal, CARD_MSG_FINISH, 6, b.data,
	    b.len), ERR_OK);
	buf_free(&b);
	channel_free(&terminal);
	turn();
	assert_int_equal(script.next, 4);
	assert_int_equal(script.resets, 1);
}

static void
cancel_lets_go_of_the_card(void **state)
{
	(void)state;
	greet();
	begin();
	finish();
	tell_nothing(CARD_MSG_CANCEL, 7);
	assert_int_equal(frames[0].type, CARD_MSG_CANCELLED);
	assert_int_equal(frames[0].id, 7);
	assert_int_equal(script.resets, 1);
	assert_int_equal(script.closed, 1);
	/* A go-ahead for what was cancelled is an offence. */
	tell_nothing(CARD_MSG_GO, 6);
	assert_int_equal(script.next, 6);
}

/* Sent in place of a correct frame; each ends the conversation, and the card
 * sees nothing more. */
static void
nonsense_ends_it(void **state)
{
	static const struct { uint16_t type; uint32_t id; const char *body; }
	    wrong[] = {
		{ 0, 0, "" }, { 99, 1, "" }, { CARD_MSG_READING, 1, "" },
		{ CARD_MSG_RESULT, 1, "x" }, { CARD_MSG_HELLO, 0, "" },
		{ CARD_MSG_GO, 99, "" }, { CARD_MSG_GO, 6, "x" },
		{ CARD_MSG_FINISH, 6, "" }, { CARD_MSG_BEGIN, 6, "x" },
		{ CARD_MSG_IDENTIFY, 6, "" }, { CARD_MSG_CANCEL, 6, "x" },
		{ CARD_MSG_WATCH, 6, "" },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		teardown(state);
		setup(state);
		greet();
		begin();
		finish();
		assert_int_equal(channel_send(terminal, wrong[i].type,
		    wrong[i].id, wrong[i].body, strlen(wrong[i].body)),
		    ERR_OK);
		turn();
		if (script.closed != 1 || script.resets != 1 ||
		    script.next != 6 || count != 0)
			fail_msg("case %zu", i);
	}
}

static void
nothing_without_a_hello(void **state)
{
	(void)state;
	tell_nothing(CARD_MSG_IDENTIFY, 1);
	assert_int_equal(count, 0);
	assert_int_equal(script.opened, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whole_unlock),
		TEST(terminal_gone_before_the_go_ahead),
		TEST(terminal_gone_behind_its_go_ahead),
		TEST(terminal_gone_behind_its_cryptogram),
		TEST(cancel_lets_go_of_the_card),
		TEST(nonsense_ends_it),
		TEST(nothing_without_a_hello),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
