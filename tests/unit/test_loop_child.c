/* Helper processes.  The helper is this program itself, started with the name
 * of what it shall do; it speaks frames with plain read() and write(). */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "loop/pending.h"

extern char **environ;

static struct loop *loop;
static struct child *child;
static struct pending *pending;
static char seen[4096];			/* the bodies of the frames */
static int frames, gone, dones;
static enum err done_with;
static enum { KEEP, FREE_IN_FRAME, KILL_IN_FRAME, FREE_IN_GONE } mode;

/* ---------------------------------------------------------- the helper ---- */

static void
say(const char *text)
{
	uint8_t head[10] = { 0, 0, 0, (uint8_t)(6 + strlen(text)), 0, 1 };

	if (write(3, head, 10) != 10 ||
	    write(3, text, strlen(text)) != (ssize_t)strlen(text))
		_exit(9);
}

/* Answers "pong" to every frame (of a body up to 245 bytes), to its end. */
static void
helper_echo(void)
{
	uint8_t head[4], body[255];

	while (read(3, head, 4) == 4) {
		if (read(3, body, head[3]) != head[3])
			_exit(9);
		say("pong");
	}
}

static void
helper_look(void)
{
	char text[200];
	sigset_t mask;
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *d = dir != NULL ? readdir(dir) : NULL;

	for (; d != NULL; d = readdir(dir)) {
		if (d->d_name[0] != '.' && atol(d->d_name) != dirfd(dir)) {
			snprintf(text, sizeof(text), "fd%.9s ", d->d_name);
			say(text);
		}
	}
	for (char **e = environ; *e != NULL; e++) {
		snprintf(text, sizeof(text), "%.190s ", *e);
		say(text);
	}
	sigprocmask(SIG_SETMASK, NULL, &mask);
	if (dir != NULL)
		closedir(dir);
	if (sigismember(&mask, SIGUSR1))
		say("blocked ");
	if (signal(SIGUSR2, SIG_DFL) == SIG_IGN)
		say("ignored ");
	if (getsid(0) == getpid())
		say("leader ");
	say("end");
}

/* Answers nothing and does not end when its channel does. */
static void
helper_hang(void)
{
	sigset_t all;
	int signo;

	say("hanging");
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		sigwait(&all, &signo);
}

static int
helper(const char *what)
{
	if (strcmp(what, "echo") == 0)
		helper_echo();
	else if (strcmp(what, "look") == 0)
		helper_look();
	else if (strcmp(what, "hang") == 0)
		helper_hang();
	else if (strcmp(what, "last-words") == 0) {
		say("one ");
		say("two ");
		raise(SIGKILL);
	} else if (strcmp(what, "orphan") == 0) {
		if (fork() == 0)
			helper_echo();	/* holds the channel open */
		else
			say("parent");
	} else if (strcmp(what, "nonsense") == 0) {
		if (write(3, "\xff\xff\xff\xff", 4) != 4)
			return 9;
		helper_hang();
	}
	return 0;
}

/* ---------------------------------------------------------- the parent ---- */

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	size_t used = strlen(seen);

	assert_ptr_equal(arg, seen);
	assert_int_equal(type, 1);
	frames++;
	snprintf(seen + used, sizeof(seen) - used, "%.*s", (int)len,
	    (const char *)body);
	if (pending != NULL && mode == KEEP)
		pending_answer(pending, id, ERR_OK, body, len);
	if (mode == FREE_IN_FRAME)
		child_free(&child);
	else if (mode == KILL_IN_FRAME)
		child_kill(child);
}

static void
on_gone(void *arg)
{
	assert_ptr_equal(arg, seen);
	gone++;
	if (pending != NULL)
		pending_fail_all(pending, ERR_HELPER_GONE);
	if (mode == FREE_IN_GONE)
		child_free(&child);
}

static const struct child_events events = { on_frame, on_gone };

static void
make(const char *what)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const char *argv[] = { self, what, NULL };
	static const char *const env[] = { "KEPT", "NOT_SET", "GIVEN=this",
	    NULL };

	assert_true(n > 0);
	self[n] = '\0';
	assert_int_equal(child_new(loop, argv, env, &events, seen, &child),
	    ERR_OK);
}

static int
setup(void **state)
{
	(void)state;
	seen[0] = '\0';
	frames = gone = dones = 0;
	mode = KEEP;
	return loop_new(&loop) != ERR_OK;
}

static int
teardown(void **state)
{
	(void)state;
	clock_set_source(NULL);
	child_free(&child);
	pending_free(&pending);
	if (loop != NULL)
		loop_run(loop);		/* until each was waited for */
	loop_free(&loop);
	return 0;
}

