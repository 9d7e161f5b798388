#include "portal/store_person.h"

#include <string.h>

#include "base/secret.h"
#include "portal/store.h"

#define SEALED_SIZE 512

enum err
person_lookup_key(const struct keys *keys, const char *identity,
    uint8_t out[static HASH_BYTES])
{
	return seal_hmac(keys->lookup, "identity", 8, identity,
	    strlen(identity), out);
}

enum err
person_phone_key(const struct keys *keys, const char *phone,
    uint8_t out[static HASH_BYTES])
{
	return seal_hmac(keys->lookup, "phone", 5, phone, strlen(phone), out);
}

/* ---- Writing ---- */

struct sealed_holder {
	struct buf identity, name, phone, email;
};

static enum err
seal_text(const struct keys *keys, const char *place, const char *text,
    struct buf *out)
{
	buf_init(out, SEALED_SIZE);
	return seal_bytes(keys->seal, place, text, strlen(text), out);
}

static enum err
seal_holder(const struct keys *keys, const struct holder *h,
    struct sealed_holder *s)
{
	enum err e;

	e = seal_text(keys, "person.identity", h->identity, &s->identity);
	if (e == ERR_OK)
		e = seal_text(keys, "person.name", h->name, &s->name);
	if (e == ERR_OK)
		e = seal_text(keys, "person.phone", h->phone, &s->phone);
	if (e == ERR_OK)
		e = seal_text(keys, "person.email", h->email, &s->email);
	return e;
}

static const void *
bytes_of(const struct buf *b)
{
	return b->data;
}

enum err
person_put(struct store *store, const struct keys *keys,
    const struct holder *h, int64_t now)
{
	uint8_t identity[HASH_BYTES], phone[HASH_BYTES];
	struct sealed_holder s;
	enum err e;

	memset(&s, 0, sizeof(s));
	e = person_lookup_key(keys, h->identity, identity);
	if (e == ERR_OK)
		e = person_phone_key(keys, h->phone, phone);
	if (e == ERR_OK)
		e = seal_holder(keys, h, &s);
	if (e == ERR_OK)
		e = store_run(store, "INSERT INTO person (identity,"
		    " identity_sealed, name_sealed, phone, phone_sealed,"
		    " email_sealed, word_salt, word_cost, word_hash, enrolled)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
		    " ON CONFLICT (identity) DO UPDATE SET name_sealed = ?3,"
		    " phone = ?4, phone_sealed = ?5, email_sealed = ?6,"
		    " word_salt = ?7, word_cost = ?8, word_hash = ?9",
		    "bbbbbbbibi",
		    (const void *)identity, sizeof(identity),
		    bytes_of(&s.identity), s.identity.len,
		    bytes_of(&s.name), s.name.len,
		    (const void *)phone, sizeof(phone),
		    bytes_of(&s.phone), s.phone.len,
		    bytes_of(&s.email), s.email.len,
		    (const void *)h->word.salt, sizeof(h->word.salt),
		    (int64_t)h->word.cost,
		    (const void *)h->word.hash, sizeof(h->word.hash), now);
	if (e == ERR_OK)
		e = person_clear_wrong(store, identity);
	buf_free(&s.identity);
	buf_free(&s.name);
	buf_free(&s.phone);
	buf_free(&s.email);
	return e;
}

/* ---- Reading ---- */

enum err
person_find(struct store *store, const uint8_t identity[static HASH_BYTES],
    int64_t *person, struct word_hash *word)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT id, word_salt, word_cost, word_hash"
	    " FROM person WHERE identity = ?", "b", (const void *)identity,
	    (size_t)HASH_BYTES);
	if (e != ERR_OK)
		return e;
	*person = store_int(row, 0);
	word->cost = (int)store_int(row, 2);
	e = store_blob(row, 1, word->salt, sizeof(word->salt));
	if (e == ERR_OK)
		e = store_blob(row, 3, word->hash, sizeof(word->hash));
	store_done(row);
	return e;
}

/* Open column 0 of the row as text. */
static enum err
open_text(const struct keys *keys, const char *place, struct sqlite3_stmt *row,
    char *out, size_t size)
{
	struct buf sealed, plain;
	enum err e;

	buf_init(&sealed, SEALED_SIZE);
	buf_init(&plain, SEALED_SIZE);
	e = store_blob_buf(row, 0, &sealed);
	if (e == ERR_OK)
		e = seal_open(keys->seal, place, sealed.data, sealed.len,
		    &plain);
	if (e == ERR_OK && plain.len >= size)
		e = ERR_IO;
	if (e == ERR_OK && plain.len > 0)
		memcpy(out, plain.data, plain.len);
	out[e == ERR_OK ? plain.len : 0] = '\0';
	buf_free(&sealed);
	buf_free(&plain);
	return e;
}

enum err
person_read_phone(struct store *store, const struct keys *keys, int64_t person,
    char phone[static PHONE_SIZE], uint8_t *phone_key)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT phone_sealed, phone FROM person"
	    " WHERE id = ?", "i", person);
	if (e != ERR_OK)
		return e;
	e = open_text(keys, "person.phone", row, phone, PHONE_SIZE);
	if (e == ERR_OK && phone_key != NULL)
		e = store_blob(row, 1, phone_key, HASH_BYTES);
	store_done(row);
	return e;
}

enum err
person_read_name(struct store *store, const struct keys *keys, int64_t person,
    char name[static NAME_SIZE])
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT name_sealed FROM person"
	    " WHERE id = ?", "i", person);
	if (e != ERR_OK)
		return e;
	e = open_text(keys, "person.name", row, name, NAME_SIZE);
	store_done(row);
	return e;
}

enum err
person_read_who(struct store *store, int64_t person,
    uint8_t identity[static HASH_BYTES])
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT identity FROM person WHERE id = ?",
	    "i", person);
	if (e != ERR_OK)
		return e;
	e = store_blob(row, 0, identity, HASH_BYTES);
	store_done(row);
	return e;
}

/* ---- Wrong words ---- */

enum err
person_wrong_words(struct store *store,
    const uint8_t identity[static HASH_BYTES], int *wrong)
{
	struct sqlite3_stmt *row;
	enum err e;

	*wrong = 0;
	e = store_row(store, &row, "SELECT wrong FROM login_tries"
	    " WHERE identity = ?", "b", (const void *)identity,
	    (size_t)HASH_BYTES);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	*wrong = (int)store_int(row, 0);
	store_done(row);
	return ERR_OK;
}

enum err
person_add_wrong(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t now)
{
	return store_run(store, "INSERT INTO login_tries (identity, wrong,"
	    " last) VALUES (?1, 1, ?2) ON CONFLICT (identity) DO UPDATE"
	    " SET wrong = wrong + 1, last = ?2", "bi", (const void *)identity,
	    (size_t)HASH_BYTES, now);
}

enum err
person_clear_wrong(struct store *store,
    const uint8_t identity[static HASH_BYTES])
{
	return store_run(store, "DELETE FROM login_tries WHERE identity = ?",
	    "b", (const void *)identity, (size_t)HASH_BYTES);
}
