/* The answer to reset (ISO/IEC 7816-3): where its historical bytes are, and
 * what they tell of commands. */
#ifndef CARD_ATR_H
#define CARD_ATR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Points *bytes into `atr`.  ERR_SYNTAX: it ends before its parts do. */
MUST_CHECK enum err atr_historical(const uint8_t *atr, size_t len,
    const uint8_t **bytes, size_t *count);

/* Does the card say that it takes extended lengths (ISO/IEC 7816-4 8.1.1.2.7,
 * card capabilities)?  One that says nothing of it does not. */
bool atr_says_extended(const uint8_t *atr, size_t len);

#endif
