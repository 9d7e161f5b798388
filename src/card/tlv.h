/* Walking BER-TLV as cards send it (ISO/IEC 7816-4 5.2.2): definite lengths,
 * tags of at most three bytes, 00 and FF between objects skipped.  Nothing is
 * copied and nothing is read outside the bytes given. */
#ifndef CARD_TLV_H
#define CARD_TLV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct tlv {
	uint32_t tag;		/* its bytes as a number: 0x6f, 0x7f71 */
	const uint8_t *value;	/* into the bytes walked over */
	size_t len;
};

struct tlv_walk {
	const uint8_t *at;
	size_t left;
};

void tlv_walk_init(struct tlv_walk *w, const uint8_t *bytes, size_t len);

/* The next object of this level.  ERR_NOT_FOUND: no more.  ERR_SYNTAX: what
 * follows is no object; the walk is over. */
MUST_CHECK enum err tlv_next(struct tlv_walk *w, struct tlv *t);

/* The first object with `tag` on this level: ERR_NOT_FOUND or ERR_SYNTAX. */
MUST_CHECK enum err tlv_find(const uint8_t *bytes, size_t len, uint32_t tag,
    struct tlv *t);

#endif
