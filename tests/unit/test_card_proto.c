/* What terminal and helper say to each other: there and back, and every cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/proto.h"

static struct buf b;

static int
setup(void **state)
{
	(void)state;
	buf_init(&b, CARD_PROTO_MAX);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	buf_free(&b);
	return 0;
}

static void
info_there_and_back(void **state)
{
	struct card_info in, out;
	enum err outcome;

	(void)state;
	memset(&in, 0, sizeof(in));
	in.presence = CARD_PRESENT;
	in.simulated = true;
	in.trouble = ERR_CARD_PHASE;
	snprintf(in.reader, sizeof(in.reader), "Okuyucu 00");
	snprintf(in.type, sizeof(in.type), "akis");
	snprintf(in.label, sizeof(in.label), "AKİS v1.x");
	in.atr_len = CARD_ATR_MAX;
	in.serial_len = CARD_SERIAL_MAX;
	memset(in.serial, 0xab, sizeof(in.serial));
	in.pin_tries = CARD_TRIES_UNKNOWN;
	in.operational = true;
	in.pin_min = 6;
	in.pin_max = 8;
	in.pads = CARD_PAD_ALL;
	assert_int_equal(card_put_info(&b, ERR_CARD_PHASE, &in), ERR_OK);
	assert_int_equal(card_get_info(b.data, b.len, &outcome, &out),
	    ERR_OK);
	assert_int_equal(outcome, ERR_CARD_PHASE);
	assert_memory_equal(&in, &out, sizeof(in));
	for (size_t cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_info(b.data, cut, &outcome, &out),
		    ERR_SYNTAX);
	assert_int_equal(buf_add(&b, "", 1), ERR_OK);
	assert_int_equal(card_get_info(b.data, b.len, &outcome, &out),
	    ERR_SYNTAX);
}

static void
finish_there_and_back(void **state)
{
	struct secret *in = secret_new(16), *out = secret_new(CARD_PROTO_PIN);
	struct card_msg_finish m = { .pin = out };
	const uint8_t cryptogram[CARD_CRYPTOGRAM_MAX] = { 9, 8, 7 };

	(void)state;
	assert_int_equal(secret_set(in, "246813", 6), ERR_OK);
	assert_int_equal(card_put_finish(&b, cryptogram, sizeof(cryptogram),
	    in), ERR_OK);
	assert_int_equal(card_get_finish(b.data, b.len, &m), ERR_OK);
	assert_int_equal(m.cryptogram_len, sizeof(cryptogram));
	assert_true(secret_equal(in, out));
	for (size_t cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_finish(b.data, cut, &m),
		    ERR_SYNTAX);
	secret_free(&in);
	secret_free(&out);
}

static void
the_small_ones_there_and_back(void **state)
{
	struct card_msg_challenge c = { .e = ERR_CARD_OTHER, .tries = 15 };
	struct card_unlock_result r = { .authenticated = true,
	    .tries_before = 0, .tries_after = CARD_TRIES_UNKNOWN,
	    .sw = 0x63c2 }, r2;
	struct card_msg_challenge c2;
	enum card_step step;
	enum err outcome;

	(void)state;
	assert_int_equal(card_put_challenge(&b, &c), ERR_OK);
	assert_int_equal(card_get_challenge(b.data, b.len, &c2), ERR_OK);
	assert_int_equal(c2.e, ERR_CARD_OTHER);
	assert_int_equal(c2.tries, 15);
	buf_clear(&b);
	assert_int_equal(card_put_result(&b, ERR_UNLOCK_UNKNOWN, &r), ERR_OK);
	assert_int_equal(card_get_result(b.data, b.len, &outcome, &r2),
	    ERR_OK);
	assert_int_equal(outcome, ERR_UNLOCK_UNKNOWN);
	assert_true(r2.authenticated);
	assert_false(r2.reset_sent);
	assert_int_equal(r2.tries_after, CARD_TRIES_UNKNOWN);
	assert_int_equal(r2.sw, 0x63c2);
	buf_clear(&b);
	assert_int_equal(card_put_step(&b, CARD_STEP_CHECKING), ERR_OK);
	assert_int_equal(card_get_step(b.data, b.len, &step), ERR_OK);
	assert_int_equal(step, CARD_STEP_CHECKING);
	b.data[0] = CARD_STEP_CHECKING + 1;
	assert_int_equal(card_get_step(b.data, b.len, &step), ERR_SYNTAX);
	buf_clear(&b);
	assert_int_equal(card_put_hello(&b), ERR_OK);
	assert_int_equal(card_get_hello(b.data, b.len), ERR_OK);
	b.data[1]++;
	assert_int_equal(card_get_hello(b.data, b.len), ERR_SYNTAX);
	assert_int_equal(card_get_nothing(NULL, 0), ERR_OK);
	assert_int_equal(card_get_nothing(b.data, 1), ERR_SYNTAX);
}

/* Typed on the reader's keys: no value travels. */
static void
pad_there_and_back(void **state)
{
	const struct card_typed typed = { (const uint8_t *)"12345678", 8,
	    NULL, true, false };
	struct secret *value = secret_new(CARD_PROTO_PIN);
	struct card_msg_typed m = { .value = value, .new_pin = value };

	(void)state;
	assert_int_equal(card_put_typed(&b, &typed, NULL), ERR_OK);
	assert_int_equal(card_get_typed(b.data, b.len, &m), ERR_OK);
	assert_true(m.pad && m.last_try);
	assert_int_equal(secret_len(value), 0);
	for (size_t cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_typed(b.data, cut, &m), ERR_SYNTAX);
	secret_free(&value);
}

