#include "card/client.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "card/client_impl.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "loop/pending.h"

#define ARGV_MAX 12

static enum err
client_identify(struct card *card, int64_t deadline, card_info_fn done,
    void *arg)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	c->op = (struct op){ .kind = OP_IDENTIFY, .info = done, .arg = arg };
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return card_client_op_begin(c, deadline, ERR_OK);
}

static enum err
client_unlock_begin(struct card *card, const uint8_t *serial,
    size_t serial_len, int64_t deadline, card_challenge_fn done, void *arg)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	if (serial_len == 0 || serial_len > CARD_SERIAL_MAX)
		return ERR_ARGUMENT;
	c->op = (struct op){ .kind = OP_BEGIN, .challenge = done, .arg = arg };
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return card_client_op_begin(c, deadline,
	    card_put_begin(&c->op.body, serial, serial_len));
}

static enum err
client_unlock_finish(struct card *card, const uint8_t *cryptogram, size_t len,
    const struct secret *pin, int64_t deadline, card_progress_fn progress,
    card_result_fn done, void *arg)
{
	struct client *c = card_client_of(card);

	if (card_client_busy(c))
		return ERR_CARD_BUSY;
	if (len == 0 || len > CARD_CRYPTOGRAM_MAX)
		return ERR_ARGUMENT;
	if (secret_len(pin) > CARD_PROTO_PIN)
		return ERR_PIN_LENGTH;
	/* The transaction went with a helper that ended or was killed. */
	if (!c->held || c->hung)
		return ERR_CARD_GONE;
	c->op = (struct op){ .kind = OP_FINISH, .progress = progress,
	    .result = done, .arg = arg };
	buf_init(&c->op.body, CARD_PROTO_MAX);
	return card_client_op_begin(c, deadline,
	    card_put_finish(&c->op.body, cryptogram, len, pin));
}

static void
on_cancelled(void *owner, void *arg, enum err e, const uint8_t *body,
    size_t len)
{
	(void)owner;
	(void)arg;
	(void)e;
	(void)body;
	(void)len;
}

static void
client_cancel(struct card *card)
{
	struct client *c = card_client_of(card);
	bool tell = (c->op.sent || c->held) && !c->hung &&
	    child_running(c->child);
	enum err e = ERR_OK;

	if (card_client_busy(c))
		card_client_op_forget(c);
	c->held = false;
	if (!tell)
		return;
	pending_drop(c->pending, c->cancel);
	e = pending_add(c->pending, clock_now_ms() + CARD_CLIENT_CANCEL_MS,
	    on_cancelled, NULL, &c->cancel);
	if (e == ERR_OK)
		e = card_client_say(c, CARD_MSG_CANCEL, c->cancel);
	if (e != ERR_OK)
		card_client_kill(c, ERR_HELPER_GONE);
}

static enum err
client_watch(struct card *card, card_watch_fn changed, void *arg)
{
	struct client *c = card_client_of(card);
	enum err e = ERR_OK;

	if (card_client_busy(c) || c->held)
		return ERR_CARD_BUSY;
	if (c->changed != NULL)
		return ERR_ARGUMENT;
	c->changed = changed;
	c->changed_arg = arg;
	if (c->hung)
		return ERR_OK;
	if (child_running(c->child))
		e = card_client_say_watch(c);
	else
		e = card_client_start(c);
	if (e != ERR_OK)
		c->changed = NULL;
	return e;
}

static void
client_close(struct card **card)
{
	struct client *c = *card == NULL ? NULL : card_client_of(*card);

	*card = NULL;
	if (c == NULL || c->closed)
		return;
	c->closed = true;
	c->changed = NULL;
	if (card_client_busy(c))
		card_client_op_forget(c);
	if (c->depth == 0)
		card_client_destroy(c);
}

static const struct card_ops client_ops = {
	.watch = client_watch,
	.identify = client_identify,
	.unlock_begin = client_unlock_begin,
	.unlock_finish = client_unlock_finish,
	.cancel = client_cancel,
	.close = client_close,
};

static void
on_late(void *owner)
{
	card_client_kill(owner, ERR_CARD_MUTE);
}

static enum err
make_child(struct loop *loop, const struct card_client_config *config,
    struct client *c)
{
	/* Where pcscd is, if it is not where it usually is. */
	static const char *const keep[] = { "PCSCLITE_CSOCK_NAME", NULL };
	static const struct child_events events = { card_client_on_frame,
	    card_client_on_gone };
	const char *argv[ARGV_MAX] = { config->program, "--cards",
	    config->cards, "--link", config->link };
	size_t n = 5;

	if (config->state != NULL) {
		argv[n++] = "--state";
		argv[n++] = config->state;
	}
	if (config->reader != NULL) {
		argv[n++] = "--reader";
		argv[n++] = config->reader;
	}
	if (config->pads)
		argv[n++] = "--pin-pad";
	if (config->puk)
		argv[n++] = "--puk";
	argv[n] = NULL;
	return child_new(loop, argv, keep, &events, c, &c->child);
}

enum err
card_client_new(struct loop *loop, const struct card_client_config *config,
    struct card **card)
{
	struct client *c = calloc(1, sizeof(*c));
	enum err e;

	*card = NULL;
	if (c == NULL)
		return ERR_NO_MEMORY;
	c->card.ops = &client_ops;
	c->card.tools = &card_client_tools;
	c->card.readers = &card_client_readers;
	c->card.relay = &card_client_relay;
	c->read_ms = config->read_ms > 0 ? config->read_ms :
	    CARD_CLIENT_READ_MS;
	e = make_child(loop, config, c);
	if (e == ERR_OK)
		e = pending_new(loop, c, on_late, &c->pending);
	if (e == ERR_OK)
		e = loop_timer_new(loop, card_client_on_restart, c,
		    &c->restart);
	if (e == ERR_OK)
		e = loop_timer_new(loop, card_client_on_reading_late, c,
		    &c->reading);
	if (e == ERR_OK)
		*card = &c->card;
	else
		card_client_destroy(c);
	return e;
}

int
card_client_pid(const struct card *card)
{
	return child_pid(((const struct client *)card)->child);
}
