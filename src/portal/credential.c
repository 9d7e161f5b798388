#include "portal/credential.h"

#include <string.h>

#include "portal/store.h"

/* By enum credential; in the database, so never changed. */
static const char *const names[] = { "edevlet", "web" };
#define CREDENTIALS (sizeof(names) / sizeof(names[0]))

enum err
credential_tries_key(const struct keys *keys, enum credential which,
    const uint8_t identity[static HASH_BYTES], uint8_t out[static HASH_BYTES])
{
	return seal_hmac(keys->lookup, names[which], strlen(names[which]),
	    identity, HASH_BYTES, out);
}

enum err
credential_read(struct store *store, int64_t person, enum credential which,
    struct word_hash *word)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT salt, cost, hash FROM credential"
	    " WHERE person = ? AND kind = ?", "it", person, names[which]);
	if (e != ERR_OK)
		return e;
	word->cost = (int)store_int(row, 1);
	e = store_blob(row, 0, word->salt, sizeof(word->salt));
	if (e == ERR_OK)
		e = store_blob(row, 2, word->hash, sizeof(word->hash));
	store_done(row);
	return e;
}

enum err
credential_put(struct store *store, const struct keys *keys, int64_t person,
    enum credential which, const struct word_hash *word)
{
	uint8_t identity[HASH_BYTES], tries[HASH_BYTES];
	enum err e;

	e = store_run(store, "INSERT INTO credential (person, kind, salt,"
	    " cost, hash) VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT (person, kind) DO UPDATE SET salt = ?3, cost = ?4,"
	    " hash = ?5", "itbib", person, names[which],
	    (const void *)word->salt, sizeof(word->salt), (int64_t)word->cost,
	    (const void *)word->hash, sizeof(word->hash));
	if (e == ERR_OK)
		e = person_read_who(store, person, identity);
	if (e == ERR_OK)
		e = credential_tries_key(keys, which, identity, tries);
	return e == ERR_OK ? person_clear_wrong(store, tries) : e;
}

static enum err
lift(struct store *store, const uint8_t key[static HASH_BYTES], int *lifted)
{
	enum err e;
	int wrong;

	e = person_wrong_words(store, key, &wrong);
	if (e == ERR_OK && wrong > 0) {
		++*lifted;
		e = person_clear_wrong(store, key);
	}
	return e;
}

enum err
credential_unblock(struct store *store, const struct keys *keys,
    const uint8_t identity[static HASH_BYTES], int *lifted)
{
	uint8_t key[HASH_BYTES];
	enum err e;

	*lifted = 0;
	e = lift(store, identity, lifted);
	for (size_t i = 0; e == ERR_OK && i < CREDENTIALS; i++) {
		e = credential_tries_key(keys, (enum credential)i, identity,
		    key);
		if (e == ERR_OK)
			e = lift(store, key, lifted);
	}
	return e;
}
