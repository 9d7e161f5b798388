/* A network helper that dies, hangs, talks nonsense or has gone to rest: the
 * call ends in time, and the next one finds a helper. */
#include "remote_fixture.h"

#include <signal.h>

static void
test_helper_dies(void **state)
{
	(void)state;
	open_remote("die");
	start(WIRE_HEALTH);
	start(WIRE_HEALTH);
	while (got.count < 2)
		loop_turn(loop, 1000);
	assert_int_equal(got.e, ERR_HELPER_GONE);
	call(WIRE_HEALTH);	/* started anew, dies again */
	assert_int_equal(got.e, ERR_HELPER_GONE);
}

static void
test_helper_says_nonsense(void **state)
{
	(void)state;
	open_remote("nonsense");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_HELPER_GONE);
	wait_until_gone();
	remote->ops->close(&remote);
	open_remote("type");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_HELPER_GONE);
	wait_until_gone();
}

static void
test_hang(void **state)
{
	int pid;

	(void)state;
	open_remote("mute");
	start(WIRE_HEALTH);
	now += 4999;
	loop_timers_due(loop);
	assert_int_equal(got.count, 0);
	now += 1;
	loop_timers_due(loop);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.e, ERR_TIMEOUT);
	pid = remote_client_pid(remote);
	now += REMOTE_KILL_MS - 1;
	loop_timers_due(loop);
	assert_int_equal(kill(pid, 0), 0);
	assert_int_equal(remote_client_pid(remote), pid);
	now += 1;
	loop_timers_due(loop);
	wait_until_gone();
	loop_turn(loop, 0);
	start(WIRE_HEALTH);
	assert_int_not_equal(remote_client_pid(remote), pid);
}

/* One call after the other times out: that must not put the end off. */
static void
test_hang_is_not_put_off(void **state)
{
	(void)state;
	open_remote("mute");
	start(WIRE_HEALTH);
	now += 1500;
	start(WIRE_HEALTH);
	now += 3500;
	loop_timers_due(loop);
	assert_int_equal(got.count, 1);
	now += 1500;
	loop_timers_due(loop);
	assert_int_equal(got.count, 2);
	now += REMOTE_KILL_MS - 1500;
	loop_timers_due(loop);
	wait_until_gone();
}

/* It answers others: it is not hanging, only that call took too long. */
static void
test_sign_of_life(void **state)
{
	int pid;

	(void)state;
	open_remote("deaf");
	start(WIRE_HEALTH);
	pid = remote_client_pid(remote);
	now += 5000;
	loop_timers_due(loop);
	assert_int_equal(got.e, ERR_TIMEOUT);
	call(WIRE_CAPTCHA_NEW);
	assert_int_equal(got.e, ERR_OK);
	now += REMOTE_KILL_MS;
	loop_timers_due(loop);
	loop_turn(loop, 0);
	assert_int_equal(remote_client_pid(remote), pid);
}

static void
test_idle(void **state)
{
	int pid;

	(void)state;
	open_remote("idle");
	/* The helper may have gone in the turn that brings its answer. */
	start(WIRE_HEALTH);
	pid = remote_client_pid(remote);
	wait_for(1);
	assert_int_equal(got.e, ERR_OK);
	wait_until_gone();
	loop_turn(loop, 0);
	start(WIRE_HEALTH);
	assert_int_not_equal(remote_client_pid(remote), pid);
	wait_for(2);
	assert_int_equal(got.e, ERR_OK);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_helper_dies),
		TEST(test_helper_says_nonsense),
		TEST(test_hang),
		TEST(test_hang_is_not_put_off),
		TEST(test_sign_of_life),
		TEST(test_idle),
	};

	be_the_helper_if_asked(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
