/* word.request, word.known, word.set: a new security word by mail. */
#include <string.h>

#include "base/secret.h"
#include "core/captcha.h"
#include "core/person.h"
#include "core/run.h"
#include "core/typed.h"

/* ---- word.request ---- */

/* Whose word it is: the next screen does not ask again. */
static enum err
remember(struct session *s)
{
	const struct secret *identity = typed_value(s, "identity");

	return secret_set(s->visit.word_identity, secret_bytes(identity),
	    secret_len(identity));
}

static void
requested(struct session *s, const struct remote_result *r)
{
	enum err e = person_outcome(run_answered(s, r));

	if (e == ERR_CAPTCHA_WRONG) {
		captcha_again(s, e);
		return;
	}
	if (e == ERR_MAIL_WAIT) {
		/* The captcha was used up by this too. */
		captcha_again(s, e);
		return;
	}
	if (e == ERR_OK) {
		countdown_start(&s->visit.mail,
		    r->reply->u.codes_sent.expires_in);
		visit_drop_captcha(&s->visit);
		e = remember(s);
	}
	run_end(s, e);
}

static void
request_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK && captcha_is_over(s)) {
		captcha_again(s, ERR_CAPTCHA_WRONG);
		return;
	}
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed_copy(s, "identity", req.u.word_request.identity,
	    sizeof(req.u.word_request.identity));
	typed_copy(s, "email", req.u.word_request.email,
	    sizeof(req.u.word_request.email));
	typed_copy(s, "captcha", req.u.word_request.captcha,
	    sizeof(req.u.word_request.captcha));
	memcpy(req.u.word_request.captcha_id, s->visit.captcha,
	    sizeof(req.u.word_request.captcha_id));
	sent = typed_sent(s, s->visit.captcha);
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_WORD_REQUEST, &req, &sent, requested);
	secret_wipe_mem(&req, sizeof(req));
}

/* ---- word.known: the mail came in an earlier visit ---- */

static void
known_start(struct session *s)
{
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e == ERR_OK)
		e = remember(s);
	if (e == ERR_OK)
		countdown_stop(&s->visit.mail);
	run_end_at(s, e, at);
}

/* ---- word.set ---- */

/* Only what was wrong is to be typed again. */
static void
keep_the_rest(struct session *s, enum err e)
{
	switch (e) {
	case ERR_MAIL_CODE_WRONG:
		typed_clear(s, "mail_code");
		break;
	case ERR_WORD_LENGTH:
	case ERR_WORD_EASY:
	case ERR_WORD_REPEAT:
	case ERR_FIELD_CHARACTERS:
		typed_clear(s, "new_word");
		typed_clear(s, "new_word_again");
		break;
	default:
		return;		/* everything goes, with the action */
	}
	s->run.sent = false;
}

static void
set_done(struct session *s, const struct remote_result *r)
{
	enum err e = person_outcome(run_answered(s, r));

	keep_the_rest(s, e);
	if (e == ERR_MAIL_CODE_EXPIRED || e == ERR_CHANGE_USED_UP) {
		/* Over, and this outcome says so: no second word about it. */
		countdown_start(&s->visit.mail, 0);
		memset(s->fired, true, sizeof(s->fired));
	}
	if (e == ERR_OK) {
		secret_clear(s->visit.word_identity);
		countdown_stop(&s->visit.mail);
	}
	run_end(s, e);
}

static enum err
check_words(struct session *s, const char **at)
{
	const struct form_field *word = form_find(&s->form, "new_word");
	const struct form_field *again = form_find(&s->form,
	    "new_word_again");
	enum err e = typed_check(s, at);

	if (e != ERR_OK)
		return e;
	*at = "new_word";
	if (s->word_min > 0 && (word->length < s->word_min ||
	    word->length > s->word_max))
		return ERR_WORD_LENGTH;
	*at = "new_word_again";
	return secret_equal(word->value, again->value) ? ERR_OK :
	    ERR_WORD_REPEAT;
}

static void
set_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *sent = NULL;
	const char *at = NULL;
	enum err e = check_words(s, &at);

	if (e != ERR_OK) {
		keep_the_rest(s, e);
		run_end_at(s, e, e == ERR_WORD_REPEAT ? "new_word" : at);
		return;
	}
	memcpy(req.u.word_set.identity, secret_bytes(s->visit.word_identity),
	    secret_len(s->visit.word_identity) + 1);
	req.u.word_set.code = typed_value(s, "mail_code");
	req.u.word_set.word = typed_value(s, "new_word");
	sent = typed_sent(s, req.u.word_set.identity);
	s->run.sent = true;
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_WORD_SET, &req, &sent, set_done);
	secret_wipe_mem(&req, sizeof(req));
}

const struct action act_word_request = { .start = request_start };
const struct action act_word_known = { .start = known_start };
const struct action act_word_set = { .start = set_start };
