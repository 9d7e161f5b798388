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
card_check_unlock(struct visit *v, const char *serial, struct unlock *u)
{
	uint8_t id[HASH_BYTES];
	enum err e;

	e = seal_hash(v->in.id, strlen(v->in.id), id);
	if (e == ERR_OK)
		e = unlock_find(v->portal->store, id, u);
	if (e != ERR_OK)
		return e;
	if (memcmp(u->session, v->session.token, sizeof(u->session)) != 0)
		return ERR_NOT_FOUND;
	if (strcmp(u->serial, serial) != 0)
		return ERR_CARD_NOT_YOURS;
	if (u->state == UNLOCK_VOID)
		return ERR_UNLOCK_EXPIRED;
	if (u->state != UNLOCK_OPEN)
		return ERR_UNLOCK_USED;
	if (u->confirmed == 0)
		return ERR_REFUSED;
	return u->expires <= v->now ? ERR_UNLOCK_EXPIRED : ERR_OK;
}
