/* The codes that are sent: from sending to void, whose each one is, and for
 * what. */
#include "store_fixture.h"

#include <string.h>

#include "portal/store_code.h"
#include "portal/store_mail.h"

static enum code_state
state_of(int64_t session, int *tries)
{
	struct code code;

	assert_int_equal(code_read(store, session, "login", &code), ERR_OK);
	*tries = code.tries;
	return code.state;
}

static void
test_a_code_from_sending_to_void(void **state)
{
	int64_t session = make_session(), one, two;
	int tries;

	(void)state;
	assert_int_equal(code_insert(store, session, "login", someone, 3, 500,
	    &one), ERR_OK);
	/* Not yet: the message has not left. */
	assert_int_equal(state_of(session, &tries), CODE_NONE);
	assert_int_equal(code_activate(store, session, "login", one), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
	for (int left = 2; left > 0; left--) {
		assert_int_equal(code_spend(store, one), ERR_OK);
		assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
		assert_int_equal(tries, left);
	}
	assert_int_equal(code_spend(store, one), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_VOID);
	assert_int_equal(code_insert(store, session, "login", phone, 3, 500,
	    &two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_VOID);
	assert_int_equal(code_activate(store, session, "login", two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_ACTIVE);
	assert_int_equal(code_use(store, two), ERR_OK);
	assert_int_equal(state_of(session, &tries), CODE_USED);
}

static void
test_a_code_is_bound(void **state)
{
	uint8_t a[HASH_BYTES], b[HASH_BYTES];
	struct secret *code;

	(void)state;
	assert_int_equal(code_make(6, &code), ERR_OK);
	assert_int_equal(secret_len(code), CODE_DIGITS);
	assert_int_equal(strspn((const char *)secret_bytes(code),
	    "0123456789"), CODE_DIGITS);
	assert_int_equal(code_hash(&keys, someone, "login", code, a), ERR_OK);
	assert_int_equal(code_hash(&keys, stranger, "login", code, b), ERR_OK);
	assert_false(seal_equal(a, b));
	assert_int_equal(code_hash(&keys, someone, "unlock", code, b), ERR_OK);
	assert_false(seal_equal(a, b));
	secret_free(&code);
}

static void
test_codes_of_two_purposes(void **state)
{
	int64_t session = make_session(), old, new;
	struct code code;

	(void)state;
	assert_int_equal(code_insert(store, session, "phone-old", someone, 3,
	    500, &old), ERR_OK);
	assert_int_equal(code_insert(store, session, "phone-new", phone, 3,
	    500, &new), ERR_OK);
	assert_int_equal(code_activate(store, session, "phone-old", old),
	    ERR_OK);
	assert_int_equal(code_activate(store, session, "phone-new", new),
	    ERR_OK);
	assert_int_equal(code_read(store, session, "phone-old", &code),
	    ERR_OK);
	assert_int_equal(code.id, old);
	assert_int_equal(code.state, CODE_ACTIVE);
	assert_int_equal(code_read(store, session, "login", &code), ERR_OK);
	assert_int_equal(code.state, CODE_NONE);
}

static enum code_state
word_state(int64_t now, int64_t *person, int *tries)
{
	struct code code;

	assert_int_equal(word_code_read(store, someone, now, &code, person),
	    ERR_OK);
	*tries = code.tries;
	return code.state;
}

/* A code that was sent counts until it is used; one of nobody, asked for
 * behind it, does not take its place, but a newer one of the person does. */
static void
test_codes_for_a_word(void **state)
{
	int64_t person;
	int tries;

	(void)state;
	add_person();
	assert_int_equal(word_state(1, &person, &tries), CODE_NONE);
	assert_int_equal(word_code_insert(store, someone, 0, phone, 3, 900),
	    ERR_OK);
	assert_int_equal(word_state(1, &person, &tries), CODE_ACTIVE);
	assert_int_equal(person, 0);
	assert_int_equal(word_code_insert(store, someone, 1, phone, 2, 900),
	    ERR_OK);
	assert_int_equal(word_code_insert(store, someone, 0, phone, 3, 900),
	    ERR_OK);
	assert_int_equal(word_state(899, &person, &tries), CODE_ACTIVE);
	assert_int_equal(person, 1);
	assert_int_equal(tries, 2);
	assert_int_equal(word_state(900, &person, &tries), CODE_NONE);
	assert_int_equal(word_code_insert(store, someone, 1, phone, 1, 900),
	    ERR_OK);
	assert_int_equal(word_state(1, &person, &tries), CODE_ACTIVE);
	assert_int_equal(tries, 1);
	assert_int_equal(store_purge(store, 900), ERR_OK);
	assert_int_equal(word_state(1, &person, &tries), CODE_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_a_code_from_sending_to_void),
		IN_TRANSACTION(test_a_code_is_bound),
		IN_TRANSACTION(test_codes_of_two_purposes),
		IN_TRANSACTION(test_codes_for_a_word),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
