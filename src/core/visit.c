#include "core/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define IDENTITY_MAX 32		/* bytes */
#define PIN_MAX 64

enum err
visit_init(struct visit *v)
{
	memset(v, 0, sizeof(*v));
	countdown_stop(&v->session);
	countdown_stop(&v->captcha_life);
	countdown_stop(&v->sms);
	countdown_stop(&v->unlock.life);
	v->token = secret_new(WIRE_TOKEN_MAX);
	v->identity = secret_new(IDENTITY_MAX);
	v->pin = secret_new(PIN_MAX);
	return v->token != NULL && v->identity != NULL && v->pin != NULL ?
	    ERR_OK : ERR_NO_MEMORY;
}

void
visit_drop_captcha(struct visit *v)
{
	memset(v->captcha, 0, sizeof(v->captcha));
	countdown_stop(&v->captcha_life);
	if (v->picture != NULL)
		secret_wipe_mem(v->picture, sizeof(*v->picture));
	free(v->picture);
	v->picture = NULL;
}

void
visit_drop_unlock(struct visit *v)
{
	memset(v->unlock.id, 0, sizeof(v->unlock.id));
	countdown_stop(&v->unlock.life);
}

void
visit_wipe(struct visit *v)
{
	struct secret *token = v->token, *identity = v->identity;
	struct secret *pin = v->pin;

	secret_clear(token);
	secret_clear(identity);
	secret_clear(pin);
	visit_drop_captcha(v);
	attempt_forget(&v->attempt);
	secret_wipe_mem(v, sizeof(*v));
	v->token = token;
	v->identity = identity;
	v->pin = pin;
	countdown_stop(&v->session);
	countdown_stop(&v->captcha_life);
	countdown_stop(&v->sms);
	countdown_stop(&v->unlock.life);
}

void
visit_free(struct visit *v)
{
	visit_drop_captcha(v);
	attempt_forget(&v->attempt);
	secret_free(&v->token);
	secret_free(&v->identity);
	secret_free(&v->pin);
	secret_wipe_mem(v, sizeof(*v));
}
