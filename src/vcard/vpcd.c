#include "vcard/vpcd.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "vcard/state.h"

#define ORDER_POWER_OFF 0
#define ORDER_POWER_ON 1
#define ORDER_RESET 2
#define ORDER_ATR 4

#define RETRY_MS 100		/* pcscd is not there: look again after this */
#define CONNECT_S 2		/* a host that does not answer */

struct vpcd {
	struct reader reader;
	struct loop *loop;
	struct slot *slot;
	struct addrinfo *address;
	char name[280];			/* HOST:PORT, for the log */
	bool inserted;
	int fd;				/* -1: not connected */
	struct loop_fd *watch;
	struct loop_timer *retry;
	struct vpcd_input in;
	struct loop_timer *late;	/* an answer that the card still has */
	uint8_t reply[VPCD_REPLY_MAX];
	size_t reply_len;		/* 0: none */
};

static struct vpcd *
vpcd_of(struct reader *reader)
{
	return (struct vpcd *)reader;
}

uint8_t *
vpcd_input_room(struct vpcd_input *in, size_t *room)
{
	*room = sizeof(in->bytes) - in->len;
	return in->bytes + in->len;
}

void
vpcd_input_added(struct vpcd_input *in, size_t len)
{
	in->len += len;
}

static void
input_drop(struct vpcd_input *in, size_t len)
{
	memmove(in->bytes, in->bytes + len, in->len - len);
	in->len -= len;
	secret_wipe_mem(in->bytes + in->len, len);
}

/* An order: its answer, without the length in front. */
static size_t
order_obey(struct slot *slot, uint8_t order, uint8_t *answer)
{
	const struct vstate *state = vcard_state(slot->card);

	switch (order) {
	case ORDER_POWER_OFF:
		slot_power(slot, SLOT_POWER_OFF);
		return 0;
	case ORDER_POWER_ON:
		slot_power(slot, SLOT_POWER_ON);
		return 0;
	case ORDER_RESET:
		slot_power(slot, SLOT_RESET);
		return 0;
	case ORDER_ATR:
		vlog_event(&slot->log, "atr");
		memcpy(answer, state->atr, state->atr_len);
		return state->atr_len;
	default:
		vlog_event(&slot->log, "unknown order %u", order);
		return 0;
	}
}

bool
vpcd_input_next(struct vpcd_input *in, struct slot *slot,
    enum slot_then *then, uint8_t reply[static VPCD_REPLY_MAX],
    size_t *reply_len)
{
	size_t len, answer_len = 0;
	bool answered = false;

	*then = SLOT_ANSWER;
	*reply_len = 0;
	if (in->len < 2)
		return false;
	len = (size_t)(in->bytes[0] << 8 | in->bytes[1]);
	if (in->len - 2 < len)
		return false;
	if (len == 1) {
		answer_len = order_obey(slot, in->bytes[2], reply + 2);
		/* A card without an ATR answers that it has none. */
		answered = in->bytes[2] == ORDER_ATR;
	} else if (len > 1) {
		*then = slot_command(slot, in->bytes + 2, len, reply + 2,
		    &answer_len);
		answered = *then == SLOT_ANSWER;
	}
	if (answered) {
		reply[0] = (uint8_t)(answer_len >> 8);
		reply[1] = (uint8_t)answer_len;
		*reply_len = answer_len + 2;
	}
	input_drop(in, len + 2);
	return true;
}

static void
disconnect(struct vpcd *vpcd)
{
	loop_fd_free(&vpcd->watch);
	if (vpcd->late != NULL)
		loop_timer_at(vpcd->late, CLOCK_NEVER);
	secret_wipe_mem(vpcd->reply, sizeof(vpcd->reply));
	vpcd->reply_len = 0;
	if (vpcd->fd >= 0)
		close(vpcd->fd);
	vpcd->fd = -1;
	input_drop(&vpcd->in, vpcd->in.len);
	slot_forget(vpcd->slot);
}

static void
connect_soon(struct vpcd *vpcd, int ms)
{
	loop_timer_at(vpcd->retry, clock_now_ms() + ms);
}

/* pcscd went away, or the connection broke. */
static void
hang_up(struct vpcd *vpcd)
{
	disconnect(vpcd);
	vlog_event(&vpcd->slot->log, "disconnect");
	connect_soon(vpcd, RETRY_MS);
}

static void
vpcd_remove(struct reader *reader)
{
	struct vpcd *vpcd = vpcd_of(reader);

	if (!vpcd->inserted)
		return;
	vpcd->inserted = false;
	loop_timer_at(vpcd->retry, CLOCK_NEVER);
	disconnect(vpcd);
	vlog_event(&vpcd->slot->log, "remove");
}

/* Nobody looks at what is in it. */
static bool
flood_send(struct vpcd *vpcd)
{
	static const uint8_t bytes[2 + SLOT_FLOOD_LEN] = {
	    SLOT_FLOOD_LEN >> 8, SLOT_FLOOD_LEN & 0xff };

	return send(vpcd->fd, bytes, sizeof(bytes), MSG_NOSIGNAL) ==
	    (ssize_t)sizeof(bytes);
}

/* One write: two would meet the same delay on the other side. */
static bool
reply_send(struct vpcd *vpcd, const uint8_t *reply, size_t len)
{
	return send(vpcd->fd, reply, len, MSG_NOSIGNAL) == (ssize_t)len;
}

/* False: the connection is gone. */
static bool
reply_leaves(struct vpcd *vpcd)
{
	size_t len = vpcd->reply_len;

	vpcd->reply_len = 0;
	if (len == 0 || reply_send(vpcd, vpcd->reply, len))
		return true;
	hang_up(vpcd);
	return false;
}

