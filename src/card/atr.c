#include "card/atr.h"

/* TS and T0; then groups of interface bytes, each announced by the upper half
 * of the byte before it; the lower half of T0 counts the historical bytes. */
enum err
atr_historical(const uint8_t *atr, size_t len, const uint8_t **bytes,
    size_t *count)
{
	size_t at = 2;
	uint8_t announces;

	*bytes = NULL;
	*count = 0;
	if (len < 2 || (atr[0] != 0x3b && atr[0] != 0x3f))
		return ERR_SYNTAX;
	announces = atr[1] >> 4;
	while (announces != 0) {
		uint8_t td = announces & 8;

		for (unsigned bit = 1; bit <= 8; bit <<= 1)
			at += (announces & bit) != 0;
		if (at > len)
			return ERR_SYNTAX;
		announces = td ? atr[at - 1] >> 4 : 0;
	}
	if (at + (atr[1] & 0x0fu) > len)
		return ERR_SYNTAX;
	*bytes = atr + at;
	*count = atr[1] & 0x0f;
	return ERR_OK;
}

#define STATUS_BEHIND 0x00	/* category: objects, then three bytes */
#define STATUS_INSIDE 0x80	/* category: objects only */
#define STATUS_LEN 3
#define TAG_CAPABILITIES 7
#define EXTENDED 0x40		/* of the third byte of the capabilities */

bool
atr_says_extended(const uint8_t *atr, size_t len)
{
	const uint8_t *at;
	size_t left, n;

	if (atr_historical(atr, len, &at, &left) != ERR_OK || left < 1 ||
	    (at[0] != STATUS_BEHIND && at[0] != STATUS_INSIDE))
		return false;
	if (at[0] == STATUS_BEHIND)
		left = left > STATUS_LEN ? left - STATUS_LEN : 1;
	for (at++, left--; left > 0; at += n, left -= n) {
		n = 1 + (at[0] & 0x0fu);
		if (n > left)
			return false;
		if (at[0] >> 4 == TAG_CAPABILITIES && n == 1 + 3)
			return (at[3] & EXTENDED) != 0;
	}
	return false;
}
