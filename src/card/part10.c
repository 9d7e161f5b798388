#include "card/part10.h"

#include "card/apdu.h"
#include "card/pin_pad.h"

/* Properties */
#define LCD_LAYOUT 0x01			/* 0: no display */
#define CONDITIONS 0x02
#define MIN_PIN 0x06
#define MAX_PIN 0x07
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

/* A number of the properties.  False: it is not there. */
static bool
number(const uint8_t *properties, size_t len, uint8_t wanted, size_t *value)
{
	const uint8_t *v;
	uint8_t tag;
	size_t n;

	while (next(&properties, &len, &tag, &v, &n)) {
		if (tag != wanted || n == 0 || n > 4)
			continue;
		*value = 0;
		while (n > 0)
			*value = *value << 8 | v[--n];
		return true;
	}
	return false;
}

bool
part10_reach(const uint8_t *properties, size_t len, size_t *reach)
{
	if (!number(properties, len, MAX_DATA, reach))
		return false;
	if (*reach < APDU_NE_SHORT)
		*reach = APDU_NE_SHORT;
	return true;
}

void
part10_pad(const uint8_t *properties, size_t len, struct pin_pad *pad)
{
	size_t layout;

	number(properties, len, MIN_PIN, &pad->min);
	number(properties, len, MAX_PIN, &pad->max);
	number(properties, len, CONDITIONS, &pad->conditions);
	if (number(properties, len, LCD_LAYOUT, &layout))
		pad->display = layout != 0;
}
