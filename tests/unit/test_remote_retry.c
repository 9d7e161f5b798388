/* What may be tried again: at most once, inside the deadline, and never what
 * the portal could count twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "remote/retry.h"

#define PLENTY 14000

static void
test_allowed(void **state)
{
	const struct wire_op_info *info;

	(void)state;
	for (int op = 0; op < WIRE_OP_COUNT; op++) {
		info = wire_op_info((enum wire_op)op);
		assert_int_equal(retry_allowed((enum wire_op)op, ""),
		    info->safe);
		assert_int_equal(retry_allowed((enum wire_op)op, "k-1"),
		    info->safe || info->idempotent_key);
	}
	assert_false(retry_allowed(WIRE_OP_COUNT, "k-1"));
	/* The ones that would hurt. */
	assert_false(retry_allowed(WIRE_LOGIN_PASSWORD, ""));
	assert_false(retry_allowed(WIRE_SMS_SEND, ""));
	assert_false(retry_allowed(WIRE_SMS_VERIFY, ""));
	assert_false(retry_allowed(WIRE_UNLOCK_CRYPTOGRAM, ""));
}

static void
test_causes(void **state)
{
	static const struct {
		enum retry_cause cause;
		enum err e;
		bool again;
	} expected[] = {
		{ RETRY_NO_NAME, ERR_PORTAL_AWAY, false },
		{ RETRY_NO_CONNECTION, ERR_PORTAL_AWAY, false },
		{ RETRY_LOST, ERR_PORTAL_AWAY, true },
		{ RETRY_STALLED, ERR_PORTAL_AWAY, true },
		{ RETRY_TLS, ERR_PORTAL_TLS, false },
		{ RETRY_NONSENSE, ERR_PORTAL_ANSWER, false },
		{ RETRY_LOCAL, ERR_INTERNAL, false },
		{ RETRY_ANSWERED, ERR_OK, false },
		{ RETRY_CAUSES, ERR_INTERNAL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		enum retry_cause cause = expected[i].cause;

		assert_int_equal(retry_error(cause), expected[i].e);
		assert_int_equal(retry_wait_ms(true, 0, cause, PLENTY, 0) >= 0,
		    expected[i].again);
		assert_int_equal(retry_wait_ms(false, 0, cause, PLENTY, 0),
		    -1);
		assert_int_equal(retry_wait_ms(true, 1, cause, PLENTY, 0),
		    -1);
	}
}

static void
test_wait_is_one_to_two_seconds(void **state)
{
	int64_t wait, least = INT64_MAX, most = 0;

	(void)state;
	for (uint32_t random = 0; random < 5000; random++) {
		wait = retry_wait_ms(true, 0, RETRY_LOST, PLENTY, random);
		least = wait < least ? wait : least;
		most = wait > most ? wait : most;
	}
	assert_int_equal(least, RETRY_BACKOFF_MS);
	assert_int_equal(most, 2 * RETRY_BACKOFF_MS);
	wait = retry_wait_ms(true, 0, RETRY_LOST, PLENTY, UINT32_MAX);
	assert_in_range(wait, RETRY_BACKOFF_MS, 2 * RETRY_BACKOFF_MS);
}

static void
test_wait_fits_the_deadline(void **state)
{
	int64_t wait;

	(void)state;
	for (int64_t left = 0; left < 4000; left++) {
		wait = retry_wait_ms(true, 0, RETRY_LOST, left, 400);
		assert_true(wait < left);
		assert_int_equal(wait >= 0, left >= 1900);
	}
}

/* A stall of the first attempt leaves room for the second. */
static void
test_attempt_time(void **state)
{
	int64_t first = retry_attempt_ms(true, 0, RETRY_TOTAL_MS), left, wait;

	(void)state;
	left = RETRY_TOTAL_MS - first;
	wait = retry_wait_ms(true, 0, RETRY_STALLED, left, UINT32_MAX);
	assert_true(wait > 0);
	assert_int_equal(retry_attempt_ms(true, 1, left - wait), left - wait);
	assert_int_equal(retry_attempt_ms(false, 0, 9000), 9000);
	assert_int_equal(retry_attempt_ms(true, 0, 0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_wait_is_one_to_two_seconds),
		cmocka_unit_test(test_wait_fits_the_deadline),
		cmocka_unit_test(test_attempt_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
