#include "portal/sms_out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#define MESSAGE_MAX 1024	/* well below PIPE_BUF: one write, no waiting */

/* ---- The text ---- */

static enum err
add_place(struct buf *out, const char *place, size_t len,
    const struct config *c, const struct secret *code)
{
	if (len == 4 && memcmp(place, "code", len) == 0)
		return buf_add(out, secret_bytes(code), secret_len(code));
	if (len == 7 && memcmp(place, "minutes", len) == 0)
		return buf_addf(out, "%d", (c->sms + 59) / 60);
	return ERR_SYNTAX;
}

static enum err
compose(const struct config *c, const char *language, const char *phone,
    const struct secret *code, struct buf *out)
{
	const char *text = strcmp(language, "en") == 0 ? c->sms_text_en :
	    c->sms_text_tr;
	enum err e;

	e = buf_addf(out, "To: %s\n\n", phone);
	while (e == ERR_OK && *text != '\0') {
		const char *open = strchr(text, '{');
		const char *close = open == NULL ? NULL : strchr(open, '}');

		if (close == NULL) {
			e = buf_add_str(out, text);
			break;
		}
		e = buf_add(out, text, (size_t)(open - text));
		if (e == ERR_OK)
			e = add_place(out, open + 1,
			    (size_t)(close - open - 1), c, code);
		text = close + 1;
	}
	return e == ERR_OK ? buf_add_str(out, "\n") : e;
}

/* ---- The program ---- */

/* A group of its own (so that its children can be ended with it), default
 * signals, standard input from the pipe, nothing else open. */
static int
spawn(const struct config *c, int input, pid_t *pid)
{
	char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	char lang[] = "LC_ALL=C.UTF-8";
	char *const environment[] = { path, lang, NULL };
	char argv_copy[CONFIG_ARGS][CONFIG_PATH];
	char *argv[CONFIG_ARGS + 1] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t all, none;
	int rc;

	memcpy(argv_copy, c->sms_argv, sizeof(argv_copy));
	for (size_t i = 0; i < c->sms_argc; i++)
		argv[i] = argv_copy[i];
	sigfillset(&all);
	sigemptyset(&none);
	if (posix_spawnattr_init(&attr) != 0)
		return ENOMEM;
	if (posix_spawn_file_actions_init(&files) != 0) {
		posix_spawnattr_destroy(&attr);
		return ENOMEM;
	}
	rc = posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP |
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(&attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(&attr, &none);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, input, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(&files, 1, "/dev/null",
		    O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(&files, 1, 2);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (rc == 0)
		rc = posix_spawn(pid, argv[0], &files, &attr, argv,
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
run(const struct config *c, const struct buf *message)
{
	int64_t deadline = clock_now_ms() + 1000 * (int64_t)c->sms_timeout;
	int ends[2], rc, status = -1;
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return ERR_IO;
	rc = spawn(c, ends[0], &pid);
	close(ends[0]);
	/* EPIPE (it does not read) is seen in its exit status. */
	if (rc == 0 && write(ends[1], message->data, message->len) < 0)
		log_event(LOG_WARN, "sms.unread", "errno=%d", errno);
	close(ends[1]);
	if (rc == 0)
		status = await(pid, deadline);
	if (rc == 0 && status != -1 && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return ERR_OK;
	if (rc != 0)
		log_event(LOG_ERROR, "sms.failed", "start errno=%d", rc);
	else if (status == -1)
		log_event(LOG_ERROR, "sms.failed", "killed after %d s",
		    c->sms_timeout);
	else
		log_event(LOG_ERROR, "sms.failed", "%s=%d",
		    WIFEXITED(status) ? "exit" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) :
		    WTERMSIG(status));
	return ERR_IO;
}

enum err
sms_send(const struct config *config, const char *language, const char *phone,
    const struct secret *code)
{
	struct buf message;
	enum err e;

	buf_init(&message, MESSAGE_MAX);
	e = compose(config, language, phone, code, &message);
	if (e == ERR_OK)
		e = run(config, &message);
	else
		log_event(LOG_ERROR, "sms.failed", "text: %s", err_name(e));
	buf_free(&message);
	return e == ERR_OK ? ERR_OK : ERR_IO;
}
