/* Certificates of holders, and what has become of them. */
#ifndef PORTAL_STORE_CERTIFICATE_H
#define PORTAL_STORE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/person.h"
#include "portal/x509.h"
#include "wire/wire.h"

struct store;

#define CERTIFICATE_ID 41	/* 160 bits of its fingerprint, in hex */

enum certificate_state {
	CERTIFICATE_WAITING,	/* to be put into use by its holder */
	CERTIFICATE_ACTIVE,
	CERTIFICATE_SUSPENDED,
	CERTIFICATE_REVOKED,
	CERTIFICATE_EXPIRED,	/* never stored: the clock says it */
	CERTIFICATE_STATES
};

struct certificate {
	char id[CERTIFICATE_ID];
	int64_t person;
	char card[SERIAL_SIZE];		/* that it is on */
	struct x509_facts x509;
	enum certificate_state state;
	bool by_holder;			/* suspended: by whom */
	char reason[24];		/* revoked: a name of RFC 5280 */
	int64_t changed;
};

const char *certificate_state_name(enum certificate_state state);
/* CERTIFICATE_STATES: no such state. */
enum certificate_state certificate_state_of(const char *name);

/* A reason that RFC 5280 has for a certificate of a person, in its spelling
 * ("keyCompromise"). */
bool certificate_reason_known(const char *reason);

/* Its state at that time: what has run out is CERTIFICATE_EXPIRED, unless it
 * was revoked. */
enum certificate_state certificate_state_at(const struct certificate *c,
    int64_t now);

/* The id is made here.  ERR_REFUSED: it is enrolled already. */
MUST_CHECK enum err certificate_add(struct store *store,
    const struct keys *keys, struct certificate *c, int64_t now);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err certificate_find(struct store *store,
    const struct keys *keys, const char *id, struct certificate *c);

/* The newest `most` of a person, by the end of their validity. */
MUST_CHECK enum err certificate_list(struct store *store,
    const struct keys *keys, int64_t person, struct certificate *out,
    size_t most, size_t *count);

/* Store state, by_holder and reason of `c`. */
MUST_CHECK enum err certificate_change(struct store *store,
    const struct certificate *c, int64_t now);

/* When the last other certificate of the person that is in use or suspended
 * runs out; 0: there is none. */
MUST_CHECK enum err certificate_others_until(struct store *store,
    const struct certificate *c, int64_t now, int64_t *until);

#endif
