/* Sessions and their captchas.  A session is one visit at one terminal; its
 * token is 256 random bits, of which the database holds the SHA-256 only. */
#ifndef PORTAL_STORE_SESSION_H
#define PORTAL_STORE_SESSION_H

#include <stdint.h>

#include "base/err.h"
#include "portal/seal.h"
#include "wire/wire.h"

struct store;

enum session_state {
	SESSION_ANONYMOUS,
	SESSION_IDENTIFIED,		/* word and captcha were right */
	SESSION_AUTHENTICATED		/* and the SMS code */
};

struct session {
	int64_t id;
	uint8_t token[HASH_BYTES];	/* its hash */
	char terminal[WIRE_ID];
	char language[3];
	enum session_state state;
	int64_t person;			/* 0: none yet */
	int64_t opened, expires;
	int64_t confirmed;		/* 0: not by SMS */
	int64_t shift;			/* 0: nobody's */
	char operator[WIRE_ACCOUNT];	/* whose; stays when it is over */
};

/* Fills id.  The caller has set the rest. */
MUST_CHECK enum err session_insert(struct store *store, struct session *s);

/* ERR_SESSION_ENDED: no such session, or its time is over. */
MUST_CHECK enum err session_find(struct store *store,
    const uint8_t token[static HASH_BYTES], int64_t now, struct session *s);

/* Write state, person, expires and confirmed back. */
MUST_CHECK enum err session_update(struct store *store,
    const struct session *s);

MUST_CHECK enum err session_delete(struct store *store, int64_t id);

/* End all sessions of a person but one (0: all), those too whose login they
 * have approved elsewhere: who holds the old phone or word is not to go on
 * with it. */
MUST_CHECK enum err session_end_others(struct store *store, int64_t person,
    int64_t but);

/* A new captcha replaces the session's older one. */
MUST_CHECK enum err captcha_insert(struct store *store, int64_t session,
    const char *id, const char *answer, int64_t expires);

/* ERR_NOT_FOUND: not this session's, answered, or its time is over. */
MUST_CHECK enum err captcha_read(struct store *store, int64_t session,
    const char *id, int64_t now, char *answer, size_t size);

/* It was answered, right or wrong. */
MUST_CHECK enum err captcha_delete(struct store *store, const char *id);

/* A new challenge replaces the session's older one. */
MUST_CHECK enum err challenge_insert(struct store *store, int64_t session,
    const uint8_t challenge[static WIRE_CHALLENGE], int64_t expires);

/* Whoever takes it uses it up.  ERR_NOT_FOUND: the session has none, or its
 * time is over. */
MUST_CHECK enum err challenge_take(struct store *store, int64_t session,
    int64_t now, uint8_t challenge[static WIRE_CHALLENGE]);

/* Drop what is over: sessions with captchas and codes, kept answers, counts.
 * Unlocks and the audit stay. */
MUST_CHECK enum err store_purge(struct store *store, int64_t now);

#endif
