/* Timers, descriptors and signals. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "loop/loop.h"

static struct loop *loop;

static int
setup(void **state)
{
	(void)state;
	return loop_new(&loop) != ERR_OK;
}

static int
teardown(void **state)
{
	(void)state;
	clock_set_source(NULL);
	loop_free(&loop);
	return 0;
}

static int64_t now;

static int64_t
fake_ms(void)
{
	return now;
}

static char order[64];
static size_t ordered;

static void
note(void *arg)
{
	order[ordered++] = *(const char *)arg;
	order[ordered] = '\0';
}

static struct loop_timer *
timer(loop_call call, const char *name)
{
	struct loop_timer *t = NULL;
	union { const char *in; void *out; } arg = { .in = name };

	assert_int_equal(loop_timer_new(loop, call, arg.out, &t), ERR_OK);
	return t;
}

static void
test_timer_real(void **state)
{
	struct loop_timer *a = timer(note, "a"), *b = timer(note, "b");
	int64_t start = clock_now_ms();

	(void)state;
	ordered = 0;
	loop_timer_at(a, start + 30);
	loop_timer_at(b, start + 10);
	loop_run(loop);			/* ends by itself: nothing is left */
	assert_string_equal(order, "ba");
	assert_true(clock_now_ms() >= start + 30);
	loop_timer_free(&a);
	loop_timer_free(&b);
	assert_null(a);
	loop_timer_free(&a);
	loop_timer_free(NULL);
}

static void
test_timer_passed_at_once(void **state)
{
	struct loop_timer *a = timer(note, "a");

	(void)state;
	ordered = 0;
	loop_timer_at(a, 0);
	loop_run(loop);
	assert_int_equal(ordered, 1);
	loop_timer_at(a, INT64_MIN);
	loop_run(loop);
	assert_int_equal(ordered, 2);
}

static void
test_timers_fake_clock(void **state)
{
	struct loop_timer *a = timer(note, "a"), *b = timer(note, "b"),
	    *c = timer(note, "c"), *d = timer(note, "d");

	(void)state;
	ordered = 0;
	now = 1000;
	clock_set_source(fake_ms);
	loop_timer_at(a, 3000);
	loop_timer_at(b, 2000);
	loop_timer_at(c, 3000);
	loop_timer_at(d, CLOCK_NEVER);
	loop_timers_due(loop);
	assert_int_equal(ordered, 0);
	now = 1999;
	loop_timers_due(loop);
	assert_int_equal(ordered, 0);
	now = 2000;
	loop_timers_due(loop);
	loop_timers_due(loop);
	assert_string_equal(order, "b");
	loop_timer_at(b, 2500);
	loop_timer_at(a, CLOCK_NEVER);
	now = INT64_MAX - 1;
	loop_timers_due(loop);
	assert_string_equal(order, "bbc");
}

/* A clock that moves more slowly than the kernel's timer must not make a
 * timer come early: here the fake one stands still. */
static void
test_timer_never_early(void **state)
{
	struct loop_timer *a = timer(note, "a");

	(void)state;
	ordered = 0;
	now = 1000;
	clock_set_source(fake_ms);
	loop_timer_at(a, 1002);
	for (int i = 0; i < 5; i++)
		loop_turn(loop, 3);
	assert_int_equal(ordered, 0);
	now = 1002;
	while (ordered == 0)		/* armed again: the loop finds it */
		loop_turn(loop, 1000);
	loop_timer_free(&a);
}

/* What a suspend does: our clock jumps, the next turn must notice. */
static void
test_clock_jump(void **state)
{
	struct loop_timer *a = timer(note, "a");

	(void)state;
	ordered = 0;
	now = 1000;
	clock_set_source(fake_ms);
	loop_timer_at(a, 1000 + 3600 * 1000);
	loop_turn(loop, 0);
	assert_int_equal(ordered, 0);
	now += 7200 * 1000;
	loop_run(loop);
	assert_int_equal(ordered, 1);
	loop_timer_free(&a);
}

static struct loop_timer *self;
static int rounds;

static void
free_self(void *arg)
{
	(void)arg;
	rounds++;
	loop_timer_free(&self);
}

static void
again_now(void *arg)
{
	(void)arg;
	rounds++;
	loop_timer_at(self, clock_now_ms());
}

static void
free_other(void *arg)
{
	rounds++;
	loop_timer_free(arg);
}

static void
test_timer_inside_itself(void **state)
{
	struct loop_timer *victim = NULL, *killer = NULL;

	(void)state;
	rounds = 0;
	self = timer(free_self, "");
	loop_timer_at(self, 0);
	loop_run(loop);
	assert_int_equal(rounds, 1);
	assert_null(self);
	/* Set again to a passed deadline: once a turn, no endless loop. */
	self = timer(again_now, "");
	loop_timer_at(self, 0);
	loop_timers_due(loop);
	assert_int_equal(rounds, 2);
	loop_turn(loop, 1000);
	assert_int_equal(rounds, 3);
	loop_timer_free(&self);
	/* Freed while it is due as well: not called. */
	rounds = 0;
	ordered = 0;
	assert_int_equal(loop_timer_new(loop, free_other, &victim, &killer),
	    ERR_OK);
	victim = timer(note, "v");
	loop_timer_at(killer, 1);
	loop_timer_at(victim, 2);
	loop_run(loop);
	assert_int_equal(rounds, 1);
	assert_int_equal(ordered, 0);
	assert_null(victim);
}

/* --------------------------------------------------------- descriptors ---- */

static int ends[2];
static struct loop_fd *watch;
static int readable, writable;

static void
on_readable(void *arg)
{
	char c;

	(void)arg;
	readable++;
	if (read(ends[0], &c, 1) <= 0)
		loop_fd_free(&watch);
}

