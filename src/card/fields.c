#include "card/fields.h"

#include "card/card.h"

#define TRIES_UNKNOWN 0xff
#define TRIES_MAX 15

void
field_put_u8(struct buf *b, uint8_t v, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_u8(b, v);
}

void
field_put_bytes(struct buf *b, const void *bytes, size_t len, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_bytes(b, bytes, len);
}

void
field_put_text(struct buf *b, const char *text, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_text(b, text);
}

void
field_put_err(struct buf *b, enum err v, enum err *e)
{
	field_put_text(b, err_name(v), e);
}

void
field_put_tries(struct buf *b, int tries, enum err *e)
{
	field_put_u8(b, tries >= 0 && tries <= TRIES_MAX ? (uint8_t)tries :
	    TRIES_UNKNOWN, e);
}

uint8_t
field_get_up_to(struct msg_reader *r, uint8_t max)
{
	uint8_t v = msg_u8(r);

	if (v > max)
		r->failed = true;
	return v > max ? 0 : v;
}

bool
field_get_bool(struct msg_reader *r)
{
	return field_get_up_to(r, 1) == 1;
}

enum err
field_get_err(struct msg_reader *r)
{
	char name[32];
	enum err e;

	msg_text(r, name, sizeof(name));
	e = r->failed ? ERR_COUNT : err_from_name(name);
	if (e == ERR_COUNT)
		r->failed = true;
	return e == ERR_COUNT ? ERR_INTERNAL : e;
}

int
field_get_tries(struct msg_reader *r)
{
	uint8_t v = msg_u8(r);

	if (v == TRIES_UNKNOWN)
		return CARD_TRIES_UNKNOWN;
	if (v > TRIES_MAX)
		r->failed = true;
	return v;
}

void
field_put_u64(struct buf *b, int64_t v, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_u64(b, (uint64_t)v);
}

void
field_put_secret(struct buf *b, const struct secret *s, enum err *e)
{
	if (*e == ERR_OK)
		*e = msg_put_secret(b, s);
}
