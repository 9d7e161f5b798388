/* PIN letters: sealed rows, readings, texts, the page, its password. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "portal/keys.h"
#include "portal/letter_lock.h"
#include "portal/letter_pdf.h"
#include "portal/letter_words.h"
#include "portal/store.h"
#include "portal/store_card.h"
#include "portal/store_letter.h"

#define SERIAL "a0b1c2d3e4f58901"
#define OTHER "a0b1c2d3e4f58902"
#define PIN "702416"
#define PUK "83120547"

static struct store *store;
static struct keys keys;
static struct letter letter;

static void
fill(const char *serial, int year, const char *pin, const char *puk)
{
	memcpy(letter.serial, serial, strlen(serial) + 1);
	letter.year = year;
	assert_int_equal(secret_set(letter.pin, pin, strlen(pin)), ERR_OK);
	assert_int_equal(secret_set(letter.puk, puk, strlen(puk)), ERR_OK);
}

static int
setup(void **state)
{
	struct secret *data = NULL;
	const char *why = "";

	(void)state;
	if (key_make(KEY_BYTES, &data) != ERR_OK ||
	    keys_derive(data, &keys) != ERR_OK ||
	    letter_init(&letter) != ERR_OK)
		return -1;
	secret_free(&data);
	if (store_open(":memory:", &store, &why) != ERR_OK ||
	    store_begin(store) != ERR_OK)
		return -1;
	/* A person for the cards: what is in it is of no interest here. */
	return store_run(store, "INSERT INTO person (id, identity,"
	    " identity_sealed, name_sealed, phone, phone_sealed, word_salt,"
	    " word_cost, word_hash, enrolled) VALUES (7, x'01', x'', x'', x'',"
	    " x'', x'', 1, x'', 0)", "") == ERR_OK &&
	    card_put(store, SERIAL, 7, "akis", "active", 1) == ERR_OK &&
	    card_put(store, OTHER, 7, "akis", "active", 1) == ERR_OK &&
	    store_run(store, "INSERT INTO session (id, token, terminal,"
	    " language, state, opened, expires) VALUES (1, x'01', 'k', 'tr',"
	    " 0, 0, 9)", "") == ERR_OK &&
	    store_run(store, "INSERT INTO session (id, token, terminal,"
	    " language, state, opened, expires) VALUES (2, x'02', 'k', 'tr',"
	    " 0, 0, 9)", "") == ERR_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	letter_free(&letter);
	if (store_end(store, ERR_OK) != ERR_OK)
		return -1;
	store_close(&store);
	keys_free(&keys);
	return 0;
}

static void
assert_secret(const struct secret *s, const char *text)
{
	assert_int_equal(secret_len(s), strlen(text));
	assert_memory_equal(secret_bytes(s), text, strlen(text));
}

static void
test_what_is_put_is_got(void **state)
{
	char newest[SERIAL_SIZE];
	int count = 0;

	(void)state;
	assert_int_equal(letter_newest(store, 7, newest, &count),
	    ERR_LETTER_NONE);
	fill(SERIAL, 2010, PIN, PUK);
	assert_int_equal(letter_put(store, &keys, &letter, 10), ERR_OK);
	fill(OTHER, 2015, "913508", "");
	assert_int_equal(letter_put(store, &keys, &letter, 11), ERR_OK);
	fill("", 0, "", "");
	assert_int_equal(letter_get(store, &keys, SERIAL, &letter), ERR_OK);
	assert_secret(letter.pin, PIN);
	assert_secret(letter.puk, PUK);
	assert_int_equal(letter.year, 2010);
	assert_int_equal(letter.person, 7);
	assert_false(letter.out_of_date);
	assert_int_equal(letter_newest(store, 7, newest, &count), ERR_OK);
	assert_string_equal(newest, OTHER);
	assert_int_equal(count, 2);
	assert_int_equal(letter_newest(store, 8, newest, &count),
	    ERR_LETTER_NONE);
	fill("beef", 2015, PIN, "");
	assert_int_equal(letter_put(store, &keys, &letter, 12),
	    ERR_CARD_NOT_KNOWN);
	assert_int_equal(letter_get(store, &keys, "beef", &letter),
	    ERR_CARD_NOT_KNOWN);
}

/* An operator of the database cannot show one person's PIN to another one. */
static void
test_a_moved_letter_does_not_open(void **state)
{
	(void)state;
	fill(SERIAL, 2010, PIN, PUK);
	assert_int_equal(letter_put(store, &keys, &letter, 10), ERR_OK);
	fill(OTHER, 2015, "913508", "");
	assert_int_equal(letter_put(store, &keys, &letter, 11), ERR_OK);
	assert_int_equal(store_run(store, "UPDATE letter SET letter_sealed ="
	    " (SELECT letter_sealed FROM letter WHERE serial = ?)"
	    " WHERE serial = ?", "tt", SERIAL, OTHER), ERR_OK);
	fill("", 0, "", "");
	assert_int_equal(letter_get(store, &keys, OTHER, &letter), ERR_IO);
	assert_int_equal(secret_len(letter.pin), 0);
}

