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
