/* Codes: one at a time for a session and a purpose, bound to both; and the
 * messages that left, which hold back the next one. */
#ifndef PORTAL_STORE_CODE_H
#define PORTAL_STORE_CODE_H

#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/seal.h"

struct secret;
struct store;

#define CODE_DIGITS 6		/* in an SMS */
#define CODE_DIGITS_MAIL 8

enum code_state {
	CODE_NONE,		/* no message was sent, or it was replaced */
	CODE_ACTIVE,
	CODE_USED,
	CODE_VOID		/* too many wrong ones */
};

struct code {
	int64_t id;
	enum code_state state;
	uint8_t hash[HASH_BYTES];
	int tries;		/* left */
	int64_t expires;
};

/* So many random digits; the caller frees. */
MUST_CHECK enum err code_make(int digits, struct secret **code);

/* What is stored of it; `bound` says whom and what it is for: a code approves
 * exactly that. */
MUST_CHECK enum err code_hash(const struct keys *keys,
    const uint8_t session[static HASH_BYTES], const char *bound,
    const struct secret *code, uint8_t out[static HASH_BYTES]);

/* A code that is being sent; it does not count until code_activate, which
 * replaces the session's older ones of this purpose. */
MUST_CHECK enum err code_insert(struct store *store, int64_t session,
    const char *purpose, const uint8_t hash[static HASH_BYTES], int tries,
    int64_t expires, int64_t *id);
MUST_CHECK enum err code_activate(struct store *store, int64_t session,
    const char *purpose, int64_t id);
MUST_CHECK enum err code_delete(struct store *store, int64_t id);

/* The session's newest of this purpose that was sent. */
MUST_CHECK enum err code_read(struct store *store, int64_t session,
    const char *purpose, struct code *code);

/* Columns id, state, code, tries, expires of a row. */
struct sqlite3_stmt;
MUST_CHECK enum err code_from_row(struct sqlite3_stmt *row, struct code *code);

/* The statements for the tables that keep codes: one try less, and none left
 * makes it void; it has been used. */
#define CODE_SPEND(table) "UPDATE " table " SET tries = tries - 1," \
	" state = iif(tries <= 1, 'void', state) WHERE id = ?"
#define CODE_USE(table) "UPDATE " table " SET state = 'used' WHERE id = ?"

/* Of a session's code. */
MUST_CHECK enum err code_spend(struct store *store, int64_t id);
MUST_CHECK enum err code_use(struct store *store, int64_t id);

/* Seconds until the next message may go to this person or phone; 0: now.
 * At least `gap` seconds lie between two, and at most `hourly` in an hour. */
MUST_CHECK enum err sent_wait(struct store *store,
    const uint8_t identity[static HASH_BYTES],
    const uint8_t phone[static HASH_BYTES], int gap, int hourly, int64_t now,
    int *wait);
MUST_CHECK enum err sent_add(struct store *store,
    const uint8_t identity[static HASH_BYTES],
    const uint8_t phone[static HASH_BYTES], int64_t now, int64_t *id);

/* It did not leave after all. */
MUST_CHECK enum err sent_delete(struct store *store, int64_t id);

#endif
