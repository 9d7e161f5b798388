#include "card/client_impl.h"

#include <stdio.h>
#include <string.h>

#include "loop/child.h"

static enum err
client_list(struct card *card, int64_t deadline, card_readers_fn done,
    void *arg)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	c->op = (struct op){ .kind = OP_READERS, .readers = done,
	    .arg = arg };
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return card_client_op_begin(c, deadline, ERR_OK);
}

enum err
card_client_say_choose(struct client *c)
{
	struct buf b;
	enum err e;

	buf_init(&b, CARD_PROTO_MAX);
	e = card_put_choose(&b, c->chosen);
	if (e == ERR_OK)
		e = child_send(c->child, CARD_MSG_CHOOSE, 0, b.data, b.len);
	buf_free(&b);
	return e;
}

/* Every helper that is started after this is told as well. */
static enum err
client_choose(struct card *card, const char *reader)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	if (strlen(reader) >= sizeof(c->chosen))
		return ERR_ARGUMENT;
	if (strcmp(reader, c->chosen) == 0)
		return ERR_OK;
	snprintf(c->chosen, sizeof(c->chosen), "%s", reader);
	if (c->hung || !child_running(c->child))
		return ERR_OK;
	return card_client_say_choose(c);
}

const struct card_reader_ops card_client_readers = {
	.list = client_list,
	.choose = client_choose,
};

enum err
card_client_list_answered(const struct op *op, const uint8_t *body,
    size_t len)
{
	struct card_info list[CARD_READERS_MAX];
	size_t count;
	enum err outcome, e = card_get_list(body, len, &outcome, list,
	    &count);

	if (e == ERR_OK)
		op->readers(op->arg, outcome, list, count);
	return e;
}
