#include "portal/store_card.h"

#include <string.h>

#include "base/secret.h"
#include "portal/store.h"

enum err
card_put(struct store *store, const char *serial, int64_t person,
    const char *type, const char *state, int64_t now)
{
	struct card card;
	enum err e;

	e = card_find(store, serial, &card);
	if (e == ERR_OK && card.person != person)
		return ERR_CARD_NOT_YOURS;
	if (e != ERR_OK && e != ERR_CARD_NOT_KNOWN)
		return e;
	return store_run(store, "INSERT INTO card (serial, person, type,"
	    " state, enrolled) VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT (serial) DO UPDATE SET type = ?3, state = ?4",
	    "titti", serial, person, type, state, now);
}

enum err
card_find(struct store *store, const char *serial, struct card *card)
{
	struct sqlite3_stmt *row;
	enum err e;

	memset(card, 0, sizeof(*card));
	e = store_row(store, &row, "SELECT person, type, state,"
	    " key_sealed IS NOT NULL FROM card WHERE serial = ?", "t", serial);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_CARD_NOT_KNOWN : e;
	card->person = store_int(row, 0);
	card->has_key = store_int(row, 3) != 0;
	e = store_text(row, 1, card->type, sizeof(card->type));
	if (e == ERR_OK)
		e = store_text(row, 2, card->state, sizeof(card->state));
	store_done(row);
	return e;
}

/* ---- Keys ---- */

/* A key that was moved to another card's row does not open there. */
static void
key_place(const char *serial, char out[static SERIAL_SIZE + 16])
{
	static const char front[] = "card.key ";

	memcpy(out, front, sizeof(front) - 1);
	memcpy(out + sizeof(front) - 1, serial, strlen(serial) + 1);
}

enum err
card_put_key(struct store *store, const struct keys *keys, const char *serial,
    const struct secret *key)
{
	char place[SERIAL_SIZE + 16];
	struct buf sealed;
	enum err e;

	key_place(serial, place);
	buf_init(&sealed, 256);
	e = seal_bytes(keys->seal, place, secret_bytes(key), secret_len(key),
	    &sealed);
	if (e == ERR_OK)
		e = store_run(store, "UPDATE card SET key_sealed = ?"
		    " WHERE serial = ?", "bt", (const void *)sealed.data,
		    sealed.len, serial);
	if (e == ERR_OK && store_changes(store) != 1)
		e = ERR_CARD_NOT_KNOWN;
	buf_free(&sealed);
	return e;
}

static enum err
open_key(const struct keys *keys, const char *serial,
    const struct buf *sealed, struct secret **key)
{
	char place[SERIAL_SIZE + 16];
	struct buf plain;
	enum err e;

	key_place(serial, place);
	buf_init(&plain, 64);
	e = seal_open(keys->seal, place, sealed->data, sealed->len, &plain);
	if (e == ERR_OK && (plain.len == 0 || plain.len > CARD_KEY_MAX))
		e = ERR_IO;
	if (e == ERR_OK)
		*key = secret_new(plain.len);
	if (e == ERR_OK)
		e = *key == NULL ? ERR_NO_MEMORY :
		    secret_set(*key, plain.data, plain.len);
	buf_free(&plain);
	return e;
}

enum err
card_read_key(struct store *store, const struct keys *keys, const char *serial,
    struct secret **key)
{
	struct sqlite3_stmt *row;
	struct buf sealed;
	enum err e;

	*key = NULL;
	e = store_row(store, &row, "SELECT key_sealed FROM card"
	    " WHERE serial = ?", "t", serial);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_CARD_NOT_KNOWN : e;
	buf_init(&sealed, 256);
	e = store_blob_buf(row, 0, &sealed);
	store_done(row);
	if (e == ERR_OK)
		e = sealed.len == 0 ? ERR_CARD_NOT_KNOWN :
		    open_key(keys, serial, &sealed, key);
	buf_free(&sealed);
	if (e != ERR_OK)
		secret_free(key);
	return e;
}

/* ---- Unlocks ---- */

static const char *const states[UNLOCK_STATES] = {
	[UNLOCK_OPEN] = "open", [UNLOCK_ISSUED] = "issued",
	[UNLOCK_VOID] = "void", [UNLOCK_DONE] = "done",
	[UNLOCK_UNCHANGED] = "unchanged", [UNLOCK_UNKNOWN] = "unknown",
};

const char *
unlock_state_name(enum unlock_state state)
{
	return (unsigned)state < UNLOCK_STATES ? states[state] : "?";
}

enum err
unlock_insert(struct store *store, const struct unlock *u)
{
	enum err e;

	e = store_run(store, "UPDATE unlock SET state = 'void',"
	    " relay_sealed = NULL WHERE serial = ? AND state = 'open'", "t",
	    u->serial);
	if (e != ERR_OK)
		return e;
	return store_run(store, "INSERT INTO unlock (id, session, person,"
	    " serial, terminal, state, opened, expires, confirmed, operator)"
	    " VALUES (?, ?, ?, ?, ?, 'open', ?, ?, nullif(?, 0), ?)",
	    "bbittiiit",
	    (const void *)u->id, sizeof(u->id), (const void *)u->session,
	    sizeof(u->session), u->person, u->serial, u->terminal, u->opened,
	    u->expires, u->confirmed, u->operator);
}

