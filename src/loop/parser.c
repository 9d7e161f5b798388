#include "loop/parser.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "loop/channel.h"
#include "loop/msg.h"

#define LENGTH_SIZE	4	/* of the length itself */
#define HEAD_SIZE	6	/* type and id, which the length counts */

struct channel_parser {
	struct buf frame;	/* never more than one: easy to wipe */
	const struct channel_events *events;
	void *arg;
	bool stopped;
	bool broken;
};

struct channel_parser *
channel_parser_new(const struct channel_events *events, void *arg)
{
	struct channel_parser *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->events = events;
	p->arg = arg;
	buf_init(&p->frame, CHANNEL_MAX);
	return p;
}

/* Bytes that the frame still needs to go on.  A length outside the bounds is
 * found as soon as it is complete, before room is made for it. */
static enum err
frame_missing(const struct channel_parser *p, size_t *missing)
{
	struct msg_reader r;
	size_t len;

	*missing = LENGTH_SIZE - p->frame.len;
	if (p->frame.len < LENGTH_SIZE)
		return ERR_OK;
	msg_read_init(&r, p->frame.data, LENGTH_SIZE);
	len = msg_u32(&r);
	if (len < HEAD_SIZE || len > CHANNEL_MAX - LENGTH_SIZE)
		return ERR_SYNTAX;
	*missing = LENGTH_SIZE + len - p->frame.len;
	return ERR_OK;
}

static void
frame_deliver(struct channel_parser *p)
{
	struct msg_reader r;
	uint16_t type;
	uint32_t id;

	msg_read_init(&r, p->frame.data + LENGTH_SIZE,
	    p->frame.len - LENGTH_SIZE);
	type = msg_u16(&r);
	id = msg_u32(&r);
	p->events->frame(p->arg, type, id, r.at, r.left);
	buf_free(&p->frame);
}

enum err
channel_parser_feed(struct channel_parser *p, const uint8_t *bytes,
    size_t len)
{
	size_t missing = 0, n;
	enum err e = p->broken ? ERR_SYNTAX : ERR_OK;

	while (e == ERR_OK && len > 0 && !p->stopped) {
		e = frame_missing(p, &missing);
		if (e != ERR_OK)
			break;
		n = missing < len ? missing : len;
		e = buf_add(&p->frame, bytes, n);
		if (e != ERR_OK)
			break;
		bytes += n;
		len -= n;
		e = frame_missing(p, &missing);
		if (e == ERR_OK && missing == 0)
			frame_deliver(p);
	}
	if (e != ERR_OK) {
		p->broken = true;
		buf_free(&p->frame);
	}
	return e;
}

void
channel_parser_stop(struct channel_parser *p)
{
	p->stopped = true;
}

void
channel_parser_free(struct channel_parser **p)
{
	if (p == NULL || *p == NULL)
		return;
	buf_free(&(*p)->frame);
	free(*p);
	*p = NULL;
}
