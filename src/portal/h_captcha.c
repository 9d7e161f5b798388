/* Captcha: a new one and its picture, or a question in words; and whether an
 * answer is right.
 *
 * The question is for those who cannot see the picture.  A program can answer
 * it, so fewer are given a minute; what keeps guessers out is the block after
 * a few wrong words, which no captcha lifts. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "portal/captcha_draw.h"
#include "portal/captcha_words.h"

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

static enum err
finish_question(struct visit *v)
{
	const struct config *c = &v->portal->config;
	char answer[CAPTCHA_LETTERS + 1];
	enum err e;

	e = visit_limit(v, "question", c->questions_per_minute);
	if (e == ERR_OK)
		e = captcha_question(c, answer,
		    v->out.u.captcha_question.question_tr,
		    v->out.u.captcha_question.question_en);
	if (e == ERR_OK)
		e = seal_random_id(ID_BYTES, v->out.u.captcha_question.id,
		    sizeof(v->out.u.captcha_question.id));
	if (e == ERR_OK)
		e = captcha_insert(v->portal->store, v->session.id,
		    v->out.u.captcha_question.id, answer, v->now + c->captcha);
	v->out.u.captcha_question.expires_in = c->captcha;
	return e;
}

/* ---- The answer ---- */

bool
visit_captcha_waived(const struct visit *v)
{
	return v->certificate != NULL &&
	    v->portal->config.captcha_waived[0] != '\0';
}

enum err
visit_captcha(struct visit *v, const char *id, const char *given)
{
	char answer[CAPTCHA_LETTERS + 1];
	enum err e;

	if (visit_captcha_waived(v))
		return ERR_OK;
	e = captcha_read(v->portal->store, v->session.id, id, v->now, answer,
	    sizeof(answer));
	if (e == ERR_NOT_FOUND)
		return ERR_CAPTCHA_WRONG;
	if (e == ERR_OK)
		e = captcha_delete(v->portal->store, id);
	/* Words begin with capitals, and Caps Lock may be on. */
	if (e == ERR_OK && !ascii_equal_nocase(answer, given))
		e = ERR_CAPTCHA_WRONG;
	return e;
}

const struct handler handle_captcha_new = { .finish = finish_new };
const struct handler handle_captcha_image = { .finish = finish_image };
const struct handler handle_captcha_question = { .finish = finish_question };
