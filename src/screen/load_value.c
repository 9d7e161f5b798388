/* Values that every screen file is made of: names, numbers, yes and no. */
#include "screen/load.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "screen/near.h"

void
load_fail(struct load *ld, const struct yaml_node *at, const char *format, ...)
{
	char what[256];
	va_list args;

	if (ld->e != ERR_OK)
		return;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	snprintf(ld->error, ld->size, "%s:%d:%d: %s", ld->file,
	    at == NULL ? 1 : at->line, at == NULL ? 1 : at->column, what);
	ld->e = ERR_SYNTAX;
}

void *
load_take(struct load *ld, size_t count, size_t size)
{
	void *taken;

	if (ld->e != ERR_OK || count == 0)
		return NULL;
	taken = arena_take(&ld->screens->arena, count, size);
	if (taken == NULL) {
		snprintf(ld->error, ld->size, "%s: no memory", ld->file);
		ld->e = ERR_NO_MEMORY;
	}
	return taken;
}

const char *
load_copy(struct load *ld, const char *text, size_t len)
{
	char *copy = load_take(ld, len + 1, 1);

	if (copy != NULL)
		memcpy(copy, text, len);
	return copy;
}

bool
load_is_map(struct load *ld, const struct yaml_node *n, const char *what,
    const char *const *known)
{
	const struct yaml_node *at = NULL;
	const char *key = NULL;
	char hint[NEAR_HINT];
	struct near near;

	if (ld->e != ERR_OK || n == NULL)
		return false;
	if (n->kind != YAML_MAP) {
		load_fail(ld, n, "%s must be written as 'key: value' pairs",
		    what);
		return false;
	}
	if (known != NULL)
		key = yaml_unknown_key(n, known, &at);
	if (key == NULL)
		return true;
	near = near_begin(key);
	near_try_all(&near, known);
	load_fail(ld, at, "%s has no key '%.40s'%s", what, key,
	    near_hint(&near, hint));
	return false;
}

bool
load_is_list(struct load *ld, const struct yaml_node *n, const char *what,
    size_t max)
{
	if (ld->e != ERR_OK || n == NULL)
		return false;
	if (n->kind != YAML_LIST)
		load_fail(ld, n, "%s must be a list, one '- ' for each", what);
	else if (n->count > max)
		load_fail(ld, n, "%s: %zu are too many, at most %zu", what,
		    n->count, max);
	return ld->e == ERR_OK;
}

const struct yaml_node *
load_need(struct load *ld, const struct yaml_node *map, const char *key)
{
	const struct yaml_node *n = NULL;

	if (ld->e != ERR_OK)
		return NULL;
	n = yaml_get(map, key);
	if (n == NULL)
		load_fail(ld, map, "'%s' is missing here", key);
	return n;
}

static const char *
name_text(struct load *ld, const struct yaml_node *at, const char *text,
    const char *letters)
{
	size_t len = strlen(text);

	if (ld->e != ERR_OK)
		return NULL;
	if (len == 0 || len > MAX_ID || strspn(text, letters) != len) {
		load_fail(ld, at, "'%.40s' is not a name: 1 to %d of a-z, 0-9, "
		    "'-' and '_'", text, (int)MAX_ID);
		return NULL;
	}
	return load_copy(ld, text, len);
}

static const char *
name_node(struct load *ld, const struct yaml_node *n, const char *letters)
{
	if (ld->e != ERR_OK || n == NULL)
		return NULL;
	if (n->kind != YAML_SCALAR) {
		load_fail(ld, n, "a single name is expected here");
		return NULL;
	}
	return name_text(ld, n, n->text, letters);
}

#define LETTERS	"abcdefghijklmnopqrstuvwxyz0123456789-_"

const char *
load_id(struct load *ld, const struct yaml_node *n)
{
	return name_node(ld, n, LETTERS);
}

const char *
load_id_text(struct load *ld, const struct yaml_node *at, const char *text)
{
	return name_text(ld, at, text, LETTERS);
}

const char *
load_action(struct load *ld, const struct yaml_node *n)
{
	return name_node(ld, n, LETTERS ".");
}

const char *
load_action_text(struct load *ld, const struct yaml_node *at, const char *text)
{
	return name_text(ld, at, text, LETTERS ".");
}

enum err
load_outcome(struct load *ld, const struct yaml_node *at, const char *name)
{
	enum err e = err_from_name(name);
	char hint[NEAR_HINT];
	struct near near;
	int i;

	if (ld->e != ERR_OK)
		return ERR_COUNT;
	if (e != ERR_COUNT)
		return e;
	near = near_begin(name);
	for (i = 0; i < ERR_COUNT; i++)
		near_try(&near, err_name((enum err)i));
	load_fail(ld, at, "no outcome '%.40s'%s", name, near_hint(&near, hint));
	return ERR_COUNT;
}

bool
load_bool(struct load *ld, const struct yaml_node *map, const char *key,
    bool otherwise)
{
	const struct yaml_node *n = NULL;
	bool value = otherwise;

	if (ld->e == ERR_OK)
		n = yaml_get(map, key);
	if (n != NULL && yaml_bool(n, &value) != ERR_OK)
		load_fail(ld, n, "'%s' is either true or false", key);
	return value;
}

int
load_int(struct load *ld, const struct yaml_node *map, const char *key,
    int min, int max, int otherwise)
{
	const struct yaml_node *n = NULL;
	int value = otherwise;

	if (ld->e == ERR_OK)
		n = yaml_get(map, key);
	if (n != NULL && yaml_int(n, min, max, &value) != ERR_OK)
		load_fail(ld, n, "'%s' is a number from %d to %d", key, min,
		    max);
	return value;
}

void
load_note_use(struct load *ld, enum use_kind kind, const char *name, int line)
{
	struct use *use = load_take(ld, 1, sizeof(*use));

	if (use == NULL)
		return;
	use->next = ld->screens->uses;
	use->kind = kind;
	use->name = name;
	use->file = ld->file;
	use->line = line;
	ld->screens->uses = use;
}

condition
load_when(struct load *ld, const struct yaml_node *map)
{
	const struct yaml_node *n = NULL;
	const char *fact;
	size_t not;
	char *when;

	if (ld->e == ERR_OK)
		n = yaml_get(map, "when");
	if (n == NULL)
		return NULL;
	if (n->kind != YAML_SCALAR) {
		load_fail(ld, n, "'when' is the name of one fact");
		return NULL;
	}
	not = n->text[0] == '!';
	fact = load_id_text(ld, n, n->text + not);
	if (fact == NULL)
		return NULL;
	load_note_use(ld, USE_FACT, fact, n->line);
	when = load_take(ld, strlen(fact) + not + 1, 1);
	if (when != NULL)
		snprintf(when, strlen(fact) + not + 1, "%s%s",
		    not ? "!" : "", fact);
	return when;
}
