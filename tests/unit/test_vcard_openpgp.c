/* The virtual OpenPGP card: objects, passwords, the signing key. */
#include "base/s2k.h"
#include "unit/vcard_fixture.h"

#define SELECT "00a4040006d27600012401"
#define PIN "123456"
#define NEW "246802"
#define ADMIN "12345678"

static int
setup(void **unused)
{
	(void)unused;
	fixture_make(&vtype_openpgp);
	return 0;
}

static struct vcard *
selected(int pin, int code, int admin)
{
	struct vcard *card;
	struct vstate s;

	fixture_state(&s, NULL);
	s.pin_tries = pin;
	s.puk_tries = code;
	s.auth_tries = admin;
	assert_int_equal(secret_set(s.unlock_key, ADMIN, 8), ERR_OK);
	assert_int_equal(vcard_new(&s, &card), ERR_OK);
	assert_int_equal(send_hex(card, SELECT), 0x9000);
	return card;
}

static unsigned
send_text(struct vcard *card, const char *header, const char *text)
{
	return send_data(card, header, text, strlen(text));
}

/* As DO C4 tells: PW1, resetting code, PW3. */
static void
expect_tries(struct vcard *card, int pin, int code, int admin)
{
	assert_int_equal(send_hex(card, "00ca00c400"), 0x9000);
	assert_int_equal(fixture_answer_len, 7);
	assert_int_equal(fixture_answer[4], pin);
	assert_int_equal(fixture_answer[5], code);
	assert_int_equal(fixture_answer[6], admin);
}

static void
test_objects(void **unused)
{
	struct vcard *card = selected(2, 1, 3);

	(void)unused;
	expect_tries(card, 2, 1, 3);
	assert_int_equal(send_hex(card, "00ca004f00"), 0x9000);
	assert_int_equal(fixture_answer_len, 16);
	assert_memory_equal(fixture_answer + 8, fixture_serial, 6);
	assert_int_equal(send_hex(card, "00ca006e00"), 0x9000);
	assert_int_equal(fixture_answer[0], 0x6e);
	assert_int_equal(send_hex(card, "00ca7f2100") >> 8, 0x61);
	assert_int_equal(send_hex(card, "00ca00f900"), 0x6a88);
	assert_int_equal(send_hex(card, "00a5010406" "60045c027f21"), 0x9000);
	assert_int_equal(send_hex(card, "00ca7f2100"), 0x9000);
	assert_int_equal(fixture_answer_len, 0);
	vcard_reset(card);
	assert_int_equal(send_hex(card, "00ca004f00"), 0x6d00);
	vcard_free(&card);
}

static void
test_passwords(void **unused)
{
	struct vcard *card = selected(3, 3, 3);

	(void)unused;
	assert_int_equal(send_hex(card, "00200081"), 0x63c3);	/* free */
	assert_int_equal(send_text(card, "00200081", "999999"), 0x63c2);
	assert_int_equal(send_text(card, "00200082", "999999"), 0x63c1);
	expect_tries(card, 1, 3, 3);
	assert_int_equal(send_text(card, "00200081", PIN), 0x9000);
	assert_int_equal(send_text(card, "00200083", "99999999"), 0x63c2);
	expect_tries(card, 3, 3, 2);
	assert_int_equal(send_text(card, "00240081", PIN NEW), 0x9000);
	assert_int_equal(send_text(card, "00240081", NEW "12345"), 0x6a80);
	assert_int_equal(send_text(card, "00200081", NEW), 0x9000);
	assert_int_equal(send_text(card, "00240083", ADMIN "87654321"),
	    0x9000);
	assert_int_equal(send_text(card, "00200083", "87654321"), 0x9000);
	vcard_free(&card);
}

static void
test_resetting_code(void **unused)
{
	struct vcard *card = selected(0, 3, 3);

	(void)unused;
	assert_int_equal(send_text(card, "00200081", PIN), 0x6983);
	assert_int_equal(send_text(card, "002c0081", "11111111" NEW), 0x63c2);
	assert_int_equal(send_text(card, "002c0081", FIXTURE_PUK "12"),
	    0x6a80);
	expect_tries(card, 0, 2, 3);
	assert_int_equal(send_text(card, "002c0081", FIXTURE_PUK NEW), 0x9000);
	expect_tries(card, 3, 3, 3);
	assert_int_equal(send_text(card, "00200081", NEW), 0x9000);
	vcard_free(&card);
	card = selected(0, 1, 3);
	assert_int_equal(send_text(card, "002c0081", "11111111" NEW), 0x63c0);
	assert_int_equal(send_text(card, "002c0081", FIXTURE_PUK NEW), 0x6983);
	vcard_free(&card);
}

