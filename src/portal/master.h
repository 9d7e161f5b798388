/* The master key, wherever it lives: in a file (keys.master) or in a PKCS#11
 * token (keys.pkcs11), which it never leaves.  A card's key is the same from
 * both (keys.h says how it is made).
 *
 * On failure `why` says what is wrong, for the operator. */
#ifndef PORTAL_MASTER_H
#define PORTAL_MASTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct config;
struct secret;

/* Make it; one that is there is never replaced: ERR_REFUSED. */
MUST_CHECK enum err master_make(const struct config *config, char *why,
    size_t size);

/* A card's own key of `bytes`, CARD_KEY_MAX at most; the caller frees. */
MUST_CHECK enum err master_card_key(const struct config *config,
    const uint8_t *serial, size_t len, size_t bytes, struct secret **key,
    char *why, size_t size);

#endif
