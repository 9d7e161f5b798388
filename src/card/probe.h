/* Which type is the card in the reader?  The ATR says it alone where the entry
 * of cards.yaml has no `aid`; else the card is asked whether it has that
 * application.  Nothing but SELECT by name is sent, and no try is spent. */
#ifndef CARD_PROBE_H
#define CARD_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct card_type;
struct cards;
struct link;

/* Can it be told without asking the card?  Then *type is it, NULL: no type. */
bool card_probe_is_known(const struct cards *cards, const uint8_t *atr,
    size_t len, const struct card_type **type);

/* Ask.  *type NULL with ERR_OK: no type.  The application of a type that was
 * found is selected.  Errors are those of exchange_send(). */
MUST_CHECK enum err card_probe(const struct cards *cards, struct link *link,
    const uint8_t *atr, size_t len, const struct card_type **type);

/* The card was found to be of that type before: select its application again,
 * if it has one.  ERR_CARD_GONE: it is another card now. */
MUST_CHECK enum err card_probe_again(struct link *link,
    const struct card_type *type);

#endif
