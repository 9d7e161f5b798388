/* The virtual GIDS card: files, PIN, and mutual authentication with the
 * administrator's key. */
#include "unit/vcard_fixture.h"

#define SELECT "00a4040009a0000003974254465900"
#define TRIES "00cb3fff045c027f7100"
#define ADMIN "0022c1a403830180"
#define PIN "123456"
#define NEW "246802"
#define R1 "000102030405060708090a0b0c0d0e0f"

static const uint8_t key[24] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 };

static int
setup(void **unused)
{
	(void)unused;
	fixture_make(&vtype_gids);
	return 0;
}

static struct vcard *
selected(int pin_tries, int auth_tries)
{
	struct vcard *card;
	struct vstate s;

	fixture_state(&s, NULL);
	s.pin_tries = pin_tries;
	s.auth_tries = auth_tries;
	assert_int_equal(secret_set(s.unlock_key, key, sizeof(key)), ERR_OK);
	assert_int_equal(vcard_new(&s, &card), ERR_OK);
	assert_int_equal(send_hex(card, SELECT), 0x9000);
	return card;
}

static unsigned
tries(struct vcard *card)
{
	assert_int_equal(send_hex(card, TRIES), 0x9000);
	assert_int_equal(fixture_answer_len, 9);
	return fixture_answer[5];
}

static void
des3(bool encrypt, const uint8_t *in, uint8_t *out, size_t len)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	assert_int_equal(EVP_CipherInit_ex2(ctx, EVP_des_ede3_cbc(), key, iv,
	    encrypt, NULL), 1);
	assert_int_equal(EVP_CIPHER_CTX_set_padding(ctx, 0), 1);
	assert_int_equal(EVP_CipherUpdate(ctx, out, &n, in, (int)len), 1);
	EVP_CIPHER_CTX_free(ctx);
}

/* What the portal makes of R2 and R1; `spoil` changes that byte of it. */
static unsigned
authenticate_with(struct vcard *card, int spoil)
{
	uint8_t plain[40] = { 0 }, data[44] = { 0x7c, 0x2a, 0x82, 0x28 };
	size_t len;

	assert_int_equal(send_hex(card, ADMIN), 0x9000);
	assert_int_equal(send_hex(card, "00870000147c128110" R1 "00"), 0x9000);
	assert_int_equal(fixture_answer_len, 20);
	memcpy(plain, fixture_answer + 4, 16);
	assert_int_equal(hex_decode(R1, plain + 16, 16, &len), ERR_OK);
	plain[39] = 0x80;
	des3(true, plain, data + 4, 40);
	if (spoil >= 0)
		data[4 + spoil] ^= 1;
	{
		uint8_t command[50] = { 0x00, 0x87, 0x00, 0x00, 44 };

		memcpy(command + 5, data, 44);
		return send_bytes(card, command, 50);
	}
}

static void
test_files(void **unused)
{
	struct vcard *card = selected(2, 10);

	(void)unused;
	assert_int_equal(tries(card), 2);
	assert_int_equal(send_hex(card, "00cba012045c02df2000"), 0x9000);
	assert_int_equal(fixture_answer_len, 19);
	assert_memory_equal(fixture_answer + 3, fixture_serial, 12);
	assert_int_equal(send_hex(card, "00cba000045c02df1f00"), 0x9000);
	assert_int_equal(send_hex(card, "00cba010045c02df2400") >> 8, 0x61);
	assert_int_equal(send_hex(card, "00cba010045c02df2500"), 0x6a88);
	assert_int_equal(send_hex(card, "00cb3fff045c027f7300"), 0x6a88);
	assert_int_equal(send_hex(card, "00cb3fff035c017f00"), 0x6a80);
	vcard_reset(card);
	assert_int_equal(send_hex(card, TRIES), 0x6d00);
	vcard_free(&card);
}

