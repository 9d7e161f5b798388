#include "card/guard.h"

#include <string.h>

void
guard_init(struct apdu_guard *g, const struct guard_rules *rules,
    uint8_t pin_reference)
{
	memset(g, 0, sizeof(*g));
	g->rules = *rules;
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

/* A question for the tries leaves what was typed as it is. */
/* The authorisation of GIDS: choose the key, give R1, give the proof. */
static bool
choice_allowed(const struct apdu_guard *g, const struct apdu *c)
{
	static const uint8_t key[] = { 0x83, 0x01, 0x80 };

	return g->rules.mutual && g->stage == GUARD_OPEN && c->p1 == 0xc1 &&
	    c->p2 == 0xa4 && c->nc == sizeof(key) &&
	    memcmp(c->data, key, sizeof(key)) == 0;
}

static bool
mutual_allowed(struct apdu_guard *g, const struct apdu *c)
{
	static const uint8_t nonce[] = { 0x7c, 0x12, 0x81, 0x10 };
	static const uint8_t proof[] = { 0x7c, 0x2a, 0x82, 0x28 };

	if (!g->rules.mutual || c->p1 != 0x00 || c->p2 != 0x00 ||
	    c->nc < sizeof(nonce))
		return false;
	if (c->nc == 20 && memcmp(c->data, nonce, sizeof(nonce)) == 0) {
		g->opens = GUARD_CHALLENGED;
		return spend(g, GUARD_OPEN);
	}
	g->opens = GUARD_ACCEPTED;
	return c->nc == 44 && memcmp(c->data, proof, sizeof(proof)) == 0 &&
	    spend(g, GUARD_CHALLENGED);
}

static bool
verify_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool typed = g->typed;

	if (c->nc == 0 && g->rules.tries_by_verify)
		return c->ne == 0 && c->p1 == 0x00 &&
		    c->p2 == g->pin_reference;
	g->typed = false;
	return typed && c->nc > 0 && c->p1 == 0x00 && c->p2 == g->pin_reference;
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
	case APDU_INS_GET_DATA_BY_TAG:
		return true;
	case APDU_INS_GET_RESPONSE:
		return g->waiting;
	case APDU_INS_CHALLENGE:
		return !g->rules.mutual && spend(g, GUARD_OPEN);
	case APDU_INS_EXT_AUTH:
		return !g->rules.mutual && c->nc > 0 &&
		    spend(g, GUARD_CHALLENGED);
	case APDU_INS_MSE:
		return choice_allowed(g, c);
	case APDU_INS_GENERAL_AUTH:
		return mutual_allowed(g, c);
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
	else if (g->last == APDU_INS_GENERAL_AUTH)
		g->stage = g->opens;
	g->last = 0;
}
