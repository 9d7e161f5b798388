/* guard.h: the leave for what a holder types. */
#include "card/guard.h"

#include "base/secret.h"
#include "base/utf8.h"

/* 2011-01-01 00:00 in Turkey (UTC+2 then), seconds since 1970. */
#define PUK_MADE_BEFORE 1293832800

#define CODE_DIGITS 15		/* of the portal's verification code */

enum err
guard_puk(const struct guard_puk *puk)
{
	if (!puk->driver || !puk->type)
		return ERR_PUK_NOT_HERE;
	if (!puk->config)
		return ERR_PUK_OFF;
	if (puk->any_age)
		return ERR_OK;
	if (puk->made <= 0)
		return ERR_PUK_AGE;
	return puk->made < PUK_MADE_BEFORE ? ERR_OK : ERR_PUK_NEW_CARD;
}

/* Could these be the digits that the card expects?  The portal's code is of
 * no use to a card and has destroyed many. */
static enum err
check_form(const struct secret *value, size_t min, size_t max)
{
	size_t len = secret_len(value);

	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit((char)secret_bytes(value)[i]))
			return ERR_FIELD_CHARACTERS;
	}
	if (len == CODE_DIGITS)
		return ERR_CODE_IN_PIN;
	return len > 0 && len >= min && len <= max ? ERR_OK : ERR_PIN_LENGTH;
}

static enum err
check_values(const struct apdu_guard *g, const struct guard_typed *t)
{
	bool puk = t->what == GUARD_PUK;
	enum err e = check_form(t->value, puk ? t->puk.min : g->pin.min,
	    puk ? t->puk.max : g->pin.max);

	if (e == ERR_OK && t->what != GUARD_VERIFY)
		e = t->new_pin == NULL ? ERR_PIN_LENGTH :
		    check_form(t->new_pin, g->pin.min, g->pin.max);
	return e;
}

static enum err
check_tries(const struct guard_typed *t)
{
	if (t->tries == 0)
		return t->what == GUARD_PUK ? ERR_CARD_DEAD : ERR_PIN_BLOCKED;
	return t->tries > 1 || t->last_try ? ERR_OK : ERR_LAST_TRY;
}

/* Of values that nobody here will ever see the card is the only judge. */
static bool
may_use_pad(const struct apdu_guard *g, const struct guard_typed *t)
{
	unsigned pad = t->what == GUARD_VERIFY ? CARD_PAD_BIT(CARD_PAD_VERIFY) :
	    t->what == GUARD_CHANGE ? CARD_PAD_BIT(CARD_PAD_CHANGE) : 0;

	return (g->rules.pads & pad) != 0 && t->value == NULL &&
	    t->new_pin == NULL;
}

enum err
guard_typed(struct apdu_guard *g, const struct guard_typed *t)
{
	enum err e = ERR_OK;

	g->leave = GUARD_NOTHING;
	g->pad = g->administrator = false;
	g->admin_pin = GUARD_ADMIN_NONE;
	if (t->what == GUARD_NOTHING ||
	    (t->pad ? !may_use_pad(g, t) : t->value == NULL))
		return ERR_REFUSED;
	if (g->pin.max == 0 || (t->what == GUARD_CHANGE && g->pin.fixed))
		return ERR_CARD_UNABLE;
	if (t->what == GUARD_PUK && (g->pin.no_puk ||
	    (t->puk.admin && g->rules.admin_reference == 0)))
		return ERR_PUK_NOT_HERE;
	if (t->what == GUARD_PUK)
		e = guard_puk(&t->puk);
	if (e == ERR_OK && !t->pad)
		e = check_values(g, t);
	if (e == ERR_OK)
		e = check_tries(t);
	if (e != ERR_OK)
		return e;
	g->pad = t->pad;
	g->administrator = t->what == GUARD_PUK && t->puk.admin;
	g->leave = t->what;
	g->value = t->value;
	g->new_pin = t->new_pin;
	return ERR_OK;
}
