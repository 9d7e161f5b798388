/* Keys and sealing against published vectors, and what must not open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "portal/keys.h"
#include "portal/seal.h"

static char folder[] = "/tmp/portal-keys-XXXXXX";

static int
setup(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	return secret_heap_init() == SECRET_HEAP_NONE ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	return rmdir(folder);
}

static struct secret *
key_of(const char *digits)
{
	uint8_t bytes[64];
	struct secret *key;
	size_t len;

	assert_int_equal(hex_decode(digits, bytes, sizeof(bytes), &len),
	    ERR_OK);
	key = secret_new(len);
	assert_non_null(key);
	assert_int_equal(secret_set(key, bytes, len), ERR_OK);
	return key;
}

static void
assert_hex(const uint8_t *bytes, size_t len, const char *digits)
{
	char text[129];

	hex_encode(bytes, len, text, sizeof(text));
	assert_string_equal(text, digits);
}

/* RFC 4493, examples 2 and 3. */
static void
test_cmac(void **state)
{
	static const uint8_t message[40] = {
		0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d,
		0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57,
		0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf,
		0x8e, 0x51, 0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11 };
	struct secret *key = key_of("2b7e151628aed2a6abf7158809cf4f3c");
	uint8_t mac[16];

	(void)state;
	assert_int_equal(seal_cmac(key, message, 16, mac), ERR_OK);
	assert_hex(mac, 16, "070a16b46b4d4144f79bdd9dd04a287c");
	assert_int_equal(seal_cmac(key, message, 40, mac), ERR_OK);
	assert_hex(mac, 16, "dfa66747de9ae63030ca32611497c827");
	secret_free(&key);
}

/* RFC 7914, section 12, has no vector with N = 2^15, r = 8, p = 1; that the
 * parameters are taken is seen by the hash changing with each of them. */
static void
test_word_depends_on_all(void **state)
{
	struct secret *word = key_of("70617373776f7264");
	uint8_t salt[SALT_BYTES] = "0123456789abcdef";
	uint8_t a[HASH_BYTES], b[HASH_BYTES];

	(void)state;
	assert_int_equal(seal_word(word, salt, 4, a), ERR_OK);
	assert_int_equal(seal_word(word, salt, 4, b), ERR_OK);
	assert_true(seal_equal(a, b));
	assert_int_equal(seal_word(word, salt, 5, b), ERR_OK);
	assert_false(seal_equal(a, b));
	salt[15] ^= 1;
	assert_int_equal(seal_word(word, salt, 4, b), ERR_OK);
	assert_false(seal_equal(a, b));
	assert_int_equal(seal_word(word, salt, 21, b), ERR_ARGUMENT);
	secret_free(&word);
}

static void
test_hmac_keeps_parts_apart(void **state)
{
	struct secret *key = key_of("00112233445566778899aabbccddeeff");
	uint8_t a[HASH_BYTES], b[HASH_BYTES];

	(void)state;
	assert_int_equal(seal_hmac(key, "ab", 2, "c", 1, a), ERR_OK);
	assert_int_equal(seal_hmac(key, "a", 1, "bc", 2, b), ERR_OK);
	assert_false(seal_equal(a, b));
	secret_free(&key);
}

static void
test_seal_opens_only_where_it_was_sealed(void **state)
{
	struct secret *key, *other;
	struct buf sealed, plain;

	(void)state;
	assert_int_equal(key_make(KEY_BYTES, &key), ERR_OK);
	assert_int_equal(key_make(KEY_BYTES, &other), ERR_OK);
	buf_init(&sealed, 256);
	buf_init(&plain, 256);
	assert_int_equal(seal_bytes(key, "person.phone", "541", 3, &sealed),
	    ERR_OK);
	assert_int_equal(seal_open(key, "person.phone", sealed.data,
	    sealed.len, &plain), ERR_OK);
	assert_int_equal(plain.len, 3);
	assert_memory_equal(plain.data, "541", 4);
	assert_int_equal(seal_open(key, "person.name", sealed.data,
	    sealed.len, &plain), ERR_REFUSED);
	assert_int_equal(seal_open(other, "person.phone", sealed.data,
	    sealed.len, &plain), ERR_REFUSED);
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.data[i] ^= 1;
		assert_int_equal(seal_open(key, "person.phone", sealed.data,
		    sealed.len, &plain), ERR_REFUSED);
		sealed.data[i] ^= 1;
	}
	assert_int_equal(seal_open(key, "person.phone", sealed.data,
	    sealed.len - 1, &plain), ERR_REFUSED);
	assert_int_equal(seal_open(key, "person.phone", sealed.data, 5,
	    &plain), ERR_REFUSED);
	assert_int_equal(plain.len, 3);		/* nothing was added */
	buf_free(&sealed);
	buf_free(&plain);
	secret_free(&key);
	secret_free(&other);
}

