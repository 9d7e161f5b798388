/* A store in memory, with keys of its own.  Each test is one transaction, taken
 * back. */
#ifndef UNIT_STORE_FIXTURE_H
#define UNIT_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "portal/keys.h"
#include "portal/store.h"
#include "portal/store_person.h"
#include "portal/store_session.h"

static struct store *store;
static struct keys keys;
static const uint8_t someone[HASH_BYTES] = { 1 };
static const uint8_t phone[HASH_BYTES] = { 2 };
static const uint8_t stranger[HASH_BYTES] = { 3 };

static inline int
setup(void **state)
{
	struct secret *data = NULL;
	const char *why = "";

	(void)state;
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return -1;
	if (key_make(KEY_BYTES, &data) != ERR_OK ||
	    keys_derive(data, &keys) != ERR_OK)
		return -1;
	secret_free(&data);
	return store_open(":memory:", &store, &why) == ERR_OK ? 0 : -1;
}

static inline int
teardown(void **state)
{
	(void)state;
	store_close(&store);
	keys_free(&keys);
	return 0;
}

static inline int
begin(void **state)
{
	(void)state;
	return store_begin(store) == ERR_OK ? 0 : -1;
}

static inline int
roll_back(void **state)
{
	(void)state;
	return store_end(store, ERR_CANCELLED) == ERR_CANCELLED ? 0 : -1;
}

#define IN_TRANSACTION(test) \
	cmocka_unit_test_setup_teardown(test, begin, roll_back)

static inline int64_t
make_session(void)
{
	struct session s = { .terminal = "kiosk", .language = "tr",
	    .opened = 1, .expires = 1000 };

	assert_int_equal(seal_hash("t", 1, s.token), ERR_OK);
	assert_int_equal(session_insert(store, &s), ERR_OK);
	return s.id;
}

static inline void
add_person(void)
{
	const struct holder h = { .identity = "10000000146", .name = "A B",
	    .phone = "+905412345678", .email = "a@b.example",
	    .address = "" };

	assert_int_equal(person_put(store, &keys, &h, 1), ERR_OK);
}

#endif