/* What the holder typed, and what comes of it. */
static void
tools_there_and_back(void **state)
{
	struct secret *in = secret_new(16), *out = secret_new(CARD_PROTO_PIN);
	struct secret *new_in = secret_new(16);
	struct secret *new_out = secret_new(CARD_PROTO_PIN);
	const struct card_typed typed = { (const uint8_t *)"12345678", 8, in,
	    true, true };
	struct card_statement what = { .audience = "portal.example",
	    .challenge = (const uint8_t *)"0123456789abcdef",
	    .challenge_len = 16 };
	struct card_msg_typed m = { .value = out, .new_pin = new_out };
	struct card_msg_sign s = { .typed = { .value = out } };
	size_t cut;

	(void)state;
	assert_int_equal(secret_set(in, "246813", 6), ERR_OK);
	assert_int_equal(secret_set(new_in, "975310", 6), ERR_OK);
	assert_int_equal(card_put_typed(&b, &typed, new_in), ERR_OK);
	assert_int_equal(card_get_typed(b.data, b.len, &m), ERR_OK);
	assert_true(m.last_try && m.admin && secret_equal(in, out) &&
	    secret_equal(new_in, new_out));
	assert_int_equal(m.card.serial_len, 8);
	assert_false(m.pad);
	for (cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_typed(b.data, cut, &m), ERR_SYNTAX);
	buf_clear(&b);
	memset(what.fingerprint, 7, sizeof(what.fingerprint));
	assert_int_equal(card_put_sign(&b, &typed, &what), ERR_OK);
	assert_int_equal(card_get_sign(b.data, b.len, &s), ERR_OK);
	assert_string_equal(s.audience, "portal.example");
	assert_int_equal(s.challenge_len, 16);
	assert_memory_equal(s.fingerprint, what.fingerprint,
	    CARD_FINGERPRINT);
	for (cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_sign(b.data, cut, &s), ERR_SYNTAX);
	secret_free(&in);
	secret_free(&out);
	secret_free(&new_in);
	secret_free(&new_out);
}

