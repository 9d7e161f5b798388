#include "vcard/vcard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/secret.h"
#include "vcard/object.h"
#include "vcard/type.h"

#define RSA_BITS 2048

static enum err
keys_load(struct vcard *card)
{
	for (size_t i = 0; i < card->state.type->pairs; i++) {
		const struct secret *der = card->state.pair[i].key;
		const unsigned char *at = secret_bytes(der);
		EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at,
		    (long)secret_len(der));

		card->key[i] = key;
		if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
		    EVP_PKEY_get_bits(key) != RSA_BITS)
			return ERR_SYNTAX;
	}
	return ERR_OK;
}

enum err
vcard_new(struct vstate *state, struct vcard **card)
{
	struct vcard *new = calloc(1, sizeof(*new));
	enum err e = ERR_NO_MEMORY;

	*card = NULL;
	if (new == NULL) {
		vstate_free(state);
		return ERR_NO_MEMORY;
	}
	new->state = *state;
	memset(state, 0, sizeof(*state));
	state->lock_fd = -1;
	e = keys_load(new);
	if (e == ERR_OK && new->state.type->build != NULL)
		e = new->state.type->build(new);
	if (e == ERR_OK) {
		vcard_reset(new);
		*card = new;
		new = NULL;
	}
	vcard_free(&new);
	return e;
}

enum err
vcard_open(const char *path, struct vcard **card, char *error, size_t size)
{
	struct vstate state;
	enum err e;

	*card = NULL;
	e = vstate_open(path, &state, error, size);
	if (e != ERR_OK)
		return e;
	e = vcard_new(&state, card);
	if (e != ERR_OK)
		snprintf(error, size, "lacks an RSA-2048 key");
	return e;
}

void
vcard_free(struct vcard **card)
{
	if (*card == NULL)
		return;
	vstate_free(&(*card)->state);
	vfiles_free(&(*card)->files);
	for (size_t i = 0; i < VSTATE_PAIRS_MAX; i++)
		EVP_PKEY_free((*card)->key[i]);
	secret_wipe_mem(*card, sizeof(**card));
	free(*card);
	*card = NULL;
}

void
vcard_reset(struct vcard *card)
{
	secret_wipe_mem(&card->now, sizeof(card->now));
	card->now.ef = VFILE_NONE;
}

const struct vstate *
vcard_state(const struct vcard *card)
{
	return &card->state;
}

static uint16_t
find_in(const struct vcommands *commands, const struct apdu *c,
    const struct vcommand **found)
{
	uint16_t sw = SW_INS;

	for (size_t i = 0; i < commands->count; i++) {
		const struct vcommand *v = &commands->list[i];

		if (v->ins != c->ins)
			continue;
		if (c->cla == CLA_MORE_FOLLOWS && !v->chains)
			return SW_NO_CHAINING;
		if (v->cla == (c->cla & ~CLA_MORE_FOLLOWS)) {
			*found = v;
			return APDU_SW_OK;
		}
		sw = SW_CLA;
	}
	return sw;
}

static uint16_t
command_find(const struct vtype *type, const struct apdu *c,
    const struct vcommand **found)
{
	uint16_t own, shared;

	if (c->cla != 0x00 && c->cla != 0x80 && c->cla != CLA_WRAPPED &&
	    c->cla != CLA_MORE_FOLLOWS)
		return SW_CLA;
	own = find_in(&type->commands, c, found);
	if (own == APDU_SW_OK || type->family == NULL)
		return own;
	shared = find_in(type->family, c, found);
	return shared == SW_INS ? own : shared;
}

static uint16_t
dispatch(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	const struct vcommand *command = NULL;
	uint16_t sw = command_find(card->state.type, c, &command);

	if (c->ins != APDU_INS_GET_RESPONSE)
		card->now.rest_len = 0;
	/* A channel with MACs ends with the first command that has none. */
	if (card->now.scp.level != SCP03_CLEAR && c->cla != CLA_WRAPPED)
		scp03_close(&card->now.scp);
	if (vcard_is_dead(card)) {
		if (command == NULL || command->death == VCOMMAND_NOTHING)
			return SW_UNKNOWN;
		if (command->death == VCOMMAND_BLOCKED)
			return SW_BLOCKED;
	}
	if (sw != APDU_SW_OK)
		return sw;
	return command->run(card, c, a);
}

/* With a zero in the place of Lc. */
static bool
is_extended(const uint8_t *bytes, size_t len)
{
	return len > 5 && bytes[4] == 0;
}

size_t
vcard_transmit(struct vcard *card, const uint8_t *bytes, size_t len,
    uint8_t *answer)
{
	struct vanswer a = { .len = 0 };
	struct apdu c = { .cla = 0 };
	uint16_t sw = SW_LENGTH;

	card->now.challenge_new = false;
	if (apdu_parse(bytes, len, &c) == ERR_OK &&
	    (card->state.type->extended || !is_extended(bytes, len)))
		sw = dispatch(card, &c, &a);
	/* A challenge is good for the very next command only. */
	if (!card->now.challenge_new)
		card->now.challenge_len = 0;
	if (!(c.cla & CLA_MORE_FOLLOWS) || sw != APDU_SW_OK)
		card->now.chain_len = 0;
	memcpy(answer, a.data, a.len);
	answer[a.len] = (uint8_t)(sw >> 8);
	answer[a.len + 1] = (uint8_t)sw;
	return a.len + 2;
}
