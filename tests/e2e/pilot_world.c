/* The pilot's commands about programs and variables. */
#include "pilot.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
parse_size(const char *s, int *cols, int *rows)
{
	if (sscanf(s, "%dx%d", cols, rows) != 2 || *cols < 1 || *rows < 1)
		fail("a size is COLSxROWS, not %s", s);
}

void
do_start(char *rest)
{
	char *argv[ARGS];
	const char *env[] = { NULL, NULL, NULL, NULL, NULL };
	const char *pass[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS",
	    "LSAN_OPTIONS", "CILINGIR_TEST_WRAPPER" };
	static char pairs[4][1024];
	size_t n = 0;
	int cols, rows;

	if (split(rest, argv) < 3)
		fail("start SIZE TERM PROGRAM ARGS");
	parse_size(argv[0], &cols, &rows);
	for (size_t i = 0; i < 4; i++) {
		const char *value = getenv(pass[i]);

		if (value != NULL) {
			snprintf(pairs[n], sizeof(pairs[n]), "%s=%s", pass[i],
			    value);
			env[n] = pairs[n];
			n++;
		}
	}
	vt_free(&pilot.vt);
	pilot.vt = vt_start(argv + 2, env, argv[1], rows, cols);
	if (pilot.vt == NULL)
		fail("%s could not be started", argv[2]);
}

static int
signal_number(const char *name)
{
	static const struct { const char *name; int number; } all[] = {
		{ "HUP", SIGHUP }, { "INT", SIGINT }, { "QUIT", SIGQUIT },
		{ "TERM", SIGTERM }, { "KILL", SIGKILL }, { "STOP", SIGSTOP },
		{ "CONT", SIGCONT }, { "SEGV", SIGSEGV }, { "TSTP", SIGTSTP },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (strcmp(all[i].name, name) == 0)
			return all[i].number;
	}
	fail("no signal is called %s", name);
}

void
do_signal(const char *name)
{
	vt_signal(running(), signal_number(name));
}

void
do_exit(const char *status)
{
	struct vt *vt = running();
	long end = deadline();

	while (vt_exit_status(vt) < 0) {
		vt_pump(vt, 20);
		if (now_ms() > end)
			fail("the program did not end");
	}
	vt_pump(vt, 0);
	if (strcmp(status, "any") != 0 &&
	    strtol(status, NULL, 10) != vt_exit_status(vt))
		fail("the program ended with %d, not %s", vt_exit_status(vt),
		    status);
}

/* The program ends by itself, as it would with the terminal's line. */
void
hang_up(void)
{
	if (pilot.vt != NULL && vt_exit_status(pilot.vt) < 0) {
		vt_signal(pilot.vt, SIGCONT);
		vt_signal(pilot.vt, SIGHUP);
		do_exit("any");
	}
	vt_free(&pilot.vt);
}

void
do_resize(const char *size)
{
	int cols, rows;

	parse_size(size, &cols, &rows);
	vt_resize(running(), rows, cols);
}

int
shell(const char *command, char *output, size_t size)
{
	int fds[2], status;
	size_t at = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) != 0)
		fail("pipe: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		if (output != NULL)
			dup2(fds[1], 1);
		execl("/bin/bash", "bash", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	while (output != NULL && at + 1 < size) {
		ssize_t n = read(fds[0], output + at, size - 1 - at);

		if (n <= 0)
			break;
		at += (size_t)n;
	}
	if (output != NULL)
		output[at] = '\0';
	close(fds[0]);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (pilot.vt != NULL)
			vt_pump(pilot.vt, 5);
		else
			poll(NULL, 0, 5);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void
do_until(const char *command)
{
	long end = deadline();

	while (shell(command, NULL, 0) != 0) {
		if (now_ms() > end)
			fail("never true: %s", command);
		if (pilot.vt != NULL)
			vt_pump(pilot.vt, 50);
	}
}

void
do_set(char *rest)
{
	char *command = strchr(rest, ' ');
	char output[LINE];
	long end = deadline();

	if (command == NULL)
		fail("set NAME COMMAND");
	*command++ = '\0';
	while (shell(command, output, sizeof(output)) != 0 ||
	    output[strspn(output, "\n ")] == '\0') {
		if (now_ms() > end)
			fail("never says anything: %s", command);
		if (pilot.vt != NULL)
			vt_pump(pilot.vt, 50);
	}
	output[strcspn(output, "\n")] = '\0';
	setenv(rest, output, 1);
}

void
let(const char *pair)
{
	char name[64];
	size_t len = strcspn(pair, "=");

	if (pair[len] == '\0' || len >= sizeof(name))
		fail("NAME=VALUE, not %s", pair);
	snprintf(name, sizeof(name), "%.*s", (int)len, pair);
	setenv(name, pair + len + 1, 1);
}
