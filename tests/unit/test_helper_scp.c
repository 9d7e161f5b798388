/* The relay: the driver against the virtual card in memory, step by step, as
 * the helper takes them; the test is the portal. */
#include "helper_fixture.h"

#include "base/scp03.h"

#define CARDS \
	"cards:\n" \
	"  - name: akis-scp\n" \
	"    label: SCP\n" \
	"    historical: 43494C494E47495220534350\n" \
	"    driver: akis-scp\n" \
	"    unlock: apdu-relay\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n"

static int
setup_all(void **state)
{
	(void)state;
	fixture_make(&vtype_akis_scp);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	helper_setup(CARDS, 0);
	return 0;
}

/* ---- The portal's end ---- */

static struct scp03 scp;
static struct answer answer;

static enum err
relay(const char *header, const uint8_t *data, size_t len, bool answers)
{
	uint8_t command[5 + 255 + 1] = { 0 };
	size_t n = 0;

	assert_int_equal(hex_decode(header, command, 4, &n), ERR_OK);
	command[4] = (uint8_t)len;
	memcpy(command + 5, data, len);
	return card_unlock_relay(&un, command, 5 + len + answers, &answer);
}

static void
initialize(void)
{
	static const uint8_t host[8] = { 8, 7, 6, 5, 4, 3, 2, 1 };
	uint8_t right[8];

	assert_int_equal(relay("80500000", host, 8, true), ERR_OK);
	assert_int_equal(answer.len, 29);
	assert_int_equal(scp03_derive(&scp, fixture_key, host,
	    answer.data + 13), ERR_OK);
	assert_int_equal(scp03_card_cryptogram(&scp, right), ERR_OK);
	assert_memory_equal(right, answer.data + 21, 8);
}

/* With one bit of byte `spoil` changed, -1: none. */
static enum err
open_channel(int spoil)
{
	uint8_t data[SCP03_AUTHENTICATE];

	assert_int_equal(scp03_authenticate(&scp, SCP03_ALL, data), ERR_OK);
	if (spoil >= 0)
		data[spoil] ^= 1;
	return relay("84823300", data, sizeof(data), false);
}

static enum err
last_command(uint8_t level)
{
	uint8_t command[5 + SCP03_AUTHENTICATE] = { 0x84, 0x82, level, 0,
	    SCP03_AUTHENTICATE };

	assert_int_equal(scp03_authenticate(&scp, level, command + 5),
	    ERR_OK);
	return card_unlock_authenticate(&un, command, sizeof(command));
}

static enum err
ask_serial(void)
{
	static const uint8_t header[4] = { 0x80, 0xca, 0x01, 0x06 };
	uint8_t data[SCP03_DATA_MAX];
	size_t len;

	assert_int_equal(scp03_wrap(&scp, header, NULL, 0, data, &len),
	    ERR_OK);
	return relay("84ca0106", data, len, true);
}

/* ---- Tests ---- */

static void
test_unlock(void **state)
{
	uint8_t data[SCP03_ANSWER_MAX];
	struct card_info info;
	size_t len;

	(void)state;
	read_card(&info);
	assert_string_equal(info.type, "akis-scp");
	assert_int_equal(info.pin_tries, 0);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(challenge.challenge_len, 0);
	initialize();
	assert_int_equal(open_channel(-1), ERR_OK);
	assert_int_equal(ask_serial(), ERR_OK);
	assert_int_equal(scp03_unwrap_answer(&scp, answer.data, answer.len,
	    answer.sw, data, &len), ERR_OK);
	assert_int_equal(len, 77);
	assert_memory_equal(data + 55, fixture_serial, 12);
	/* What the channel carries is not what the card says in the clear. */
	assert_null(memmem(answer.data, answer.len, fixture_serial, 12));
	initialize();
	assert_int_equal(last_command(SCP03_CLEAR), ERR_OK);
	assert_true(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_OK);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
	assert_int_equal(un.x.sent, 10 + 1);	/* and the life cycle */
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
}

/* Nothing that touches PIN, PUK, files or another application is passed on,
 * in the clear or wrapped; and it ends the unlock. */
