/* One unlock on a scripted card: which commands go, in which order, and what
 * each wrong answer at each place means.  Above all, what is NOT sent then. */
#include "unlock_script.h"

static void
seven_commands_and_three_tries(void **state)
{
	(void)state;
	say_unlock(7);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(challenge.challenge_len, 16);
	assert_int_equal(challenge.challenge[15], 0x0f);
	assert_int_equal(challenge.tries, 0);
	assert_int_equal(authenticate(), ERR_OK);
	assert_true(un.result.authenticated);
	assert_false(un.result.reset_sent);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
	assert_true(un.result.reset_sent);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_before, 0);
	assert_int_equal(un.result.tries_after, 3);
	assert_int_equal(un.result.sw, 0x9000);
	assert_int_equal(un.x.sent, 7);
	assert_int_equal(script.next, 7);
	assert_over();
	card_unlock_end(&un);
	assert_int_equal(script.begun, 1);
	assert_int_equal(script.resets, 1);
}

static void
a_card_that_is_not_locked_is_unlocked_too(void **state)
{
	(void)state;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(TRIES_ASK, TRIES_2);
	say(CHALLENGE_ASK, CHALLENGE_SAYS);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(challenge.tries, 2);
}

/* The phase is read where it is not known for this insertion. */
static void
phase_is_read_when_not_known(void **state)
{
	(void)state;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_OPERATION);
	say(TRIES_ASK, TRIES_LOCKED);
	say(CHALLENGE_ASK, CHALLENGE_SAYS);
	assert_int_equal(begin_as(SERIAL, 5), ERR_OK);
	card_unlock_end(&un);
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("a0"));
	assert_int_equal(begin_as(SERIAL, 0), ERR_CARD_PHASE);
	assert_over();
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("af"));
	assert_int_equal(begin_as(SERIAL, 0), ERR_CARD_DEAD);
	assert_int_equal(challenge.tries, CARD_TRIES_UNKNOWN);
	assert_over();
}

