/* Looking things up in what yaml.c has read. */
#include "base/yaml.h"

#include <string.h>

#include "base/utf8.h"

const struct yaml_node *
yaml_get(const struct yaml_node *map, const char *key)
{
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (strcmp(map->keys[i], key) == 0)
			return &map->items[i];
	}
	return NULL;
}

static bool
is_known(const char *key, const char *const *known)
{
	for (; *known != NULL; known++) {
		if (strcmp(*known, key) == 0)
			return true;
	}
	return false;
}

const char *
yaml_unknown_key(const struct yaml_node *map, const char *const *known,
    const struct yaml_node **at)
{
	*at = NULL;
	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++) {
		if (!is_known(map->keys[i], known)) {
			*at = &map->items[i];
			return map->keys[i];
		}
	}
	return NULL;
}

enum err
yaml_bool(const struct yaml_node *n, bool *value)
{
	if (n == NULL)
		return ERR_NOT_FOUND;
	if (n->kind != YAML_SCALAR)
		return ERR_SYNTAX;
	if (strcmp(n->text, "true") != 0 && strcmp(n->text, "false") != 0)
		return ERR_SYNTAX;
	*value = n->text[0] == 't';
	return ERR_OK;
}

/* Digits only, no leading zero.  ERR_TOO_BIG beyond what an int holds. */
static enum err
digits(const char *s, long long *value)
{
	*value = 0;
	if (s[0] == '\0' || (s[0] == '0' && s[1] != '\0'))
		return ERR_SYNTAX;
	for (; *s != '\0'; s++) {
		if (!ascii_is_digit(*s))
			return ERR_SYNTAX;
		if (*value <= INT32_MAX)
			*value = *value * 10 + (*s - '0');
	}
	return *value > (long long)INT32_MAX + 1 ? ERR_TOO_BIG : ERR_OK;
}

enum err
yaml_int(const struct yaml_node *n, int min, int max, int *value)
{
	long long v;
	bool minus;
	enum err e;

	if (n == NULL)
		return ERR_NOT_FOUND;
	if (n->kind != YAML_SCALAR)
		return ERR_SYNTAX;
	minus = n->text[0] == '-';
	e = digits(n->text + (minus ? 1 : 0), &v);
	if (e != ERR_OK)
		return e;
	if (minus && v == 0)
		return ERR_SYNTAX;
	v = minus ? -v : v;
	if (v < min || v > max)
		return ERR_TOO_BIG;
	*value = (int)v;
	return ERR_OK;
}
