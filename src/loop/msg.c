#include "loop/msg.h"

#include <string.h>

#include "base/secret.h"

void
msg_read_init(struct msg_reader *r, const void *data, size_t len)
{
	*r = (struct msg_reader){ .at = data, .left = len };
}

/* The next `len` bytes, or NULL and failed for good. */
static const uint8_t *
take(struct msg_reader *r, size_t len)
{
	const uint8_t *at = r->at;

	if (r->failed || len > r->left) {
		r->failed = true;
		return NULL;
	}
	if (len > 0)
		r->at += len;
	r->left -= len;
	return at;
}

static uint64_t
number(struct msg_reader *r, size_t len)
{
	const uint8_t *at = take(r, len);
	uint64_t v = 0;

	for (size_t i = 0; at != NULL && i < len; i++)
		v = v << 8 | at[i];
	return v;
}

uint8_t
msg_u8(struct msg_reader *r)
{
	return (uint8_t)number(r, 1);
}

uint16_t
msg_u16(struct msg_reader *r)
{
	return (uint16_t)number(r, 2);
}

uint32_t
msg_u32(struct msg_reader *r)
{
	return (uint32_t)number(r, 4);
}

uint64_t
msg_u64(struct msg_reader *r)
{
	return number(r, 8);
}

const uint8_t *
msg_view(struct msg_reader *r, size_t *len)
{
	size_t said = msg_u32(r);
	const uint8_t *at = take(r, said);

	*len = r->failed ? 0 : said;
	return r->failed ? NULL : at;
}

size_t
msg_bytes(struct msg_reader *r, uint8_t *out, size_t size)
{
	size_t len;
	const uint8_t *at = msg_view(r, &len);

	if (len > size)
		r->failed = true;
	if (r->failed)
		return 0;
	if (len > 0)
		memcpy(out, at, len);
	return len;
}

void
msg_text(struct msg_reader *r, char *out, size_t size)
{
	size_t len;
	const uint8_t *at = msg_view(r, &len);

	if (size == 0 || len > size - 1 ||
	    (len > 0 && memchr(at, '\0', len) != NULL))
		r->failed = true;
	if (size == 0)
		return;
	if (r->failed)
		len = 0;
	if (len > 0)
		memcpy(out, at, len);
	out[len] = '\0';
}

void
msg_secret(struct msg_reader *r, struct secret *out)
{
	size_t len;
	const uint8_t *at = msg_view(r, &len);

	if (!r->failed && secret_set(out, at, len) != ERR_OK)
		r->failed = true;
	if (r->failed)
		secret_clear(out);
}

enum err
msg_read_end(const struct msg_reader *r)
{
	return r->failed || r->left > 0 ? ERR_SYNTAX : ERR_OK;
}

static enum err
put_number(struct buf *b, uint64_t v, size_t len)
{
	uint8_t bytes[8];

	for (size_t i = len; i > 0; i--) {
		bytes[i - 1] = (uint8_t)v;
		v >>= 8;
	}
	return buf_add(b, bytes, len);
}

enum err
msg_put_u8(struct buf *b, uint8_t v)
{
	return put_number(b, v, 1);
}

enum err
msg_put_u16(struct buf *b, uint16_t v)
{
	return put_number(b, v, 2);
}

enum err
msg_put_u32(struct buf *b, uint32_t v)
{
	return put_number(b, v, 4);
}

enum err
msg_put_u64(struct buf *b, uint64_t v)
{
	return put_number(b, v, 8);
}

enum err
msg_put_bytes(struct buf *b, const void *bytes, size_t len)
{
	enum err e;

	/* Both or neither: half a field would be read as something else. */
	if (len > UINT32_MAX || b->max - b->len < 4 ||
	    len > b->max - b->len - 4)
		return ERR_TOO_BIG;
	e = msg_put_u32(b, (uint32_t)len);
	return e != ERR_OK ? e : buf_add(b, bytes, len);
}

enum err
msg_put_text(struct buf *b, const char *text)
{
	return msg_put_bytes(b, text, strlen(text));
}

enum err
msg_put_secret(struct buf *b, const struct secret *s)
{
	return msg_put_bytes(b, secret_bytes(s), secret_len(s));
}
