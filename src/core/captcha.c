#include "core/captcha.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/run.h"
#include "core/typed.h"

/* It is there: the old text does not belong to it. */
static enum err
take_picture(struct session *s, const struct remote_result *r)
{
	struct remote_picture *copy;

	if (r->picture == NULL)
		return ERR_PORTAL_ANSWER;
	copy = malloc(sizeof(*copy));
	if (copy == NULL)
		return ERR_NO_MEMORY;
	memcpy(copy, r->picture, sizeof(*copy));
	free(s->visit.picture);
	s->visit.picture = copy;
	typed_clear(s, "captcha");
	return ERR_OK;
}

/* A captcha that replaces one after a wrong answer ends the action with what
 * was wrong, whether the new one came or not (Yenile gets another). */
static void
end(struct session *s, enum err e)
{
	if (e != ERR_OK)
		visit_drop_captcha(&s->visit);
	if (s->run.why != ERR_OK && e != ERR_SESSION_ENDED)
		e = s->run.why;
	run_end(s, e);
}

static enum err
answered(struct session *s, const struct remote_result *r)
{
	struct wire_problem first = s->run.problem;
	enum err e = run_answered(s, r);

	if (s->run.why != ERR_OK)
		s->run.problem = first;
	return e;
}

static void
picture_done(struct session *s, const struct remote_result *r)
{
	enum err e = answered(s, r);

	if (e == ERR_OK)
		e = take_picture(s, r);
	end(s, e);
}

static void
new_done(struct session *s, const struct remote_result *r)
{
	struct wire_request req = { 0 };
	struct visit *v = &s->visit;
	enum err e = answered(s, r);

	if (e == ERR_OK) {
		memcpy(v->captcha, r->reply->u.captcha.id, sizeof(v->captcha));
		countdown_start(&v->captcha_life,
		    r->reply->u.captcha.expires_in);
		memcpy(req.id, v->captcha, sizeof(req.id));
		e = call_start(s, CALL_ACTION, WIRE_CAPTCHA_IMAGE, &req,
		    picture_done);
	}
	if (e != ERR_OK)
		end(s, e);
	else
		s->run.wait = WAIT_PORTAL;
}

static void
question_done(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;
	enum err e = answered(s, r);
	const char *tr, *en;

	if (e == ERR_OK) {
		tr = r->reply->u.captcha_question.question_tr;
		en = r->reply->u.captcha_question.question_en;
		memcpy(v->captcha, r->reply->u.captcha_question.id,
		    sizeof(v->captcha));
		countdown_start(&v->captcha_life,
		    r->reply->u.captcha_question.expires_in);
		utf8_sanitise(tr, strlen(tr), v->question[LANG_TR],
		    sizeof(v->question[LANG_TR]));
		utf8_sanitise(en, strlen(en), v->question[LANG_EN],
		    sizeof(v->question[LANG_EN]));
		typed_clear(s, "captcha");
	}
	end(s, e);
}

/* Get another one, of the form that the person has chosen; the action under
 * way ends with it.  A terminal that needs none has it at once. */
static void
renew(struct session *s)
{
	struct wire_request req = { 0 };
	struct visit *v = &s->visit;
	enum wire_op op = v->captcha_words ? WIRE_CAPTCHA_QUESTION :
	    WIRE_CAPTCHA_NEW;
	struct secret *nothing = NULL;
	enum err e;

	visit_drop_captcha(v);
	if (v->captcha_waived) {
		end(s, ERR_OK);
		return;
	}
	e = attempt_begin(&v->attempt, op, &nothing);
	if (e == ERR_OK) {
		memcpy(req.idempotency_key, v->attempt.key,
		    sizeof(req.idempotency_key));
		e = call_start(s, CALL_ACTION, op, &req, v->captcha_words ?
		    question_done : new_done);
	}
	if (e != ERR_OK)
		end(s, e);
	else
		s->run.wait = WAIT_PORTAL;
}

void
captcha_again(struct session *s, enum err e)
{
	s->run.why = e;
	renew(s);
}

bool
captcha_is_over(const struct session *s)
{
	const struct visit *v = &s->visit;

	return !v->captcha_waived && (v->captcha[0] == '\0' ||
	    countdown_over(&v->captcha_life));
}

/* ---- captcha.new, captcha.words, captcha.picture ---- */

static void
words_start(struct session *s)
{
	s->visit.captcha_words = true;
	renew(s);
}

static void
picture_start(struct session *s)
{
	s->visit.captcha_words = false;
	renew(s);
}

const struct action act_captcha_new = { .start = renew,
	.quiet = true };
const struct action act_captcha_words = { .start = words_start,
	.quiet = true };
const struct action act_captcha_picture = { .start = picture_start,
	.quiet = true };
