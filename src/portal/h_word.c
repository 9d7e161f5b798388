/* A new security word: ask for one, set one.
 *
 * Nobody may learn here who is enrolled, nor which mail address is on file:
 * whoever asks gets the same answer in the same time (the mail leaves later,
 * mailer.h), and a code of nobody is counted like anybody's. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/secret.h"
#include "portal/gateway.h"
#include "portal/mail_out.h"
#include "portal/mailer.h"
#include "portal/store_mail.h"

#define PURPOSE "word"
#define LEAVES_AFTER 1		/* seconds: not while the answer is made */

/* ---- Request ---- */

static enum err
hold_back(struct visit *v)
{
	const struct config *c = &v->portal->config;
	const struct keys *keys = &v->portal->keys;
	uint8_t who[HASH_BYTES], to[HASH_BYTES];
	int64_t unused;
	int wait = 0;
	enum err e;

	e = person_mail_key(keys, v->word.identity, who);
	if (e == ERR_OK)
		e = person_email_key(keys, v->in.u.word_request.email, to);
	if (e == ERR_OK)
		e = sent_wait(v->portal->store, who, to, c->mail_resend,
		    c->mails_per_hour, v->now, &wait);
	if (e == ERR_OK && wait > 0) {
		v->problem.retry_after = wait;
		return ERR_CODE_WAIT;
	}
	return e == ERR_OK ? sent_add(v->portal->store, who, to, v->now,
	    &unused) : e;
}

/* Whose address it is: 0 if it is not the one on file, or there is nobody. */
static enum err
find_owner(struct visit *v, int64_t *person)
{
	const struct keys *keys = &v->portal->keys;
	uint8_t typed[HASH_BYTES], stored[HASH_BYTES];
	char email[EMAIL_SIZE] = "";
	struct word_hash unused;
	int64_t id = 0;
	enum err e;

	*person = 0;
	e = person_find(v->portal->store, v->word.identity, &id, &unused);
	if (e == ERR_OK)
		e = person_read_email(v->portal->store, keys, id, email);
	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	e = person_email_key(keys, email, stored);
	if (e == ERR_OK)
		e = person_email_key(keys, v->in.u.word_request.email, typed);
	secret_wipe_mem(email, sizeof(email));
	if (e == ERR_OK && id != 0 && seal_equal(typed, stored))
		*person = id;
	return e;
}

static enum err
queue(struct visit *v, int64_t person, const struct secret *code)
{
	const struct config *c = &v->portal->config;
	struct buf message;
	enum err e;

	buf_init(&message, GATEWAY_MAX);
	e = mail_compose(c, &c->mail_word, v->session.language,
	    v->in.u.word_request.email, code, v->now, &message);
	if (e == ERR_OK)
		e = outbox_add(v->portal->store, &v->portal->keys, person,
		    &message, v->now + LEAVES_AFTER, v->now + c->mail);
	buf_free(&message);
	return e;
}

static enum err
hash_code(const struct visit *v, const struct secret *code,
    uint8_t out[static HASH_BYTES])
{
	return code_hash(&v->portal->keys, v->word.identity, PURPOSE, code,
	    out);
}

static enum err
make_code(struct visit *v, int64_t person)
{
	const struct config *c = &v->portal->config;
	struct secret *code = NULL;
	uint8_t hash[HASH_BYTES];
	enum err e;

	e = code_make(CODE_DIGITS_MAIL, &code);
	if (e == ERR_OK)
		e = hash_code(v, code, hash);
	if (e == ERR_OK)
		e = word_code_insert(v->portal->store, v->word.identity,
		    person, hash, c->code_tries, v->now + c->mail);
	if (e == ERR_OK)
		e = queue(v, person, code);
	secret_free(&code);
	return e;
}

/* Of the keyed identity, and for the audit. */
static enum err
identify(struct visit *v, const char *identity)
{
	enum err e = visit_identity_key(v, identity, v->word.identity);

	memcpy(v->who, v->word.identity, sizeof(v->who));
	v->has_who = e == ERR_OK;
	return e;
}

