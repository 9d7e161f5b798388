/* portal/id_token.h: what an ID token must be to be believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <cjose/cjose.h>

#include "portal/id_token.h"

#define NOW 1000000

static cjose_jwk_t *ours, *other;
static json_t *keys;		/* the issuer publishes the public one of ours */

static const struct id_token_rules rules = { .issuer = "https://issuer.test",
	.client = "portal", .nonce = "n1", .claim = "identity_number",
	.now = NOW };

static int
setup(void **state)
{
	cjose_err error;
	char *text;
	json_t *key;

	(void)state;
	ours = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
	other = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
	assert_non_null(ours);
	assert_non_null(other);
	assert_true(cjose_jwk_set_kid(ours, "one", 3, &error));
	text = cjose_jwk_to_json(ours, false, &error);
	key = json_loads(text, 0, NULL);
	cjose_get_dealloc()(text);
	assert_non_null(key);
	keys = json_array();
	return json_array_append_new(keys, key);
}

static int
teardown(void **state)
{
	(void)state;
	json_decref(keys);
	cjose_jwk_release(ours);
	cjose_jwk_release(other);
	return 0;
}

/* The claims of a good token, with what `more` (JSON) says instead. */
static json_t *
claims(const char *more)
{
	json_t *all = json_pack("{s:s, s:s, s:i, s:i, s:s, s:s}",
	    "iss", rules.issuer, "aud", rules.client, "exp", NOW + 300,
	    "iat", NOW, "nonce", "n1", "identity_number", "10000000146");
	json_t *change = json_loads(more, 0, NULL);

	assert_non_null(all);
	assert_non_null(change);
	assert_int_equal(json_object_update(all, change), 0);
	json_decref(change);
	return all;
}

static void
sign(const char *more, const cjose_jwk_t *key, const char *kid, char *out,
    size_t size)
{
	json_t *all = claims(more);
	char *text = json_dumps(all, 0);
	const char *token;
	cjose_err error;
	cjose_header_t *header = cjose_header_new(&error);
	cjose_jws_t *jws;

	assert_true(cjose_header_set(header, CJOSE_HDR_ALG,
	    CJOSE_HDR_ALG_ES256, &error));
	assert_true(cjose_header_set(header, CJOSE_HDR_KID, kid, &error));
	jws = cjose_jws_sign(key, header, (const uint8_t *)text, strlen(text),
	    &error);
	assert_non_null(jws);
	assert_true(cjose_jws_export(jws, &token, &error));
	assert_true(strlen(token) < size);
	memcpy(out, token, strlen(token) + 1);
	cjose_jws_release(jws);
	cjose_header_release(header);
	cjose_get_dealloc()(text);
	json_decref(all);
}

static enum err
read_it(const char *token, char *out, size_t size)
{
	const char *why = "";

	return id_token_read(token, keys, &rules, out, size, &why);
}

static void
test_a_good_one_names_the_person(void **state)
{
	static const char *const good[] = { "{}",
		"{\"aud\": [\"portal\"]}",
		"{\"aud\": [\"portal\", \"x\"], \"azp\": \"portal\"}",
		"{\"exp\": 999990}",		/* clocks differ a little */
		"{\"iat\": 1000030}",
		"{\"exp\": 9223372036854775807}",
		"{\"iat\": -9223372036854775807}" };
	char token[2048], who[32];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		sign(good[i], ours, "one", token, sizeof(token));
		if (read_it(token, who, sizeof(who)) != ERR_OK)
			fail_msg("refused: %s", good[i]);
		assert_string_equal(who, "10000000146");
	}
}

static void
test_what_it_says_must_fit(void **state)
{
	static const char *const bad[] = {
		"{\"iss\": \"https://issuer.test.evil\"}",
		"{\"iss\": 1}",
		"{\"aud\": \"someone\"}",
		"{\"aud\": []}",
		"{\"aud\": [\"portal\", \"x\"]}",	/* not for us alone */
		"{\"aud\": [\"portal\", \"x\"], \"azp\": \"x\"}",
		"{\"exp\": 999900}",
		"{\"exp\": \"soon\"}",
		"{\"iat\": 1000100}",
		"{\"iat\": null}",
		"{\"nonce\": \"n2\"}",
		"{\"nonce\": 1}",
		"{\"identity_number\": \"\"}",
		"{\"identity_number\": 10000000146}",
		"{\"identity_number\": \"0123456789012345678901234567890123\"}",
	};
	char token[2048], who[32];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		sign(bad[i], ours, "one", token, sizeof(token));
		if (read_it(token, who, sizeof(who)) != ERR_REFUSED)
			fail_msg("taken: %s", bad[i]);
	}
}

static void
test_who_signed_it(void **state)
{
	char token[2048], who[32];

	(void)state;
	sign("{}", other, "one", token, sizeof(token));
	assert_int_equal(read_it(token, who, sizeof(who)), ERR_REFUSED);
	sign("{}", other, "two", token, sizeof(token));
	/* The issuer may have changed its keys. */
	assert_int_equal(read_it(token, who, sizeof(who)), ERR_NOT_FOUND);
	sign("{}", ours, "one", token, sizeof(token));
	token[strlen(token) - 10] ^= 1;
	assert_int_equal(read_it(token, who, sizeof(who)), ERR_REFUSED);
}

/* Header "alg": none, and a MAC with the public key for a secret. */
static void
test_how_it_is_signed(void **state)
{
	static const char *const headers[] = { "eyJhbGciOiJub25lIn0",
		"eyJhbGciOiJIUzI1NiJ9", "e30", "bm8ganNvbg" };
	char token[2048], forged[2200], who[32];
	const char *rest;

	(void)state;
	sign("{}", ours, "one", token, sizeof(token));
	rest = strchr(token, '.');
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		snprintf(forged, sizeof(forged), "%s%s", headers[i], rest);
		assert_int_equal(read_it(forged, who, sizeof(who)),
		    ERR_REFUSED);
	}
}

static void
test_what_is_no_token(void **state)
{
	static const char *const bad[] = { "", ".", "..", "a.b", "a.b.c.d",
		"....", "e30.e30.", "\xff.\xff.\xff" };
	char who[32];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_it(bad[i], who, sizeof(who)),
		    ERR_REFUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_good_one_names_the_person),
		cmocka_unit_test(test_what_it_says_must_fit),
		cmocka_unit_test(test_who_signed_it),
		cmocka_unit_test(test_how_it_is_signed),
		cmocka_unit_test(test_what_is_no_token),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
