#include "portal/store_session.h"

#include <string.h>

#include "portal/store.h"

enum err
session_insert(struct store *store, struct session *s)
{
	enum err e;

	e = store_run(store, "INSERT INTO session (token, terminal, language,"
	    " state, person, opened, expires, confirmed, shift, operator)"
	    " VALUES (?, ?, ?, ?, NULL, ?, ?, NULL, nullif(?, 0), ?)",
	    "bttiiiit",
	    (const void *)s->token, sizeof(s->token), s->terminal, s->language,
	    (int64_t)SESSION_ANONYMOUS, s->opened, s->expires, s->shift,
	    s->operator);
	s->id = e == ERR_OK ? store_rowid(store) : 0;
	return e;
}

static enum err
read_session(struct sqlite3_stmt *row, struct session *s)
{
	enum err e;

	s->id = store_int(row, 0);
	e = store_text(row, 1, s->terminal, sizeof(s->terminal));
	if (e == ERR_OK)
		e = store_text(row, 2, s->language, sizeof(s->language));
	s->state = (enum session_state)store_int(row, 3);
	s->person = store_int(row, 4);
	s->opened = store_int(row, 5);
	s->expires = store_int(row, 6);
	s->confirmed = store_int(row, 7);
	s->shift = store_int(row, 8);
	if (e == ERR_OK)
		e = store_text(row, 9, s->operator, sizeof(s->operator));
	return e;
}

enum err
session_find(struct store *store, const uint8_t token[static HASH_BYTES],
    int64_t now, struct session *s)
{
	struct sqlite3_stmt *row;
	enum err e;

	memset(s, 0, sizeof(*s));
	e = store_row(store, &row, "SELECT id, terminal, language, state,"
	    " person, opened, expires, confirmed, shift, operator FROM session"
	    " WHERE token = ? AND expires > ?", "bi", (const void *)token,
	    (size_t)HASH_BYTES, now);
	if (e == ERR_NOT_FOUND)
		return ERR_SESSION_ENDED;
	if (e != ERR_OK)
		return e;
	e = read_session(row, s);
	memcpy(s->token, token, sizeof(s->token));
	store_done(row);
	return e;
}

enum err
session_update(struct store *store, const struct session *s)
{
	return store_run(store, "UPDATE session SET state = ?,"
	    " person = nullif(?, 0), expires = ?, confirmed = nullif(?, 0)"
	    " WHERE id = ?", "iiiii", (int64_t)s->state, s->person, s->expires,
	    s->confirmed, s->id);
}

enum err
session_delete(struct store *store, int64_t id)
{
	return store_run(store, "DELETE FROM session WHERE id = ?", "i", id);
}

enum err
session_end_others(struct store *store, int64_t person, int64_t but)
{
	return store_run(store, "DELETE FROM session WHERE (person = ?1 OR id"
	    " IN (SELECT session FROM login WHERE person = ?1)) AND id <> ?2",
	    "ii", person, but);
}

/* ---- Captcha ---- */

enum err
captcha_insert(struct store *store, int64_t session, const char *id,
    const char *answer, int64_t expires)
{
	enum err e;

	e = store_run(store, "DELETE FROM captcha WHERE session = ?", "i",
	    session);
	if (e != ERR_OK)
		return e;
	return store_run(store, "INSERT INTO captcha (id, session, answer,"
	    " expires) VALUES (?, ?, ?, ?)", "titi", id, session, answer,
	    expires);
}

enum err
captcha_read(struct store *store, int64_t session, const char *id, int64_t now,
    char *answer, size_t size)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT answer FROM captcha WHERE id = ?"
	    " AND session = ? AND expires > ?", "tii", id, session, now);
	if (e != ERR_OK)
		return e;
	e = store_text(row, 0, answer, size);
	store_done(row);
	return e;
}

enum err
captcha_delete(struct store *store, const char *id)
{
	return store_run(store, "DELETE FROM captcha WHERE id = ?", "t", id);
}

/* ---- Challenge ---- */

enum err
challenge_insert(struct store *store, int64_t session,
    const uint8_t challenge[static WIRE_CHALLENGE], int64_t expires)
{
	return store_run(store, "INSERT OR REPLACE INTO challenge (session,"
	    " challenge, expires) VALUES (?, ?, ?)", "ibi", session,
	    (const void *)challenge, (size_t)WIRE_CHALLENGE, expires);
}

enum err
challenge_take(struct store *store, int64_t session, int64_t now,
    uint8_t challenge[static WIRE_CHALLENGE])
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT challenge FROM challenge"
	    " WHERE session = ? AND expires > ?", "ii", session, now);
	if (e != ERR_OK)
		return e;
	e = store_blob(row, 0, challenge, WIRE_CHALLENGE);
	store_done(row);
	return e == ERR_OK ? store_run(store, "DELETE FROM challenge"
	    " WHERE session = ?", "i", session) : e;
}

/* ---- What is over ---- */

/* Each with the time that it is. */
static const char *const purges[] = {
	"DELETE FROM session WHERE expires <= ?",
	"DELETE FROM shift WHERE expires <= ?",
	"DELETE FROM captcha WHERE expires <= ?",
	"DELETE FROM challenge WHERE expires <= ?",
	"DELETE FROM answer WHERE expires <= ?",
	"DELETE FROM word_code WHERE expires <= ?",
	"DELETE FROM outbox WHERE expires <= ?",
	"DELETE FROM rate WHERE minute < ? / 60 - 1",
	"DELETE FROM sent WHERE at < ? - 3600",
};

enum err
store_purge(struct store *store, int64_t now)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK &&
	    i < sizeof(purges) / sizeof(purges[0]); i++)
		e = store_run(store, purges[i], "i", now);
	return e;
}
