/* OpenPGP: the driver against the virtual card in memory: reading it, and what a
 * holder does with it (card/tool.h); the same on a card with a KDF. */
#include "puk_cases.h"

#define CARDS \
	"cards:\n" \
	"  - name: openpgp\n" \
	"    label: OpenPGP\n" \
	"    aid: D27600012401\n" \
	"    driver: openpgp\n" \
	"    unlock: none\n" \
	"    pin: {reference: 81, min: 6, max: 12, tries: 3}\n" \
	"    puk: {allowed: true, min: 8, max: 16}\n"

#define ADMIN "24681357"

/* As many tries of the resetting code. */
static void
make_card(const struct vtype *type, int codes)
{
	struct vstate s;

	fixture_make(type);
	fixture_state(&s, NULL);
	set(s.unlock_key, ADMIN);
	s.puk_tries = codes;
	buf_clear(&fixture_text);
	assert_int_equal(state_text_write(&s, &fixture_text), ERR_OK);
	vstate_free(&s);
}

static int
setup_all(void **state)
{
	(void)state;
	make_card(&vtype_openpgp, 3);
	return 0;
}

static int
setup_kdf(void **state)
{
	(void)state;
	make_card(&vtype_openpgp_kdf, 3);
	return 0;
}

static int
setup_no_code(void **state)
{
	(void)state;
	make_card(&vtype_openpgp, 0);
	return 0;
}

static int
setup_kdf_no_code(void **state)
{
	(void)state;
	make_card(&vtype_openpgp_kdf, 0);
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
test_is_read_without_a_try(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(info.trouble, ERR_OK);
	assert_string_equal(info.type, "openpgp");
	assert_int_equal(info.serial_len, 6);
	assert_memory_equal(info.serial, fixture_serial, 6);
	assert_int_equal(info.pin_tries, 2);
	assert_true(info.operational);
}

static void
test_certificate(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.count, 1);
	assert_string_equal(certs.list[0].subject, MAKE_SUBJECT);
	assert_false(certs.list[0].signs);
	assert_true(certs.changes_pin);
	assert_int_equal(certs.puk, ERR_OK);
	assert_int_equal(certs.puk_tries, 3);
	assert_false(certs.puk_admin);
	assert_int_equal(tries(), 2);
}

static void
test_locked_then_unlocked_by_the_puk(void **state)
{
	(void)state;
	lock();
	set(value, FIXTURE_PUK);
	assert_int_equal(unblock(false), ERR_OK);
	assert_int_equal(result.tries_before, 3);
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
	assert_int_equal(unblock(false), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(unblock(false), ERR_PUK_WRONG);
	assert_int_equal(unblock(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_true(result.sent);
	assert_int_equal(result.tries_after, 0);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_false(result.sent);
}

static enum err
unblock_as_administrator(bool last_try)
{
	struct card_msg_typed m = typed(last_try);

	m.admin = true;
	return card_tool_puk(&env, &m, &result);
}

/* Also where there is a resetting code, if that is what was typed. */
static void
test_administrator(void **state)
{
	(void)state;
	lock();
	set(value, ADMIN);
	assert_int_equal(unblock_as_administrator(false), ERR_OK);
	assert_int_equal(result.tries_before, 3);
	assert_int_equal(tries(), 3);
	set(value, NEW_PIN);
	set(new_pin, FIXTURE_PIN);
	assert_int_equal(change(false), ERR_OK);
}

/* What was typed as the one is never given to the card as the other. */
static void
test_no_code(void **state)
{
	(void)state;
	lock();
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_true(certs.puk_admin);
	assert_int_equal(certs.puk, ERR_OK);
	assert_int_equal(certs.puk_tries, 3);
	set(value, ADMIN);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_false(result.sent);
	set(value, "11111111");
	assert_int_equal(unblock_as_administrator(false), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(unblock_as_administrator(false), ERR_PUK_WRONG);
	assert_int_equal(unblock_as_administrator(false), ERR_LAST_TRY);
	assert_false(result.sent);
	set(value, ADMIN);
	assert_int_equal(unblock_as_administrator(true), ERR_OK);
	assert_true(result.sent);
	assert_int_equal(tries(), 3);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk_tries, 3);
}

static void
test_administrator_used_up(void **state)
{
	(void)state;
	lock();
	set(value, "11111111");
	assert_int_equal(unblock_as_administrator(false), ERR_PUK_WRONG);
	assert_int_equal(unblock_as_administrator(false), ERR_PUK_WRONG);
	assert_int_equal(unblock_as_administrator(true), ERR_CARD_DEAD);
	assert_true(result.sent);
	set(value, ADMIN);
	assert_int_equal(unblock_as_administrator(true), ERR_CARD_DEAD);
	assert_false(result.sent);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_false(certs.puk_admin);
	assert_int_equal(certs.puk_tries, 0);
	assert_int_equal(tries(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) \
	cmocka_unit_test_setup_teardown(test, setup, helper_teardown)
		T(test_is_read_without_a_try),
		T(test_certificate),
		T(test_change),
		T(test_locked_then_unlocked_by_the_puk),
		T(test_a_wrong_puk_says_what_is_left),
		T(test_no_puk_without_the_configuration),
		T(test_another_card),
		T(test_administrator),
	};
	const struct CMUnitTest no_code[] = {
		T(test_no_code),
		T(test_administrator_used_up),
	};

	return cmocka_run_group_tests(tests, setup_all, fixture_teardown) +
	    cmocka_run_group_tests_name("kdf", tests, setup_kdf,
	    fixture_teardown) +
	    cmocka_run_group_tests_name("no code", no_code, setup_no_code,
	    fixture_teardown) +
	    cmocka_run_group_tests_name("kdf, no code", no_code,
	    setup_kdf_no_code, fixture_teardown);
}
