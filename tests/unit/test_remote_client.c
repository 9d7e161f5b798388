/* The terminal's side against a fake helper: this very program, started again
 * by the client, which plays the part that is named in the URL.  The clock is
 * the test's own, so that deadlines pass without waiting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "loop/channel.h"
#include "loop/loop.h"
#include "remote/client.h"
#include "remote/proto.h"

#define TOKEN "aaa.bbb-ccc"
#define WORD "kirpi zambak"
#define START_MS 1000000
#define DEADLINE (clock_now_ms() + 5000)

/* ---- the fake helper ---------------------------------------------------- */
struct fake {
	struct loop *loop;
	struct channel *channel;
	const char *part;
	unsigned cancelled;
};

static void
send_back(struct fake *fake, uint32_t id, struct proto_answer *answer)
{
	struct buf out;

	buf_init(&out, PROTO_MAX);
	if (proto_put_answer(&out, answer) != ERR_OK ||
	    channel_send(fake->channel, PROTO_ANSWER, id, out.data,
	    out.len) != ERR_OK)
		_exit(9);
	buf_free(&out);
}

static void
send_json(struct fake *fake, uint32_t id, int status, const char *json)
{
	struct proto_answer *answer = calloc(1, sizeof(*answer));

	if (answer == NULL)
		_exit(9);
	answer->status = status;
	answer->retry_after = status == 503 ? 7 : -1;
	answer->body = (const uint8_t *)json;
	answer->body_len = strlen(json);
	send_back(fake, id, answer);
	free(answer);
}

static void
send_error(struct fake *fake, uint32_t id, enum err e)
{
	struct proto_answer *answer = calloc(1, sizeof(*answer));

	if (answer == NULL)
		_exit(9);
	answer->e = e;
	answer->retry_after = -1;
	send_back(fake, id, answer);
	free(answer);
}

static void
send_picture(struct fake *fake, uint32_t id)
{
	struct proto_answer *answer = calloc(1, sizeof(*answer));

	if (answer == NULL)
		_exit(9);
	answer->status = 200;
	answer->retry_after = -1;
	answer->has_picture = true;
	answer->picture.width = 3;
	answer->picture.height = 2;
	memcpy(answer->picture.grey, "abcdef", 6);
	send_back(fake, id, answer);
	free(answer);
}

/* All that the client was given must be here, and a little less time. */
static bool
login_is_right(const struct proto_call *call)
{
	static const char body[] = "\"word\":\"" WORD "\"";

	return call->op == WIRE_LOGIN_PASSWORD &&
	    strcmp(call->key, "key-1") == 0 &&
	    secret_len(call->token) == strlen(TOKEN) &&
	    memcmp(secret_bytes(call->token), TOKEN, strlen(TOKEN)) == 0 &&
	    memmem(call->body, call->body_len, body, sizeof(body) - 1) &&
	    call->left_ms < 5000 && call->left_ms >= 4500;
}

static void
play(struct fake *fake, uint32_t id, const struct proto_call *call)
{
	static const char health[] = "{\"status\":\"ok\",\"min_version\":"
	    "\"0.1\",\"call_centre\":\"444\"}";
	const char *part = fake->part;

	if (strcmp(part, "good") == 0 || strcmp(part, "idle") == 0)
		send_json(fake, id, 200, health);
	else if (strcmp(part, "login") == 0)
		send_json(fake, id, login_is_right(call) ? 200 : 500,
		    "{\"phone\":\"5** 67\"}");
	else if (strcmp(part, "picture") == 0)
		send_picture(fake, id);
	else if (strcmp(part, "problem") == 0)
		send_json(fake, id, 403, "{\"status\":403,\"code\":"
		    "\"login-wrong\",\"tries_left\":2}");
	else if (strcmp(part, "busy") == 0)
		send_json(fake, id, 503, "");
	else if (strcmp(part, "malformed") == 0)
		send_json(fake, id, 200, "{\"status\":");
	else if (strcmp(part, "away") == 0)
		send_error(fake, id, ERR_PORTAL_AWAY);
	else if (strcmp(part, "die") == 0)
		_exit(1);
	else if (strcmp(part, "nonsense") == 0)
		(void)!channel_send(fake->channel, PROTO_ANSWER, id, "?", 1);
	else if (strcmp(part, "type") == 0)
		(void)!channel_send(fake->channel, 99, id, "?", 1);
	else if (strcmp(part, "deaf") == 0 && call->op != WIRE_HEALTH)
		send_json(fake, id, 200, "{\"id\":\"c\",\"expires_in\":9}");
	else if (strcmp(part, "cancel") == 0 && fake->cancelled > 0)
		send_json(fake, id, 200, health);
	if (strcmp(part, "idle") == 0)
		(void)!channel_send(fake->channel, PROTO_IDLE, 0, NULL, 0);
}

