/* A call to the portal, seen from the terminal: what arrives at the helper, and
 * what comes back of its answer. */
#include "remote_fixture.h"

static void
test_starts_at_the_first_call(void **state)
{
	(void)state;
	open_remote("good");
	loop_turn(loop, 0);
	assert_int_equal(remote_client_pid(remote), 0);
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_OK);
	assert_string_equal(got.reply.u.health.call_centre, "444");
	assert_int_not_equal(remote_client_pid(remote), 0);
}

static void
test_request_arrives_whole(void **state)
{
	struct wire_request req = { .idempotency_key = "key-1" };
	struct secret *token = secret_new(32), *word = secret_new(32);
	uint32_t id;

	(void)state;
	open_remote("login");
	assert_int_equal(secret_set(token, TOKEN, strlen(TOKEN)), ERR_OK);
	assert_int_equal(secret_set(word, WORD, strlen(WORD)), ERR_OK);
	req.token = token;
	req.u.login_password.word = word;
	memcpy(req.u.login_password.identity, "10000000146", 12);
	memcpy(req.u.login_password.captcha_id, "c", 2);
	memcpy(req.u.login_password.captcha, "ABCDE", 6);
	assert_int_equal(remote->ops->call(remote, WIRE_LOGIN_PASSWORD, &req,
	    DEADLINE, on_done, &got, &id), ERR_OK);
	secret_free(&word);
	secret_free(&token);
	wait_for(1);
	assert_int_equal(got.e, ERR_OK);
	assert_string_equal(got.reply.u.login_password.phone, "5** 67");
}

static void
test_picture(void **state)
{
	(void)state;
	open_remote("picture");
	call(WIRE_CAPTCHA_IMAGE);
	assert_int_equal(got.e, ERR_OK);
	assert_memory_equal(got.grey, "abcdef", 6);
	call(WIRE_HEALTH);	/* a picture where none belongs */
	assert_int_equal(got.e, ERR_PORTAL_ANSWER);
}

static void
test_problems(void **state)
{
	(void)state;
	open_remote("problem");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_LOGIN_WRONG);
	assert_int_equal(got.problem.tries_left, 2);
	assert_int_equal(got.problem.retry_after, -1);
	remote->ops->close(&remote);
	open_remote("busy");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_PORTAL_BUSY);
	assert_int_equal(got.problem.retry_after, 7);
	remote->ops->close(&remote);
	open_remote("malformed");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_PORTAL_ANSWER);
	remote->ops->close(&remote);
	open_remote("good");
	call(WIRE_CAPTCHA_IMAGE);	/* JSON where a picture belongs */
	assert_int_equal(got.e, ERR_PORTAL_ANSWER);
	remote->ops->close(&remote);
	open_remote("away");
	call(WIRE_HEALTH);
	assert_int_equal(got.e, ERR_PORTAL_AWAY);
	assert_int_equal(got.problem.retry_after, -1);
}

static void
test_cancel(void **state)
{
	uint32_t id;

	(void)state;
	open_remote("cancel");
	id = start(WIRE_HEALTH);
	remote->ops->cancel(remote, id);
	remote->ops->cancel(remote, id);
	remote->ops->cancel(remote, 12345);
	call(WIRE_HEALTH);	/* answered because it saw the cancel */
	assert_int_equal(got.e, ERR_OK);
	assert_int_equal(got.count, 1);
}

static void
test_too_many(void **state)
{
	struct wire_request req = { 0 };
	uint32_t id;

	(void)state;
	open_remote("mute");
	for (int i = 0; i < 8; i++)
		start(WIRE_HEALTH);
	assert_int_equal(remote->ops->call(remote, WIRE_HEALTH, &req,
	    DEADLINE, on_done, &got, &id), ERR_TOO_BIG);
	assert_int_equal(id, 0);
}

static void
test_bad_id_starts_nothing(void **state)
{
	struct wire_request req = { .id = "../admin" };
	uint32_t id;

	(void)state;
	open_remote("good");
	assert_int_equal(remote->ops->call(remote, WIRE_CAPTCHA_IMAGE, &req,
	    DEADLINE, on_done, &got, &id), ERR_ARGUMENT);
	assert_int_equal(remote_client_pid(remote), 0);
}

static void
test_close_and_call_inside(void **state)
{
	(void)state;
	open_remote("good");
	got.call_in_it = true;
	start(WIRE_HEALTH);
	wait_for(2);
	assert_int_equal(got.e, ERR_OK);
	got.close_in_it = true;
	start(WIRE_HEALTH);
	start(WIRE_HEALTH);	/* never completes */
	wait_for(3);
	assert_null(remote);
	loop_turn(loop, 0);
	assert_int_equal(got.count, 3);
	open_remote("die");
	got.close_in_it = true;
	start(WIRE_HEALTH);
	start(WIRE_HEALTH);
	wait_for(1);
	assert_null(remote);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_starts_at_the_first_call),
		TEST(test_request_arrives_whole),
		TEST(test_picture),
		TEST(test_problems),
		TEST(test_cancel),
		TEST(test_too_many),
		TEST(test_bad_id_starts_nothing),
		TEST(test_close_and_call_inside),
	};

	be_the_helper_if_asked(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