static void
results_there_and_back(void **state)
{
	static struct card_certs certs, certs2;
	static struct card_signed done = { .certificate_len = CARD_CERT_MAX,
	    .signature_len = CARD_SIGNATURE_MAX,
	    .identity = "10000000146" }, done2;
	struct card_try_result r = { true, 2, 1, 0x63c1 }, r2;
	enum err outcome;

	(void)state;
	certs.count = CARD_CERTS_MAX;
	certs.puk = ERR_PUK_NEW_CARD;
	certs.puk_tries = CARD_TRIES_UNKNOWN;
	certs.puk_admin = true;
	for (size_t i = 0; i < CARD_CERTS_MAX; i++) {
		memset(certs.list[i].subject, 'x', CARD_NAME_MAX - 1);
		memset(certs.list[i].issuer, 'y', CARD_NAME_MAX - 1);
		certs.list[i].not_before = -1;
		certs.list[i].use = CARD_USE_ENCRYPT;
	}
	assert_int_equal(card_put_certs(&b, ERR_OK, &certs), ERR_OK);
	assert_int_equal(card_get_certs(b.data, b.len, &outcome, &certs2),
	    ERR_OK);
	assert_memory_equal(&certs, &certs2, sizeof(certs));
	for (size_t cut = 0; cut < b.len; cut++)
		assert_int_equal(card_get_certs(b.data, cut, &outcome,
		    &certs2), ERR_SYNTAX);
	buf_clear(&b);
	assert_int_equal(card_put_signed(&b, ERR_OK, &done, &r), ERR_OK);
	assert_int_equal(card_get_signed(b.data, b.len, &outcome, &done2,
	    &r2), ERR_OK);
	assert_int_equal(done2.signature_len, CARD_SIGNATURE_MAX);
	assert_string_equal(done2.identity, "10000000146");
	buf_clear(&b);
	/* A yes without a signature is none. */
	done.signature_len = 0;
	assert_int_equal(card_put_signed(&b, ERR_OK, &done, &r), ERR_OK);
	assert_int_equal(card_get_signed(b.data, b.len, &outcome, &done2,
	    &r2), ERR_SYNTAX);
	buf_clear(&b);
	assert_int_equal(card_put_tried(&b, ERR_PIN_WRONG, &r), ERR_OK);
	assert_int_equal(card_get_tried(b.data, b.len, &outcome, &r2),
	    ERR_OK);
	assert_int_equal(outcome, ERR_PIN_WRONG);
	assert_true(r2.sent && r2.tries_after == 1 && r2.sw == 0x63c1);
}

static void
values_that_do_not_exist(void **state)
{
	struct card_info in, out;
	struct card_msg_begin m;
	uint8_t serial[CARD_SERIAL_MAX + 1] = { 0 };

	(void)state;
	memset(&in, 0, sizeof(in));
	assert_int_equal(card_put_changed(&b, &in), ERR_OK);
	b.data[0] = CARD_PRESENT + 1;
	assert_int_equal(card_get_changed(b.data, b.len, &out), ERR_SYNTAX);
	b.data[0] = 0;
	b.data[1] = 2;
	assert_int_equal(card_get_changed(b.data, b.len, &out), ERR_SYNTAX);
	b.data[1] = 1;
	assert_int_equal(card_get_changed(b.data, b.len, &out), ERR_OK);
	b.data[6] = 'x';	/* the first letter of "ok" */
	assert_int_equal(card_get_changed(b.data, b.len, &out), ERR_SYNTAX);
	buf_clear(&b);
	assert_int_equal(card_put_begin(&b, serial, sizeof(serial)), ERR_OK);
	assert_int_equal(card_get_begin(b.data, b.len, &m), ERR_SYNTAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(info_there_and_back),
		TEST(finish_there_and_back),
		TEST(the_small_ones_there_and_back),
		TEST(pad_there_and_back),
		TEST(tools_there_and_back),
		TEST(results_there_and_back),
		TEST(values_that_do_not_exist),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
