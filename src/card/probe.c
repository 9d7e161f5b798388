#include "card/probe.h"

#include "card/cards.h"
#include "card/exchange.h"

#define SELECT_BY_NAME 0x04

bool
card_probe_is_known(const struct cards *cards, const uint8_t *atr, size_t len,
    const struct card_type **type)
{
	*type = cards_find(cards, atr, len);
	return *type == NULL || (*type)->aid_len == 0;
}

/* ERR_NOT_FOUND: the card has no such application, or it is shut. */
static enum err
select_application(struct exchange *x, const struct card_type *type)
{
	struct apdu c = { .ins = APDU_INS_SELECT, .p1 = SELECT_BY_NAME,
	    .data = type->aid, .nc = type->aid_len, .ne = APDU_NE_SHORT };
	struct answer a;
	enum err e = exchange_send(x, &c, &a);

	if (e != ERR_OK)
		return e;
	return a.sw == APDU_SW_OK ? ERR_OK : ERR_NOT_FOUND;
}

enum err
card_probe(const struct cards *cards, struct link *link, const uint8_t *atr,
    size_t len, const struct card_type **type)
{
	static const struct guard_rules nothing;
	const struct card_type *t = NULL;
	struct exchange x;
	enum err e = ERR_NOT_FOUND;

	*type = NULL;
	exchange_init(&x, link, &nothing, 0);
	while (e == ERR_NOT_FOUND) {
		t = cards_next(cards, t, atr, len);
		if (t == NULL)
			return ERR_OK;
		e = t->aid_len == 0 ? ERR_OK : select_application(&x, t);
	}
	if (e == ERR_OK)
		*type = t;
	return e;
}

enum err
card_probe_again(struct link *link, const struct card_type *type)
{
	static const struct guard_rules nothing;
	struct exchange x;
	enum err e = ERR_OK;

	exchange_init(&x, link, &nothing, 0);
	if (type->aid_len > 0)
		e = select_application(&x, type);
	return e == ERR_NOT_FOUND ? ERR_CARD_GONE : e;
}
