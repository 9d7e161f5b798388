/* Files, data objects and signatures of the virtual card. */
#include "unit/vcard_fixture.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "card/tlv.h"
#include "vcard/der.h"

/* SELECT's answer holds `tag` with these bytes. */
static void
expect_fci(uint32_t tag, const char *hex)
{
	struct tlv fci, t;
	uint8_t wanted[32];
	size_t len;

	assert_int_equal(tlv_find(fixture_answer, fixture_answer_len, 0x6f,
	    &fci), ERR_OK);
	assert_int_equal(tlv_find(fci.value, fci.len, tag, &t), ERR_OK);
	assert_int_equal(hex_decode(hex, wanted, sizeof(wanted), &len),
	    ERR_OK);
	assert_int_equal(t.len, len);
	assert_memory_equal(t.value, wanted, len);
}

static void
test_select_in_every_form(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00a40000023f0000"), 0x9000);
	expect_fci(0x82, "38");
	expect_fci(0x83, "3f00");
	assert_int_equal(send_hex(card, "00a4040c0ca000000063504b43532d3135"),
	    0x9000);
	assert_int_equal(fixture_answer_len, 0);
	assert_int_equal(send_hex(card,
	    "00a404000ca000000063504b43532d313500"), 0x9000);
	expect_fci(0x83, "3d00");
	expect_fci(0x84, "a000000063504b43532d3135");
	assert_int_equal(send_hex(card, "00a4020002503100"), 0x9000);
	expect_fci(0x82, "01");
	assert_int_equal(send_hex(card, "00a40800063f003d00503200"), 0x9000);
	expect_fci(0x83, "5032");
	assert_int_equal(send_hex(card, "00a40800043d00503200"), 0x9000);
	assert_int_equal(send_hex(card, "00a4090002503100"), 0x9000);
	assert_int_equal(send_hex(card, "00a40000"), 0x9000);
	vcard_free(&card);
}

static void
test_select_what_is_not_there(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00a4000002123400"), 0x6a82);
	/* By file id it is no directory, by directory id no file. */
	assert_int_equal(send_hex(card, "00a40200023d0000"), 0x6a82);
	assert_int_equal(send_hex(card, "00a40000022f0000"), 0x6a82);
	assert_int_equal(send_hex(card, "00a40800033d005000"), 0x6a82);
	assert_int_equal(send_hex(card, "00a4040005a00000006300"), 0x6a82);
	assert_int_equal(send_hex(card, "00a4030002503100"), 0x6a86);
	assert_int_equal(send_hex(card, "00a40003023f0000"), 0x6a86);
	assert_int_equal(send_hex(card, "00a40000013f00"), 0x6700);
	vcard_free(&card);
}

static void
test_status_in_every_fci(void **unused)
{
	struct vcard *card = fixture_card(1, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00a40000023f0000"), 0x9000);
	expect_fci(0x90, "92");
	assert_int_equal(send_hex(card, "00a40200022f0000"), 0x9000);
	expect_fci(0x90, "96");
	vcard_free(&card);
}

static void
test_list(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "8018000000"), 0x9000);
	assert_int_equal(fixture_answer_len, 40);
	assert_memory_equal(fixture_answer, "\x2f\x2f\x00", 3);
	assert_memory_equal(fixture_answer + 20, "\x3d\x3d\x00", 3);
	assert_int_equal(send_hex(card, "00a40000023d0000"), 0x9000);
	assert_int_equal(send_hex(card, "8018000000"), 0x9000);
	assert_int_equal(fixture_answer_len, 120);
	assert_int_equal(send_hex(card, "8018000000"), 0x9000);
	assert_int_equal(send_hex(card, "8018000010"), 0x6700);
	vcard_free(&card);
}

static void
test_read_the_certificate_in_parts(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);
	const struct vstate *s = vcard_state(card);
	uint8_t got[VSTATE_CERTIFICATE_MAX];
	const unsigned char *at = got;
	char command[32];
	size_t len = 0;
	X509 *x;

	(void)unused;
	assert_int_equal(send_hex(card, "00a40800063f003d00450100"), 0x9000);
	while (len < s->certificate_len) {
		snprintf(command, sizeof(command), "00b0%04zx00", len);
		assert_int_equal(send_hex(card, command), 0x9000);
		memcpy(got + len, fixture_answer, fixture_answer_len);
		len += fixture_answer_len;
	}
	assert_int_equal(len, s->certificate_len);
	assert_memory_equal(got, s->certificate, len);
	x = d2i_X509(NULL, &at, (long)len);
	assert_non_null(x);
	assert_int_equal(X509_verify(x, X509_get0_pubkey(x)), 1);
	X509_free(x);
	vcard_free(&card);
}

