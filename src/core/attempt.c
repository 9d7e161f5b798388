#include "core/attempt.h"

#include <string.h>
#include <sys/random.h>

/* EVP would do, and would link all of libcrypto into the terminal: 3 MB, and
 * 0.7 ms and 0.4 MB of each start. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/hex.h"
#include "base/secret.h"

#define KEY_BYTES 16

enum err
attempt_key(char key[static WIRE_ID])
{
	uint8_t bytes[KEY_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return ERR_IO;
	hex_encode(bytes, sizeof(bytes), key, WIRE_ID);
	return ERR_OK;
}

static enum err
digest(const uint8_t *salt, const struct secret *sent, uint8_t *mark)
{
	enum err e = ERR_INTERNAL;
	SHA256_CTX ctx;

	if (SHA256_Init(&ctx) == 1 &&
	    SHA256_Update(&ctx, salt, ATTEMPT_SALT) == 1 &&
	    (sent == NULL || SHA256_Update(&ctx, secret_bytes(sent),
	    secret_len(sent)) == 1) && SHA256_Final(mark, &ctx) == 1)
		e = ERR_OK;
	secret_wipe_mem(&ctx, sizeof(ctx));
	return e;
}

static enum err
begin_new(struct attempt *a, enum wire_op op, const struct secret *sent)
{
	enum err e;

	attempt_forget(a);
	if (getrandom(a->salt, sizeof(a->salt), 0) !=
	    (ssize_t)sizeof(a->salt))
		return ERR_IO;
	e = attempt_key(a->key);
	if (e == ERR_OK)
		e = digest(a->salt, sent, a->mark);
	if (e != ERR_OK)
		return e;
	a->op = op;
	a->open = true;
	return ERR_OK;
}

enum err
attempt_begin(struct attempt *a, enum wire_op op, struct secret **sent)
{
	uint8_t mark[ATTEMPT_MARK];
	enum err e = ERR_OK;

	if (a->open && a->op == op)
		e = digest(a->salt, *sent, mark);
	if (e == ERR_OK && (!a->open || a->op != op ||
	    memcmp(mark, a->mark, sizeof(mark)) != 0))
		e = begin_new(a, op, *sent);
	secret_free(sent);
	return e;
}

void
attempt_answered(struct attempt *a)
{
	attempt_forget(a);
}

void
attempt_forget(struct attempt *a)
{
	secret_wipe_mem(a, sizeof(*a));
}
