#include <string.h>

#include "vcard/object.h"

uint16_t
vcard_rest_give(struct vcard *card, size_t ne, struct vanswer *a)
{
	struct vcard_now *now = &card->now;
	size_t n = now->rest_len < ne ? now->rest_len : ne;

	memcpy(a->data, now->rest, n);
	a->len = n;
	memmove(now->rest, now->rest + n, now->rest_len - n);
	now->rest_len -= n;
	if (now->rest_len == 0)
		return APDU_SW_OK;
	return (uint16_t)(SW_MORE |
	    (now->rest_len < APDU_NE_SHORT ? now->rest_len : 0));
}

uint16_t
vcard_get_response(struct vcard *card, const struct apdu *c, struct vanswer *a)
{
	if (c->p1 != 0 || c->p2 != 0)
		return SW_P1_P2;
	if (c->nc != 0 || c->ne == 0)
		return SW_LENGTH;
	if (card->now.rest_len == 0)
		return SW_CONDITIONS;
	return vcard_rest_give(card, c->ne, a);
}

/* Tag and length of an object; how many bytes. */
static size_t
header(uint8_t out[8], uint32_t tag, size_t len)
{
	size_t n = 0;

	for (int shift = 24; shift >= 0; shift -= 8) {
		if (tag >> shift != 0)
			out[n++] = (uint8_t)(tag >> shift);
	}
	if (len >= 0x100)
		out[n++] = 0x82;
	else if (len >= 0x80)
		out[n++] = 0x81;
	if (len >= 0x100)
		out[n++] = (uint8_t)(len >> 8);
	out[n++] = (uint8_t)len;
	return n;
}

void
vcard_rest_add(struct vcard_now *now, const void *bytes, size_t len)
{
	if (len == 0 || len > sizeof(now->rest) - now->rest_len)
		return;
	memcpy(now->rest + now->rest_len, bytes, len);
	now->rest_len += len;
}

void
vcard_rest_object(struct vcard_now *now, uint32_t tag, const void *bytes,
    size_t len)
{
	size_t from = now->rest_len;

	vcard_rest_add(now, bytes, len);
	vcard_rest_wrap(now, from, tag);
}

void
vcard_rest_wrap(struct vcard_now *now, size_t from, uint32_t tag)
{
	uint8_t head[8];
	size_t len = now->rest_len - from, n = header(head, tag, len);

	if (n > sizeof(now->rest) - now->rest_len)
		return;
	memmove(now->rest + from + n, now->rest + from, len);
	memcpy(now->rest + from, head, n);
	now->rest_len += n;
}

uint16_t
vcard_chain_add(struct vcard_now *now, const struct apdu *c)
{
	if (c->nc == 0 || c->nc > sizeof(now->chain) - now->chain_len)
		return SW_LENGTH;
	memcpy(now->chain + now->chain_len, c->data, c->nc);
	now->chain_len += c->nc;
	return APDU_SW_OK;
}
