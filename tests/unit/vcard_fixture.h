/* A card for the tests of vcard: its text is made once a program (an RSA key
 * takes a while), every test parses its own card from it. */
#ifndef UNIT_VCARD_FIXTURE_H
#define UNIT_VCARD_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/secret.h"
#include "vcard/make.h"
#include "vcard/state.h"
#include "vcard/state_text.h"
#include "vcard/type.h"
#include "vcard/vcard.h"

#define FIXTURE_PIN "123456"
#define FIXTURE_PUK "87654321"

static struct buf fixture_text;
static const struct vtype *fixture_type;

/* As much of them as the type takes. */
static const uint8_t fixture_key[VSTATE_KEY_MAX] = { 0x2b, 0x7e, 0x15, 0x16,
    0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 };
static const uint8_t fixture_serial[VSTATE_SERIAL_MAX] = { 1, 2, 3, 4, 5, 6, 7,
    8, 9, 10, 11, 12, 13, 14, 15, 16 };

/* The text of a card of this type. */
static void
fixture_make(const struct vtype *type)
{
	struct make_certificate m = { .subject = MAKE_SUBJECT,
	    .days = MAKE_DAYS };
	struct vstate s;

	if (fixture_type == NULL)	/* once a program */
		assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	fixture_type = type;
	assert_int_equal(vstate_init(&s, type), ERR_OK);
	assert_int_equal(hex_decode(type->atr, s.atr, sizeof(s.atr),
	    &s.atr_len), ERR_OK);
	memcpy(s.serial, fixture_serial, type->serial_len);
	assert_int_equal(secret_set(s.pin, FIXTURE_PIN, 6), ERR_OK);
	assert_int_equal(secret_set(s.puk, FIXTURE_PUK, 8), ERR_OK);
	assert_int_equal(secret_set(s.unlock_key, fixture_key, type->key_min),
	    ERR_OK);
	assert_int_equal(make_certificate(&m, &s), ERR_OK);
	buf_init(&fixture_text, STATE_TEXT_MAX);
	assert_int_equal(state_text_write(&s, &fixture_text), ERR_OK);
	vstate_free(&s);
}

__attribute__((unused)) static int
fixture_setup(void **unused)
{
	(void)unused;
	fixture_make(&vtype_akis1);
	return 0;
}

__attribute__((unused)) static int
fixture_teardown(void **unused)
{
	(void)unused;
	buf_free(&fixture_text);
	return 0;
}

/* The fixture's state; with `path` it has that file. */
__attribute__((unused)) static void
fixture_state(struct vstate *s, const char *path)
{
	char error[100];

	assert_int_equal(vstate_parse((const char *)fixture_text.data,
	    fixture_text.len, s, error, sizeof(error)), ERR_OK);
	if (path != NULL)
		assert_int_equal(vstate_create(path, s), ERR_OK);
}

/* A card in memory with these tries. */
__attribute__((unused)) static struct vcard *
fixture_card(int pin_tries, int puk_tries, int auth_tries)
{
	struct vcard *card;
	struct vstate s;

	fixture_state(&s, NULL);
	s.pin_tries = pin_tries;
	s.puk_tries = puk_tries;
	s.auth_tries = auth_tries;
	assert_int_equal(vcard_new(&s, &card), ERR_OK);
	return card;
}

/* Send a command in hexadecimal; the status word.  The answer's data are in
 * fixture_answer, fixture_answer_len. */
static uint8_t fixture_answer[VCARD_ANSWER_MAX];
static size_t fixture_answer_len;

__attribute__((unused)) static unsigned
send_bytes(struct vcard *card, const uint8_t *command, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len); /* ASan sees its bounds */
	size_t n;

	assert_non_null(copy);
	if (len > 0)
		memcpy(copy, command, len);
	n = vcard_transmit(card, copy, len, fixture_answer);
	free(copy);
	assert_in_range(n, 2, VCARD_ANSWER_MAX);
	fixture_answer_len = n - 2;
	return (unsigned)(fixture_answer[n - 2] << 8 | fixture_answer[n - 1]);
}

