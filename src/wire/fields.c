#include "wire/fields.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "wire/wire.h"

/* jansson recurses on what it reads (its own bound is 2048 levels), so depth
 * is counted before it sees a byte.  Braces inside a string do not count. */
static bool
depth_fits(const uint8_t *body, size_t len)
{
	bool in_string = false;
	int depth = 0;

	for (size_t i = 0; i < len; i++) {
		if (in_string && body[i] == '\\')
			i++;
		else if (body[i] == '"')
			in_string = !in_string;
		else if (in_string)
			continue;
		else if (body[i] == '{' || body[i] == '[')
			depth++;
		else if (body[i] == '}' || body[i] == ']')
			depth--;
		if (depth > FIELDS_DEPTH)
			return false;
	}
	return true;
}

static const struct secret *
secret_at(const void *at)
{
	struct secret *s;

	memcpy(&s, at, sizeof(s));
	return s;
}

/* ---- Writing ---- */

static json_t *
text_to_json(const struct field *f, const char *at)
{
	size_t len = strnlen(at, f->size);

	if (len == 0 || len == f->size)
		return NULL;
	return json_stringn(at, len);
}

static json_t *
hex_to_json(const struct field *f, const void *base, const uint8_t *at)
{
	const uint8_t *start = base;
	json_t *value;
	char *text;
	size_t len;

	memcpy(&len, start + f->length, sizeof(len));
	if (len == 0 || len > f->size)
		return NULL;
	text = malloc(2 * len + 1);
	if (text == NULL)
		return NULL;
	hex_encode(at, len, text, 2 * len + 1);
	value = json_string(text);
	secret_wipe_mem(text, 2 * len + 1);
	free(text);
	return value;
}

static json_t *
secret_to_json(const struct secret *s)
{
	if (s == NULL || secret_len(s) == 0)
		return NULL;
	return json_stringn((const char *)secret_bytes(s), secret_len(s));
}

static json_t *
int_to_json(const struct field *f, const void *at)
{
	int value;

	memcpy(&value, at, sizeof(value));
	if (value < f->low || value > f->high)
		return NULL;
	return json_integer(value);
}

static bool
is_left_out(const struct field *f, const void *base)
{
	const uint8_t *start = base, *at = start + f->offset;
	size_t len;
	int value;

	if (!f->optional)
		return false;
	if (f->kind == FIELD_HEX) {
		memcpy(&len, start + f->length, sizeof(len));
		return len == 0;
	}
	if (f->kind == FIELD_SECRET)
		return secret_at(at) == NULL || secret_len(secret_at(at)) == 0;
	if (f->kind == FIELD_TEXT)
		return *at == 0;
	if (f->kind != FIELD_INT)
		return false;
	memcpy(&value, at, sizeof(value));
	return value == -1;
}

static json_t *object_to_json(const struct field *table, size_t count,
    const void *base);

static json_t *
list_to_json(const struct field *f, const void *base, const uint8_t *at)
{
	json_t *list = json_array();
	size_t count;

	memcpy(&count, (const uint8_t *)base + f->length, sizeof(count));
	for (size_t i = 0; list != NULL && i < count; i++) {
		if (count <= (size_t)f->high && json_array_append_new(list,
		    object_to_json(f->items, f->item_count,
		    at + i * f->size)) == 0)
			continue;
		json_decref(list);
		list = NULL;
	}
	return list;
}

static json_t *
field_to_json(const struct field *f, const void *base)
{
	const uint8_t *at = (const uint8_t *)base + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
		return text_to_json(f, (const char *)at);
	case FIELD_SECRET:
		return secret_to_json(secret_at(at));
	case FIELD_INT:
		return int_to_json(f, at);
	case FIELD_HEX:
		return hex_to_json(f, base, at);
	case FIELD_LIST:
		return list_to_json(f, base, at);
	}
	return NULL;
}

/* NULL: a value is out of bounds or no UTF-8, or there is no memory. */
static json_t *
object_to_json(const struct field *table, size_t count, const void *base)
{
	json_t *object = json_object();

	for (size_t i = 0; object != NULL && i < count; i++) {
		if (is_left_out(&table[i], base))
			continue;
		/* NULL is refused by the setter. */
		if (json_object_set_new(object, table[i].name,
		    field_to_json(&table[i], base)) != 0) {
			json_decref(object);
			object = NULL;
		}
	}
	return object;
}

static int
add_to_buf(const char *bytes, size_t len, void *arg)
{
	return buf_add(arg, bytes, len) == ERR_OK ? 0 : -1;
}

enum err
fields_encode(const struct field *table, size_t count, const void *base,
    struct buf *body)
{
	json_t *object = object_to_json(table, count, base);
	enum err e;

	if (object == NULL)
		return ERR_ARGUMENT;
	e = json_dump_callback(object, add_to_buf, body, JSON_COMPACT) == 0 ?
	    ERR_OK : ERR_TOO_BIG;
	json_decref(object);
	return e;
}

