/* Frames however they are cut, ends of every kind, and no secret left behind
 * in memory that was given back. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/clock.h"
#include "loop/channel.h"
#include "loop/loop.h"

static struct loop *loop;
static struct channel *channel;
static int peer;			/* the other end, blocking */

static char seen[512];			/* "type:id:body " of each frame */
static size_t frames, bytes_seen;
static int closed;
static enum err closed_with;
static enum { KEEP, FREE_IN_FRAME, FREE_IN_CLOSED, SEND_IN_FRAME } mode;

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	size_t used = strlen(seen);

	assert_ptr_equal(arg, seen);
	frames++;
	bytes_seen += len;
	if (len < 100)
		snprintf(seen + used, sizeof(seen) - used, "%x:%x:%.*s ",
		    type, id, (int)len, (const char *)body);
	if (mode == FREE_IN_FRAME)
		channel_free(&channel);
	else if (mode == SEND_IN_FRAME)
		assert_int_equal(channel_send(channel, type, id, body, len),
		    ERR_OK);
}

static void
on_closed(void *arg, enum err e)
{
	assert_ptr_equal(arg, seen);
	closed++;
	closed_with = e;
	if (mode == FREE_IN_CLOSED)
		channel_free(&channel);
}

static const struct channel_events events = { on_frame, on_closed };

static int
setup(void **state)
{
	int ends[2];

	(void)state;
	seen[0] = '\0';
	frames = bytes_seen = 0;
	closed = 0;
	mode = KEEP;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 ||
	    loop_new(&loop) != ERR_OK)
		return -1;
	peer = ends[1];
	return channel_new(loop, ends[0], &events, seen, &channel) != ERR_OK;
}

static int
teardown(void **state)
{
	(void)state;
	channel_free(&channel);
	loop_free(&loop);
	if (peer >= 0)
		close(peer);
	return 0;
}

static void
peer_close(void)
{
	close(peer);
	peer = -1;
}

/* Turn until `value` has become `want`. */
#define TURN_UNTIL(value, want) do { \
		while ((value) < (want)) \
			loop_turn(loop, 1000); \
	} while (0)

/* Two frames: type 1, id 2, "abc"; type 0xfffe, id 0xfffffffd, empty. */
static const uint8_t two[] = {
	0, 0, 0, 9, 0, 1, 0, 0, 0, 2, 'a', 'b', 'c',
	0, 0, 0, 6, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfd,
};
#define TWO_SEEN "1:2:abc fffe:fffffffd: "

static void
test_split_at_each_byte(void **state)
{
	(void)state;
	for (size_t cut = 0; cut <= sizeof(two); cut++) {
		size_t first = cut >= sizeof(two) ? 2 : cut >= 13 ? 1 : 0;

		seen[0] = '\0';
		frames = 0;
		assert_int_equal(send(peer, two, cut, 0), cut);
		loop_turn(loop, 0);
		TURN_UNTIL(frames, first);
		assert_int_equal(frames, first);
		assert_int_equal(send(peer, two + cut, sizeof(two) - cut, 0),
		    sizeof(two) - cut);
		TURN_UNTIL(frames, 2);
		assert_string_equal(seen, TWO_SEEN);
	}
	assert_int_equal(closed, 0);
}

static void
test_byte_by_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(two); i++) {
		assert_int_equal(send(peer, two + i, 1, 0), 1);
		loop_turn(loop, 1000);
	}
	assert_string_equal(seen, TWO_SEEN);
}

static void
test_send(void **state)
{
	uint8_t got[64];

	(void)state;
	assert_int_equal(channel_send(channel, 1, 2, "abc", 3), ERR_OK);
	assert_int_equal(channel_send(channel, 0xfffe, 0xfffffffd, NULL, 0),
	    ERR_OK);
	assert_int_equal(recv(peer, got, sizeof(got), 0), sizeof(two));
	assert_memory_equal(got, two, sizeof(two));
}

static void
test_answers_inside_frame(void **state)
{
	uint8_t got[64];

	(void)state;
	mode = SEND_IN_FRAME;
	assert_int_equal(send(peer, two, sizeof(two), 0), sizeof(two));
	TURN_UNTIL(frames, 2);
	assert_int_equal(recv(peer, got, sizeof(got), MSG_WAITALL |
	    MSG_DONTWAIT), sizeof(two));
	assert_memory_equal(got, two, sizeof(two));
}

/* Large frames both ways through a socket that takes little at a time; the
 * queue is bounded, and after it was full everything still arrives. */
