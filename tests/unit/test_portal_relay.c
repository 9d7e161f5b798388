/* The portal's end of a relay against a card's: the order of the commands,
 * and whatever a card, or somebody between, may answer instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "portal/relay.h"

#define SYSTEM 77
#define SERIAL_AT 55

static const uint8_t serial[12] = { 0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
static struct secret *key;

/* A card: answers the way SCP03 wants it. */
static struct scp03 scp;
static uint8_t answer[SCP03_ANSWER_MAX];
static size_t answer_len;

static struct relay relay;
static struct relay_command command;

static int
setup_all(void **state)
{
	uint8_t bytes[SCP03_KEYS];

	(void)state;
	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	key = secret_new(sizeof(bytes));
	return secret_set(key, bytes, sizeof(bytes)) == ERR_OK ? 0 : -1;
}

static int
teardown_all(void **state)
{
	(void)state;
	secret_free(&key);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	memset(&relay, 0, sizeof(relay));
	answer_len = 0;
	return 0;
}

static enum err
next(void)
{
	return relay_next(&relay, key, serial, sizeof(serial), answer,
	    answer_len, &command);
}

static void
assert_command(const char *header, size_t nc, size_t len)
{
	assert_memory_equal(command.bytes, header, 4);
	assert_int_equal(command.bytes[4], nc);
	assert_int_equal(command.len, len);
}

/* 80 50 */
static void
card_initialize(void)
{
	static const uint8_t challenge[8] = { 9, 9, 9, 9, 1, 2, 3, 4 };

	assert_command("\x80\x50\0\0", 8, 14);
	memset(answer, 0, 29);
	answer[11] = 0x03;
	memcpy(answer + 13, challenge, 8);
	assert_int_equal(scp03_derive(&scp, secret_bytes(key),
	    command.bytes + 5, challenge), ERR_OK);
	assert_int_equal(scp03_card_cryptogram(&scp, answer + 21), ERR_OK);
	answer_len = 29;
}

static void
card_authenticate(const char *header, uint8_t level)
{
	assert_command(header, 16, 21);
	assert_int_equal(scp03_check_authenticate(&scp, level,
	    command.bytes + 5, 16), ERR_OK);
	answer_len = 0;
}

static void
card_serial(const uint8_t *of, size_t len)
{
	static const uint8_t header[4] = { 0x80, 0xca, 0x01, 0x06 };
	uint8_t data[SCP03_DATA_MAX] = { 0 };
	size_t n;

	assert_command("\x84\xca\x01\x06", 8, 14);
	assert_int_equal(scp03_unwrap(&scp, header, command.bytes + 5, 8, data,
	    &n), ERR_OK);
	memcpy(data + SERIAL_AT, of, sizeof(serial));
	assert_int_equal(scp03_wrap_answer(&scp, data, len, 0x9000, answer,
	    &answer_len), ERR_OK);
}

static void
to_serial(void)
{
	assert_int_equal(next(), ERR_OK);
	card_initialize();
	assert_int_equal(next(), ERR_OK);
	card_authenticate("\x84\x82\x33\0", SCP03_ALL);
	assert_int_equal(next(), ERR_OK);
}

static void
test_the_way(void **state)
{
	uint8_t first[8];

	(void)state;
	to_serial();
	memcpy(first, relay.host, 8);
	card_serial(serial, SYSTEM);
	assert_false(command.last);
	assert_int_equal(next(), ERR_OK);
	assert_memory_not_equal(first, relay.host, 8);
	card_initialize();
	assert_false(command.last);
	assert_int_equal(next(), ERR_OK);
	assert_true(command.last);
	card_authenticate("\x84\x82\0\0", SCP03_CLEAR);
	assert_int_equal(next(), ERR_ARGUMENT);
}

static void
test_an_answer_before_a_command(void **state)
{
	(void)state;
	answer_len = 1;
	assert_int_equal(next(), ERR_CARD_ANSWER);
	assert_int_equal(relay.done, 0);
}

static void
test_wrong_card_cryptogram(void **state)
{
	(void)state;
	for (size_t i = 13; i < 29; i++) {
		setup(state);
		assert_int_equal(next(), ERR_OK);
		card_initialize();
		answer[i] ^= 0x10;
		assert_int_equal(next(), ERR_CARD_NOT_KNOWN);
		assert_int_equal(command.len, 0);
		assert_int_equal(relay.done, 1);
	}
}

static void
test_malformed_initialize(void **state)
{
	(void)state;
	for (size_t len = 0; len < 60; len++) {
		if (len == 29 || len == 32)
			continue;
		setup(state);
		assert_int_equal(next(), ERR_OK);
		card_initialize();
		answer_len = len;
		assert_int_equal(next(), ERR_CARD_ANSWER);
	}
	setup(state);
	assert_int_equal(next(), ERR_OK);
	card_initialize();
	answer[11] = 0x02;		/* another protocol */
	assert_int_equal(next(), ERR_CARD_ANSWER);
}

/* The answer of an earlier visit, or of the first round in the second. */
static void
test_replay(void **state)
{
	uint8_t old[29];

	(void)state;
	assert_int_equal(next(), ERR_OK);
	card_initialize();
	memcpy(old, answer, 29);
	setup(state);
	assert_int_equal(next(), ERR_OK);
	memcpy(answer, old, 29);
	answer_len = 29;
	assert_int_equal(next(), ERR_CARD_NOT_KNOWN);
}

static void
test_serial(void **state)
{
	uint8_t other[12];

	(void)state;
	memcpy(other, serial, 12);
	other[11] ^= 1;
	to_serial();
	card_serial(other, SYSTEM);
	assert_int_equal(next(), ERR_CARD_NOT_KNOWN);
	setup(state);
	to_serial();
	card_serial(serial, SYSTEM - 1);
	assert_int_equal(next(), ERR_CARD_ANSWER);
	for (size_t i = 0; i < 88; i++) {
		setup(state);
		to_serial();
		card_serial(serial, SYSTEM);
		assert_int_equal(answer_len, 88);
		answer[i] ^= 1;
		assert_int_equal(next(), ERR_CARD_ANSWER);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_the_way, setup),
		cmocka_unit_test_setup(test_an_answer_before_a_command, setup),
		cmocka_unit_test_setup(test_wrong_card_cryptogram, setup),
		cmocka_unit_test_setup(test_malformed_initialize, setup),
		cmocka_unit_test_setup(test_replay, setup),
		cmocka_unit_test_setup(test_serial, setup),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
