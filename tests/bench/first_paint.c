/* From exec to the first complete screen, of several programs in turn.
 *
 *	first_paint N -- NAME MARK [<FILE] PROGRAM [ARG…] -- NAME MARK …
 *
 * Each is started N times, alternating, on a pseudo-terminal of 80x24, with
 * FILE as its standard input if one is named.  The time runs from just before
 * fork until MARK, the last text of its first screen, has come out.  Prints
 * first.NAME, the median in milliseconds. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "figures.h"

#define PROGRAMS_MAX 8
#define OUTPUT_MAX (64 * 1024)
#define LIMIT_MS 5000

struct program {
	const char *name, *mark;
	char **argv;
	struct samples ms;
};

/* Read until `mark` was seen; 0 when the program ended before. */
static int
wait_for(int fd, const char *mark)
{
	static char out[OUTPUT_MAX];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	ssize_t n;

	while (used < sizeof(out) && poll(&p, 1, LIMIT_MS) > 0) {
		n = read(fd, out + used, sizeof(out) - used);
		if (n <= 0)
			return 0;
		used += (size_t)n;
		if (memmem(out, used, mark, strlen(mark)) != NULL)
			return 1;
	}
	return 0;
}

static _Noreturn void
become(char **argv)
{
	if (argv[0][0] == '<') {
		int fd = open(argv[0] + 1, O_RDONLY);

		if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
			_exit(127);
		argv++;
	}
	execvp(argv[0], argv);
	_exit(127);
}

static void
start_once(struct program *p)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int64_t begin = now_ns();
	int fd;
	pid_t pid = forkpty(&fd, NULL, NULL, &size);

	if (pid == 0)
		become(p->argv);
	if (pid < 0 || !wait_for(fd, p->mark))
		cannot("%s: no first screen came", p->name);
	samples_add(&p->ms, ms_since(begin));
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	(void)close(fd);
}

/* Cut argv at each "--" into programs; returns how many, 0: wrong. */
static size_t
read_programs(char **argv, struct program *programs)
{
	size_t n = 0;

	while (*argv != NULL && n < PROGRAMS_MAX) {
		if (strcmp(argv[0], "--") != 0 || argv[1] == NULL ||
		    argv[2] == NULL || argv[3] == NULL)
			return 0;
		*argv = NULL;
		programs[n].name = argv[1];
		programs[n].mark = argv[2];
		programs[n++].argv = argv + 3;
		for (argv += 3; *argv != NULL && strcmp(*argv, "--") != 0;)
			argv++;
	}
	return n;
}

int
main(int argc, char **argv)
{
	static struct program programs[PROGRAMS_MAX];
	long runs = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	size_t n = argc > 2 ? read_programs(argv + 2, programs) : 0;
	char name[64];

	if (n == 0 || runs < 1 || runs > SAMPLES_MAX) {
		fprintf(stderr, "usage: first_paint N -- NAME MARK [<FILE] "
		    "PROGRAM [ARG…] …\n");
		return 2;
	}
	/* Once for nothing: what is on the disk comes into memory. */
	for (size_t k = 0; k < n; k++) {
		start_once(&programs[k]);
		programs[k].ms.count = 0;
	}
	for (long i = 0; i < runs; i++) {
		for (size_t k = 0; k < n; k++)
			start_once(&programs[k]);
	}
	for (size_t k = 0; k < n; k++) {
		snprintf(name, sizeof(name), "first.%s", programs[k].name);
		figure(name, samples_median(&programs[k].ms));
	}
	return 0;
}
