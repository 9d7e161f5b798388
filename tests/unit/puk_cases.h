/* What is true of every card that a PUK unlocks, of a card with two tries
 * left: for the tests of the drivers that are based on helper_fixture.h. */
#ifndef UNIT_PUK_CASES_H
#define UNIT_PUK_CASES_H

#include "helper_fixture.h"

static void
test_change(void **state)
{
	(void)state;
	assert_int_equal(change(false), ERR_OK);
	assert_int_equal(tries(), 3);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(result.tries_before, 3);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(change(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(tries(), 1);
	set(value, NEW_PIN);
	assert_int_equal(change(true), ERR_OK);
	assert_int_equal(tries(), 3);
}

static void
lock(void)
{
	set(value, "999999");
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(change(true), ERR_PIN_BLOCKED);
	assert_int_equal(tries(), 0);
	assert_int_equal(change(true), ERR_PIN_BLOCKED);
	assert_false(result.sent);
}

static void
test_no_puk_without_the_configuration(void **state)
{
	(void)state;
	lock();
	set(value, FIXTURE_PUK);
	env.puk = false;
	assert_int_equal(unblock(true), ERR_PUK_OFF);
	assert_false(result.sent);
	env.puk = true;
	set(value, "123456789012345");	/* the portal's code */
	assert_int_equal(unblock(true), ERR_CODE_IN_PIN);
	assert_false(result.sent);
	set(value, "1234567");
	assert_int_equal(unblock(true), ERR_PIN_LENGTH);
	assert_false(result.sent);
}

static void
test_another_card(void **state)
{
	struct card_msg_typed m = typed(true);

	(void)state;
	m.card.serial[3] ^= 1;
	assert_int_equal(card_tool_puk(&env, &m, &result), ERR_CARD_OTHER);
	assert_false(result.sent);
	assert_int_equal(card_tool_change(&env, &m, &result),
	    ERR_CARD_OTHER);
	assert_false(result.sent);
}

#endif
