/* PIV: the driver against the virtual card in memory, in what a holder does with
 * it (card/tool.h): certificates, signature, change of PIN, PUK. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/cards.h"
#include "card/read.h"
#include "card/tool.h"
#include "helper/source_mem.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/type.h"

#define CARDS \
	"cards:\n" \
	"  - name: piv\n" \
	"    label: PIV\n" \
	"    aid: A000000308\n" \
	"    driver: piv\n" \
	"    unlock: none\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    puk: {allowed: true, min: 8, max: 8}\n"
#define PIN "123456"
#define PUK "12345678"
#define NEW_PIN "246813"
#define AUDIENCE "portal.example:8443"

static const uint8_t key[16];
static const uint8_t serial[16] = { 0xa0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15 };

static char directory[64], path[96];
static struct cards *cards;
static struct source *source;
static struct card_tool_env env;
static struct card_certs certs;
static struct card_signed done;
static struct card_try_result result;
static struct secret *value, *new_pin;
static struct vstate made;		/* its key and certificate */

static void
set(struct secret *to, const void *bytes, size_t len)
{
	assert_int_equal(secret_set(to, bytes, len), ERR_OK);
}

static void
fill(struct vstate *s)
{
	const struct vtype *type = &vtype_piv;

	assert_int_equal(vstate_init(s, type), ERR_OK);
	assert_int_equal(hex_decode(type->atr, s->atr, sizeof(s->atr),
	    &s->atr_len), ERR_OK);
	memcpy(s->serial, serial, sizeof(serial));
	assert_int_equal(secret_set(s->pin, "123456", 6), ERR_OK);
	assert_int_equal(secret_set(s->puk, "12345678", 8), ERR_OK);
	assert_int_equal(secret_set(s->unlock_key, key, sizeof(key)), ERR_OK);
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
	snprintf(directory, sizeof(directory), "/tmp/piv-test.XXXXXX");
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/card", directory);
	fill(&s);
	s.pin_tries = 2;
	for (size_t i = 0; i < vtype_piv.pairs; i++) {
		const struct vstate_pair *from = &made.pair[i];

		memcpy(s.pair[i].certificate, from->certificate,
		    from->certificate_len);
		s.pair[i].certificate_len = from->certificate_len;
		set(s.pair[i].key, secret_bytes(from->key),
		    secret_len(from->key));
	}
	assert_int_equal(vstate_create(path, &s), ERR_OK);
	vstate_free(&s);
	assert_int_equal(source_mem_new(path, &source), ERR_OK);
	if (cards_read_text("cards", CARDS, sizeof(CARDS) - 1, &cards, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	value = secret_new(16);
	new_pin = secret_new(16);
	set(value, PIN, 6);
	set(new_pin, NEW_PIN, 6);
	env = (struct card_tool_env){ source, cards, true };
	return 0;
}

static int
teardown(void **state)
{
	char other[128];

	(void)state;
	source->ops->close(&source);
	cards_free(&cards);
	secret_free(&value);
	secret_free(&new_pin);
	unlink(path);
	snprintf(other, sizeof(other), "%s.lock", path);
	unlink(other);
	assert_int_equal(rmdir(directory), 0);
	return 0;
}

static int
tries(void)
{
	struct source_state at;
	struct card_info info;

	source->ops->look(source, &at);
	card_read(source, &at, cards, &info, NULL);
	assert_int_equal(info.trouble, ERR_OK);
	return info.pin_tries;
}

static struct card_msg_typed
typed(bool last_try)
{
	struct card_msg_typed m = { .last_try = last_try, .value = value,
	    .new_pin = new_pin };

	memcpy(m.card.serial, serial, sizeof(serial));
	m.card.serial_len = sizeof(serial);
	return m;
}

static enum err
change(bool last_try)
{
	struct card_msg_typed m = typed(last_try);

	return card_tool_change(&env, &m, &result);
}

static enum err
unblock(bool last_try)
{
	struct card_msg_typed m = typed(last_try);

	return card_tool_puk(&env, &m, &result);
}

static enum err
sign(size_t with)
{
	struct card_msg_sign m = { .typed = typed(false),
	    .audience = AUDIENCE, .challenge = "0123456789abcdef",
	    .challenge_len = 16 };

	memcpy(m.fingerprint, certs.list[with].fingerprint, CARD_FINGERPRINT);
	return card_tool_sign(&env, &m, &done, &result);
}

static void
test_four_certificates(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.count, 4);
	assert_false(certs.more);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(certs.list[i].subject, MAKE_SUBJECT);
		assert_int_equal(certs.list[i].signs, i < 2);
	}
	assert_true(certs.changes_pin);
	assert_int_equal(certs.puk, ERR_OK);
	assert_int_equal(certs.puk_tries, CARD_TRIES_UNKNOWN);
	assert_int_equal(tries(), 2);
	env.puk = false;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_PUK_OFF);
}

