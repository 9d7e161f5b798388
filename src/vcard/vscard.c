#include "vcard/vscard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "loop/loop.h"
#include "vcard/reader.h"
#include "vcard/slot.h"
#include "vcard/state.h"
#include "vcard/vcard.h"

#define RETRY_MS 100		/* the machine is not there: look again */

#define NO_READER 0xffffffffU	/* before there is one */
#define READER 0
#define PROTOCOL 2
#define MAGIC "VSCD"

enum {
	TYPE_INIT = 1, TYPE_ERROR, TYPE_READER_ADD, TYPE_READER_REMOVE,
	TYPE_ATR, TYPE_CARD_REMOVE, TYPE_APDU, TYPE_FLUSH, TYPE_FLUSHED
};

struct vscard {
	struct reader reader;
	struct loop *loop;
	struct slot *slot;
	struct sockaddr_un at;
	bool inserted;
	int fd;				/* -1: not connected */
	bool asked, ready;		/* for a reader; it is there */
	struct loop_fd *watch;
	struct loop_timer *retry;
	struct vscard_input in;
};

static uint32_t
number(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

static void
number_put(uint8_t *b, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		b[i] = (uint8_t)(n >> (24 - 8 * i));
}

enum err
vscard_input_look(const struct vscard_input *in, struct vscard_message *m)
{
	if (in->len < VSCARD_HEADER)
		return ERR_NOT_FOUND;
	m->type = number(in->bytes);
	m->len = number(in->bytes + 8);
	m->body = in->bytes + VSCARD_HEADER;
	if (m->len > VSCARD_BODY_MAX)
		return ERR_TOO_BIG;
	return in->len - VSCARD_HEADER < m->len ? ERR_NOT_FOUND : ERR_OK;
}

void
vscard_input_drop(struct vscard_input *in, const struct vscard_message *m)
{
	size_t len = VSCARD_HEADER + m->len;

	memmove(in->bytes, in->bytes + len, in->len - len);
	in->len -= len;
	secret_wipe_mem(in->bytes + in->len, len);
}

static struct vscard *
vscard_of(struct reader *reader)
{
	return (struct vscard *)reader;
}

static void
disconnect(struct vscard *v)
{
	loop_fd_free(&v->watch);
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
	v->asked = v->ready = false;
	secret_wipe_mem(v->in.bytes, v->in.len);
	v->in.len = 0;
	slot_forget(v->slot);
}

static void
hang_up(struct vscard *v)
{
	disconnect(v);
	vlog_event(&v->slot->log, "disconnect");
	loop_timer_at(v->retry, clock_now_ms() + RETRY_MS);
}

/* One write a message.  False: the connection is gone. */
static bool
say(struct vscard *v, uint32_t type, uint32_t reader, const uint8_t *body,
    size_t len)
{
	uint8_t message[VSCARD_HEADER + VCARD_ANSWER_MAX];
	bool said;

	number_put(message, type);
	number_put(message + 4, reader);
	number_put(message + 8, (uint32_t)len);
	if (len > 0)
		memcpy(message + VSCARD_HEADER, body, len);
	said = send(v->fd, message, VSCARD_HEADER + len, MSG_NOSIGNAL) ==
	    (ssize_t)(VSCARD_HEADER + len);
	if (!said)
		hang_up(v);
	return said;
}

static bool
say_init(struct vscard *v)
{
	uint8_t body[12] = { 0 };	/* magic, version, no capabilities */

	memcpy(body, MAGIC, 4);
	number_put(body + 4, PROTOCOL);
	return say(v, TYPE_INIT, NO_READER, body, sizeof(body));
}

/* The card is in: its answer to reset. */
static bool
say_card(struct vscard *v)
{
	const struct vstate *state = vcard_state(v->slot->card);

	slot_power(v->slot, SLOT_POWER_ON);
	vlog_event(&v->slot->log, "atr");
	return say(v, TYPE_ATR, READER, state->atr, state->atr_len);
}

static void
card_out(struct vscard *v)
{
	v->inserted = false;
	vlog_event(&v->slot->log, "remove");
	slot_forget(v->slot);
	if (v->ready)
		(void)say(v, TYPE_CARD_REMOVE, READER, NULL, 0);
}

static void
card_in(struct vscard *v)
{
	v->inserted = true;
	vlog_event(&v->slot->log, "insert");
	if (v->ready)
		(void)say_card(v);
}

/* False: the connection is gone. */
static bool
command(struct vscard *v, const struct vscard_message *m)
{
	uint8_t answer[VCARD_ANSWER_MAX];
	size_t len = 0;

	if (!v->inserted)
		return true;
	switch (slot_command(v->slot, m->body, m->len, answer, &len)) {
	case SLOT_ANSWER:
		return say(v, TYPE_APDU, READER, answer, len);
	case SLOT_PULLED:
		card_out(v);
		break;
	case SLOT_BLINKED:
		card_out(v);
		card_in(v);
		break;
	case SLOT_FLOOD:	/* the machine would not read it */
	case SLOT_SILENT:
		break;
	}
	return v->fd >= 0;
}

/* The machine answers an order with the number of an error, 0 for none; the
 * first order is the one for a reader.  Where it has one from before, that is
 * as good. */
static bool
answered(struct vscard *v)
{
	if (v->ready || !v->asked)
		return true;
	v->ready = true;
	return !v->inserted || say_card(v);
}

static bool
message(struct vscard *v, const struct vscard_message *m)
{
	switch (m->type) {
	case TYPE_INIT:
		if (v->asked)
			return true;
		v->asked = true;
		return say(v, TYPE_READER_ADD, NO_READER, NULL, 0);
	case TYPE_ERROR:
		return answered(v);
	case TYPE_APDU:
		return command(v, m);
	case TYPE_FLUSH:
		return say(v, TYPE_FLUSHED, READER, NULL, 0);
	default:
		vlog_event(&v->slot->log, "unknown message %u",
		    (unsigned)m->type);
		return true;
	}
}

static void
readable(void *arg)
{
	struct vscard *v = arg;
	ssize_t n = recv(v->fd, v->in.bytes + v->in.len,
	    sizeof(v->in.bytes) - v->in.len, MSG_DONTWAIT);
	struct vscard_message m;
	enum err e;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(v);
		return;
	}
	v->in.len += (size_t)n;
	for (;;) {
		e = vscard_input_look(&v->in, &m);
		if (e != ERR_OK)
			break;
		if (!message(v, &m))
			return;
		vscard_input_drop(&v->in, &m);
	}
	if (e == ERR_TOO_BIG)
		hang_up(v);
}

