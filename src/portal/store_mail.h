/* Codes for a new security word, and the mail on its way.
 *
 * Whoever asks for a new word must not learn who is enrolled: for nobody, and
 * for a mail address that is not on file, the same rows are written, with no
 * person in them, and the mail in them is thrown away instead of sent. */
#ifndef PORTAL_STORE_MAIL_H
#define PORTAL_STORE_MAIL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/keys.h"
#include "portal/seal.h"
#include "portal/store_code.h"

struct store;

/* A code for that identity (keyed); `person` 0: of nobody.  One for a person
 * replaces the person's older ones; one of nobody leaves them alone, or
 * anybody could make somebody's code worthless. */
MUST_CHECK enum err word_code_insert(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t person,
    const uint8_t hash[static HASH_BYTES], int tries, int64_t expires);

/* The one that counts now: a person's that can be used, else the newest.
 * CODE_NONE: there is none that lives. */
MUST_CHECK enum err word_code_read(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t now, struct code *code,
    int64_t *person);
MUST_CHECK enum err word_code_spend(struct store *store, int64_t id);
MUST_CHECK enum err word_code_use(struct store *store, int64_t id);

/* A whole message, to be sent from `at` on and until `expires`. */
MUST_CHECK enum err outbox_add(struct store *store, const struct keys *keys,
    int64_t person, const struct buf *message, int64_t at, int64_t expires);

struct outbox_mail {
	int64_t id;
	int64_t person;		/* 0: nobody is to get it */
	struct buf message;	/* wiped by buf_free */
};

/* The next one that is due; it is put off until `again`, in case that this
 * process does not live to see it sent.  ERR_NOT_FOUND: none is due, and
 * *wait is the seconds until one is (-1: there is none at all). */
MUST_CHECK enum err outbox_take(struct store *store, const struct keys *keys,
    int64_t now, int64_t again, struct outbox_mail *mail, int *wait);

/* It was sent, or is not to be. */
MUST_CHECK enum err outbox_drop(struct store *store, int64_t id);

#endif
