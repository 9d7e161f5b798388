/* Unlock: open one for a card, hand out the cryptogram for its challenge,
 * once. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/card_check.h"
#include "portal/method.h"
#include "portal/store_card.h"
#include "portal/verification.h"

#define ID_BYTES 16

/* ---- Open ---- */

static enum err
insert(struct visit *v, const char *serial, int life, int64_t confirmed)
{
	struct unlock u = { .person = v->session.person, .opened = v->now,
	    .expires = v->now + life, .confirmed = confirmed };
	char *id = v->out.u.unlock_open.id;
	enum err e;

	memcpy(u.session, v->session.token, sizeof(u.session));
	memcpy(u.serial, serial, strlen(serial) + 1);
	memcpy(u.terminal, v->session.terminal, sizeof(u.terminal));
	memcpy(u.operator, v->session.operator, sizeof(u.operator));
	e = seal_random_id(ID_BYTES, id, sizeof(v->out.u.unlock_open.id));
	if (e == ERR_OK)
		e = seal_hash(id, strlen(id), u.id);
	v->out.u.unlock_open.expires_in = life;
	return e == ERR_OK ? unlock_insert(v->portal->store, &u) : e;
}

/* Confirmed by the SMS code of the login; or opened by a verification code,
 * and not worth a cryptogram before it is confirmed (h_confirm.c). */
static enum err
open_unlock(struct visit *v, const char *serial)
{
	const struct config *c = &v->portal->config;
	const struct secret *code = v->in.u.unlock_open.code;
	enum err e;

	if (code == NULL) {
		e = visit_confirmed(v);
		return e == ERR_OK ? insert(v, serial, c->unlock, v->now) : e;
	}
	e = verification_spend(v, serial, code);
	return e == ERR_OK ? insert(v, serial, c->unconfirmed, 0) : e;
}

static enum err
finish_open(struct visit *v)
{
	const struct method *method = NULL;
	char serial[SERIAL_SIZE];
	enum err e;

	if (person_serial(v->in.u.unlock_open.serial, serial) != ERR_OK)
		return ERR_ARGUMENT;
	card_note(v, serial, "");
	e = card_check(v, serial, &method);
	if (e != ERR_OK)
		return e;
	snprintf(v->out.u.unlock_open.method,
	    sizeof(v->out.u.unlock_open.method), "%s", method->name);
	return open_unlock(v, serial);
}

/* ---- Cryptogram ---- */

static enum err
issue(struct visit *v, const struct unlock *u, const struct method *method)
{
	uint8_t *out = v->out.u.unlock_cryptogram.cryptogram;
	size_t *len = &v->out.u.unlock_cryptogram.cryptogram_len;
	const uint8_t *challenge = v->in.u.unlock_cryptogram.challenge;
	struct secret *key = NULL;
	uint8_t hash[HASH_BYTES];
	enum err e;

	e = card_read_key(v->portal->store, &v->portal->keys, u->serial, &key);
	if (e == ERR_OK)
		e = seal_hash(challenge, method->challenge, hash);
	if (e == ERR_OK)
		e = method->answer(key, challenge, out, len);
	secret_free(&key);
	return e == ERR_OK ? unlock_issue(v->portal->store, u->id, hash,
	    v->now) : e;
}

static enum err
finish_cryptogram(struct visit *v)
{
	const struct method *method = NULL;
	char serial[SERIAL_SIZE];
	struct unlock u;
	enum err e;

	if (person_serial(v->in.u.unlock_cryptogram.serial, serial) != ERR_OK)
		return ERR_ARGUMENT;
	card_note(v, serial, "");
	e = card_check_unlock(v, serial, &u);
	if (e == ERR_OK)
		e = card_check(v, serial, &method);	/* revoked since? */
	if (e == ERR_OK && (method->answer == NULL ||
	    v->in.u.unlock_cryptogram.challenge_len != method->challenge))
		e = ERR_ARGUMENT;
	if (e == ERR_OK)
		e = issue(v, &u, method);
	if (e == ERR_OK)
		card_note(v, serial, "issued");
	return e;
}

const struct handler handle_unlock_open = { .finish = finish_open,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_unlock_cryptogram = { .finish = finish_cryptogram,
	.needs = SESSION_AUTHENTICATED, .audited = true };
