#include "loop/channel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/secret.h"
#include "loop/loop.h"
#include "loop/msg.h"
#include "loop/parser.h"

#define READ_SIZE (16 * 1024)

struct channel {
	int fd;
	struct loop_fd *watch;
	struct channel_parser *parser;
	struct buf queue;		/* what send() has not taken yet */
	const struct channel_events *events;
	void *arg;
	bool closed;			/* said, or about to be said */
	bool busy;			/* inside an event */
	bool freed;			/* ... in which it was freed */
};

static void
channel_destroy(struct channel *c)
{
	loop_fd_free(&c->watch);
	channel_parser_free(&c->parser);
	buf_free(&c->queue);
	close(c->fd);
	free(c);
}

/* End it with `e`; the last thing to do with a channel, it may be gone. */
static void
channel_close(struct channel *c, enum err e)
{
	c->closed = true;
	loop_fd_free(&c->watch);
	buf_free(&c->queue);
	c->busy = true;
	c->events->closed(c->arg, e);
	c->busy = false;
	if (c->freed)
		channel_destroy(c);
}

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct channel *c = arg;

	c->events->frame(c->arg, type, id, body, len);
}

static const struct channel_events parser_events = { .frame = on_frame };

/* Feed what came; false: the channel is gone or closed. */
static bool
channel_take(struct channel *c, const uint8_t *bytes, size_t len)
{
	enum err e;

	c->busy = true;
	e = channel_parser_feed(c->parser, bytes, len);
	c->busy = false;
	if (c->freed) {
		channel_destroy(c);
		return false;
	}
	if (e == ERR_OK)
		return true;
	channel_close(c, e);
	return false;
}

static void
on_readable(void *arg)
{
	struct channel *c = arg;
	uint8_t bytes[READ_SIZE];
	ssize_t n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	if (n > 0) {
		(void)channel_take(c, bytes, (size_t)n);
		secret_wipe_mem(bytes, (size_t)n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		channel_close(c, ERR_IO);
}

/* Send what the socket takes.  ERR_IO: the other end is gone, which the
 * reading side will find out and report from the loop. */
static enum err
channel_flush(struct channel *c)
{
	ssize_t n;

	while (c->queue.len > 0) {
		n = send(c->fd, c->queue.data, c->queue.len,
		    MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EAGAIN)
			return ERR_OK;
		if (n < 0 && errno != EINTR) {
			buf_free(&c->queue);
			return ERR_IO;
		}
		if (n > 0)
			buf_drop(&c->queue, (size_t)n);
	}
	buf_free(&c->queue);
	return ERR_OK;
}

static void
on_writable(void *arg)
{
	struct channel *c = arg;
	enum err e = channel_flush(c);

	if (e != ERR_OK || c->queue.len == 0)
		loop_fd_writable(c->watch, NULL);
}

enum err
channel_new(struct loop *loop, int fd, const struct channel_events *events,
    void *arg, struct channel **channel)
{
	struct channel *c = calloc(1, sizeof(*c));
	enum err e = ERR_NO_MEMORY;

	*channel = NULL;
	if (c == NULL) {
		close(fd);
		return ERR_NO_MEMORY;
	}
	*c = (struct channel){ .fd = fd, .events = events, .arg = arg };
	buf_init(&c->queue, CHANNEL_QUEUE_MAX);
	c->parser = channel_parser_new(&parser_events, c);
	if (c->parser != NULL)
		e = loop_fd_new(loop, fd, on_readable, c, &c->watch);
	if (e != ERR_OK) {
		channel_destroy(c);
		return e;
	}
	*channel = c;
	return ERR_OK;
}

/* A whole frame or nothing. */
static enum err
queue_frame(struct buf *queue, uint16_t type, uint32_t id, const void *body,
    size_t len)
{
	uint8_t head[10];
	struct buf b = { 0 };
	enum err e;

	if (len > CHANNEL_BODY_MAX ||
	    len + sizeof(head) > queue->max - queue->len)
		return ERR_TOO_BIG;
	buf_init(&b, sizeof(head) + len);
	e = msg_put_u32(&b, (uint32_t)(len + 6));
	if (e == ERR_OK)
		e = msg_put_u16(&b, type);
	if (e == ERR_OK)
		e = msg_put_u32(&b, id);
	if (e == ERR_OK)
		e = buf_add(&b, body, len);
	if (e == ERR_OK)
		e = buf_add(queue, b.data, b.len);
	buf_free(&b);
	return e;
}

enum err
channel_send(struct channel *c, uint16_t type, uint32_t id, const void *body,
    size_t len)
{
	bool waits = c->queue.len > 0;
	enum err e;

	if (c->closed || c->freed)
		return ERR_IO;
	e = queue_frame(&c->queue, type, id, body, len);
	if (e != ERR_OK || waits)
		return e;
	e = channel_flush(c);
	if (e == ERR_OK && c->queue.len > 0)
		loop_fd_writable(c->watch, on_writable);
	return e;
}

void
channel_hang_up(struct channel *c)
{
	/* What has arrived can still be read, then comes the end.  Fails only
	 * if the other end is gone already, which is what is wanted. */
	if (!c->closed && shutdown(c->fd, SHUT_RDWR) != 0 &&
	    errno != ENOTCONN)
		abort();
}

void
channel_free(struct channel **channel)
{
	struct channel *c = NULL;

	if (channel == NULL || *channel == NULL)
		return;
	c = *channel;
	*channel = NULL;
	if (!c->busy) {
		channel_destroy(c);
		return;
	}
	c->freed = true;
	channel_parser_stop(c->parser);
}
