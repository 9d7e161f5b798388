#include "core/vars.h"

#include <string.h>

#include "base/utf8.h"

#define NAME_MAX_LEN 31

/* Append what can be shown of `in`; returns the new length. */
static size_t
append(char *out, size_t size, size_t at, const char *in, size_t len)
{
	utf8_sanitise(in, len, out + at, size - at);
	return at + strlen(out + at);
}

/* The length of "{name}" at `s`, 0 if none begins here. */
static size_t
variable_at(const char *s, char name[static NAME_MAX_LEN + 1])
{
	size_t len = 0;

	if (s[0] != '{')
		return 0;
	len = strcspn(s + 1, "{}");
	if (len == 0 || len > NAME_MAX_LEN || s[len + 1] != '}')
		return 0;
	memcpy(name, s + 1, len);
	name[len] = '\0';
	return len + 2;
}

void
vars_expand(const char *text, vars_lookup lookup, void *arg, char *out,
    size_t size)
{
	char name[NAME_MAX_LEN + 1];
	const char *value;
	size_t at = 0, len;

	out[0] = '\0';
	while (*text != '\0' && at + 1 < size) {
		len = variable_at(text, name);
		value = len > 0 ? lookup(arg, name) : NULL;
		if (value != NULL) {
			at = append(out, size, at, value, strlen(value));
			text += len;
			continue;
		}
		if (*text == '\n') {
			out[at++] = *text++;
			out[at] = '\0';
			continue;
		}
		/* Plain text up to the next place of interest. */
		len = 1 + strcspn(text + 1, "{\n");
		at = append(out, size, at, text, len);
		text += len;
	}
}
