#include "base/buf.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define FIRST_ROOM 64

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_free(struct buf *b)
{
	if (b->data != NULL)
		secret_wipe_mem(b->data, b->room);
	free(b->data);
	buf_init(b, b->max);
}

void
buf_clear(struct buf *b)
{
	if (b->data != NULL)
		secret_wipe_mem(b->data, b->room);
	b->len = 0;
}

/* Make room for `more` bytes and the zero.  Never realloc(): it would leave
 * an unwiped copy behind. */
static enum err
buf_reserve(struct buf *b, size_t more)
{
	size_t need, room;
	uint8_t *data = NULL;

	if (more > b->max - b->len || b->max > SIZE_MAX / 2)
		return ERR_TOO_BIG;
	need = b->len + more + 1;
	if (b->data != NULL && need <= b->room)
		return ERR_OK;
	room = b->room < FIRST_ROOM ? FIRST_ROOM : b->room * 2;
	if (room > b->max + 1)
		room = b->max + 1;
	if (room < need)
		room = need;
	data = calloc(1, room);
	if (data == NULL)
		return ERR_NO_MEMORY;
	if (b->data != NULL) {
		memcpy(data, b->data, b->len);
		secret_wipe_mem(b->data, b->room);
		free(b->data);
	}
	b->data = data;
	b->room = room;
	return ERR_OK;
}

enum err
buf_add(struct buf *b, const void *bytes, size_t len)
{
	enum err e = buf_reserve(b, len);

	if (e != ERR_OK)
		return e;
	if (len > 0)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = 0;
	return ERR_OK;
}

enum err
buf_add_str(struct buf *b, const char *text)
{
	return buf_add(b, text, strlen(text));
}

enum err
buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	int len;
	enum err e;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0 || len == INT_MAX)
		return ERR_ARGUMENT;
	e = buf_reserve(b, (size_t)len);
	if (e != ERR_OK)
		return e;
	va_start(args, format);
	len = vsnprintf((char *)b->data + b->len, (size_t)len + 1, format,
	    args);
	va_end(args);
	b->len += (size_t)len;
	return ERR_OK;
}

void
buf_drop(struct buf *b, size_t len)
{
	if (len >= b->len) {
		buf_clear(b);
		return;
	}
	if (len == 0)
		return;
	memmove(b->data, b->data + len, b->len - len);
	secret_wipe_mem(b->data + b->len - len, len);
	b->len -= len;
}
