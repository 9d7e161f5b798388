#include "portal/verification.h"

#include <stdio.h>

#include "base/secret.h"
#include "portal/store_code.h"

#define PURPOSE "verification"

static enum err
hash_code(const struct visit *v, const char *serial,
    const struct secret *code, uint8_t out[static HASH_BYTES])
{
	char bound[sizeof(PURPOSE) + 24 + SERIAL_SIZE];

	snprintf(bound, sizeof(bound), PURPOSE " %lld %s",
	    (long long)v->session.person, serial);
	return code_hash(&v->portal->keys, v->session.token, bound, code, out);
}

enum err
verification_keep(struct visit *v, const char *serial,
    const struct secret *code, int64_t expires)
{
	uint8_t hash[HASH_BYTES];
	int64_t id = 0;
	enum err e;

	e = hash_code(v, serial, code, hash);
	if (e == ERR_OK)
		e = code_insert(v->portal->store, v->session.id, PURPOSE, hash,
		    v->portal->config.code_tries, expires, &id);
	return e == ERR_OK ? code_activate(v->portal->store, id) : e;
}

static enum err
refuse(struct visit *v, const struct code *code)
{
	enum err e;

	e = code_spend(v->portal->store, code->id);
	if (e != ERR_OK)
		return e;
	v->problem.tries_left = code->tries - 1;
	return code->tries > 1 ? ERR_VERIFICATION_WRONG :
	    ERR_VERIFICATION_USED;
}

enum err
verification_spend(struct visit *v, const char *serial,
    const struct secret *typed)
{
	uint8_t hash[HASH_BYTES];
	struct code code;
	enum err e;

	e = code_read(v->portal->store, v->session.id, PURPOSE, &code);
	if (e == ERR_OK)
		e = hash_code(v, serial, typed, hash);
	if (e != ERR_OK)
		return e;
	if (code.state == CODE_VOID || code.state == CODE_USED)
		return ERR_VERIFICATION_USED;
	if (code.state != CODE_ACTIVE || code.expires <= v->now)
		return ERR_VERIFICATION_EXPIRED;
	return seal_equal(hash, code.hash) ?
	    code_use(v->portal->store, code.id) : refuse(v, &code);
}
