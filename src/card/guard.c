#include "card/guard.h"

#include <string.h>

#include "base/secret.h"

/* Bytes of EXTERNAL AUTHENTICATE: a card counts all others as wrong. */
#define CRYPTOGRAM 16
#define LOCAL_BIT 0x80		/* AKİS: CHANGE moves it into P1 */

#define MSE_RESTORE 0xf3	/* P1 of ISO/IEC 7816-4 that loads another
				 * environment: not needed, not allowed */
#define CLA_MORE 0x10		/* parts of this command follow */
#define PSO_SIGNATURE 0x9e
#define PSO_DATA 0x9a

void
guard_init(struct apdu_guard *g, const struct guard_rules *rules,
    uint8_t pin_reference)
{
	memset(g, 0, sizeof(*g));
	g->rules = *rules;
	g->pin.reference = pin_reference;
}

void
guard_open(struct apdu_guard *g)
{
	g->stage = GUARD_OPEN;
}

void
guard_limits(struct apdu_guard *g, size_t pin_min, size_t pin_max)
{
	g->pin.min = pin_min;
	g->pin.max = pin_max;
}

void
guard_pin(struct apdu_guard *g, const struct guard_pin *pin)
{
	size_t min = g->pin.min, max = g->pin.max;

	g->pin = *pin;
	g->pin.min = min > 0 && pin->min < min ? min : pin->min;
	g->pin.max = pin->max > max ? max : pin->max;
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

/* Does the command carry the value as it was typed, and the new PIN (NULL: no
 * matter) beside it, not the one inside the other? */
static bool
carries(const struct apdu_guard *g, const struct apdu *c,
    const struct secret *value, const struct pin_form *form,
    const struct secret *new_pin)
{
	uint8_t one[PIN_FORM_MAX], other[PIN_FORM_MAX];
	size_t n = value == NULL ? 0 : pin_encode(form, value, one), m = 0;
	bool found = n > 0 && c->nc > 0 &&
	    memmem(c->data, c->nc, one, n) != NULL;

	if (found && new_pin != NULL) {
		m = pin_encode(&g->pin.form, new_pin, other);
		found = m > 0 && c->nc >= n + m &&
		    memmem(c->data, c->nc, other, m) != NULL;
	}
	secret_wipe_mem(one, sizeof(one));
	secret_wipe_mem(other, sizeof(other));
	return found;
}

/* The leave for a typed value, which is used up by asking.  One for the
 * reader's keys has no value here, so there is nothing that would carry it. */
static bool
use_leave(struct apdu_guard *g, enum guard_leave what, const struct apdu *c)
{
	const struct pin_form *form = what == GUARD_PUK ? &g->pin.puk_form :
	    &g->pin.form;
	bool both = what != GUARD_VERIFY;
	bool ok = g->leave == what && (!both || g->new_pin != NULL) &&
	    carries(g, c, g->value, form, both ? g->new_pin : NULL);

	g->leave = GUARD_NOTHING;
	g->value = g->new_pin = NULL;
	return ok;
}

/* The administrator's PIN alone; the new PIN waits for its turn. */
static bool
admin_verify_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool ok = g->leave == GUARD_PUK && c->p1 == 0x00 &&
	    carries(g, c, g->value, &g->pin.admin_form, NULL);

	g->leave = GUARD_NOTHING;
	g->value = NULL;
	g->admin_pin = ok ? GUARD_ADMIN_GIVEN : GUARD_ADMIN_NONE;
	return ok;
}

static bool
admin_reset_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool ok = g->admin_pin == GUARD_ADMIN_ACCEPTED &&
	    carries(g, c, g->new_pin, &g->pin.form, NULL);

	g->admin_pin = GUARD_ADMIN_NONE;
	g->new_pin = NULL;
	return ok;
}

static bool
verify_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool ok;

	g->verifying = g->may_sign = false;
	if (g->administrator && c->p2 == g->rules.admin_reference)
		return admin_verify_allowed(g, c);
	/* A question for the tries leaves what was typed as it is. */
	if (c->nc == 0 && g->rules.tries_by_verify)
		return c->ne == 0 && c->p1 == 0x00 &&
		    c->p2 == g->pin.reference;
	ok = use_leave(g, GUARD_VERIFY, c) && c->p1 == 0x00 &&
	    c->p2 == g->pin.reference;
	g->verifying = ok;
	return ok;
}

/* ISO/IEC 7816-4 has the whole reference in P2, AKİS its local bit in P1. */
static bool
change_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool local = (g->pin.reference & LOCAL_BIT) != 0;

	if (!use_leave(g, GUARD_CHANGE, c))
		return false;
	if (c->p1 == 0x00)
		return c->p2 == g->pin.reference;
	return c->p1 == (local ? 0x02 : 0x01) &&
	    c->p2 == (g->pin.reference & ~LOCAL_BIT);
}

/* Which key is to sign. */
static bool
key_allowed(const struct apdu_guard *g, const struct apdu *c)
{
	return c->p1 != MSE_RESTORE &&
	    (g->leave == GUARD_VERIFY || g->verifying);
}

static bool
sign_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool ok = g->may_sign && c->p1 == PSO_SIGNATURE && c->p2 == PSO_DATA;

	g->may_sign = false;
	return ok && c->nc > 0;
}

