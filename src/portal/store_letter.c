#include "portal/store_letter.h"

#include <string.h>

#include "base/secret.h"
#include "portal/store.h"

#define PLACE_SIZE (SERIAL_SIZE + 8)
#define PLAIN_MAX (2 * LETTER_PIN_MAX + 1)

enum err
letter_init(struct letter *l)
{
	memset(l, 0, sizeof(*l));
	l->pin = secret_new(LETTER_PIN_MAX);
	l->puk = secret_new(LETTER_PIN_MAX);
	return l->pin != NULL && l->puk != NULL ? ERR_OK : ERR_NO_MEMORY;
}

void
letter_free(struct letter *l)
{
	secret_free(&l->pin);
	secret_free(&l->puk);
}

/* A letter that was moved to another card's row does not open there. */
static void
letter_place(const char *serial, char out[static PLACE_SIZE])
{
	static const char front[] = "letter ";

	memcpy(out, front, sizeof(front) - 1);
	memcpy(out + sizeof(front) - 1, serial, strlen(serial) + 1);
}

/* ---- Put ---- */

/* "PIN" or "PIN newline PUK". */
static enum err
seal_letter(const struct keys *keys, const struct letter *l, struct buf *out)
{
	char place[PLACE_SIZE];
	struct secret *plain = secret_new(PLAIN_MAX);
	enum err e = ERR_NO_MEMORY;

	if (plain == NULL)
		return e;
	letter_place(l->serial, place);
	e = secret_set(plain, secret_bytes(l->pin), secret_len(l->pin));
	if (e == ERR_OK && secret_len(l->puk) > 0)
		e = secret_append(plain, "\n", 1);
	if (e == ERR_OK)
		e = secret_append(plain, secret_bytes(l->puk),
		    secret_len(l->puk));
	if (e == ERR_OK)
		e = seal_bytes(keys->seal, place, secret_bytes(plain),
		    secret_len(plain), out);
	secret_free(&plain);
	return e;
}

static enum err
find_card(struct store *store, const char *serial, int64_t *person)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT person FROM card WHERE serial = ?",
	    "t", serial);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_CARD_NOT_KNOWN : e;
	*person = store_int(row, 0);
	store_done(row);
	return ERR_OK;
}

enum err
letter_put(struct store *store, const struct keys *keys,
    const struct letter *l, int64_t now)
{
	struct buf sealed;
	int64_t person;
	enum err e;

	buf_init(&sealed, 256);
	e = find_card(store, l->serial, &person);
	if (e == ERR_OK)
		e = seal_letter(keys, l, &sealed);
	if (e == ERR_OK)
		e = store_run(store, "INSERT OR REPLACE INTO letter (serial,"
		    " letter_sealed, year, stored) VALUES (?, ?, ?, ?)",
		    "tbii", l->serial, (const void *)sealed.data, sealed.len,
		    (int64_t)l->year, now);
	buf_free(&sealed);
	return e;
}

/* ---- Get ---- */

static enum err
open_letter(const struct keys *keys, const struct buf *sealed,
    struct letter *l)
{
	char place[PLACE_SIZE];
	const uint8_t *end;
	struct buf plain;
	size_t len;
	enum err e;

	letter_place(l->serial, place);
	buf_init(&plain, PLAIN_MAX + 1);
	e = seal_open(keys->seal, place, sealed->data, sealed->len, &plain);
	if (e != ERR_OK)
		goto out;
	end = memchr(plain.data, '\n', plain.len);
	len = end == NULL ? plain.len : (size_t)(end - plain.data);
	e = secret_set(l->pin, plain.data, len);
	if (e == ERR_OK && end != NULL)
		e = secret_set(l->puk, end + 1, plain.len - len - 1);
out:
	buf_free(&plain);
	/* Sealed, but not by us for this card: the database is broken. */
	return e == ERR_REFUSED || e == ERR_TOO_BIG ? ERR_IO : e;
}

enum err
letter_get(struct store *store, const struct keys *keys, const char *serial,
    struct letter *l)
{
	struct sqlite3_stmt *row;
	struct buf sealed;
	enum err e;

	e = find_card(store, serial, &l->person);
	if (e != ERR_OK)
		return e;
	e = store_row(store, &row, "SELECT letter_sealed, year,"
	    " out_of_date IS NOT NULL FROM letter WHERE serial = ?", "t",
	    serial);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_LETTER_NONE : e;
	buf_init(&sealed, 256);
	e = store_blob_buf(row, 0, &sealed);
	l->year = (int)store_int(row, 1);
	l->out_of_date = store_int(row, 2) != 0;
	store_done(row);
	memcpy(l->serial, serial, strlen(serial) + 1);
	if (e == ERR_OK)
		e = open_letter(keys, &sealed, l);
	buf_free(&sealed);
	return e;
}

enum err
letter_newest(struct store *store, int64_t person,
    char serial[static SERIAL_SIZE], int *count)
{
	struct sqlite3_stmt *row;
	enum err e;

	*count = 0;
	e = store_row(store, &row, "SELECT letter.serial, count(*) OVER ()"
	    " FROM letter JOIN card USING (serial) WHERE card.person = ?"
	    " ORDER BY letter.stored DESC, letter.rowid DESC LIMIT 1", "i",
	    person);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_LETTER_NONE : e;
	e = store_text(row, 0, serial, SERIAL_SIZE);
	*count = (int)store_int(row, 1);
	store_done(row);
	return e;
}

enum err
letter_erase(struct store *store, const char *serial)
{
	enum err e;

	e = store_run(store, "DELETE FROM letter WHERE serial = ?", "t",
	    serial);
	return e == ERR_OK && store_changes(store) != 1 ? ERR_LETTER_NONE : e;
}

/* ---- Readings ---- */

static enum err
check_read(struct store *store, int64_t session, const char *serial,
    const char *key)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT key = ? FROM letter_read"
	    " WHERE session = ? AND serial = ?", "tit", key, session, serial);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	e = store_int(row, 0) != 0 ? ERR_OK : ERR_LETTER_READ;
	store_done(row);
	return e;
}

enum err
letter_note_read(struct store *store, int64_t session, const char *serial,
    const char *key, const uint8_t id[static HASH_BYTES])
{
	enum err e;

	e = check_read(store, session, serial, key);
	if (e != ERR_OK)
		return e;
	return store_run(store, "INSERT OR REPLACE INTO letter_read (id,"
	    " session, serial, key) VALUES (?, ?, ?, ?)", "bitt",
	    (const void *)id, (size_t)HASH_BYTES, session, serial, key);
}

enum err
letter_find_read(struct store *store, int64_t session,
    const uint8_t id[static HASH_BYTES], char serial[static SERIAL_SIZE])
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT serial FROM letter_read"
	    " WHERE id = ? AND session = ?", "bi", (const void *)id,
	    (size_t)HASH_BYTES, session);
	if (e != ERR_OK)
		return e;
	e = store_text(row, 0, serial, SERIAL_SIZE);
	store_done(row);
	return e;
}
