#include "portal/store_operator.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "portal/store.h"
#include "portal/store_sealed.h"

#define SEALED_SIZE (NAME_SIZE + 64)
#define PLACE_SIZE (WIRE_ACCOUNT + 16)
#define ACCOUNT_LEAST 2

#define SELECT "SELECT id, account, name_sealed, enabled, word_salt," \
	" word_cost, word_hash, certificate FROM operator"

enum err
operator_account(const char *text, char out[static WIRE_ACCOUNT])
{
	size_t len = 0;

	for (; text[len] != '\0' && len < WIRE_ACCOUNT - 1; len++) {
		char c = ascii_lower(text[len]);

		if (!ascii_is_alpha(c) && !ascii_is_digit(c) &&
		    strchr("-_.", c) == NULL)
			return ERR_ARGUMENT;
		out[len] = c;
	}
	out[len] = '\0';
	return text[len] == '\0' && len >= ACCOUNT_LEAST ? ERR_OK :
	    ERR_ARGUMENT;
}

enum err
operator_tries_key(const struct keys *keys, const char *account,
    uint8_t out[static HASH_BYTES])
{
	return seal_hmac(keys->lookup, "operator", strlen("operator"),
	    account, strlen(account), out);
}

/* ---- Writing ---- */

static void
name_place(const char *account, char out[static PLACE_SIZE])
{
	snprintf(out, PLACE_SIZE, "operator.name %s", account);
}

/* A column is null where there is no such way in. */
static const void *
salt_of(const struct operator *o)
{
	return o->has_word ? o->word.salt : NULL;
}

static const void *
hash_of(const struct operator *o)
{
	return o->has_word ? o->word.hash : NULL;
}

static const char *
certificate_of(const struct operator *o)
{
	return o->has_certificate ? o->certificate : NULL;
}

enum err
operator_add(struct store *store, const struct keys *keys, struct operator *o,
    int64_t now)
{
	char place[PLACE_SIZE];
	struct buf sealed;
	enum err e;

	if (!o->has_word && !o->has_certificate)
		return ERR_ARGUMENT;
	name_place(o->account, place);
	buf_init(&sealed, SEALED_SIZE);
	e = seal_bytes(keys->seal, place, o->name, strlen(o->name), &sealed);
	if (e == ERR_OK)
		e = store_run(store, "INSERT INTO operator (account,"
		    " name_sealed, enabled, word_salt, word_cost, word_hash,"
		    " certificate, added) VALUES (?, ?, ?, ?, nullif(?, 0), ?,"
		    " ?, ?) ON CONFLICT DO NOTHING", "tbibibti", o->account,
		    (const void *)sealed.data, sealed.len, (int64_t)o->enabled,
		    salt_of(o), sizeof(o->word.salt),
		    o->has_word ? (int64_t)o->word.cost : (int64_t)0,
		    hash_of(o), sizeof(o->word.hash), certificate_of(o), now);
	if (e == ERR_OK && store_changes(store) != 1)
		e = ERR_REFUSED;
	o->id = e == ERR_OK ? store_rowid(store) : 0;
	buf_free(&sealed);
	return e;
}

static enum err
end_shifts(struct store *store, const struct operator *o)
{
	enum err e;

	e = store_run(store, "DELETE FROM session WHERE operator = ?", "t",
	    o->account);
	return e == ERR_OK ? store_run(store, "DELETE FROM shift"
	    " WHERE operator = ?", "i", o->id) : e;
}

enum err
operator_change(struct store *store, const struct keys *keys,
    const struct operator *o)
{
	uint8_t tries[HASH_BYTES];
	enum err e;

	e = store_run(store, "UPDATE OR IGNORE operator SET enabled = ?,"
	    " word_salt = ?, word_cost = nullif(?, 0), word_hash = ?,"
	    " certificate = ? WHERE id = ?", "ibibti", (int64_t)o->enabled,
	    salt_of(o), sizeof(o->word.salt),
	    o->has_word ? (int64_t)o->word.cost : (int64_t)0,
	    hash_of(o), sizeof(o->word.hash), certificate_of(o), o->id);
	if (e == ERR_OK && store_changes(store) != 1)
		e = ERR_REFUSED;
	if (e == ERR_OK)
		e = end_shifts(store, o);
	if (e == ERR_OK)
		e = operator_tries_key(keys, o->account, tries);
	return e == ERR_OK ? person_clear_wrong(store, tries) : e;
}

/* ---- Reading ---- */