/* card_tool_sign() has the signature checked against the certificate. */
static void
test_sign_with_both_keys(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(sign(i), ERR_OK);
		assert_int_equal(done.signature_len, 256);
		assert_true(result.sent);
	}
	assert_int_equal(sign(2), ERR_NO_CERTIFICATE);
	assert_false(result.sent);
	assert_int_equal(tries(), 3);	/* the right PIN fills them up */
	set(value, "999999", 6);
	assert_int_equal(sign(0), ERR_PIN_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(done.signature_len, 0);
}

static void
test_change(void **state)
{
	(void)state;
	assert_int_equal(change(false), ERR_OK);
	assert_int_equal(tries(), 3);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(result.tries_before, 3);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(change(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(tries(), 1);
	set(value, NEW_PIN, 6);
	assert_int_equal(change(true), ERR_OK);
	assert_int_equal(tries(), 3);
}

static void
lock(void)
{
	set(value, "999999", 6);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(change(true), ERR_PIN_BLOCKED);
	assert_int_equal(tries(), 0);
	assert_int_equal(change(true), ERR_PIN_BLOCKED);
	assert_false(result.sent);
}

static void
test_locked_then_unlocked_by_the_puk(void **state)
{
	(void)state;
	lock();
	set(value, PUK, 8);
	/* How many tries a PUK has, PIV does not tell: each may be the last. */
	assert_int_equal(unblock(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(unblock(true), ERR_OK);
	assert_int_equal(tries(), 3);
	set(value, NEW_PIN, 6);
	set(new_pin, PIN, 6);
	assert_int_equal(change(false), ERR_OK);
}

static void
test_a_wrong_puk_says_what_is_left(void **state)
{
	(void)state;
	lock();
	set(value, "11111111", 8);
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(result.tries_after, 0);
}

static void
test_no_puk_without_the_configuration(void **state)
{
	(void)state;
	lock();
	set(value, PUK, 8);
	env.puk = false;
	assert_int_equal(unblock(true), ERR_PUK_OFF);
	assert_false(result.sent);
	env.puk = true;
	set(value, "123456789012345", 15);	/* the portal's code */
	assert_int_equal(unblock(true), ERR_CODE_IN_PIN);
	assert_false(result.sent);
	set(value, "1234567", 7);
	assert_int_equal(unblock(true), ERR_PIN_LENGTH);
	assert_false(result.sent);
}

static void
test_another_card(void **state)
{
	struct card_msg_typed m = typed(true);

	(void)state;
	m.card.serial[3] ^= 1;
	assert_int_equal(card_tool_puk(&env, &m, &result), ERR_CARD_OTHER);
	assert_false(result.sent);
	assert_int_equal(card_tool_change(&env, &m, &result),
	    ERR_CARD_OTHER);
	assert_false(result.sent);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		T(test_four_certificates),
		T(test_sign_with_both_keys),
		T(test_change),
		T(test_locked_then_unlocked_by_the_puk),
		T(test_a_wrong_puk_says_what_is_left),
		T(test_no_puk_without_the_configuration),
		T(test_another_card),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
