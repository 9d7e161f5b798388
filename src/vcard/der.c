#include "vcard/der.h"

#include <string.h>

void
der_init(struct der *d)
{
	memset(d, 0, sizeof(*d));
}

static void
put(struct der *d, const void *bytes, size_t len)
{
	if (d->failed || len > DER_MAX - d->len) {
		d->failed = true;
		return;
	}
	if (len > 0)
		memcpy(d->bytes + d->len, bytes, len);
	d->len += len;
}

static size_t
length_encode(size_t len, uint8_t out[static 3])
{
	size_t n = 0;

	if (len > 0xff)
		out[n++] = 0x82;
	else if (len > 0x7f)
		out[n++] = 0x81;
	if (len > 0xff)
		out[n++] = (uint8_t)(len >> 8);
	out[n++] = (uint8_t)len;
	return n;
}

void
der_open(struct der *d, uint8_t tag)
{
	put(d, &tag, 1);
	if (d->depth == DER_DEPTH)
		d->failed = true;
	if (!d->failed)
		d->open[d->depth++] = d->len;
}

/* Make room for the length that is known only now. */
void
der_close(struct der *d)
{
	uint8_t length[3];
	size_t at, inside, n;

	if (d->failed || d->depth == 0) {
		d->failed = true;
		return;
	}
	at = d->open[--d->depth];
	inside = d->len - at;
	n = length_encode(inside, length);
	put(d, length, n);
	if (d->failed)
		return;
	memmove(d->bytes + at + n, d->bytes + at, inside);
	memcpy(d->bytes + at, length, n);
}

void
der_add(struct der *d, uint8_t tag, const void *bytes, size_t len)
{
	uint8_t length[3];

	put(d, &tag, 1);
	put(d, length, length_encode(len, length));
	put(d, bytes, len);
}

void
der_add_text(struct der *d, uint8_t tag, const char *text)
{
	der_add(d, tag, text, strlen(text));
}

void
der_add_number(struct der *d, uint8_t tag, unsigned value)
{
	uint8_t bytes[5] = { 0, (uint8_t)(value >> 24), (uint8_t)(value >> 16),
	    (uint8_t)(value >> 8), (uint8_t)value };
	size_t skip = 0;

	/* As short as possible, with a zero in front of a set top bit. */
	while (skip < 4 && bytes[skip] == 0 && bytes[skip + 1] < 0x80)
		skip++;
	der_add(d, tag, bytes + skip, sizeof(bytes) - skip);
}

void
der_add_bits(struct der *d, uint8_t tag, unsigned bits)
{
	uint8_t bytes[3] = { 0, 0, 0 };
	unsigned n, last = 0;

	for (n = 0; n < 16; n++) {
		if (!(bits & 1u << n))
			continue;
		bytes[1 + n / 8] = (uint8_t)(bytes[1 + n / 8] | 0x80 >> n % 8);
		last = n + 1;
	}
	bytes[0] = (uint8_t)((8 - last % 8) % 8);
	der_add(d, tag, bytes, 1 + (last + 7) / 8);
}

enum err
der_done(const struct der *d)
{
	return d->failed || d->depth != 0 ? ERR_TOO_BIG : ERR_OK;
}
