#include "portal/card_check.h"

#include <stdio.h>
#include <string.h>

#include "portal/method.h"
#include "portal/store_card.h"

void
card_note(struct visit *v, const char *serial, const char *more)
{
	char end[SERIAL_SIZE];

	person_mask_serial(serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "card=%.12s%s%s", end,
	    more[0] == '\0' ? "" : " ", more);
}

enum err
card_check(struct visit *v, const char *serial, const struct method **method)
{
	struct card card;
	enum err e;

	e = card_find(v->portal->store, serial, &card);
	if (e != ERR_OK)
		return e;
	if (card.person != v->session.person)
		return ERR_CARD_NOT_YOURS;
	if (strcmp(card.state, "revoked") == 0)
		return ERR_CARD_REVOKED;
	*method = method_of(card.type);
	return card.has_key && *method != NULL ? ERR_OK : ERR_CARD_NOT_KNOWN;
}

enum err
card_unlock_of_path(struct visit *v, struct unlock *u)
{
	uint8_t id[HASH_BYTES];
	enum err e;

	e = seal_hash(v->in.id, strlen(v->in.id), id);
	return e == ERR_OK ? unlock_find(v->portal->store, id, u) : e;
}

static enum err
unlock_of_session(struct visit *v, struct unlock *u)
{
	enum err e = card_unlock_of_path(v, u);

	if (e == ERR_OK &&
	    memcmp(u->session, v->session.token, sizeof(u->session)) != 0)
		e = ERR_NOT_FOUND;
	return e;
}

/* Nothing was handed out for it yet, and it waits for that (`confirmed`) or
 * for its confirmation. */
static enum err
unlock_waits(const struct visit *v, const struct unlock *u, bool confirmed)
{
	if (u->state == UNLOCK_VOID)
		return ERR_UNLOCK_EXPIRED;
	if (u->state != UNLOCK_OPEN)
		return ERR_UNLOCK_USED;
	if (confirmed && u->confirmed == 0)
		return ERR_REFUSED;
	if (!confirmed && u->confirmed != 0)
		return ERR_UNLOCK_USED;
	return u->expires <= v->now ? ERR_UNLOCK_EXPIRED : ERR_OK;
}

enum err
card_check_unconfirmed(struct visit *v, struct unlock *u)
{
	enum err e = unlock_of_session(v, u);

	if (e != ERR_OK)
		return e;
	card_note(v, u->serial, "");
	return unlock_waits(v, u, false);
}

enum err
card_check_unlock(struct visit *v, const char *serial, struct unlock *u)
{
	enum err e = unlock_of_session(v, u);

	if (e != ERR_OK)
		return e;
	if (strcmp(u->serial, serial) != 0)
		return ERR_CARD_NOT_YOURS;
	return unlock_waits(v, u, true);
}
