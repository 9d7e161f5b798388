/* The rules on tries, at the place that every command passes: a PIN that is
 * typed, and the signature that it opens. */
#include "guard_fixture.h"

static void
verify_needs_a_typed_pin_each_time(void **state)
{
	(void)state;
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x63c2);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008106" "313131313131");	/* used up by trying */
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("00200080");
	guard_open(&guard);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008006" "313131313132");	/* not what was typed */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("0020008008" "313131313131ffff", 0x9000);	/* padded */
}

static void
a_leave_is_for_one_kind_of_command(void **state)
{
	static const struct { enum guard_leave what; const char *command; }
	    all[] = { { GUARD_VERIFY, VERIFY }, { GUARD_CHANGE, CHANGE } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(typed(all[i].what, 3, false), ERR_OK);
		assert_refused(all[1 - i].command);
		assert_refused(all[i].command);
		assert_int_equal(typed(all[i].what, 3, false), ERR_OK);
		assert_never();
		assert_refused(PUK_RESET);
		assert_refused(PSO);
	}
}

static void
change_carries_both_and_no_other_reference(void **state)
{
	(void)state;
	assert_refused(CHANGE);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_sent(CHANGE, 0x9000);
	assert_refused(CHANGE);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_sent("002400800c" "313131313131323436383133", 0x9000);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("0024008006" "313131313131");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("0024018006" "323436383133");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("002401000e" "06313131313131" "06323436383133");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("002402010e" "06313131313131" "06323436383133");
}

static void
the_last_try_needs_a_second_yes(void **state)
{
	static const enum guard_leave all[] = { GUARD_VERIFY, GUARD_CHANGE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(typed(all[i], 1, false), ERR_LAST_TRY);
		assert_int_equal(typed(all[i], -1, false), ERR_LAST_TRY);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
		assert_int_equal(typed(all[i], 0, true), ERR_PIN_BLOCKED);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
	}
	assert_int_equal(typed(GUARD_VERIFY, 1, true), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_int_equal(typed(GUARD_VERIFY, -1, true), ERR_OK);
	assert_sent(VERIFY, 0x9000);
}

static void
what_cannot_be_right_never_leaves(void **state)
{
	static const struct { const char *text; enum err e; } all[] = {
		{ "", ERR_PIN_LENGTH }, { "11111", ERR_PIN_LENGTH },
		{ "111111111", ERR_PIN_LENGTH },
		{ "168857414351237", ERR_CODE_IN_PIN },
		{ "11111a", ERR_FIELD_CHARACTERS },
		{ "1111 11", ERR_FIELD_CHARACTERS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		set(value, all[i].text);
		assert_int_equal(typed(GUARD_VERIFY, 3, true), all[i].e);
		assert_int_equal(typed(GUARD_CHANGE, 3, true), all[i].e);
		assert_int_equal(typed(GUARD_PUK, 3, true), all[i].e);
		set(value, "111111");
		set(new_pin, all[i].text);
		assert_int_equal(typed(GUARD_CHANGE, 3, true), all[i].e);
		set(value, "87654321");
		assert_int_equal(typed(GUARD_PUK, 3, true), all[i].e);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
		assert_refused(PUK_RESET);
	}
	/* Without limits nothing leaves at all. */
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	set(value, "111111");
	assert_int_equal(typed(GUARD_VERIFY, 3, true), ERR_CARD_UNABLE);
	assert_refused(VERIFY);
}

/* Where the standard of the card says that it is free, and only as the
 * standard writes it. */
static void
an_empty_verify_only_where_it_is_free(void **state)
{
	static const struct guard_rules free_tries = {
		.tries_by_verify = true };

	(void)state;
	assert_refused("00200080");
	guard_init(&guard, &free_tries, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_sent("00200080", 0x63c3);
	assert_sent("00200080", 0x6983);
	assert_refused("00200081");
	assert_refused("00200000");
	assert_refused("0020ff80");
	assert_refused("0020008000");
	assert_refused("0020008006" "313131313131");
	assert_refused("002c028006" "323436383133");
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("00200080", 0x63c3);
	assert_sent("0020008006" "313131313131", 0x9000);
	/* ... and a yes to it is no leave to sign. */
	assert_sent("00200080", 0x9000);
	assert_refused(PSO);
	assert_refused("0020008006" "313131313131");
}

/* SHA-256 of the salt and 111111, again and again, 1000 bytes of it. */
#define DERIVED "0cdf5c2bd1584e2c76f5c6a991a6c9b0" \
	"29c87d15a164e238efdef2803c59af81"

/* Where the card wants what is derived, that is what leaves. */
static void
a_derived_value_and_not_the_digits(void **state)
{
	struct guard_pin pin = guard.pin;

	(void)state;
	pin.form.encoding = PIN_DERIVED;
	pin.form.s2k = (struct s2k){ S2K_SHA256, 1000,
	    { 1, 2, 3, 4, 5, 6, 7, 8 } };
	guard_pin(&guard, &pin);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("0020008020" DERIVED, 0x9000);
	set(value, "111112");
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008020" DERIVED);
}

static void
signing_needs_an_accepted_pin_and_is_once(void **state)
{
	static const uint16_t bad[] = { 0x63c2, 0x6983, 0x6982, 0x6700, 0 };

	(void)state;
	assert_refused(MSE);
	assert_refused(PSO);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
		assert_sent(VERIFY, bad[i]);
		assert_refused(PSO);
		assert_refused(MSE);
	}
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(try(VERIFY), ERR_OK);		/* no answer */
	assert_refused(PSO);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(MSE, 0x9000);
	assert_sent(VERIFY, 0x9000);
	assert_sent(MSE, 0x9000);
	assert_refused("0022f301");		/* another environment */
	assert_refused("002a80860430313233" "00");	/* decipher */
	assert_refused(PSO);			/* used up by trying */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_sent(PSO, 0x9000);
	assert_refused(PSO);
	/* A changed PIN is no leave to sign. */
	assert_int_equal(typed(GUARD_CHANGE, 3, false), ERR_OK);
	assert_sent(CHANGE, 0x9000);
	assert_refused(PSO);
}

#define PIV_PART "1087079c04" "7c820106"
#define PIV_LAST "0087079c02" "aabb" "00"

/* PIV: the signature of a key that asks for the PIN, in parts. */
static void
a_piv_signature_needs_an_accepted_pin(void **state)
{
	static const struct guard_rules piv = { .tries_by_verify = true,
	    .sign_by_authenticate = true };

	(void)state;
	guard_init(&guard, &piv, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x63c2);
	assert_refused(PIV_PART);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_sent(PIV_PART, 0x9000);
	assert_sent(PIV_LAST, 0x9000);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused("0087079d02" "aabb" "00");	/* another key */
	assert_refused(PIV_LAST);		/* used up by trying */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused("1020008006" "313131313131");	/* no other chain */
	assert_refused("102c008006" "313131313131");
	/* On another card not at all. */
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TYPED_TEST(verify_needs_a_typed_pin_each_time),
		TYPED_TEST(a_leave_is_for_one_kind_of_command),
		TYPED_TEST(change_carries_both_and_no_other_reference),
		TYPED_TEST(the_last_try_needs_a_second_yes),
		TYPED_TEST(what_cannot_be_right_never_leaves),
		TYPED_TEST(an_empty_verify_only_where_it_is_free),
		TYPED_TEST(a_derived_value_and_not_the_digits),
		TYPED_TEST(signing_needs_an_accepted_pin_and_is_once),
		TYPED_TEST(a_piv_signature_needs_an_accepted_pin),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
