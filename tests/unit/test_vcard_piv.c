/* The virtual PIV card: SP 800-73-4 command by command. */
#include "unit/vcard_fixture.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>

#define SELECT "00a4040005a00000030800"
#define PIN "123456"
#define WRONG "999999"
#define NEW "246802"

static int
setup(void **unused)
{
	(void)unused;
	fixture_make(&vtype_piv);
	return 0;
}

static struct vcard *
selected(int pin_tries, int puk_tries)
{
	struct vcard *card = fixture_card(pin_tries, puk_tries, 10);

	assert_int_equal(send_hex(card, SELECT), 0x9000);
	return card;
}

/* Values of PIN or PUK, each padded to eight bytes with FF. */
static unsigned
send_values(struct vcard *card, const char *header, const char *one,
    const char *two)
{
	uint8_t data[16];

	memset(data, 0xff, sizeof(data));
	memcpy(data, one, strlen(one));
	if (two != NULL)
		memcpy(data + 8, two, strlen(two));
	return send_data(card, header, data, two != NULL ? 16 : 8);
}

static unsigned
verify_pin(struct vcard *card, const char *pin)
{
	return send_values(card, "00200080", pin, NULL);
}

static unsigned
tries(struct vcard *card)
{
	return send_hex(card, "00200080");
}

/* A certificate in one command; as much as was asked for; short data in a
 * long form. */
static void
test_extended_lengths(void **unused)
{
	struct vcard *card = selected(3, 3);
	size_t whole;

	(void)unused;
	assert_int_equal(send_hex(card, "00cb3fff0000055c035fc1050000"),
	    0x9000);
	whole = fixture_answer_len;
	assert_true(whole > 600);
	assert_int_equal(fixture_answer[0], 0x53);
	assert_int_equal(fixture_answer[2] << 8 | fixture_answer[3],
	    whole - 4);
	assert_int_equal(send_hex(card, "00cb3fff0000055c035fc1050200") >> 8,
	    0x61);
	assert_int_equal(fixture_answer_len, 512);
	assert_int_equal(send_hex(card, "00c000000000" "00"), 0x9000);
	assert_int_equal(fixture_answer_len, whole - 512);
	assert_int_equal(send_hex(card, "00cb3fff055c035fc10500") >> 8, 0x61);
	assert_int_equal(fixture_answer_len, 256);
	vcard_free(&card);
}

static void
test_nothing_before_select(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(tries(card), 0x6d00);
	assert_int_equal(send_hex(card, "00cb3fff055c035fc10200"), 0x6d00);
	assert_int_equal(send_values(card, "002c0080", FIXTURE_PUK, NEW),
	    0x6d00);
	assert_int_equal(send_hex(card, "00a4040006a0000003970000"), 0x6a82);
	assert_int_equal(send_hex(card, "00a4040004a000000300"), 0x6a82);
	assert_int_equal(send_hex(card, SELECT), 0x9000);
	assert_int_equal(fixture_answer[0], 0x61);
	assert_int_equal(tries(card), 0x63c3);
	vcard_free(&card);
}

static void
test_empty_verify_is_free(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	for (int i = 0; i < 10; i++)
		assert_int_equal(tries(card), 0x63c3);
	assert_int_equal(verify_pin(card, WRONG), 0x63c2);
	assert_int_equal(tries(card), 0x63c2);
	assert_int_equal(verify_pin(card, PIN), 0x9000);
	assert_int_equal(tries(card), 0x9000);
	assert_int_equal(send_hex(card, "0020ff80"), 0x9000);	/* log out */
	assert_int_equal(tries(card), 0x63c3);
	vcard_free(&card);
}

static void
test_three_wrong_pins(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	assert_int_equal(verify_pin(card, WRONG), 0x63c2);
	assert_int_equal(verify_pin(card, "12345"), 0x6a80);	/* no PIN */
	assert_int_equal(verify_pin(card, "12x456"), 0x6a80);
	assert_int_equal(send_data(card, "00200080", PIN, 6), 0x6700);
	assert_int_equal(verify_pin(card, WRONG), 0x63c1);
	assert_int_equal(verify_pin(card, WRONG), 0x6983);
	assert_int_equal(verify_pin(card, PIN), 0x6983);
	assert_int_equal(tries(card), 0x6983);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	vcard_free(&card);
}

static void
test_puk_gives_a_new_pin(void **unused)
{
	struct vcard *card = selected(0, 3);

	(void)unused;
	assert_int_equal(send_values(card, "002c0080", WRONG, NEW), 0x63c2);
	assert_int_equal(send_values(card, "002c0080", FIXTURE_PUK, "12"),
	    0x6a80);
	assert_int_equal(vcard_state(card)->puk_tries, 2);
	assert_int_equal(send_values(card, "002c0080", FIXTURE_PUK, NEW),
	    0x9000);
	assert_int_equal(vcard_state(card)->puk_tries, 3);
	assert_int_equal(tries(card), 0x63c3);
	assert_int_equal(verify_pin(card, NEW), 0x9000);
	vcard_free(&card);
}

static void
test_three_wrong_puks_close_that_way(void **unused)
{
	struct vcard *card = selected(3, 1);

	(void)unused;
	assert_int_equal(send_values(card, "002c0080", WRONG, NEW), 0x63c0);
	assert_int_equal(send_values(card, "002c0080", FIXTURE_PUK, NEW),
	    0x6983);
	/* The card itself lives on. */
	assert_int_equal(verify_pin(card, PIN), 0x9000);
	vcard_free(&card);
}

