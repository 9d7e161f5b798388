/* Cards, their keys, and unlocks. */
#ifndef PORTAL_STORE_CARD_H
#define PORTAL_STORE_CARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/person.h"
#include "portal/seal.h"
#include "wire/wire.h"

struct secret;
struct store;

struct card {
	int64_t person;
	char type[16];
	char state[16];		/* "active", "suspended", "revoked" */
	bool has_key;
};

/* Insert, or change type and state of a card of the same person.
 * ERR_CARD_NOT_YOURS: it is another person's. */
MUST_CHECK enum err card_put(struct store *store, const char *serial,
    int64_t person, const char *type, const char *state, int64_t now);

/* ERR_CARD_NOT_KNOWN. */
MUST_CHECK enum err card_find(struct store *store, const char *serial,
    struct card *card);

MUST_CHECK enum err card_put_key(struct store *store, const struct keys *keys,
    const char *serial, const struct secret *key);

/* The caller frees *key.  ERR_CARD_NOT_KNOWN: none is stored. */
MUST_CHECK enum err card_read_key(struct store *store, const struct keys *keys,
    const char *serial, struct secret **key);

/* ---- Unlocks ---- */

enum unlock_state {
	UNLOCK_OPEN, UNLOCK_ISSUED, UNLOCK_VOID, UNLOCK_DONE,
	UNLOCK_UNCHANGED, UNLOCK_UNKNOWN, UNLOCK_STATES
};

struct unlock {
	uint8_t id[HASH_BYTES];		/* hash of the id */
	uint8_t session[HASH_BYTES];	/* hash of the token */
	int64_t person;
	char serial[SERIAL_SIZE];
	char terminal[WIRE_ID];
	enum unlock_state state;
	int64_t opened, expires;
	int64_t confirmed;		/* 0: not yet */
	char operator[WIRE_ACCOUNT];	/* in whose shift it was opened */
};

const char *unlock_state_name(enum unlock_state state);

/* Also makes the card's older unused ones void. */
MUST_CHECK enum err unlock_insert(struct store *store,
    const struct unlock *unlock);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err unlock_find(struct store *store,
    const uint8_t id[static HASH_BYTES], struct unlock *unlock);

/* From now on it lives until `expires`. */
MUST_CHECK enum err unlock_confirm(struct store *store,
    const uint8_t id[static HASH_BYTES], int64_t now, int64_t expires);

/* The cryptogram for this challenge is handed out. */
MUST_CHECK enum err unlock_issue(struct store *store,
    const uint8_t id[static HASH_BYTES],
    const uint8_t challenge[static HASH_BYTES], int64_t now);

/* It will not be used any more. */
MUST_CHECK enum err unlock_void(struct store *store,
    const uint8_t id[static HASH_BYTES]);

/* What is kept between two commands of a relay, sealed; NULL: nothing any
 * more.  Where nothing was kept, reading gives zeros. */
MUST_CHECK enum err unlock_put_relay(struct store *store,
    const struct keys *keys, const uint8_t id[static HASH_BYTES],
    const void *bytes, size_t len);
MUST_CHECK enum err unlock_read_relay(struct store *store,
    const struct keys *keys, const uint8_t id[static HASH_BYTES],
    void *bytes, size_t len);

/* `done` also marks a stored PIN letter of the card as out of date. */
MUST_CHECK enum err unlock_report(struct store *store,
    const struct unlock *unlock, enum unlock_state outcome,
    const char *reason, int64_t now);

#endif
