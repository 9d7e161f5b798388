/* A typed PUK: on an old card alone, where everything allows it, with a second
 * yes, and each leaves once. */
#include "counting_reader.h"

#define YEAR_2010 1277942400

static struct buf young;		/* the text of the ordinary card */

/* From here on the fixture is a card of 2010. */
static int
setup_old(void **state)
{
	struct make_certificate m = { .subject = MAKE_SUBJECT,
	    .from = YEAR_2010, .days = MAKE_DAYS };
	struct vstate s;

	assert_int_equal(setup(state), 0);
	fixture_state(&s, NULL);
	assert_int_equal(make_certificate(&m, &s), ERR_OK);
	young = fixture_text;
	buf_init(&fixture_text, STATE_TEXT_MAX);
	assert_int_equal(state_text_write(&s, &fixture_text), ERR_OK);
	vstate_free(&s);
	put(ATR_OLD, 0, 3);
	set(value, FIXTURE_PUK);
	return 0;
}

static int
teardown_old(void **state)
{
	buf_free(&fixture_text);
	fixture_text = young;
	return teardown(state);
}

static void
a_puk_on_an_old_card(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_OK);
	/* What is left of the PUK cannot be known: a second yes each time. */
	assert_int_equal(unblock(false), ERR_LAST_TRY);
	assert_int_equal(reader.puks, 0);
	set(value, "11111111");
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(reader.puks, 1);
	set(value, FIXTURE_PUK);
	assert_int_equal(unblock(true), ERR_OK);
	assert_true(pin_is(NEW_PIN));
	assert_int_equal(card()->pin_tries, 3);
	assert_int_equal(card()->puk_tries, 3);
	assert_int_equal(reader.puks, 2);
}

static void
the_third_wrong_puk(void **state)
{
	(void)state;
	put(ATR_OLD, 0, 1);
	set(value, "11111111");
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(result.tries_after, 0);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(reader.puks, 1);
}

static void
no_puk_where_it_is_not_allowed(void **state)
{
	(void)state;
	/* the terminal says no */
	env.puk = false;
	assert_int_equal(unblock(true), ERR_PUK_OFF);
	env.puk = true;
	/* the portal's code instead of the PUK */
	set(value, "168857414351237");
	assert_int_equal(unblock(true), ERR_CODE_IN_PIN);
	set(value, "1234567");
	assert_int_equal(unblock(true), ERR_PIN_LENGTH);
	set(value, FIXTURE_PUK);
	/* its type has none in cards.yaml */
	put(NULL, 0, 3);
	assert_int_equal(unblock(true), ERR_PUK_NOT_HERE);
	assert_int_equal(reader.puks, 0);
}

static void
no_puk_for_a_card_of_today(void **state)
{
	(void)state;
	put(ATR_OLD, 0, 3);
	set(value, FIXTURE_PUK);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_PUK_NEW_CARD);
	assert_int_equal(unblock(true), ERR_PUK_NEW_CARD);
	assert_int_equal(reader.puks, 0);
	assert_int_equal(card()->puk_tries, 3);
}

/* A certificate that cannot be read might be a new one. */
static void
no_puk_when_the_age_is_not_certain(void **state)
{
	struct vstate s;

	(void)state;
	vcard_free(&reader.slot.card);
	fixture_state(&s, NULL);
	assert_int_equal(hex_decode(ATR_OLD, s.atr, sizeof(s.atr),
	    &s.atr_len), ERR_OK);
	s.pin_tries = 0;
	s.pair[0].certificate[40] ^= 0xff;
	s.pair[0].certificate[4] = 0x31;
	assert_int_equal(vcard_new(&s, &reader.slot.card), ERR_OK);
	set(value, FIXTURE_PUK);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_true(certs.more);
	assert_int_equal(certs.puk, ERR_PUK_AGE);
	assert_int_equal(unblock(true), ERR_PUK_AGE);
	assert_int_equal(reader.puks, 0);
}

#define OLD_CARD_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup_old, teardown_old)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		OLD_CARD_TEST(a_puk_on_an_old_card),
		OLD_CARD_TEST(the_third_wrong_puk),
		OLD_CARD_TEST(no_puk_where_it_is_not_allowed),
		TEST(no_puk_for_a_card_of_today),
		TEST(no_puk_when_the_age_is_not_certain),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
