/* The rules on tries, at the place that every command passes: an unlock that
 * the portal helps, step by step. */
#include "guard_fixture.h"

static void
reads_always(void **state)
{
	(void)state;
	assert_sent("00ca01064d", 0x9000);
	assert_sent("00ca01040a", 0x6a88);
	assert_sent("00a40000023d0000", 0x9000);
	assert_sent("00b0000010", 0x6982);
}

static void
never_in_any_stage(void **state)
{
	(void)state;
	assert_never();
	guard_open(&guard);
	assert_never();
	assert_sent(CHALLENGE, 0x9000);
	assert_never();
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_never();
	assert_sent(RESET, 0x9000);
	assert_never();
}

static void
nothing_without_an_authorisation(void **state)
{
	(void)state;
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
}

static void
each_step_once_and_in_order(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(RESET);
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_sent("00ca01064d", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	assert_refused(CRYPTOGRAM);
	assert_refused(CHALLENGE);
	assert_sent("00a40000023d0000", 0x9000);
}

/* One that cannot be right would cost a try of the card's key. */
static void
a_cryptogram_of_another_length(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused("0082000108" "0011223344556677");
	assert_refused("0082000111" "00112233445566778899aabbccddeeff00");
	assert_sent(CRYPTOGRAM, 0x9000);
}

/* A step that failed, or whose answer never came, opens nothing. */
static void
a_refused_step_is_the_end(void **state)
{
	static const uint16_t bad[] = { 0x63c0, 0x63c2, 0x6300, 0x6982, 0x6983,
	    0x6985, 0x6a80, 0x6f00, 0x0000, 0x9001, 0x6100 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, bad[i]);
		assert_refused(CRYPTOGRAM);
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, 0x9000);
		assert_sent(CRYPTOGRAM, bad[i]);
		assert_refused(RESET);
		assert_refused(CRYPTOGRAM);
	}
	setup(state);
	guard_open(&guard);
	assert_int_equal(try(CHALLENGE), ERR_OK);	/* no answer */
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
}

/* Success of a command that only reads must not count as the card's yes. */
static void
another_success_opens_nothing(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x9000);
	assert_sent(CRYPTOGRAM, 0x6300);
	assert_sent("00ca01064d", 0x9000);
	assert_refused(RESET);
	assert_sent("00a40000023d0000", 0x9000);
	assert_refused(RESET);
}

static void
the_rest_of_an_answer_may_be_fetched(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x6110);
	assert_refused(CRYPTOGRAM);
	assert_sent("00c0000010", 0x9000);
	assert_refused("00c0000010");
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_sent(RESET, 0x9000);
}

#define NONCE_16 "000102030405060708090a0b0c0d0e0f"
#define CHOOSE "0022c1a403830180"
#define NONCE "00870000147c128110" NONCE_16 "00"
#define PROOF "008700002c7c2a8228" NONCE_16 NONCE_16 "0001020304050607" "00"

/* GIDS: the same stages with other commands, and not those of ISO besides. */
static void
mutual_authentication_in_its_order(void **state)
{
	static const struct guard_rules mutual = { .mutual = true };

	(void)state;
	guard_init(&guard, &mutual, PIN_REFERENCE);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	guard_open(&guard);
	assert_refused(CHALLENGE);
	assert_refused("0022c1a403830181");	/* another key */
	assert_refused("002241b603840181");	/* another use */
	assert_refused(PROOF);
	assert_sent(CHOOSE, 0x9000);
	assert_refused(RESET);
	assert_sent(NONCE, 0x9000);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	assert_refused(CRYPTOGRAM);
	assert_sent(PROOF, 0x9000);
	assert_refused(PROOF);
	assert_sent("00cb3fff045c027f7100", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	assert_refused(NONCE);
	guard_init(&guard, &mutual, PIN_REFERENCE);
	guard_open(&guard);
	assert_sent(NONCE, 0x9000);
	assert_sent(PROOF, 0x63c9);
	assert_sent("00cb3fff045c027f7100", 0x9000);
	assert_refused(RESET);
	assert_refused(PROOF);
	/* And on every other card none of it. */
	setup(state);
	guard_open(&guard);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused(PROOF);
}

#define INITIALIZE "8050000008" "0011223344556677" "00"
#define CHANNEL "8482330010" "00112233445566778899aabbccddeeff"
#define LAST "8482000010" "00112233445566778899aabbccddeeff"
#define IN_CHANNEL "84ca010608" "0011223344556677" "00"

/* A relay: one channel, then one that opens the way for the PIN. */
static void
a_relay_in_its_order(void **state)
{
	static const struct guard_rules relay = { .relay = true };

	(void)state;
	guard_init(&guard, &relay, PIN_REFERENCE);
	assert_refused(INITIALIZE);
	assert_refused(LAST);
	guard_open(&guard);
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
	assert_sent(INITIALIZE, 0x9000);
	assert_sent(CHANNEL, 0x9000);
	assert_refused(RESET);
	assert_sent(IN_CHANNEL, 0x9000);
	assert_refused("842c028008" "0011223344556677");
	assert_refused("8420008008" "0011223344556677");
	assert_refused("84a4040008" "0011223344556677");
	assert_sent(INITIALIZE, 0x9000);
	assert_refused(CHANNEL);
	assert_sent(LAST, 0x9000);
	assert_refused(INITIALIZE);
	assert_refused(IN_CHANNEL);
	assert_refused(LAST);
	assert_sent("00ca01064d", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	/* A refusal opens nothing. */
	guard_init(&guard, &relay, PIN_REFERENCE);
	guard_open(&guard);
	assert_sent(LAST, 0x6300);
	assert_refused(RESET);
	assert_refused(LAST);
	/* Eight at most. */
	guard_init(&guard, &relay, PIN_REFERENCE);
	guard_open(&guard);
	for (int i = 0; i < GUARD_RELAY_MAX; i++)
		assert_sent(INITIALIZE, 0x9000);
	assert_refused(INITIALIZE);
	assert_refused(LAST);
	/* And on every other card none of it. */
	setup(state);
	guard_open(&guard);
	assert_refused(INITIALIZE);
	assert_refused(CHANNEL);
	assert_refused(IN_CHANNEL);
	assert_refused(LAST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		GUARD_TEST(reads_always),
		GUARD_TEST(never_in_any_stage),
		GUARD_TEST(nothing_without_an_authorisation),
		GUARD_TEST(a_cryptogram_of_another_length),
		GUARD_TEST(each_step_once_and_in_order),
		GUARD_TEST(a_refused_step_is_the_end),
		GUARD_TEST(another_success_opens_nothing),
		GUARD_TEST(the_rest_of_an_answer_may_be_fetched),
		GUARD_TEST(mutual_authentication_in_its_order),
		GUARD_TEST(a_relay_in_its_order),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
