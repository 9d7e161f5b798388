#include "helper/card_serve_impl.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "card/read.h"
#include "loop/channel.h"
#include "loop/loop.h"

/* pcscd looks every 0.2 to 0.4 seconds and misses a card that is out for less:
 * it says nothing more of a card that was lost in the middle of a command and
 * is in again.  So what could not be read is looked at again by ourselves,
 * first soon, then less often, then no more. */
#define AGAIN_MS 300
#define AGAIN_MAX_MS 2000
#define AGAIN_TIMES 8

/* What is wrong with the conversation ends it. */
static void
end_all(struct card_serve *s)
{
	secret_clear(s->pin);
	secret_clear(s->new_pin);
	s->finish = 0;
	card_unlock_end(&s->unlock);
	loop_stop(s->loop);
}

void
card_serve_send(struct card_serve *s, enum card_msg type, uint32_t id,
    struct buf *b, enum err e)
{
	if (e == ERR_OK)
		e = channel_send(s->channel, (uint16_t)type, id, b->data,
		    b->len);
	buf_free(b);
	if (e != ERR_OK)
		end_all(s);
}

static void
send_nothing(struct card_serve *s, enum card_msg type, uint32_t id)
{
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, type, id, &b, ERR_OK);
}

static void
send_step(struct card_serve *s, enum card_step step)
{
	struct buf b;

	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_STEP, s->finish, &b,
	    card_put_step(&b, step));
}

bool
card_serve_has_terminal(const struct card_serve *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLRDHUP };

	return poll(&p, 1, 0) == 0;
}

/* -------------------------------------------------- reading and watching -- */

static bool
is_same_card(const struct source_state *a, const struct source_state *b)
{
	return a->presence == b->presence && a->trouble == b->trouble &&
	    a->others == b->others &&
	    a->insertion == b->insertion && a->atr_len == b->atr_len &&
	    memcmp(a->atr, b->atr, a->atr_len) == 0 &&
	    strcmp(a->reader, b->reader) == 0;
}

bool
card_serve_is_lost(enum err e)
{
	return e == ERR_CARD_GONE || e == ERR_NO_CARD || e == ERR_CARD_MUTE ||
	    e == ERR_NO_READER || e == ERR_NO_PCSCD || e == ERR_IO ||
	    e == ERR_TIMEOUT;
}

/* Of what was seen last, is there more to find out than `changed` tells? */
static bool
is_unsettled(const struct card_serve *s)
{
	return s->at.doubtful ||
	    (s->at.presence == CARD_PRESENT &&
	    card_serve_is_lost(s->info.trouble));
}

static void
set_again(struct card_serve *s)
{
	int64_t ms = (int64_t)AGAIN_MS << s->again_count;

	if (s->watching && is_unsettled(s) && s->again_count < AGAIN_TIMES)
		loop_timer_at(s->again, clock_now_ms() +
		    (ms < AGAIN_MAX_MS ? ms : AGAIN_MAX_MS));
	else
		loop_timer_at(s->again, CLOCK_NEVER);
}

static void
read_card(struct card_serve *s, const struct source_state *at)
{
	card_read(s->source, at, s->cards, &s->info, &s->known);
	s->at = *at;
	s->info_valid = true;
	if (!is_unsettled(s) || (at->presence == CARD_PRESENT &&
	    at->insertion != s->again_insertion))
		s->again_count = 0;
	if (at->presence == CARD_PRESENT)
		s->again_insertion = at->insertion;
	set_again(s);
}

/* A card that we hold is not read meanwhile: that would need another handle.
 * One that another program held is read again when that lets go. */
static void
look_again(struct card_serve *s)
{
	struct source_state at;

	s->source->ops->look(s->source, &at);
	if (s->unlock.link != NULL && at.presence == CARD_PRESENT &&
	    at.insertion == s->unlock.insertion)
		return;
	if (s->unlock.link != NULL)
		card_unlock_end(&s->unlock);
	if (!s->info_valid || !is_same_card(&at, &s->at) ||
	    s->info.trouble == ERR_CARD_BUSY)
		read_card(s, &at);
}

static void
report_changes(void *arg)
{
	struct card_serve *s = arg;
	struct buf b;

	send_nothing(s, CARD_MSG_READING, 0);
	look_again(s);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_CHANGED, 0, &b,
	    card_put_changed(&b, &s->info));
}

static void
read_again(void *arg)
{
	struct card_serve *s = arg;

	if (s->unlock.link != NULL) {	/* not while we hold the card */
		set_again(s);
		return;
	}
	s->again_count++;
	s->info_valid = false;
	report_changes(s);
}

