/* Whose a session is: once somebody has logged in it is nobody else's, however
 * late the answer of a slower login comes. */
#include "store_fixture.h"

#include <string.h>

#include "portal/visit.h"

#define FIRST 1			/* the person of the fixture */
#define SECOND 2
#define CONFIRMED 50

static struct portal portal;

/* A login of the second person whose word was right, in a session that the
 * first has meanwhile. */
static void
late_login(struct visit *v, enum wire_op op)
{
	add_person();
	portal.store = store;
	portal.keys = keys;
	portal.config.wrong_words = 3;
	visit_init(v, &portal, op);
	v->now = 100;
	v->session = (struct session){ .state = SESSION_AUTHENTICATED,
	    .person = FIRST, .expires = 1000, .confirmed = CONFIRMED };
	v->login = (struct login_scratch){ .person = SECOND, .known = true,
	    .right = true };
	assert_int_equal(store_run(store, "INSERT INTO person SELECT id + 1,"
	    " zeroblob(32), identity_sealed, name_sealed, phone,"
	    " phone_sealed, email_sealed, word_salt, word_cost, word_hash,"
	    " enrolled, address_sealed FROM person", ""), ERR_OK);
}

static void
stays_the_first_ones(struct visit *v)
{
	assert_int_equal(v->session.state, SESSION_AUTHENTICATED);
	assert_int_equal(v->session.person, FIRST);
	assert_int_equal(v->session.confirmed, CONFIRMED);
	visit_free(v);
}

static void
test_a_late_security_word(void **state)
{
	struct visit v;

	(void)state;
	late_login(&v, WIRE_LOGIN_PASSWORD);
	assert_int_equal(handle_login_password.finish(&v), ERR_REFUSED);
	stays_the_first_ones(&v);
}

static void
test_a_late_edevlet_password(void **state)
{
	struct visit v;

	(void)state;
	late_login(&v, WIRE_EDEVLET_PASSWORD);
	assert_int_equal(handle_edevlet_password.finish(&v), ERR_REFUSED);
	stays_the_first_ones(&v);
}

static void
test_the_same_person_again(void **state)
{
	struct visit v;

	(void)state;
	late_login(&v, WIRE_EDEVLET_PASSWORD);
	v.login.person = FIRST;
	assert_int_equal(handle_edevlet_password.finish(&v), ERR_OK);
	stays_the_first_ones(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TRANSACTION(test_a_late_security_word),
		IN_TRANSACTION(test_a_late_edevlet_password),
		IN_TRANSACTION(test_the_same_person_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
