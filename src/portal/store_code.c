#include "portal/store_code.h"

#include <string.h>

#include <openssl/rand.h>

#include "base/secret.h"
#include "portal/store.h"

#define HOUR 3600

/* One digit: a byte that is even over the ten of them. */
static enum err
random_digit(char *out)
{
	const uint8_t bound = 250;	/* what is above would not be even */
	uint8_t byte;

	do {
		if (RAND_priv_bytes(&byte, 1) != 1)
			return ERR_INTERNAL;
	} while (byte >= bound);
	*out = (char)('0' + byte % 10);
	secret_wipe_mem(&byte, sizeof(byte));
	return ERR_OK;
}

enum err
code_make(int digits, struct secret **code)
{
	enum err e = ERR_OK;
	char digit = '0';

	*code = secret_new((size_t)digits);
	if (*code == NULL)
		return ERR_NO_MEMORY;
	for (int i = 0; e == ERR_OK && i < digits; i++) {
		e = random_digit(&digit);
		if (e == ERR_OK)
			e = secret_append(*code, &digit, 1);
	}
	secret_wipe_mem(&digit, sizeof(digit));
	if (e != ERR_OK)
		secret_free(code);
	return e;
}

enum err
code_hash(const struct keys *keys, const uint8_t session[static HASH_BYTES],
    const char *bound, const struct secret *code,
    uint8_t out[static HASH_BYTES])
{
	uint8_t place[HASH_BYTES];
	enum err e;

	e = seal_hmac(keys->code, session, HASH_BYTES, bound, strlen(bound),
	    place);
	if (e == ERR_OK)
		e = seal_hmac(keys->code, place, sizeof(place),
		    secret_bytes(code), secret_len(code), out);
	return e;
}

enum err
code_insert(struct store *store, int64_t session, const char *purpose,
    const uint8_t hash[static HASH_BYTES], int tries, int64_t expires,
    int64_t *id)
{
	enum err e;

	e = store_run(store, "INSERT INTO code (session, purpose, code, tries,"
	    " state, expires) VALUES (?, ?, ?, ?, 'sending', ?)", "itbii",
	    session, purpose, (const void *)hash, (size_t)HASH_BYTES,
	    (int64_t)tries, expires);
	*id = e == ERR_OK ? store_rowid(store) : 0;
	return e;
}

enum err
code_activate(struct store *store, int64_t session, const char *purpose,
    int64_t id)
{
	enum err e;

	e = store_run(store, "UPDATE code SET state = 'replaced'"
	    " WHERE session = ? AND purpose = ? AND id <> ?", "iti", session,
	    purpose, id);
	if (e == ERR_OK)
		e = store_run(store, "UPDATE code SET state = 'active'"
		    " WHERE id = ?", "i", id);
	return e;
}

enum err
code_delete(struct store *store, int64_t id)
{
	return store_run(store, "DELETE FROM code WHERE id = ?", "i", id);
}

enum err
code_from_row(struct sqlite3_stmt *row, struct code *code)
{
	char state[16];
	enum err e;

	code->id = store_int(row, 0);
	code->tries = (int)store_int(row, 3);
	code->expires = store_int(row, 4);
	e = store_text(row, 1, state, sizeof(state));
	if (e == ERR_OK)
		e = store_blob(row, 2, code->hash, sizeof(code->hash));
	code->state = strcmp(state, "active") == 0 ? CODE_ACTIVE :
	    strcmp(state, "used") == 0 ? CODE_USED : CODE_VOID;
	return e;
}

enum err
code_read(struct store *store, int64_t session, const char *purpose,
    struct code *code)
{
	struct sqlite3_stmt *row;
	enum err e;

	*code = (struct code){ 0 };
	e = store_row(store, &row, "SELECT id, state, code, tries, expires"
	    " FROM code WHERE session = ? AND purpose = ? AND state IN"
	    " ('active', 'used', 'void') ORDER BY id DESC LIMIT 1", "it",
	    session, purpose);
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	e = code_from_row(row, code);
	store_done(row);
	return e;
}

enum err
code_spend(struct store *store, int64_t id)
{
	return store_run(store, CODE_SPEND("code"), "i", id);
}

enum err
code_use(struct store *store, int64_t id)
{
	return store_run(store, CODE_USE("code"), "i", id);
}

/* ---- Messages that left ---- */

static int
wait_from(int64_t last, int64_t count, int64_t first, int gap, int hourly,
    int64_t now)
{
	int64_t wait = last + gap - now;

	if (count >= hourly && first + HOUR - now > wait)
		wait = first + HOUR - now;
	return wait < 0 ? 0 : (int)wait;
}

enum err
sent_wait(struct store *store, const uint8_t identity[static HASH_BYTES],
    const uint8_t phone[static HASH_BYTES], int gap, int hourly, int64_t now,
    int *wait)
{
	struct sqlite3_stmt *row;
	enum err e;
	int a, b;

	*wait = 0;
	e = store_row(store, &row, "SELECT max(at) FILTER (WHERE identity ="
	    " ?1), count(*) FILTER (WHERE identity = ?1), min(at) FILTER"
	    " (WHERE identity = ?1), max(at) FILTER (WHERE phone = ?2),"
	    " count(*) FILTER (WHERE phone = ?2), min(at) FILTER (WHERE phone"
	    " = ?2) FROM sent WHERE (identity = ?1 OR phone = ?2)"
	    " AND at > ?3", "bbi", (const void *)identity, (size_t)HASH_BYTES,
	    (const void *)phone, (size_t)HASH_BYTES, now - HOUR);
	if (e != ERR_OK)
		return e;
	a = wait_from(store_int(row, 0), store_int(row, 1), store_int(row, 2),
	    gap, hourly, now);
	b = wait_from(store_int(row, 3), store_int(row, 4), store_int(row, 5),
	    gap, hourly, now);
	store_done(row);
	*wait = a > b ? a : b;
	return ERR_OK;
}

enum err
sent_add(struct store *store, const uint8_t identity[static HASH_BYTES],
    const uint8_t phone[static HASH_BYTES], int64_t now, int64_t *id)
{
	enum err e;

	e = store_run(store, "INSERT INTO sent (identity, phone, at)"
	    " VALUES (?, ?, ?)", "bbi", (const void *)identity,
	    (size_t)HASH_BYTES, (const void *)phone, (size_t)HASH_BYTES, now);
	*id = e == ERR_OK ? store_rowid(store) : 0;
	return e;
}

enum err
sent_delete(struct store *store, int64_t id)
{
	return store_run(store, "DELETE FROM sent WHERE id = ?", "i", id);
}
