/* RFC 7468: DER as text between BEGIN and END lines. */
#ifndef BASE_PEM_H
#define BASE_PEM_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that pem_encode() needs for `len` bytes under a label of 32 at most,
 * with the terminator. */
#define PEM_SIZE(len) ((len) * 4 / 3 + (len) / 48 + 2 * 64)

/* `out` is terminated; its length comes back.  0: `size` is too small. */
size_t pem_encode(const char *label, const uint8_t *der, size_t len, char *out,
    size_t size);

#endif