static enum err
finish_request(struct visit *v)
{
	const struct config *c = &v->portal->config;
	int64_t person = 0;
	enum err e;

	e = visit_limit(v, "word", c->words_per_minute);
	if (e == ERR_OK)
		e = visit_captcha(v, v->in.u.word_request.captcha_id,
		    v->in.u.word_request.captcha);
	if (e == ERR_OK)
		e = identify(v, v->in.u.word_request.identity);
	if (e == ERR_OK)
		e = hold_back(v);
	if (e == ERR_OK)
		e = find_owner(v, &person);
	if (e == ERR_OK)
		e = make_code(v, person);
	if (e != ERR_OK)
		return e;
	snprintf(v->detail, sizeof(v->detail), "mail=%s", person != 0 ?
	    "yes" : "no");
	v->out.u.codes_sent.expires_in = c->mail;
	v->out.u.codes_sent.resend_in = c->mail_resend;
	v->out.u.codes_sent.tries_left = c->code_tries;
	mailer_wake(v->portal->mailer);
	return ERR_OK;
}

/* ---- Set ---- */

static enum err
refuse(struct visit *v, const struct code *code)
{
	enum err e = word_code_spend(v->portal->store, code->id);

	if (e != ERR_OK)
		return e;
	v->problem.tries_left = code->tries - 1;
	return code->tries > 1 ? ERR_CODE_WRONG : ERR_CODE_USED_UP;
}

static enum err
check_code(struct visit *v, int64_t *person)
{
	uint8_t hash[HASH_BYTES];
	struct code code;
	enum err e;

	e = word_code_read(v->portal->store, v->word.identity, v->now, &code,
	    person);
	if (e == ERR_OK)
		e = hash_code(v, v->in.u.word_set.code, hash);
	if (e != ERR_OK)
		return e;
	if (code.state == CODE_VOID) {
		v->problem.tries_left = 0;
		return ERR_CODE_USED_UP;
	}
	if (code.state != CODE_ACTIVE)
		return ERR_CODE_EXPIRED;
	if (!seal_equal(hash, code.hash) || *person == 0)
		return refuse(v, &code);
	v->word.code_id = code.id;
	return ERR_OK;
}

/* The word before the code: one that will not do costs no try. */
static enum err
begin_set(struct visit *v)
{
	const struct config *c = &v->portal->config;
	const struct secret *word = v->in.u.word_set.word;
	int64_t person;
	enum err e;

	e = visit_limit(v, "word", c->words_per_minute);
	if (e == ERR_OK)
		e = identify(v, v->in.u.word_set.identity);
	if (e == ERR_OK)
		e = person_word((const char *)secret_bytes(word),
		    secret_len(word), v->in.u.word_set.identity, c->word_min,
		    c->word_max);
	return e == ERR_OK ? check_code(v, &person) : e;
}

static void
work_set(struct visit *v)
{
	struct word_hash *hash = &v->word.hash;

	hash->cost = v->portal->config.word_cost;
	v->word.worked = RAND_bytes(hash->salt, sizeof(hash->salt)) == 1 ?
	    seal_word(v->in.u.word_set.word, hash->salt, hash->cost,
	    hash->hash) : ERR_INTERNAL;
}

/* Again, because two that were sent at once may both have come so far. */
static enum err
finish_set(struct visit *v)
{
	struct store *store = v->portal->store;
	int64_t person;
	enum err e = v->word.worked;

	if (e == ERR_OK)
		e = check_code(v, &person);
	if (e == ERR_OK)
		e = word_code_use(store, v->word.code_id);
	if (e == ERR_OK)
		e = person_set_word(store, person, &v->word.hash);
	if (e == ERR_OK)
		e = person_clear_wrong(store, v->word.identity);
	return e == ERR_OK ? session_end_others(store, person,
	    v->session.id) : e;
}

const struct handler handle_word_request = { .finish = finish_request,
	.audited = true };
const struct handler handle_word_set = { .begin = begin_set,
	.work = work_set, .finish = finish_set, .audited = true };
