/* The answer to reset (ISO/IEC 7816-3): where its historical bytes are. */
#ifndef CARD_ATR_H
#define CARD_ATR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Points *bytes into `atr`.  ERR_SYNTAX: it ends before its parts do. */
MUST_CHECK enum err atr_historical(const uint8_t *atr, size_t len,
    const uint8_t **bytes, size_t *count);

#endif
