#include "portal/store_login.h"

#include <string.h>

#include "base/buf.h"
#include "base/secret.h"
#include "portal/store.h"
#include "portal/store_person.h"

#define DEVICE_MAX 1024		/* bytes of a device code */
#define PLACE "login.device"

#define COLUMNS "id, name, way, state, person, code, interval, next, expires"

static enum err
seal_device(const struct keys *keys, const struct secret *device,
    struct buf *out)
{
	if (device == NULL)
		return ERR_OK;
	return seal_bytes(keys->seal, PLACE, secret_bytes(device),
	    secret_len(device), out);
}

enum err
login_insert(struct store *store, const struct keys *keys, int64_t session,
    const struct secret *device, struct remote_login *l)
{
	struct buf sealed;
	enum err e;

	buf_init(&sealed, DEVICE_MAX + 64);
	e = seal_device(keys, device, &sealed);
	if (e == ERR_OK)
		e = store_run(store, "DELETE FROM login WHERE session = ?",
		    "i", session);
	if (e == ERR_OK)
		e = store_run(store, "INSERT INTO login (session, name, way,"
		    " state, person, code, device_sealed, interval, next,"
		    " expires) VALUES (?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?,"
		    " ?)", "ibiiitbiii", session, (const void *)l->name,
		    sizeof(l->name), (int64_t)l->way, (int64_t)l->state,
		    l->person, l->code, device == NULL ? NULL :
		    (const void *)sealed.data, sealed.len,
		    (int64_t)l->interval, l->next, l->expires);
	l->id = e == ERR_OK ? store_rowid(store) : 0;
	buf_free(&sealed);
	return e;
}

static enum err
read_login(struct sqlite3_stmt *row, struct remote_login *l)
{
	enum err e;

	memset(l, 0, sizeof(*l));
	l->id = store_int(row, 0);
	e = store_blob(row, 1, l->name, sizeof(l->name));
	l->way = (enum login_way)store_int(row, 2);
	l->state = (enum login_state)store_int(row, 3);
	l->person = store_int(row, 4);
	if (e == ERR_OK)
		e = store_text(row, 5, l->code, sizeof(l->code));
	l->interval = (int)store_int(row, 6);
	l->next = store_int(row, 7);
	l->expires = store_int(row, 8);
	store_done(row);
	return e;
}

enum err
login_find(struct store *store, int64_t session,
    const uint8_t name[static HASH_BYTES], struct remote_login *l)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT " COLUMNS " FROM login"
	    " WHERE session = ? AND name = ?", "ib", session,
	    (const void *)name, (size_t)HASH_BYTES);
	return e == ERR_OK ? read_login(row, l) : e;
}

enum err
login_find_answered(struct store *store, const struct keys *keys,
    const char *phone, const char *code, int64_t now, struct remote_login *l)
{
	uint8_t key[HASH_BYTES];
	struct sqlite3_stmt *row;
	enum err e;

	e = person_phone_key(keys, phone, key);
	if (e != ERR_OK)
		return e;
	e = store_row(store, &row, "SELECT " COLUMNS " FROM login"
	    " WHERE person IN (SELECT p.id FROM person AS p"
	    " WHERE p.phone = ?) AND code = ? AND state = 0 AND way = 1"
	    " AND expires > ?", "bti", (const void *)key, (size_t)HASH_BYTES,
	    code, now);
	return e == ERR_OK ? read_login(row, l) : e;
}

enum err
login_find_bank(struct store *store, const char *code, int64_t now,
    struct remote_login *l)
{
	struct sqlite3_stmt *row;
	enum err e;

	e = store_row(store, &row, "SELECT " COLUMNS " FROM login"
	    " WHERE code = ?1 AND state = 0 AND way = 2 AND expires > ?2"
	    " AND 1 = (SELECT count(*) FROM login WHERE code = ?1"
	    " AND state = 0 AND way = 2 AND expires > ?2)", "ti", code, now);
	return e == ERR_OK ? read_login(row, l) : e;
}

enum err
login_read_device(struct store *store, const struct keys *keys, int64_t id,
    struct secret **device)
{
	struct sqlite3_stmt *row;
	struct buf sealed, plain;
	enum err e;

	*device = NULL;
	e = store_row(store, &row, "SELECT device_sealed FROM login"
	    " WHERE id = ?", "i", id);
	if (e != ERR_OK)
		return e;
	buf_init(&sealed, DEVICE_MAX + 64);
	buf_init(&plain, DEVICE_MAX);
	e = store_blob_buf(row, 0, &sealed);
	store_done(row);
	if (e == ERR_OK)
		e = seal_open(keys->seal, PLACE, sealed.data, sealed.len,
		    &plain);
	if (e == ERR_OK) {
		*device = secret_new(DEVICE_MAX);
		e = *device == NULL ? ERR_NO_MEMORY :
		    secret_set(*device, plain.data, plain.len);
	}
	if (e != ERR_OK)
		secret_free(device);
	buf_free(&sealed);
	buf_free(&plain);
	return e;
}

enum err
login_update(struct store *store, const struct remote_login *l)
{
	return store_run(store, "UPDATE login SET state = ?,"
	    " person = nullif(?, 0), interval = ?, next = ? WHERE id = ?",
	    "iiiii", (int64_t)l->state, l->person, (int64_t)l->interval,
	    l->next, l->id);
}