static void
test_queue(void **state)
{
	uint8_t *body = calloc(1, CHANNEL_MAX), got[4096];
	size_t sent = 0, expected, total = 0;
	enum err e = ERR_OK;

	(void)state;
	assert_int_equal(channel_send(channel, 1, 1, body,
	    CHANNEL_BODY_MAX + 1), ERR_TOO_BIG);
	assert_int_equal(channel_send(channel, 1, 1, body, SIZE_MAX),
	    ERR_TOO_BIG);
	while (e == ERR_OK) {
		e = channel_send(channel, 1, 1, body, CHANNEL_BODY_MAX);
		sent += e == ERR_OK;
	}
	assert_int_equal(e, ERR_TOO_BIG);
	assert_true(sent >= 4 && sent < 50);
	assert_int_equal(channel_send(channel, 1, 1, body, CHANNEL_BODY_MAX),
	    ERR_TOO_BIG);
	expected = sent * CHANNEL_MAX;
	while (total < expected) {
		ssize_t n = recv(peer, got, sizeof(got), MSG_DONTWAIT);

		if (n > 0)
			total += (size_t)n;
		else
			loop_turn(loop, 1000);
	}
	assert_int_equal(total, expected);
	assert_int_equal(channel_send(channel, 1, 2, "abc", 3), ERR_OK);
	assert_int_equal(recv(peer, got, sizeof(got), 0), 13);
	assert_int_equal(closed, 0);
	free(body);
}

static void
test_largest_frame(void **state)
{
	uint8_t head[] = { 0, 1, 0xff, 0xfc, 0, 7, 0, 0, 0, 8 };
	uint8_t *body = calloc(1, CHANNEL_BODY_MAX);
	size_t at = 0;

	(void)state;
	assert_int_equal(send(peer, head, sizeof(head), 0), sizeof(head));
	while (at < CHANNEL_BODY_MAX) {
		ssize_t n = send(peer, body + at, CHANNEL_BODY_MAX - at,
		    MSG_DONTWAIT);

		if (n > 0)
			at += (size_t)n;
		loop_turn(loop, 0);
	}
	TURN_UNTIL(frames, 1);
	assert_int_equal(bytes_seen, CHANNEL_BODY_MAX);
	assert_int_equal(closed, 0);
	free(body);
}

static void
test_nonsense(void **state)
{
	static const uint8_t bad[][4] = {
		{ 0, 0, 0, 0 }, { 0, 0, 0, 5 }, { 0, 1, 0xff, 0xfd },
		{ 0xff, 0xff, 0xff, 0xff },
	};

	for (size_t i = 0; i < 4; i++) {
		if (i > 0) {
			teardown(state);
			assert_int_equal(setup(state), 0);
		}
		assert_int_equal(send(peer, two, sizeof(two), 0),
		    sizeof(two));
		assert_int_equal(send(peer, bad[i], 4, 0), 4);
		TURN_UNTIL(closed, 1);
		assert_int_equal(frames, 2);
		assert_int_equal(closed_with, ERR_SYNTAX);
		assert_int_equal(channel_send(channel, 1, 1, "", 0), ERR_IO);
		loop_turn(loop, 0);
		assert_int_equal(closed, 1);
	}
}

static void
test_other_end_gone(void **state)
{
	(void)state;
	assert_int_equal(send(peer, two, sizeof(two), 0), sizeof(two));
	assert_int_equal(send(peer, two, 12, 0), 12);	/* and a part */
	peer_close();
	TURN_UNTIL(closed, 1);
	assert_string_equal(seen, TWO_SEEN);
	assert_int_equal(closed_with, ERR_IO);
	loop_run(loop);			/* nothing is watched any more */
	assert_int_equal(closed, 1);
}

/* It goes with our bytes unread (ECONNRESET), and we write after that (EPIPE
 * without SIGPIPE): what it had sent still comes, then `closed`, once. */
static void
test_other_end_gone_while_writing(void **state)
{
	(void)state;
	assert_int_equal(channel_send(channel, 1, 1, "x", 1), ERR_OK);
	assert_int_equal(send(peer, two, sizeof(two), 0), sizeof(two));
	peer_close();
	assert_int_equal(channel_send(channel, 1, 1, "x", 1), ERR_IO);
	assert_int_equal(closed, 0);
	TURN_UNTIL(closed, 1);
	assert_string_equal(seen, TWO_SEEN);
	assert_int_equal(closed_with, ERR_IO);
}

static void
test_hang_up(void **state)
{
	(void)state;
	assert_int_equal(send(peer, two, sizeof(two), 0), sizeof(two));
	channel_hang_up(channel);
	TURN_UNTIL(closed, 1);
	assert_string_equal(seen, TWO_SEEN);
	channel_hang_up(channel);
	loop_run(loop);
	assert_int_equal(closed, 1);
}

