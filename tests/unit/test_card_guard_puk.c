/* The rules on tries, at the place that every command passes: a PUK that is
 * typed, and the PIN of an administrator, which counts as one. */
#include "guard_fixture.h"

#define EIGHT 8, 8, false, false

static void
a_puk_needs_card_and_configuration(void **state)
{
	static const struct { struct guard_puk puk; enum err e; } all[] = {
		{ { true, true, true, DAY_2010, EIGHT }, ERR_OK },
		{ { true, true, true, DAY_2011 - 1, EIGHT }, ERR_OK },
		{ { true, true, true, DAY_2011, EIGHT }, ERR_PUK_NEW_CARD },
		{ { true, true, true, 1700000000, EIGHT }, ERR_PUK_NEW_CARD },
		{ { true, true, true, 0, EIGHT }, ERR_PUK_AGE },
		{ { true, true, true, -1, EIGHT }, ERR_PUK_AGE },
		{ { true, true, false, DAY_2010, EIGHT }, ERR_PUK_OFF },
		{ { true, false, true, DAY_2010, EIGHT }, ERR_PUK_NOT_HERE },
		{ { false, true, true, DAY_2010, EIGHT }, ERR_PUK_NOT_HERE },
		{ { false, false, false, 0, 0, 0, false, false },
		    ERR_PUK_NOT_HERE },
	};

	(void)state;
	set(value, "87654321");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct guard_typed t = { .what = GUARD_PUK, .value = value,
		    .new_pin = new_pin, .tries = -1, .last_try = true,
		    .puk = all[i].puk };

		assert_int_equal(guard_puk(&t.puk), all[i].e);
		assert_int_equal(guard_typed(&guard, &t), all[i].e);
		if (all[i].e != ERR_OK) {
			assert_refused(PUK_RESET);
			continue;
		}
		assert_sent(PUK_RESET, 0x63c2);
		assert_refused(PUK_RESET);
	}
}

static void
a_puk_of_any_age_still_needs_the_rest(void **state)
{
	struct guard_puk puk = { .driver = true, .type = true, .config = true,
	    .any_age = true, .min = 8, .max = 8 };

	(void)state;
	assert_int_equal(guard_puk(&puk), ERR_OK);
	puk.config = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_OFF);
	puk.config = true;
	puk.type = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_NOT_HERE);
	puk.type = true;
	puk.any_age = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_AGE);
}

static void
a_puk_leaves_in_one_form_only(void **state)
{
	static const char *const other[] = {
		"002c018008" "3837363534333231",	/* PUK alone */
		"002c02800e" "3837363534333231" "323436383133",
		"002c00810e" "3837363534333231" "323436383133",
		"002c008008" "3837363534333231",	/* no new PIN */
		"002c00800e" "3837363534333230" "323436383133",
		"0020008008" "3837363534333231",	/* as a PIN */
		"0020008208" "3837363534333231",
	};

	(void)state;
	set(value, "87654321");
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
		assert_refused(other[i]);
	}
	assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_PUK, 1, false), ERR_LAST_TRY);
	assert_int_equal(typed(GUARD_PUK, -1, false), ERR_LAST_TRY);
	assert_int_equal(typed(GUARD_PUK, 0, true), ERR_CARD_DEAD);
	assert_refused(PUK_RESET);
}

#define ADMIN "0020008308" "3837363534333231"
#define ADMIN_RESET "002c028006" "323436383133"

static enum err
typed_admin(int tries, bool last_try)
{
	struct guard_typed t = { .what = GUARD_PUK, .value = value,
	    .new_pin = new_pin, .tries = tries, .last_try = last_try,
	    .puk = { true, true, true, DAY_2010, 8, 8, false, true } };

	return guard_typed(&guard, &t);
}

/* VERIFY of it, then the PIN that was typed with it: each once, and nothing in
 * the place of either. */
static void
an_administrators_pin_in_its_order(void **state)
{
	(void)state;
	set(value, "87654321");
	assert_int_equal(typed_admin(3, false), ERR_PUK_NOT_HERE);
	assert_refused(ADMIN);
	guard.rules.admin_reference = 0x83;
	assert_refused(ADMIN);
	assert_int_equal(typed_admin(1, false), ERR_LAST_TRY);
	assert_int_equal(typed_admin(0, true), ERR_CARD_DEAD);
	assert_refused(ADMIN);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused(ADMIN_RESET);
	assert_sent(ADMIN, 0x9000);
	assert_sent("00ca00c400", 0x9000);
	assert_sent(ADMIN_RESET, 0x9000);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x9000);
	assert_refused(ADMIN);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_int_equal(try(ADMIN), ERR_OK);		/* its answer is lost */
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x63c2);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x9000);
	assert_refused("002c028006" "323436383134");	/* not what was typed */
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused(PUK_RESET);			/* not as a PUK */
	assert_refused(ADMIN);
	assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
	assert_refused(ADMIN);				/* not as one of his */
	assert_refused(PUK_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused("00200083" "08" "3837363534333232");
	assert_refused(ADMIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TYPED_TEST(a_puk_needs_card_and_configuration),
		TYPED_TEST(a_puk_of_any_age_still_needs_the_rest),
		TYPED_TEST(a_puk_leaves_in_one_form_only),
		TYPED_TEST(an_administrators_pin_in_its_order),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