static void
fake_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct secret *token = secret_new(WIRE_TOKEN_MAX);
	struct fake *fake = arg;
	struct proto_call call;

	if (type == PROTO_CANCEL && len == 0) {
		fake->cancelled++;
	} else if (type == PROTO_CALL && token != NULL &&
	    proto_get_call(body, len, token, &call) == ERR_OK) {
		play(fake, id, &call);
	} else {
		_exit(8);
	}
	secret_free(&token);
}

static void
fake_closed(void *arg, enum err e)
{
	struct fake *fake = arg;

	(void)e;
	loop_stop(fake->loop);
}

static int
be_the_helper(const char *url)
{
	static const struct channel_events events = { fake_frame,
	    fake_closed };
	struct fake fake = { .part = url + strlen("https://") };

	if (loop_new(&fake.loop) != ERR_OK || channel_new(fake.loop, 3,
	    &events, &fake, &fake.channel) != ERR_OK)
		return 7;
	loop_run(fake.loop);
	channel_free(&fake.channel);
	loop_free(&fake.loop);
	return 0;
}

/* ---- the tests ---------------------------------------------------------- */
static struct loop *loop;
static struct remote *remote;
static int64_t now;

static struct {
	int count;
	enum err e;
	struct wire_problem problem;
	struct wire_reply reply;
	char grey[6];
	bool close_in_it, call_in_it;
} got;

static int64_t
fake_now(void)
{
	return now;
}

static uint32_t start(enum wire_op op);

static void
on_done(void *arg, const struct remote_result *r)
{
	assert_ptr_equal(arg, &got);
	got.count++;
	got.e = r->e;
	got.problem = r->problem;
	if (r->e == ERR_OK) {
		assert_non_null(r->reply);
		got.reply = *r->reply;
	} else {
		assert_null(r->reply);
		assert_null(r->picture);
	}
	if (r->picture != NULL)
		memcpy(got.grey, r->picture->grey, sizeof(got.grey));
	if (got.call_in_it) {
		got.call_in_it = false;
		start(WIRE_HEALTH);
	}
	if (got.close_in_it)
		remote->ops->close(&remote);
}

static void
open_remote(const char *part)
{
	static char program[4096], url[64];
	struct remote_client_config config = { .helper = program,
	    .url = url, .ca = "/ca.pem" };
	ssize_t len = readlink("/proc/self/exe", program,
	    sizeof(program) - 1);

	assert_true(len > 0);
	snprintf(url, sizeof(url), "https://%s", part);
	memset(&got, 0, sizeof(got));
	assert_int_equal(remote_client_new(loop, &config, &remote), ERR_OK);
}

static uint32_t
start(enum wire_op op)
{
	struct wire_request req = { .id = "x-1" };
	uint32_t id;

	assert_int_equal(remote->ops->call(remote, op, &req, DEADLINE,
	    on_done, &got, &id), ERR_OK);
	return id;
}

static void
wait_for(int count)
{
	while (got.count < count)
		loop_turn(loop, 1000);
	assert_int_equal(got.count, count);
}

static void
call(enum wire_op op)
{
	int before = got.count;

	start(op);
	assert_int_equal(got.count, before);
	wait_for(before + 1);
}

static void
wait_until_gone(void)
{
	while (remote_client_pid(remote) != 0)
		loop_turn(loop, 1000);
}

static int
set_up(void **state)
{
	(void)state;
	now = START_MS;
	clock_set_source(fake_now);
	return loop_new(&loop) == ERR_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	if (remote != NULL)
		remote->ops->close(&remote);
	assert_null(remote);
	loop_free(&loop);
	clock_set_source(NULL);
	return 0;
}

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

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_starts_at_the_first_call),
		TEST(test_request_arrives_whole),
		TEST(test_picture),
		TEST(test_problems),
		TEST(test_helper_dies),
		TEST(test_helper_says_nonsense),
		TEST(test_hang),
		TEST(test_hang_is_not_put_off),
		TEST(test_sign_of_life),
		TEST(test_cancel),
		TEST(test_idle),
		TEST(test_too_many),
		TEST(test_bad_id_starts_nothing),
		TEST(test_close_and_call_inside),
	};

	wire_init();
	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	if (argc > 2 && strcmp(argv[1], "--url") == 0)
		return be_the_helper(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