static enum err
read_unlock(struct sqlite3_stmt *row, struct unlock *u)
{
	char state[16];
	enum err e;

	e = store_blob(row, 0, u->session, sizeof(u->session));
	u->person = store_int(row, 1);
	if (e == ERR_OK)
		e = store_text(row, 2, u->serial, sizeof(u->serial));
	if (e == ERR_OK)
		e = store_text(row, 3, u->terminal, sizeof(u->terminal));
	if (e == ERR_OK)
		e = store_text(row, 4, state, sizeof(state));
	u->opened = store_int(row, 5);
	u->expires = store_int(row, 6);
	u->confirmed = store_int(row, 7);
	if (e == ERR_OK)
		e = store_text(row, 8, u->operator, sizeof(u->operator));
	u->state = UNLOCK_STATES;
	for (int i = 0; e == ERR_OK && i < UNLOCK_STATES; i++) {
		if (strcmp(states[i], state) == 0)
			u->state = (enum unlock_state)i;
	}
	return e == ERR_OK && u->state == UNLOCK_STATES ? ERR_IO : e;
}

enum err
unlock_find(struct store *store, const uint8_t id[static HASH_BYTES],
    struct unlock *u)
{
	struct sqlite3_stmt *row;
	enum err e;

	memset(u, 0, sizeof(*u));
	e = store_row(store, &row, "SELECT session, person, serial, terminal,"
	    " state, opened, expires, confirmed, operator FROM unlock"
	    " WHERE id = ?", "b",
	    (const void *)id, (size_t)HASH_BYTES);
	if (e != ERR_OK)
		return e;
	e = read_unlock(row, u);
	memcpy(u->id, id, sizeof(u->id));
	store_done(row);
	return e;
}

enum err
unlock_confirm(struct store *store, const uint8_t id[static HASH_BYTES],
    int64_t now, int64_t expires)
{
	enum err e;

	e = store_run(store, "UPDATE unlock SET confirmed = ?, expires = ?"
	    " WHERE id = ? AND state = 'open' AND confirmed IS NULL", "iib",
	    now, expires, (const void *)id, (size_t)HASH_BYTES);
	return e == ERR_OK && store_changes(store) != 1 ? ERR_UNLOCK_USED : e;
}

enum err
unlock_issue(struct store *store, const uint8_t id[static HASH_BYTES],
    const uint8_t challenge[static HASH_BYTES], int64_t now)
{
	enum err e;

	e = store_run(store, "UPDATE unlock SET state = 'issued',"
	    " challenge = ?, issued = ? WHERE id = ? AND state = 'open'",
	    "bib", (const void *)challenge, (size_t)HASH_BYTES, now,
	    (const void *)id, (size_t)HASH_BYTES);
	return e == ERR_OK && store_changes(store) != 1 ? ERR_UNLOCK_USED : e;
}

enum err
unlock_void(struct store *store, const uint8_t id[static HASH_BYTES])
{
	return store_run(store, "UPDATE unlock SET state = 'void',"
	    " relay_sealed = NULL WHERE id = ? AND state = 'open'", "b",
	    (const void *)id, (size_t)HASH_BYTES);
}

#define RELAY_PLACE "unlock.relay"

enum err
unlock_put_relay(struct store *store, const struct keys *keys,
    const uint8_t id[static HASH_BYTES], const void *bytes, size_t len)
{
	struct buf sealed;
	enum err e = ERR_OK;

	if (bytes == NULL)
		return store_run(store, "UPDATE unlock SET relay_sealed = NULL"
		    " WHERE id = ?", "b", (const void *)id,
		    (size_t)HASH_BYTES);
	buf_init(&sealed, 512);
	e = seal_bytes(keys->seal, RELAY_PLACE, bytes, len, &sealed);
	if (e == ERR_OK)
		e = store_run(store, "UPDATE unlock SET relay_sealed = ?"
		    " WHERE id = ?", "bb", (const void *)sealed.data,
		    sealed.len, (const void *)id, (size_t)HASH_BYTES);
	buf_free(&sealed);
	return e;
}

enum err
unlock_read_relay(struct store *store, const struct keys *keys,
    const uint8_t id[static HASH_BYTES], void *bytes, size_t len)
{
	struct sqlite3_stmt *row;
	struct buf sealed, plain;
	enum err e;

	memset(bytes, 0, len);
	e = store_row(store, &row, "SELECT relay_sealed FROM unlock"
	    " WHERE id = ?", "b", (const void *)id, (size_t)HASH_BYTES);
	if (e != ERR_OK)
		return e;
	buf_init(&sealed, 512);
	buf_init(&plain, 512);
	e = store_blob_buf(row, 0, &sealed);
	store_done(row);
	if (e == ERR_OK && sealed.len > 0)
		e = seal_open(keys->seal, RELAY_PLACE, sealed.data,
		    sealed.len, &plain);
	if (e == ERR_OK && plain.len > 0 && plain.len != len)
		e = ERR_IO;
	if (e == ERR_OK && plain.len > 0)
		memcpy(bytes, plain.data, len);
	buf_free(&sealed);
	buf_free(&plain);
	return e;
}

enum err
unlock_report(struct store *store, const struct unlock *u,
    enum unlock_state outcome, const char *reason, int64_t now)
{
	enum err e;

	e = store_run(store, "UPDATE unlock SET state = ?, reported = ?,"
	    " reason = ?, relay_sealed = NULL WHERE id = ?", "titb",
	    unlock_state_name(outcome), now, reason, (const void *)u->id,
	    sizeof(u->id));
	if (e == ERR_OK && outcome == UNLOCK_DONE)
		e = store_run(store, "UPDATE letter SET out_of_date = ?"
		    " WHERE serial = ?", "it", now, u->serial);
	return e;
}
