/* Idempotency keys: a request whose answer was lost and that is sent again
 * with the same content keeps its key, so that the portal counts it once.
 * Anything else is a new attempt with a new key. */
#ifndef CORE_ATTEMPT_H
#define CORE_ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/wire.h"

#define ATTEMPT_SALT 16		/* bytes */
#define ATTEMPT_MARK 32

struct secret;

struct attempt {
	enum wire_op op;
	bool open;		/* no answer yet, or none that says anything */
	char key[WIRE_ID];
	/* A digest of what it carried, salted: the word or code itself is not
	 * kept for the sake of a repeat that may never come. */
	uint8_t salt[ATTEMPT_SALT], mark[ATTEMPT_MARK];
};

/* 128 random bits as hex. */
MUST_CHECK enum err attempt_key(char key[static WIRE_ID]);

/* The key for sending `sent` (may be NULL; wiped, freed and set to NULL, also
 * on failure) with `op` is a->key afterwards. */
MUST_CHECK enum err attempt_begin(struct attempt *a, enum wire_op op,
    struct secret **sent);

/* The portal has answered: the next attempt is a new one. */
void attempt_answered(struct attempt *a);

/* Wipe and forget. */
void attempt_forget(struct attempt *a);

#endif
