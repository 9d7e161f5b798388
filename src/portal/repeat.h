/* Idempotency-Key: the same request again gives the same answer and is not
 * done again, also when it arrives while the first one is at work.  Answers
 * are kept sealed; requests as a keyed hash, because they hold words and
 * codes. */
#ifndef PORTAL_REPEAT_H
#define PORTAL_REPEAT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/keys.h"
#include "portal/seal.h"
#include "wire/wire.h"

struct repeats;
struct store;

/* One request that carries a key.  Lives as long as it is served. */
struct repeat {
	uint8_t scope[HASH_BYTES];	/* within which the key is unique */
	char key[WIRE_ID];
	uint8_t request[HASH_BYTES];
	struct repeat *next;		/* private */
};

struct repeats *repeats_new(void);
void repeats_free(struct repeats **repeats);

/* Wait until no other request with this scope and key is being served, then
 * become the one that is.  ERR_PORTAL_BUSY: it took longer than 30 s. */
MUST_CHECK enum err repeat_enter(struct repeats *repeats,
    struct repeat *repeat);
void repeat_leave(struct repeats *repeats, struct repeat *repeat);

/* In a transaction.  ERR_OK: it was served before; *status and `body` are
 * what was answered.  ERR_NOT_FOUND: it is new.  ERR_REFUSED: the key was
 * used for another request. */
MUST_CHECK enum err repeat_find(struct store *store, const struct keys *keys,
    const struct repeat *repeat, int64_t now, int *status, struct buf *body);

/* In the transaction that does what the request asks. */
MUST_CHECK enum err repeat_keep(struct store *store, const struct keys *keys,
    const struct repeat *repeat, int status, const struct buf *body,
    int64_t expires);

#endif
