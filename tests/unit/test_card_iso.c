/* What drivers share of ISO/IEC 7816-4 (card/drv_iso.h): values that a holder
 * has typed go into one command as the card stores them, or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/drv_iso.h"
#include "card_script.h"

#define REFERENCE 0x80

/* As PIV stores it; no value that is longer has a form. */
static const struct pin_form eight = { .stored = 8, .pad = 0xff };

static struct script script;
static struct exchange x;
static struct secret *value, *new_pin;
static struct card_try_result result;

static int
setup(void **state)
{
	static const struct guard_rules nothing;

	(void)state;
	script_init(&script);
	exchange_init(&x, &script.link, &nothing, REFERENCE);
	guard_limits(&x.guard, 4, 12);
	x.guard.pin.form = eight;
	value = secret_new(16);
	new_pin = secret_new(16);
	result = (struct card_try_result){ .tries_before = 3,
	    .tries_after = 2, .sw = 0x1234 };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	secret_free(&value);
	secret_free(&new_pin);
	if (script.wrong[0] != '\0' || script.next != script.count)
		fail_msg("off the script at %zu: %s", script.next,
		    script.wrong);
	return 0;
}

/* `with` NULL: the PIN alone. */
static enum err
try(const char *pin, const char *with)
{
	const struct apdu verify = { .ins = APDU_INS_VERIFY,
	    .p2 = REFERENCE }, change = { .ins = APDU_INS_CHANGE,
	    .p2 = REFERENCE };
	struct guard_typed typed = { .what = with == NULL ? GUARD_VERIFY :
	    GUARD_CHANGE, .value = value, .tries = 3,
	    .new_pin = with == NULL ? NULL : new_pin };

	assert_int_equal(secret_set(value, pin, strlen(pin)), ERR_OK);
	if (with != NULL)
		assert_int_equal(secret_set(new_pin, with, strlen(with)),
		    ERR_OK);
	assert_int_equal(guard_typed(&x.guard, &typed), ERR_OK);
	return drv_iso_try(&x, with == NULL ? &verify : &change, &eight,
	    value, typed.new_pin, &result);
}

static void
values_stand_as_the_card_stores_them(void **state)
{
	(void)state;
	script_add(&script, "0020008008" "31323334ffffffff", "9000");
	assert_int_equal(try("1234", NULL), ERR_OK);
	assert_true(result.sent);
	assert_int_equal(result.sw, 0x9000);
	assert_int_equal(result.tries_before, 3);
	script_add(&script, "0024008010" "31323334ffffffff"
	    "3837363534333231", "63c2");
	assert_int_equal(try("1234", "87654321"), ERR_PIN_WRONG);
	assert_int_equal(result.tries_after, 2);
}

/* The guard lets it pass by its length; the card could not store it. */
static void
a_value_without_a_form_is_not_sent(void **state)
{
	static const struct { const char *pin, *with; } cases[] = {
		{ "123456789", NULL }, { "123456789", "8765" },
		{ "1234", "987654321" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(try(cases[i].pin, cases[i].with),
		    ERR_PIN_LENGTH);
		assert_int_equal(x.sent, 0);
		assert_false(result.sent);
		assert_int_equal(result.sw, 0x1234);	/* as it was */
		assert_int_equal(result.tries_after, 2);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_stand_as_the_card_stores_them),
		TEST(a_value_without_a_form_is_not_sent),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
