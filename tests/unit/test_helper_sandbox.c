/* What a helper cannot do any more; each try in a process of its own, because
 * the sandbox cannot be left.  The ordinary build is tested as well: sanitizers
 * need more than its list of system calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper/sandbox.h"
#include "helper/syscalls.h"

#define REFUSED_SANDBOX 99

static char folder[] = "/tmp/test-sandbox-XXXXXX";

/* The exit status of `try` behind the sandbox; 128 + n: killed by signal n. */
static int
inside(enum sandbox_kind kind, int (*try)(void))
{
	const char *const read[] = { "/etc/hosts", NULL };
	const char *const write[] = { folder, NULL };
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (sandbox_enter(kind, read, write) != ERR_OK)
			_exit(REFUSED_SANDBOX);
		_exit(try());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	    WEXITSTATUS(status);
}

static int
socket_of(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);

	return fd >= 0 ? 0 : errno;
}

static int
try_unix(void)
{
	return socket_of(AF_UNIX);
}

static int
try_inet(void)
{
	return socket_of(AF_INET);
}

static int
try_inet6(void)
{
	return socket_of(AF_INET6);
}

static int
try_listen(void)
{
	return listen(0, 1);
}

static int
try_exec(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
try_core(void)
{
	struct rlimit r;

	return getrlimit(RLIMIT_CORE, &r) == 0 && r.rlim_max == 0 ? 0 : 1;
}

static int
open_as(const char *path, int how)
{
	return open(path, how, 0600) >= 0 ? 0 : errno;
}

static int
try_read_allowed(void)
{
	return open_as("/etc/hosts", O_RDONLY);
}

static int
try_read_other(void)
{
	return open_as("/etc/passwd", O_RDONLY);
}

static int
try_write_allowed(void)
{
	char path[sizeof(folder) + 8];

	snprintf(path, sizeof(path), "%s/new", folder);
	return open_as(path, O_WRONLY | O_CREAT | O_TRUNC);
}

static int
try_write_other(void)
{
	return open_as("/tmp/test-sandbox-outside", O_WRONLY | O_CREAT);
}

static void *
thread(void *arg)
{
	return arg;
}

static int
try_thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, thread, NULL) != 0 ||
	    pthread_join(t, NULL) != 0;
}

static void
the_card_helper_has_no_network(void **state)
{
	const int refused = SANDBOX_SANITIZED ? EAFNOSUPPORT : ENOSYS;

	(void)state;
	assert_int_equal(inside(SANDBOX_CARD, try_unix), 0);
	assert_int_equal(inside(SANDBOX_CARD, try_inet), refused);
	assert_int_equal(inside(SANDBOX_CARD, try_inet6), refused);
	assert_int_equal(inside(SANDBOX_NET, try_inet), 0);
}

static void
nobody_runs_a_program_or_listens(void **state)
{
	(void)state;
	assert_int_equal(inside(SANDBOX_CARD, try_exec), 128 + SIGSYS);
	assert_int_equal(inside(SANDBOX_NET, try_exec), 128 + SIGSYS);
	assert_int_equal(inside(SANDBOX_CARD, try_listen), 128 + SIGSYS);
	assert_int_equal(inside(SANDBOX_NET, try_listen), 128 + SIGSYS);
}

/* A kernel without landlock leaves files to the rights of the user. */
static bool
has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
}

static void
files_are_those_that_were_named(void **state)
{
	(void)state;
	if (!has_landlock())
		skip();
	assert_int_equal(inside(SANDBOX_CARD, try_read_allowed), 0);
	assert_int_equal(inside(SANDBOX_CARD, try_read_other), EACCES);
	assert_int_equal(inside(SANDBOX_CARD, try_write_allowed), 0);
	assert_int_equal(inside(SANDBOX_CARD, try_write_other), EACCES);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int
remove_folder(void **state)
{
	char file[64];

	(void)state;
	snprintf(file, sizeof(file), "%s/new", folder);
	unlink(file);
	return rmdir(folder);
}

static void
what_helpers_need_works(void **state)
{
	(void)state;
	assert_int_equal(inside(SANDBOX_CARD, try_core), 0);
	assert_int_equal(inside(SANDBOX_CARD, try_thread), 0);
	assert_int_equal(inside(SANDBOX_NET, try_thread), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_card_helper_has_no_network),
		cmocka_unit_test(nobody_runs_a_program_or_listens),
		cmocka_unit_test(files_are_those_that_were_named),
		cmocka_unit_test(what_helpers_need_works),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
