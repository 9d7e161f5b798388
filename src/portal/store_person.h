/* Holders, their security words, and the wrong ones that were tried. */
#ifndef PORTAL_STORE_PERSON_H
#define PORTAL_STORE_PERSON_H

#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/person.h"
#include "portal/seal.h"

struct store;

struct word_hash {
	uint8_t salt[SALT_BYTES];
	int cost;
	uint8_t hash[HASH_BYTES];
};

struct holder {
	const char *identity;		/* in the forms of person.h */
	const char *name;
	const char *phone;
	const char *email, *address;	/* "" if there is none */
	struct word_hash word;
};

/* What looks a person up. */
MUST_CHECK enum err person_lookup_key(const struct keys *keys,
    const char *identity, uint8_t out[static HASH_BYTES]);

/* The same for a phone, in the form of person.h. */
MUST_CHECK enum err person_phone_key(const struct keys *keys,
    const char *phone, uint8_t out[static HASH_BYTES]);

/* Insert, or replace what is stored; both lift a block. */
MUST_CHECK enum err person_put(struct store *store, const struct keys *keys,
    const struct holder *holder, int64_t now);

/* ERR_NOT_FOUND: no such person. */
MUST_CHECK enum err person_find(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t *person,
    struct word_hash *word);

/* Phone as "+90..." (secret to logs), its keyed hash, and the keyed identity.
 * Any output may be NULL. */
MUST_CHECK enum err person_read_phone(struct store *store,
    const struct keys *keys, int64_t person, char phone[static PHONE_SIZE],
    uint8_t *phone_key);
MUST_CHECK enum err person_read_email(struct store *store,
    const struct keys *keys, int64_t person, char email[static EMAIL_SIZE]);
MUST_CHECK enum err person_read_address(struct store *store,
    const struct keys *keys, int64_t person,
    char address[static ADDRESS_SIZE]);
MUST_CHECK enum err person_read_name(struct store *store,
    const struct keys *keys, int64_t person, char name[static NAME_SIZE]);
MUST_CHECK enum err person_read_who(struct store *store, int64_t person,
    uint8_t identity[static HASH_BYTES]);

/* What people change of themselves, in the forms of person.h. */
MUST_CHECK enum err person_set_phone(struct store *store,
    const struct keys *keys, int64_t person, const char *phone);
MUST_CHECK enum err person_set_email(struct store *store,
    const struct keys *keys, int64_t person, const char *email);
MUST_CHECK enum err person_set_address(struct store *store,
    const struct keys *keys, int64_t person, const char *address);
MUST_CHECK enum err person_set_word(struct store *store, int64_t person,
    const struct word_hash *word);

/* What holds back messages: a phone; a mail address, and a person as who gets
 * mail (so that SMS and mail do not hold back each other). */
MUST_CHECK enum err person_phone_key(const struct keys *keys,
    const char *phone, uint8_t out[static HASH_BYTES]);
MUST_CHECK enum err person_email_key(const struct keys *keys,
    const char *email, uint8_t out[static HASH_BYTES]);
MUST_CHECK enum err person_mail_key(const struct keys *keys,
    const uint8_t identity[static HASH_BYTES], uint8_t out[static HASH_BYTES]);

/* Wrong words in a row, of anybody, enrolled or not. */
MUST_CHECK enum err person_wrong_words(struct store *store,
    const uint8_t identity[static HASH_BYTES], int *wrong);
MUST_CHECK enum err person_add_wrong(struct store *store,
    const uint8_t identity[static HASH_BYTES], int64_t now);
MUST_CHECK enum err person_clear_wrong(struct store *store,
    const uint8_t identity[static HASH_BYTES]);

#endif
