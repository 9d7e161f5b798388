/* Operators: who works at a terminal with somebody else's card, how they log
 * in, and their shifts.  A shift opens nothing by itself: it only puts a name
 * to what is done. */
#ifndef PORTAL_STORE_OPERATOR_H
#define PORTAL_STORE_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/person.h"
#include "portal/seal.h"
#include "portal/store_person.h"
#include "portal/x509.h"
#include "wire/wire.h"

struct store;

struct operator {
	int64_t id;
	char account[WIRE_ACCOUNT];
	char name[NAME_SIZE];		/* as colleagues know them */
	bool enabled, has_word, has_certificate;
	struct word_hash word;		/* if has_word */
	char certificate[X509_FINGERPRINT];	/* if has_certificate */
};

/* 2 to 32 letters of a-z, 0-9, "-", "_", "."; capitals are put in lower case.
 * ERR_ARGUMENT. */
MUST_CHECK enum err operator_account(const char *text,
    char out[static WIRE_ACCOUNT]);

/* Under what wrong passwords of it are counted (person_wrong_words), whether
 * there is such an account or not. */
MUST_CHECK enum err operator_tries_key(const struct keys *keys,
    const char *account, uint8_t out[static HASH_BYTES]);

/* A new one; fills id.  ERR_REFUSED: the account or the certificate is taken;
 * ERR_ARGUMENT: neither password nor certificate. */
MUST_CHECK enum err operator_add(struct store *store, const struct keys *keys,
    struct operator *o, int64_t now);

/* ERR_NOT_FOUND. */
MUST_CHECK enum err operator_find(struct store *store,
    const struct keys *keys, const char *account, struct operator *o);
MUST_CHECK enum err operator_find_certificate(struct store *store,
    const struct keys *keys, const char *fingerprint, struct operator *o);

/* Write enabled, word and certificate back, and end their shifts, their
 * sessions and a block: whoever held the old password or card is not to go on
 * with it.  ERR_REFUSED: the certificate is another operator's. */
MUST_CHECK enum err operator_change(struct store *store,
    const struct keys *keys, const struct operator *o);

/* Call for each, in order of their accounts; inside a transaction. */
typedef void (*operator_call)(void *arg, const struct operator *o);
MUST_CHECK enum err operator_list(struct store *store,
    const struct keys *keys, operator_call call, void *arg);

/* ---- Shifts ---- */

struct shift {
	int64_t id;
	uint8_t token[HASH_BYTES];	/* hash */
	int64_t operator;
	char account[WIRE_ACCOUNT];	/* shift_find() fills it */
	char terminal[WIRE_ID];
	int64_t opened, expires;
};

/* Fills id. */
MUST_CHECK enum err shift_insert(struct store *store, struct shift *s);

/* ERR_OPERATOR_OVER: there is none, its time is over, or the operator is not
 * one any more. */
MUST_CHECK enum err shift_find(struct store *store,
    const uint8_t token[static HASH_BYTES], int64_t now, struct shift *s);

/* Somebody is at work: it lives `idle` seconds from now, but never longer than
 * `most` seconds altogether.  Nothing where it has ended meanwhile. */
MUST_CHECK enum err shift_extend(struct store *store, int64_t id, int64_t now,
    int idle, int most);

MUST_CHECK enum err shift_delete(struct store *store, int64_t id);

#endif