void
card_serve_look_anew(struct card_serve *s)
{
	s->info_valid = false;
	if (s->watching)
		report_changes(s);
}

static enum err
on_watch(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	enum err e = card_get_nothing(body, len);

	(void)id;
	if (e != ERR_OK || s->watching || s->unlock.link != NULL)
		return ERR_SYNTAX;
	s->watching = true;
	e = s->source->ops->watch(s->source, s->loop, report_changes, s);
	if (e == ERR_OK)
		report_changes(s);
	return e;
}

static enum err
on_identify(struct card_serve *s, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct source_state at;
	struct buf b;
	enum err e = card_get_nothing(body, len);

	if (e != ERR_OK || s->unlock.link != NULL)
		return ERR_SYNTAX;
	s->source->ops->look(s->source, &at);
	read_card(s, &at);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_INFO, id, &b,
	    card_put_info(&b, s->info.trouble, &s->info));
	return ERR_OK;
}

/* -------------------------------------------------------------- unlock ---- */

static enum err
on_begin(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	struct card_msg_begin card;
	struct card_msg_challenge challenge;
	struct buf b;
	enum err e = card_get_begin(body, len, &card);

	if (e != ERR_OK || s->finish != 0)
		return ERR_SYNTAX;
	e = card_unlock_begin(&s->unlock, s->source, s->cards, &card,
	    s->info_valid ? &s->known : NULL, &challenge);
	log_event(LOG_INFO, "card.begin", "outcome=%s", err_name(e));
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_CHALLENGE, id, &b,
	    card_put_challenge(&b, &challenge));
	if (card_serve_is_lost(e) || e == ERR_CARD_OTHER)
		card_serve_look_anew(s);
	return ERR_OK;
}

/* An unlock whose relay failed is over: what comes next finds no card held. */
static enum err
on_relay(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	struct card_msg_answer m = { .len = 0 };
	struct card_msg_relay relay;
	struct answer a;
	struct buf b;
	enum err e = card_get_relay(body, len, &relay);

	if (e != ERR_OK || s->finish != 0)
		return ERR_SYNTAX;
	if (!card_serve_has_terminal(s))
		return ERR_IO;
	m.e = card_unlock_relay(&s->unlock, relay.command, relay.len, &a);
	if (m.e == ERR_OK && a.len > sizeof(m.data))
		m.e = ERR_CARD_ANSWER;
	if (m.e == ERR_OK) {
		m.len = a.len;
		memcpy(m.data, a.data, a.len);
	}
	log_event(LOG_INFO, "card.relay", "outcome=%s sw=%04x", err_name(m.e),
	    a.sw);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_ANSWER, id, &b, card_put_answer(&b, &m));
	if (card_serve_is_lost(m.e))
		card_serve_look_anew(s);
	return ERR_OK;
}

/* The answer goes out before the reset of the card, which can take a while.
 * After a failure the card is read again, by whoever asks first. */
static void
send_result(struct card_serve *s, enum err outcome)
{
	uint32_t id = s->finish;
	struct buf b;

	secret_clear(s->pin);
	s->finish = 0;
	s->info_valid = s->info_valid && outcome == ERR_OK;
	s->info.pin_tries = s->unlock.result.tries_after;
	s->known.tries = s->unlock.result.tries_after;
	log_event(LOG_INFO, "card.unlock", "outcome=%s sw=%04x commands=%u",
	    err_name(outcome), s->unlock.result.sw, s->unlock.x.sent);
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_RESULT, id, &b,
	    card_put_result(&b, outcome, &s->unlock.result));
	card_unlock_end(&s->unlock);
	if (s->watching)
		report_changes(s);
}

static enum err
on_finish(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	struct card_msg_finish m = { .pin = s->pin };
	enum err e = card_get_finish(body, len, &m);

	if (e != ERR_OK || s->finish != 0 || id == 0)
		return ERR_SYNTAX;
	s->finish = id;
	if (!card_serve_has_terminal(s))
		return ERR_IO;
	send_step(s, CARD_STEP_AUTHENTICATING);
	e = card_unlock_authenticate(&s->unlock, m.cryptogram,
	    m.cryptogram_len);
	if (e == ERR_OK)
		send_step(s, CARD_STEP_WRITING);
	else
		send_result(s, e);
	return ERR_OK;
}