static void
try_connect(void *arg)
{
	struct vscard *v = arg;

	v->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (v->fd < 0 || connect(v->fd, (const struct sockaddr *)&v->at,
	    sizeof(v->at)) != 0) {
		disconnect(v);
		loop_timer_at(v->retry, clock_now_ms() + RETRY_MS);
		return;
	}
	if (loop_fd_new(v->loop, v->fd, readable, v, &v->watch) != ERR_OK) {
		hang_up(v);
		return;
	}
	vlog_event(&v->slot->log, "connect %s", v->at.sun_path);
	(void)say_init(v);
}

static void
vscard_remove(struct reader *reader)
{
	if (vscard_of(reader)->inserted)
		card_out(vscard_of(reader));
}

static void
vscard_insert(struct reader *reader)
{
	if (!vscard_of(reader)->inserted)
		card_in(vscard_of(reader));
}

static bool
vscard_release(struct reader *reader)
{
	struct vscard *v = vscard_of(reader);
	uint8_t answer[VCARD_ANSWER_MAX];
	size_t len = slot_release(v->slot, answer);

	return len > 0 && v->fd >= 0 &&
	    say(v, TYPE_APDU, READER, answer, len);
}

static bool
vscard_is_inserted(const struct reader *reader)
{
	return ((const struct vscard *)reader)->inserted;
}

static bool
vscard_is_connected(const struct reader *reader)
{
	return ((const struct vscard *)reader)->ready;
}

static void
vscard_free(struct reader **reader)
{
	struct vscard *v = *reader == NULL ? NULL : vscard_of(*reader);

	*reader = NULL;
	if (v == NULL)
		return;
	if (v->ready && v->inserted)
		(void)say(v, TYPE_CARD_REMOVE, READER, NULL, 0);
	disconnect(v);
	loop_timer_free(&v->retry);
	free(v);
}

static const struct reader_ops vscard_ops = {
	.remove = vscard_remove,
	.insert = vscard_insert,
	.release = vscard_release,
	.is_inserted = vscard_is_inserted,
	.is_connected = vscard_is_connected,
	.free = vscard_free,
};

enum err
vscard_new(struct loop *loop, const char *path, struct slot *slot,
    struct reader **reader)
{
	struct vscard *v = calloc(1, sizeof(*v));
	enum err e;

	*reader = NULL;
	if (v == NULL)
		return ERR_NO_MEMORY;
	*v = (struct vscard){ .reader.ops = &vscard_ops, .loop = loop,
	    .slot = slot, .inserted = true, .fd = -1,
	    .at.sun_family = AF_UNIX };
	e = strlen(path) < sizeof(v->at.sun_path) ? ERR_OK : ERR_TOO_BIG;
	if (e == ERR_OK) {
		memcpy(v->at.sun_path, path, strlen(path) + 1);
		e = loop_timer_new(loop, try_connect, v, &v->retry);
	}
	*reader = &v->reader;
	if (e == ERR_OK)
		loop_timer_at(v->retry, clock_now_ms());
	else
		vscard_free(reader);
	return e;
}
