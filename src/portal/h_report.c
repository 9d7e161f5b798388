/* What the card did.  The unlock's id, 128 random bits, is the authorisation:
 * a terminal that was killed reports after its restart, without a session. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "portal/card_check.h"
#include "portal/store_card.h"

static enum err
read_outcome(const char *text, enum unlock_state *outcome)
{
	static const enum unlock_state allowed[] = { UNLOCK_DONE,
	    UNLOCK_UNCHANGED, UNLOCK_UNKNOWN };

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		if (strcmp(text, unlock_state_name(allowed[i])) == 0) {
			*outcome = allowed[i];
			return ERR_OK;
		}
	}
	return ERR_ARGUMENT;
}

/* A reason is an err_name, nothing that could carry more. */
static bool
is_reason(const char *text)
{
	return text[0] == '\0' || err_from_name(text) != ERR_COUNT;
}

/* May this outcome follow that state?  A card cannot be done without a
 * cryptogram, and what is known is not changed any more. */
static bool
may_follow(enum unlock_state state, enum unlock_state outcome)
{
	switch (state) {
	case UNLOCK_ISSUED:
	case UNLOCK_UNKNOWN:
		return true;
	case UNLOCK_OPEN:
	case UNLOCK_VOID:
		return outcome == UNLOCK_UNCHANGED;
	default:
		return state == outcome;
	}
}

static enum err
find(struct visit *v, struct unlock *u)
{
	enum err e = card_unlock_of_path(v, u);

	if (e != ERR_OK)
		return e;
	if (v->certificate != NULL && strcmp(v->certificate, u->terminal) != 0)
		return ERR_NOT_FOUND;
	if (u->opened + v->portal->config.report <= v->now)
		return ERR_UNLOCK_EXPIRED;
	memcpy(v->terminal, u->terminal, sizeof(v->terminal));
	memcpy(v->operator, u->operator, sizeof(v->operator));
	e = person_read_who(v->portal->store, u->person, v->who);
	v->has_who = e == ERR_OK;
	return e;
}

static enum err
finish(struct visit *v)
{
	const char *reason = v->in.u.unlock_report.reason;
	enum unlock_state outcome = UNLOCK_UNKNOWN;
	char end[SERIAL_SIZE];
	struct unlock u;
	enum err e;

	e = read_outcome(v->in.u.unlock_report.outcome, &outcome);
	if (e == ERR_OK && !is_reason(reason))
		e = ERR_ARGUMENT;
	if (e == ERR_OK)
		e = find(v, &u);
	if (e != ERR_OK)
		return e;
	person_mask_serial(u.serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "card=%.12s %s %s tries=%d",
	    end, unlock_state_name(outcome), reason,
	    v->in.u.unlock_report.tries_after);
	if (!may_follow(u.state, outcome)) {
		v->problem.status = 409;
		return ERR_REFUSED;
	}
	return unlock_report(v->portal->store, &u, outcome, reason, v->now);
}

const struct handler handle_unlock_report = { .finish = finish,
	.audited = true };
