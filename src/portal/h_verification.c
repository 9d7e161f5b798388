/* The verification code of 15 digits, with which an unlock is opened by
 * whoever came in by e-Devlet. */
#include "portal/verification.h"

#include "portal/card_check.h"
#include "portal/store_code.h"

static enum err
finish(struct visit *v)
{
	const struct config *c = &v->portal->config;
	struct secret **code = &v->out.u.verification_new.code;
	const struct method *unused;
	char serial[SERIAL_SIZE];
	int64_t expires = v->now + c->verification;
	enum err e;

	if (person_serial(v->in.u.verification_new.serial, serial) != ERR_OK)
		return ERR_ARGUMENT;
	card_note(v, serial, "");
	e = visit_limit(v, "verification", c->logins_per_minute);
	if (e == ERR_OK)
		e = card_check(v, serial, &unused);
	if (e == ERR_OK)
		e = code_make(VERIFICATION_DIGITS, code);
	if (e == ERR_OK)
		e = verification_keep(v, serial, *code, expires);
	v->out.u.verification_new.expires_in = visit_left(v, expires);
	return e;
}

const struct handler handle_verification_new = { .finish = finish,
	.needs = SESSION_AUTHENTICATED, .audited = true };
