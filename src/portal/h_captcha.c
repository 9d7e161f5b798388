/* Captcha: a new one, and its picture. */
#include "portal/visit.h"

#include <string.h>

#include "portal/captcha_draw.h"

#define ID_BYTES 16

static enum err
finish_new(struct visit *v)
{
	const struct config *c = &v->portal->config;
	char answer[CAPTCHA_LETTERS + 1];
	enum err e;

	e = visit_limit(v, "captcha", c->captchas_per_minute);
	if (e == ERR_OK)
		e = captcha_make(answer);
	if (e == ERR_OK)
		e = seal_random_id(ID_BYTES, v->out.u.captcha.id,
		    sizeof(v->out.u.captcha.id));
	if (e == ERR_OK)
		e = captcha_insert(v->portal->store, v->session.id,
		    v->out.u.captcha.id, answer, v->now + c->captcha);
	v->out.u.captcha.expires_in = c->captcha;
	return e;
}

/* Drawn anew each time, but from the same seed, so always the same. */
static enum err
finish_image(struct visit *v)
{
	char answer[CAPTCHA_LETTERS + 1];
	uint8_t seed[HASH_BYTES];
	enum err e;

	e = captcha_read(v->portal->store, v->session.id, v->in.id, v->now,
	    answer, sizeof(answer));
	if (e == ERR_OK)
		e = seal_hmac(v->portal->keys.picture, v->in.id,
		    strlen(v->in.id), "", 0, seed);
	if (e == ERR_OK)
		e = captcha_draw(answer, seed, &v->raw) == ERR_OK ? ERR_OK :
		    ERR_INTERNAL;
	return e;
}

const struct handler handle_captcha_new = { .finish = finish_new };
const struct handler handle_captcha_image = { .finish = finish_image };
