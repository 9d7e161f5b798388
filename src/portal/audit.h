/* The audit: who did what from which terminal with which outcome, and which
 * operator was at the keyboard.  Each entry is chained to the one before by
 * SHA-256, so that an entry that was changed, removed or put in between shows.
 * What was cut off at the end shows against a head that was written down
 * elsewhere: the portal logs it at start and stop.  Never a PIN, code, word,
 * password or identity number: the types here leave no room for one. */
#ifndef PORTAL_AUDIT_H
#define PORTAL_AUDIT_H

#include <stdint.h>

#include "base/case_no.h"
#include "base/err.h"
#include "portal/seal.h"
#include "wire/wire.h"

struct store;

struct audit_entry {
	int64_t at;
	const uint8_t *who;	/* keyed hash, HASH_BYTES; NULL: nobody yet */
	const char *terminal;	/* "" for the administrator's commands */
	const char *step;	/* "unlockOpen", "enrol.card" */
	const char *outcome;	/* an err_name */
	const char *detail;	/* "card=..8901 done", or "" */
	const char *case_no;	/* base/case_no.h; NULL or "": none */
	const char *operator;	/* account; NULL or "": nobody's shift */
};

struct audit_head {
	int64_t seq;			/* of the last entry; 0: none */
	uint8_t hash[HASH_BYTES];
};

/* Inside the transaction that does what the entry tells. */
MUST_CHECK enum err audit_add(struct store *store,
    const struct audit_entry *entry);

MUST_CHECK enum err audit_read_head(struct store *store,
    struct audit_head *head);

/* Walk the chain.  ERR_OK: whole, *last is its head.  ERR_REFUSED: *broken is
 * the number of the first entry that does not fit, and *why says how (static
 * text).  With `known` (or NULL) the chain must also contain that head. */
MUST_CHECK enum err audit_verify(struct store *store,
    const struct audit_head *known, struct audit_head *last, int64_t *broken,
    const char **why);

/* Call for each entry of a case, from the oldest on; inside a transaction. */
typedef void (*audit_call)(void *arg, int64_t seq,
    const struct audit_entry *entry);
MUST_CHECK enum err audit_case(struct store *store, const char *case_no,
    audit_call call, void *arg);

#endif
