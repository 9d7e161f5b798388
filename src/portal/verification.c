#include "portal/verification.h"

#include "base/secret.h"
#include "portal/code_out.h"
#include "portal/store_code.h"

enum err
verification_keep(struct visit *v, const char *serial,
    const struct secret *code, int64_t expires)
{
	uint8_t hash[HASH_BYTES];
	int64_t id = 0;
	enum err e;

	e = code_bind(v, CODE_VERIFICATION, serial, code, hash);
	if (e == ERR_OK)
		e = code_insert(v->portal->store, v->session.id,
		    CODE_VERIFICATION, hash, v->portal->config.code_tries,
		    expires, &id);
	return e == ERR_OK ? code_activate(v->portal->store, v->session.id,
	    CODE_VERIFICATION, id) : e;
}

/* The same as of any code, by names of its own: it is for another field. */
static enum err
refusal(enum err e, const struct code *code)
{
	if (e == ERR_CODE_USED_UP ||
	    (e == ERR_CODE_EXPIRED && code->state == CODE_USED))
		return ERR_VERIFICATION_USED;
	return e == ERR_CODE_EXPIRED ? ERR_VERIFICATION_EXPIRED : e;
}

enum err
verification_spend(struct visit *v, const char *serial,
    const struct secret *typed)
{
	struct code code;
	bool right;
	enum err e;

	e = code_look(v, CODE_VERIFICATION, serial, typed, &code, &right);
	if (e != ERR_OK)
		return refusal(e, &code);
	return right ? code_use(v->portal->store, code.id) :
	    refusal(code_refuse(v, &code, ERR_VERIFICATION_WRONG), &code);
}
