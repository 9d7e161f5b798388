#include "card/guard.h"

#include <string.h>

void
guard_init(struct apdu_guard *g, uint8_t pin_reference)
{
	memset(g, 0, sizeof(*g));
	g->pin_reference = pin_reference;
}

void
guard_open(struct apdu_guard *g)
{
	g->stage = GUARD_OPEN;
}

void
guard_typed(struct apdu_guard *g)
{
	g->typed = true;
}

/* A step of the authorisation: allowed in one stage, and used up by trying.
 * guard_answer() says what a success opens. */
static bool
spend(struct apdu_guard *g, enum guard_stage needed)
{
	if (g->stage != needed)
		return false;
	g->stage = GUARD_SPENT;
	return true;
}

static bool
verify_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool typed = g->typed;

	g->typed = false;
	return typed && c->p1 == 0x00 && c->p2 == g->pin_reference &&
	    c->nc > 0;
}

static bool
reset_allowed(struct apdu_guard *g, const struct apdu *c)
{
	return c->p1 == 0x02 && c->p2 == g->pin_reference && c->nc > 0 &&
	    spend(g, GUARD_ACCEPTED);
}

static bool
allowed(struct apdu_guard *g, const struct apdu *c)
{
	if (c->cla != 0x00)
		return false;
	switch (c->ins) {
	case APDU_INS_SELECT:
	case APDU_INS_READ_BINARY:
	case APDU_INS_GET_DATA:
		return true;
	case APDU_INS_GET_RESPONSE:
		return g->waiting;
	case APDU_INS_CHALLENGE:
		return spend(g, GUARD_OPEN);
	case APDU_INS_EXT_AUTH:
		return c->nc > 0 && spend(g, GUARD_CHALLENGED);
	case APDU_INS_RESET_RETRY:
		return reset_allowed(g, c);
	case APDU_INS_VERIFY:
		return verify_allowed(g, c);
	default:
		return false;
	}
}

enum err
apdu_guard(struct apdu_guard *g, const uint8_t *command, size_t len)
{
	struct apdu c;

	if (apdu_parse(command, len, &c) != ERR_OK || !allowed(g, &c))
		return ERR_REFUSED;
	/* The rest of an answer belongs to the command that was answered. */
	if (c.ins != APDU_INS_GET_RESPONSE)
		g->last = c.ins;
	g->waiting = false;
	return ERR_OK;
}

void
guard_answer(struct apdu_guard *g, uint16_t sw)
{
	g->waiting = sw >> 8 == 0x61;
	if (sw != APDU_SW_OK || g->stage != GUARD_SPENT)
		return;
	if (g->last == APDU_INS_CHALLENGE)
		g->stage = GUARD_CHALLENGED;
	else if (g->last == APDU_INS_EXT_AUTH)
		g->stage = GUARD_ACCEPTED;
	g->last = 0;
}
