/* Hexadecimal, bounded. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Lower case, terminated; `size` must be at least 2 * len + 1. */
void hex_encode(const uint8_t *in, size_t len, char *out, size_t size);

/* Exactly an even number of digits, any case.  ERR_SYNTAX or ERR_TOO_BIG:
 * *len is 0. */
MUST_CHECK enum err hex_decode(const char *in, uint8_t *out, size_t size,
    size_t *len);

#endif
