/* GIDS: the driver against the virtual card in memory, step by step, as the
 * helper takes them; the test is the portal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/read.h"
#include "card/unlock.h"
#include "helper/source_mem.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define CARDS \
	"cards:\n" \
	"  - name: gids\n" \
	"    label: GIDS\n" \
	"    aid: A00000039742544659\n" \
	"    driver: gids\n" \
	"    unlock: gids-admin\n" \
	"    pin: {reference: 80, min: 4, max: 15, tries: 3}\n" \
	"    key: {reference: 80, challenge: 32}\n"
#define NEW_PIN "246813"

static const uint8_t key[24] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 };
static const uint8_t serial[16] = { 0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15 };

static char directory[64], path[96];
static struct cards *cards;
static struct source *source;
static struct card_unlock un;
static struct card_known known;
static struct card_msg_challenge challenge;
static struct secret *pin;
static struct vstate made;		/* its key and certificate */

static void
fill(struct vstate *s)
{
	const struct vtype *type = &vtype_gids;

	assert_int_equal(vstate_init(s, type), ERR_OK);
	assert_int_equal(hex_decode(type->atr, s->atr, sizeof(s->atr),
	    &s->atr_len), ERR_OK);
	memcpy(s->serial, serial, sizeof(serial));
	assert_int_equal(secret_set(s->pin, "123456", 6), ERR_OK);
	assert_int_equal(secret_set(s->puk, "12345678", 8), ERR_OK);
	assert_int_equal(secret_set(s->unlock_key, key, sizeof(key)), ERR_OK);
	s->pin_tries = 0;
}

static int
setup_all(void **state)
{
	struct make_certificate m = { .subject = MAKE_SUBJECT,
	    .days = MAKE_DAYS };

	(void)state;
	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	fill(&made);
	assert_int_equal(make_certificate(&m, &made), ERR_OK);
	return 0;
}

static int
teardown_all(void **state)
{
	(void)state;
	vstate_free(&made);
	return 0;
}

static int
setup(void **state)
{
	struct vstate s;
	char error[200] = "";

	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/gids-test.XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/card", directory);
	fill(&s);
	memcpy(s.pair[0].certificate, made.pair[0].certificate,
	    made.pair[0].certificate_len);
	s.pair[0].certificate_len = made.pair[0].certificate_len;
	assert_int_equal(secret_set(s.pair[0].key,
	    secret_bytes(made.pair[0].key), secret_len(made.pair[0].key)),
	    ERR_OK);
	assert_int_equal(vstate_create(path, &s), ERR_OK);
	vstate_free(&s);
	assert_int_equal(source_mem_new(path, &source), ERR_OK);
	if (cards_read_text("cards", CARDS, sizeof(CARDS) - 1, &cards, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, NEW_PIN, sizeof(NEW_PIN) - 1),
	    ERR_OK);
	card_unlock_init(&un);
	return 0;
}

static int
teardown(void **state)
{
	char other[128];

	(void)state;
	card_unlock_end(&un);
	source->ops->close(&source);
	cards_free(&cards);
	secret_free(&pin);
	unlink(path);
	snprintf(other, sizeof(other), "%s.lock", path);
	unlink(other);
	assert_int_equal(rmdir(directory), 0);
	return 0;
}

static void
read_card(struct card_info *info)
{
	struct source_state at;

	source->ops->look(source, &at);
	card_read(source, &at, cards, info, &known);
}

static enum err
begin(const uint8_t *of)
{
	struct card_msg_begin card = { .serial_len = 16 };

	memcpy(card.serial, of, 16);
	return card_unlock_begin(&un, source, cards, &card, NULL, &challenge);
}

static void
des3(const uint8_t *in, size_t len, uint8_t *out)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	assert_int_equal(EVP_EncryptInit_ex2(ctx, EVP_des_ede3_cbc(), key, iv,
	    NULL), 1);
	assert_int_equal(EVP_CIPHER_CTX_set_padding(ctx, 0), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, out, &n, in, (int)len), 1);
	EVP_CIPHER_CTX_free(ctx);
}

/* The portal's answer with one bit of byte `spoil` changed, -1: none. */
static enum err
authenticate(int spoil)
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
	assert_memory_equal(info.serial, serial, 16);
	assert_int_equal(info.pin_tries, 0);
	assert_true(info.operational);
}

static void
test_unlock_in_eight_commands(void **state)
{
	struct card_info info;

	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	assert_int_equal(authenticate(-1), ERR_OK);
	assert_true(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
	assert_true(un.result.reset_sent);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
	/* And the SELECT that found it. */
	assert_int_equal(un.x.sent, 7);
	/* Once. */
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	card_unlock_end(&un);
	read_card(&info);
	assert_int_equal(info.pin_tries, 3);
}

/* What was read of the same card just before is not read again. */
static void
test_unlock_in_seven_commands(void **state)
{
	struct card_msg_begin card = { .serial_len = 16 };
	struct card_info info;

	(void)state;
	read_card(&info);
	memcpy(card.serial, serial, 16);
	assert_int_equal(card_unlock_begin(&un, source, cards, &card, &known,
	    &challenge), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	assert_int_equal(authenticate(-1), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
	assert_int_equal(un.x.sent + 1, 7);
}

static void
test_two_challenges_differ(void **state)
{
	uint8_t first[32];

	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	memcpy(first, challenge.challenge, 32);
	assert_int_equal(begin(serial), ERR_OK);
	assert_memory_not_equal(first, challenge.challenge, 16);
	assert_memory_not_equal(first + 16, challenge.challenge + 16, 16);
}

static void
test_another_card(void **state)
{
	uint8_t other[16];

	(void)state;
	memcpy(other, serial, 16);
	other[15] ^= 1;
	assert_int_equal(begin(other), ERR_CARD_OTHER);
	assert_int_equal(un.state, UNLOCK_IDLE);
	assert_null(un.link);
}

static void
test_a_wrong_cryptogram_is_refused_by_the_card(void **state)
{
	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(5), ERR_AUTH_REFUSED);
	assert_false(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
}

/* The card takes it, but it is not the card that the portal's key is for. */
static void
test_a_wrong_reply_is_another_card(void **state)
{
	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(50), ERR_CARD_OTHER);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
}

static void
test_an_answer_of_another_length_is_not_sent(void **state)
{
	uint8_t cmac[16] = { 0 };

	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(card_unlock_authenticate(&un, cmac, sizeof(cmac)),
	    ERR_AUTH_REFUSED);
	assert_int_equal(un.x.sent, 4);
}

static void
test_a_key_that_is_used_up_is_a_dead_card(void **state)
{
	(void)state;
	for (int i = 0; i < 9; i++) {
		assert_int_equal(begin(serial), ERR_OK);
		assert_int_equal(authenticate(0), ERR_AUTH_REFUSED);
	}
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(0), ERR_CARD_DEAD);
	assert_int_equal(begin(serial), ERR_CARD_DEAD);
}

static void
test_pins_that_do_not_fit(void **state)
{
	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(-1), ERR_OK);
	assert_int_equal(secret_set(pin, "12a4", 4), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_PIN_LENGTH);
	assert_false(un.result.reset_sent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
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

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
