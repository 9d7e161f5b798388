/* Unlock: open one for a card, hand out the cryptogram for its challenge,
 * once. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/store_card.h"

#define ID_BYTES 16
#define CHALLENGE_BYTES 16	/* one AES block: what the cards take */

static void
note(struct visit *v, const char *serial, const char *more)
{
	char end[SERIAL_SIZE];

	person_mask_serial(serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "card=%.12s%s%s", end,
	    more[0] == '\0' ? "" : " ", more);
}

/* ---- Open ---- */

static enum err
check_card(struct visit *v, const char *serial)
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
	return card.has_key ? ERR_OK : ERR_CARD_NOT_KNOWN;
}

static enum err
insert(struct visit *v, const char *serial)
{
	struct unlock u = { .person = v->session.person, .opened = v->now,
	    .expires = v->now + v->portal->config.unlock };
	char *id = v->out.u.unlock_open.id;
	enum err e;

	memcpy(u.session, v->session.token, sizeof(u.session));
	memcpy(u.serial, serial, strlen(serial) + 1);
	memcpy(u.terminal, v->session.terminal, sizeof(u.terminal));
	e = seal_random_id(ID_BYTES, id, sizeof(v->out.u.unlock_open.id));
	if (e == ERR_OK)
		e = seal_hash(id, strlen(id), u.id);
	return e == ERR_OK ? unlock_insert(v->portal->store, &u) : e;
}

static enum err
finish_open(struct visit *v)
{
	const struct config *c = &v->portal->config;
	char serial[SERIAL_SIZE];
	enum err e;

	if (person_serial(v->in.u.unlock_open.serial, serial) != ERR_OK)
		return ERR_ARGUMENT;
	note(v, serial, "");
	e = check_card(v, serial);
	if (e != ERR_OK)
		return e;
	if (v->session.confirmed + c->confirmation < v->now)
		return ERR_CONFIRM_OLD;
	snprintf(v->out.u.unlock_open.method,
	    sizeof(v->out.u.unlock_open.method), "challenge-response");
	v->out.u.unlock_open.expires_in = c->unlock;
	return insert(v, serial);
}

/* ---- Cryptogram ---- */

static enum err
check_unlock(struct visit *v, const char *serial, struct unlock *u)
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
	return u->expires <= v->now ? ERR_UNLOCK_EXPIRED : ERR_OK;
}

static enum err
issue(struct visit *v, const struct unlock *u)
{
	const uint8_t *challenge = v->in.u.unlock_cryptogram.challenge;
	struct secret *key = NULL;
	uint8_t hash[HASH_BYTES];
	enum err e;

	e = card_read_key(v->portal->store, &v->portal->keys, u->serial, &key);
	if (e == ERR_OK)
		e = seal_hash(challenge, CHALLENGE_BYTES, hash);
	if (e == ERR_OK)
		e = seal_cmac(key, challenge, CHALLENGE_BYTES,
		    v->out.u.unlock_cryptogram.cryptogram);
	secret_free(&key);
	v->out.u.unlock_cryptogram.cryptogram_len = 16;
	return e == ERR_OK ? unlock_issue(v->portal->store, u->id, hash,
	    v->now) : e;
}

static enum err
finish_cryptogram(struct visit *v)
{
	char serial[SERIAL_SIZE];
	struct unlock u;
	enum err e;

	if (person_serial(v->in.u.unlock_cryptogram.serial, serial) != ERR_OK ||
	    v->in.u.unlock_cryptogram.challenge_len != CHALLENGE_BYTES)
		return ERR_ARGUMENT;
	note(v, serial, "");
	e = check_unlock(v, serial, &u);
	if (e == ERR_OK)
		e = check_card(v, serial);	/* revoked since? */
	if (e == ERR_OK)
		e = issue(v, &u);
	if (e == ERR_OK)
		note(v, serial, "issued");
	return e;
}

const struct handler handle_unlock_open = { .finish = finish_open,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_unlock_cryptogram = { .finish = finish_cryptogram,
	.needs = SESSION_AUTHENTICATED, .audited = true };
