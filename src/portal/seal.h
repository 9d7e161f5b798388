/* The portal's cryptography on OpenSSL: sealing what is stored, keyed hashes
 * for looking up, the card's MAC, the hash of a security word. */
#ifndef PORTAL_SEAL_H
#define PORTAL_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct secret;

#define HASH_BYTES 32
#define SALT_BYTES 16

/* AES-256-GCM: nonce (12, random), ciphertext, tag (16), added to `out`.
 * `place` ("person.phone") is bound in, so that a value that was moved to
 * another column does not open. */
MUST_CHECK enum err seal_bytes(const struct secret *key, const char *place,
    const void *bytes, size_t len, struct buf *out);

/* Adds the plain bytes to `out`.  ERR_REFUSED: not sealed by us, there. */
MUST_CHECK enum err seal_open(const struct secret *key, const char *place,
    const void *sealed, size_t len, struct buf *out);

/* HMAC-SHA-256 over two parts, each with its length in front. */
MUST_CHECK enum err seal_hmac(const struct secret *key, const void *a,
    size_t a_len, const void *b, size_t b_len, uint8_t out[static HASH_BYTES]);

/* SHA-256: for names that are random enough to need no key (tokens, ids). */
MUST_CHECK enum err seal_hash(const void *bytes, size_t len,
    uint8_t out[static HASH_BYTES]);

/* AES-128-CMAC (NIST SP 800-38B): what a card answers to. */
MUST_CHECK enum err seal_cmac(const struct secret *key, const void *bytes,
    size_t len, uint8_t out[static 16]);

/* scrypt (RFC 7914).  `cost` is log2 N; r = 8, p = 1. */
MUST_CHECK enum err seal_word(const struct secret *word,
    const uint8_t salt[static SALT_BYTES], int cost,
    uint8_t out[static HASH_BYTES]);

/* Equal, in a time that does not tell where they differ. */
bool seal_equal(const uint8_t a[static HASH_BYTES],
    const uint8_t b[static HASH_BYTES]);

/* `bytes` random bytes as 2 * bytes lower-case hexadecimal digits. */
MUST_CHECK enum err seal_random_id(size_t bytes, char *out, size_t size);

#endif