static void
test_change(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	assert_int_equal(send_values(card, "00240080", WRONG, NEW), 0x63c2);
	assert_int_equal(send_values(card, "00240080", PIN, "1"), 0x6a80);
	assert_int_equal(send_values(card, "00240080", PIN, NEW), 0x9000);
	assert_int_equal(verify_pin(card, NEW), 0x9000);
	assert_int_equal(send_values(card, "00240081", FIXTURE_PUK,
	    "11223344"), 0x9000);
	assert_int_equal(send_values(card, "002c0080", "11223344", PIN),
	    0x9000);
	assert_int_equal(send_values(card, "00240082", PIN, NEW), 0x6a88);
	vcard_free(&card);
}

static void
test_objects(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	assert_int_equal(send_hex(card, "00cb3fff055c035fc10200"), 0x9000);
	assert_int_equal(fixture_answer[0], 0x53);
	assert_int_equal(fixture_answer[2], 0x30);
	assert_int_equal(fixture_answer[29], 0x34);
	assert_memory_equal(fixture_answer + 31, fixture_serial, 12);
	assert_int_equal(send_hex(card, "00cb3fff035c017e00"), 0x9000);
	assert_int_equal(fixture_answer[0], 0x7e);
	assert_int_equal(send_hex(card, "00cb3fff055c035fc10700"), 0x9000);
	assert_int_equal(send_hex(card, "00cb3fff055c035fc10300"), 0x6a82);
	assert_int_equal(send_hex(card, "00cb3fff055d035fc10300"), 0x6a80);
	assert_int_equal(send_hex(card, "00cb3fff00"), 0x6a80);
	vcard_free(&card);
}

/* A certificate comes in parts; `at` is where its DER starts. */
static void
read_certificate(struct vcard *card, const char *command, size_t pair)
{
	const struct vstate_pair *p = &vcard_state(card)->pair[pair];
	uint8_t whole[VSTATE_CERTIFICATE_MAX];
	size_t len = 0;
	unsigned sw = send_hex(card, command);

	for (;;) {
		memcpy(whole + len, fixture_answer, fixture_answer_len);
		len += fixture_answer_len;
		if (sw >> 8 != 0x61)
			break;
		sw = send_hex(card, "00c0000000");
	}
	assert_int_equal(sw, 0x9000);
	assert_int_equal(len, p->certificate_len + 13);
	assert_memory_equal(whole + 8, p->certificate, p->certificate_len);
}

static void
test_certificates(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	read_certificate(card, "00cb3fff055c035fc10500", 0);
	read_certificate(card, "00cb3fff055c035fc10a00", 1);
	read_certificate(card, "00cb3fff055c035fc10b00", 2);
	read_certificate(card, "00cb3fff055c035fc10100", 3);
	vcard_free(&card);
}

/* GENERAL AUTHENTICATE with a padded block, in two parts. */
static unsigned
use_key(struct vcard *card, uint8_t key)
{
	uint8_t data[266] = { 0x7c, 0x82, 0x01, 0x06, 0x82, 0x00, 0x81, 0x82,
	    0x01, 0x00, 0x00, 0x01 };
	uint8_t command[5 + 250] = { 0x10, 0x87, 0x07, key, 250 };

	memset(data + 12, 0xff, 200);
	data[212] = 0x00;
	memset(data + 213, 0x5a, sizeof(data) - 213);
	memcpy(command + 5, data, 250);
	assert_int_equal(send_bytes(card, command, sizeof(command)), 0x9000);
	command[0] = 0x00;
	command[4] = 16;
	memcpy(command + 5, data + 250, 16);
	command[21] = 0;
	return send_bytes(card, command, 22);
}

static void
test_keys_and_when_the_pin_is_asked(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	assert_int_equal(use_key(card, 0x9a), 0x6982);
	assert_int_equal(use_key(card, 0x9c), 0x6982);
	assert_int_equal(use_key(card, 0x9e) >> 8, 0x61);	/* no PIN */
	assert_int_equal(verify_pin(card, PIN), 0x9000);
	assert_int_equal(use_key(card, 0x9c) >> 8, 0x61);
	assert_int_equal(fixture_answer[0], 0x7c);
	assert_int_equal(fixture_answer[4], 0x82);
	assert_int_equal(use_key(card, 0x9c), 0x6982);	/* the PIN, always */
	assert_int_equal(use_key(card, 0x9a) >> 8, 0x61);
	assert_int_equal(use_key(card, 0x9a) >> 8, 0x61);
	assert_int_equal(send_hex(card, "0087079b027c00"), 0x6a88);
	assert_int_equal(send_hex(card, "0087119a027c00"), 0x6a86);
	assert_int_equal(send_hex(card, "0087079a027c00"), 0x6a80);
	vcard_free(&card);
}

/* A reset, and a SELECT, forget what was granted. */
static void
test_reset_forgets(void **unused)
{
	struct vcard *card = selected(3, 3);

	(void)unused;
	assert_int_equal(verify_pin(card, PIN), 0x9000);
	vcard_reset(card);
	assert_int_equal(tries(card), 0x6d00);
	assert_int_equal(send_hex(card, SELECT), 0x9000);
	assert_int_equal(tries(card), 0x63c3);
	assert_int_equal(verify_pin(card, PIN), 0x9000);
	assert_int_equal(send_hex(card, SELECT), 0x9000);
	assert_int_equal(tries(card), 0x63c3);
	vcard_free(&card);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_before_select),
		cmocka_unit_test(test_extended_lengths),
		cmocka_unit_test(test_empty_verify_is_free),
		cmocka_unit_test(test_three_wrong_pins),
		cmocka_unit_test(test_puk_gives_a_new_pin),
		cmocka_unit_test(test_three_wrong_puks_close_that_way),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_keys_and_when_the_pin_is_asked),
		cmocka_unit_test(test_reset_forgets),
	};

	return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
