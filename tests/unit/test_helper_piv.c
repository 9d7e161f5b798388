/* PIV: the driver against the virtual card in memory, in what a holder does with
 * it (card/tool.h): certificates, signature, change of PIN, PUK. */
#include "puk_cases.h"

#define CARDS \
	"cards:\n" \
	"  - name: piv\n" \
	"    label: PIV\n" \
	"    aid: A000000308\n" \
	"    driver: piv\n" \
	"    unlock: none\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    puk: {allowed: true, min: 8, max: 8}\n"

static int
setup_all(void **state)
{
	(void)state;
	fixture_make(&vtype_piv);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	helper_setup(CARDS, 2);
	return 0;
}

static void
test_four_certificates(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.count, 4);
	assert_false(certs.more);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(certs.list[i].subject, MAKE_SUBJECT);
		assert_int_equal(certs.list[i].signs, i < 2);
	}
	assert_true(certs.changes_pin);
	assert_int_equal(certs.puk, ERR_OK);
	assert_int_equal(certs.puk_tries, CARD_TRIES_UNKNOWN);
	assert_int_equal(tries(), 2);
	env.puk = false;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_PUK_OFF);
}

/* card_tool_sign() has the signature checked against the certificate. */
static void
test_sign_with_both_keys(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(sign_with(i, false), ERR_OK);
		assert_int_equal(done.signature_len, 256);
		assert_true(result.sent);
	}
	assert_int_equal(sign_with(2, false), ERR_NO_CERTIFICATE);
	assert_false(result.sent);
	assert_int_equal(tries(), 3);	/* the right PIN fills them up */
	set(value, "999999");
	assert_int_equal(sign_with(0, false), ERR_PIN_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(done.signature_len, 0);
}

static void
test_locked_then_unlocked_by_the_puk(void **state)
{
	(void)state;
	lock();
	set(value, FIXTURE_PUK);
	/* How many tries a PUK has, PIV does not tell: each may be the last. */
	assert_int_equal(unblock(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(unblock(true), ERR_OK);
	assert_int_equal(tries(), 3);
	set(value, NEW_PIN);
	set(new_pin, FIXTURE_PIN);
	assert_int_equal(change(false), ERR_OK);
}

static void
test_a_wrong_puk_says_what_is_left(void **state)
{
	(void)state;
	lock();
	set(value, "11111111");
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(result.tries_after, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) \
	cmocka_unit_test_setup_teardown(test, setup, helper_teardown)
		T(test_four_certificates),
		T(test_sign_with_both_keys),
		T(test_change),
		T(test_locked_then_unlocked_by_the_puk),
		T(test_a_wrong_puk_says_what_is_left),
		T(test_no_puk_without_the_configuration),
		T(test_another_card),
	};

	return cmocka_run_group_tests(tests, setup_all, fixture_teardown);
}