static void
test_free_inside_events(void **state)
{
	mode = FREE_IN_FRAME;
	assert_int_equal(send(peer, two, sizeof(two), 0), sizeof(two));
	peer_close();
	loop_run(loop);
	assert_int_equal(frames, 1);	/* not the second one */
	assert_int_equal(closed, 0);
	teardown(state);
	assert_int_equal(setup(state), 0);
	mode = FREE_IN_CLOSED;
	peer_close();
	loop_run(loop);
	assert_int_equal(closed, 1);
	assert_null(channel);
}

static void
test_takes_fd_over_on_failure(void **state)
{
	struct channel *c = NULL;
	int fd = dup(STDIN_FILENO), again;

	(void)state;
	close(fd);
	again = open("/proc/self/exe", O_RDONLY);	/* not watchable */
	assert_int_equal(again, fd);
	assert_int_equal(channel_new(loop, fd, &events, seen, &c), ERR_IO);
	assert_null(c);
	again = dup(STDIN_FILENO);
	assert_int_equal(again, fd);
	close(again);
}

/* -------------------------------------------------------------- parser ---- */

static void
test_parser(void **state)
{
	struct channel_parser *p = channel_parser_new(&events, seen);

	(void)state;
	assert_non_null(p);
	for (size_t cut = 0; cut <= sizeof(two); cut++) {
		seen[0] = '\0';
		assert_int_equal(channel_parser_feed(p, two, cut), ERR_OK);
		assert_int_equal(channel_parser_feed(p, two + cut,
		    sizeof(two) - cut), ERR_OK);
		assert_string_equal(seen, TWO_SEEN);
	}
	assert_int_equal(channel_parser_feed(p, (const uint8_t *)"\0\0\0\1",
	    4), ERR_SYNTAX);
	frames = 0;
	assert_int_equal(channel_parser_feed(p, two, sizeof(two)), ERR_SYNTAX);
	assert_int_equal(frames, 0);
	assert_int_equal(closed, 0);
	channel_parser_free(&p);
	assert_null(p);
	channel_parser_free(&p);
}

#ifdef __SANITIZE_ADDRESS__
/* Of the sanitizer's allocator_interface.h, which gcc does not install. */
int __sanitizer_install_malloc_and_free_hooks(
    void (*)(const volatile void *, size_t), void (*)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

static const char mark[] = "S3cr3t!m4rk";
static int leaked;

static void
on_malloc(const volatile void *p, size_t len)
{
	(void)p;
	(void)len;
}

static void
on_free(const volatile void *p)
{
	const void *block = (const void *)(uintptr_t)p;

	if (block != NULL && memmem(block,
	    __sanitizer_get_allocated_size(block), mark, sizeof(mark) - 1) !=
	    NULL)
		leaked++;
}

/* Frames with a secret, sent at once, sent from a full queue, received whole,
 * received in part and dropped with the channel. */
static void
test_wipes(void **state)
{
	uint8_t *fill = calloc(1, CHANNEL_BODY_MAX), got[65536];
	char *plain = strdup(mark);
	ssize_t n = 1;

	(void)state;
	if (__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) == 0)
		fail_msg("no hook");
	free(plain);
	assert_int_equal(leaked, 1);		/* the hook sees it */
	leaked = 0;
	assert_int_equal(channel_send(channel, 1, 1, mark, sizeof(mark)),
	    ERR_OK);
	n = recv(peer, got, sizeof(got), 0);
	assert_int_equal(n, 10 + sizeof(mark));
	assert_int_equal(send(peer, got, (size_t)n, 0), n);
	TURN_UNTIL(frames, 1);
	seen[0] = '\0';
	while (channel_send(channel, 1, 1, fill, CHANNEL_BODY_MAX) == ERR_OK)
		;
	assert_int_equal(channel_send(channel, 1, 1, mark, sizeof(mark)),
	    ERR_OK);
	while (recv(peer, got, sizeof(got), MSG_DONTWAIT) > 0)
		loop_turn(loop, 0);
	assert_int_equal(channel_send(channel, 1, 1, mark, sizeof(mark)),
	    ERR_OK);
	assert_int_equal(send(peer, "\0\0\1\0", 4, 0), 4);
	assert_int_equal(send(peer, mark, sizeof(mark), 0), sizeof(mark));
	loop_turn(loop, 1000);
	channel_free(&channel);
	loop_turn(loop, 0);
	assert_int_equal(leaked, 0);
	free(fill);
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_split_at_each_byte),
		TEST(test_byte_by_byte),
		TEST(test_send),
		TEST(test_answers_inside_frame),
		TEST(test_queue),
		TEST(test_largest_frame),
		TEST(test_nonsense),
		TEST(test_other_end_gone),
		TEST(test_other_end_gone_while_writing),
		TEST(test_hang_up),
		TEST(test_free_inside_events),
		TEST(test_takes_fd_over_on_failure),
		TEST(test_parser),
#ifdef __SANITIZE_ADDRESS__
		TEST(test_wipes),
#endif
	};

	alarm(120);			/* what never comes is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
