#include "portal/store_person.h"

#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"
#include "portal/store.h"
#include "portal/store_sealed.h"

#define SEALED_SIZE 1024

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

/* Capital or small makes another mailbox nowhere. */
enum err
person_email_key(const struct keys *keys, const char *email,
    uint8_t out[static HASH_BYTES])
{
	char lower[EMAIL_SIZE];
	size_t len = strlen(email);

	if (len >= sizeof(lower))
		return ERR_ARGUMENT;
	for (size_t i = 0; i < len; i++)
		lower[i] = ascii_lower(email[i]);
	return seal_hmac(keys->lookup, "email", 5, lower, len, out);
}

enum err
person_mail_key(const struct keys *keys,
    const uint8_t identity[static HASH_BYTES], uint8_t out[static HASH_BYTES])
{
	return seal_hmac(keys->lookup, "mail", 4, identity, HASH_BYTES, out);
}

/* ---- Writing ---- */

struct sealed_holder {
	struct buf identity, name, phone, email, address;
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
	if (e == ERR_OK)
		e = seal_text(keys, "person.address", h->address,
		    &s->address);
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
		    " email_sealed, word_salt, word_cost, word_hash, enrolled,"
		    " address_sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
		    " ?9, ?10, ?11) ON CONFLICT (identity) DO UPDATE SET"
		    " name_sealed = ?3, phone = ?4, phone_sealed = ?5,"
		    " email_sealed = ?6, word_salt = ?7, word_cost = ?8,"
		    " word_hash = ?9, address_sealed = ?11", "bbbbbbbibib",
		    (const void *)identity, sizeof(identity),
		    bytes_of(&s.identity), s.identity.len,
		    bytes_of(&s.name), s.name.len,
		    (const void *)phone, sizeof(phone),
		    bytes_of(&s.phone), s.phone.len,
		    bytes_of(&s.email), s.email.len,
		    (const void *)h->word.salt, sizeof(h->word.salt),
		    (int64_t)h->word.cost,
		    (const void *)h->word.hash, sizeof(h->word.hash), now,
		    bytes_of(&s.address), s.address.len);
	if (e == ERR_OK)
		e = person_clear_wrong(store, identity);
	buf_free(&s.identity);
	buf_free(&s.name);
	buf_free(&s.phone);
	buf_free(&s.email);
	buf_free(&s.address);
	return e;
}

/* `sql` sets one sealed column of a person. */
static enum err
set_sealed(struct store *store, const struct keys *keys, int64_t person,
    const char *sql, const char *place, const char *text)
{
	struct buf sealed;
	enum err e = seal_text(keys, place, text, &sealed);

	if (e == ERR_OK)
		e = store_run(store, sql, "bi", bytes_of(&sealed), sealed.len,
		    person);
	buf_free(&sealed);
	return e;
}

enum err
person_set_phone(struct store *store, const struct keys *keys, int64_t person,
    const char *phone)
{
	uint8_t key[HASH_BYTES];
	enum err e = person_phone_key(keys, phone, key);

	if (e == ERR_OK)
		e = store_run(store, "UPDATE person SET phone = ? WHERE id = ?",
		    "bi", (const void *)key, sizeof(key), person);
	return e != ERR_OK ? e : set_sealed(store, keys, person,
	    "UPDATE person SET phone_sealed = ? WHERE id = ?", "person.phone",
	    phone);
}

enum err
person_set_email(struct store *store, const struct keys *keys, int64_t person,
    const char *email)
{
	return set_sealed(store, keys, person,
	    "UPDATE person SET email_sealed = ? WHERE id = ?", "person.email",
	    email);
}

enum err
person_set_address(struct store *store, const struct keys *keys,
    int64_t person, const char *address)
{
	return set_sealed(store, keys, person,
	    "UPDATE person SET address_sealed = ? WHERE id = ?",
	    "person.address", address);
}

enum err
person_set_word(struct store *store, int64_t person,
    const struct word_hash *word)
{
	return store_run(store, "UPDATE person SET word_salt = ?,"
	    " word_cost = ?, word_hash = ? WHERE id = ?", "bibi",
	    (const void *)word->salt, sizeof(word->salt), (int64_t)word->cost,
	    (const void *)word->hash, sizeof(word->hash), person);
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
	e = store_sealed_text(row, 0, keys, "person.phone", phone,
	    PHONE_SIZE);
	if (e == ERR_OK && phone_key != NULL)
		e = store_blob(row, 1, phone_key, HASH_BYTES);
	store_done(row);
	return e;
}

/* `sql` reads one sealed column of a person; null is "". */
static enum err
read_sealed(struct store *store, const struct keys *keys, int64_t person,
    const char *sql, const char *place, char *out, size_t size)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, sql, "i", person);
	if (e != ERR_OK)
		return e;
	out[0] = '\0';
	if (!store_null(row, 0))
		e = store_sealed_text(row, 0, keys, place, out, size);
	store_done(row);
	return e;
}

enum err
person_read_email(struct store *store, const struct keys *keys, int64_t person,
    char email[static EMAIL_SIZE])
{
	return read_sealed(store, keys, person,
	    "SELECT email_sealed FROM person WHERE id = ?", "person.email",
	    email, EMAIL_SIZE);
}

enum err
person_read_address(struct store *store, const struct keys *keys,
    int64_t person, char address[static ADDRESS_SIZE])
{
	return read_sealed(store, keys, person,
	    "SELECT address_sealed FROM person WHERE id = ?",
	    "person.address", address, ADDRESS_SIZE);
}

enum err
person_read_name(struct store *store, const struct keys *keys, int64_t person,
    char name[static NAME_SIZE])
{
	return read_sealed(store, keys, person,
	    "SELECT name_sealed FROM person WHERE id = ?", "person.name",
	    name, NAME_SIZE);
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
