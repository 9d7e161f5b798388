#include "remote/kept.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#define UNREAD_PARTS 16		/* a good-bye is 24 bytes */

void
kept_made(struct kept *kept, int fd)
{
	kept_gone(kept, fd);
	if (kept->count == KEPT_MAX)
		return;
	kept->at[kept->count].fd = fd;
	kept->at[kept->count].idle = false;
	kept->count++;
}

void
kept_idle(struct kept *kept, int fd, bool idle)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->at[i].fd == fd)
			kept->at[i].idle = idle;
	}
}

void
kept_gone(struct kept *kept, int fd)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->at[i].fd != fd)
			continue;
		kept->at[i] = kept->at[--kept->count];
		return;
	}
}

static bool
is_quiet(int fd)
{
	struct pollfd at = { .fd = fd, .events = POLLIN | POLLRDHUP };

	return poll(&at, 1, 0) == 0;
}

/* What was said is thrown away; behind it is the end. */
static void
end_reading(int fd)
{
	char bytes[4096];

	shutdown(fd, SHUT_RD);
	for (int i = 0; i < UNREAD_PARTS; i++) {
		if (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) <= 0)
			return;
	}
}

void
kept_end_closed(struct kept *kept)
{
	for (size_t i = 0; i < kept->count; i++) {
		if (kept->at[i].idle && !is_quiet(kept->at[i].fd))
			end_reading(kept->at[i].fd);
	}
}
