/* How cilingir-net serves: what it refuses from a terminal, that it ends with
 * the channel, and when it says that it is idle.  Nothing listens where it
 * would connect to; tests/net has the real thing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/secret.h"
#include "helper/net_serve.h"
#include "loop/channel.h"
#include "loop/loop.h"
#include "loop/pending.h"
#include "remote/http.h"
#include "remote/proto.h"
#include "remote/wipe.h"

#define START_MS 1000000

static struct loop *loop;
static struct http *http;
static struct net_serve *serve;
static struct channel *terminal;
static int64_t now;

static struct {
	int idle, answers, closed;
	enum err e;
} got;

static int64_t
fake_now(void)
{
	return now;
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct proto_answer *answer = calloc(1, sizeof(*answer));

	(void)arg;
	assert_non_null(answer);
	if (type == PROTO_IDLE) {
		assert_int_equal(len, 0);
		got.idle++;
	} else {
		assert_int_equal(type, PROTO_ANSWER);
		assert_int_equal(id, 7);
		assert_int_equal(proto_get_answer(body, len, answer), ERR_OK);
		got.answers++;
		got.e = answer->e;
	}
	free(answer);
}

static void
on_closed(void *arg, enum err e)
{
	(void)arg, (void)e;
	got.closed++;
}

static int
setup(void **state)
{
	static const struct channel_events events = { on_frame, on_closed };
	const struct http_config config = { .url = "https://127.0.0.1:1",
	    .agent = "test" };
	int fds[2];

	(void)state;
	now = START_MS;
	clock_set_source(fake_now);
	memset(&got, 0, sizeof(got));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0 ||
	    loop_new(&loop) != ERR_OK ||
	    http_new(loop, &config, &http) != ERR_OK ||
	    net_serve_new(loop, fds[0], http, NET_IDLE_MS, &serve) != ERR_OK)
		return -1;
	return channel_new(loop, fds[1], &events, NULL, &terminal) == ERR_OK ?
	    0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	net_serve_free(&serve);
	channel_free(&terminal);
	http_free(&http);
	loop_free(&loop);
	clock_set_source(NULL);
	return 0;
}

static void
test_idle(void **state)
{
	(void)state;
	now += NET_IDLE_MS - 1;
	loop_timers_due(loop);
	loop_turn(loop, 0);
	assert_int_equal(got.idle, 0);
	now += 1;
	loop_timers_due(loop);
	while (got.idle == 0)
		loop_turn(loop, 1000);
	/* Said once; the terminal decides. */
	now += 3 * NET_IDLE_MS;
	loop_timers_due(loop);
	loop_turn(loop, 0);
	assert_int_equal(got.idle, 1);
	assert_int_equal(got.closed, 0);
}

/* loop_run() comes back because the helper wants to end. */
static void
expect_end(uint16_t type, const void *body, size_t len)
{
	assert_int_equal(channel_send(terminal, type, 7, body, len), ERR_OK);
	loop_run(loop);
	assert_int_equal(got.answers, 0);
}

static void
test_ends_with_the_channel(void **state)
{
	(void)state;
	channel_free(&terminal);
	loop_run(loop);
}

static void
test_unknown_type(void **state)
{
	(void)state;
	expect_end(99, NULL, 0);
}

static void
test_cancel_with_a_body(void **state)
{
	(void)state;
	expect_end(PROTO_CANCEL, "x", 1);
}

static void
test_malformed_call(void **state)
{
	(void)state;
	expect_end(PROTO_CALL, "\x01\x00\x00", 3);
}

static void
put_call(struct buf *frame)
{
	const struct proto_call call = { .op = WIRE_HEALTH,
	    .left_ms = 5000 };

	buf_init(frame, PROTO_MAX);
	assert_int_equal(proto_put_call(frame, &call), ERR_OK);
}

static void
test_cancel_unknown(void **state)
{
	(void)state;
	assert_int_equal(channel_send(terminal, PROTO_CANCEL, 5, NULL, 0),
	    ERR_OK);
	loop_turn(loop, 1000);
	assert_int_equal(got.closed, 0);
	test_idle(state);
}

/* A terminal of another version. */
static void
test_other_version(void **state)
{
	struct buf frame;

	(void)state;
	put_call(&frame);
	frame.data[0] = PROTO_VERSION + 1;
	expect_end(PROTO_CALL, frame.data, frame.len);
	buf_free(&frame);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_idle),
		TEST(test_ends_with_the_channel),
		TEST(test_unknown_type),
		TEST(test_cancel_with_a_body),
		TEST(test_malformed_call),
		TEST(test_cancel_unknown),
		TEST(test_other_version),
	};

	if (wipe_init() != ERR_OK || secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