static void
begin_stops_at_the_first_wrong_answer(void **state)
{
	static const struct {
		size_t good;
		const char *command, *answer;
		enum err e;
	} cases[] = {
		{ 0, SERIAL_ASK, SERIAL_SAYS(SERIAL_OTHER), ERR_CARD_OTHER },
		{ 0, SERIAL_ASK, "9000", ERR_CARD_ANSWER },
		{ 0, SERIAL_ASK, ZEROS_55 "9000", ERR_CARD_ANSWER },
		{ 0, SERIAL_ASK, SERIAL_DATA(SERIAL) "009000",
		    ERR_CARD_ANSWER },
		{ 0, SERIAL_ASK, "6a88", ERR_CARD_REFUSED },
		{ 0, SERIAL_ASK, "6d00", ERR_CARD_REFUSED },
		{ 0, SERIAL_ASK, "90", ERR_CARD_GONE },
		{ 0, SERIAL_ASK, "", ERR_CARD_GONE },
		{ 0, SERIAL_ASK, NULL, ERR_CARD_GONE },
		{ 0, SERIAL_ASK, "mute", ERR_CARD_MUTE },
		{ 1, TRIES_ASK, "6a82", ERR_CARD_REFUSED },
		{ 1, TRIES_ASK, "9000", ERR_CARD_ANSWER },
		{ 1, TRIES_ASK, "6f0283009000", ERR_CARD_ANSWER },
		{ 1, TRIES_ASK, "6f0290009000", ERR_CARD_ANSWER },
		{ 1, TRIES_ASK, "6f059001829000", ERR_CARD_ANSWER },
		{ 1, TRIES_ASK, "", ERR_CARD_GONE },
		{ 2, CHALLENGE_ASK, "00010203040506079000", ERR_CARD_ANSWER },
		{ 2, CHALLENGE_ASK, CHALLENGE "009000", ERR_CARD_ANSWER },
		{ 2, CHALLENGE_ASK, "9000", ERR_CARD_ANSWER },
		{ 2, CHALLENGE_ASK, "6983", ERR_CARD_DEAD },
		{ 2, CHALLENGE_ASK, "6984", ERR_CARD_DEAD },
		{ 2, CHALLENGE_ASK, "6985", ERR_CARD_REFUSED },
		{ 2, CHALLENGE_ASK, "6c08", ERR_CARD_REFUSED },
		{ 2, CHALLENGE_ASK, "6581", ERR_CARD_MEMORY },
		{ 2, CHALLENGE_ASK, "90", ERR_CARD_GONE },
		{ 2, CHALLENGE_ASK, NULL, ERR_CARD_GONE },
		{ 2, CHALLENGE_ASK, "mute", ERR_CARD_MUTE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		teardown(state);
		setup(state);
		say_unlock(cases[i].good);
		say(cases[i].command, cases[i].answer);
		if (begin() != cases[i].e)
			fail_msg("case %zu: %s", i, err_name(challenge.e));
		assert_int_equal(challenge.challenge_len, 0);
		assert_int_equal(script.next, cases[i].good + 1);
		assert_over();
		assert_int_equal(script.resets, 1);
	}
}

static void
authentication_is_tried_once(void **state)
{
	static const struct { const char *answer; enum err e; } cases[] = {
		{ "6300", ERR_AUTH_REFUSED }, { "63c2", ERR_AUTH_REFUSED },
		{ "63c0", ERR_CARD_DEAD }, { "6982", ERR_AUTH_REFUSED },
		{ "6985", ERR_AUTH_REFUSED }, { "6988", ERR_AUTH_REFUSED },
		{ "6983", ERR_CARD_DEAD }, { "6984", ERR_CARD_DEAD },
		{ "6581", ERR_CARD_MEMORY }, { "6f00", ERR_CARD_MEMORY },
		{ "6d00", ERR_AUTH_REFUSED }, { "6c10", ERR_AUTH_REFUSED },
		{ "90", ERR_CARD_GONE }, { "", ERR_CARD_GONE },
		{ NULL, ERR_CARD_GONE }, { "mute", ERR_CARD_MUTE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum err e;

		teardown(state);
		setup(state);
		say_unlock(3);
		say(AUTH_ASK, cases[i].answer);
		assert_int_equal(begin(), ERR_OK);
		e = authenticate();
		if (e != cases[i].e)
			fail_msg("case %zu: %s", i, err_name(e));
		assert_false(un.result.authenticated);
		assert_false(un.result.reset_sent);
		assert_over();
	}
}

/* The card was swapped between the challenge and the reset: the second one
 * never sees the new PIN. */
static void
another_serial_gets_no_pin(void **state)
{
	static const struct { const char *answer; enum err e; } cases[] = {
		{ SERIAL_SAYS(SERIAL_OTHER), ERR_CARD_OTHER },
		{ SERIAL_DATA(SERIAL) "6a88", ERR_CARD_REFUSED },
		{ ZEROS_55 "9000", ERR_CARD_ANSWER },
		{ "90", ERR_CARD_GONE }, { "", ERR_CARD_GONE },
		{ NULL, ERR_CARD_GONE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		teardown(state);
		setup(state);
		say_unlock(4);
		say(SERIAL_ASK, cases[i].answer);
		assert_int_equal(begin(), ERR_OK);
		assert_int_equal(authenticate(), cases[i].e);
		assert_true(un.result.authenticated);
		assert_over();
		assert_false(un.result.reset_sent);
	}
}

/* The reader says that there was another card meanwhile, at each place. */
static void
another_insertion_ends_it(void **state)
{
	(void)state;
	say_unlock(3);
	script.swap_at = 3;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(authenticate(), ERR_CARD_GONE);
	assert_over();
	teardown(state);
	setup(state);
	say_unlock(5);
	script.swap_at = 5;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(authenticate(), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
	assert_over();
	teardown(state);
	setup(state);
	say_unlock(7);
	script.swap_at = 7;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(authenticate(), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
	assert_int_equal(card_unlock_check(&un), ERR_UNLOCK_UNKNOWN);
}

static void
the_pin_is_sent_once(void **state)
{
	static const struct { const char *answer; enum err e; } cases[] = {
		{ "6a80", ERR_PIN_POLICY }, { "6700", ERR_PIN_POLICY },
		{ "6581", ERR_CARD_MEMORY }, { "6f00", ERR_CARD_MEMORY },
		{ "6983", ERR_CARD_DEAD }, { "6984", ERR_CARD_DEAD },
		{ "6982", ERR_CARD_REFUSED }, { "6985", ERR_CARD_REFUSED },
		{ "6d00", ERR_CARD_REFUSED }, { "6c00", ERR_CARD_REFUSED },
		{ "63c1", ERR_CARD_REFUSED },
		{ "90", ERR_UNLOCK_UNKNOWN }, { "", ERR_UNLOCK_UNKNOWN },
		{ NULL, ERR_UNLOCK_UNKNOWN }, { "mute", ERR_UNLOCK_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum err e;

		teardown(state);
		setup(state);
		say_unlock(5);
		say(RESET_ASK, cases[i].answer);
		assert_int_equal(begin(), ERR_OK);
		assert_int_equal(authenticate(), ERR_OK);
		e = card_unlock_reset(&un, pin);
		if (e != cases[i].e)
			fail_msg("case %zu: %s", i, err_name(e));
		assert_true(un.result.reset_sent);
		assert_int_equal(un.result.tries_after, CARD_TRIES_UNKNOWN);
		assert_over();
	}
}

static void
a_pin_that_cannot_be_is_not_sent(void **state)
{
	static const char *const wrong[] = { "", "12345", "123456789", "12345a",
	    "1234 5", "12345\xb2" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		teardown(state);
		setup(state);
		assert_int_equal(secret_set(pin, wrong[i], strlen(wrong[i])),
		    ERR_OK);
		say_unlock(5);
		assert_int_equal(begin(), ERR_OK);
		assert_int_equal(authenticate(), ERR_OK);
		assert_int_equal(card_unlock_reset(&un, pin), ERR_PIN_LENGTH);
		assert_false(un.result.reset_sent);
		assert_over();
	}
}

static void
success_is_three_tries_and_nothing_less(void **state)
{
	static const char *const wrong[] = { TRIES_LOCKED, TRIES_1, TRIES_2,
	    "6a82", "9000", "90", "", NULL, "mute" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		teardown(state);
		setup(state);
		say_unlock(6);
		say(TRIES_ASK, wrong[i]);
		assert_int_equal(begin(), ERR_OK);
		assert_int_equal(authenticate(), ERR_OK);
		assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
		assert_int_equal(card_unlock_check(&un), ERR_UNLOCK_UNKNOWN);
		assert_over();
	}
}

static void
no_card_to_begin_with(void **state)
{
	(void)state;
	script.state.presence = CARD_NO_SERVICE;
	script.state.trouble = ERR_NO_PCSCD;
	assert_int_equal(begin(), ERR_NO_PCSCD);
	script.state.presence = CARD_ABSENT;
	script.state.trouble = ERR_NO_CARD;
	assert_int_equal(begin(), ERR_NO_CARD);
	script.state.presence = CARD_PRESENT;
	script.open_error = ERR_CARD_BUSY;
	assert_int_equal(begin(), ERR_CARD_BUSY);
	script.open_error = ERR_OK;
	script.begin_error = ERR_CARD_GONE;
	assert_int_equal(begin(), ERR_CARD_GONE);
	script.begin_error = ERR_OK;
	script.swap_at = 0;
	script.state.atr[8] ^= 1;
	assert_int_equal(begin(), ERR_CARD_UNKNOWN);
	assert_over();
}

static void
steps_out_of_order_send_nothing(void **state)
{
	(void)state;
	assert_over();
	say_unlock(3);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_int_equal(script.next, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(seven_commands_and_three_tries),
		TEST(a_card_that_is_not_locked_is_unlocked_too),
		TEST(phase_is_read_when_not_known),
		TEST(begin_stops_at_the_first_wrong_answer),
		TEST(authentication_is_tried_once),
		TEST(another_serial_gets_no_pin),
		TEST(another_insertion_ends_it),
		TEST(the_pin_is_sent_once),
		TEST(a_pin_that_cannot_be_is_not_sent),
		TEST(success_is_three_tries_and_nothing_less),
		TEST(no_card_to_begin_with),
		TEST(steps_out_of_order_send_nothing),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
