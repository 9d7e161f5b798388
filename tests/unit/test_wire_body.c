/* Bodies: what one side writes the other reads; what is malformed, too deep,
 * too long, doubled or of a wrong type is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "wire/wire.h"

static int
setup(void **state)
{
	(void)state;
	wire_init();
	return secret_heap_init() == SECRET_HEAP_NONE ? -1 : 0;
}

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(128);

	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
	return s;
}

static enum err
read_reply(enum wire_op op, const char *text, struct wire_reply *reply)
{
	assert_int_equal(wire_reply_init(op, reply), ERR_OK);
	return wire_decode_reply(op, (const uint8_t *)text, strlen(text),
	    reply);
}

static enum err
read_request(enum wire_op op, const char *text)
{
	struct wire_request req = { 0 };
	enum err e;

	e = wire_decode_request(op, (const uint8_t *)text, strlen(text), &req);
	wire_request_free(op, &req);
	return e;
}

static void
test_login_goes_there_and_back(void **state)
{
	struct secret *word = secret_of("Gizli\"S\u00f6z\u00fc 1");
	struct wire_request out = { 0 }, in = { 0 };
	struct buf body;

	(void)state;
	strcpy(out.u.login_password.identity, "10000000146");
	strcpy(out.u.login_password.captcha_id, "abc");
	strcpy(out.u.login_password.captcha, "26apw");
	out.u.login_password.word = word;
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_request(WIRE_LOGIN_PASSWORD, &out, &body),
	    ERR_OK);
	assert_int_equal(wire_decode_request(WIRE_LOGIN_PASSWORD, body.data,
	    body.len, &in), ERR_OK);
	assert_string_equal(in.u.login_password.identity, "10000000146");
	assert_string_equal(in.u.login_password.captcha, "26apw");
	assert_true(secret_equal(in.u.login_password.word, word));
	wire_request_free(WIRE_LOGIN_PASSWORD, &in);
	assert_null(in.u.login_password.word);
	buf_free(&body);
	secret_free(&word);
}

static void
test_cryptogram_goes_there_and_back(void **state)
{
	static const uint8_t bytes[16] = { 0, 1, 0xff, 0x80 };
	struct wire_reply out, in;
	struct buf body;

	(void)state;
	assert_int_equal(wire_reply_init(WIRE_UNLOCK_CRYPTOGRAM, &out), ERR_OK);
	memcpy(out.u.unlock_cryptogram.cryptogram, bytes, sizeof(bytes));
	out.u.unlock_cryptogram.cryptogram_len = sizeof(bytes);
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_reply(WIRE_UNLOCK_CRYPTOGRAM, &out, &body),
	    ERR_OK);
	assert_int_equal(wire_reply_init(WIRE_UNLOCK_CRYPTOGRAM, &in), ERR_OK);
	assert_int_equal(wire_decode_reply(WIRE_UNLOCK_CRYPTOGRAM, body.data,
	    body.len, &in), ERR_OK);
	assert_int_equal(in.u.unlock_cryptogram.cryptogram_len, 16);
	assert_memory_equal(in.u.unlock_cryptogram.cryptogram, bytes, 16);
	buf_free(&body);
	wire_reply_free(WIRE_UNLOCK_CRYPTOGRAM, &in);
	wire_reply_free(WIRE_UNLOCK_CRYPTOGRAM, &out);
}

static void
test_token_is_read_into_a_secret(void **state)
{
	struct wire_reply r;

	(void)state;
	assert_int_equal(read_reply(WIRE_SESSION_OPEN,
	    "{\"token\":\"abcd\",\"expires_in\":600,"
	    "\"captcha\":\"required\",\"new\":[1]}", &r), ERR_OK);
	assert_int_equal(secret_len(r.u.session_open.token), 4);
	assert_int_equal(r.u.session_open.expires_in, 600);
	wire_reply_free(WIRE_SESSION_OPEN, &r);
	assert_null(r.u.session_open.token);
}

/* PIN and PUK go into secrets; a PUK may be missing, a PIN not. */
static void
test_letter_goes_there_and_back(void **state)
{
	struct wire_reply out, in;
	struct buf body;

	(void)state;
	assert_int_equal(wire_reply_init(WIRE_LETTER_READ, &out), ERR_OK);
	memcpy(out.u.letter_read.id, "0a", 3);
	memcpy(out.u.letter_read.serial, "a0b1", 5);
	memcpy(out.u.letter_read.state, "current", 8);
	out.u.letter_read.year = 2010;
	out.u.letter_read.letters = 1;
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_reply(WIRE_LETTER_READ, &out, &body),
	    ERR_ARGUMENT);
	out.u.letter_read.pin = secret_of("702416");
	assert_int_equal(wire_encode_reply(WIRE_LETTER_READ, &out, &body),
	    ERR_OK);
	assert_null(strstr((const char *)body.data, "puk"));
	assert_int_equal(read_reply(WIRE_LETTER_READ,
	    (const char *)body.data, &in), ERR_OK);
	assert_true(secret_equal(in.u.letter_read.pin,
	    out.u.letter_read.pin));
	assert_null(in.u.letter_read.puk);
	assert_int_equal(in.u.letter_read.year, 2010);
	wire_reply_free(WIRE_LETTER_READ, &in);
	out.u.letter_read.puk = secret_of("83120547");
	buf_clear(&body);
	assert_int_equal(wire_encode_reply(WIRE_LETTER_READ, &out, &body),
	    ERR_OK);
	assert_int_equal(read_reply(WIRE_LETTER_READ,
	    (const char *)body.data, &in), ERR_OK);
	assert_true(secret_equal(in.u.letter_read.puk,
	    out.u.letter_read.puk));
	wire_reply_free(WIRE_LETTER_READ, &in);
	wire_reply_free(WIRE_LETTER_READ, &out);
	buf_free(&body);
	assert_int_equal(read_reply(WIRE_LETTER_READ, "{\"id\":\"0a\","
	    "\"serial\":\"a0\",\"pin\":\"\",\"year\":2010,"
	    "\"state\":\"current\",\"letters\":1}", &in),
	    ERR_PORTAL_ANSWER);
	wire_reply_free(WIRE_LETTER_READ, &in);
}