/* ---- Reading ---- */

static enum err
text_from_json(const struct field *f, const json_t *value, char *at)
{
	size_t len = json_string_length(value);

	if (!json_is_string(value) || len >= f->size ||
	    (len == 0 && !f->optional))
		return ERR_SYNTAX;
	memcpy(at, json_string_value(value), len);
	at[len] = '\0';
	return ERR_OK;
}

static enum err
secret_from_json(const struct field *f, const json_t *value, void *at)
{
	size_t len = json_string_length(value);
	struct secret *s;

	if (!json_is_string(value) || len == 0 || len > f->size)
		return ERR_SYNTAX;
	memcpy(&s, at, sizeof(s));
	if (s == NULL)
		s = secret_new(f->size);
	if (s == NULL)
		return ERR_NO_MEMORY;
	memcpy(at, &s, sizeof(s));
	return secret_set(s, json_string_value(value), len) == ERR_OK ?
	    ERR_OK : ERR_SYNTAX;
}

static enum err
int_from_json(const struct field *f, const json_t *value, void *at)
{
	json_int_t wide = json_integer_value(value);
	int narrow;

	if (!json_is_integer(value) || wide < f->low || wide > f->high)
		return ERR_SYNTAX;
	narrow = (int)wide;
	memcpy(at, &narrow, sizeof(narrow));
	return ERR_OK;
}

static enum err
hex_from_json(const struct field *f, const json_t *value, void *base)
{
	uint8_t *start = base;
	size_t len;

	if (!json_is_string(value))
		return ERR_SYNTAX;
	if (hex_decode(json_string_value(value), start + f->offset, f->size,
	    &len) != ERR_OK || len == 0)
		return ERR_SYNTAX;
	memcpy(start + f->length, &len, sizeof(len));
	return ERR_OK;
}

static enum err object_from_json(const struct field *table, size_t count,
    const json_t *object, void *base);

static enum err
list_from_json(const struct field *f, const json_t *value, void *base)
{
	uint8_t *start = base;
	size_t count = json_array_size(value);
	enum err e = ERR_OK;

	if (!json_is_array(value) || count > (size_t)f->high)
		return ERR_SYNTAX;
	for (size_t i = 0; e == ERR_OK && i < count; i++)
		e = object_from_json(f->items, f->item_count,
		    json_array_get(value, i),
		    start + f->offset + i * f->size);
	memcpy(start + f->length, &count, sizeof(count));
	return e;
}

static enum err
field_absent(const struct field *f, void *base)
{
	static const int none = -1;
	static const size_t empty = 0;
	uint8_t *start = base, *at = start + f->offset;

	if (!f->optional)
		return ERR_SYNTAX;
	if (f->kind == FIELD_INT)
		memcpy(at, &none, sizeof(none));
	else if (f->kind == FIELD_TEXT)
		*at = 0;
	else if (f->kind == FIELD_HEX)
		memcpy(start + f->length, &empty, sizeof(empty));
	return ERR_OK;
}

static enum err
field_from_json(const struct field *f, const json_t *value, void *base)
{
	uint8_t *at = (uint8_t *)base + f->offset;

	if (value == NULL || json_is_null(value))
		return field_absent(f, base);
	switch (f->kind) {
	case FIELD_TEXT:
		return text_from_json(f, value, (char *)at);
	case FIELD_SECRET:
		return secret_from_json(f, value, at);
	case FIELD_INT:
		return int_from_json(f, value, at);
	case FIELD_HEX:
		return hex_from_json(f, value, base);
	case FIELD_LIST:
		return list_from_json(f, value, base);
	}
	return ERR_INTERNAL;
}

static enum err
object_from_json(const struct field *table, size_t count,
    const json_t *object, void *base)
{
	enum err e = json_is_object(object) ? ERR_OK : ERR_SYNTAX;

	for (size_t i = 0; i < count && e == ERR_OK; i++)
		e = field_from_json(&table[i],
		    json_object_get(object, table[i].name), base);
	return e;
}

enum err
fields_decode(const struct field *table, size_t count, const uint8_t *body,
    size_t len, void *base)
{
	enum err e = ERR_SYNTAX;
	json_t *object = NULL;

	if (len == 0 || len > WIRE_BODY_MAX || !depth_fits(body, len))
		goto out;
	object = json_loadb((const char *)body, len, JSON_REJECT_DUPLICATES,
	    NULL);
	e = object_from_json(table, count, object, base);
out:
	json_decref(object);
	return e;
}

void
fields_free(const struct field *table, size_t count, void *base)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t *at = (uint8_t *)base + table[i].offset;
		struct secret *s;

		if (table[i].kind != FIELD_SECRET)
			continue;
		memcpy(&s, at, sizeof(s));
		secret_free(&s);
		memcpy(at, &s, sizeof(s));
	}
}
