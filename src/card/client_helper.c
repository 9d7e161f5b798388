#include "card/client_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "card/client.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "loop/pending.h"

#define RESTART_MS 200		/* after an unexpected end of the helper */
#define LIMIT_MS 10000		/* ... when it ended too often */

void
card_client_destroy(struct client *c)
{
	child_free(&c->child);
	pending_free(&c->pending);
	loop_timer_free(&c->restart);
	loop_timer_free(&c->reading);
	buf_free(&c->op.body);
	free(c);
}

void
card_client_enter(struct client *c)
{
	c->depth++;
}

void
card_client_leave(struct client *c)
{
	c->depth--;
	if (c->closed && c->depth == 0)
		card_client_destroy(c);
}

void
card_client_show(struct client *c, const struct card_info *info)
{
	if (c->changed == NULL || (c->shown_valid &&
	    memcmp(&c->shown, info, sizeof(*info)) == 0))
		return;
	memcpy(&c->shown, info, sizeof(*info));
	c->shown_valid = true;
	c->changed(c->changed_arg, info);
}

/* What the watcher sees when the helper cannot say. */
static void
show_trouble(struct client *c, enum card_presence presence, enum err e)
{
	struct card_info info;

	memset(&info, 0, sizeof(info));
	if (presence == CARD_MUTE)
		memcpy(info.reader, c->shown.reader, sizeof(info.reader));
	info.presence = presence;
	info.trouble = e;
	info.pin_tries = CARD_TRIES_UNKNOWN;
	card_client_show(c, &info);
}

void
card_client_kill(struct client *c, enum err why)
{
	log_event(LOG_WARN, "card.kill", "why=%s", err_name(why));
	c->hung |= child_running(c->child);
	c->why = why;
	c->held = false;
	loop_timer_at(c->reading, CLOCK_NEVER);
	child_kill(c->child);
}

enum err
card_client_say(struct client *c, enum card_msg type, uint32_t id)
{
	return child_send(c->child, (uint16_t)type, id, NULL, 0);
}

enum err
card_client_say_watch(struct client *c)
{
	loop_timer_at(c->reading, clock_now_ms() + c->read_ms);
	return card_client_say(c, CARD_MSG_WATCH, 0);
}

enum err
card_client_start(struct client *c)
{
	struct buf b;
	enum err e;

	if (child_running(c->child))
		return ERR_OK;
	e = child_start(c->child);
	if (e != ERR_OK)
		return e;
	c->greeted = false;
	c->held = false;
	buf_init(&b, CARD_PROTO_MAX);
	e = card_put_hello(&b);
	if (e == ERR_OK)
		e = child_send(c->child, CARD_MSG_HELLO, 0, b.data, b.len);
	buf_free(&b);
	if (e == ERR_OK && c->chosen[0] != '\0')
		e = card_client_say_choose(c);
	if (e == ERR_OK && c->changed != NULL)
		e = card_client_say_watch(c);
	return e;
}

void
card_client_on_reading_late(void *arg)
{
	struct client *c = arg;

	card_client_enter(c);
	card_client_kill(c, ERR_CARD_MUTE);
	show_trouble(c, CARD_MUTE, ERR_CARD_MUTE);
	card_client_leave(c);
}

void
card_client_on_restart(void *arg)
{
	struct client *c = arg;
	enum err e;

	if (c->hung || (c->changed == NULL && !card_client_busy(c)))
		return;
	card_client_enter(c);
	e = card_client_start(c);
	if (e != ERR_OK) {
		loop_timer_at(c->restart, clock_now_ms() + LIMIT_MS);
		show_trouble(c, CARD_NO_SERVICE, ERR_HELPER_GONE);
	}
	card_client_leave(c);
}

/* The helper has ended: with it whatever it was asked, and the card is reset
 * by pcscd.  What waited for a new helper is asked now. */
void
card_client_on_gone(void *arg)
{
	struct client *c = arg;
	enum err e = c->hung ? c->why : ERR_HELPER_GONE;

	c->hung = false;
	c->greeted = false;
	c->held = false;
	pending_drop(c->pending, c->cancel);
	c->cancel = 0;
	loop_timer_at(c->reading, CLOCK_NEVER);
	loop_timer_at(c->restart, clock_now_ms() + RESTART_MS);
	card_client_enter(c);
	if (card_client_busy(c) && c->op.sent)
		pending_answer(c->pending, c->op.id, e, NULL, 0);
	else if (card_client_busy(c) && card_client_op_send(c) != ERR_OK)
		pending_answer(c->pending, c->op.id, ERR_HELPER_GONE, NULL, 0);
	card_client_leave(c);
}
