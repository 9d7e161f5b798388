#include "card/part10.h"

#include "card/apdu.h"

#define MAX_DATA 0x0a

/* The next tag, length and value of a list; false: no more whole one. */
static bool
next(const uint8_t **at, size_t *left, uint8_t *tag, const uint8_t **value,
    size_t *len)
{
	if (*left < 2 || (size_t)(*at)[1] > *left - 2)
		return false;
	*tag = (*at)[0];
	*len = (*at)[1];
	*value = *at + 2;
	*at += 2 + *len;
	*left -= 2 + *len;
	return true;
}

bool
part10_feature(const uint8_t *list, size_t len, uint8_t tag, uint32_t *code)
{
	const uint8_t *v;
	uint8_t found;
	size_t n;

	while (next(&list, &len, &found, &v, &n)) {
		if (found != tag || n != 4)
			continue;
		*code = (uint32_t)v[0] << 24 | (uint32_t)v[1] << 16 |
		    (uint32_t)v[2] << 8 | v[3];
		return true;
	}
	return false;
}

bool
part10_reach(const uint8_t *properties, size_t len, size_t *reach)
{
	const uint8_t *v;
	uint8_t tag;
	size_t n;

	while (next(&properties, &len, &tag, &v, &n)) {
		if (tag != MAX_DATA || n == 0 || n > 4)
			continue;
		*reach = 0;
		while (n > 0)
			*reach = *reach << 8 | v[--n];
		if (*reach < APDU_NE_SHORT)
			*reach = APDU_NE_SHORT;
		return true;
	}
	return false;
}
