/* Sessions: open, keep, close. */
#include "portal/visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "portal/store_operator.h"
#include "wire/terminal.h"

#define TOKEN_BYTES 32

/* "0.10.2": parts are compared as numbers; what is behind them counts not. */
static bool
is_older(const char *version, const char *required)
{
	for (int i = 0; i < 3; i++) {
		char *end_a, *end_b;
		unsigned long a = strtoul(version, &end_a, 10);
		unsigned long b = strtoul(required, &end_b, 10);

		if (a != b)
			return a < b;
		version = *end_a == '.' ? end_a + 1 : "";
		required = *end_b == '.' ? end_b + 1 : "";
	}
	return false;
}

static enum err
check(struct visit *v)
{
	const char *terminal = v->in.u.session_open.terminal;
	const char *language = v->in.u.session_open.language;

	if (!terminal_is_name(terminal) ||
	    (strcmp(language, "tr") != 0 && strcmp(language, "en") != 0) ||
	    !ascii_is_digit(v->in.u.session_open.version[0]))
		return ERR_ARGUMENT;
	memcpy(v->terminal, terminal, sizeof(v->terminal));
	if (v->certificate != NULL && strcmp(v->certificate, terminal) != 0)
		return ERR_REFUSED;
	if (is_older(v->in.u.session_open.version,
	    v->portal->config.required_version))
		return ERR_PORTAL_VERSION;
	return ERR_OK;
}

enum err
visit_token(struct secret *token, uint8_t hash[static HASH_BYTES])
{
	char text[2 * TOKEN_BYTES + 1];
	enum err e;

	e = seal_random_id(TOKEN_BYTES, text, sizeof(text));
	if (e == ERR_OK)
		e = seal_hash(text, sizeof(text) - 1, hash);
	if (e == ERR_OK)
		e = secret_set(token, text, sizeof(text) - 1);
	secret_wipe_mem(text, sizeof(text));
	return e;
}

/* In whose shift: the session has their name from now on, whatever becomes of
 * the shift.  One that was carried to another terminal is none. */
static enum err
join_shift(struct visit *v)
{
	const struct secret *token = v->in.u.session_open.operator;
	uint8_t hash[HASH_BYTES];
	struct shift shift;
	enum err e;

	if (token == NULL)
		return ERR_OK;
	e = seal_hash(secret_bytes(token), secret_len(token), hash);
	if (e == ERR_OK)
		e = shift_find(v->portal->store, hash, v->now, &shift);
	if (e == ERR_OK && strcmp(shift.terminal, v->terminal) != 0)
		e = ERR_OPERATOR_OVER;
	if (e != ERR_OK)
		return e;
	v->session.shift = shift.id;
	memcpy(v->session.operator, shift.account, sizeof(shift.account));
	return shift_extend(v->portal->store, shift.id, v->now,
	    v->portal->config.shift_idle, v->portal->config.shift);
}

static enum err
finish_open(struct visit *v)
{
	enum err e;

	e = visit_limit(v, "session", v->portal->config.sessions_per_minute);
	if (e == ERR_OK)
		e = check(v);
	if (e == ERR_OK)
		e = join_shift(v);
	if (e == ERR_OK)
		e = visit_token(v->out.u.session_open.token,
		    v->session.token);
	if (e != ERR_OK)
		return e;
	memcpy(v->session.terminal, v->in.u.session_open.terminal,
	    sizeof(v->session.terminal));
	memcpy(v->session.language, v->in.u.session_open.language,
	    sizeof(v->session.language));
	v->session.opened = v->now;
	visit_extend(v);
	v->out.u.session_open.expires_in = visit_left(v, v->session.expires);
	snprintf(v->out.u.session_open.captcha,
	    sizeof(v->out.u.session_open.captcha), "%s",
	    visit_captcha_waived(v) ? "waived" : "required");
	return session_insert(v->portal->store, &v->session);
}

static enum err
finish_keep(struct visit *v)
{
	v->out.u.session_keep.expires_in = visit_left(v, v->session.expires);
	return ERR_OK;
}

static enum err
finish_close(struct visit *v)
{
	v->session_gone = true;
	return ERR_OK;
}

const struct handler handle_session_open = { .finish = finish_open,
	.audited = true };
const struct handler handle_session_keep = { .finish = finish_keep,
	.shiftless = true };
const struct handler handle_session_close = { .finish = finish_close,
	.audited = true, .shiftless = true };