#define TURN_UNTIL(value, want) do { \
		while ((value) < (want)) \
			loop_turn(loop, 1000); \
	} while (0)

/* No child of ours is left, not even as a zombie. */
static void
assert_no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void
test_talks_and_ends(void **state)
{
	int pid;

	(void)state;
	make("echo");
	assert_false(child_running(child));
	assert_int_equal(child_pid(child), 0);
	assert_int_equal(child_send(child, 1, 5, "ping", 4), ERR_OK);
	assert_true(child_running(child));
	pid = child_pid(child);
	assert_true(pid > 0);
	assert_int_equal(child_start(child), ERR_OK);	/* runs already */
	assert_int_equal(child_pid(child), pid);
	assert_int_equal(child_send(child, 1, 6, "ping", 4), ERR_OK);
	TURN_UNTIL(frames, 2);
	assert_string_equal(seen, "pongpong");
	child_free(&child);
	assert_null(child);
	loop_run(loop);			/* until it has been waited for */
	assert_int_equal(gone, 0);
	assert_no_children();
}

static void
test_what_it_finds(void **state)
{
	sigset_t some;

	(void)state;
	sigemptyset(&some);
	sigaddset(&some, SIGUSR1);
	sigprocmask(SIG_BLOCK, &some, NULL);
	signal(SIGUSR2, SIG_IGN);
	setenv("KEPT", "yes", 1);
	setenv("SECRET", "no", 1);
	assert_true(dup2(STDIN_FILENO, 200) == 200);	/* without CLOEXEC */
	make("look");
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, 1);
	close(200);
	sigprocmask(SIG_UNBLOCK, &some, NULL);
	signal(SIGUSR2, SIG_DFL);
	assert_string_equal(seen, "fd0 fd1 fd2 fd3 LC_ALL=C.UTF-8 KEPT=yes "
	    "GIVEN=this leader end");
}

static void
test_dies_after_last_words(void **state)
{
	(void)state;
	make("last-words");
	for (int i = 1; i <= 5; i++) {
		seen[0] = '\0';
		assert_int_equal(child_start(child), ERR_OK);
		TURN_UNTIL(gone, i);
		assert_string_equal(seen, "one two ");
		assert_false(child_running(child));
		assert_int_equal(child_pid(child), 0);
	}
	assert_int_equal(gone, 5);
	while (waitpid(-1, NULL, WNOHANG) == 0)
		loop_turn(loop, 1000);
}

static void
test_kill(void **state)
{
	(void)state;
	make("hang");
	child_kill(child);		/* does not run: nothing to do */
	loop_turn(loop, 0);
	assert_int_equal(gone, 0);
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(frames, 1);
	child_kill(child);
	child_kill(child);
	assert_int_equal(gone, 0);	/* from the loop only */
	assert_false(child_running(child));
	assert_int_equal(child_start(child), ERR_HELPER_GONE);
	TURN_UNTIL(gone, 1);
	assert_int_equal(child_start(child), ERR_OK);	/* anew */
	TURN_UNTIL(frames, 2);
	assert_int_equal(gone, 1);
	child_kill(child);
	child_free(&child);		/* before it was said */
	loop_run(loop);
	assert_int_equal(gone, 1);
	assert_no_children();
}

static void
test_nonsense(void **state)
{
	(void)state;
	make("nonsense");
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, 1);
	assert_int_equal(frames, 0);
	loop_run(loop);			/* killed, though it hangs */
	assert_no_children();
}

/* Its end is its process's end, whoever else has the channel. */
static void
test_leaves_an_orphan(void **state)
{
	(void)state;
	make("orphan");
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, 1);
	assert_string_equal(seen, "parent");
}

static void
test_free_and_kill_inside_frame(void **state)
{
	make("hang");
	mode = FREE_IN_FRAME;
	assert_int_equal(child_start(child), ERR_OK);
	loop_run(loop);			/* 500 ms later it is killed */
	assert_int_equal(frames, 1);
	assert_int_equal(gone, 0);
	assert_null(child);
	assert_no_children();
	teardown(state);
	assert_int_equal(setup(state), 0);
	make("last-words");
	mode = KILL_IN_FRAME;
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, 1);
	assert_string_equal(seen, "one ");	/* no frame after the kill */
	teardown(state);
	assert_int_equal(setup(state), 0);
	make("last-words");
	mode = FREE_IN_GONE;
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, 1);
	assert_null(child);
}

