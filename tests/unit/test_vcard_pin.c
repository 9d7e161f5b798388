/* PIN and PUK of the virtual card: what counts, what locks, what kills. */
#include "unit/vcard_fixture.h"

static void
test_right_pin_fills_the_counter(void **unused)
{
	struct vcard *card = fixture_card(1, 3, 10);

	(void)unused;
	assert_int_equal(tries_shown(card), 1);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	assert_int_equal(tries_shown(card), 3);
	vcard_free(&card);
}

static void
test_three_wrong_pins_lock(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(tries_shown(card), 3);
	assert_int_equal(verify(card, "111111"), 0x63c2);
	assert_int_equal(tries_shown(card), 2);
	assert_int_equal(verify(card, "222222"), 0x63c1);
	assert_int_equal(tries_shown(card), 1);
	assert_int_equal(verify(card, "333333"), 0x63c0);
	assert_int_equal(tries_shown(card), 0);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x6983);
	assert_int_equal(vcard_state(card)->pin_tries, 0);
	vcard_free(&card);
}

static void
test_reading_tries_spends_none(void **unused)
{
	struct vcard *card = fixture_card(2, 3, 10);
	int i;

	(void)unused;
	for (i = 0; i < 20; i++)
		assert_int_equal(tries_shown(card), 2);
	vcard_free(&card);
}

/* The worst that a card may do: nobody may send one to look. */
static void
test_empty_verify_counts(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00200080"), 0x63c2);
	vcard_free(&card);
}

static void
test_pin_of_another_length_is_wrong(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(verify(card, "12345"), 0x63c2);
	assert_int_equal(verify(card, "1234567"), 0x63c1);
	assert_int_equal(verify(card, "12345678901234567"), 0x6700);
	assert_int_equal(vcard_state(card)->pin_tries, 1);
	vcard_free(&card);
}

static void
test_wrong_reference_costs_nothing(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "0020008106313233343536"), 0x6a88);
	assert_int_equal(send_hex(card, "0020010006313233343536"), 0x6a86);
	assert_int_equal(vcard_state(card)->pin_tries, 3);
	vcard_free(&card);
}

static void
test_change_in_akis_layout(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x07" "7654321", 15), 0x9000);
	assert_int_equal(verify(card, "7654321"), 0x9000);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x63c2);
	vcard_free(&card);
}

static void
test_change_with_wrong_old_pin_counts(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "00240200",
	    "\x06" "000000" "\x06" "654321", 14), 0x63c2);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	vcard_free(&card);
}

static void
test_change_refuses_malformed_data(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x05" "54321", 13), 0x6700);
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x06" "65432a", 14), 0x6a80);
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x07" "654321", 14), 0x6700);
	assert_int_equal(send_data(card, "00240200", "\xff", 1), 0x6700);
	assert_int_equal(send_data(card, "00240200", "\xff\x01", 2), 0x6700);
	assert_int_equal(send_data(card, "00240100",
	    "\x06" FIXTURE_PIN "\x06" "654321", 14), 0x6a88);
	assert_int_equal(vcard_state(card)->pin_tries, 3);
	vcard_free(&card);
}

static void
test_change_on_a_locked_card(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x06" "654321", 14), 0x6983);
	vcard_free(&card);
}

static void
test_puk_with_new_pin(void **unused)
{
	struct vcard *card = fixture_card(0, 2, 10);

	(void)unused;
	assert_int_equal(send_data(card, "002c0080", FIXTURE_PUK "246802",
	    14), 0x9000);
	assert_int_equal(verify(card, "246802"), 0x9000);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	vcard_free(&card);
}

static void
test_puk_alone_keeps_the_pin(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "002c0180", FIXTURE_PUK, 8), 0x9000);
	assert_int_equal(tries_shown(card), 3);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	vcard_free(&card);
}

static void
test_right_puk_with_bad_new_pin(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "002c0080", FIXTURE_PUK "24680x",
	    14), 0x6a80);
	assert_int_equal(send_data(card, "002c0080", FIXTURE_PUK "2468", 12),
	    0x6700);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	assert_int_equal(tries_shown(card), 0);
	vcard_free(&card);
}

/* The accident of the guides: a 15-digit code typed as PUK, three times. */
static void
test_three_wrong_puks_kill(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);
	const char code[] = "123456789012345";

	(void)unused;
	assert_int_equal(send_data(card, "002c0080", code, 15), 0x63c2);
	assert_int_equal(send_data(card, "002c0180", code, 15), 0x63c1);
	assert_int_equal(send_data(card, "002c0180", "1", 1), 0x63c0);

	assert_int_equal(send_data(card, "002c0180", FIXTURE_PUK, 8), 0x6983);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x6983);
	assert_int_equal(send_data(card, "00240200",
	    "\x06" FIXTURE_PIN "\x06" "654321", 14), 0x6983);
	assert_int_equal(send_data(card, "00820001", code, 16), 0x6983);
	assert_int_equal(send_hex(card, "0084000010"), 0x6f00);
	assert_int_equal(send_hex(card, "00a40000023f0000"), 0x6f00);
	assert_int_equal(send_hex(card, "8018000000"), 0x6f00);
	assert_int_equal(send_hex(card, "00ca01040a"), 0x9000);
	assert_int_equal(fixture_answer[6], VCARD_PHASE_DEAD);
	assert_int_equal(send_hex(card, "00ca01064d"), 0x9000);
	vcard_reset(card);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x6983);
	vcard_free(&card);
}

static void
test_reset_without_authority(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x6982);
	assert_int_equal(send_hex(card, "002c0380"), 0x6a86);
	assert_int_equal(send_hex(card, "002c0080"), 0x6700);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	assert_int_equal(tries_shown(card), 0);
	vcard_free(&card);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_pin_fills_the_counter),
		cmocka_unit_test(test_three_wrong_pins_lock),
		cmocka_unit_test(test_reading_tries_spends_none),
		cmocka_unit_test(test_empty_verify_counts),
		cmocka_unit_test(test_pin_of_another_length_is_wrong),
		cmocka_unit_test(test_wrong_reference_costs_nothing),
		cmocka_unit_test(test_change_in_akis_layout),
		cmocka_unit_test(test_change_with_wrong_old_pin_counts),
		cmocka_unit_test(test_change_refuses_malformed_data),
		cmocka_unit_test(test_change_on_a_locked_card),
		cmocka_unit_test(test_puk_with_new_pin),
		cmocka_unit_test(test_puk_alone_keeps_the_pin),
		cmocka_unit_test(test_right_puk_with_bad_new_pin),
		cmocka_unit_test(test_three_wrong_puks_kill),
		cmocka_unit_test(test_reset_without_authority),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
