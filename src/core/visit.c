#include "core/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"

#define IDENTITY_MAX 32		/* bytes */
#define PIN_MAX 64
#define CHANGE_MAX 254		/* of a mail address */
#define VERIFICATION_MAX 16	/* bytes */

/* What zero does not say. */
static void
nothing_yet(struct visit *v)
{
	countdown_stop(&v->session);
	countdown_stop(&v->captcha_life);
	countdown_stop(&v->pad);
	countdown_stop(&v->sms);
	countdown_stop(&v->mail);
	countdown_stop(&v->change_life);
	countdown_stop(&v->unlock.life);
	countdown_stop(&v->door.life);
	countdown_stop(&v->verification_life);
	v->card.puk_tries = CARD_TRIES_UNKNOWN;
}

enum err
visit_init(struct visit *v)
{
	memset(v, 0, sizeof(*v));
	nothing_yet(v);
	v->token = secret_new(WIRE_TOKEN_MAX);
	v->identity = secret_new(IDENTITY_MAX);
	v->word_identity = secret_new(IDENTITY_MAX);
	v->signer = secret_new(IDENTITY_MAX);
	v->pin = secret_new(PIN_MAX);
	v->change = secret_new(CHANGE_MAX);
	v->verification = secret_new(VERIFICATION_MAX);
	if (letter_init(&v->letter) != ERR_OK)
		return ERR_NO_MEMORY;
	return v->token != NULL && v->identity != NULL &&
	    v->word_identity != NULL && v->signer != NULL && v->pin != NULL &&
	    v->change != NULL && v->verification != NULL ? ERR_OK :
	    ERR_NO_MEMORY;
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
	secret_wipe_mem(v->question, sizeof(v->question));
}

void
visit_drop_door(struct visit *v)
{
	memset(v->door.id, 0, sizeof(v->door.id));
	secret_wipe_mem(v->door.code, sizeof(v->door.code));
	memset(v->door.page, 0, sizeof(v->door.page));
	memset(v->door.link, 0, sizeof(v->door.link));
	countdown_stop(&v->door.life);
}

void
visit_drop_verification(struct visit *v)
{
	secret_clear(v->verification);
	countdown_stop(&v->verification_life);
}

void
visit_log_in(struct visit *v, const char *name, int expires_in)
{
	utf8_sanitise(name, strlen(name), v->name, sizeof(v->name));
	v->logged_in = true;
	countdown_start(&v->session, expires_in);
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
	struct secret *word_identity = v->word_identity;
	struct secret *signer = v->signer;
	struct secret *pin = v->pin, *change = v->change;
	struct secret *verification = v->verification;
	struct visit_letter letter;

	letter_drop(&v->letter);
	letter = v->letter;
	secret_clear(token);
	secret_clear(identity);
	secret_clear(word_identity);
	secret_clear(signer);
	secret_clear(pin);
	secret_clear(change);
	secret_clear(verification);
	visit_drop_captcha(v);
	attempt_forget(&v->attempt);
	choices_wipe(&v->choices);
	secret_wipe_mem(v, sizeof(*v));
	v->token = token;
	v->identity = identity;
	v->word_identity = word_identity;
	v->signer = signer;
	v->pin = pin;
	v->change = change;
	v->verification = verification;
	v->letter = letter;
	nothing_yet(v);
}

void
visit_free(struct visit *v)
{
	visit_drop_captcha(v);
	attempt_forget(&v->attempt);
	choices_wipe(&v->choices);
	secret_free(&v->token);
	secret_free(&v->identity);
	secret_free(&v->word_identity);
	secret_free(&v->signer);
	secret_free(&v->pin);
	letter_free(&v->letter);
	secret_free(&v->change);
	secret_free(&v->verification);
	secret_wipe_mem(v, sizeof(*v));
}