static void
test_read_at_the_end(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00b0000000"), 0x6986);
	assert_int_equal(send_hex(card, "00a40200022f0000"), 0x9000);
	assert_int_equal(send_hex(card, "00b00000ff"), 0x6282);
	assert_int_equal(fixture_answer_len, 34);
	assert_int_equal(send_hex(card, "00b0002100"), 0x9000);
	assert_int_equal(fixture_answer_len, 1);
	assert_int_equal(send_hex(card, "00b0002200"), 0x9000);
	assert_int_equal(fixture_answer_len, 0);
	assert_int_equal(send_hex(card, "00b0002300"), 0x6b00);
	assert_int_equal(send_hex(card, "00b07fffff"), 0x6b00);
	assert_int_equal(send_hex(card, "00b08100ff"), 0x6a82);
	vcard_free(&card);
}

static void
test_get_data(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00ca01064d"), 0x9000);
	assert_int_equal(fixture_answer_len, 77);
	assert_memory_equal(fixture_answer + 55, fixture_serial, 12);
	assert_int_equal(send_hex(card, "00ca010600"), 0x9000);
	assert_int_equal(send_hex(card, "00ca01064c"), 0x6c4d);
	assert_int_equal(send_hex(card, "00ca01040a"), 0x9000);
	assert_int_equal(fixture_answer_len, 10);
	assert_int_equal(fixture_answer[6], VCARD_PHASE_OPERATION);
	assert_int_equal(send_hex(card, "00ca01090a"), 0x6a88);
	assert_int_equal(send_hex(card, "00ca02060a"), 0x6a86);
	vcard_free(&card);
}

static void
test_administration_phase(void **unused)
{
	struct vcard *card;
	struct vstate s;

	(void)unused;
	fixture_state(&s, NULL);
	s.phase = VSTATE_ADMINISTRATION;
	assert_int_equal(vcard_new(&s, &card), ERR_OK);
	assert_int_equal(send_hex(card, "00ca01040a"), 0x9000);
	assert_int_equal(fixture_answer[6], VCARD_PHASE_ADMINISTRATION);
	vcard_free(&card);
}

static void
test_unknown_commands(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);

	(void)unused;
	assert_int_equal(send_hex(card, "00fe0000"), 0x6d00);
	assert_int_equal(send_hex(card, "80090002"), 0x6d00);
	assert_int_equal(send_hex(card, "a0a40000023f00"), 0x6e00);
	assert_int_equal(send_hex(card, "80a40000023f00"), 0x6e00);
	assert_int_equal(send_hex(card, "00180000"), 0x6e00);
	assert_int_equal(send_hex(card, "10a40000023f00"), 0x6884);
	assert_int_equal(send_hex(card, "00a400"), 0x6700);
	assert_int_equal(send_bytes(card, NULL, 0), 0x6700);
	assert_int_equal(send_hex(card, "00a40000053f00"), 0x6700);
	/* Extended length is beyond this card. */
	assert_int_equal(send_hex(card, "00a400000000023f00"), 0x6700);
	vcard_free(&card);
}

/* The public key of the certificate undoes the signature in the answer. */
static void
expect_signature(struct vcard *card, const uint8_t *signature,
    const uint8_t *digest_info, size_t len)
{
	const struct vstate *s = vcard_state(card);
	const unsigned char *at = s->certificate;
	X509 *x = d2i_X509(NULL, &at, (long)s->certificate_len);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(x), NULL);

	assert_int_equal(EVP_PKEY_verify_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING),
	    1);
	assert_int_equal(EVP_PKEY_verify(ctx, signature, 256, digest_info,
	    len), 1);
	EVP_PKEY_CTX_free(ctx);
	X509_free(x);
}

static const uint8_t some_data[51] = { 0x30, 0x31, 0x30, 0x0d };

