#include "portal/word_try.h"

#include <string.h>

#include "base/secret.h"
#include "portal/store_person.h"

enum err
word_try_nobody(struct visit *v)
{
	uint8_t salt[HASH_BYTES];
	enum err e;

	e = seal_hmac(v->portal->keys.nobody, v->login.identity, HASH_BYTES,
	    "", 0, salt);
	memcpy(v->login.stored.salt, salt, SALT_BYTES);
	v->login.stored.cost = v->portal->config.word_cost;
	return e;
}

void
word_try_work(struct visit *v, const struct secret *word)
{
	const struct word_hash *stored = &v->login.stored;
	uint8_t hash[HASH_BYTES];

	v->login.worked = seal_word(word, stored->salt, stored->cost, hash);
	if (v->login.worked == ERR_OK)
		v->login.right = seal_equal(hash, stored->hash) &&
		    v->login.known;
	secret_wipe_mem(hash, sizeof(hash));
}

static enum err
count_wrong(struct visit *v, int before, enum err wrong, enum err blocked)
{
	int left = v->portal->config.wrong_words - before - 1;
	enum err e;

	e = person_add_wrong(v->portal->store, v->login.tries, v->now);
	if (e != ERR_OK)
		return e;
	v->problem.tries_left = left;
	return left > 0 ? wrong : blocked;
}

enum err
word_try_judge(struct visit *v, enum err wrong, enum err blocked)
{
	int before = 0;
	enum err e;

	if (v->login.worked != ERR_OK)
		return v->login.worked;
	e = person_wrong_words(v->portal->store, v->login.tries, &before);
	if (e != ERR_OK)
		return e;
	if (before >= v->portal->config.wrong_words) {
		v->problem.tries_left = 0;
		return blocked;
	}
	return v->login.right ?
	    person_clear_wrong(v->portal->store, v->login.tries) :
	    count_wrong(v, before, wrong, blocked);
}