/* Handle what has been read, up to an answer that takes its time. */
static void
messages_handle(struct vpcd *vpcd)
{
	enum slot_then then;

	while (vpcd->reply_len == 0 && vpcd_input_next(&vpcd->in, vpcd->slot,
	    &then, vpcd->reply, &vpcd->reply_len)) {
		if (vpcd->reply_len > 0 && vpcd->slot->answer_ms > 0) {
			loop_timer_at(vpcd->late, clock_now_ms() +
			    vpcd->slot->answer_ms);
			return;
		}
		if (!reply_leaves(vpcd))
			return;
		if (then == SLOT_FLOOD && !flood_send(vpcd)) {
			hang_up(vpcd);
			return;
		}
		if (then == SLOT_PULLED) {
			vpcd_remove(&vpcd->reader);
			return;
		}
		if (then == SLOT_BLINKED) {
			disconnect(vpcd);
			connect_soon(vpcd, 0);
			return;
		}
	}
}

static void
answer_now(void *arg)
{
	struct vpcd *vpcd = arg;

	if (reply_leaves(vpcd))
		messages_handle(vpcd);
}

static ssize_t
socket_read(struct vpcd *vpcd)
{
	const int on = 1;
	size_t room;
	uint8_t *at = vpcd_input_room(&vpcd->in, &room);

	setsockopt(vpcd->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
	return recv(vpcd->fd, at, room, MSG_DONTWAIT);
}

static void
readable(void *arg)
{
	struct vpcd *vpcd = arg;
	ssize_t n = socket_read(vpcd);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(vpcd);
		return;
	}
	vpcd_input_added(&vpcd->in, (size_t)n);
	messages_handle(vpcd);
}

static int
socket_connect(const struct addrinfo *list)
{
	const struct timeval most = { .tv_sec = CONNECT_S };
	const struct addrinfo *a;
	const int on = 1;
	int fd;

	for (a = list; a != NULL; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, 0);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			return fd;
		close(fd);
	}
	return -1;
}

static void
try_connect(void *arg)
{
	struct vpcd *vpcd = arg;

	if (!vpcd->inserted || vpcd->fd >= 0)
		return;
	vpcd->fd = socket_connect(vpcd->address);
	if (vpcd->fd < 0) {
		connect_soon(vpcd, RETRY_MS);
		return;
	}
	if (loop_fd_new(vpcd->loop, vpcd->fd, readable, vpcd,
	    &vpcd->watch) != ERR_OK) {
		hang_up(vpcd);
		return;
	}
	vlog_event(&vpcd->slot->log, "connect %s", vpcd->name);
}

static enum err
resolve(struct vpcd *vpcd, const char *host, const char *port)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM };

	snprintf(vpcd->name, sizeof(vpcd->name), "%s:%s", host, port);
	return getaddrinfo(host, port, &hints, &vpcd->address) == 0 ?
	    ERR_OK : ERR_NOT_FOUND;
}

static void
vpcd_insert(struct reader *reader)
{
	struct vpcd *vpcd = vpcd_of(reader);

	if (vpcd->inserted)
		return;
	vpcd->inserted = true;
	vlog_event(&vpcd->slot->log, "insert");
	connect_soon(vpcd, 0);
}

static bool
vpcd_release(struct reader *reader)
{
	struct vpcd *vpcd = vpcd_of(reader);
	uint8_t reply[VPCD_REPLY_MAX];
	size_t len = slot_release(vpcd->slot, reply + 2);

	reply[0] = (uint8_t)(len >> 8);
	reply[1] = (uint8_t)len;
	return len > 0 && vpcd->fd >= 0 && reply_send(vpcd, reply, len + 2);
}

static bool
vpcd_is_inserted(const struct reader *reader)
{
	return ((const struct vpcd *)reader)->inserted;
}

static bool
vpcd_is_connected(const struct reader *reader)
{
	return ((const struct vpcd *)reader)->fd >= 0;
}

static void
vpcd_free(struct reader **reader)
{
	struct vpcd *vpcd = *reader == NULL ? NULL : vpcd_of(*reader);

	*reader = NULL;
	if (vpcd == NULL)
		return;
	disconnect(vpcd);
	loop_timer_free(&vpcd->retry);
	loop_timer_free(&vpcd->late);
	if (vpcd->address != NULL)
		freeaddrinfo(vpcd->address);
	free(vpcd);
}

static const struct reader_ops vpcd_ops = {
	.remove = vpcd_remove,
	.insert = vpcd_insert,
	.release = vpcd_release,
	.is_inserted = vpcd_is_inserted,
	.is_connected = vpcd_is_connected,
	.free = vpcd_free,
};

enum err
vpcd_new(struct loop *loop, const char *host, const char *port,
    struct slot *slot, struct reader **reader)
{
	struct vpcd *vpcd = calloc(1, sizeof(*vpcd));
	enum err e;

	*reader = NULL;
	if (vpcd == NULL)
		return ERR_NO_MEMORY;
	vpcd->reader.ops = &vpcd_ops;
	vpcd->loop = loop;
	vpcd->slot = slot;
	vpcd->fd = -1;
	vpcd->inserted = true;
	*reader = &vpcd->reader;
	e = resolve(vpcd, host, port);
	if (e == ERR_OK)
		e = loop_timer_new(loop, try_connect, vpcd, &vpcd->retry);
	if (e == ERR_OK)
		e = loop_timer_new(loop, answer_now, vpcd, &vpcd->late);
	if (e == ERR_OK)
		connect_soon(vpcd, 0);
	else
		vpcd_free(reader);
	return e;
}
