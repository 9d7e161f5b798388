/* Whose reader is taken in an SSH session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/session_socket.h"

static char folder[64], path[96];

static void
make_socket(const char *at)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", at);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	close(fd);
}

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_app_XXXXXX");
	if (mkdtemp(folder) == NULL || chmod(folder, 01777) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/mine", folder);
	make_socket(path);
	return setenv("PCSCLITE_CSOCK_NAME", path, 1);
}

static int
teardown(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static void
test_ours(void **state)
{
	(void)state;
	assert_int_equal(session_socket_check(folder), ERR_OK);
	session_socket_leave(folder);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_NONE);
}

static void
test_not_asked_for(void **state)
{
	(void)state;
	assert_int_equal(unsetenv("PCSCLITE_CSOCK_NAME"), 0);
	assert_int_equal(session_socket_check(""), ERR_OK);
	session_socket_leave("");
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_NONE);
}

/* A name that leads out of the folder, or is no name at all. */
static void
test_elsewhere(void **state)
{
	static const char *const names[] = { "/run/pcscd/pcscd.comm", "",
	    "mine", "%s", "%s/", "%s/.", "%s/..", "%s/../x", "%s/a/b",
	    "%s//mine", "%sx/mine", "/x%s/mine" };
	char name[256];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *at = strstr(names[i], "%s");

		snprintf(name, sizeof(name), "%.*s%s%s",
		    at == NULL ? (int)strlen(names[i]) : (int)(at - names[i]),
		    names[i], at == NULL ? "" : folder,
		    at == NULL ? "" : at + 2);
		assert_int_equal(setenv("PCSCLITE_CSOCK_NAME", name, 1), 0);
		if (session_socket_check(folder) != ERR_SOCKET_FOREIGN)
			fail_msg("\"%s\" is taken", name);
	}
	memset(name, 'x', 200);
	memcpy(name, path, strlen(path));
	name[200] = '\0';
	assert_int_equal(setenv("PCSCLITE_CSOCK_NAME", name, 1), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
}

static void
test_no_socket(void **state)
{
	char real[112];
	int fd;

	(void)state;
	snprintf(real, sizeof(real), "%s/.real", folder);
	assert_int_equal(rename(path, real), 0);
	assert_int_equal(symlink(real, path), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
	session_socket_leave(folder);
	assert_int_equal(unlink(path), 0);	/* it was left alone */
	assert_int_equal(unlink(real), 0);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
}

/* Others could put theirs in its place. */
static void
test_open_folder(void **state)
{
	(void)state;
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
	assert_int_equal(chmod(folder, 0770), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(session_socket_check(folder), ERR_OK);
	assert_int_equal(chmod(folder, 01730), 0);
	assert_int_equal(session_socket_check(folder), ERR_OK);
}

static void
test_owners(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();		/* cannot give anything away */
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
	session_socket_leave(folder);
	assert_int_equal(chown(path, 0, 0), 0);
	assert_int_equal(chown(folder, 65534, 65534), 0);
	assert_int_equal(session_socket_check(folder), ERR_SOCKET_FOREIGN);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	TEST(test_ours),
	TEST(test_not_asked_for),
	TEST(test_elsewhere),
	TEST(test_no_socket),
	TEST(test_open_folder),
	TEST(test_owners),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