static void
on_writable(void *arg)
{
	(void)arg;
	writable++;
	loop_fd_writable(watch, NULL);
}

static void
test_fd(void **state)
{
	(void)state;
	readable = writable = 0;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(loop_fd_new(loop, ends[0], on_readable, NULL, &watch),
	    ERR_OK);
	/* The terminal's other users must not find it non-blocking. */
	assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
	loop_turn(loop, 0);
	assert_int_equal(readable, 0);
	assert_int_equal(write(ends[1], "ab", 2), 2);
	loop_turn(loop, 1000);
	loop_turn(loop, 1000);
	assert_int_equal(readable, 2);
	loop_fd_writable(watch, on_writable);
	loop_turn(loop, 1000);
	loop_turn(loop, 0);
	assert_int_equal(writable, 1);
	close(ends[1]);
	loop_run(loop);			/* hung up: read 0, freed in its call */
	assert_null(watch);
	assert_int_equal(readable, 3);
	close(ends[0]);
	loop_fd_free(&watch);
	loop_fd_free(NULL);
}

/* The other end closed with bytes of ours unread: an error is pending on the
 * socket, and still everything it sent before comes first. */
static void
test_fd_reset(void **state)
{
	(void)state;
	readable = 0;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(loop_fd_new(loop, ends[0], on_readable, NULL, &watch),
	    ERR_OK);
	assert_int_equal(write(ends[0], "xyz", 3), 3);
	assert_int_equal(write(ends[1], "ab", 2), 2);
	close(ends[1]);
	loop_run(loop);
	assert_int_equal(readable, 3);
	assert_null(watch);
	close(ends[0]);
}

static void
test_fd_refuses(void **state)
{
	char path[] = "/tmp/test-loop-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(loop_fd_new(loop, fd, on_readable, NULL, &watch),
	    ERR_IO);
	assert_null(watch);
	close(fd);
	unlink(path);
	assert_int_equal(loop_fd_new(loop, -1, on_readable, NULL, &watch),
	    ERR_IO);
}

/* ------------------------------------------------------------- the rest ---- */

static struct loop_signal *sig;

static void
on_signal(void *arg)
{
	note(arg);
	loop_signal_free(&sig);
}

static void
test_signal(void **state)
{
	static char name[] = "s";

	(void)state;
	ordered = 0;
	assert_int_equal(loop_signal_new(loop, SIGUSR1, on_signal, name, &sig),
	    ERR_OK);
	assert_int_equal(raise(SIGUSR1), 0);
	loop_run(loop);
	assert_string_equal(order, "s");
	assert_null(sig);
	assert_int_equal(loop_signal_new(loop, SIGKILL, on_signal, name, &sig),
	    ERR_ARGUMENT);
	assert_null(sig);
}

static void
stop(void *arg)
{
	(void)arg;
	loop_stop(loop);
}

static void
test_stop_and_turn(void **state)
{
	struct loop_timer *a = timer(stop, ""), *b = timer(note, "b");
	int64_t start = clock_now_ms();

	(void)state;
	ordered = 0;
	loop_timer_at(a, start);
	loop_timer_at(b, start + 3600 * 1000);
	loop_run(loop);
	assert_int_equal(ordered, 0);
	loop_turn(loop, 10);
	assert_true(clock_now_ms() >= start + 9);
	assert_true(clock_now_ms() < start + 1000 * 1000);
}

static void
test_hook(void **state)
{
	static char one[] = "1", two[] = "2";
	struct loop_hook *a = NULL, *b = NULL;
	struct loop *other = NULL;

	(void)state;
	ordered = 0;
	assert_int_equal(loop_new(&other), ERR_OK);
	assert_int_equal(loop_hook_new(other, note, one, &a), ERR_OK);
	assert_int_equal(loop_hook_new(other, note, two, &b), ERR_OK);
	loop_hook_free(&a);
	assert_null(a);
	loop_free(&other);
	assert_null(other);
	assert_string_equal(order, "2");
	loop_free(&other);
	loop_free(NULL);
}

/* Everything is left open: loop_free() must give all of it back (the leak
 * check judges). */
static void
test_free_closes_everything(void **state)
{
	struct loop *other = NULL;
	struct loop_timer *t = NULL, *u = NULL;
	struct loop_signal *s = NULL;
	struct loop_fd *w = NULL;
	int pair[2], spare = dup(STDIN_FILENO), after;

	(void)state;
	close(spare);
	assert_int_equal(loop_new(&other), ERR_OK);
	assert_int_equal(pipe(pair), 0);
	assert_int_equal(loop_timer_new(other, note, NULL, &t), ERR_OK);
	assert_int_equal(loop_timer_new(other, note, NULL, &u), ERR_OK);
	loop_timer_at(t, clock_now_ms() + 10000);
	assert_int_equal(loop_signal_new(other, SIGUSR2, note, NULL, &s),
	    ERR_OK);
	assert_int_equal(loop_fd_new(other, pair[0], note, NULL, &w), ERR_OK);
	loop_free(&other);
	close(pair[0]);
	close(pair[1]);
	after = dup(STDIN_FILENO);
	assert_int_equal(after, spare);	/* no descriptor was left open */
	close(after);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_timer_real),
		TEST(test_timer_passed_at_once),
		TEST(test_timers_fake_clock),
		TEST(test_timer_never_early),
		TEST(test_clock_jump),
		TEST(test_timer_inside_itself),
		TEST(test_fd),
		TEST(test_fd_reset),
		TEST(test_fd_refuses),
		TEST(test_signal),
		TEST(test_stop_and_turn),
		TEST(test_hook),
		TEST(test_free_closes_everything),
	};

	alarm(120);			/* what never comes is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