#define ROW "{\"id\":\"c1\",\"serial\":\"0a\",\"subject\":\"A*\"," \
	"\"from\":\"2026-01-13T11:03:59Z\",\"to\":\"2029-01-13T11:03:59Z\"," \
	"\"state\":\"active\",\"fingerprint\":\"00\"}"

/* Lists: as many as there is room for, each whole. */
static void
test_lists(void **state)
{
	static const char *const bad[] = {
		"{}", "{\"certificates\":{}}", "{\"certificates\":null}",
		"{\"certificates\":[7]}", "{\"certificates\":[{}]}",
		"{\"certificates\":[" ROW ",{\"id\":\"c1\"}]}",
	};
	struct wire_reply out, in;
	struct buf body;

	(void)state;
	assert_int_equal(read_reply(WIRE_CERTIFICATE_LIST,
	    "{\"certificates\":[" ROW "," ROW "]}", &out), ERR_OK);
	assert_int_equal(out.u.certificate_list.count, 2);
	assert_string_equal(out.u.certificate_list.rows[1].state, "active");
	assert_string_equal(out.u.certificate_list.rows[1].suspended_by, "");
	buf_init(&body, WIRE_BODY_MAX);
	for (size_t i = 0; i < WIRE_CERTIFICATES; i++)
		out.u.certificate_list.rows[i] =
		    out.u.certificate_list.rows[0];
	out.u.certificate_list.count = WIRE_CERTIFICATES;
	assert_int_equal(wire_encode_reply(WIRE_CERTIFICATE_LIST, &out,
	    &body), ERR_OK);
	assert_int_equal(read_reply(WIRE_CERTIFICATE_LIST,
	    (const char *)body.data, &in), ERR_OK);
	assert_memory_equal(&in, &out, sizeof(in));
	/* One more than there is room for, on the wire and in the struct. */
	body.len -= 2;
	assert_int_equal(buf_add_str(&body, "," ROW "]}"), ERR_OK);
	assert_int_equal(wire_decode_reply(WIRE_CERTIFICATE_LIST, body.data,
	    body.len, &in), ERR_PORTAL_ANSWER);
	out.u.certificate_list.count = WIRE_CERTIFICATES + 1;
	buf_clear(&body);
	assert_int_equal(wire_encode_reply(WIRE_CERTIFICATE_LIST, &out,
	    &body), ERR_ARGUMENT);
	buf_free(&body);
	assert_int_equal(read_reply(WIRE_CERTIFICATE_LIST,
	    "{\"certificates\":[]}", &in), ERR_OK);
	assert_int_equal(in.u.certificate_list.count, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_reply(WIRE_CERTIFICATE_LIST, bad[i],
		    &in), ERR_PORTAL_ANSWER);
	wire_reply_free(WIRE_CERTIFICATE_LIST, &in);
	wire_reply_free(WIRE_CERTIFICATE_LIST, &out);
}

