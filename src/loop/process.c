#include "loop/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define HELPER_FD 3

struct process {
	pid_t pid;
	int pidfd;			/* readable when it has ended */
	struct loop_fd *watch;
	struct loop_timer *kill;
	struct loop_hook *hook;		/* the loop ends before the process */
	loop_call ended;
	void *arg;
};

/* Frees what is known of it; the process itself must be waited for. */
static void
process_destroy(struct process *p)
{
	loop_fd_free(&p->watch);
	loop_timer_free(&p->kill);
	loop_hook_free(&p->hook);
	if (p->pidfd >= 0)
		close(p->pidfd);
	free(p);
}

/* SIGKILL cannot fail for a child that nobody waited for yet. */
static void
kill_now(void *arg)
{
	const struct process *p = arg;

	kill(p->pid, SIGKILL);
}

static void
on_ended(void *arg)
{
	struct process *p = arg;
	loop_call ended = p->ended;
	void *ended_arg = p->arg;
	int status = 0;
	pid_t pid = waitpid(p->pid, &status, WNOHANG);

	if (pid == 0 || (pid < 0 && errno == EINTR))
		return;
	if (pid > 0 && WIFSIGNALED(status))
		log_event(LOG_WARN, "child.end", "pid=%d signal=%d",
		    (int)p->pid, WTERMSIG(status));
	else if (pid > 0 && WEXITSTATUS(status) != 0)
		log_event(LOG_WARN, "child.end", "pid=%d status=%d",
		    (int)p->pid, WEXITSTATUS(status));
	process_destroy(p);
	if (ended != NULL)
		ended(ended_arg);
}

/* It has to go now.  Not waited for any longer than that takes: we are about
 * to end, and then init does it. */
static void
on_loop_free(void *arg)
{
	struct process *p = arg;

	p->hook = NULL;
	kill_now(p);
	waitpid(p->pid, NULL, WNOHANG);
	process_destroy(p);
}

/* What the helper finds open.  `end` is its end of the channel. */
static int
prepare_files(posix_spawn_file_actions_t *files, int end)
{
	int rc = posix_spawn_file_actions_adddup2(files, end, HELPER_FD);

	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, STDIN_FILENO,
		    "/dev/null", O_RDONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, STDOUT_FILENO,
		    "/dev/null", O_WRONLY, 0);
	if (rc == 0 && isatty(STDERR_FILENO))
		rc = posix_spawn_file_actions_addopen(files, STDERR_FILENO,
		    "/dev/null", O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files,
		    HELPER_FD + 1);
	return rc;
}

static int
prepare_attributes(posix_spawnattr_t *attr)
{
	sigset_t all, none;
	int rc;

	sigfillset(&all);
	sigemptyset(&none);
	rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGDEF |
		    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
	return rc;
}

/* 0 or an errno, of exec() too. */
static int
spawn(char *const *argv, char *const *env, int end, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	rc = posix_spawn_file_actions_init(&files);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	rc = prepare_files(&files, end);
	if (rc == 0)
		rc = prepare_attributes(&attr);
	if (rc == 0)
		rc = posix_spawn(pid, argv[0], &files, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* Everything that can fail without a process is made before there is one. */
static enum err
process_prepare(struct loop *loop, struct process *p)
{
	enum err e = loop_timer_new(loop, kill_now, p, &p->kill);

	if (e == ERR_OK)
		e = loop_hook_new(loop, on_loop_free, p, &p->hook);
	return e;
}

static enum err
process_watch(struct loop *loop, struct process *p)
{
	enum err e = ERR_IO;

	p->pidfd = pidfd_open(p->pid, 0);
	if (p->pidfd >= 0)
		e = loop_fd_new(loop, p->pidfd, on_ended, p, &p->watch);
	if (e != ERR_OK) {
		kill_now(p);
		waitpid(p->pid, NULL, 0);
	}
	return e;
}

enum err
process_start(struct loop *loop, char *const *argv, char *const *env,
    loop_call ended, void *arg, struct process **process, int *fd)
{
	struct process *p = calloc(1, sizeof(*p));
	int ends[2] = { -1, -1 }, rc;
	enum err e = ERR_NO_MEMORY;

	*process = NULL;
	*fd = -1;
	if (p == NULL)
		return ERR_NO_MEMORY;
	*p = (struct process){ .pidfd = -1, .ended = ended, .arg = arg };
	e = process_prepare(loop, p);
	if (e != ERR_OK)
		goto out;
	e = ERR_IO;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		goto out;
	rc = spawn(argv, env, ends[1], &p->pid);
	e = rc == 0 ? process_watch(loop, p) : ERR_HELPER_GONE;
	if (rc != 0)
		log_event(LOG_ERROR, "child.start", "program=%s error=%s",
		    argv[0], strerror(rc));
out:
	if (ends[1] >= 0)
		close(ends[1]);
	if (e != ERR_OK) {
		if (ends[0] >= 0)
			close(ends[0]);
		process_destroy(p);
		return e;
	}
	*process = p;
	*fd = ends[0];
	return ERR_OK;
}

void
process_leave(struct process *p, int ms)
{
	p->ended = NULL;
	if (ms == 0)
		kill_now(p);
	else
		loop_timer_at(p->kill, clock_now_ms() + ms);
}

int
process_pid(const struct process *p)
{
	return (int)p->pid;
}
