#include "vcard/vcard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/secret.h"
#include "vcard/object.h"
#include "vcard/pkcs15.h"

#define RSA_BITS 2048

#define INS_MSE 0x22
#define INS_PSO 0x2a
#define INS_AKIS_LIST 0x18
#define INS_AKIS_LOGOUT 0x1a

/* What a dead card says to it. */
enum after_death { STILL_WORKS, SAYS_BLOCKED, SAYS_NOTHING };

struct command {
	uint8_t cla, ins;
	enum after_death after_death;
	vcommand_fn run;
};

static const struct command commands[] = {
	{ 0x00, APDU_INS_SELECT, SAYS_NOTHING, vcard_select },
	{ 0x00, APDU_INS_READ_BINARY, SAYS_NOTHING, vcard_read },
	{ 0x00, APDU_INS_GET_DATA, STILL_WORKS, vcard_get_data },
	{ 0x00, APDU_INS_GET_RESPONSE, SAYS_NOTHING, vcard_get_response },
	{ 0x00, APDU_INS_VERIFY, SAYS_BLOCKED, vcard_verify },
	{ 0x00, APDU_INS_CHANGE, SAYS_BLOCKED, vcard_change },
	{ 0x00, APDU_INS_RESET_RETRY, SAYS_BLOCKED, vcard_reset_retry },
	{ 0x00, APDU_INS_CHALLENGE, SAYS_NOTHING, vcard_challenge },
	{ 0x00, APDU_INS_EXT_AUTH, SAYS_BLOCKED, vcard_authenticate },
	{ 0x00, INS_MSE, SAYS_BLOCKED, vcard_choose_key },
	{ 0x00, INS_PSO, SAYS_BLOCKED, vcard_sign },
	{ 0x80, INS_AKIS_LIST, SAYS_NOTHING, vcard_list },
	{ 0x80, INS_AKIS_LOGOUT, SAYS_NOTHING, vcard_logout },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static enum err
signing_key_load(struct vcard *card)
{
	const struct secret *der = card->state.signing_key;
	const unsigned char *at = secret_bytes(der);

	card->signing_key = d2i_AutoPrivateKey(NULL, &at,
	    (long)secret_len(der));
	if (card->signing_key == NULL ||
	    EVP_PKEY_get_base_id(card->signing_key) != EVP_PKEY_RSA ||
	    EVP_PKEY_get_bits(card->signing_key) != RSA_BITS)
		return ERR_SYNTAX;
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
	e = signing_key_load(new);
	if (e == ERR_OK)
		e = pkcs15_build(&new->state, &new->files);
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
		snprintf(error, size, "holds no RSA-2048 signing key");
	return e;
}

void
vcard_free(struct vcard **card)
{
	if (*card == NULL)
		return;
	vstate_free(&(*card)->state);
	vfiles_free(&(*card)->files);
	EVP_PKEY_free((*card)->signing_key);
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
command_find(const struct apdu *c, const struct command **found)
{
	uint16_t sw = SW_INS;
	size_t i;

	if (c->cla != 0x00 && c->cla != 0x80 && c->cla != CLA_MORE_FOLLOWS)
		return SW_CLA;
	for (i = 0; i < COMMAND_COUNT; i++) {
		if (commands[i].ins != c->ins)
			continue;
		if (c->cla == CLA_MORE_FOLLOWS && c->ins != INS_PSO)
			return SW_NO_CHAINING;
		if (commands[i].cla == (c->cla & ~CLA_MORE_FOLLOWS)) {
			*found = &commands[i];
			return APDU_SW_OK;
		}
		sw = SW_CLA;
	}
	return sw;
}

static uint16_t
dispatch(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	const struct command *command = NULL;
	uint16_t sw = command_find(c, &command);

	if (c->ins != APDU_INS_GET_RESPONSE)
		card->now.rest_len = 0;
	if (vcard_is_dead(card)) {
		if (command == NULL || command->after_death == SAYS_NOTHING)
			return SW_UNKNOWN;
		if (command->after_death == SAYS_BLOCKED)
			return SW_BLOCKED;
	}
	if (sw != APDU_SW_OK)
		return sw;
	return command->run(card, c, a);
}

/* The card knows short commands only: with a zero in the place of Lc it was
 * an extended one. */
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

	if (apdu_parse(bytes, len, &c) == ERR_OK && !is_extended(bytes, len))
		sw = dispatch(card, &c, &a);
	/* A challenge is good for the very next command only. */
	if (c.ins != APDU_INS_CHALLENGE || sw != APDU_SW_OK)
		card->now.challenge_len = 0;
	if (!(c.cla & CLA_MORE_FOLLOWS) || sw != APDU_SW_OK)
		card->now.chain_len = 0;
	memcpy(answer, a.data, a.len);
	answer[a.len] = (uint8_t)(sw >> 8);
	answer[a.len + 1] = (uint8_t)sw;
	return a.len + 2;
}
