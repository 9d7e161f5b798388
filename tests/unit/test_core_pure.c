/* Facts, countdowns, idle time, variables, versions, idempotency keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "core/attempt.h"
#include "core/countdown.h"
#include "core/facts.h"
#include "core/health.h"
#include "core/idle.h"
#include "core/vars.h"
#include "fake/fake_clock.h"

static void
test_facts(void **state)
{
	struct fact_set none = { { false } };
	struct fact_set f = facts_with(none, FACT_EXPIRED, true);

	(void)state;
	assert_true(facts_hold(f, NULL));
	assert_true(facts_hold(f, "expired"));
	assert_false(facts_hold(f, "!expired"));
	assert_false(facts_hold(f, "picture"));
	assert_true(facts_hold(f, "!picture"));
	assert_false(facts_hold(f, "no-such-fact"));
	assert_false(facts_hold(f, "!no-such-fact"));
	f = facts_with(f, FACT_EXPIRED, false);
	assert_false(facts_hold(f, "expired"));
	assert_memory_equal(&f, &none, sizeof(f));
}

/* However many there are: none is taken for another. */
static void
test_each_fact_is_its_own(void **state)
{
	struct fact_set none = { { false } }, f;

	(void)state;
	for (int i = 0; i < FACT_COUNT; i++) {
		f = facts_with(none, (enum fact)i, true);
		for (int k = 0; k < FACT_COUNT; k++)
			assert_int_equal(facts_hold(f, fact_names[k]), k == i);
	}
	assert_null(fact_names[FACT_COUNT]);
}

static void
test_offers(void **state)
{
	struct fact_set f = facts_offers(1u << FACT_OFFER_SIGNED |
	    1u << FACT_OFFER_DOCTOR);

	(void)state;
	assert_true(facts_hold(f, "offer-password"));
	assert_false(facts_hold(f, "offer-signed"));
	assert_true(facts_hold(f, "offer-first-use"));
	assert_false(facts_hold(f, "offer-doctor"));
	assert_false(facts_hold(f, "card-present"));
	f = facts_offers(~0u);
	for (int i = 0; i < FACT_COUNT; i++)
		assert_false(facts_hold(f, fact_names[i]));
}

static void
test_countdown(void **state)
{
	struct countdown c;
	int64_t start;

	(void)state;
	fake_clock_start();
	start = clock_now_ms();
	countdown_stop(&c);
	assert_false(countdown_running(&c));
	assert_false(countdown_over(&c));
	assert_int_equal(countdown_left(&c), 0);
	assert_true(countdown_next(&c) == CLOCK_NEVER);
	countdown_start(&c, 3);
	assert_int_equal(countdown_left(&c), 3);
	assert_true(countdown_next(&c) == start + 1000);
	fake_clock_forward(1);
	assert_int_equal(countdown_left(&c), 3);
	fake_clock_forward(999);
	assert_int_equal(countdown_left(&c), 2);
	assert_true(countdown_next(&c) == start + 2000);
	/* A machine that slept wakes up with the right figure. */
	fake_clock_forward(1500);
	assert_int_equal(countdown_left(&c), 1);
	assert_true(countdown_next(&c) == start + 3000);
	assert_false(countdown_over(&c));
	fake_clock_forward(500);
	assert_true(countdown_over(&c));
	assert_int_equal(countdown_left(&c), 0);
	assert_true(countdown_next(&c) == CLOCK_NEVER);
	fake_clock_stop();
}

static void
test_countdown_marks(void **state)
{
	static const struct { int total, left, mark; } cases[] = {
		{ 300, 300, 0 }, { 300, 121, 0 }, { 300, 120, 120 },
		{ 120, 119, 0 }, { 300, 61, 120 }, { 300, 60, 60 },
		{ 300, 31, 60 }, { 300, 30, 30 }, { 300, 11, 30 },
		{ 300, 10, 10 }, { 300, 1, 10 }, { 300, 0, 0 },
		{ 60, 60, 0 }, { 60, 30, 30 }, { 15, 15, 0 }, { 15, 10, 10 },
		{ 10, 9, 0 },
	};
	struct countdown c;
	size_t i;

	(void)state;
	fake_clock_start();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		countdown_start(&c, cases[i].total);
		fake_clock_forward((int64_t)(cases[i].total -
		    cases[i].left) * 1000);
		assert_int_equal(countdown_mark(&c), cases[i].mark);
	}
	fake_clock_stop();
}

