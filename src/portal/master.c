#include "portal/master.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/config.h"
#include "portal/keys.h"
#include "portal/token.h"

static enum err
make_file(const char *path, char *why, size_t size)
{
	struct secret *key = NULL;
	enum err e = key_make(KEY_BYTES, &key);

	if (e == ERR_OK)
		e = key_write_file(path, key);
	secret_free(&key);
	if (e != ERR_OK)
		snprintf(why, size, "%s: %s", path, e == ERR_REFUSED ?
		    "is there already" : err_name(e));
	return e;
}

enum err
master_make(const struct config *c, char *why, size_t size)
{
	struct token *token;
	enum err e;

	if (c->token.module[0] == '\0')
		return make_file(c->master_key, why, size);
	e = token_open(&c->token, &token, why, size);
	if (e == ERR_OK)
		e = token_make_key(token, why, size);
	token_close(&token);
	return e;
}

static enum err
from_file(const struct config *c, const uint8_t *serial, size_t len,
    size_t bytes, struct secret **key, char *why, size_t size)
{
	struct secret *master = NULL;
	enum err e = key_read_file(c->master_key, &master);

	if (e == ERR_OK)
		e = key_for_card(master, serial, len, bytes, key);
	secret_free(&master);
	if (e != ERR_OK)
		snprintf(why, size, "%s: %s", c->master_key, err_name(e));
	return e;
}

/* SP 800-108 in counter mode, block by block in the token. */
static enum err
from_token(struct token *token, const uint8_t *serial, size_t len,
    size_t bytes, struct secret *key, char *why, size_t size)
{
	uint8_t input[KEY_INPUT_MAX], mac[TOKEN_MAC];
	enum err e = ERR_OK;

	for (uint32_t i = 1; e == ERR_OK && secret_len(key) < bytes; i++) {
		size_t left = bytes - secret_len(key);
		size_t n = key_card_input(i, serial, len, bytes, input);

		e = token_cmac(token, input, n, mac, why, size);
		if (e == ERR_OK)
			e = secret_append(key, mac, left < sizeof(mac) ?
			    left : sizeof(mac));
	}
	secret_wipe_mem(mac, sizeof(mac));
	return e;
}

enum err
master_card_key(const struct config *c, const uint8_t *serial, size_t len,
    size_t bytes, struct secret **key, char *why, size_t size)
{
	struct token *token = NULL;
	enum err e;

	*key = NULL;
	if (c->token.module[0] == '\0')
		return from_file(c, serial, len, bytes, key, why, size);
	if (len == 0 || len > KEY_SERIAL_MAX || bytes > CARD_KEY_MAX)
		return ERR_ARGUMENT;
	*key = secret_new(bytes);
	if (*key == NULL)
		return ERR_NO_MEMORY;
	e = token_open(&c->token, &token, why, size);
	if (e == ERR_OK)
		e = from_token(token, serial, len, bytes, *key, why, size);
	token_close(&token);
	if (e != ERR_OK)
		secret_free(key);
	return e;
}
