/* The frames between terminal and network helper: what goes in comes out, and
 * every shortened, lengthened or altered form is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "remote/proto.h"

static struct secret *token;

static struct proto_call
sample_call(const struct secret *with)
{
	static const uint8_t body[] = "{\"code\":\"123456\"}";

	return (struct proto_call){ .op = WIRE_UNLOCK_CRYPTOGRAM,
	    .left_ms = 4321, .id = "u-1", .key = "k_2-Z",
	    .case_no = "7K2M-9XRP", .token = with,
	    .body = body, .body_len = sizeof(body) - 1 };
}

static void
test_call_round_trip(void **state)
{
	struct secret *out = secret_new(WIRE_TOKEN_MAX);
	struct proto_call in, got;
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	assert_int_equal(secret_set(token, "abc.def", 7), ERR_OK);
	in = sample_call(token);
	assert_int_equal(proto_put_call(&frame, &in), ERR_OK);
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_OK);
	assert_int_equal(got.op, in.op);
	assert_int_equal(got.left_ms, 4321);
	assert_string_equal(got.id, "u-1");
	assert_string_equal(got.key, "k_2-Z");
	assert_string_equal(got.case_no, "7K2M-9XRP");
	assert_true(secret_equal(out, token));
	assert_ptr_equal(got.token, out);
	assert_int_equal(got.body_len, in.body_len);
	assert_memory_equal(got.body, in.body, in.body_len);
	buf_free(&frame);
	secret_free(&out);
}

static void
test_call_without_token_and_body(void **state)
{
	struct secret *out = secret_new(WIRE_TOKEN_MAX);
	struct proto_call in = { .op = WIRE_HEALTH }, got;
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	assert_int_equal(secret_set(out, "old", 3), ERR_OK);
	assert_int_equal(proto_put_call(&frame, &in), ERR_OK);
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_OK);
	assert_int_equal(secret_len(out), 0);
	assert_int_equal(got.body_len, 0);
	buf_free(&frame);
	secret_free(&out);
}

/* Each start of a frame, and the frame with a byte too many.  In memory of
 * exactly that size, so that the sanitizer sees a read beyond it. */
static void
test_call_truncated(void **state)
{
	struct secret *out = secret_new(WIRE_TOKEN_MAX);
	struct proto_call in = sample_call(token), got;
	struct buf frame;
	uint8_t *copy;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	assert_int_equal(proto_put_call(&frame, &in), ERR_OK);
	assert_int_equal(buf_add(&frame, "x", 1), ERR_OK);
	for (size_t len = 0; len <= frame.len; len++) {
		if (len == frame.len - 1)
			continue;
		copy = malloc(len > 0 ? len : 1);
		assert_non_null(copy);
		memcpy(copy, frame.data, len);
		assert_int_equal(proto_get_call(copy, len, out, &got),
		    ERR_SYNTAX);
		assert_int_equal(secret_len(out), 0);
		assert_null(got.body);
		free(copy);
	}
	buf_free(&frame);
	secret_free(&out);
}

static void
expect_refused(const struct proto_call *call)
{
	struct buf frame;

	buf_init(&frame, 2 * PROTO_MAX);
	assert_int_equal(proto_put_call(&frame, call), ERR_ARGUMENT);
	assert_int_equal(frame.len, 0);
	buf_free(&frame);
}

/* Nothing that could leave its place in a path or a header line. */
static void
test_call_letters(void **state)
{
	static const char *const bad[] = { "..", "a/b", "a b", "a\r\nHost: x",
	    "a?b", "%2e", "\xc3\xa7", "a#b", "a:b" };
	struct proto_call call;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		call = sample_call(NULL);
		memcpy(call.id, bad[i], strlen(bad[i]) + 1);
		expect_refused(&call);
		call = sample_call(NULL);
		memcpy(call.key, bad[i], strlen(bad[i]) + 1);
		expect_refused(&call);
	}
	call = sample_call(NULL);
	call.id[0] = '\0';
	expect_refused(&call);
	call = sample_call(NULL);
	call.op = WIRE_OP_COUNT;
	expect_refused(&call);
	call = sample_call(NULL);
	call.body_len = WIRE_BODY_MAX + 1;
	expect_refused(&call);
}

/* The helper checks again: it does not trust the terminal. */
static void
test_call_altered(void **state)
{
	struct secret *out = secret_new(WIRE_TOKEN_MAX);
	struct proto_call in = sample_call(NULL), got;
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	assert_int_equal(proto_put_call(&frame, &in), ERR_OK);
	frame.data[0] = PROTO_VERSION + 1;
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_SYNTAX);
	frame.data[0] = PROTO_VERSION;
	frame.data[2] = WIRE_OP_COUNT;
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_SYNTAX);
	frame.data[2] = WIRE_UNLOCK_CRYPTOGRAM;
	frame.data[7 + 4] = '/';	/* the id's first letter */
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_SYNTAX);
	frame.data[7 + 4] = 'u';
	assert_int_equal(proto_get_call(frame.data, frame.len, out, &got),
	    ERR_OK);
	buf_free(&frame);
	secret_free(&out);
}

