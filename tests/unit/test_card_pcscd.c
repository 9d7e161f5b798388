/* pcscd that is not there, not alive, or of another version, as the real
 * library sees it: a socket of our own stands in for the service. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "card/link.h"
#include "card/link_pcsc.h"
#include "card/source.h"
#include "card/watch_pcsc.h"
#include "loop/loop.h"

#define SECURITY_VIOLATION 0x8010006a	/* polkit says no */
#define CMD_VERSION 0x11
#define SERVICE_STOPPED 0x8010001e

/* The first words of a client: the length of the body, the command, and as
 * body the two numbers of its version and room for an error.  The body alone
 * comes back. */
struct greeting {
	uint32_t size, command;
	struct { uint32_t major, minor, error; } body;
};

enum manner { OTHER_VERSION, HANGS_UP };

static char folder[64], path[96];
static int listener = -1;
static pthread_t server;
static enum manner manner;
static struct loop *loop;
static struct source *source;
static int told;

static void
serve_one(int fd)
{
	struct greeting g;

	if (manner == HANGS_UP ||
	    recv(fd, &g, sizeof(g), MSG_WAITALL) != sizeof(g) ||
	    g.size != sizeof(g.body) || g.command != CMD_VERSION)
		return;
	g.body.minor++;
	g.body.error = SERVICE_STOPPED;
	(void)send(fd, &g.body, sizeof(g.body), MSG_NOSIGNAL);
}

static void *
serve(void *arg)
{
	int fd;

	(void)arg;
	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			return NULL;	/* shut down: the test is over */
		serve_one(fd);
		close(fd);
	}
}

static void
bind_socket(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (const struct sockaddr *)&at,
	    sizeof(at)), 0);
}

static void
start_service(enum manner m)
{
	manner = m;
	bind_socket();
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(pthread_create(&server, NULL, serve, NULL), 0);
}

static void
stop_service(void)
{
	shutdown(listener, SHUT_RDWR);
	assert_int_equal(pthread_join(server, NULL), 0);
	close(listener);
	listener = -1;
	unlink(path);
}

/* One socket for all: the library reads the variable once. */
static int
setup_all(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_card_XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/pcscd.comm", folder);
	return setenv("PCSCLITE_CSOCK_NAME", path, 1);
}

static int
teardown_all(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int
setup(void **state)
{
	(void)state;
	told = 0;
	assert_int_equal(loop_new(&loop), ERR_OK);
	assert_int_equal(watch_pcsc_new(NULL, false, &source), ERR_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	source->ops->close(&source);
	loop_free(&loop);
	if (listener >= 0)
		stop_service();
	unlink(path);
	return 0;
}

static void
assert_trouble(enum err e)
{
	struct source_state now;
	struct link *link;

	source->ops->look(source, &now);
	assert_int_equal(now.presence, CARD_NO_SERVICE);
	assert_int_equal(now.trouble, e);
	assert_false(now.doubtful);
	assert_int_equal(link_pcsc_open("reader", false, &link), e);
	assert_null(link);
}

static void
nobody_is_there(void **state)
{
	(void)state;
	assert_trouble(ERR_NO_PCSCD);
}

/* What a pcscd that was killed leaves behind. */
static void
a_socket_without_a_listener(void **state)
{
	(void)state;
	bind_socket();
	close(listener);
	listener = -1;
	assert_trouble(ERR_NO_PCSCD);
}

static void
another_version(void **state)
{
	(void)state;
	start_service(OTHER_VERSION);
	assert_trouble(ERR_PCSCD_VERSION);
	stop_service();
	assert_trouble(ERR_NO_PCSCD);
}

static void
a_service_that_hangs_up(void **state)
{
	(void)state;
	start_service(HANGS_UP);
	assert_trouble(ERR_NO_PCSCD);
	stop_service();
}

static void
on_change(void *arg)
{
	(void)arg;
	told++;
}

/* It comes while we watch: that is told, although nothing is served. */
static void
another_version_comes(void **state)
{
	(void)state;
	assert_trouble(ERR_NO_PCSCD);
	assert_int_equal(source->ops->watch(source, loop, on_change, NULL),
	    ERR_OK);
	start_service(OTHER_VERSION);
	while (told == 0)
		loop_turn(loop, 1000);
	assert_trouble(ERR_PCSCD_VERSION);
	stop_service();
}

/* To the person it is a terminal without a card service. */
static void
polkit_refuses(void **state)
{
	(void)state;
	assert_int_equal(pcsc_err((long)SECURITY_VIOLATION), ERR_NO_PCSCD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nobody_is_there),
		TEST(a_socket_without_a_listener),
		TEST(another_version),
		TEST(a_service_that_hangs_up),
		TEST(another_version_comes),
		cmocka_unit_test(polkit_refuses),
	};

	return cmocka_run_group_tests(tests, setup_all, teardown_all);
}
