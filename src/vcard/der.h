/* Writing small DER structures (X.690) into a fixed buffer.  A mistake (too
 * much, too deep, not closed) is remembered and told once, at the end. */
#ifndef VCARD_DER_H
#define VCARD_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define DER_MAX 512
#define DER_DEPTH 8

#define DER_INTEGER 0x02
#define DER_BIT_STRING 0x03
#define DER_OCTET_STRING 0x04
#define DER_ENUMERATED 0x0a
#define DER_UTF8_STRING 0x0c
#define DER_SEQUENCE 0x30
#define DER_CONTEXT(n) (0x80 | (n))		/* primitive [n] */
#define DER_CONTEXT_OF(n) (0xa0 | (n))		/* constructed [n] */

struct der {
	uint8_t bytes[DER_MAX];
	size_t len;
	size_t open[DER_DEPTH];		/* where the length bytes stand */
	size_t depth;
	bool failed;
};

void der_init(struct der *d);

/* A constructed object: what is added until der_close is inside. */
void der_open(struct der *d, uint8_t tag);
void der_close(struct der *d);

void der_add(struct der *d, uint8_t tag, const void *bytes, size_t len);
void der_add_text(struct der *d, uint8_t tag, const char *text);

/* INTEGER, ENUMERATED or an implicit tag of one: never negative. */
void der_add_number(struct der *d, uint8_t tag, unsigned value);

/* A named-bit list as a BIT STRING: bit n of `bits` is named bit n (0..15);
 * no zero bits at the end (X.690 11.2.2). */
void der_add_bits(struct der *d, uint8_t tag, unsigned bits);

/* ERR_TOO_BIG if anything went wrong on the way. */
MUST_CHECK enum err der_done(const struct der *d);

#endif
