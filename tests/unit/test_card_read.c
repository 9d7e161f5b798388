/* What is read of a card that is put in, and what is said of one that does not
 * answer as it should. */
#include "unlock_script.h"

/* Cards with T=0 hold the answer back or name the length that they want. */
static void
fetches_and_asks_again(void **state)
{
	(void)state;
	say(SERIAL_ASK, "614d");
	say("00c000004d", SERIAL_SAYS(SERIAL));
	say(TRIES_ASK, "6c0c");
	say("00a40000023d000c", TRIES_1);
	say(CHALLENGE_ASK, "6110");
	say("00c0000010", CHALLENGE_SAYS);
	say(AUTH_ASK, "9000");
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(challenge.tries, 1);
	assert_int_equal(authenticate(), ERR_OK);
}

static void
a_card_that_always_has_more_is_left(void **state)
{
	(void)state;
	say(SERIAL_ASK, "6101");
	for (int i = 0; i < 8; i++)
		say("00c0000001", "006101");
	assert_int_equal(begin(), ERR_CARD_ANSWER);
}

static void
reads_a_card(void **state)
{
	struct card_info info;

	(void)state;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_OPERATION);
	say(TRIES_ASK, TRIES_1);
	script.state.insertion = 7;
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_OK);
	assert_int_equal(info.presence, CARD_PRESENT);
	assert_int_equal(info.pin_tries, 1);
	assert_true(info.operational);
	assert_int_equal(info.serial_len, 12);
	assert_string_equal(info.type, "akis");
	assert_string_equal(info.label, "AKİS v1.x");
	assert_int_equal(info.pin_min, 6);
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("a0"));
	say(TRIES_ASK, TRIES_3);
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_PHASE);
	assert_int_equal(info.presence, CARD_PRESENT);
	assert_false(info.operational);
	assert_int_equal(info.pin_tries, 3);
}

/* Said as what it is, with its serial, and nothing more is asked of it. */
static void
reads_a_dead_card(void **state)
{
	struct card_info info;

	(void)state;
	script.state.insertion = 7;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("af"));
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_DEAD);
	assert_int_equal(info.presence, CARD_PRESENT);
	assert_int_equal(info.pin_tries, CARD_TRIES_UNKNOWN);
	assert_int_equal(info.serial_len, 12);
	assert_false(info.operational);
}

static void
tries_in_an_unknown_phase_are_unknown(void **state)
{
	struct card_info info;

	(void)state;
	script.state.insertion = 7;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("a1"));
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_PHASE);
	assert_int_equal(info.pin_tries, CARD_TRIES_UNKNOWN);
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_SAYS("a0"));
	say(TRIES_ASK, "6f00");
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_PHASE);
	assert_int_equal(info.pin_tries, CARD_TRIES_UNKNOWN);
}

static void
reads_what_it_can(void **state)
{
	struct card_info info;

	(void)state;
	script.state.insertion = 7;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, "90");
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_GONE);
	assert_int_equal(info.presence, CARD_ABSENT);
	assert_int_equal(info.serial_len, 0);
	script.open_error = ERR_CARD_BUSY;
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_BUSY);
	assert_int_equal(info.presence, CARD_PRESENT);
	script.open_error = ERR_CARD_MUTE;
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.presence, CARD_MUTE);
	script.open_error = ERR_PCSCD_VERSION;
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.presence, CARD_NO_SERVICE);
	assert_int_equal(info.trouble, ERR_PCSCD_VERSION);
	snprintf(script.state.reader, sizeof(script.state.reader),
	    "a\x1b[2Jb");
	script.state.atr[8] ^= 1;
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.presence, CARD_UNKNOWN);
	assert_int_equal(info.trouble, ERR_CARD_UNKNOWN);
	assert_string_equal(info.reader, "a[2Jb");
}

/* The second reading is of another card: what was read is of neither. */
static void
a_swap_while_reading_is_noticed(void **state)
{
	struct card_info info;

	(void)state;
	script.state.insertion = 7;
	script.swap_at = 2;
	say(SERIAL_ASK, SERIAL_SAYS(SERIAL));
	say(PHASE_ASK, PHASE_OPERATION);
	say(TRIES_ASK, TRIES_1);
	card_read(&script.source, &script.state, cards, &info,
	    NULL);
	assert_int_equal(info.trouble, ERR_CARD_GONE);
	assert_int_equal(info.serial_len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fetches_and_asks_again),
		TEST(a_card_that_always_has_more_is_left),
		TEST(reads_a_card),
		TEST(reads_a_dead_card),
		TEST(tries_in_an_unknown_phase_are_unknown),
		TEST(reads_what_it_can),
		TEST(a_swap_while_reading_is_noticed),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
