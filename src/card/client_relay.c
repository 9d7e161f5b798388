#include "card/client_impl.h"

static enum err
client_pass(struct card *card, const uint8_t *command, size_t len,
    int64_t deadline, card_relay_fn done, void *arg)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c))
		return ERR_CARD_BUSY;
	if (len == 0 || len > CARD_RELAY_COMMAND)
		return ERR_ARGUMENT;
	/* The transaction went with a helper that ended or was killed. */
	if (!c->held || c->hung)
		return ERR_CARD_GONE;
	c->op = (struct op){ .kind = OP_RELAY, .relayed = done, .arg = arg };
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return card_client_op_begin(c, deadline,
	    card_put_relay(&c->op.body, command, len));
}

const struct card_relay_ops card_client_relay = { .pass = client_pass };

enum err
card_client_relay_answered(const struct op *op, const uint8_t *body,
    size_t len)
{
	struct card_msg_answer m;
	enum err e = card_get_answer(body, len, &m);

	if (e == ERR_OK)
		op->relayed(op->arg, m.e, m.data, m.len);
	return e;
}
