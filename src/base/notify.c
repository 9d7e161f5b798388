#include "base/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define DAY_US 86400000000LL

/* A path, or an abstract name that begins with "@". */
static socklen_t
address(struct sockaddr_un *at)
{
	const char *name = secure_getenv("NOTIFY_SOCKET");
	size_t len = name == NULL ? 0 : strlen(name);

	if (len < 2 || len >= sizeof(at->sun_path) ||
	    (name[0] != '/' && name[0] != '@'))
		return 0;
	memset(at, 0, sizeof(*at));
	at->sun_family = AF_UNIX;
	memcpy(at->sun_path, name, len);
	if (name[0] == '@')
		at->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

/* The manager not reading must never hold up the terminal. */
bool
notify_manager(const char *state)
{
	struct sockaddr_un at;
	socklen_t size = address(&at);
	size_t len = strlen(state);
	bool sent;
	int fd;

	if (size == 0)
		return false;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	sent = sendto(fd, state, len, MSG_NOSIGNAL,
	    (const struct sockaddr *)&at, size) == (ssize_t)len;
	close(fd);
	return sent;
}

static int64_t
number(const char *name, int64_t max)
{
	const char *text = secure_getenv(name);
	char *end;
	long long value;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return -1;
	value = strtoll(text, &end, 10);
	return *end != '\0' || value > max ? -1 : value;
}

int64_t
notify_watchdog_ms(void)
{
	int64_t us = number("WATCHDOG_USEC", DAY_US);

	if (us < 1000 || (secure_getenv("WATCHDOG_PID") != NULL &&
	    number("WATCHDOG_PID", INT32_MAX) != getpid()))
		return 0;
	return us / 1000;
}