static enum err
on_go(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	enum err e = card_get_nothing(body, len);

	if (e != ERR_OK || s->finish == 0 || id != s->finish)
		return ERR_SYNTAX;
	if (!card_serve_has_terminal(s))
		return ERR_IO;
	e = card_unlock_reset(&s->unlock, s->pin);
	secret_clear(s->pin);
	if (e == ERR_OK) {
		send_step(s, CARD_STEP_CHECKING);
		e = card_unlock_check(&s->unlock);
	}
	send_result(s, e);
	return ERR_OK;
}

static enum err
on_cancel(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	enum err e = card_get_nothing(body, len);

	if (e != ERR_OK)
		return e;
	secret_clear(s->pin);
	s->finish = 0;
	card_unlock_end(&s->unlock);
	send_nothing(s, CARD_MSG_CANCELLED, id);
	return ERR_OK;
}

/* ------------------------------------------------------------- channel ---- */

static enum err
on_hello(struct card_serve *s, uint32_t id, const uint8_t *body, size_t len)
{
	struct buf b;
	enum err e = card_get_hello(body, len);

	if (e != ERR_OK || s->greeted)
		return ERR_SYNTAX;
	s->greeted = true;
	buf_init(&b, CARD_PROTO_MAX);
	card_serve_send(s, CARD_MSG_HELLO, id, &b, card_put_hello(&b));
	return ERR_OK;
}

static enum err (*const handlers[])(struct card_serve *, uint32_t,
    const uint8_t *, size_t) = {
	[CARD_MSG_HELLO] = on_hello,
	[CARD_MSG_WATCH] = on_watch,
	[CARD_MSG_IDENTIFY] = on_identify,
	[CARD_MSG_BEGIN] = on_begin,
	[CARD_MSG_RELAY] = on_relay,
	[CARD_MSG_FINISH] = on_finish,
	[CARD_MSG_GO] = on_go,
	[CARD_MSG_CANCEL] = on_cancel,
	[CARD_MSG_CERTIFICATES] = card_serve_on_certificates,
	[CARD_MSG_CERTIFICATE] = card_serve_on_certificate,
	[CARD_MSG_READERS] = card_serve_on_readers,
	[CARD_MSG_CHOOSE] = card_serve_on_choose,
	[CARD_MSG_SIGN] = card_serve_on_sign,
	[CARD_MSG_CHANGE] = card_serve_on_change,
	[CARD_MSG_PUK] = card_serve_on_puk,
};

static void
on_frame(void *arg, uint16_t type, uint32_t id, const uint8_t *body,
    size_t len)
{
	struct card_serve *s = arg;
	enum err e = ERR_SYNTAX;

	if (type < sizeof(handlers) / sizeof(handlers[0]) &&
	    handlers[type] != NULL && (s->greeted || type == CARD_MSG_HELLO))
		e = handlers[type](s, id, body, len);
	if (e == ERR_OK)
		return;
	log_event(LOG_ERROR, "card.conversation", "frame=%u error=%s",
	    (unsigned)type, err_name(e));
	end_all(s);
}

static void
on_closed(void *arg, enum err e)
{
	(void)e;
	end_all(arg);
}

static const struct channel_events events = { on_frame, on_closed };

enum err
card_serve_new(struct loop *loop, int fd, struct source *source,
    const struct cards *cards, struct card_serve **serve)
{
	struct card_serve *s = calloc(1, sizeof(*s));
	enum err e = ERR_NO_MEMORY;

	*serve = NULL;
	if (s == NULL) {
		close(fd);
		return e;
	}
	s->loop = loop;
	s->source = source;
	s->cards = cards;
	s->tools.source = source;
	s->tools.cards = cards;
	s->fd = fd;
	card_unlock_init(&s->unlock);
	e = channel_new(loop, fd, &events, s, &s->channel);
	if (e == ERR_OK)
		e = loop_timer_new(loop, read_again, s, &s->again);
	if (e == ERR_OK) {
		s->pin = secret_new(CARD_PROTO_PIN);
		s->new_pin = secret_new(CARD_PROTO_PIN);
		e = s->pin != NULL && s->new_pin != NULL ? ERR_OK :
		    ERR_NO_MEMORY;
	}
	if (e != ERR_OK)
		card_serve_free(&s);
	*serve = s;
	return e;
}

void
card_serve_allow_puk(struct card_serve *s)
{
	s->tools.puk = true;
}

void
card_serve_free(struct card_serve **serve)
{
	struct card_serve *s = *serve;

	*serve = NULL;
	if (s == NULL)
		return;
	card_unlock_end(&s->unlock);
	channel_free(&s->channel);
	loop_timer_free(&s->again);
	secret_free(&s->pin);
	secret_free(&s->new_pin);
	free(s);
}