static void
test_sign(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);
	uint8_t command[5 + 51 + 1] = { 0x00, 0x2a, 0x9e, 0x9a, 51 };

	(void)unused;
	memcpy(command + 5, some_data, 51);
	assert_int_equal(send_bytes(card, command, 57), 0x6982);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	assert_int_equal(send_bytes(card, command, 57), 0x6985);
	assert_int_equal(send_hex(card, "0022c302"), 0x6a88);
	assert_int_equal(send_hex(card, "0022c301"), 0x9000);
	assert_int_equal(send_bytes(card, command, 57), 0x9000);
	assert_int_equal(fixture_answer_len, 256);
	expect_signature(card, fixture_answer, some_data, 51);
	assert_int_equal(send_hex(card, "801a0000"), 0x9000);
	assert_int_equal(send_bytes(card, command, 57), 0x6982);
	vcard_free(&card);
}

static void
test_signature_in_two_answers(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);
	uint8_t command[5 + 51 + 1] = { 0x00, 0x2a, 0x9e, 0x9a, 51 };
	uint8_t signature[256];

	(void)unused;
	memcpy(command + 5, some_data, 51);
	command[56] = 244;
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	assert_int_equal(send_hex(card, "0022c301"), 0x9000);
	assert_int_equal(send_bytes(card, command, 57), 0x610c);
	memcpy(signature, fixture_answer, 244);
	assert_int_equal(send_hex(card, "00c000000c"), 0x9000);
	memcpy(signature + 244, fixture_answer, 12);
	expect_signature(card, signature, some_data, 51);
	assert_int_equal(send_hex(card, "00c000000c"), 0x6985);
	vcard_free(&card);
}

static void
test_whole_block_in_two_commands(void **unused)
{
	struct vcard *card = fixture_card(3, 3, 10);
	uint8_t block[256], command[5 + 244] = { 0x10, 0x2a, 0x9e, 0x9a, 244 };

	(void)unused;
	memset(block, 0xff, sizeof(block));
	block[0] = 0;
	block[1] = 1;
	block[256 - 52] = 0;
	memcpy(block + 256 - 51, some_data, 51);
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	assert_int_equal(send_hex(card, "0022c301"), 0x9000);
	memcpy(command + 5, block, 244);
	assert_int_equal(send_bytes(card, command, 249), 0x9000);
	command[0] = 0;
	command[4] = 12;
	memcpy(command + 5, block + 244, 12);
	command[17] = 0;
	assert_int_equal(send_bytes(card, command, 18), 0x9000);
	expect_signature(card, fixture_answer, some_data, 51);
	/* A part alone is forgotten with the next other command. */
	command[0] = 0x10;
	command[4] = 244;
	assert_int_equal(send_bytes(card, command, 249), 0x9000);
	assert_int_equal(send_bytes(card, command, 249), 0x6700);
	vcard_free(&card);
}

static void
test_der_lengths(void **unused)
{
	uint8_t big[300] = { 0 };
	struct der d;

	(void)unused;
	der_init(&d);
	der_open(&d, DER_SEQUENCE);
	der_add(&d, DER_OCTET_STRING, big, 300);
	der_close(&d);
	assert_int_equal(der_done(&d), ERR_OK);
	assert_memory_equal(d.bytes, "\x30\x82\x01\x30\x04\x82\x01\x2c", 8);
	assert_int_equal(d.len, 308);
	der_init(&d);
	der_add_number(&d, DER_INTEGER, 128);
	der_add_number(&d, DER_INTEGER, 0);
	der_add_bits(&d, DER_BIT_STRING, 0);
	der_add_bits(&d, DER_BIT_STRING, 1u << 2 | 1u << 9);
	assert_memory_equal(d.bytes, "\x02\x02\x00\x80\x02\x01\x00"
	    "\x03\x01\x00\x03\x03\x06\x20\x40", 15);
	der_open(&d, DER_SEQUENCE);
	assert_int_equal(der_done(&d), ERR_TOO_BIG);
	der_init(&d);
	der_add(&d, DER_OCTET_STRING, big, 300);
	der_add(&d, DER_OCTET_STRING, big, 300);
	assert_int_equal(der_done(&d), ERR_TOO_BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_select_in_every_form),
		cmocka_unit_test(test_select_what_is_not_there),
		cmocka_unit_test(test_status_in_every_fci),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_read_the_certificate_in_parts),
		cmocka_unit_test(test_read_at_the_end),
		cmocka_unit_test(test_get_data),
		cmocka_unit_test(test_administration_phase),
		cmocka_unit_test(test_unknown_commands),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_signature_in_two_answers),
		cmocka_unit_test(test_whole_block_in_two_commands),
		cmocka_unit_test(test_der_lengths),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
