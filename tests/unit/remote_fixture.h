/* The terminal's side of the network helper, against a fake helper: the test
 * program itself, started again by the client, which plays the part that is
 * named in the URL.  The clock is the test's own, so that deadlines pass
 * without waiting. */
#ifndef UNIT_REMOTE_FIXTURE_H
#define UNIT_REMOTE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

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

/* ---- The fake helper ---- */

struct fake {
	struct loop *loop;
	struct channel *channel;
	const char *part;
	unsigned cancelled;
};

static inline void
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

static inline void
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

static inline void
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

static inline void
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
static inline bool
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

static inline void
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

static inline void
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

static inline void
fake_closed(void *arg, enum err e)
{
	struct fake *fake = arg;

	(void)e;
	loop_stop(fake->loop);
}

static inline int
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

/* ---- The terminal's side ---- */

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

static inline int64_t
fake_now(void)
{
	return now;
}

static uint32_t start(enum wire_op op);

static inline void
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

static inline void
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

static inline uint32_t
start(enum wire_op op)
{
	struct wire_request req = { .id = "x-1" };
	uint32_t id;

	assert_int_equal(remote->ops->call(remote, op, &req, DEADLINE,
	    on_done, &got, &id), ERR_OK);
	return id;
}

static inline void
wait_for(int count)
{
	while (got.count < count)
		loop_turn(loop, 1000);
	assert_int_equal(got.count, count);
}

static inline void
call(enum wire_op op)
{
	int before = got.count;

	start(op);
	assert_int_equal(got.count, before);
	wait_for(before + 1);
}

static inline void
wait_until_gone(void)
{
	while (remote_client_pid(remote) != 0)
		loop_turn(loop, 1000);
}

static inline int
setup(void **state)
{
	(void)state;
	now = START_MS;
	clock_set_source(fake_now);
	return loop_new(&loop) == ERR_OK ? 0 : -1;
}

static inline int
teardown(void **state)
{
	(void)state;
	if (remote != NULL)
		remote->ops->close(&remote);
	assert_null(remote);
	loop_free(&loop);
	clock_set_source(NULL);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* First thing in main(): does not return in the helper's process. */
static inline void
be_the_helper_if_asked(int argc, char **argv)
{
	wire_init();
	if (secret_heap_init() == SECRET_HEAP_NONE)
		exit(1);
	if (argc > 2 && strcmp(argv[1], "--url") == 0)
		exit(be_the_helper(argv[2]));
}

#endif