static void
test_one_reading_a_session(void **state)
{
	const uint8_t a[HASH_BYTES] = { 1 }, b[HASH_BYTES] = { 2 };
	char serial[SERIAL_SIZE];

	(void)state;
	assert_int_equal(letter_note_read(store, 1, SERIAL, "k1", a), ERR_OK);
	assert_int_equal(letter_find_read(store, 1, a, serial), ERR_OK);
	assert_string_equal(serial, SERIAL);
	assert_int_equal(letter_find_read(store, 2, a, serial),
	    ERR_NOT_FOUND);
	assert_int_equal(letter_note_read(store, 1, SERIAL, "k2", b),
	    ERR_LETTER_READ);
	assert_int_equal(letter_note_read(store, 1, SERIAL, "k1", b), ERR_OK);
	assert_int_equal(letter_find_read(store, 1, a, serial),
	    ERR_NOT_FOUND);
	assert_int_equal(letter_note_read(store, 2, SERIAL, "k2", a), ERR_OK);
	assert_int_equal(letter_note_read(store, 1, OTHER, "k2",
	    (const uint8_t[HASH_BYTES]){ 3 }), ERR_OK);
}

static void
test_erased_is_none(void **state)
{
	(void)state;
	fill(SERIAL, 2010, PIN, PUK);
	assert_int_equal(letter_put(store, &keys, &letter, 10), ERR_OK);
	assert_int_equal(letter_erase(store, SERIAL), ERR_OK);
	assert_int_equal(letter_erase(store, SERIAL), ERR_LETTER_NONE);
	assert_int_equal(letter_get(store, &keys, SERIAL, &letter),
	    ERR_LETTER_NONE);
}

static void
test_the_texts_are_whole(void **state)
{
	static const char *const languages[] = { "tr", "en" };
	struct letter_words words;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(letter_words_read(languages[i], &words),
		    ERR_OK);
		for (int w = 0; w < LETTER_WORDS; w++) {
			assert_true(strlen(words.in[w]) > 0);
			assert_true(strlen(words.in[w]) < 1000);
		}
		letter_words_free(&words);
	}
	assert_int_equal(letter_words_read("de", &words), ERR_SYNTAX);
}

static bool
has(const struct buf *b, const char *text)
{
	return memmem(b->data, b->len, text, strlen(text)) != NULL;
}

static void
test_the_page_is_drawn(void **state)
{
	struct buf pdf;

	(void)state;
	buf_init(&pdf, 256 * 1024);
	fill(SERIAL, 2010, PIN, PUK);
	assert_int_equal(letter_pdf_draw(&letter, "tr", LETTER_FONT, 0, &pdf),
	    ERR_OK);
	assert_memory_equal(pdf.data, "%PDF-1.", 7);
	assert_true(has(&pdf, PIN) && has(&pdf, PUK) && has(&pdf, SERIAL));
	assert_true(has(&pdf, "\\334CRET"));
	buf_clear(&pdf);
	fill(SERIAL, 2011, PIN, "");
	assert_int_equal(letter_pdf_draw(&letter, "en", LETTER_FONT, 0, &pdf),
	    ERR_OK);
	assert_false(has(&pdf, PUK));
	assert_true(has(&pdf, "3 wrong"));
	buf_free(&pdf);
	buf_init(&pdf, 100);
	assert_int_equal(letter_pdf_draw(&letter, "en", LETTER_FONT, 0, &pdf),
	    ERR_TOO_BIG);
	buf_free(&pdf);
	buf_init(&pdf, 256 * 1024);
	assert_int_equal(letter_pdf_draw(&letter, "en", "/nowhere.ttf", 0,
	    &pdf), ERR_IO);
	buf_free(&pdf);
}

static void
test_a_password_is_put_on_it(void **state)
{
	struct secret *password = secret_new(64);
	struct buf pdf;

	(void)state;
	buf_init(&pdf, 256 * 1024);
	fill(SERIAL, 2010, PIN, PUK);
	assert_int_equal(secret_set(password, "1234567", 7), ERR_OK);
	assert_int_equal(letter_lock_check(password), ERR_ARGUMENT);
	assert_int_equal(secret_set(password, "1234567\n", 8), ERR_OK);
	assert_int_equal(letter_lock_check(password), ERR_ARGUMENT);
	assert_int_equal(secret_set(password, "\"12\\5678", 8), ERR_OK);
	assert_int_equal(letter_lock_check(password), ERR_OK);
	assert_int_equal(letter_pdf_draw(&letter, "tr", LETTER_FONT, 0, &pdf),
	    ERR_OK);
	assert_int_equal(letter_lock(LETTER_QPDF, password, &pdf), ERR_OK);
	assert_memory_equal(pdf.data, "%PDF-", 5);
	assert_true(has(&pdf, "AESV3"));
	assert_false(has(&pdf, PIN));
	/* Where it fails nothing is given out without the password. */
	assert_int_equal(letter_pdf_draw(&letter, "tr", LETTER_FONT, 0, &pdf),
	    ERR_OK);
	assert_int_equal(letter_lock("/bin/false", password, &pdf), ERR_IO);
	assert_int_equal(pdf.len, 0);
	assert_int_equal(letter_lock("/nowhere", password, &pdf), ERR_IO);
	assert_int_equal(pdf.len, 0);
	buf_free(&pdf);
	secret_free(&password);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_put_is_got),
		TEST(test_a_moved_letter_does_not_open),
		TEST(test_one_reading_a_session),
		TEST(test_erased_is_none),
		TEST(test_the_texts_are_whole),
		TEST(test_the_page_is_drawn),
		TEST(test_a_password_is_put_on_it),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
