#include "core/relay.h"

#include <string.h>

#include "base/hex.h"
#include "base/log.h"
#include "card/relay.h"
#include "core/attempt.h"
#include "core/call.h"
#include "core/run.h"

static void ask(struct session *s, const uint8_t *answer, size_t len);

static void
passed(void *arg, enum err e, const uint8_t *answer, size_t len)
{
	struct session *s = arg;

	run_card_done(s);
	if (e != ERR_OK)
		s->run.relay_then(s, e, NULL, 0);
	else
		ask(s, answer, len);
}

static void
came(struct session *s, const struct remote_result *r)
{
	struct card *card = s->parts.card;
	const uint8_t *command = NULL;
	size_t len = 0;
	enum err e = run_answered(s, r);

	if (e == ERR_OK) {
		command = r->reply->u.unlock_relay.command;
		len = r->reply->u.unlock_relay.command_len;
		if (len == 0 || ++s->run.relayed > RELAY_MOST)
			e = ERR_PORTAL_ANSWER;
	}
	if (e == ERR_OK && !r->reply->u.unlock_relay.last) {
		e = card->relay->pass(card, command, len, run_card(s), passed,
		    s);
		if (e == ERR_OK)
			return;
		run_card_done(s);
	}
	s->run.relay_then(s, e, command, len);
}

/* An answer of the card is told once, and so is the key of the request. */
static void
ask(struct session *s, const uint8_t *answer, size_t len)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct wire_request req = { 0 };
	enum err e = ERR_CARD_ANSWER;

	if (len > sizeof(req.u.unlock_relay.answer))
		goto fail;
	memcpy(req.id, u->id, sizeof(req.id));
	hex_encode(u->serial, u->serial_len, req.u.unlock_relay.serial,
	    sizeof(req.u.unlock_relay.serial));
	if (len > 0)
		memcpy(req.u.unlock_relay.answer, answer, len);
	req.u.unlock_relay.answer_len = len;
	e = attempt_key(req.idempotency_key);
	if (e == ERR_OK)
		e = call_start(s, CALL_ACTION, WIRE_UNLOCK_RELAY, &req, came);
	if (e != ERR_OK)
		goto fail;
	s->run.wait = WAIT_PORTAL;
	return;
fail:
	s->run.relay_then(s, e, NULL, 0);
}

void
relay_begin(struct session *s, relay_then then)
{
	s->run.relay_then = then;
	s->run.relayed = 0;
	ask(s, NULL, 0);
}