static void
test_what_is_not_passed_on(void **state)
{
	static const char *const commands[] = {
		"0020008006313233343536",	/* VERIFY */
		"8420008008" "0011223344556677",
		"0024020010" "00112233445566778899aabbccddeeff",
		"8424000008" "0011223344556677",
		"002c028006323436383133",	/* RESET RETRY COUNTER */
		"842c028008" "0011223344556677",
		"842c008008" "0011223344556677",
		"842c018008" "0011223344556677",
		"00a4040008" "a000000151000000",	/* SELECT */
		"84a4040008" "0011223344556677",
		"00ca010600", "00b0000010", "0084000008",
		"0082000110" "00112233445566778899aabbccddeeff",
		"80090002", "8009000100",	/* life cycle of AKİS */
		"84d8000008" "0011223344556677",	/* PUT KEY */
		"84f2800208" "0011223344556677",	/* GET STATUS */
		"84ca01060700112233445566",	/* too short for a MAC */
		"8050000007" "00112233445566" "00",
		"8482330011" "00112233445566778899aabbccddeeff00",
		"8182330010" "00112233445566778899aabbccddeeff",
		"84823301" "10" "00112233445566778899aabbccddeeff",
		"84", "", "8450000008" "0011223344556677" "00",
	};
	uint8_t bytes[64];
	unsigned sent;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		assert_int_equal(begin(), ERR_OK);
		sent = un.x.sent;
		len = 0;
		if (commands[i][0] != '\0')
			assert_int_equal(hex_decode(commands[i], bytes,
			    sizeof(bytes), &len), ERR_OK);
		if (card_unlock_relay(&un, bytes, len, &answer) !=
		    ERR_REFUSED)
			fail_msg("%s was passed on", commands[i]);
		assert_int_equal(un.x.sent, sent);
		assert_int_equal(card_unlock_relay(&un, bytes, len, &answer),
		    ERR_CARD_GONE);
		assert_int_equal(card_unlock_reset(&un, new_pin),
		    ERR_CARD_GONE);
	}
}

static void
test_one_channel_and_eight_commands(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(open_channel(-1), ERR_OK);
	initialize();
	assert_int_equal(open_channel(-1), ERR_REFUSED);
	assert_int_equal(begin(), ERR_OK);
	for (int i = 0; i < 8; i++)
		initialize();
	assert_int_equal(open_channel(-1), ERR_REFUSED);
}

static void
test_a_wrong_cryptogram_is_refused_by_the_card(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(open_channel(3), ERR_AUTH_REFUSED);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
}

/* A channel with MACs gives no right to reset a PIN: it is no last command. */
static void
test_the_last_command_opens(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(last_command(SCP03_ALL), ERR_REFUSED);
	assert_false(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
}

/* What opened the channel once opens nothing a second time. */
static void
test_a_replay_is_refused_by_the_card(void **state)
{
	uint8_t data[SCP03_AUTHENTICATE];

	(void)state;
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(scp03_authenticate(&scp, SCP03_CLEAR, data), ERR_OK);
	initialize();
	assert_int_equal(relay("84820000", data, sizeof(data), false),
	    ERR_AUTH_REFUSED);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
}

static void
test_a_changed_command_closes_the_channel(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(open_channel(-1), ERR_OK);
	scp.mac[0] ^= 1;
	assert_int_equal(ask_serial(), ERR_CARD_REFUSED);
	assert_int_equal(answer.sw, 0x6982);
}

static void
test_a_key_that_is_used_up_is_a_dead_card(void **state)
{
	static const uint8_t host[8];

	(void)state;
	for (int i = 0; i < 9; i++) {
		assert_int_equal(begin(), ERR_OK);
		initialize();
		assert_int_equal(open_channel(0), ERR_AUTH_REFUSED);
	}
	assert_int_equal(begin(), ERR_OK);
	initialize();
	assert_int_equal(open_channel(0), ERR_CARD_DEAD);
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(relay("80500000", host, 8, true), ERR_CARD_DEAD);
}

static void
test_another_card(void **state)
{
	(void)state;
	assert_int_equal(begin_another(NULL), ERR_CARD_OTHER);
	assert_null(un.link);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) \
	cmocka_unit_test_setup_teardown(test, setup, helper_teardown)
		T(test_unlock),
		T(test_what_is_not_passed_on),
		T(test_one_channel_and_eight_commands),
		T(test_a_wrong_cryptogram_is_refused_by_the_card),
		T(test_the_last_command_opens),
		T(test_a_replay_is_refused_by_the_card),
		T(test_a_changed_command_closes_the_channel),
		T(test_a_key_that_is_used_up_is_a_dead_card),
		T(test_another_card),
	};

	return cmocka_run_group_tests(tests, setup_all, fixture_teardown);
}
