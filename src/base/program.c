#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* A group of its own, so that its children can be ended with it. */
static int
set_attributes(posix_spawnattr_t *attr)
{
	sigset_t all, none;
	int rc;

	sigfillset(&all);
	sigemptyset(&none);
	rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP |
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	return rc;
}

static int
set_file(posix_spawn_file_actions_t *files, int fd, int target)
{
	if (fd < 0)
		return posix_spawn_file_actions_addopen(files, target,
		    "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0);
	return posix_spawn_file_actions_adddup2(files, fd, target);
}

static int
set_files(posix_spawn_file_actions_t *files, const struct program *p,
    int input)
{
	size_t last = p->count < 3 ? 3 : p->count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < last; i++) {
		int fd = i < p->count ? p->fds[i] : -1;

		rc = set_file(files, i == 0 && input >= 0 ? input : fd,
		    (int)i);
	}
	return rc != 0 ? rc :
	    posix_spawn_file_actions_addclosefrom_np(files, (int)last);
}

static int
spawn(const struct program *p, int input, pid_t *pid)
{
	char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	char lang[] = "LC_ALL=C.UTF-8";
	char *const environment[] = { path, lang, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	if (posix_spawnattr_init(&attr) != 0)
		return ENOMEM;
	if (posix_spawn_file_actions_init(&files) != 0) {
		posix_spawnattr_destroy(&attr);
		return ENOMEM;
	}
	rc = set_attributes(&attr);
	if (rc == 0)
		rc = set_files(&files, p, input);
	if (rc == 0)
		rc = posix_spawn(pid, p->argv[0], &files, &attr, p->argv,
		    environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	return rc;
}

/* Wait for the end, or make one at the deadline.  Returns the wait status. */
static int
await(pid_t pid, int64_t deadline)
{
	struct pollfd gone = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int status = -1, ready = 0;

	while (gone.fd >= 0) {
		ready = poll(&gone, 1, (int)clock_left_ms(deadline));
		if (ready >= 0 || errno != EINTR)
			break;
	}
	if (ready != 1)
		kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (gone.fd >= 0)
		close(gone.fd);
	return ready == 1 ? status : -1;
}

static enum err
judge(const struct program *p, int rc, int status)
{
	if (rc == 0 && status != -1 && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return ERR_OK;
	if (rc != 0)
		log_event(LOG_ERROR, p->event, "start errno=%d", rc);
	else if (status == -1)
		log_event(LOG_ERROR, p->event, "killed after %d s",
		    p->seconds);
	else
		log_event(LOG_ERROR, p->event, "%s=%d",
		    WIFEXITED(status) ? "exit" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) :
		    WTERMSIG(status));
	return ERR_IO;
}

enum err
program_run(const struct program *p)
{
	int64_t deadline = clock_now_ms() + 1000 * (int64_t)p->seconds;
	int ends[2] = { -1, -1 }, rc, status = -1;
	pid_t pid = -1;

	if (p->count < 1 || p->count > PROGRAM_FDS)
		return ERR_INTERNAL;
	if (p->input != NULL && pipe2(ends, O_CLOEXEC) != 0)
		return ERR_IO;
	rc = spawn(p, ends[0], &pid);
	if (p->input != NULL) {
		close(ends[0]);
		/* EPIPE (it does not read) is seen in its exit status. */
		if (rc == 0 && write(ends[1], p->input, p->input_len) < 0)
			log_event(LOG_WARN, "program.unread", "errno=%d",
			    errno);
		close(ends[1]);
	}
	if (rc == 0)
		status = await(pid, deadline);
	return judge(p, rc, status);
}

/* ---- Files in memory ---- */

/* Its number is above those that a program gets, or one would be overwritten
 * before it is passed on. */
int
program_memory(const void *bytes, size_t len)
{
	int low = memfd_create("paper", MFD_CLOEXEC), fd = -1;

	if (low >= 0) {
		fd = fcntl(low, F_DUPFD_CLOEXEC, 16);
		close(low);
	}
	if (fd >= 0 && (write(fd, bytes, len) != (ssize_t)len ||
	    lseek(fd, 0, SEEK_SET) != 0)) {
		program_memory_free(fd);
		fd = -1;
	}
	return fd;
}

void
program_memory_free(int fd)
{
	static const uint8_t zero[4096];
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0) {
		for (off_t at = 0; at < st.st_size;
		    at += (off_t)sizeof(zero)) {
			if (pwrite(fd, zero, sizeof(zero), at) <= 0)
				break;
		}
	}
	close(fd);
}
