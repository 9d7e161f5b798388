/* Logins that a person approves somewhere else: on the page of the issuer, by
 * answering a message, or at a bank.  One at a time for a session. */
#ifndef PORTAL_STORE_LOGIN_H
#define PORTAL_STORE_LOGIN_H

#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/seal.h"

struct secret;
struct store;

#define LOGIN_CODE_SIZE 24

enum login_way {
	LOGIN_PHONE,		/* on the page of the issuer */
	LOGIN_MOBILE,		/* by answering a message */
	LOGIN_BANK		/* at a bank */
};

enum login_state { LOGIN_WAITING, LOGIN_APPROVED, LOGIN_DENIED };

struct remote_login {
	int64_t id;
	uint8_t name[HASH_BYTES];	/* hash of what it is called */
	enum login_way way;
	enum login_state state;
	int64_t person;			/* who was asked or has approved; 0:
					 * nobody */
	char code[LOGIN_CODE_SIZE];	/* that person and terminal both see */
	int interval;			/* seconds between two questions */
	int64_t next;			/* not asked before */
	int64_t expires;
};

/* Replaces the session's older one.  `device` is what the issuer knows it by
 * (NULL: it has none); it is sealed.  Fills id. */
MUST_CHECK enum err login_insert(struct store *store, const struct keys *keys,
    int64_t session, const struct secret *device, struct remote_login *l);

/* ERR_NOT_FOUND: not this session's. */
MUST_CHECK enum err login_find(struct store *store, int64_t session,
    const uint8_t name[static HASH_BYTES], struct remote_login *l);

/* The caller frees *device. */
MUST_CHECK enum err login_read_device(struct store *store,
    const struct keys *keys, int64_t id, struct secret **device);

/* Write state, person, interval and next back. */
MUST_CHECK enum err login_update(struct store *store,
    const struct remote_login *l);

/* The login that waits for an answer of this phone ("+90...") with this code,
 * and is not over.  ERR_NOT_FOUND. */
MUST_CHECK enum err login_find_answered(struct store *store,
    const struct keys *keys, const char *phone, const char *code, int64_t now,
    struct remote_login *l);

/* The login at a bank that waits with this code, and is not over.  Two that
 * have the same one are none: ERR_NOT_FOUND. */
MUST_CHECK enum err login_find_bank(struct store *store, const char *code,
    int64_t now, struct remote_login *l);

#endif
