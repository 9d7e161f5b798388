#include "card/client_impl.h"

#include <string.h>

#include "loop/child.h"
#include "loop/pending.h"

static const struct { enum card_msg ask, answer; } op_msgs[OP_KINDS] = {
	[OP_IDENTIFY] = { CARD_MSG_IDENTIFY, CARD_MSG_INFO },
	[OP_BEGIN] = { CARD_MSG_BEGIN, CARD_MSG_CHALLENGE },
	[OP_FINISH] = { CARD_MSG_FINISH, CARD_MSG_RESULT },
	[OP_CERTIFICATES] = { CARD_MSG_CERTIFICATES, CARD_MSG_CERTS },
	[OP_SIGN] = { CARD_MSG_SIGN, CARD_MSG_SIGNED },
	[OP_CHANGE] = { CARD_MSG_CHANGE, CARD_MSG_TRIED },
	[OP_PUK] = { CARD_MSG_PUK, CARD_MSG_TRIED },
	[OP_CERTIFICATE] = { CARD_MSG_CERTIFICATE, CARD_MSG_DER },
	[OP_READERS] = { CARD_MSG_READERS, CARD_MSG_LIST },
	[OP_RELAY] = { CARD_MSG_RELAY, CARD_MSG_ANSWER },
};

static void
finish_failed(const struct op *op, enum err e)
{
	struct card_unlock_result r = { .authenticated = op->accepted,
	    .reset_sent = op->writing, .tries_before = CARD_TRIES_UNKNOWN,
	    .tries_after = CARD_TRIES_UNKNOWN };

	op->result(op->arg, op->writing ? ERR_UNLOCK_UNKNOWN : e, &r);
}

/* No answer came.  Late is how a card that says nothing looks from here. */
static void
op_failed(const struct op *op, enum err e)
{
	struct card_info info = { .presence = CARD_NO_SERVICE,
	    .pin_tries = CARD_TRIES_UNKNOWN };

	if (e == ERR_TIMEOUT)
		e = ERR_CARD_MUTE;
	info.trouble = e;
	if (e == ERR_CARD_MUTE)
		info.presence = CARD_MUTE;
	if (op->kind == OP_IDENTIFY)
		op->info(op->arg, e, &info);
	else if (op->kind == OP_BEGIN)
		op->challenge(op->arg, e, NULL, 0, CARD_TRIES_UNKNOWN);
	else if (op->kind == OP_FINISH)
		finish_failed(op, e);
	else if (op->kind == OP_RELAY)
		op->relayed(op->arg, e, NULL, 0);
	else if (op->kind == OP_READERS)
		op->readers(op->arg, e, NULL, 0);
	else
		card_client_tool_failed(op, e);
}

/* ERR_SYNTAX: nothing was said to the owner. */
static enum err
op_answered(struct client *c, const struct op *op, const uint8_t *body,
    size_t len)
{
	struct card_info info;
	struct card_msg_challenge m;
	struct card_unlock_result result;
	enum err outcome, e;

	switch (op->kind) {
	case OP_IDENTIFY:
		e = card_get_info(body, len, &outcome, &info);
		if (e == ERR_OK)
			op->info(op->arg, outcome, &info);
		return e;
	case OP_BEGIN:
		e = card_get_challenge(body, len, &m);
		if (e != ERR_OK)
			return e;
		c->held = m.e == ERR_OK;
		op->challenge(op->arg, m.e, c->held ? m.challenge : NULL,
		    c->held ? m.challenge_len : 0, m.tries);
		return e;
	case OP_FINISH:
		e = card_get_result(body, len, &outcome, &result);
		if (e == ERR_OK)
			op->result(op->arg, outcome, &result);
		return e;
	case OP_RELAY:
		return card_client_relay_answered(op, body, len);
	case OP_READERS:
		return card_client_list_answered(op, body, len);
	default:
		return card_client_tool_answered(op, body, len);
	}
}

/* The end of every operation that was not cancelled. */
static void
on_op_end(void *owner, void *arg, enum err e, const uint8_t *body, size_t len)
{
	struct client *c = owner;
	struct op op = c->op;

	(void)arg;
	memset(&c->op, 0, sizeof(c->op));
	buf_free(&op.body);
	if (op.kind == OP_FINISH)
		c->held = false;
	/* An operation that is begun from the completion waits for the next
	 * helper: this one hangs and is about to be killed (on_late). */
	if (e == ERR_TIMEOUT)
		c->hung |= child_running(c->child);
	card_client_enter(c);
	if (e == ERR_OK)
		e = op_answered(c, &op, body, len);
	else
		op_failed(&op, e);
	if (e == ERR_SYNTAX) {
		op_failed(&op, ERR_HELPER_GONE);
		if (!c->closed)
			card_client_kill(c, ERR_HELPER_GONE);
	}
	card_client_leave(c);
}

enum err
card_client_op_send(struct client *c)
{
	struct op *op = &c->op;
	enum err e = card_client_start(c);

	if (e == ERR_OK)
		e = child_send(c->child, (uint16_t)op_msgs[op->kind].ask,
		    op->id, op->body.data, op->body.len);
	if (e == ERR_OK) {
		op->sent = true;
		buf_free(&op->body);
	}
	return e;
}

void
card_client_op_forget(struct client *c)
{
	pending_drop(c->pending, c->op.id);
	buf_free(&c->op.body);
	memset(&c->op, 0, sizeof(c->op));
}

enum err
card_client_op_begin(struct client *c, int64_t deadline, enum err e)
{
	c->op.deadline = deadline;
	if (e == ERR_OK)
		e = pending_add(c->pending, deadline, on_op_end, NULL,
		    &c->op.id);
	if (e == ERR_OK && !c->hung)
		e = card_client_op_send(c);
	/* It has just ended, of which on_gone will tell: see there. */
	if (e == ERR_IO && c->op.kind != OP_FINISH)
		e = ERR_OK;
	if (e != ERR_OK)
		card_client_op_forget(c);
	return e;
}

bool
card_client_busy(const struct client *c)
{
	return c->op.kind != OP_NONE;
}

enum card_msg
card_client_op_answer(const struct client *c)
{
	return op_msgs[c->op.kind].answer;
}
