/* The chain of the audit: whole, cut off, changed. */
#include "store_fixture.h"

#include "portal/audit.h"

static void
add_entries(int count)
{
	const struct audit_entry entry = { .at = 5, .who = someone,
	    .terminal = "k", .step = "s", .outcome = "ok", .detail = "" };

	for (int i = 0; i < count; i++)
		assert_int_equal(audit_add(store, &entry), ERR_OK);
}

static void
test_the_audit_chain(void **state)
{
	struct audit_head head, last;
	const char *why = NULL;
	int64_t broken;

	(void)state;
	assert_int_equal(audit_verify(store, NULL, &last, &broken, &why),
	    ERR_OK);
	assert_int_equal(last.seq, 0);
	add_entries(3);
	assert_int_equal(audit_read_head(store, &head), ERR_OK);
	add_entries(2);
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_OK);
	assert_int_equal(last.seq, 5);
	head.hash[0] ^= 1;
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 3);
	head.hash[0] ^= 1;
	head.seq = 6;
	assert_int_equal(audit_verify(store, &head, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 6);
	assert_int_not_equal(store_run(store, "DELETE FROM audit", ""),
	    ERR_OK);
	assert_int_not_equal(store_run(store, "UPDATE audit SET at = 1", ""),
	    ERR_OK);
	assert_int_equal(store_run(store, "DROP TRIGGER audit_no_update", ""),
	    ERR_OK);
	assert_int_equal(store_run(store, "UPDATE audit SET detail = 'x'"
	    " WHERE seq = 4", ""), ERR_OK);
	assert_int_equal(audit_verify(store, NULL, &last, &broken, &why),
	    ERR_REFUSED);
	assert_int_equal(broken, 4);
	assert_non_null(why);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_the_audit_chain),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