static void
test_administrator(void **unused)
{
	struct vcard *card = selected(0, 0, 3);

	(void)unused;
	assert_int_equal(send_text(card, "002c0281", NEW), 0x6982);
	assert_int_equal(send_text(card, "00200083", ADMIN), 0x9000);
	assert_int_equal(send_text(card, "002c0281", NEW), 0x9000);
	expect_tries(card, 3, 0, 3);
	assert_int_equal(send_text(card, "002c0282", NEW), 0x6a88);
	assert_int_equal(send_text(card, "002c0181", NEW), 0x6a86);
	vcard_free(&card);
}

static void
test_sign(void **unused)
{
	struct vcard *card = selected(3, 3, 3);

	(void)unused;
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x6982);
	assert_int_equal(send_text(card, "00200081", PIN), 0x9000);
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x9000);
	assert_int_equal(fixture_answer_len, 256);
	assert_int_equal(send_hex(card, "002a9e9a0301020300"), 0x6982);
	assert_int_equal(send_hex(card, "0047810002b60000") >> 8, 0x61);
	assert_int_equal(fixture_answer[0], 0x7f);
	assert_int_equal(send_hex(card, "0047800002b60000"), 0x6a86);
	vcard_free(&card);
}

static struct vcard *
with_kdf(void)
{
	struct vcard *card = selected(3, 3, 3);

	/* 81 01 03, 82 01 hash, 83 04 count, three salts, two hashes. */
	assert_int_equal(send_hex(card, "00ca00f900"), 0x9000);
	assert_int_equal(fixture_answer_len, 110);
	assert_memory_equal(fixture_answer, "\x81\x01\x03\x82\x01\x08\x83\x04",
	    8);
	return card;
}

/* What a program makes of the object alone, at `salt`. */
static void
derived(struct vcard *card, size_t salt, const char *text, uint8_t out[64])
{
	const uint8_t *a = fixture_answer;
	struct s2k s2k;

	assert_int_equal(send_hex(card, "00ca00f900"), 0x9000);
	s2k.hash = a[5];
	s2k.count = (uint32_t)a[8] << 24 | (uint32_t)a[9] << 16 |
	    (uint32_t)a[10] << 8 | a[11];
	memcpy(s2k.salt, a + salt, S2K_SALT);
	assert_int_equal(s2k_derive(&s2k, (const uint8_t *)text, strlen(text),
	    out), ERR_OK);
}

static void
test_kdf(void **unused)
{
	uint8_t values[64 + 64];
	struct vcard *card;

	(void)unused;
	buf_free(&fixture_text);
	fixture_make(&vtype_openpgp_kdf);
	card = with_kdf();
	assert_int_equal(send_text(card, "00200081", PIN), 0x63c2);
	derived(card, 14, PIN, values);
	assert_int_equal(send_data(card, "00200081", values, 32), 0x9000);
	derived(card, 14, NEW, values + 32);
	assert_int_equal(send_data(card, "00240081", values, 64), 0x9000);
	assert_int_equal(send_data(card, "00200081", values, 32), 0x63c2);
	assert_int_equal(send_data(card, "00240081", values + 32, 32 + 31),
	    0x6a80);
	derived(card, 24, FIXTURE_PUK, values);
	assert_int_equal(send_data(card, "002c0081", values, 64), 0x9000);
	derived(card, 34, ADMIN, values);
	assert_int_equal(send_data(card, "00200083", values, 32), 0x9000);
	assert_int_equal(send_text(card, "002c0281", NEW), 0x6a80);
	assert_int_equal(send_data(card, "002c0281", values + 32, 32), 0x9000);
	expect_tries(card, 3, 3, 3);
	vcard_free(&card);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_passwords),
		cmocka_unit_test(test_resetting_code),
		cmocka_unit_test(test_administrator),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_kdf),
	};

	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
