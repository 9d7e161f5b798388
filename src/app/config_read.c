/* What a file, a variable or an option says, into a configuration. */
#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/config_keys.h"
#include "base/yaml.h"

/* Where messages go, and which file they are about. */
struct reading {
	struct config *config;
	const char *name;
	char *error;
	size_t size;
};

static enum err
refuse(const struct reading *r, const struct yaml_node *n, const char *what,
    const char *which)
{
	snprintf(r->error, r->size, "%s:%d:%d: %s%s%s", r->name, n->line,
	    n->column, which, which[0] == '\0' ? "" : ": ", what);
	return ERR_SYNTAX;
}

static bool
has_control(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static enum err
take_text(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, char *to)
{
	if (n->kind != YAML_SCALAR)
		return refuse(r, n, "a text is expected", k->name);
	if (has_control(n->text))
		return refuse(r, n, "has a control character", k->name);
	if (strlen(n->text) >= k->size)
		return refuse(r, n, "is too long", k->name);
	memcpy(to, n->text, strlen(n->text) + 1);
	return ERR_OK;
}

/* "~/": at the home of whoever runs the terminal. */
static enum err
take_home(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, char *to)
{
	const char *home = getenv("HOME");
	int len;

	if (home == NULL || home[0] != '/')
		return refuse(r, n, "HOME is not set", k->name);
	len = snprintf(to, k->size, "%s%s", home, n->text + 1);
	if (len < 0 || (size_t)len >= k->size)
		return refuse(r, n, "is too long", k->name);
	return ERR_OK;
}

/* A relative path begins at the folder of the file that says it. */
static enum err
take_path(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, char *to)
{
	const char *slash = strrchr(r->name, '/');
	int folder = slash == NULL ? 0 : (int)(slash - r->name) + 1;
	enum err e = take_text(r, k, n, to);
	int len;

	if (e != ERR_OK || n->text[0] == '/' || n->text[0] == '\0')
		return e;
	if (strncmp(n->text, "~/", 2) == 0)
		return take_home(r, k, n, to);
	len = snprintf(to, k->size, "%.*s%s", folder, r->name, n->text);
	if (len < 0 || (size_t)len >= k->size)
		return refuse(r, n, "is too long", k->name);
	return ERR_OK;
}

static enum err
take_number(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, int *to)
{
	char what[80];

	if (yaml_int(n, k->min, k->max, to) == ERR_OK)
		return ERR_OK;
	snprintf(what, sizeof(what), "a number from %d to %d is expected",
	    k->min, k->max);
	return refuse(r, n, what, k->name);
}

/* The place of a word in the choices, -1: it is none of them. */
static int
choice_of(const struct config_key *k, const char *word)
{
	for (int i = 0; k->choices[i] != NULL; i++) {
		if (strcmp(word, k->choices[i]) == 0)
			return i;
	}
	return -1;
}

static enum err
refuse_choice(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, const char *lead)
{
	char what[400];
	size_t len;

	snprintf(what, sizeof(what), "%s", lead);
	for (int i = 0; k->choices[i] != NULL; i++) {
		len = strlen(what);
		snprintf(what + len, sizeof(what) - len, " %s",
		    k->choices[i]);
	}
	return refuse(r, n, what, k->name);
}

static enum err
take_choice(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, int *to)
{
	int i = n->kind == YAML_SCALAR ? choice_of(k, n->text) : -1;

	if (i < 0)
		return refuse_choice(r, k, n, "one of these is expected:");
	*to = i;
	return ERR_OK;
}

/* One word of a set: "all", a choice, or a choice that is taken out. */
static enum err
take_word(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, unsigned *set)
{
	bool out = n->kind == YAML_SCALAR && n->text[0] == '-';
	int i = n->kind == YAML_SCALAR ? choice_of(k, n->text + out) : -1;

	if (n->kind == YAML_SCALAR && strcmp(n->text, "all") == 0)
		*set = config_set_all(k->choices);
	else if (i < 0)
		return refuse_choice(r, k, n, "all, or a list of these is "
		    "expected (with a - before it: without that one):");
	else if (out)
		*set &= ~(1u << i);
	else
		*set |= 1u << i;
	return ERR_OK;
}

static enum err
take_set(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n, unsigned *to)
{
	enum err e = ERR_OK;
	unsigned set = 0;

	if (n->kind != YAML_LIST)
		e = take_word(r, k, n, &set);
	for (size_t i = 0; n->kind == YAML_LIST && e == ERR_OK &&
	    i < n->count; i++)
		e = take_word(r, k, &n->items[i], &set);
	if (e == ERR_OK)
		*to = set;
	return e;
}

static enum err
take(const struct reading *r, const struct config_key *k,
    const struct yaml_node *n)
{
	char *to = (char *)r->config + k->at;

	switch (k->kind) {
	case KEY_TEXT:
		return take_text(r, k, n, to);
	case KEY_PATH:
		return take_path(r, k, n, to);
	case KEY_NUMBER:
		return take_number(r, k, n, (int *)(void *)to);
	case KEY_CHOICE:
		return take_choice(r, k, n, (int *)(void *)to);
	case KEY_SET:
		return take_set(r, k, n, (unsigned *)(void *)to);
	default:
		if (yaml_bool(n, (bool *)(void *)to) == ERR_OK)
			return ERR_OK;
		return refuse(r, n, "true or false is expected", k->name);
	}
}

static bool
same_section(const struct config_key *k, const char *section)
{
	if (k->section == NULL || section == NULL)
		return k->section == section;
	return strcmp(k->section, section) == 0;
}

static const struct config_key *
find_key(const char *section, const char *name)
{
	for (size_t i = 0; i < config_key_count; i++) {
		if (same_section(&config_keys[i], section) &&
		    strcmp(config_keys[i].name, name) == 0)
			return &config_keys[i];
	}
	return NULL;
}

static bool
is_section(const char *name)
{
	for (size_t i = 0; i < config_key_count; i++) {
		if (config_keys[i].section != NULL &&
		    strcmp(config_keys[i].section, name) == 0)
			return true;
	}
	return false;
}

static enum err
read_map(const struct reading *r, const char *section,
    const struct yaml_node *map)
{
	enum err e = ERR_OK;

	if (map->kind != YAML_MAP)
		return refuse(r, map, "keys and values are expected",
		    section == NULL ? "" : section);
	for (size_t i = 0; e == ERR_OK && i < map->count; i++) {
		const struct config_key *k = find_key(section, map->keys[i]);

		if (k != NULL)
			e = take(r, k, &map->items[i]);
		else if (section == NULL && is_section(map->keys[i]))
			e = read_map(r, map->keys[i], &map->items[i]);
		else
			e = refuse(r, &map->items[i], "there is no such key",
			    map->keys[i]);
	}
	return e;
}

static enum err
read_doc(struct config *c, struct yaml_doc *doc, char *error, size_t size)
{
	struct reading r = { c, yaml_name(doc), error, size };

	return read_map(&r, NULL, yaml_root(doc));
}

enum err
config_read_file(struct config *c, const char *path, char *error, size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_file(path, &doc, error, size);

	if (e == ERR_OK)
		e = read_doc(c, doc, error, size);
	yaml_free(&doc);
	return e;
}

enum err
config_read_text(struct config *c, const char *name, const char *text,
    char *error, size_t size)
{
	struct yaml_doc *doc = NULL;
	enum err e = yaml_read_text(name, text, strlen(text), &doc, error,
	    size);

	if (e == ERR_OK)
		e = read_doc(c, doc, error, size);
	yaml_free(&doc);
	return e;
}


/* Text and paths as they stand, all else as in a file. */
static enum err
take_value(const struct reading *r, const struct config_key *k,
    const char *value)
{
	const struct yaml_node word = { .kind = YAML_SCALAR, .line = 1,
	    .column = 1, .text = value };
	struct yaml_doc *doc = NULL;
	enum err e;

	if (k->kind != KEY_SET)
		return take(r, k, &word);
	e = yaml_read_text(r->name, value, strlen(value), &doc, r->error,
	    r->size);
	if (e == ERR_OK)
		e = take(r, k, yaml_root(doc));
	yaml_free(&doc);
	return e;
}

enum err
config_set(struct config *c, const char *origin, const char *setting,
    char *error, size_t size)
{
	const char *value = strchr(setting, '=');
	struct reading r = { c, origin, error, size };
	char key[64];

	for (size_t i = 0; value != NULL && i < config_key_count; i++) {
		const struct config_key *k = &config_keys[i];
		int len = snprintf(key, sizeof(key), "%s%s%s", k->section ==
		    NULL ? "" : k->section, k->section == NULL ? "" : ".",
		    k->name);

		if (len == value - setting &&
		    strncmp(key, setting, (size_t)len) == 0)
			return take_value(&r, k, value + 1);
	}
	snprintf(error, size, "%s: KEY=VALUE is expected, and there is no key "
	    "in \"%s\"", origin, setting);
	return ERR_ARGUMENT;
}
