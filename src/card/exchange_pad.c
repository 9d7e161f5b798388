/* exchange.h: what is typed on the reader's own keys. */
#include "card/exchange.h"

#include "base/log.h"
#include "card/link.h"
#include "card/pin_pad.h"
#include "card/tools.h"

/* Part 10, 2.5.2 and 2.6.2: what a reader answers of itself. */
static const struct { uint16_t sw; enum err e; } words[] = {
	{ 0x6400, ERR_PAD_TIMEOUT },
	{ 0x6401, ERR_PAD_CANCELLED },
	{ 0x6402, ERR_PAD_REPEAT },
	{ 0x6403, ERR_PAD_LENGTH },
	{ 0x6b80, ERR_PAD_FAILED },	/* a structure that it does not like */
};

static enum err
word_error(uint16_t sw, int *tries)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].sw == sw)
			return words[i].e;
	}
	return exchange_try_sw(sw, tries);
}

bool
exchange_is_unsent(enum err e)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i].e == e)
			return true;
	}
	return false;
}

static bool
has_pad(const struct exchange *x, struct pin_pad *pad)
{
	*pad = (struct pin_pad){ .verify = false };
	return x->link->ops->pad != NULL && x->link->ops->type != NULL &&
	    x->link->ops->pad(x->link, pad);
}

unsigned
exchange_pads(const struct exchange *x)
{
	uint8_t order[PIN_PAD_ORDER_MAX];
	struct pin_pad pad;
	unsigned pads = 0;

	if (x->guard.rules.pads == 0 || !has_pad(x, &pad))
		return 0;
	for (unsigned i = 0; i < CARD_PADS; i++) {
		if (pin_pad_order((enum card_pad)i, &x->guard.pin, &pad,
		    order) > 0)
			pads |= CARD_PAD_BIT(i);
	}
	return pads & x->guard.rules.pads;
}

/* The order goes out; *sw is 0 where no status word came. */
static enum err
type(struct exchange *x, enum card_pad what, const uint8_t *order,
    size_t len, uint16_t *sw)
{
	uint8_t answer[APDU_ANSWER_MAX];
	size_t got = 0, data_len = 0;
	enum err e = x->link->ops->type(x->link, what, order, len, answer,
	    sizeof(answer), &got);

	if (e == ERR_OK)
		e = apdu_answer(answer, got, &data_len, sw);
	if (e == ERR_OK && data_len > 0)
		e = ERR_CARD_ANSWER;
	if (e != ERR_OK)
		return e == ERR_PAD_FAILED ? e : exchange_lose(x, e);
	guard_answer(&x->guard, *sw);
	return ERR_OK;
}

enum err
exchange_pad(struct exchange *x, enum card_pad what,
    struct card_try_result *result)
{
	uint8_t order[PIN_PAD_ORDER_MAX], command[PIN_PAD_COMMAND_MAX];
	struct pin_pad pad;
	size_t len;
	enum err e;

	result->sent = false;
	result->sw = 0;
	result->tries_after = CARD_TRIES_UNKNOWN;
	if (x->lost != ERR_OK)
		return x->lost;
	len = has_pad(x, &pad) ? pin_pad_order(what, &x->guard.pin, &pad,
	    order) : 0;
	if (len == 0)
		return ERR_PAD_FAILED;
	e = apdu_guard_pad(&x->guard, command, pin_pad_command(what,
	    &x->guard.pin, command));
	if (e != ERR_OK) {
		log_event(LOG_ERROR, "card.refused", "pad=%d", (int)what);
		return e;
	}
	x->sent++;
	e = type(x, what, order, len, &result->sw);
	result->sent = e != ERR_PAD_FAILED;
	if (e == ERR_OK)
		e = word_error(result->sw, &result->tries_after);
	else if (result->sent)
		e = ERR_TRY_UNKNOWN;
	return e == ERR_CARD_MEMORY ? ERR_TRY_UNKNOWN : e;
}
