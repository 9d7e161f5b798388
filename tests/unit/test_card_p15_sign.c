/* A signature of a card with PKCS#15: which commands, in which order, when it
 * is allowed at all, and what each wrong answer means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/drv_p15.h"
#include "card_script.h"

#define PIN_VERIFY "0020000106313233343536"
#define CHOOSE "002241b603840105"
#define SIGN "002a9e9a04deadbeef00"

static const struct card_type type = { .pin_reference = 0x01 };
static const struct driver_key key = { .id = { 0x45 }, .id_len = 1,
    .reference = 0x05 };
static const uint8_t input[] = { 0xde, 0xad, 0xbe, 0xef };

static struct script script;
static struct exchange x;
static struct secret *pin;
static uint8_t out[CARD_SIGNATURE_MAX];
static size_t out_len;

static int
setup(void **state)
{
	(void)state;
	script_init(&script);
	exchange_init(&x, &script.link, &drv_p15.rules, 0x01);
	guard_limits(&x.guard, 4, 16);
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, "123456", 6), ERR_OK);
	out_len = 77;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	secret_free(&pin);
	if (script.wrong[0] != '\0' || script.next != script.count)
		fail_msg("off the script at %zu: %s", script.next,
		    script.wrong);
	return 0;
}

static enum err
verify(const char *answer)
{
	struct guard_typed typed = { .what = GUARD_VERIFY, .value = pin,
	    .tries = 3 };
	struct card_try_result result = { 0 };

	script_add(&script, PIN_VERIFY, answer);
	assert_int_equal(guard_typed(&x.guard, &typed), ERR_OK);
	return drv_p15_tools.verify(&x, &type, pin, &result);
}

static enum err
sign(void)
{
	return drv_p15_tools.sign(&x, &type, &key, input, sizeof(input), out,
	    &out_len);
}

static void
test_key_and_then_the_signature(void **state)
{
	(void)state;
	assert_int_equal(verify("9000"), ERR_OK);
	script_add(&script, CHOOSE, "9000");
	script_add(&script, SIGN, "0102039000");
	assert_int_equal(sign(), ERR_OK);
	assert_int_equal(out_len, 3);
	assert_memory_equal(out, "\x01\x02\x03", 3);
	/* One PIN, one signature. */
	script_add(&script, CHOOSE, "9000");
	assert_int_equal(sign(), ERR_REFUSED);
	assert_int_equal(out_len, 0);
}

/* Without a PIN, and after a wrong one, nothing is signed: not even the key is
 * chosen. */
static void
test_not_without_a_pin(void **state)
{
	(void)state;
	assert_int_equal(sign(), ERR_REFUSED);
	assert_int_equal(verify("63c2"), ERR_PIN_WRONG);
	assert_int_equal(sign(), ERR_REFUSED);
	assert_int_equal(out_len, 0);
}

static void
expect_choose(const char *answer, enum err e)
{
	void *none = NULL;

	setup(&none);
	assert_int_equal(verify("9000"), ERR_OK);
	script_add(&script, CHOOSE, answer);
	assert_int_equal(sign(), e);
	assert_int_equal(out_len, 0);
	teardown(&none);
}

static void
expect_sign(const char *answer, enum err e)
{
	void *none = NULL;

	setup(&none);
	assert_int_equal(verify("9000"), ERR_OK);
	script_add(&script, CHOOSE, "9000");
	script_add(&script, SIGN, answer);
	assert_int_equal(sign(), e);
	assert_int_equal(out_len, 0);
	teardown(&none);
}

static void
test_wrong_answers(void **unused)
{
	(void)unused;
	expect_choose("6a88", ERR_CARD_REFUSED);
	expect_choose("6581", ERR_CARD_MEMORY);
	expect_choose("90", ERR_CARD_GONE);
	expect_choose("", ERR_CARD_GONE);
	expect_choose(NULL, ERR_CARD_GONE);
	expect_choose("mute", ERR_CARD_MUTE);
	expect_sign("6a80", ERR_CARD_REFUSED);
	expect_sign("6982", ERR_CARD_REFUSED);
	expect_sign("6983", ERR_PIN_BLOCKED);
	expect_sign("6581", ERR_CARD_MEMORY);
	expect_sign("9000", ERR_CARD_ANSWER);	/* a signature of no bytes */
	expect_sign("90", ERR_CARD_GONE);
	expect_sign("", ERR_CARD_GONE);
	expect_sign(NULL, ERR_CARD_GONE);
	expect_sign("mute", ERR_CARD_MUTE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_key_and_then_the_signature, setup, teardown),
		cmocka_unit_test_setup_teardown(test_not_without_a_pin, setup,
		    teardown),
		cmocka_unit_test(test_wrong_answers),
	};

	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
