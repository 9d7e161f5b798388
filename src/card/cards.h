/* config/cards.yaml: which card is told by which answer to reset, the driver
 * that speaks to it, and the numbers that differ between cards of one family.
 * Strict: an unknown key, a missing one or a value out of bounds refuses the
 * file, with the place in words. */
#ifndef CARD_CARDS_H
#define CARD_CARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CARDS_MAX 32
#define CARDS_PATTERN 15	/* historical bytes that an ATR can have */
#define CARDS_AID 16		/* bytes of an application's name */

struct card_driver;

enum unlock_method {
	UNLOCK_NONE,			/* can be read, cannot be unlocked */
	UNLOCK_BY_PORTAL		/* the driver's method */
};

struct card_type {
	char name[32];			/* "akis-1.2"; for messages and logs */
	char label[32];			/* for people … */
	char label_other[32];		/* … of a card without a certificate
					 * for signatures; "": the same */
	uint8_t pattern[CARDS_PATTERN];	/* historical bytes … */
	uint8_t mask[CARDS_PATTERN];	/* … 0: any value, by half bytes */
	size_t pattern_len;		/* 0: any ATR */
	uint8_t aid[CARDS_AID];		/* of an application it must have … */
	size_t aid_len;			/* … 0: none */
	const struct card_driver *driver;	/* NULL: known by name only */
	enum unlock_method unlock;
	uint8_t pin_reference;
	size_t pin_min, pin_max;	/* digits */
	int pin_tries;			/* of a PIN that was just reset */
	bool puk_allowed;		/* see guard_puk() for the rest */
	size_t puk_min, puk_max;	/* digits */
	uint8_t key_reference;
	size_t challenge;		/* bytes */
	uint16_t application;		/* file that tells the tries */
	size_t serial_answer;		/* bytes that the card answers with */
	size_t serial_offset, serial_len;
};

struct cards;

/* `error` gets "file:line:column: what". */
MUST_CHECK enum err cards_read_file(const char *path, struct cards **cards,
    char *error, size_t size);
MUST_CHECK enum err cards_read_text(const char *name, const char *text,
    size_t len, struct cards **cards, char *error, size_t size);
void cards_free(struct cards **cards);

/* The first type of the file, or the next one behind `after`, whose pattern
 * fits that ATR, or NULL.  Whether a type with an `aid` is the card's is for
 * the card to say (probe.h). */
const struct card_type *cards_find(const struct cards *cards,
    const uint8_t *atr, size_t len);
const struct card_type *cards_next(const struct cards *cards,
    const struct card_type *after, const uint8_t *atr, size_t len);

#endif
