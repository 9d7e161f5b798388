/* Unlocking the virtual card by challenge and cryptogram. */
#include "unit/vcard_fixture.h"

static const uint8_t wrong_key[16] = { 1 };

static void
test_unlock(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x9000);
	assert_int_equal(tries_shown(card), 3);
	assert_int_equal(verify(card, "246802"), 0x9000);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	vcard_free(&card);
}

/* RFC 4493, example 2: the card must agree with the standard, not only with
 * the helper of this test. */
static void
test_cmac_is_the_standard_one(void **unused)
{
	static const uint8_t message[16] = { 0x6b, 0xc1, 0xbe, 0xe2, 0x2e,
	    0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a };
	static const uint8_t wanted[16] = { 0x07, 0x0a, 0x16, 0xb4, 0x6b,
	    0x4d, 0x41, 0x44, 0xf7, 0x9b, 0xdd, 0x9d, 0xd0, 0x4a, 0x28, 0x7c };
	uint8_t mac[16];

	(void)unused;
	cryptogram_make(fixture_key, message, mac);
	assert_memory_equal(mac, wanted, 16);
}

static void
test_status_is_used_up(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x9000);
	assert_int_equal(send_data(card, "002c0280", "135791", 6), 0x6982);
	assert_int_equal(verify(card, "246802"), 0x9000);
	vcard_free(&card);
}

static void
test_bad_pin_keeps_the_status(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(send_data(card, "002c0280", "2468a2", 6), 0x6a80);
	assert_int_equal(send_data(card, "002c0280", "24680", 5), 0x6700);
	assert_int_equal(send_data(card, "002c0280", "246802468", 9), 0x6700);
	assert_int_equal(tries_shown(card), 0);
	assert_int_equal(send_data(card, "002c0280", "24680246", 8), 0x9000);
	vcard_free(&card);
}

/* Serial and tries may be read again between the two. */
static void
test_reading_keeps_the_status(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(send_hex(card, "00ca01064d"), 0x9000);
	assert_int_equal(tries_shown(card), 0);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x9000);
	vcard_free(&card);
}

static void
test_reset_forgets_the_status(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	vcard_reset(card);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x6982);
	vcard_free(&card);
}

static void
test_challenge_is_for_the_next_command_only(void **unused)
{
	static const char *const between[] = { "00ca01064d", "00a40000023d0000",
	    "80ff0000", "00", "0084000008" };
	struct vcard *card = fixture_card(0, 3, 10);
	uint8_t mac[16];
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
		assert_int_equal(send_hex(card, "0084000010"), 0x9000);
		cryptogram_make(fixture_key, fixture_answer, mac);
		send_hex(card, between[i]);
		assert_int_equal(send_data(card, "00820001", mac, 16), 0x6985);
	}
	assert_int_equal(vcard_state(card)->auth_tries, 10);
	vcard_free(&card);
}

static void
test_replay(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);
	uint8_t mac[16];

	(void)unused;
	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	cryptogram_make(fixture_key, fixture_answer, mac);
	assert_int_equal(send_data(card, "00820001", mac, 16), 0x9000);
	assert_int_equal(send_data(card, "00820001", mac, 16), 0x6985);
	/* The second one has taken the status of the first away. */
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x6982);
	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	assert_int_equal(send_data(card, "00820001", mac, 16), 0x63c9);
	vcard_free(&card);
}

static void
test_challenges_differ(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);
	uint8_t first[16];

	(void)unused;
	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	memcpy(first, fixture_answer, 16);
	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	assert_memory_not_equal(first, fixture_answer, 16);
	vcard_free(&card);
}

static void
test_challenge_lengths(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "0084000008"), 0x9000);
	assert_int_equal(fixture_answer_len, 8);
	assert_int_equal(send_data(card, "00820001", "0123456789abcdef", 16),
	    0x6985);
	assert_int_equal(send_hex(card, "008400000a"), 0x6700);
	assert_int_equal(send_hex(card, "0084000000"), 0x6700);
	assert_int_equal(send_hex(card, "00840000"), 0x6700);
	vcard_free(&card);
}

static void
test_ten_wrong_cryptograms_close_the_way(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);
	int left;

	(void)unused;
	for (left = 9; left >= 0; left--)
		assert_int_equal(authenticate(card, wrong_key),
		    0x63c0 | (unsigned)left);
	assert_int_equal(authenticate(card, fixture_key), 0x6983);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x6982);
	/* The PUK's way is another one. */
	assert_int_equal(send_data(card, "002c0180", FIXTURE_PUK, 8), 0x9000);
	vcard_free(&card);
}

static void
test_right_cryptogram_fills_the_counter(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 4);

	(void)unused;
	assert_int_equal(authenticate(card, wrong_key), 0x63c3);
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(vcard_state(card)->auth_tries, 10);
	vcard_free(&card);
}

static void
test_wrong_form_costs_nothing(void **unused)
{
	struct vcard *card = fixture_card(0, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	assert_int_equal(send_data(card, "00820001", "12345678", 8), 0x6700);
	assert_int_equal(send_data(card, "00820101", "0123456789abcdef", 16),
	    0x6a86);
	assert_int_equal(send_data(card, "00820002", "0123456789abcdef", 16),
	    0x6a88);
	assert_int_equal(vcard_state(card)->auth_tries, 10);
	vcard_free(&card);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unlock),
		cmocka_unit_test(test_cmac_is_the_standard_one),
		cmocka_unit_test(test_status_is_used_up),
		cmocka_unit_test(test_bad_pin_keeps_the_status),
		cmocka_unit_test(test_reading_keeps_the_status),
		cmocka_unit_test(test_reset_forgets_the_status),
		cmocka_unit_test(test_challenge_is_for_the_next_command_only),
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_challenges_differ),
		cmocka_unit_test(test_challenge_lengths),
		cmocka_unit_test(test_ten_wrong_cryptograms_close_the_way),
		cmocka_unit_test(test_right_cryptogram_fills_the_counter),
		cmocka_unit_test(test_wrong_form_costs_nothing),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
