#include "spoil.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void
replace(struct buf *body, const char *text)
{
	buf_clear(body);
	if (buf_addf(body, "%s", text) != ERR_OK)
		abort();
}

/* A number for a text, a text for a number, nothing for the rest. */
static json_t *
other_kind(const json_t *value)
{
	if (json_is_string(value))
		return json_integer(1);
	return json_is_number(value) ? json_string("x") : json_null();
}

static void
spoil_types(struct buf *body)
{
	json_t *object = json_loadb((const char *)body->data, body->len, 0,
	    NULL);
	json_t *other = json_object(), *value;
	const char *key;
	char *text;

	json_object_foreach(object, key, value)
		json_object_set_new(other, key, other_kind(value));
	text = json_dumps(other, JSON_COMPACT);
	if (text == NULL)
		abort();
	replace(body, text);
	free(text);
	json_decref(other);
	json_decref(object);
}

/* Something more at the end of the object. */
static void
spoil_more(struct buf *body, const char *more)
{
	if (body->len < 2) {
		replace(body, "{");
	} else {
		body->len--;
		if (buf_addf(body, ",") != ERR_OK)
			abort();
	}
	if (buf_addf(body, "%s}", more) != ERR_OK)
		abort();
}

bool
spoil(struct buf *body, const char *how)
{
	if (strcmp(how, "types") == 0)
		spoil_types(body);
	else if (strcmp(how, "duplicate") == 0)
		spoil_more(body, "\"s\":\"a\",\"s\":\"b\"");
	else if (strcmp(how, "nul") == 0)
		spoil_more(body, "\"s\":\"b\\u0000\"");
	else
		return false;
	return true;
}
