#include "base/hex.h"

#include <assert.h>
#include <string.h>

void
hex_encode(const uint8_t *in, size_t len, char *out, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	assert(size >= 1 && len <= (size - 1) / 2);
	for (size_t i = 0; i < len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * len] = '\0';
}

/* 0 to 15, or 16 for anything that is no digit. */
static unsigned
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a' + 10);
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A' + 10);
	return 16;
}

enum err
hex_decode(const char *in, uint8_t *out, size_t size, size_t *len)
{
	size_t digits = strlen(in);

	*len = 0;
	if (digits % 2 != 0)
		return ERR_SYNTAX;
	if (digits / 2 > size)
		return ERR_TOO_BIG;
	for (size_t i = 0; i < digits; i += 2) {
		unsigned high = hex_digit(in[i]);
		unsigned low = hex_digit(in[i + 1]);

		if (high > 15 || low > 15)
			return ERR_SYNTAX;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*len = digits / 2;
	return ERR_OK;
}
