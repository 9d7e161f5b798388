/* Words that a person has besides the security word: the e-Devlet password of
 * an issuer of kind `direct`, and the web password. */
#ifndef PORTAL_CREDENTIAL_H
#define PORTAL_CREDENTIAL_H

#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/seal.h"
#include "portal/store_person.h"

struct store;

enum credential { CREDENTIAL_EDEVLET, CREDENTIAL_WEB };

/* Under what wrong tries of it are counted (person_wrong_words): a key of its
 * own for each, from the keyed identity. */
MUST_CHECK enum err credential_tries_key(const struct keys *keys,
    enum credential which, const uint8_t identity[static HASH_BYTES],
    uint8_t out[static HASH_BYTES]);

/* ERR_NOT_FOUND: the person has none. */
MUST_CHECK enum err credential_read(struct store *store, int64_t person,
    enum credential which, struct word_hash *word);

/* Insert or replace; lifts its block. */
MUST_CHECK enum err credential_put(struct store *store,
    const struct keys *keys, int64_t person, enum credential which,
    const struct word_hash *word);

/* Lift every block of this person: security word, e-Devlet password, web
 * password.  *lifted: how many there were wrong tries of. */
MUST_CHECK enum err credential_unblock(struct store *store,
    const struct keys *keys, const uint8_t identity[static HASH_BYTES],
    int *lifted);

#endif
