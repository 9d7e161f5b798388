#include "core/visit.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define IDENTITY_MAX 32		/* bytes */
#define PIN_MAX 64
#define CHANGE_MAX 254		/* of a mail address */

enum err
visit_init(struct visit *v)
{
	memset(v, 0, sizeof(*v));
	countdown_stop(&v->session);
	countdown_stop(&v->captcha_life);
	countdown_stop(&v->sms);
	countdown_stop(&v->mail);
	countdown_stop(&v->change_life);
	countdown_stop(&v->unlock.life);
	v->card.puk_tries = CARD_TRIES_UNKNOWN;
	v->token = secret_new(WIRE_TOKEN_MAX);
	v->identity = secret_new(IDENTITY_MAX);
	v->word_identity = secret_new(IDENTITY_MAX);
	v->pin = secret_new(PIN_MAX);
	v->change = secret_new(CHANGE_MAX);
	if (letter_init(&v->letter) != ERR_OK)
		return ERR_NO_MEMORY;
	return v->token != NULL && v->identity != NULL &&
	    v->word_identity != NULL && v->pin != NULL &&
	    v->change != NULL ? ERR_OK : ERR_NO_MEMORY;
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
	struct secret *pin = v->pin, *change = v->change;
	struct visit_letter letter;

	letter_drop(&v->letter);
	letter = v->letter;
	secret_clear(token);
	secret_clear(identity);
	secret_clear(word_identity);
	secret_clear(pin);
	secret_clear(change);
	visit_drop_captcha(v);
	attempt_forget(&v->attempt);
	choices_wipe(&v->choices);
	secret_wipe_mem(v, sizeof(*v));
	v->token = token;
	v->identity = identity;
	v->word_identity = word_identity;
	v->pin = pin;
	v->change = change;
	v->letter = letter;
	v->card.puk_tries = CARD_TRIES_UNKNOWN;
	countdown_stop(&v->session);
	countdown_stop(&v->captcha_life);
	countdown_stop(&v->sms);
	countdown_stop(&v->mail);
	countdown_stop(&v->change_life);
	countdown_stop(&v->unlock.life);
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
	secret_free(&v->pin);
	letter_free(&v->letter);
	secret_free(&v->change);
	secret_wipe_mem(v, sizeof(*v));
}
