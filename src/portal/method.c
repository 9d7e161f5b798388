#include "portal/method.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/keys.h"
#include "portal/seal.h"

#define GIDS_NONCE 16
#define GIDS_SHARE 7		/* bytes of a session key that nobody uses */
#define GIDS_CRYPTOGRAM 40

static enum err
answer_cmac(const struct secret *key, const uint8_t *challenge,
    uint8_t out[static METHOD_ANSWER_MAX], size_t *len)
{
	*len = 16;
	return seal_cmac(key, challenge, 16, out);
}

/* The challenge is R2 of the card and R1 of the terminal.  The answer is the
 * cryptogram for the card, of R2, R1 and a share of a session key; behind it
 * the first 32 bytes of the only right reply, of R1 and R2, by which the
 * terminal knows that it speaks to the card that has this key. */
static enum err
answer_gids(const struct secret *key, const uint8_t *challenge,
    uint8_t out[static METHOD_ANSWER_MAX], size_t *len)
{
	uint8_t plain[GIDS_CRYPTOGRAM], reply[2 * GIDS_NONCE];
	enum err e;

	memcpy(plain, challenge, 2 * GIDS_NONCE);
	memcpy(reply, challenge + GIDS_NONCE, GIDS_NONCE);
	memcpy(reply + GIDS_NONCE, challenge, GIDS_NONCE);
	plain[GIDS_CRYPTOGRAM - 1] = 0x80;
	e = seal_random(plain + 2 * GIDS_NONCE, GIDS_SHARE);
	if (e == ERR_OK)
		e = seal_des3(key, plain, sizeof(plain), out);
	if (e == ERR_OK)
		e = seal_des3(key, reply, sizeof(reply),
		    out + GIDS_CRYPTOGRAM);
	*len = GIDS_CRYPTOGRAM + sizeof(reply);
	secret_wipe_mem(plain, sizeof(plain));
	return e;
}

static const struct method methods[] = {
	{ "akis", "challenge-response", CARD_KEY_BYTES, 16, answer_cmac },
	{ "akis2", "challenge-response", CARD_KEY_BYTES, 16, answer_cmac },
	{ "akis-scp", "apdu-relay", CARD_KEY_MAX, 0, NULL },
	{ "gids", "gids-admin", 24, 2 * GIDS_NONCE, answer_gids },
};

#define METHOD_COUNT (sizeof(methods) / sizeof(methods[0]))

const struct method *
method_of(const char *type)
{
	for (size_t i = 0; i < METHOD_COUNT; i++) {
		if (strcmp(methods[i].type, type) == 0)
			return &methods[i];
	}
	return NULL;
}

void
method_types(char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < METHOD_COUNT && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    i == 0 ? "" : ", ", methods[i].type);
}
