/* PIN letters: what a card was delivered with. */
#ifndef PORTAL_STORE_LETTER_H
#define PORTAL_STORE_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "portal/keys.h"
#include "portal/person.h"
#include "portal/seal.h"

struct secret;
struct store;

#define LETTER_PIN_MAX 16
/* Cards made later have no PUK that its holder could use. */
#define LETTER_PUK_YEAR 2010

struct letter {
	char serial[SERIAL_SIZE];
	int64_t person;
	int year;			/* in which the card was made */
	bool out_of_date;		/* the PIN was changed by an unlock */
	struct secret *pin;
	struct secret *puk;		/* empty: none */
};

/* Make the secrets; ERR_NO_MEMORY leaves a letter for letter_free. */
MUST_CHECK enum err letter_init(struct letter *letter);

/* Wipes. */
void letter_free(struct letter *letter);

/* Store it in place of an older one: from now on it is up to date.
 * ERR_CARD_NOT_KNOWN: there is no such card.  Looks at serial, year, PIN and
 * PUK. */
MUST_CHECK enum err letter_put(struct store *store, const struct keys *keys,
    const struct letter *letter, int64_t now);

/* Fill `letter` from what is stored for this card.
 * ERR_LETTER_NONE, ERR_CARD_NOT_KNOWN. */
MUST_CHECK enum err letter_get(struct store *store, const struct keys *keys,
    const char *serial, struct letter *letter);

/* The person's card whose letter was stored last, and how many of his cards
 * have one.  ERR_LETTER_NONE. */
MUST_CHECK enum err letter_newest(struct store *store, int64_t person,
    char serial[static SERIAL_SIZE], int *count);

/* The row is gone; call store_scrub() behind the transaction.
 * ERR_LETTER_NONE. */
MUST_CHECK enum err letter_erase(struct store *store, const char *serial);

/* ---- Readings ---- */

/* This session reads this letter under `id` (its hash).  ERR_LETTER_READ: it
 * has done so before, with another key; with the same key the new `id` takes
 * the place of the old one. */
MUST_CHECK enum err letter_note_read(struct store *store, int64_t session,
    const char *serial, const char *key, const uint8_t id[static HASH_BYTES]);

/* The card of a reading of this session.  ERR_NOT_FOUND. */
MUST_CHECK enum err letter_find_read(struct store *store, int64_t session,
    const uint8_t id[static HASH_BYTES], char serial[static SERIAL_SIZE]);

#endif