static bool
reset_allowed(struct apdu_guard *g, const struct apdu *c)
{
	if (c->p1 == 0x00)
		return use_leave(g, GUARD_PUK, c) && !g->administrator &&
		    c->p2 == g->pin.reference;
	if (c->p1 != 0x02 || c->p2 != g->pin.reference || c->nc == 0)
		return false;
	return g->admin_pin != GUARD_ADMIN_NONE ? admin_reset_allowed(g, c) :
	    spend(g, GUARD_ACCEPTED);
}

/* The last part uses the leave up; one before it is nothing yet. */
static bool
key_use_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool ok = g->may_sign && g->rules.sign_by_authenticate &&
	    (c->p2 == 0x9a || c->p2 == 0x9c) && c->nc > 0;

	if (!ok || c->cla == 0x00)
		g->may_sign = false;
	return ok;
}

#define CLA_GP 0x80
#define CLA_WRAPPED 0x84
#define MAC 8
#define LEVEL_CLEAR 0x00

bool
guard_may_relay(const struct apdu *c)
{
	switch (c->ins) {
	case APDU_INS_INITIALIZE_UPDATE:
		return c->cla == CLA_GP && c->p2 == 0x00 && c->nc == 8;
	case APDU_INS_EXT_AUTH:
		return c->cla == CLA_WRAPPED && c->p2 == 0x00 &&
		    c->nc == CRYPTOGRAM;
	case APDU_INS_GET_DATA:
	case APDU_INS_GET_DATA_BY_TAG:
		return c->cla == CLA_WRAPPED && c->nc >= MAC;
	default:
		return false;
	}
}

/* The card counts wrong cryptograms: each kind of channel is asked for once. */
static bool
channel_allowed(struct apdu_guard *g, const struct apdu *c)
{
	bool again = g->channel;

	if (c->p1 == LEVEL_CLEAR)
		return spend(g, GUARD_OPEN);
	g->channel = true;
	return !again;
}

static bool
relay_allowed(struct apdu_guard *g, const struct apdu *c)
{
	if (!g->rules.relay || g->stage != GUARD_OPEN || !guard_may_relay(c) ||
	    g->relayed == GUARD_RELAY_MAX)
		return false;
	g->relayed++;
	return c->ins != APDU_INS_EXT_AUTH || channel_allowed(g, c);
}

static bool
authorises_else(const struct apdu_guard *g)
{
	return g->rules.mutual || g->rules.relay;
}

static bool
allowed(struct apdu_guard *g, const struct apdu *c)
{
	if (c->cla == CLA_GP || c->cla == CLA_WRAPPED)
		return relay_allowed(g, c);
	if (c->cla == CLA_MORE && c->ins == APDU_INS_GENERAL_AUTH)
		return key_use_allowed(g, c);
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
		return !authorises_else(g) && spend(g, GUARD_OPEN);
	case APDU_INS_EXT_AUTH:
		return !authorises_else(g) && c->nc == CRYPTOGRAM &&
		    spend(g, GUARD_CHALLENGED);
	case APDU_INS_GENERAL_AUTH:
		return mutual_allowed(g, c) || key_use_allowed(g, c);
	case APDU_INS_RESET_RETRY:
		return reset_allowed(g, c);
	case APDU_INS_VERIFY:
		return verify_allowed(g, c);
	case APDU_INS_CHANGE:
		return change_allowed(g, c);
	case APDU_INS_MSE:
		return choice_allowed(g, c) || key_allowed(g, c);
	case APDU_INS_PSO:
		return sign_allowed(g, c);
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

/* `values` of them, and no digit yet. */
static bool
is_blank(const struct apdu_guard *g, const struct apdu *c, size_t values)
{
	if (c->nc != values * g->pin.form.stored ||
	    (c->nc == 0 && values > 1))
		return false;
	for (size_t i = 0; i < c->nc; i++) {
		if (c->data[i] != g->pin.form.pad)
			return false;
	}
	return true;
}

static bool
use_pad_leave(struct apdu_guard *g, enum guard_leave what)
{
	bool ok = g->leave == what && g->pad;

	g->leave = GUARD_NOTHING;
	return ok;
}

static bool
pad_allowed(struct apdu_guard *g, const struct apdu *c)
{
	if (c->cla != 0x00 || c->p2 != g->pin.reference)
		return false;
	switch (c->ins) {
	case APDU_INS_VERIFY:
		g->may_sign = false;
		g->verifying = use_pad_leave(g, GUARD_VERIFY) &&
		    c->p1 == 0x00 && is_blank(g, c, 1);
		return g->verifying;
	case APDU_INS_CHANGE:
		return use_pad_leave(g, GUARD_CHANGE) && c->p1 == 0x00 &&
		    is_blank(g, c, 2);
	default:
		return false;
	}
}

enum err
apdu_guard_pad(struct apdu_guard *g, const uint8_t *command, size_t len)
{
	struct apdu c;

	if (apdu_parse(command, len, &c) != ERR_OK || !pad_allowed(g, &c))
		return ERR_REFUSED;
	g->last = c.ins;
	g->waiting = false;
	return ERR_OK;
}

void
guard_answer(struct apdu_guard *g, uint16_t sw)
{
	g->waiting = sw >> 8 == 0x61;
	if (g->last == APDU_INS_VERIFY && sw >> 8 != 0x61) {
		g->may_sign = g->verifying && sw == APDU_SW_OK;
		g->verifying = g->may_sign;
		g->admin_pin = g->admin_pin == GUARD_ADMIN_GIVEN &&
		    sw == APDU_SW_OK ? GUARD_ADMIN_ACCEPTED : GUARD_ADMIN_NONE;
		g->last = 0;
	}
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
