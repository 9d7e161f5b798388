/* A strict reader for the project's YAML files (screens, configuration,
 * cards.yaml), on libyaml's events.  Refused: aliases, anchors, tags, more
 * than one document, duplicate keys, depth over 16, over 1024 pairs in a map,
 * NUL in a text, empty files, files over 256 KiB.
 * Scalars stay text; nothing guesses types ("no" is a word).
 * Follows YAML 1.1 as libyaml reads it. */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	int line, column;		/* from 1, for messages; in a map those
					 * of the value, not of its key */
	const char *text;		/* scalar: terminated UTF-8 */
	size_t count;			/* list: items; map: pairs */
	const struct yaml_node *items;	/* list: items; map: values */
	const char *const *keys;	/* map only, same order as items */
};

struct yaml_doc;

/* Read a file or `len` bytes of text that is called `name` in messages.
 * On failure *doc is NULL and *error says "name:line:column: what" in words
 * for who wrote the file (size bytes at most).  ERR_SYNTAX, ERR_TOO_BIG,
 * ERR_NOT_FOUND, ERR_IO, ERR_NO_MEMORY. */
MUST_CHECK enum err yaml_read_file(const char *path, struct yaml_doc **doc,
    char *error, size_t size);
MUST_CHECK enum err yaml_read_text(const char *name, const char *text,
    size_t len, struct yaml_doc **doc, char *error, size_t size);

const struct yaml_node *yaml_root(const struct yaml_doc *doc);
const char *yaml_name(const struct yaml_doc *doc);

/* Frees everything that its nodes point to.  Hidden, because libyaml has an
 * inner yaml_free() whose place it would take. */
__attribute__((visibility("hidden"))) void yaml_free(struct yaml_doc **doc);

/* The value of a key of a map; NULL if there is none or it is no map. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* The first key of `map` that is not in `known` (NULL-terminated), or NULL. */
const char *yaml_unknown_key(const struct yaml_node *map,
    const char *const *known, const struct yaml_node **at);

/* Scalars with a type, strictly: true/false; decimal without leading zeros or
 * plus sign.  ERR_NOT_FOUND: n is NULL; ERR_SYNTAX: not of that type;
 * ERR_TOO_BIG: out of bounds.  On failure *value is not changed. */
MUST_CHECK enum err yaml_bool(const struct yaml_node *n, bool *value);
MUST_CHECK enum err yaml_int(const struct yaml_node *n, int min, int max,
    int *value);

#endif