__attribute__((unused)) static unsigned
send_hex(struct vcard *card, const char *hex)
{
	uint8_t command[600];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return send_bytes(card, command, len);
}

/* CLA INS P1 P2 in hexadecimal, and data. */
__attribute__((unused)) static unsigned
send_data(struct vcard *card, const char *header, const void *data,
    size_t len)
{
	uint8_t command[5 + 255];
	size_t n;

	assert_int_equal(hex_decode(header, command, 4, &n), ERR_OK);
	command[4] = (uint8_t)len;
	memcpy(command + 5, data, len);
	return send_bytes(card, command, 5 + len);
}

__attribute__((unused)) static unsigned
verify(struct vcard *card, const char *pin)
{
	return send_data(card, "00200080", pin, strlen(pin));
}

/* Tries as a terminal sees them: bits 40 and 80 of FCI tag 90. */
__attribute__((unused)) static int
tries_shown(struct vcard *card)
{
	assert_int_equal(send_hex(card, "00a40000023d0000"), 0x9000);
	assert_int_equal(fixture_answer[fixture_answer_len - 3], 0x90);
	switch (fixture_answer[fixture_answer_len - 1] & 0xc0) {
	case 0x00:
		return 3;
	case 0x40:
		return 2;
	case 0x80:
		return 1;
	default:
		return 0;
	}
}

/* What the portal computes; `challenge` has 16 bytes. */
__attribute__((unused)) static void
cryptogram_make(const uint8_t *key, const uint8_t *challenge, uint8_t *mac)
{
	OSSL_PARAM params[2];
	char cipher[] = "AES-128-CBC";
	EVP_MAC *cmac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(cmac);
	size_t len;

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER,
	    cipher, 0);
	params[1] = OSSL_PARAM_construct_end();
	assert_int_equal(EVP_MAC_init(ctx, key, 16, params), 1);
	assert_int_equal(EVP_MAC_update(ctx, challenge, 16), 1);
	assert_int_equal(EVP_MAC_final(ctx, mac, &len, 16), 1);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(cmac);
}

/* GET CHALLENGE, then EXTERNAL AUTHENTICATE with `key`. */
__attribute__((unused)) static unsigned
authenticate(struct vcard *card, const uint8_t *key)
{
	uint8_t mac[16];

	assert_int_equal(send_hex(card, "0084000010"), 0x9000);
	assert_int_equal(fixture_answer_len, 16);
	cryptogram_make(key, fixture_answer, mac);
	return send_data(card, "00820001", mac, sizeof(mac));
}

/* A directory of the test's own, removed by directory_remove. */
static char directory[64];

__attribute__((unused)) static int
directory_make(void **unused)
{
	(void)unused;
	snprintf(directory, sizeof(directory), "/tmp/vcard-test.XXXXXX");
	return mkdtemp(directory) == NULL ? -1 : 0;
}

__attribute__((unused)) static const char *
in_directory(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

/* The same with the state file of a card in it, called "card". */
__attribute__((unused)) static int
directory_with_card(void **unused)
{
	struct vstate s;

	if (directory_make(unused) != 0)
		return -1;
	fixture_state(&s, in_directory("card"));
	vstate_free(&s);
	return 0;
}

__attribute__((unused)) static int
directory_remove(void **unused)
{
	static const char *const names[] = { "card", "card.lock", "card.new",
	    "other", "other.lock", "log", "ca.pem", "ca.key", "socket" };
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_directory(names[i]));
	return rmdir(directory);
}

/* A file's content, terminated; to be freed. */
__attribute__((unused)) static char *
file_text(const char *path)
{
	char *text = calloc(1, 65536);
	FILE *f = fopen(path, "re");

	assert_non_null(text);
	assert_non_null(f);
	assert_true(fread(text, 1, 65535, f) < 65535);
	fclose(f);
	return text;
}

#endif
