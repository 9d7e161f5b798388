#include "card/unlock.h"

#include <string.h>

#include "card/cards.h"
#include "card/driver.h"
#include "card/link.h"
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

static enum err
open_card(struct card_unlock *u, struct source *source,
    const struct cards *cards)
{
	struct source_state at;
	enum err e;

	source->ops->look(source, &at);
	if (at.presence != CARD_PRESENT)
		return at.trouble;
	u->type = cards_find(cards, at.atr, at.atr_len);
	if (u->type == NULL || u->type->driver == NULL ||
	    u->type->unlock != UNLOCK_CHALLENGE_RESPONSE)
		return ERR_CARD_UNKNOWN;
	e = source->ops->open(source, at.reader, &u->link);
	if (e == ERR_OK)
		e = u->link->ops->begin(u->link);
	if (e != ERR_OK)
		return e;
	u->insertion = at.insertion;
	return is_same_insertion(u) ? ERR_OK : ERR_CARD_GONE;
}

enum err
card_unlock_begin(struct card_unlock *u, struct source *source,
    const struct cards *cards, const struct card_msg_begin *card,
    uint32_t known, struct card_msg_challenge *challenge)
{
	enum err e;

	memset(challenge, 0, sizeof(*challenge));
	challenge->tries = CARD_TRIES_UNKNOWN;
	card_unlock_end(u);
	card_unlock_init(u);
	u->card = *card;
	e = open_card(u, source, cards);
	if (e != ERR_OK)
		goto out;
	exchange_init(&u->x, u->link, u->type->pin_reference);
	guard_open(&u->x.guard);
	e = u->type->driver->begin(&u->x, u->type, card->serial,
	    card->serial_len, known != u->insertion, challenge->challenge,
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

enum err
card_unlock_authenticate(struct card_unlock *u, const uint8_t *cryptogram,
    size_t len)
{
	enum err e;

	if (u->state != UNLOCK_BEGUN)
		return ERR_CARD_GONE;
	u->state = UNLOCK_IDLE;
	if (!is_same_insertion(u))
		return ERR_CARD_GONE;
	e = u->type->driver->authenticate(&u->x, u->type, u->card.serial,
	    u->card.serial_len, cryptogram, len, &u->result);
	if (e == ERR_OK)
		u->state = UNLOCK_ACCEPTED;
	return e;
}

enum err
card_unlock_reset(struct card_unlock *u, const struct secret *pin)
{
	enum err e;

	if (u->state != UNLOCK_ACCEPTED)
		return ERR_CARD_GONE;
	u->state = UNLOCK_IDLE;
	if (!is_same_insertion(u))
		return ERR_CARD_GONE;
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