static void
test_nothing_can_be_sealed_too(void **state)
{
	struct buf sealed, plain;
	struct secret *key;

	(void)state;
	assert_int_equal(key_make(KEY_BYTES, &key), ERR_OK);
	buf_init(&sealed, 64);
	buf_init(&plain, 64);
	assert_int_equal(seal_bytes(key, "x", "", 0, &sealed), ERR_OK);
	assert_int_equal(seal_open(key, "x", sealed.data, sealed.len, &plain),
	    ERR_OK);
	assert_int_equal(plain.len, 0);
	buf_free(&sealed);
	buf_free(&plain);
	secret_free(&key);
}

static void
test_each_use_has_its_own_key(void **state)
{
	struct secret *data;
	struct keys k;

	(void)state;
	assert_int_equal(key_make(KEY_BYTES, &data), ERR_OK);
	assert_int_equal(keys_derive(data, &k), ERR_OK);
	const struct secret *all[] = { data, k.lookup, k.seal, k.code,
	    k.request, k.picture, k.nobody };

	for (size_t i = 0; i < 7; i++) {
		for (size_t j = 0; j < i; j++)
			assert_false(secret_equal(all[i], all[j]));
	}
	keys_free(&k);
	secret_free(&data);
}

/* The master key is one of openssl's own making; the result was computed with
 * `openssl mac` over the bytes that keys.h shows. */
static void
test_card_key(void **state)
{
	struct secret *master = key_of("000102030405060708090a0b0c0d0e0f"
	    "101112131415161718191a1b1c1d1e1f");
	static const uint8_t serial[8] = { 0xa0, 0xb1, 0xc2, 0xd3, 0xe4, 0xf5,
	    0x89, 0x01 };
	struct secret *key = NULL;

	(void)state;
	assert_int_equal(key_for_card(master, serial, sizeof(serial),
	    CARD_KEY_BYTES, &key),
	    ERR_OK);
	assert_int_equal(secret_len(key), CARD_KEY_BYTES);
	assert_hex(secret_bytes(key), 16, "1f7d7d6bf874dc2f0d9c428d61b78e39");
	secret_free(&key);
	/* Of 24 bytes: another key, not the same one and more. */
	assert_int_equal(key_for_card(master, serial, sizeof(serial), 24,
	    &key), ERR_OK);
	assert_int_equal(secret_len(key), 24);
	assert_hex(secret_bytes(key), 24, "8e9bb45b315e90adb706bc148ce9f8f3"
	    "f28385b281e073c4");
	secret_free(&key);
	assert_int_equal(key_for_card(master, serial, 0,
	    CARD_KEY_BYTES, &key), ERR_ARGUMENT);
	secret_free(&master);
}

static void
test_key_files(void **state)
{
	struct secret *key, *back = NULL;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/key", folder);
	assert_int_equal(key_make(KEY_BYTES, &key), ERR_OK);
	assert_int_equal(key_read_file(path, &back), ERR_IO);
	assert_int_equal(key_write_file(path, key), ERR_OK);
	assert_int_equal(key_write_file(path, key), ERR_REFUSED);
	assert_int_equal(key_read_file(path, &back), ERR_OK);
	assert_true(secret_equal(key, back));
	secret_free(&back);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(key_read_file(path, &back), ERR_REFUSED);
	/* How the service manager hands it to the service. */
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
	assert_int_equal(key_read_file(path, &back), ERR_OK);
	secret_free(&back);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(key_read_file(path, &back), ERR_REFUSED);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/nowhere", 1), 0);
	assert_int_equal(key_read_file(path, &back), ERR_REFUSED);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 20), 0);
	assert_int_equal(key_read_file(path, &back), ERR_SYNTAX);
	assert_null(back);
	assert_int_equal(unlink(path), 0);
	secret_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cmac),
		cmocka_unit_test(test_word_depends_on_all),
		cmocka_unit_test(test_hmac_keeps_parts_apart),
		cmocka_unit_test(test_seal_opens_only_where_it_was_sealed),
		cmocka_unit_test(test_nothing_can_be_sealed_too),
		cmocka_unit_test(test_each_use_has_its_own_key),
		cmocka_unit_test(test_card_key),
		cmocka_unit_test(test_key_files),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
