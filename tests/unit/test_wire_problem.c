/* Problems (RFC 9457): what the terminal makes of any answer but success. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/wire.h"

static struct wire_problem
problem_of(int status, const char *text)
{
	struct wire_problem p;

	wire_decode_problem(status, (const uint8_t *)text, strlen(text), &p);
	return p;
}

static void
test_there_and_back(void **state)
{
	struct wire_problem out = { .code = ERR_LOGIN_WRONG, .status = 403,
	    .tries_left = 2, .request_id = "r-1" };
	struct wire_problem in;
	struct buf body;

	(void)state;
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_problem(&out, &body), ERR_OK);
	wire_decode_problem(403, body.data, body.len, &in);
	assert_int_equal(in.code, ERR_LOGIN_WRONG);
	assert_int_equal(in.status, 403);
	assert_int_equal(in.tries_left, 2);
	assert_int_equal(in.retry_after, -1);
	assert_string_equal(in.request_id, "r-1");
	buf_free(&body);
}

static void
test_no_problem_document(void **state)
{
	static const char *const bodies[] = { "", "<html>", "{}", "[]",
	    "{\"status\":500}", "{\"status\":500,\"code\":\"nonsense\"}",
	    "{\"status\":500,\"code\":\"ok\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		assert_int_equal(problem_of(500, bodies[i]).code,
		    ERR_PORTAL_ANSWER);
		assert_int_equal(problem_of(429, bodies[i]).code,
		    ERR_PORTAL_BUSY);
		assert_int_equal(problem_of(503, bodies[i]).code,
		    ERR_PORTAL_BUSY);
		assert_int_equal(problem_of(401, bodies[i]).code,
		    ERR_SESSION_ENDED);
		assert_int_equal(problem_of(500, bodies[i]).tries_left, -1);
	}
}

static void
test_a_portal_cannot_speak_for_the_card(void **state)
{
	struct wire_problem out = { .code = ERR_CARD_GONE, .status = 403,
	    .tries_left = -1 };
	struct buf body;

	(void)state;
	assert_int_equal(problem_of(403,
	    "{\"status\":403,\"code\":\"pin-blocked\",\"tries_left\":0}").code,
	    ERR_PORTAL_ANSWER);
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_problem(&out, &body), ERR_ARGUMENT);
	buf_free(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_no_problem_document),
		cmocka_unit_test(test_a_portal_cannot_speak_for_the_card),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
