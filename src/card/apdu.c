#include "card/apdu.h"

#include <string.h>

#define HEADER 4

/* Bytes of the length field in front of the data and behind it. */
static void
field_sizes(const struct apdu *c, size_t *lc, size_t *le)
{
	bool extended = c->nc > 255 || c->ne > APDU_NE_SHORT;

	*lc = c->nc == 0 ? 0 : extended ? 3 : 1;
	*le = c->ne == 0 ? 0 : !extended ? 1 : c->nc == 0 ? 3 : 2;
}

/* A number in the last one or two bytes of a field whose other bytes are 0;
 * the maximum of the field wraps to 0, as the standard wants. */
static uint8_t *
put_field(uint8_t *at, size_t field, size_t value)
{
	memset(at, 0, field);
	if (field > 0)
		at[field - 1] = (uint8_t)(value & 0xff);
	if (field > 1)
		at[field - 2] = (uint8_t)(value >> 8 & 0xff);
	return at + field;
}

enum err
apdu_build(const struct apdu *c, uint8_t *out, size_t size, size_t *len)
{
	size_t lc, le;
	uint8_t *at = out;

	*len = 0;
	if (c->nc > APDU_NC_MAX || c->ne > APDU_NE_MAX)
		return ERR_ARGUMENT;
	field_sizes(c, &lc, &le);
	if (size < HEADER + lc + c->nc + le)
		return ERR_TOO_BIG;
	*at++ = c->cla;
	*at++ = c->ins;
	*at++ = c->p1;
	*at++ = c->p2;
	at = put_field(at, lc, c->nc);
	if (c->nc > 0)
		memcpy(at, c->data, c->nc);
	at = put_field(at + c->nc, le, c->ne);
	*len = (size_t)(at - out);
	return ERR_OK;
}

/* 0 stands for the maximum that the field can mean. */
static size_t
ne_of(size_t value, size_t max)
{
	return value == 0 ? max : value;
}

static enum err
parse_short(const uint8_t *body, size_t len, struct apdu *c)
{
	if (len == 1) {
		c->ne = ne_of(body[0], APDU_NE_SHORT);
		return ERR_OK;
	}
	c->nc = body[0];
	if (c->nc == 0 || len < 1 + c->nc || len > 2 + c->nc)
		return ERR_SYNTAX;
	c->data = body + 1;
	if (len == 2 + c->nc)
		c->ne = ne_of(body[1 + c->nc], APDU_NE_SHORT);
	return ERR_OK;
}

/* `body` starts with the 0 that marks an extended field. */
static enum err
parse_extended(const uint8_t *body, size_t len, struct apdu *c)
{
	size_t first = (size_t)body[1] << 8 | body[2];

	if (len == 3) {
		c->ne = ne_of(first, APDU_NE_MAX);
		return ERR_OK;
	}
	c->nc = first;
	if (first == 0 || (len != 3 + first && len != 5 + first))
		return ERR_SYNTAX;
	c->data = body + 3;
	if (len == 5 + first) {
		body += 3 + first;
		c->ne = ne_of((size_t)body[0] << 8 | body[1], APDU_NE_MAX);
	}
	return ERR_OK;
}

enum err
apdu_parse(const uint8_t *bytes, size_t len, struct apdu *c)
{
	enum err e = ERR_OK;

	memset(c, 0, sizeof(*c));
	if (len < HEADER)
		return ERR_SYNTAX;
	c->cla = bytes[0];
	c->ins = bytes[1];
	c->p1 = bytes[2];
	c->p2 = bytes[3];
	if (len >= HEADER + 3 && bytes[HEADER] == 0)
		e = parse_extended(bytes + HEADER, len - HEADER, c);
	else if (len > HEADER)
		e = parse_short(bytes + HEADER, len - HEADER, c);
	return e;
}

enum err
apdu_answer(const uint8_t *bytes, size_t len, size_t *data_len, uint16_t *sw)
{
	*data_len = 0;
	*sw = 0;
	if (len < 2)
		return ERR_CARD_GONE;
	*data_len = len - 2;
	*sw = (uint16_t)(bytes[len - 2] << 8 | bytes[len - 1]);
	return ERR_OK;
}