static void
test_unknown_tries_are_left_out(void **state)
{
	struct wire_request out = { 0 }, in = { 0 };
	struct buf body;

	(void)state;
	strcpy(out.u.unlock_report.outcome, "done");
	out.u.unlock_report.tries_after = -1;
	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(wire_encode_request(WIRE_UNLOCK_REPORT, &out, &body),
	    ERR_OK);
	assert_null(strstr((const char *)body.data, "tries_after"));
	assert_int_equal(wire_decode_request(WIRE_UNLOCK_REPORT, body.data,
	    body.len, &in), ERR_OK);
	assert_int_equal(in.u.unlock_report.tries_after, -1);
	buf_free(&body);
}

static void
test_bad_replies(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "null", "7", "\"id\"",
		"{\"id\":\"a\"}",			/* one is missing */
		"{\"id\":7,\"expires_in\":1}",		/* mistyped */
		"{\"id\":null,\"expires_in\":1}",
		"{\"id\":\"\",\"expires_in\":1}",
		"{\"id\":\"a\",\"expires_in\":\"1\"}",
		"{\"id\":\"a\",\"expires_in\":1.5}",
		"{\"id\":\"a\",\"expires_in\":-1}",
		"{\"id\":\"a\",\"expires_in\":86401}",
		"{\"id\":\"a\",\"expires_in\":99999999999999999999}",
		"{\"id\":\"a\",\"id\":\"b\",\"expires_in\":1}",
		"{\"id\":\"a\\u0000b\",\"expires_in\":1}",
		"{\"id\":\"\xc3\x28\",\"expires_in\":1}",
		"{\"id\":\"\xc0\x80\",\"expires_in\":1}",
		"{\"id\":\"a\",\"expires_in\":1} x",
		"{\"id\":\"012345678901234567890123456789012345678901234567\","
		    "\"expires_in\":1}",		/* 48 letters */
	};
	struct wire_reply r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_reply(WIRE_CAPTCHA_NEW, bad[i], &r),
		    ERR_PORTAL_ANSWER);
		wire_reply_free(WIRE_CAPTCHA_NEW, &r);
	}
}

static enum err
reply_with_depth(int depth)
{
	struct wire_reply r;
	struct buf body;
	enum err e;

	buf_init(&body, WIRE_BODY_MAX);
	assert_int_equal(buf_add_str(&body, "{\"expires_in\":1,\"deep\":"),
	    ERR_OK);
	for (int i = 0; i < depth; i++)
		assert_int_equal(buf_add_str(&body, "["), ERR_OK);
	for (int i = 0; i < depth; i++)
		assert_int_equal(buf_add_str(&body, "]"), ERR_OK);
	assert_int_equal(buf_add_str(&body, "}"), ERR_OK);
	e = read_reply(WIRE_SESSION_KEEP, (const char *)body.data, &r);
	wire_reply_free(WIRE_SESSION_KEEP, &r);
	buf_free(&body);
	return e;
}

static void
test_depth(void **state)
{
	struct wire_reply r;

	(void)state;
	assert_int_equal(reply_with_depth(15), ERR_OK);
	assert_int_equal(reply_with_depth(16), ERR_PORTAL_ANSWER);
	assert_int_equal(reply_with_depth(20000), ERR_PORTAL_ANSWER);
	/* Brackets in text are text, also behind an escaped quote. */
	assert_int_equal(read_reply(WIRE_SESSION_KEEP,
	    "{\"t\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[\",\"expires_in\":1}", &r),
	    ERR_OK);
}

