#include "portal/store_mail.h"

#include "portal/gateway.h"
#include "portal/store.h"

/* ---- Codes ---- */

static enum err
replace_older(struct store *store, const uint8_t *identity, int64_t person)
{
	return person != 0 ? store_run(store, "UPDATE word_code SET"
	    " state = 'replaced' WHERE identity = ?", "b",
	    (const void *)identity, (size_t)HASH_BYTES) :
	    store_run(store, "UPDATE word_code SET state = 'replaced'"
	    " WHERE identity = ? AND person IS NULL", "b",
	    (const void *)identity, (size_t)HASH_BYTES);
}

enum err
word_code_insert(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t person,
    const uint8_t hash[static HASH_BYTES], int tries, int64_t expires)
{
	enum err e = replace_older(store, identity, person);

	return e != ERR_OK ? e : store_run(store, "INSERT INTO word_code"
	    " (identity, person, code, tries, state, expires)"
	    " VALUES (?, nullif(?, 0), ?, ?, 'active', ?)", "bibii",
	    (const void *)identity, (size_t)HASH_BYTES, person,
	    (const void *)hash, (size_t)HASH_BYTES, (int64_t)tries, expires);
}

enum err
word_code_read(struct store *store, const uint8_t identity[static HASH_BYTES],
    int64_t now, struct code *code, int64_t *person)
{
	struct sqlite3_stmt *row;
	enum err e;

	*code = (struct code){ 0 };
	*person = 0;
	e = store_row(store, &row, "SELECT id, state, code, tries, expires,"
	    " person FROM word_code WHERE identity = ? AND expires > ?"
	    " AND state <> 'replaced' ORDER BY person IS NOT NULL AND state ="
	    " 'active' DESC, id DESC LIMIT 1", "bi", (const void *)identity,
	    (size_t)HASH_BYTES, now);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	*person = store_int(row, 5);
	e = code_from_row(row, code);
	store_done(row);
	return e;
}

enum err
word_code_spend(struct store *store, int64_t id)
{
	return store_run(store, CODE_SPEND("word_code"), "i", id);
}

enum err
word_code_use(struct store *store, int64_t id)
{
	return store_run(store, CODE_USE("word_code"), "i", id);
}

/* ---- Mail on its way ---- */

enum err
outbox_add(struct store *store, const struct keys *keys, int64_t person,
    const struct buf *message, int64_t at, int64_t expires)
{
	struct buf sealed;
	enum err e;

	buf_init(&sealed, 2 * GATEWAY_MAX);
	e = seal_bytes(keys->seal, "outbox.message", message->data,
	    message->len, &sealed);
	if (e == ERR_OK)
		e = store_run(store, "INSERT INTO outbox (person,"
		    " message_sealed, at, expires) VALUES (nullif(?, 0), ?, ?,"
		    " ?)", "ibii", person, (const void *)sealed.data,
		    sealed.len, at, expires);
	buf_free(&sealed);
	return e;
}

static enum err
next_wait(struct store *store, int64_t now, int *wait)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT at FROM outbox ORDER BY at LIMIT 1",
	    "");
	if (e != ERR_OK)
		return e;
	*wait = (int)(store_int(row, 0) - now);
	store_done(row);
	return ERR_NOT_FOUND;
}

enum err
outbox_take(struct store *store, const struct keys *keys, int64_t now,
    int64_t again, struct outbox_mail *mail, int *wait)
{
	struct sqlite3_stmt *row;
	struct buf sealed;
	enum err e;

	*wait = -1;
	e = store_run(store, "DELETE FROM outbox WHERE expires <= ?", "i",
	    now);
	if (e == ERR_OK)
		e = store_row(store, &row, "SELECT id, person, message_sealed"
		    " FROM outbox WHERE at <= ? ORDER BY at LIMIT 1", "i",
		    now);
	if (e == ERR_NOT_FOUND)
		return next_wait(store, now, wait);
	if (e != ERR_OK)
		return e;
	buf_init(&sealed, 2 * GATEWAY_MAX);
	mail->id = store_int(row, 0);
	mail->person = store_int(row, 1);
	e = store_blob_buf(row, 2, &sealed);
	store_done(row);
	if (e == ERR_OK)
		e = seal_open(keys->seal, "outbox.message", sealed.data,
		    sealed.len, &mail->message);
	buf_free(&sealed);
	return e != ERR_OK ? e : store_run(store, "UPDATE outbox SET at = ?"
	    " WHERE id = ?", "ii", again, mail->id);
}

enum err
outbox_drop(struct store *store, int64_t id)
{
	return store_run(store, "DELETE FROM outbox WHERE id = ?", "i", id);
}
