/* What the service manager hears, at a socket of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/service.h"
#include "base/clock.h"
#include "base/notify.h"
#include "loop/loop.h"

static int manager = -1;
static char name[64], heard[256];
static int64_t now;

static int64_t
test_clock(void)
{
	return now;
}

/* "@…": an abstract name. */
static void
listen_at(const char *at)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	size_t len = strlen(at);

	snprintf(un.sun_path, sizeof(un.sun_path), "%s", at);
	if (at[0] == '@')
		un.sun_path[0] = '\0';
	manager = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(manager, (const struct sockaddr *)&un,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)), 0);
	assert_int_equal(setenv("NOTIFY_SOCKET", at, 1), 0);
}

/* The next word, "" if there is none. */
static const char *
word(void)
{
	ssize_t n = recv(manager, heard, sizeof(heard) - 1, MSG_DONTWAIT);

	heard[n > 0 ? n : 0] = '\0';
	return heard;
}

static int
setup(void **state)
{
	(void)state;
	snprintf(name, sizeof(name), "/tmp/test_service.%d", (int)getpid());
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	unsetenv("NOTIFY_SOCKET");
	now = 1000;
	clock_set_source(test_clock);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	clock_set_source(NULL);
	if (manager >= 0)
		close(manager);
	manager = -1;
	(void)unlink(name);
	return 0;
}

static void
test_nobody_asks(void **state)
{
	static const char *const nowhere[] = { "", "@", "relative", "/" };

	(void)state;
	assert_false(notify_manager("READY=1"));
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		(void)setenv("NOTIFY_SOCKET", nowhere[i], 1);
		assert_false(notify_manager("READY=1"));
	}
	(void)setenv("NOTIFY_SOCKET", name, 1);		/* nobody is there */
	assert_false(notify_manager("READY=1"));
}

static void
test_both_kinds_of_names(void **state)
{
	char abstract[80];

	(void)state;
	listen_at(name);
	assert_true(notify_manager("READY=1\nSTATUS=x"));
	assert_string_equal(word(), "READY=1\nSTATUS=x");
	close(manager);
	snprintf(abstract, sizeof(abstract), "@%s", name);
	listen_at(abstract);
	assert_true(notify_manager("WATCHDOG=1"));
	assert_string_equal(word(), "WATCHDOG=1");
}

/* A manager that does not read never holds the terminal up. */
static void
test_full(void **state)
{
	(void)state;
	listen_at(name);
	for (int i = 0; i < 10000 && notify_manager("WATCHDOG=1"); i++)
		;
	assert_false(notify_manager("WATCHDOG=1"));
}

static void
test_how_often(void **state)
{
	static const struct { const char *us; int64_t ms; } table[] = {
		{ "60000000", 60000 }, { "1000", 1 }, { "999", 0 },
		{ "0", 0 }, { "-5", 0 }, { "", 0 }, { "6e7", 0 },
		{ "99999999999999999999", 0 },
	};
	char pid[32];

	(void)state;
	assert_int_equal(notify_watchdog_ms(), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		(void)setenv("WATCHDOG_USEC", table[i].us, 1);
		assert_int_equal(notify_watchdog_ms(), table[i].ms);
	}
	(void)setenv("WATCHDOG_USEC", "60000000", 1);
	(void)setenv("WATCHDOG_PID", "1", 1);		/* another one's */
	assert_int_equal(notify_watchdog_ms(), 0);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	(void)setenv("WATCHDOG_PID", pid, 1);
	assert_int_equal(notify_watchdog_ms(), 60000);
}

static int screens, choices, actions, visits;

static void
count_screen(void *arg, const char *screen)
{
	(void)arg;
	assert_string_equal(screen, "welcome");
	screens++;
}

static void
count_choice(void *arg, const char *screen, const char *what)
{
	(void)arg;
	assert_string_equal(screen, "welcome");
	assert_string_equal(what, "leave");
	choices++;
}

static void
count_action(void *arg, const char *action, enum err outcome, int64_t ms)
{
	(void)arg;
	assert_string_equal(action, "sms.send");
	assert_int_equal(outcome, ERR_TIMEOUT);
	assert_int_equal(ms, 7);
	actions++;
}

static void
count_visit(void *arg)
{
	(void)arg;
	visits++;
}

static void
tell_all(const struct session_observer *o)
{
	o->arrived(o->arg, "welcome");
	o->chosen(o->arg, "welcome", "leave");
	o->done(o->arg, "sms.send", ERR_TIMEOUT, 7);
	o->visit_over(o->arg);
}

static void
test_life(void **state)
{
	const struct session_observer next = { count_screen, count_choice,
	    count_action, count_visit, NULL };
	struct loop *loop;
	struct service *service;

	(void)state;
	listen_at(name);
	(void)setenv("WATCHDOG_USEC", "60000000", 1);
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(service_new(loop, &next, &service), ERR_OK);
	tell_all(service_observer(service));
	assert_string_equal(word(), "STATUS=screen welcome");
	assert_int_equal(screens + choices + actions + visits, 4);
	assert_string_equal(word(), "");
	service_ready(service);
	assert_string_equal(word(), "READY=1");
	assert_string_equal(word(), "WATCHDOG=1");
	now += 29999;
	loop_timers_due(loop);
	assert_string_equal(word(), "");
	for (int i = 0; i < 3; i++) {
		now += 30000;
		loop_timers_due(loop);
		assert_string_equal(word(), "WATCHDOG=1");
		assert_string_equal(word(), "");
	}
	service_free(&service);
	assert_null(service);
	loop_free(&loop);
}

/* Without a manager, and without anybody to pass things on to. */
static void
test_alone(void **state)
{
	struct loop *loop;
	struct service *service;

	(void)state;
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(service_new(loop, NULL, &service), ERR_OK);
	tell_all(service_observer(service));
	service_ready(service);
	loop_timers_due(loop);
	service_free(&service);
	service_free(&service);
	loop_free(&loop);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_nobody_asks),
	TEST(test_both_kinds_of_names),
	TEST(test_full),
	TEST(test_how_often),
	TEST(test_life),
	TEST(test_alone),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
