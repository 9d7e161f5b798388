/* How often: messages to a person or a phone, requests of one kind. */
#include "store_fixture.h"

#include "portal/limit.h"
#include "portal/store_code.h"

static int
wait_of(const uint8_t *who, const uint8_t *to, int64_t now)
{
	int wait = -1;

	assert_int_equal(sent_wait(store, who, to, 60, 3, now, &wait), ERR_OK);
	return wait;
}

static void
test_messages_are_held_back(void **state)
{
	int64_t id;

	(void)state;
	assert_int_equal(wait_of(someone, phone, 10000), 0);
	assert_int_equal(sent_add(store, someone, phone, 10000, &id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10000), 60);
	assert_int_equal(wait_of(someone, phone, 10059), 1);
	assert_int_equal(wait_of(someone, phone, 10060), 0);
	/* By phone alone, by person alone, and nobody else. */
	assert_int_equal(wait_of(stranger, phone, 10000), 60);
	assert_int_equal(wait_of(someone, stranger, 10000), 60);
	assert_int_equal(wait_of(stranger, stranger, 10000), 0);
	assert_int_equal(sent_delete(store, id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10000), 0);
}

static void
test_messages_in_an_hour(void **state)
{
	int64_t id;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(sent_add(store, someone, phone,
		    10000 + 100 * i, &id), ERR_OK);
	assert_int_equal(wait_of(someone, phone, 10300), 3300);
	assert_int_equal(wait_of(someone, phone, 13600), 0);
}

static void
test_rate(void **state)
{
	int wait = -1;

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(limit_count(store, "login", "a", 5, 600,
		    &wait), ERR_OK);
	assert_int_equal(wait, -1);
	assert_int_equal(limit_count(store, "login", "a", 5, 615, &wait),
	    ERR_PORTAL_BUSY);
	assert_int_equal(wait, 45);
	assert_int_equal(limit_count(store, "login", "b", 5, 615, &wait),
	    ERR_OK);
	assert_int_equal(limit_count(store, "sms", "a", 5, 615, &wait),
	    ERR_OK);
	assert_int_equal(limit_count(store, "login", "a", 5, 660, &wait),
	    ERR_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_messages_are_held_back),
		IN_TRANSACTION(test_messages_in_an_hour),
		IN_TRANSACTION(test_rate),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
