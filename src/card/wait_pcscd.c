#include "card/wait_pcscd.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET "/run/pcscd/pcscd.comm"
#define EVENTS (IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_DELETE)

static const char *
socket_path(void)
{
	const char *path = secure_getenv("PCSCLITE_CSOCK_NAME");

	return path != NULL ? path : SOCKET;
}

/* Cut the last part off; false when none is left. */
static bool
parent(char *path)
{
	char *slash = strrchr(path, '/');

	if (slash == NULL || slash == path)
		return false;
	*slash = '\0';
	return true;
}

int
wait_pcscd_open(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	char path[PATH_MAX];

	if (fd < 0)
		return -1;
	snprintf(path, sizeof(path), "%s", socket_path());
	/* The folder above is there even when pcscd has never run.  What cannot
	 * be watched is left to the time-out. */
	for (int i = 0; i < 2 && parent(path); i++)
		(void)inotify_add_watch(fd, path, EVENTS);
	return fd;
}

void
wait_pcscd(int noted, int stop, int ms)
{
	struct pollfd fds[2] = { { .fd = stop, .events = POLLIN },
	    { .fd = noted, .events = POLLIN } };

	/* A signal or an error ends the wait early, which does no harm. */
	(void)poll(fds, 2, ms);
}

bool
wait_pcscd_listens(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	const char *path = socket_path();
	bool listens;
	int fd;

	if (strlen(path) >= sizeof(at.sun_path))
		return false;
	memcpy(at.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	/* EAGAIN: it has more to do than it keeps up with. */
	listens = connect(fd, (const struct sockaddr *)&at, sizeof(at)) == 0 ||
	    errno == EAGAIN;
	close(fd);
	return listens;
}
