#include "card/unlock.h"

#include <string.h>

#include "card/cards.h"
#include "card/driver.h"
#include "card/link.h"
#include "card/probe.h"
#include "card/source.h"

void
card_unlock_init(struct card_unlock *u)
{
	memset(u, 0, sizeof(*u));
	u->result.tries_before = CARD_TRIES_UNKNOWN;
	u->result.tries_after = CARD_TRIES_UNKNOWN;
}

void
card_unlock_end(struct card_unlock *u)
{
	u->state = UNLOCK_IDLE;
	if (u->link == NULL)
		return;
	u->link->ops->end(u->link, true);
	u->link->ops->close(&u->link);
}

/* Is it still the card that was there at the beginning?  A swap during a
 * command goes unnoticed by the handle; the counter and the serial tell. */
static bool
is_same_insertion(struct card_unlock *u)
{
	return u->link->ops->insertion(u->link) == u->insertion;
}

static bool
can_unlock(const struct card_type *type)
{
	return type != NULL && type->driver != NULL &&
	    type->unlock == UNLOCK_BY_PORTAL;
}

static enum err
open_card(struct card_unlock *u, struct source *source,
    const struct cards *cards, const struct card_known **known)
{
	struct source_state at;
	enum err e;

	source->ops->look(source, &at);
	if (at.presence != CARD_PRESENT)
		return at.trouble;
	if (*known != NULL && (*known)->insertion != at.insertion)
		*known = NULL;
	if (card_probe_is_known(cards, at.atr, at.atr_len, &u->type) &&
	    !can_unlock(u->type))
		return ERR_CARD_UNKNOWN;
	e = source->ops->open(source, at.reader, &u->link);
	if (e == ERR_OK)
		e = u->link->ops->begin(u->link);
	if (e == ERR_OK && *known != NULL) {
		u->type = (*known)->type;
		e = card_probe_again(u->link, u->type);
	} else if (e == ERR_OK) {
		e = card_probe(cards, u->link, at.atr, at.atr_len, &u->type);
	}
	if (e != ERR_OK)
		return e;
	if (!can_unlock(u->type))
		return ERR_CARD_UNKNOWN;
	u->insertion = at.insertion;
	return is_same_insertion(u) ? ERR_OK : ERR_CARD_GONE;
}

enum err
card_unlock_begin(struct card_unlock *u, struct source *source,
    const struct cards *cards, const struct card_msg_begin *card,
    const struct card_known *known, struct card_msg_challenge *challenge)
{
	enum err e;

	memset(challenge, 0, sizeof(*challenge));
	challenge->tries = CARD_TRIES_UNKNOWN;
	card_unlock_end(u);
	card_unlock_init(u);
	u->card = *card;
	e = open_card(u, source, cards, &known);
	if (e != ERR_OK)
		goto out;
	exchange_init(&u->x, u->link, &u->type->driver->rules,
	    u->type->pin_reference);
	guard_open(&u->x.guard);
	guard_limits(&u->x.guard, u->type->pin_min, u->type->pin_max);
	e = u->type->driver->begin(&u->x, u->type, card->serial,
	    card->serial_len, known, challenge->challenge,
	    &challenge->tries);
	if (e != ERR_OK)
		goto out;
	challenge->challenge_len = u->type->challenge;
	u->result.tries_before = challenge->tries;
	u->state = UNLOCK_BEGUN;
out:
	if (e != ERR_OK)
		card_unlock_end(u);
	challenge->e = e;
	return e;
}

/* Begin a step: from here on the unlock is over, unless the step succeeds and
 * says so.  ERR_CARD_GONE: it is out of order, or the card is another one. */
static enum err
take_step(struct card_unlock *u, enum unlock_state needed)
{
	if (u->state != needed)
		return ERR_CARD_GONE;
	u->state = UNLOCK_IDLE;
	return is_same_insertion(u) ? ERR_OK : ERR_CARD_GONE;
}

enum err
card_unlock_relay(struct card_unlock *u, const uint8_t *command, size_t len,
    struct answer *a)
{
	enum err e;

	a->len = 0;
	a->sw = 0;
	if (u->state == UNLOCK_BEGUN && u->type->driver->relay == NULL)
		return ERR_REFUSED;
	e = take_step(u, UNLOCK_BEGUN);
	if (e == ERR_OK)
		e = u->type->driver->relay(&u->x, command, len, a);
	if (e == ERR_OK)
		u->state = UNLOCK_BEGUN;
	return e;
}

enum err
card_unlock_authenticate(struct card_unlock *u, const uint8_t *cryptogram,
    size_t len)
{
	enum err e = take_step(u, UNLOCK_BEGUN);

	if (e == ERR_OK)
		e = u->type->driver->authenticate(&u->x, u->type,
		    u->card.serial, u->card.serial_len, cryptogram, len,
		    &u->result);
	if (e == ERR_OK)
		u->state = UNLOCK_ACCEPTED;
	return e;
}

enum err
card_unlock_reset(struct card_unlock *u, const struct secret *pin)
{
	enum err e = take_step(u, UNLOCK_ACCEPTED);

	if (e == ERR_OK)
		e = u->type->driver->reset(&u->x, u->type, pin, &u->result);
	if (e == ERR_OK)
		u->state = UNLOCK_WRITTEN;
	return e;
}

enum err
card_unlock_check(struct card_unlock *u)
{
	enum err e;

	if (u->state != UNLOCK_WRITTEN)
		return ERR_UNLOCK_UNKNOWN;
	u->state = UNLOCK_IDLE;
	e = u->type->driver->check(&u->x, u->type, &u->result);
	if (e == ERR_OK && !is_same_insertion(u))
		e = ERR_UNLOCK_UNKNOWN;
	return e;
}
