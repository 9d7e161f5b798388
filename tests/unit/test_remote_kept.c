/* Kept connections: which of them are made to read as ended, and which are
 * left alone.  Socket pairs stand for connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "remote/kept.h"

struct pair {
	int ours, server;
};

static struct pair
connected(void)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	return (struct pair){ fds[0], fds[1] };
}

static void
hang_up(struct pair *p)
{
	close(p->ours);
	if (p->server >= 0)
		close(p->server);
}

static void
say(const struct pair *p, const char *text)
{
	size_t len = strlen(text);

	assert_int_equal(send(p->server, text, len, 0), (ssize_t)len);
}

/* As curl looks at it: 1 alive with something to read, 0 ended, -1 quiet. */
static int
peek(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	assert_true(n >= 0 || errno == EAGAIN);
	return (int)n;
}

static void
test_an_idle_one_that_was_closed_reads_as_ended(void **state)
{
	struct kept kept = { 0 };
	struct pair p = connected();

	(void)state;
	kept_made(&kept, p.ours);
	kept_idle(&kept, p.ours, true);
	say(&p, "good-bye");
	close(p.server);
	p.server = -1;
	assert_int_equal(peek(p.ours), 1);
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), 0);
	hang_up(&p);
}

static void
test_so_does_one_that_the_server_spoke_in(void **state)
{
	struct kept kept = { 0 };
	struct pair p = connected();

	(void)state;
	kept_made(&kept, p.ours);
	kept_idle(&kept, p.ours, true);
	say(&p, "HTTP/1.1 408 Request Timeout\r\n\r\n");
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), 0);
	hang_up(&p);
}

static void
test_a_quiet_one_is_left_alone(void **state)
{
	struct kept kept = { 0 };
	struct pair p = connected();

	(void)state;
	kept_made(&kept, p.ours);
	kept_idle(&kept, p.ours, true);
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), -1);
	say(&p, "answer");
	assert_int_equal(peek(p.ours), 1);
	hang_up(&p);
}

/* An answer on its way belongs to the request that waits for it. */
static void
test_one_in_use_is_left_alone(void **state)
{
	struct kept kept = { 0 };
	struct pair p = connected();

	(void)state;
	kept_made(&kept, p.ours);
	say(&p, "answer");
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), 1);
	kept_idle(&kept, p.ours, true);
	kept_idle(&kept, p.ours, false);
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), 1);
	hang_up(&p);
}

/* Its number may already be another file's. */
static void
test_one_that_is_gone_is_left_alone(void **state)
{
	struct kept kept = { 0 };
	struct pair p = connected(), other = connected();

	(void)state;
	kept_made(&kept, p.ours);
	kept_made(&kept, other.ours);
	kept_idle(&kept, p.ours, true);
	kept_idle(&kept, other.ours, true);
	kept_gone(&kept, p.ours);
	kept_gone(&kept, p.ours);
	kept_idle(&kept, p.ours, true);
	say(&p, "not for curl");
	say(&other, "good-bye");
	kept_end_closed(&kept);
	assert_int_equal(peek(p.ours), 1);
	assert_int_equal(peek(other.ours), 0);
	hang_up(&p);
	hang_up(&other);
}

static void
test_more_than_there_is_room_for(void **state)
{
	struct kept kept = { 0 };
	struct pair pairs[KEPT_MAX + 1];

	(void)state;
	for (size_t i = 0; i < KEPT_MAX + 1; i++) {
		pairs[i] = connected();
		kept_made(&kept, pairs[i].ours);
		kept_idle(&kept, pairs[i].ours, true);
		say(&pairs[i], "good-bye");
	}
	kept_end_closed(&kept);
	for (size_t i = 0; i < KEPT_MAX; i++)
		assert_int_equal(peek(pairs[i].ours), 0);
	assert_int_equal(peek(pairs[KEPT_MAX].ours), 1);
	for (size_t i = 0; i < KEPT_MAX + 1; i++)
		hang_up(&pairs[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_an_idle_one_that_was_closed_reads_as_ended),
		cmocka_unit_test(test_so_does_one_that_the_server_spoke_in),
		cmocka_unit_test(test_a_quiet_one_is_left_alone),
		cmocka_unit_test(test_one_in_use_is_left_alone),
		cmocka_unit_test(test_one_that_is_gone_is_left_alone),
		cmocka_unit_test(test_more_than_there_is_room_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