static void
on_done(void *owner, void *arg, enum err e, const uint8_t *body, size_t len)
{
	(void)owner;
	(void)arg;
	(void)body;
	(void)len;
	dones++;
	done_with = e;
}

static void
on_late(void *owner)
{
	(void)owner;
	child_kill(child);
}

/* As the helper clients use it: somebody kills the helper while a request is
 * under way; and it hangs beyond the deadline of one. */
static void
test_request_under_way(void **state)
{
	uint32_t id = 0;

	(void)state;
	assert_int_equal(pending_new(loop, NULL, on_late, &pending), ERR_OK);
	make("hang");
	assert_int_equal(pending_add(pending, clock_now_ms() + 3600 * 1000,
	    on_done, NULL, &id), ERR_OK);
	assert_int_equal(child_send(child, 1, id, "x", 1), ERR_OK);
	TURN_UNTIL(frames, 1);
	assert_int_equal(kill(child_pid(child), SIGKILL), 0);
	TURN_UNTIL(dones, 1);
	assert_int_equal(done_with, ERR_HELPER_GONE);
	assert_int_equal(gone, 1);
	assert_int_equal(pending_add(pending, clock_now_ms() + 20, on_done,
	    NULL, &id), ERR_OK);
	assert_int_equal(child_send(child, 1, id, "x", 1), ERR_OK);
	TURN_UNTIL(dones, 2);
	assert_int_equal(done_with, ERR_TIMEOUT);
	TURN_UNTIL(gone, 2);
	assert_int_equal(dones, 2);
	child_free(&child);
	loop_run(loop);
	assert_no_children();
}

static void
test_cannot_start(void **state)
{
	static const char *const nothing[] = { "/nonexistent/helper", NULL };
	static const char *const relative[] = { "helper", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	assert_int_equal(child_new(loop, relative, NULL, &events, seen,
	    &child), ERR_ARGUMENT);
	assert_null(child);
	assert_int_equal(child_new(loop, none, NULL, &events, seen, &child),
	    ERR_ARGUMENT);
	assert_int_equal(child_new(loop, nothing, NULL, &events, seen,
	    &child), ERR_OK);
	assert_int_equal(child_send(child, 1, 1, "", 0), ERR_HELPER_GONE);
	assert_false(child_running(child));
	assert_int_equal(gone, 0);
	assert_no_children();
}

static int64_t now = 1000;

static int64_t
fake_ms(void)
{
	return now;
}

static void
test_restart_limit(void **state)
{
	static const char *const argv[] = { "/bin/true", NULL };

	(void)state;
	clock_set_source(fake_ms);
	assert_int_equal(child_new(loop, argv, NULL, &events, seen, &child),
	    ERR_OK);
	for (int i = 1; i <= CHILD_STARTS; i++) {
		assert_int_equal(child_start(child), ERR_OK);
		TURN_UNTIL(gone, i);
		now += 10;
	}
	assert_int_equal(child_start(child), ERR_HELPER_GONE);
	now = 1000 + CHILD_WINDOW_MS - 1;
	assert_int_equal(child_start(child), ERR_HELPER_GONE);
	now = 1000 + CHILD_WINDOW_MS;
	assert_int_equal(child_start(child), ERR_OK);	/* the first is out */
	TURN_UNTIL(gone, CHILD_STARTS + 1);
	assert_int_equal(child_start(child), ERR_HELPER_GONE);
	now += CHILD_WINDOW_MS;
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(gone, CHILD_STARTS + 2);
}

/* A loop that ends with a helper running leaves neither it nor memory. */
static void
test_loop_free_kills(void **state)
{
	int pid, status = 0;

	(void)state;
	make("hang");
	assert_int_equal(child_start(child), ERR_OK);
	TURN_UNTIL(frames, 1);
	pid = child_pid(child);
	child_free(&child);
	loop_free(&loop);
	if (waitpid(pid, &status, 0) == pid)
		assert_int_equal(WTERMSIG(status), SIGKILL);
	else
		assert_int_equal(errno, ECHILD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_talks_and_ends),
		TEST(test_what_it_finds),
		TEST(test_dies_after_last_words),
		TEST(test_kill),
		TEST(test_nonsense),
		TEST(test_leaves_an_orphan),
		TEST(test_free_and_kill_inside_frame),
		TEST(test_request_under_way),
		TEST(test_cannot_start),
		TEST(test_restart_limit),
		TEST(test_loop_free_kills),
	};

	if (argc == 2)
		return helper(argv[1]);
	alarm(120);			/* what never comes is a failure */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
