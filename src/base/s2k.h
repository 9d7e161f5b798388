/* The iterated and salted S2K of OpenPGP (RFC 4880 3.7.1.3): what a card with a
 * KDF object gets in the place of a PIN. */
#ifndef BASE_S2K_H
#define BASE_S2K_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Numbers of the hashes (RFC 4880 9.4). */
#define S2K_SHA256 8
#define S2K_SHA512 10

#define S2K_SALT 8
#define S2K_MAX 64			/* bytes of the longest value */

/* As many bytes are hashed at most: more than any program sets, and well under
 * a second's work. */
#define S2K_COUNT_MAX 0x10000000

struct s2k {
	uint8_t hash;
	uint32_t count;			/* bytes that are hashed */
	uint8_t salt[S2K_SALT];
};

/* How many bytes the value has; 0: no such hash, or a count beyond
 * S2K_COUNT_MAX. */
size_t s2k_len(const struct s2k *s2k);

/* Derive the value of `text`; `out` is the caller's to wipe.
 * ERR_ARGUMENT: s2k_len() is 0, or the text is longer than S2K_TEXT_MAX. */
#define S2K_TEXT_MAX 64
MUST_CHECK enum err s2k_derive(const struct s2k *s2k, const uint8_t *text,
    size_t len, uint8_t out[static S2K_MAX]);

#endif
