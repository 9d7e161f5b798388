#include "helper/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "helper/syscalls.h"

#define FILES_MAX 128
#define FILE_BYTES_MAX (1 << 20)

void
sandbox_die_with_parent(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* ------------------------------------------------------------- rlimits ---- */

static enum err
limit(int what, rlim_t value)
{
	struct rlimit now, want;

	if (getrlimit((unsigned)what, &now) != 0)
		return ERR_REFUSED;
	want.rlim_cur = want.rlim_max = value < now.rlim_max ? value :
	    now.rlim_max;
	return setrlimit((unsigned)what, &want) == 0 ? ERR_OK : ERR_REFUSED;
}

static enum err
limit_all(void)
{
	enum err e = limit(RLIMIT_CORE, 0);

	if (e == ERR_OK)
		e = limit(RLIMIT_NOFILE, FILES_MAX);
	if (e == ERR_OK)
		e = limit(RLIMIT_FSIZE, FILE_BYTES_MAX);
	return e;
}

/* ------------------------------------------------------------ landlock ---- */

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | \
	LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | \
	LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	TRUNCATE)
#define FILE_RIGHTS (LANDLOCK_ACCESS_FS_EXECUTE | \
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	TRUNCATE)

/* Everything of the first version; truncate came with the third. */
#define RIGHTS_V1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define TRUNCATE (1ULL << 14)

/* Paths that are not there need no rule. */
static void
landlock_allow(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	int fd = open(path, O_PATH | O_CLOEXEC);
	int folder;

	if (fd < 0)
		return;
	folder = openat(fd, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		rule.allowed_access &= FILE_RIGHTS;
	else
		close(folder);
	rule.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
	    &rule, 0) != 0)
		log_event(LOG_WARN, "sandbox.path", "path=%s error=%s", path,
		    strerror(errno));
	close(fd);
}

/* A kernel without landlock leaves the file system to seccomp and to the
 * rights of the user. */
static enum err
landlock_enter(const char *const *read, const char *const *write)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = RIGHTS_V1 };
	uint64_t truncate = 0;
	enum err e = ERR_OK;
	long version;
	int ruleset;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return ERR_OK;
	if (version >= 3)
		truncate = TRUNCATE;
	attr.handled_access_fs |= truncate;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
	    sizeof(attr.handled_access_fs), 0);
	if (ruleset < 0)
		return ERR_OK;
	/* Where the sanitizers look when they have found something. */
	if (SANDBOX_SANITIZED)
		landlock_allow(ruleset, "/proc", READ_RIGHTS);
	for (; read != NULL && *read != NULL; read++)
		landlock_allow(ruleset, *read, READ_RIGHTS);
	for (; write != NULL && *write != NULL; write++)
		landlock_allow(ruleset, *write,
		    WRITE_RIGHTS & (RIGHTS_V1 | truncate));
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		e = ERR_REFUSED;
	close(ruleset);
	return e;
}

/* ------------------------------------------------------------- seccomp ---- */

/* One system call, whatever its arguments; those that this machine's library
 * does not know are not there either. */
static int
add_call(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add(filter, action, number, 0);
}

static int
add_calls(scmp_filter_ctx filter, uint32_t action, const char *const *names)
{
	int rc = 0;

	for (; rc == 0 && *names != NULL; names++)
		rc = add_call(filter, action, *names);
	return rc;
}

static int
add_families(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	static const unsigned families[] = { AF_UNIX, AF_INET, AF_INET6,
	    AF_NETLINK };
	size_t count = kind == SANDBOX_CARD ? 1 : 4;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket),
		    1, SCMP_A0(SCMP_CMP_EQ, families[i]));
	return rc;
}

/* Threads yes, processes no.  clone3 hides its flags from a filter; without
 * it the C library falls back to clone. */
static int
add_threads(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
}

/* mmap and mprotect without making memory executable; loading a library
 * maps it from a file, which only SANDBOX_NET does (name service). */
static int
add_memory(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	uint64_t exec = kind == SANDBOX_NET ? 0 : SANDBOX_PROT_EXEC;
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, exec, 0));

	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
		    SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, SANDBOX_PROT_EXEC, 0));
	return rc;
}

/* No question to the terminal, no faked input (TIOCSTI): FIONREAD and
 * FIONBIO are what sockets are asked. */
static int
add_ioctl(scmp_filter_ctx filter)
{
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
	    SCMP_A1(SCMP_CMP_EQ, FIONREAD));

	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl),
		    1, SCMP_A1(SCMP_CMP_EQ, FIONBIO));
	return rc;
}

static int
add_allowed(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	int rc = add_calls(filter, SCMP_ACT_ALLOW, syscalls_allowed);

	if (rc == 0 && kind == SANDBOX_NET)
		rc = add_calls(filter, SCMP_ACT_ALLOW, syscalls_net);
	if (rc == 0)
		rc = add_families(filter, kind);
	if (rc == 0)
		rc = add_threads(filter);
	if (rc == 0)
		rc = add_memory(filter, kind);
	if (rc == 0)
		rc = add_ioctl(filter);
	return rc;
}

/* With sanitizers everything that is not deadly is let through, but the
 * sockets of SANDBOX_CARD keep to AF_UNIX. */
static int
add_sanitized(scmp_filter_ctx filter, enum sandbox_kind kind)
{
	if (kind != SANDBOX_CARD)
		return 0;
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT),
	    SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_UNIX));
}

static enum err
seccomp_enter(enum sandbox_kind kind)
{
	bool list = !SANDBOX_SANITIZED;
	scmp_filter_ctx filter = seccomp_init(
	    list ? SCMP_ACT_ERRNO(ENOSYS) : SCMP_ACT_ALLOW);
	int rc = -ENOMEM;

	if (filter == NULL)
		return ERR_REFUSED;
	rc = add_calls(filter, SCMP_ACT_KILL_PROCESS, syscalls_deadly);
	if (rc == 0)
		rc = list ? add_allowed(filter, kind) :
		    add_sanitized(filter, kind);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	if (rc != 0)
		log_event(LOG_ERROR, "sandbox.filter", "error=%s",
		    strerror(-rc));
	return rc == 0 ? ERR_OK : ERR_REFUSED;
}

enum err
sandbox_enter(enum sandbox_kind kind, const char *const *read,
    const char *const *write)
{
	enum err e = limit_all();

	if (e == ERR_OK && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		e = ERR_REFUSED;
	if (e == ERR_OK)
		e = landlock_enter(read, write);
	if (e == ERR_OK)
		e = seccomp_enter(kind);
	return e;
}
