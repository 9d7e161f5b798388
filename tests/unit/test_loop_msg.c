/* Message bodies: every field, cut at every byte, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "loop/msg.h"

static void
fill(struct buf *b, struct secret *pin)
{
	assert_int_equal(secret_set(pin, "123456", 6), ERR_OK);
	assert_int_equal(msg_put_u8(b, 0xfe), ERR_OK);
	assert_int_equal(msg_put_u16(b, 0xfedc), ERR_OK);
	assert_int_equal(msg_put_u32(b, 0xfedcba98), ERR_OK);
	assert_int_equal(msg_put_u64(b, 0xfedcba9876543210), ERR_OK);
	assert_int_equal(msg_put_bytes(b, "\0\1\2", 3), ERR_OK);
	assert_int_equal(msg_put_text(b, "\xc5\x9f"), ERR_OK);
	assert_int_equal(msg_put_text(b, ""), ERR_OK);
	assert_int_equal(msg_put_secret(b, pin), ERR_OK);
	assert_int_equal(msg_put_bytes(b, "view", 4), ERR_OK);
}

/* Read it all from a copy of exactly `len` bytes (the sanitizer watches). */
static enum err
read_all(const uint8_t *data, size_t len, bool check)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len), bytes[3];
	char text[4], empty[1];
	struct secret *pin = secret_new(6);
	const uint8_t *view = NULL;
	struct msg_reader r;
	size_t n, viewed;
	enum err e;

	memcpy(copy, data, len);
	msg_read_init(&r, copy, len);
	if (check) {
		assert_int_equal(msg_u8(&r), 0xfe);
		assert_int_equal(msg_u16(&r), 0xfedc);
		assert_true(msg_u32(&r) == 0xfedcba98);
		assert_true(msg_u64(&r) == 0xfedcba9876543210);
	} else {
		(void)msg_u8(&r);
		(void)msg_u16(&r);
		(void)msg_u32(&r);
		(void)msg_u64(&r);
	}
	n = msg_bytes(&r, bytes, sizeof(bytes));
	msg_text(&r, text, sizeof(text));
	msg_text(&r, empty, sizeof(empty));
	msg_secret(&r, pin);
	view = msg_view(&r, &viewed);
	e = msg_read_end(&r);
	if (check) {
		assert_int_equal(n, 3);
		assert_memory_equal(bytes, "\0\1\2", 3);
		assert_string_equal(text, "\xc5\x9f");
		assert_string_equal(empty, "");
		assert_int_equal(secret_len(pin), 6);
		assert_memory_equal(secret_bytes(pin), "123456", 6);
		assert_int_equal(viewed, 4);
		assert_memory_equal(view, "view", 4);
	} else if (e != ERR_OK) {
		assert_true(strlen(text) < sizeof(text));
		assert_true(r.failed || r.left > 0);
	}
	secret_free(&pin);
	free(copy);
	return e;
}

static void
test_round_trip(void **state)
{
	struct secret *pin = secret_new(8);
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	fill(&b, pin);
	assert_int_equal(b.len, 1 + 2 + 4 + 8 + 7 + 6 + 4 + 10 + 8);
	assert_memory_equal(b.data, "\xfe\xfe\xdc\xfe\xdc\xba\x98", 7);
	assert_memory_equal(b.data + 15, "\0\0\0\3\0\1\2\0\0\0\2\xc5\x9f", 13);
	assert_int_equal(read_all(b.data, b.len, true), ERR_OK);
	buf_free(&b);
	secret_free(&pin);
}

static void
test_cut_at_every_byte(void **state)
{
	struct secret *pin = secret_new(8);
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	fill(&b, pin);
	for (size_t len = 0; len < b.len; len++)
		assert_int_equal(read_all(b.data, len, false), ERR_SYNTAX);
	assert_int_equal(msg_put_u8(&b, 0), ERR_OK);	/* left over */
	assert_int_equal(read_all(b.data, b.len, false), ERR_SYNTAX);
	buf_free(&b);
	secret_free(&pin);
}

/* Any one byte changed: never a crash, and never out of bounds. */
static void
test_every_byte_changed(void **state)
{
	static const uint8_t values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct secret *pin = secret_new(8);
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	fill(&b, pin);
	for (size_t i = 0; i < b.len; i++) {
		uint8_t old = b.data[i];

		for (size_t v = 0; v < sizeof(values); v++) {
			b.data[i] = values[v];
			(void)!read_all(b.data, b.len, false);
		}
		b.data[i] = old;
	}
	buf_free(&b);
	secret_free(&pin);
}

static void
test_stays_failed(void **state)
{
	struct msg_reader r;
	size_t len = 9;

	(void)state;
	msg_read_init(&r, "\1\2", 2);
	assert_int_equal(msg_u32(&r), 0);
	assert_int_equal(msg_u8(&r), 0);
	assert_null(msg_view(&r, &len));
	assert_int_equal(len, 0);
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	msg_read_init(&r, NULL, 0);
	assert_int_equal(msg_read_end(&r), ERR_OK);
	assert_int_equal(msg_u8(&r), 0);
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
}

static void
test_does_not_fit(void **state)
{
	struct secret *small = secret_new(2);
	struct msg_reader r;
	uint8_t bytes[2] = { 7, 7 };
	char text[3] = "##";

	(void)state;
	msg_read_init(&r, "\0\0\0\3abc", 7);
	assert_int_equal(msg_bytes(&r, bytes, 2), 0);
	assert_int_equal(bytes[0], 7);
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	msg_read_init(&r, "\0\0\0\3abc", 7);
	msg_text(&r, text, sizeof(text));
	assert_string_equal(text, "");
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	msg_read_init(&r, "\0\0\0\2a\0", 6);
	msg_text(&r, text, sizeof(text));
	assert_string_equal(text, "");
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	msg_read_init(&r, "\0\0\0\3abc", 7);
	assert_int_equal(secret_set(small, "x", 1), ERR_OK);
	msg_secret(&r, small);
	assert_int_equal(secret_len(small), 0);
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	msg_read_init(&r, "\xff\xff\xff\xff" "abc", 7);
	assert_int_equal(msg_bytes(&r, bytes, SIZE_MAX), 0);
	assert_int_equal(msg_read_end(&r), ERR_SYNTAX);
	secret_free(&small);
}

/* A field is written whole or not at all. */
static void
test_put_is_bounded(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 7);
	assert_int_equal(msg_put_bytes(&b, "abcd", 4), ERR_TOO_BIG);
	assert_int_equal(b.len, 0);
	assert_int_equal(msg_put_bytes(&b, "abc", 3), ERR_OK);
	assert_int_equal(msg_put_u8(&b, 1), ERR_TOO_BIG);
	assert_int_equal(msg_put_text(&b, ""), ERR_TOO_BIG);
	assert_int_equal(b.len, 7);
	buf_free(&b);
}

static int
make_heap(void **state)
{
	(void)state;
	return secret_heap_init() == SECRET_HEAP_NONE;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_cut_at_every_byte),
		cmocka_unit_test(test_every_byte_changed),
		cmocka_unit_test(test_stays_failed),
		cmocka_unit_test(test_does_not_fit),
		cmocka_unit_test(test_put_is_bounded),
	};

	return cmocka_run_group_tests(tests, make_heap, NULL);
}