static void
test_pin(void **unused)
{
	struct vcard *card = selected(3, 10);

	(void)unused;
	assert_int_equal(verify(card, "999999"), 0x63c2);
	assert_int_equal(send_hex(card, "00200080"), 0x63c1);	/* counts! */
	assert_int_equal(verify(card, PIN), 0x9000);
	assert_int_equal(tries(card), 3);
	assert_int_equal(send_data(card, "00240080", PIN "12", 8), 0x6a80);
	assert_int_equal(send_data(card, "00240080", PIN NEW, 12), 0x9000);
	assert_int_equal(verify(card, PIN), 0x63c2);
	assert_int_equal(verify(card, NEW), 0x9000);
	assert_int_equal(send_hex(card, "00200082"), 0x9000);	/* log out */
	vcard_free(&card);
}

static void
test_unlock(void **unused)
{
	struct vcard *card = selected(0, 10);
	uint8_t plain[40];

	(void)unused;
	assert_int_equal(verify(card, PIN), 0x6983);
	assert_int_equal(send_data(card, "002c0280", NEW, 6), 0x6982);
	assert_int_equal(authenticate_with(card, -1), 0x9000);
	/* The card proves itself: R1 comes back first. */
	assert_int_equal(fixture_answer_len, 44);
	des3(false, fixture_answer + 4, plain, 40);
	for (int i = 0; i < 16; i++)
		assert_int_equal(plain[i], i);
	assert_int_equal(plain[39], 0x80);
	assert_int_equal(send_data(card, "002c0280", "12a4", 4), 0x6a80);
	assert_int_equal(send_data(card, "002c0280", NEW, 6), 0x9000);
	assert_int_equal(tries(card), 3);
	assert_int_equal(verify(card, NEW), 0x9000);
	/* That was for one PIN. */
	assert_int_equal(send_data(card, "002c0280", PIN, 6), 0x6982);
	vcard_free(&card);
}

static void
test_a_wrong_proof_costs_a_try_of_the_key(void **unused)
{
	struct vcard *card = selected(0, 2);

	(void)unused;
	assert_int_equal(authenticate_with(card, 3), 0x63c1);
	assert_int_equal(send_data(card, "002c0280", NEW, 6), 0x6982);
	assert_int_equal(authenticate_with(card, 31), 0x63c0);
	assert_int_equal(send_hex(card, "00870000147c128110" R1 "00"), 0x6983);
	vcard_free(&card);
}

static void
test_a_nonce_is_good_for_the_next_command_only(void **unused)
{
	uint8_t command[50] = { 0x00, 0x87, 0x00, 0x00, 44, 0x7c, 0x2a, 0x82,
	    0x28 };
	struct vcard *card = selected(0, 10);

	(void)unused;
	assert_int_equal(send_bytes(card, command, 50), 0x6985);
	assert_int_equal(send_hex(card, ADMIN), 0x9000);
	assert_int_equal(send_bytes(card, command, 50), 0x6985);
	assert_int_equal(send_hex(card, "00870000147c128110" R1 "00"), 0x9000);
	assert_int_equal(tries(card), 0);
	assert_int_equal(send_bytes(card, command, 50), 0x6985);
	assert_int_equal(send_hex(card, "00870000137c11810f" "000102030405060708"
	    "090a0b0c0d0e00"), 0x6a80);
	assert_int_equal(vcard_state(card)->auth_tries, 10);
	vcard_free(&card);
}

static void
test_sign(void **unused)
{
	struct vcard *card = selected(3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "0022"
	    "41b606800157840181"), 0x9000);
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x6982);
	assert_int_equal(verify(card, PIN), 0x9000);
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x9000);
	assert_int_equal(fixture_answer_len, 256);
	assert_int_equal(send_hex(card, "002241b606800157840182"), 0x6a88);
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x6985);
	vcard_free(&card);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_pin),
		cmocka_unit_test(test_unlock),
		cmocka_unit_test(test_a_wrong_proof_costs_a_try_of_the_key),
		cmocka_unit_test(
		    test_a_nonce_is_good_for_the_next_command_only),
		cmocka_unit_test(test_sign),
	};

	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
