/* GIDS: the driver against the virtual card in memory, step by step, as the
 * helper takes them; the test is the portal. */
#include "helper_fixture.h"

#define CARDS \
	"cards:\n" \
	"  - name: gids\n" \
	"    label: GIDS\n" \
	"    aid: A00000039742544659\n" \
	"    driver: gids\n" \
	"    unlock: gids-admin\n" \
	"    pin: {reference: 80, min: 4, max: 15, tries: 3}\n" \
	"    key: {reference: 80, challenge: 32}\n"

static int
setup_all(void **state)
{
	(void)state;
	fixture_make(&vtype_gids);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	helper_setup(CARDS, 0);
	return 0;
}

static void
des3(const uint8_t *in, size_t len, uint8_t *out)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	assert_int_equal(EVP_EncryptInit_ex2(ctx, EVP_des_ede3_cbc(),
	    fixture_key, iv, NULL), 1);
	assert_int_equal(EVP_CIPHER_CTX_set_padding(ctx, 0), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, out, &n, in, (int)len), 1);
	EVP_CIPHER_CTX_free(ctx);
}

/* The portal's answer with one bit of byte `spoil` changed, -1: none. */
static enum err
answer(int spoil)
{
	uint8_t plain[40] = { 0 }, reply[32], out[72];

	assert_int_equal(challenge.challenge_len, 32);
	memcpy(plain, challenge.challenge, 32);
	plain[39] = 0x80;
	memcpy(reply, challenge.challenge + 16, 16);
	memcpy(reply + 16, challenge.challenge, 16);
	des3(plain, 40, out);
	des3(reply, 32, out + 40);
	if (spoil >= 0)
		out[spoil] ^= 1;
	return card_unlock_authenticate(&un, out, sizeof(out));
}

static void
test_is_read_without_a_try(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(info.trouble, ERR_OK);
	assert_string_equal(info.type, "gids");
	assert_int_equal(info.serial_len, 16);
	assert_memory_equal(info.serial, fixture_serial, 16);
	assert_int_equal(info.pin_tries, 0);
	assert_true(info.operational);
}

static void
test_unlock_in_eight_commands(void **state)
{
	struct card_info info;

	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	assert_int_equal(answer(-1), ERR_OK);
	assert_true(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_OK);
	assert_true(un.result.reset_sent);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
	/* And the SELECT that found it. */
	assert_int_equal(un.x.sent, 7);
	/* Once. */
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
	card_unlock_end(&un);
	read_card(&info);
	assert_int_equal(info.pin_tries, 3);
}

/* What was read of the same card just before is not read again. */
static void
test_unlock_in_seven_commands(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(begin_known(&known), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	assert_int_equal(answer(-1), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_OK);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
	assert_int_equal(un.x.sent + 1, 7);
}

static void
test_two_challenges_differ(void **state)
{
	uint8_t first[32];

	(void)state;
	assert_int_equal(begin(), ERR_OK);
	memcpy(first, challenge.challenge, 32);
	assert_int_equal(begin(), ERR_OK);
	assert_memory_not_equal(first, challenge.challenge, 16);
	assert_memory_not_equal(first + 16, challenge.challenge + 16, 16);
}

static void
test_another_card(void **state)
{
	(void)state;
	assert_int_equal(begin_another(NULL), ERR_CARD_OTHER);
	assert_int_equal(un.state, UNLOCK_IDLE);
	assert_null(un.link);
}

static void
test_a_wrong_cryptogram_is_refused_by_the_card(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(5), ERR_AUTH_REFUSED);
	assert_false(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
}

/* The card takes it, but it is not the card that the portal's key is for. */
static void
test_a_wrong_reply_is_another_card(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(50), ERR_CARD_OTHER);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
}

static void
test_an_answer_of_another_length_is_not_sent(void **state)
{
	uint8_t cmac[16] = { 0 };

	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(card_unlock_authenticate(&un, cmac, sizeof(cmac)),
	    ERR_PORTAL_ANSWER);
	assert_int_equal(un.x.sent, 4);
}

static void
test_a_key_that_is_used_up_is_a_dead_card(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		assert_int_equal(begin(), ERR_OK);
		assert_int_equal(answer(0), ERR_AUTH_REFUSED);
	}
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(0), ERR_CARD_DEAD);
	assert_int_equal(begin(), ERR_CARD_DEAD);
}

static void
test_pins_that_do_not_fit(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(-1), ERR_OK);
	set(new_pin, "12a4");
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_PIN_LENGTH);
	assert_false(un.result.reset_sent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) \
	cmocka_unit_test_setup_teardown(test, setup, helper_teardown)
		T(test_is_read_without_a_try),
		T(test_unlock_in_eight_commands),
		T(test_unlock_in_seven_commands),
		T(test_two_challenges_differ),
		T(test_another_card),
		T(test_a_wrong_cryptogram_is_refused_by_the_card),
		T(test_a_wrong_reply_is_another_card),
		T(test_an_answer_of_another_length_is_not_sent),
		T(test_a_key_that_is_used_up_is_a_dead_card),
		T(test_pins_that_do_not_fit),
	};

	return cmocka_run_group_tests(tests, setup_all, fixture_teardown);
}