static void
test_idle(void **state)
{
	struct idle idle = { .seconds = 60 };

	(void)state;
	fake_clock_start();
	idle_touch(&idle);
	assert_true(idle_deadline(&idle, true) == clock_now_ms() + 60000);
	assert_true(idle_deadline(&idle, false) == CLOCK_NEVER);
	idle.seconds = 0;
	assert_true(idle_deadline(&idle, true) == CLOCK_NEVER);
	fake_clock_stop();
}

static const char *
lookup(void *arg, const char *name)
{
	(void)arg;
	if (strcmp(name, "name") == 0)
		return "Ş\x1b[31m\xe2\x80\xaeX\nY";
	return strcmp(name, "empty") == 0 ? "" : NULL;
}

static void
test_vars(void **state)
{
	static const struct { const char *in, *out; size_t size; } cases[] = {
		{ "Sayın {name}.", "Sayın Ş[31mXY.", 64 },
		{ "{empty}{empty}", "", 64 },
		{ "{other} {", "{other} {", 64 },
		{ "a\n\nb", "a\n\nb", 64 },
		{ "{}", "{}", 64 },
		{ "{name", "{name", 64 },
		{ "İİİ", "İ", 4 },
		{ "abc", "", 1 },
	};
	char out[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		vars_expand(cases[i].in, lookup, NULL, out, cases[i].size);
		assert_string_equal(out, cases[i].out);
	}
}

static void
test_versions(void **state)
{
	(void)state;
	assert_true(health_version_enough("0.1.0", "0.1.0"));
	assert_true(health_version_enough("0.1.0", "0.0.9"));
	assert_true(health_version_enough("0.10", "0.9.5"));
	assert_true(health_version_enough("1", "0.9.5"));
	assert_true(health_version_enough("1.0", ""));
	assert_false(health_version_enough("0.1.0", "0.1.1"));
	assert_false(health_version_enough("0.9", "0.10"));
	assert_false(health_version_enough("x", "0.1"));
}

static struct secret *
payload(const char *text)
{
	struct secret *s = secret_new(32);

	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
	return s;
}

static void
begin(struct attempt *a, enum wire_op op, const char *text)
{
	struct secret *sent = text != NULL ? payload(text) : NULL;

	assert_int_equal(attempt_begin(a, op, &sent), ERR_OK);
	assert_null(sent);
	assert_int_equal(strlen(a->key), 32);
}

/* The same request again has the same key only while its answer is lost. */
static void
test_attempts(void **state)
{
	struct attempt a = { 0 };
	char key[WIRE_ID];

	(void)state;
	begin(&a, WIRE_SMS_VERIFY, "123456");
	memcpy(key, a.key, sizeof(key));
	begin(&a, WIRE_SMS_VERIFY, "123456");
	assert_string_equal(a.key, key);
	begin(&a, WIRE_SMS_VERIFY, "123457");
	assert_string_not_equal(a.key, key);
	memcpy(key, a.key, sizeof(key));
	begin(&a, WIRE_SMS_SEND, NULL);
	assert_string_not_equal(a.key, key);
	memcpy(key, a.key, sizeof(key));
	begin(&a, WIRE_SMS_SEND, NULL);
	assert_string_equal(a.key, key);
	attempt_answered(&a);
	begin(&a, WIRE_SMS_SEND, NULL);
	assert_string_not_equal(a.key, key);
	attempt_forget(&a);
	assert_false(a.open);
	assert_string_equal(a.key, "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_facts),
	cmocka_unit_test(test_each_fact_is_its_own),
	cmocka_unit_test(test_offers),
	cmocka_unit_test(test_countdown),
	cmocka_unit_test(test_countdown_marks),
	cmocka_unit_test(test_idle),
	cmocka_unit_test(test_vars),
	cmocka_unit_test(test_versions),
	cmocka_unit_test(test_attempts),
};

int
main(void)
{
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
