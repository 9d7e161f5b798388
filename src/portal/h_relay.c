/* Unlock by apdu-relay: the next command for the card.  The keys of a channel
 * live from one command to the next, sealed, with the unlock; a step that goes
 * wrong ends the unlock. */
#include "portal/visit.h"

#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "portal/card_check.h"
#include "portal/method.h"
#include "portal/relay.h"
#include "portal/store_card.h"

static enum err
next(struct visit *v, const struct unlock *u, struct relay *r,
    struct relay_command *c)
{
	uint8_t serial[SERIAL_SIZE / 2];
	struct secret *key = NULL;
	size_t len = 0;
	enum err e;

	e = hex_decode(u->serial, serial, sizeof(serial), &len);
	if (e == ERR_OK)
		e = card_read_key(v->portal->store, &v->portal->keys,
		    u->serial, &key);
	if (e == ERR_OK)
		e = relay_next(r, key, serial, len,
		    v->in.u.unlock_relay.answer,
		    v->in.u.unlock_relay.answer_len, c);
	secret_free(&key);
	return e;
}

/* The last command is what a cryptogram is elsewhere. */
static enum err
keep(struct visit *v, const struct unlock *u, const struct relay *r,
    const struct relay_command *c)
{
	uint8_t hash[HASH_BYTES];
	enum err e;

	if (!c->last)
		return unlock_put_relay(v->portal->store, &v->portal->keys,
		    u->id, r, sizeof(*r));
	e = seal_hash(r->scp.context, sizeof(r->scp.context), hash);
	if (e == ERR_OK)
		e = unlock_put_relay(v->portal->store, &v->portal->keys,
		    u->id, NULL, 0);
	return e == ERR_OK ? unlock_issue(v->portal->store, u->id, hash,
	    v->now) : e;
}

static enum err
step(struct visit *v, const struct unlock *u)
{
	struct relay_command c = { .len = 0 };
	struct relay r;
	enum err e;

	e = unlock_read_relay(v->portal->store, &v->portal->keys, u->id, &r,
	    sizeof(r));
	if (e == ERR_OK)
		e = next(v, u, &r, &c);
	if (e == ERR_OK)
		e = keep(v, u, &r, &c);
	secret_wipe_mem(&r, sizeof(r));
	if (e != ERR_OK)
		return e;
	memcpy(v->out.u.unlock_relay.command, c.bytes, c.len);
	v->out.u.unlock_relay.command_len = c.len;
	v->out.u.unlock_relay.last = c.last;
	card_note(v, u->serial, c.last ? "issued" : "");
	return ERR_OK;
}

static enum err
finish(struct visit *v)
{
	const struct method *method = NULL;
	char serial[SERIAL_SIZE];
	struct unlock u;
	enum err e, voided;

	if (person_serial(v->in.u.unlock_relay.serial, serial) != ERR_OK)
		return ERR_ARGUMENT;
	card_note(v, serial, "");
	e = card_check_unlock(v, serial, &u);
	if (e == ERR_OK)
		e = card_check(v, serial, &method);	/* revoked since? */
	if (e == ERR_OK && method->answer != NULL)
		e = ERR_ARGUMENT;
	if (e != ERR_OK)
		return e;
	e = step(v, &u);
	if (e != ERR_CARD_NOT_KNOWN && e != ERR_CARD_ANSWER)
		return e;
	voided = unlock_void(v->portal->store, u.id);
	return voided == ERR_OK ? e : voided;
}

const struct handler handle_unlock_relay = { .finish = finish,
	.needs = SESSION_AUTHENTICATED, .audited = true };
