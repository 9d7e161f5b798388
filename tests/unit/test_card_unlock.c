/* One unlock on a scripted card: which commands go, in which order, and what
 * each wrong answer at each place means.  Above all, what is NOT sent then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/read.h"
#include "card/unlock.h"
#include "card_akis.h"
#include "card_script.h"

static struct script script;
static struct cards *cards;
static struct card_unlock un;
static struct card_msg_challenge challenge;
static struct secret *pin;

static int
setup(void **state)
{
	char error[200] = "";

	(void)state;
	script_init(&script);
	card_unlock_init(&un);
	if (cards_read_text("cards", CARDS_TEXT, sizeof(CARDS_TEXT) - 1,
	    &cards, error, sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, PIN, sizeof(PIN) - 1), ERR_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	card_unlock_end(&un);
	assert_int_equal(script.opened, script.closed);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	cards_free(&cards);
	secret_free(&pin);
	return 0;
}

static void
say(const char *command, const char *answer)
{
	script_add(&script, command, answer);
}

/* The answers of a whole unlock, up to `count` of them. */
static void
say_unlock(size_t count)
{
	static const struct script_line all[] = {
		{ SERIAL_ASK, SERIAL_SAYS(SERIAL) },
		{ TRIES_ASK, TRIES_LOCKED },
		{ CHALLENGE_ASK, CHALLENGE_SAYS },
		{ AUTH_ASK, "9000" },
		{ SERIAL_ASK, SERIAL_SAYS(SERIAL) },
		{ RESET_ASK, "9000" },
		{ TRIES_ASK, TRIES_3 },
	};

	for (size_t i = 0; i < count; i++)
		say(all[i].command, all[i].answer);
}

static enum err
begin_as(const char *serial, uint32_t known)
{
	struct card_msg_begin card;
	struct card_known card_known = { .insertion = known,
	    .type = cards_find(cards, script.state.atr,
	    script.state.atr_len) };

	assert_int_equal(hex_decode(serial, card.serial, sizeof(card.serial),
	    &card.serial_len), ERR_OK);
	return card_unlock_begin(&un, &script.source, cards, &card, &card_known,
	    &challenge);
}

static enum err
begin(void)
{
	return begin_as(SERIAL, 7);
}

static enum err
authenticate(void)
{
	uint8_t bytes[16];
	size_t len;

	assert_int_equal(hex_decode(CRYPTOGRAM, bytes, sizeof(bytes), &len),
	    ERR_OK);
	return card_unlock_authenticate(&un, bytes, len);
}

/* Nothing more is sent, whatever is tried next. */
static void
assert_over(void)
{
	size_t sent = script.next;

	assert_int_equal(authenticate(), ERR_CARD_GONE);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_int_equal(card_unlock_check(&un), ERR_UNLOCK_UNKNOWN);
	assert_int_equal(script.next, sent);
	assert_string_equal(script.wrong, "");
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