static void
test_a_body_beyond_the_bound(void **state)
{
	static uint8_t body[WIRE_BODY_MAX + 1];
	struct wire_reply r = { 0 };

	(void)state;
	memset(body, ' ', sizeof(body));
	memcpy(body, "{\"expires_in\":1}", 16);
	assert_int_equal(wire_decode_reply(WIRE_SESSION_KEEP, body,
	    WIRE_BODY_MAX, &r), ERR_OK);
	assert_int_equal(wire_decode_reply(WIRE_SESSION_KEEP, body,
	    WIRE_BODY_MAX + 1, &r), ERR_PORTAL_ANSWER);
}

static void
test_bad_requests(void **state)
{
	(void)state;
	assert_int_equal(read_request(WIRE_SMS_VERIFY, "{\"code\":\"123456\"}"),
	    ERR_OK);
	assert_int_equal(read_request(WIRE_SMS_VERIFY, "{\"code\":123456}"),
	    ERR_ARGUMENT);
	assert_int_equal(read_request(WIRE_SMS_VERIFY,
	    "{\"code\":\"12345678901234567\"}"), ERR_ARGUMENT);
	assert_int_equal(read_request(WIRE_SMS_VERIFY,
	    "{\"code\":\"1\",\"code\":\"2\"}"), ERR_ARGUMENT);
	assert_int_equal(read_request(WIRE_UNLOCK_CRYPTOGRAM,
	    "{\"serial\":\"01\",\"challenge\":\"0g\"}"), ERR_ARGUMENT);
	assert_int_equal(read_request(WIRE_UNLOCK_CRYPTOGRAM,
	    "{\"serial\":\"01\",\"challenge\":\"\"}"), ERR_ARGUMENT);
	/* The secret that was read before the broken field is freed. */
	assert_int_equal(read_request(WIRE_LOGIN_PASSWORD,
	    "{\"identity\":\"1\",\"word\":\"w\",\"captcha_id\":7}"),
	    ERR_ARGUMENT);
	/* Operations without a body do not look at one. */
	assert_int_equal(read_request(WIRE_SMS_SEND, ""), ERR_OK);
}

static void
test_values_out_of_bounds_are_not_written(void **state)
{
	struct wire_request req = { 0 };
	struct buf body;

	(void)state;
	buf_init(&body, WIRE_BODY_MAX);
	strcpy(req.u.unlock_cryptogram.serial, "01");
	assert_int_equal(wire_encode_request(WIRE_UNLOCK_CRYPTOGRAM, &req,
	    &body), ERR_ARGUMENT);
	req.u.unlock_cryptogram.challenge_len = 33;
	assert_int_equal(wire_encode_request(WIRE_UNLOCK_CRYPTOGRAM, &req,
	    &body), ERR_ARGUMENT);
	assert_int_equal(body.len, 0);
	assert_int_equal(wire_encode_request(WIRE_LOGIN_PASSWORD, &req, &body),
	    ERR_ARGUMENT);
	buf_free(&body);
}

static void
test_empty_replies(void **state)
{
	struct wire_reply r;

	(void)state;
	assert_int_equal(read_reply(WIRE_SESSION_CLOSE, "", &r), ERR_OK);
	assert_int_equal(read_reply(WIRE_SESSION_CLOSE, "{}", &r),
	    ERR_PORTAL_ANSWER);
}

static void
test_every_op_is_described(void **state)
{
	(void)state;
	for (int op = 0; op < WIRE_OP_COUNT; op++) {
		const struct wire_op_info *info;

		info = wire_op_info((enum wire_op)op);
		assert_non_null(info->name);
		assert_non_null(info->method);
		assert_memory_equal(info->path, "/v1/", 4);
		/* Anything may be tried again in one way or the other. */
		assert_true(info->safe != info->idempotent_key);
	}
	assert_null(wire_op_info(WIRE_OP_COUNT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_login_goes_there_and_back),
		cmocka_unit_test(test_cryptogram_goes_there_and_back),
		cmocka_unit_test(test_token_is_read_into_a_secret),
		cmocka_unit_test(test_letter_goes_there_and_back),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_unknown_tries_are_left_out),
		cmocka_unit_test(test_bad_replies),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_a_body_beyond_the_bound),
		cmocka_unit_test(test_bad_requests),
		cmocka_unit_test(test_values_out_of_bounds_are_not_written),
		cmocka_unit_test(test_empty_replies),
		cmocka_unit_test(test_every_op_is_described),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