static struct proto_answer *
new_answer(void)
{
	struct proto_answer *a = calloc(1, sizeof(*a));

	assert_non_null(a);
	a->status = 200;
	a->retry_after = -1;
	return a;
}

static void
test_answer_round_trip(void **state)
{
	struct proto_answer *in = new_answer(), *got = new_answer();
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	in->status = 503;
	in->retry_after = PROTO_RETRY_MAX;
	in->body = (const uint8_t *)"{}";
	in->body_len = 2;
	assert_int_equal(proto_put_answer(&frame, in), ERR_OK);
	assert_int_equal(proto_get_answer(frame.data, frame.len, got), ERR_OK);
	assert_int_equal(got->e, ERR_OK);
	assert_int_equal(got->status, 503);
	assert_int_equal(got->retry_after, PROTO_RETRY_MAX);
	assert_int_equal(got->body_len, 2);
	assert_false(got->has_picture);
	buf_free(&frame);
	free(in);
	free(got);
}

static void
test_answer_picture(void **state)
{
	struct proto_answer *in = new_answer(), *got = new_answer();
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	in->has_picture = true;
	in->picture.width = REMOTE_PICTURE_W;
	in->picture.height = REMOTE_PICTURE_H;
	memset(in->picture.grey, 0x7e, sizeof(in->picture.grey));
	assert_int_equal(proto_put_answer(&frame, in), ERR_OK);
	assert_int_equal(proto_get_answer(frame.data, frame.len, got), ERR_OK);
	assert_true(got->has_picture);
	assert_memory_equal(&got->picture, &in->picture, sizeof(in->picture));
	for (size_t len = 0; len < frame.len; len += 97)
		assert_int_equal(proto_get_answer(frame.data, len, got),
		    ERR_SYNTAX);
	buf_clear(&frame);
	in->picture.width++;
	assert_int_equal(proto_put_answer(&frame, in), ERR_ARGUMENT);
	buf_free(&frame);
	free(in);
	free(got);
}

/* Width times height must be what is there. */
static void
test_answer_picture_size(void **state)
{
	struct proto_answer *in = new_answer(), *got = new_answer();
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	in->has_picture = true;
	in->picture.width = 8;
	in->picture.height = 4;
	assert_int_equal(proto_put_answer(&frame, in), ERR_OK);
	assert_int_equal(frame.data[14], 8);
	for (int width = 0; width < 256; width++) {
		frame.data[14] = (uint8_t)width;
		assert_int_equal(proto_get_answer(frame.data, frame.len, got),
		    width == 8 ? ERR_OK : ERR_SYNTAX);
	}
	buf_free(&frame);
	free(in);
	free(got);
}

static void
test_answer_rules(void **state)
{
	static const struct {
		enum err e;
		int status, retry_after;
		enum err expected;
		enum remote_distrust distrust;
	} rules[] = {
		{ ERR_OK, 200, -1, ERR_OK, REMOTE_TRUSTED },
		{ ERR_OK, 599, 0, ERR_OK, REMOTE_TRUSTED },
		{ ERR_OK, 0, -1, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_OK, 199, -1, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_OK, 600, -1, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_OK, 200, -2, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_OK, 200, PROTO_RETRY_MAX + 1, ERR_ARGUMENT,
		    REMOTE_TRUSTED },
		{ ERR_PORTAL_AWAY, 0, -1, ERR_OK, REMOTE_TRUSTED },
		{ ERR_PORTAL_AWAY, 200, -1, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_COUNT, 0, -1, ERR_ARGUMENT, REMOTE_TRUSTED },
		{ ERR_PORTAL_TLS, 0, -1, ERR_OK, REMOTE_DATES },
		{ ERR_PORTAL_TLS, 0, -1, ERR_ARGUMENT, REMOTE_DISTRUSTS },
		{ ERR_PORTAL_AWAY, 0, -1, ERR_ARGUMENT, REMOTE_NAME },
	};
	struct proto_answer *a = new_answer();
	struct buf frame;

	(void)state;
	buf_init(&frame, PROTO_MAX);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		a->e = rules[i].e;
		a->distrust = rules[i].distrust;
		a->status = rules[i].status;
		a->retry_after = rules[i].retry_after;
		assert_int_equal(proto_put_answer(&frame, a),
		    rules[i].expected);
		if (rules[i].expected == ERR_OK) {
			assert_int_equal(proto_get_answer(frame.data,
			    frame.len, a), ERR_OK);
			assert_int_equal(a->distrust, rules[i].distrust);
		}
		buf_clear(&frame);
	}
	buf_free(&frame);
	free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call_round_trip),
		cmocka_unit_test(test_call_without_token_and_body),
		cmocka_unit_test(test_call_truncated),
		cmocka_unit_test(test_call_letters),
		cmocka_unit_test(test_call_altered),
		cmocka_unit_test(test_answer_round_trip),
		cmocka_unit_test(test_answer_picture),
		cmocka_unit_test(test_answer_picture_size),
		cmocka_unit_test(test_answer_rules),
	};
	int failed;

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	token = secret_new(WIRE_TOKEN_MAX);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	secret_free(&token);
	return failed;
}
