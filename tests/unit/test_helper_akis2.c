/* AKİS v2: the driver against the virtual card in memory, step by step, as the
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
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/read.h"
#include "card/unlock.h"
#include "card/tool.h"
#include "helper/source_mem.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define CARDS \
	"cards:\n" \
	"  - name: akis-2\n" \
	"    label: AKIS v2.x\n" \
	"    label-other: identity card\n" \
	"    historical: 80655443......31C073F6218081..\n" \
	"    aid: A000000063504B43532D3135\n" \
	"    driver: akis2\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    pin: {reference: 05, min: 4, max: 16, tries: 3}\n" \
	"    key: {reference: 01, challenge: 16}\n"
#define NEW_PIN "246813"

static const uint8_t key[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    14, 15, 16 };
static const uint8_t serial[12] = { 0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };

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
	const struct vtype *type = &vtype_akis2;

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
	snprintf(directory, sizeof(directory), "/tmp/akis2-test.XXXXXX");
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
begin_known(const uint8_t *of, const struct card_known *k)
{
	struct card_msg_begin card = { .serial_len = sizeof(serial) };

	memcpy(card.serial, of, sizeof(serial));
	return card_unlock_begin(&un, source, cards, &card, k,
	    &challenge);
}

static enum err
begin(const uint8_t *of)
{
	return begin_known(of, NULL);
}

/* The portal's answer, with its first byte spoilt or not. */
static enum err
authenticate(bool right)
{
	uint8_t mac[16];
	size_t len = sizeof(mac);
	char cipher[] = "AES-128-CBC";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher,
		    0),
		OSSL_PARAM_construct_end(),
	};

	assert_int_equal(challenge.challenge_len, 16);
	assert_non_null(EVP_Q_mac(NULL, "CMAC", NULL, NULL, params, key,
	    sizeof(key), challenge.challenge, 16, mac, sizeof(mac), &len));
	if (!right)
		mac[0] ^= 1;
	return card_unlock_authenticate(&un, mac, sizeof(mac));
}

static const struct vstate *
on_disk(void)
{
	static struct vstate s;
	static bool open;
	char error[200];

	if (open)
		vstate_free(&s);
	assert_int_equal(vstate_open(path, &s, error, sizeof(error)), ERR_OK);
	open = true;
	/* The lock is the card's again. */
	close(s.lock_fd);
	s.lock_fd = -1;
	return &s;
}

static void
test_is_read_by_pkcs15(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(info.trouble, ERR_OK);
	assert_string_equal(info.type, "akis2");
	assert_string_equal(info.label, "AKIS v2.x");
	assert_int_equal(info.serial_len, sizeof(serial));
	assert_memory_equal(info.serial, serial, sizeof(serial));
	assert_int_equal(info.pin_tries, 0);
	assert_true(info.operational);
	assert_int_equal(info.pin_min, 6);
	assert_int_equal(info.pin_max, 8);
	/* Not what cards.yaml says: the card knows better. */
	assert_int_equal(known.pin.reference, 1);
	assert_int_equal(known.pin.form.stored, 8);
	assert_int_equal(known.pin.form.pad, 0xff);
	assert_false(known.pin.no_puk);
	assert_int_equal(on_disk()->pin_tries, 0);
}

static void
finish(void)
{
	assert_int_equal(authenticate(true), ERR_OK);
	assert_true(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_OK);
	assert_true(un.result.reset_sent);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
}

static void
test_unlock_in_seven_commands(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(begin_known(serial, &known), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	finish();
	/* And the SELECT that found it. */
	assert_int_equal(un.x.sent + 1, 7);
	card_unlock_end(&un);
	read_card(&info);
	assert_int_equal(info.pin_tries, 3);
	assert_memory_equal(secret_bytes(on_disk()->pin), NEW_PIN, 6);
	assert_int_equal(secret_len(on_disk()->pin), 6);
	assert_int_equal(on_disk()->puk_tries, 3);
}

/* Of another card nothing is known. */
static void
test_unlock_of_what_was_not_read(void **state)
{
	(void)state;
	known.insertion = 999;
	assert_int_equal(begin_known(serial, &known), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	finish();
}

static void
test_another_card(void **state)
{
	uint8_t other[sizeof(serial)];
	struct card_info info;

	(void)state;
	memcpy(other, serial, sizeof(other));
	other[11] ^= 1;
	assert_int_equal(begin(other), ERR_CARD_OTHER);
	read_card(&info);
	assert_int_equal(begin_known(other, &known), ERR_CARD_OTHER);
	assert_null(un.link);
}

static void
test_a_wrong_cryptogram(void **state)
{
	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(false), ERR_AUTH_REFUSED);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
	card_unlock_end(&un);
	assert_int_equal(on_disk()->pin_tries, 0);
}

/* Shorter or longer than the card's own list says. */
static void
test_pins_that_do_not_fit(void **state)
{
	(void)state;
	assert_int_equal(begin(serial), ERR_OK);
	assert_int_equal(authenticate(true), ERR_OK);
	assert_int_equal(secret_set(pin, "12345", 5), ERR_OK);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_PIN_LENGTH);
	assert_false(un.result.reset_sent);
}

static void
change(const char *old, enum err wanted, bool sent)
{
	struct card_tool_env env = { source, cards, true };
	struct card_msg_typed m = { .value = secret_new(16), .new_pin = pin };
	struct card_try_result result;

	assert_int_equal(secret_set(m.value, old, strlen(old)), ERR_OK);
	memcpy(m.card.serial, serial, sizeof(serial));
	m.card.serial_len = sizeof(serial);
	assert_int_equal(card_tool_change(&env, &m, &result), wanted);
	assert_int_equal(result.sent, sent);
	secret_free(&m.value);
}

static void
test_change_of_the_pin(void **state)
{
	(void)state;
	change("123456", ERR_PIN_BLOCKED, false);
	assert_int_equal(begin(serial), ERR_OK);
	finish();
	card_unlock_end(&un);
	assert_int_equal(secret_set(pin, "8642097", 7), ERR_OK);
	change("999999", ERR_PIN_WRONG, true);
	change("12345", ERR_PIN_LENGTH, false);
	assert_int_equal(on_disk()->pin_tries, 2);
	change(NEW_PIN, ERR_OK, true);
	assert_memory_equal(secret_bytes(on_disk()->pin), "8642097", 7);
}

/* cards.yaml has no PUK for it, whatever its AODF says. */
static void
test_no_puk(void **state)
{
	struct card_tool_env env = { source, cards, true };
	struct card_msg_typed m = { .value = secret_new(16), .new_pin = pin,
	    .last_try = true };
	struct card_try_result result;

	(void)state;
	assert_int_equal(secret_set(m.value, "12345678", 8), ERR_OK);
	memcpy(m.card.serial, serial, sizeof(serial));
	m.card.serial_len = sizeof(serial);
	assert_int_equal(card_tool_puk(&env, &m, &result), ERR_PUK_NOT_HERE);
	assert_false(result.sent);
	assert_int_equal(on_disk()->puk_tries, 3);
	secret_free(&m.value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		T(test_is_read_by_pkcs15),
		T(test_unlock_in_seven_commands),
		T(test_unlock_of_what_was_not_read),
		T(test_another_card),
		T(test_a_wrong_cryptogram),
		T(test_pins_that_do_not_fit),
		T(test_change_of_the_pin),
		T(test_no_puk),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
