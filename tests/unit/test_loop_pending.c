/* Every request is completed exactly once, whatever its completion does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "loop/loop.h"
#include "loop/pending.h"

static struct loop *loop;
static struct pending *pending;
static int owner;
static int64_t now;
static char seen[256];			/* "name=error " of each completion */
static uint32_t drop_id, added_id;

static int64_t
fake_ms(void)
{
	return now;
}

static void
note(void *who, void *arg, enum err e, const uint8_t *body, size_t len)
{
	size_t used = strlen(seen);

	assert_ptr_equal(who, &owner);
	assert_true(e == ERR_OK || (body == NULL && len == 0));
	snprintf(seen + used, sizeof(seen) - used, "%s=%s%.*s ",
	    (const char *)arg, err_name(e), (int)len,
	    body == NULL ? "" : (const char *)body);
}

static void
late(void *who)
{
	assert_ptr_equal(who, &owner);
	strncat(seen, "late ", sizeof(seen) - strlen(seen) - 1);
}

static int
setup(void **state)
{
	(void)state;
	now = 1000;
	seen[0] = '\0';
	clock_set_source(fake_ms);
	if (loop_new(&loop) != ERR_OK)
		return -1;
	return pending_new(loop, &owner, late, &pending) != ERR_OK;
}

static int
teardown(void **state)
{
	(void)state;
	pending_free(&pending);
	loop_free(&loop);
	clock_set_source(NULL);
	return 0;
}

static uint32_t
add(int64_t deadline, pending_done done, char *name)
{
	uint32_t id = 0;

	assert_int_equal(pending_add(pending, deadline, done, name, &id),
	    ERR_OK);
	assert_int_not_equal(id, 0);
	return id;
}

static char a[] = "a", b[] = "b", c[] = "c";

static void
test_answers(void **state)
{
	uint32_t one = add(2000, note, a), two = add(2000, note, b);

	(void)state;
	assert_int_not_equal(one, two);
	pending_answer(pending, two, ERR_OK, (const uint8_t *)":x", 2);
	pending_answer(pending, two, ERR_OK, NULL, 0);	/* known no more */
	pending_answer(pending, 0, ERR_OK, NULL, 0);
	pending_answer(pending, two + 1, ERR_OK, NULL, 0);
	pending_answer(pending, one, ERR_CARD_GONE, NULL, 0);
	now = 5000;
	loop_timers_due(loop);
	assert_string_equal(seen, "b=ok:x a=card-gone ");
}

static void
test_deadlines(void **state)
{
	uint32_t one = add(3000, note, a);

	(void)state;
	add(2000, note, b);
	add(CLOCK_NEVER, note, c);
	now = 1999;
	loop_timers_due(loop);
	assert_string_equal(seen, "");
	now = 2000;
	loop_timers_due(loop);
	assert_string_equal(seen, "b=timeout late ");
	now = 4000;
	loop_timers_due(loop);
	assert_string_equal(seen, "b=timeout late a=timeout late ");
	pending_answer(pending, one, ERR_OK, NULL, 0);	/* too late */
	pending_fail_all(pending, ERR_HELPER_GONE);
	assert_string_equal(seen,
	    "b=timeout late a=timeout late c=helper-gone ");
}

static void
test_bound_and_drop(void **state)
{
	uint32_t ids[PENDING_MAX], extra = 9;

	(void)state;
	for (size_t i = 0; i < PENDING_MAX; i++)
		ids[i] = add(2000, note, a);
	assert_int_equal(pending_add(pending, 2000, note, b, &extra),
	    ERR_TOO_BIG);
	assert_int_equal(extra, 0);
	pending_drop(pending, ids[3]);
	pending_drop(pending, ids[3]);
	pending_drop(pending, 0);
	add(2000, note, b);
	pending_fail_all(pending, ERR_CANCELLED);
	assert_string_equal(seen, "a=cancelled a=cancelled a=cancelled "
	    "a=cancelled a=cancelled a=cancelled a=cancelled b=cancelled ");
	now = 9000;
	loop_timers_due(loop);
	assert_int_equal(strlen(seen), 8 * 12);
}

/* Completions that do things to the others. */

static void
add_more(void *who, void *arg, enum err e, const uint8_t *body, size_t len)
{
	note(who, arg, e, body, len);
	added_id = add(now + 10, note, c);
}

static void
drop_other(void *who, void *arg, enum err e, const uint8_t *body, size_t len)
{
	note(who, arg, e, body, len);
	pending_drop(pending, drop_id);
}

static void
free_all(void *who, void *arg, enum err e, const uint8_t *body, size_t len)
{
	note(who, arg, e, body, len);
	pending_free(&pending);
}

static void
test_done_adds(void **state)
{
	(void)state;
	add(2000, add_more, a);
	add(2000, note, b);
	pending_fail_all(pending, ERR_HELPER_GONE);
	assert_string_equal(seen, "a=helper-gone b=helper-gone ");
	now += 10;
	loop_timers_due(loop);		/* the new one has its own end */
	assert_string_equal(seen,
	    "a=helper-gone b=helper-gone c=timeout late ");
}

static void
test_done_drops(void **state)
{
	(void)state;
	add(2000, drop_other, a);
	drop_id = add(2000, note, b);
	add(2000, note, c);
	now = 2000;
	loop_timers_due(loop);
	assert_string_equal(seen, "a=timeout late c=timeout late ");
}

static void
test_done_frees(void **state)
{
	uint32_t id;

	add(2000, free_all, a);
	add(2000, note, b);
	pending_fail_all(pending, ERR_HELPER_GONE);
	assert_null(pending);
	assert_string_equal(seen, "a=helper-gone ");
	teardown(state);
	assert_int_equal(setup(state), 0);
	id = add(2000, free_all, a);
	pending_answer(pending, id, ERR_OK, NULL, 0);
	assert_string_equal(seen, "a=ok ");
	teardown(state);
	assert_int_equal(setup(state), 0);
	add(2000, free_all, a);
	add(2000, note, b);
	now = 2000;
	loop_timers_due(loop);
	assert_string_equal(seen, "a=timeout ");	/* not late either */
	pending_free(&pending);
	pending_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers),
		TEST(test_deadlines),
		TEST(test_bound_and_drop),
		TEST(test_done_adds),
		TEST(test_done_drops),
		TEST(test_done_frees),
	};

	alarm(120);			/* what never comes is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
