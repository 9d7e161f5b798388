/* A fault at each place of what a holder does with a card (card/tool.h): what
 * left with a typed value left once, and the answer says whether a try may be
 * gone. */
#include "counting_reader.h"

/* Order a fault for the command `ins` of what follows: found by running the
 * same work on the card without a fault. */
static unsigned long
place_of(enum err (*work)(bool), unsigned *counter)
{
	unsigned long n = 1;

	for (; n < 64; n++) {
		char fault[32];

		put(NULL, 3, 3);
		snprintf(fault, sizeof(fault), "pull@%lu", n);
		assert_int_equal(slot_order(&reader.slot, fault), ERR_OK);
		(void)work(false);
		if (*counter == 1)
			return n;
	}
	fail_msg("never sent");
	return 0;
}

/* Pull, silence, a cut answer, a power failure at every command: what left
 * with a value left once, and the answer says whether a try may be gone. */
static void
faults(enum err (*work)(bool), unsigned *counter, enum err unknown)
{
	static const char *const kinds[] = { "pull", "lost", "mute",
	    "late-mute", "short", "empty", "power", "sw6f00" };
	unsigned long place = place_of(work, counter), last;
	bool says;

	put(NULL, 3, 3);
	assert_int_equal(work(false), ERR_OK);
	last = reader.slot.commands;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (unsigned long n = 1; n <= last; n++) {
			char fault[32];
			enum err e;

			put(NULL, 3, 3);
			snprintf(fault, sizeof(fault), "%s@%lu", kinds[k], n);
			assert_int_equal(slot_order(&reader.slot, fault),
			    ERR_OK);
			e = work(false);
			assert_true(*counter <= 1);
			/* The right value was typed: no try is gone. */
			assert_int_equal(card()->pin_tries, 3);
			/* A file that cannot be had may be done without. */
			says = strcmp(kinds[k], "sw6f00") == 0;
			if (says)
				continue;
			assert_int_equal(*counter, n >= place ? 1 : 0);
			assert_int_equal(result.sent, n >= place);
			assert_true(n > place || e != ERR_OK);
			if (n == place)
				assert_int_equal(e, unknown);
			if (n < place)
				assert_int_not_equal(e, unknown);
		}
	}
}

static enum err
unknown_change(bool last_try)
{
	set(value, pin_is(NEW_PIN) ? NEW_PIN : FIXTURE_PIN);
	return change(last_try);
}

static void
faults_while_signing(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	faults(sign, &reader.verifies, ERR_TRY_UNKNOWN);
}

static void
faults_while_changing(void **state)
{
	(void)state;
	faults(unknown_change, &reader.changes, ERR_CHANGE_UNKNOWN);
}

/* After a lost answer the card that is there is asked what is left. */
static void
a_lost_answer_is_followed_by_the_tries(void **state)
{
	unsigned long place;
	char fault[32];

	(void)state;
	place = place_of(change, &reader.changes);
	put(NULL, 3, 3);
	set(value, "999999");
	snprintf(fault, sizeof(fault), "power@%lu", place);
	assert_int_equal(slot_order(&reader.slot, fault), ERR_OK);
	reader.insertion = 1;
	assert_int_equal(change(false), ERR_CHANGE_UNKNOWN);
	reader.gone = false;
	assert_int_equal(reader.changes, 1);
	assert_int_equal(card()->pin_tries, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(faults_while_signing),
		TEST(faults_while_changing),
		TEST(a_lost_answer_is_followed_by_the_tries),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
