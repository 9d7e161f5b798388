#include "plain/input.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"

enum err
input_open(struct input *in, int fd)
{
	memset(in, 0, sizeof(*in));
	in->fd = fd;
	in->held = secret_new(INPUT_LINE);
	in->line = secret_new(INPUT_LINE);
	return in->held != NULL && in->line != NULL ? ERR_OK : ERR_NO_MEMORY;
}

void
input_close(struct input *in)
{
	secret_free(&in->held);
	secret_free(&in->line);
}

static size_t
left(const struct input *in)
{
	return secret_len(in->held) - in->taken;
}

static const uint8_t *
begin(const struct input *in)
{
	return secret_bytes(in->held) + in->taken;
}

static const uint8_t *
newline(const struct input *in)
{
	return left(in) == 0 ? NULL : memchr(begin(in), '\n', left(in));
}

void
input_drop(struct input *in)
{
	secret_clear(in->held);
	in->taken = 0;
}

/* Move what is left to the front, by way of `line`, which is free then. */
static enum err
make_room(struct input *in)
{
	enum err e = secret_set(in->line, begin(in), left(in));

	if (e == ERR_OK)
		e = secret_set(in->held, secret_bytes(in->line),
		    secret_len(in->line));
	in->taken = 0;
	secret_clear(in->line);
	return e;
}

void
input_fill(struct input *in)
{
	uint8_t bytes[INPUT_LINE];
	enum err e = make_room(in);
	size_t room = secret_max(in->held) - secret_len(in->held);
	ssize_t n = 0;

	if (e != ERR_OK || in->eof || room == 0)
		return;
	n = read(in->fd, bytes, room);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0)
		e = secret_append(in->held, bytes, (size_t)n);
	in->eof = n <= 0 || e != ERR_OK;
	secret_wipe_mem(bytes, sizeof(bytes));
}

bool
input_has_line(const struct input *in)
{
	return newline(in) != NULL || left(in) == secret_max(in->held) ||
	    (in->eof && left(in) > 0);
}

bool
input_take(struct input *in)
{
	const uint8_t *end = newline(in), *from = begin(in);
	size_t len = end != NULL ? (size_t)(end - from) : left(in);
	bool rest = in->skipping;

	in->skipping = end == NULL && !in->eof;
	in->taken += len + (end != NULL ? 1 : 0);
	while (len > 0 && from[len - 1] == '\r')
		len--;
	if (rest || secret_set(in->line, from, len) != ERR_OK)
		return false;
	return true;
}

void
input_done(struct input *in)
{
	secret_clear(in->line);
	if (left(in) == 0)
		input_drop(in);
}
