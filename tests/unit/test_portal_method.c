/* What the portal makes of a challenge, for each type of card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "base/hex.h"
#include "base/secret.h"
#include "portal/method.h"

static struct secret *
key_of(const char *hex)
{
	uint8_t bytes[32];
	struct secret *key;
	size_t len;

	assert_int_equal(hex_decode(hex, bytes, sizeof(bytes), &len), ERR_OK);
	key = secret_new(len);
	assert_non_null(key);
	assert_int_equal(secret_set(key, bytes, len), ERR_OK);
	return key;
}

/* RFC 4493, example 2. */
static void
test_akis(void **state)
{
	struct secret *key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
	const struct method *m = method_of("akis");
	uint8_t challenge[16], out[METHOD_ANSWER_MAX];
	char hex[33];
	size_t len;

	(void)state;
	assert_non_null(m);
	assert_string_equal(m->name, "challenge-response");
	assert_int_equal(m->key, 16);
	assert_int_equal(m->challenge, 16);
	assert_int_equal(hex_decode("6bc1bee22e409f96e93d7e117393172a",
	    challenge, 16, &len), ERR_OK);
	assert_int_equal(m->answer(key, challenge, out, &len), ERR_OK);
	assert_int_equal(len, 16);
	hex_encode(out, len, hex, sizeof(hex));
	assert_string_equal(hex, "070a16b46b4d4144f79bdd9dd04a287c");
	secret_free(&key);
}

static void
decrypt(const struct secret *key, const uint8_t *in, size_t len, uint8_t *out)
{
	static const uint8_t iv[8];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	assert_int_equal(EVP_DecryptInit_ex2(ctx, EVP_des_ede3_cbc(),
	    secret_bytes(key), iv, NULL), 1);
	assert_int_equal(EVP_CIPHER_CTX_set_padding(ctx, 0), 1);
	assert_int_equal(EVP_DecryptUpdate(ctx, out, &n, in, (int)len), 1);
	assert_int_equal(n, len);
	EVP_CIPHER_CTX_free(ctx);
}

static void
test_gids(void **state)
{
	struct secret *key = key_of("000102030405060708090a0b0c0d0e0f"
	    "1011121314151617");
	const struct method *m = method_of("gids");
	uint8_t challenge[32], out[METHOD_ANSWER_MAX], plain[40];
	uint8_t again[METHOD_ANSWER_MAX];
	size_t len;

	(void)state;
	assert_non_null(m);
	assert_string_equal(m->name, "gids-admin");
	assert_int_equal(m->key, 24);
	assert_int_equal(m->challenge, 32);
	for (size_t i = 0; i < sizeof(challenge); i++)
		challenge[i] = (uint8_t)i;
	assert_int_equal(m->answer(key, challenge, out, &len), ERR_OK);
	assert_int_equal(len, 72);
	decrypt(key, out, 40, plain);
	assert_memory_equal(plain, challenge, 32);
	assert_int_equal(plain[39], 0x80);
	decrypt(key, out + 40, 32, plain);
	assert_memory_equal(plain, challenge + 16, 16);
	assert_memory_equal(plain + 16, challenge, 16);
	/* The share of a session key is new each time. */
	assert_int_equal(m->answer(key, challenge, again, &len), ERR_OK);
	assert_memory_equal(out, again, 32);
	assert_memory_not_equal(out + 32, again + 32, 8);
	secret_free(&key);
}

static void
test_types(void **state)
{
	struct secret *key = key_of("000102030405060708090a0b0c0d0e0f");
	uint8_t challenge[32] = { 0 }, out[METHOD_ANSWER_MAX];
	char types[50];
	size_t len;

	(void)state;
	assert_null(method_of("piv"));
	assert_null(method_of(""));
	method_types(types, sizeof(types));
	assert_string_equal(types, "akis, akis2, akis-scp, gids");
	/* A key of another type's length. */
	assert_int_not_equal(method_of("gids")->answer(key, challenge, out,
	    &len), ERR_OK);
	secret_free(&key);
}

static int
setup(void **state)
{
	(void)state;
	return secret_heap_init() == SECRET_HEAP_NONE;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_akis),
		cmocka_unit_test(test_gids),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