static enum err
open_name(const struct keys *keys, struct sqlite3_stmt *row,
    struct operator *o)
{
	char place[PLACE_SIZE];

	name_place(o->account, place);
	return store_sealed_text(row, 2, keys, place, o->name,
	    sizeof(o->name));
}

static enum err
read_operator(const struct keys *keys, struct sqlite3_stmt *row,
    struct operator *o)
{
	enum err e;

	memset(o, 0, sizeof(*o));
	o->id = store_int(row, 0);
	e = store_text(row, 1, o->account, sizeof(o->account));
	if (e == ERR_OK)
		e = open_name(keys, row, o);
	o->enabled = store_int(row, 3) != 0;
	o->word.cost = (int)store_int(row, 5);
	o->has_word = o->word.cost > 0;
	if (e == ERR_OK && o->has_word)
		e = store_blob(row, 4, o->word.salt, sizeof(o->word.salt));
	if (e == ERR_OK && o->has_word)
		e = store_blob(row, 6, o->word.hash, sizeof(o->word.hash));
	if (e == ERR_OK)
		e = store_text(row, 7, o->certificate, sizeof(o->certificate));
	o->has_certificate = o->certificate[0] != '\0';
	return e;
}

static enum err
find_one(struct store *store, const struct keys *keys, const char *query,
    const char *value, struct operator *o)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, query, "t", value);
	if (e != ERR_OK)
		return e;
	e = read_operator(keys, row, o);
	store_done(row);
	return e;
}

enum err
operator_find(struct store *store, const struct keys *keys,
    const char *account, struct operator *o)
{
	return find_one(store, keys, SELECT " WHERE account = ?", account, o);
}

enum err
operator_find_certificate(struct store *store, const struct keys *keys,
    const char *fingerprint, struct operator *o)
{
	return find_one(store, keys, SELECT " WHERE certificate = ?",
	    fingerprint, o);
}

enum err
operator_list(struct store *store, const struct keys *keys,
    operator_call call, void *arg)
{
	struct sqlite3_stmt *row;
	struct operator o;
	enum err e;

	e = store_row(store, &row, SELECT " ORDER BY account", "");
	while (e == ERR_OK) {
		e = read_operator(keys, row, &o);
		if (e != ERR_OK) {
			store_done(row);
			break;
		}
		call(arg, &o);
		e = store_next(store, row);
	}
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* ---- Shifts ---- */

enum err
shift_insert(struct store *store, struct shift *s)
{
	enum err e;

	e = store_run(store, "INSERT INTO shift (token, operator, terminal,"
	    " opened, expires) VALUES (?, ?, ?, ?, ?)", "bitii",
	    (const void *)s->token, sizeof(s->token), s->operator,
	    s->terminal, s->opened, s->expires);
	s->id = e == ERR_OK ? store_rowid(store) : 0;
	return e;
}

enum err
shift_find(struct store *store, const uint8_t token[static HASH_BYTES],
    int64_t now, struct shift *s)
{
	struct sqlite3_stmt *row;
	enum err e;

	memset(s, 0, sizeof(*s));
	e = store_row(store, &row, "SELECT shift.id, shift.operator, account,"
	    " terminal, opened, expires FROM shift JOIN operator"
	    " ON operator.id = shift.operator WHERE token = ? AND expires > ?"
	    " AND enabled", "bi", (const void *)token, (size_t)HASH_BYTES,
	    now);
	if (e == ERR_NOT_FOUND)
		return ERR_OPERATOR_OVER;
	if (e != ERR_OK)
		return e;
	s->id = store_int(row, 0);
	s->operator = store_int(row, 1);
	e = store_text(row, 2, s->account, sizeof(s->account));
	if (e == ERR_OK)
		e = store_text(row, 3, s->terminal, sizeof(s->terminal));
	s->opened = store_int(row, 4);
	s->expires = store_int(row, 5);
	memcpy(s->token, token, sizeof(s->token));
	store_done(row);
	return e;
}

enum err
shift_extend(struct store *store, int64_t id, int64_t now, int idle, int most)
{
	return store_run(store, "UPDATE shift SET expires ="
	    " min(?1 + ?2, opened + ?3) WHERE id = ?4 AND expires > ?1",
	    "iiii", now, (int64_t)idle, (int64_t)most, id);
}

enum err
shift_delete(struct store *store, int64_t id)
{
	return store_run(store, "DELETE FROM shift WHERE id = ?", "i", id);
}
