#include "card/client_impl.h"

#include "base/clock.h"
#include "card/client.h"
#include "loop/loop.h"
#include "loop/pending.h"

static enum err
take_hello(struct client *c, uint32_t id, const uint8_t *body, size_t len)
{
	(void)id;
	if (c->greeted)
		return ERR_SYNTAX;
	c->greeted = true;
	return card_get_hello(body, len);
}

static enum err
take_reading(struct client *c, uint32_t id, const uint8_t *body, size_t len)
{
	(void)id;
	loop_timer_at(c->reading, clock_now_ms() + c->read_ms);
	return card_get_nothing(body, len);
}

static enum err
take_changed(struct client *c, uint32_t id, const uint8_t *body, size_t len)
{
	struct card_info info;
	enum err e = card_get_changed(body, len, &info);

	(void)id;
	loop_timer_at(c->reading, CLOCK_NEVER);
	if (e == ERR_OK)
		card_client_show(c, &info);
	return e;
}

/* The owner writes its journal inside progress(); it may have cancelled
 * there, or the deadline may have passed: no go-ahead then. */
static enum err
take_step(struct client *c, uint32_t id, const uint8_t *body, size_t len)
{
	enum card_step step;
	enum err e = card_get_step(body, len, &step);

	if (e != ERR_OK || c->op.kind != OP_FINISH || id != c->op.id)
		return e;
	if ((int)step != c->op.steps++ ||
	    (step == CARD_STEP_CHECKING && !c->op.writing))
		return ERR_SYNTAX;
	c->op.accepted = step >= CARD_STEP_WRITING;
	if (c->op.progress != NULL)
		c->op.progress(c->op.arg, step);
	if (step != CARD_STEP_WRITING || c->closed ||
	    c->op.kind != OP_FINISH || id != c->op.id ||
	    clock_now_ms() >= c->op.deadline)
		return ERR_OK;
	/* A go-ahead that cannot be sent goes to a helper that is gone, of
	 * which card_client_on_gone() will tell. */
	c->op.writing = card_client_say(c, CARD_MSG_GO, id) == ERR_OK;
	return ERR_OK;
}

/* To an operation that was cancelled: ignored. */
static enum err
take_answer(struct client *c, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	if (c->op.kind == OP_NONE || id != c->op.id)
		return ERR_OK;
	if (type != card_client_op_answer(c))
		return ERR_SYNTAX;
	pending_answer(c->pending, id, ERR_OK, body, len);
	return ERR_OK;
}

static enum err
take_cancelled(struct client *c, uint32_t id, const uint8_t *body, size_t len)
{
	if (id == c->cancel)
		c->cancel = 0;
	pending_drop(c->pending, id);
	return card_get_nothing(body, len);
}

static enum err
take_frame(struct client *c, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	if (!c->greeted && type != CARD_MSG_HELLO)
		return ERR_SYNTAX;
	switch (type) {
	case CARD_MSG_HELLO:
		return take_hello(c, id, body, len);
	case CARD_MSG_READING:
		return take_reading(c, id, body, len);
	case CARD_MSG_CHANGED:
		return take_changed(c, id, body, len);
	case CARD_MSG_STEP:
		return take_step(c, id, body, len);
	case CARD_MSG_INFO:
	case CARD_MSG_CHALLENGE:
	case CARD_MSG_RESULT:
	case CARD_MSG_CERTS:
	case CARD_MSG_SIGNED:
	case CARD_MSG_TRIED:
	case CARD_MSG_DER:
	case CARD_MSG_LIST:
	case CARD_MSG_ANSWER:
		return take_answer(c, type, id, body, len);
	case CARD_MSG_CANCELLED:
		return take_cancelled(c, id, body, len);
	default:
		return ERR_SYNTAX;
	}
}

void
card_client_on_frame(void *arg, uint16_t type, uint32_t id,
    const uint8_t *body, size_t len)
{
	struct client *c = arg;

	card_client_enter(c);
	if (take_frame(c, type, id, body, len) != ERR_OK && !c->closed)
		card_client_kill(c, ERR_HELPER_GONE);
	card_client_leave(c);
}
