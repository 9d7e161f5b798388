#include "pipes.h"

#include <errno.h>
#include <sys/socket.h>
#include <time.h>

#define APPLICATION_DATA 23	/* TLS record type */
#define REQUEST_MIN 128

long long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

bool
pipe_fill(struct pipe *pipe, int from, long wait)
{
	ssize_t n = recv(from, pipe->bytes, sizeof(pipe->bytes), 0);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	pipe->len = (size_t)n;
	pipe->ended = n == 0;
	pipe->due = now_ms() + wait;
	return true;
}

bool
pipe_drain(struct pipe *pipe, int to)
{
	size_t done = 0;
	ssize_t n;

	while (done < pipe->len) {
		n = send(to, pipe->bytes + done, pipe->len - done,
		    MSG_NOSIGNAL);
		if (n < 0)
			return false;
		done += (size_t)n;
	}
	pipe->len = 0;
	return true;
}

bool
records_have_request(struct records *r, const char *bytes, size_t len)
{
	bool found = false;
	size_t skip;

	while (len > 0) {
		skip = r->left < len ? r->left : len;
		r->left -= skip;
		bytes += skip;
		len -= skip;
		if (len == 0)
			break;
		r->head[r->got++] = (uint8_t)*bytes;
		bytes++;
		len--;
		if (r->got < sizeof(r->head))
			continue;
		r->got = 0;
		r->left = (size_t)r->head[3] << 8 | r->head[4];
		if (r->head[0] == APPLICATION_DATA && r->left > REQUEST_MIN)
			found = true;
	}
	return found;
}
