/* What the files of the loader share.  Private to this folder.
 *
 * The first thing that is wrong ends the reading: it is put into words once
 * (load_fail), and every later call does nothing and returns nothing.  So the
 * loaders below read like the format and need no check after each line; only
 * before using what a call returned may they look at `e`. */
#ifndef SCREEN_LOAD_H
#define SCREEN_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/yaml.h"
#include "screen/set.h"

/* Longest texts, in characters; all are far above what fits the terminal
 * (that is for the front end to check) and only keep a file from growing
 * without end. */
enum {
	MAX_ID		= 32,
	MAX_LABEL	= 48,
	MAX_TITLE	= 74,
	MAX_HINT	= 120,
	MAX_VALUE	= 160,
	MAX_WORD	= 120,
	MAX_MESSAGE	= 220,
	MAX_PARAGRAPH	= 400,
	MAX_HELP	= 1600
};

struct load {
	struct screens *screens;
	const char *file;	/* as it is named in messages */
	enum use_kind variables;	/* how {…} are noted */
	enum err e;		/* the first failure */
	char *error;
	size_t size;
};

/* "file:line:column: what", ERR_SYNTAX; only the first one counts. */
void load_fail(struct load *ld, const struct yaml_node *at,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Memory of the arena for `count` things; NULL after a failure or for 0. */
void *load_take(struct load *ld, size_t count, size_t size);

/* A terminated copy of `len` bytes of `text` in the arena, or NULL. */
const char *load_copy(struct load *ld, const char *text, size_t len);

/* A map with no other keys than `known` (NULL: any keys); `what` names it in
 * messages.  False: refused, or an earlier failure. */
bool load_is_map(struct load *ld, const struct yaml_node *n, const char *what,
    const char *const *known);
bool load_is_list(struct load *ld, const struct yaml_node *n,
    const char *what, size_t max);

/* The value of `key`, which must be there. */
const struct yaml_node *load_need(struct load *ld,
    const struct yaml_node *map, const char *key);

/* Names: a-z, 0-9, - and _; those of actions may have dots. */
const char *load_id(struct load *ld, const struct yaml_node *n);
const char *load_id_text(struct load *ld, const struct yaml_node *at,
    const char *text);
const char *load_action(struct load *ld, const struct yaml_node *n);
const char *load_action_text(struct load *ld, const struct yaml_node *at,
    const char *text);
enum err load_outcome(struct load *ld, const struct yaml_node *at,
    const char *name);

/* The values of keys that may be missing. */
bool load_bool(struct load *ld, const struct yaml_node *map, const char *key,
    bool otherwise);
int load_int(struct load *ld, const struct yaml_node *map, const char *key,
    int min, int max, int otherwise);
condition load_when(struct load *ld, const struct yaml_node *map);
condition load_condition(struct load *ld, const struct yaml_node *map,
    const char *key);

/* A text in both languages; load_text_key needs the key to be there. */
void load_text(struct load *ld, const struct yaml_node *n, const char *what,
    size_t max, struct text *text);
void load_text_key(struct load *ld, const struct yaml_node *map,
    const char *key, size_t max, struct text *text);

/* Note a name for the checker. */
void load_note_use(struct load *ld, enum use_kind kind, const char *name,
    int line);

/* What a button or a row does: either 'do: action' or 'go: screen'; `what`
 * names it in messages. */
void load_effect(struct load *ld, const struct yaml_node *n, const char *what,
    struct effect *effect);

/* Parts of files. */
void load_target(struct load *ld, const struct yaml_node *n,
    struct target *target);
void load_flow(struct load *ld, const struct yaml_node *root);
void load_words(struct load *ld, const struct yaml_node *root);
void load_layers(struct load *ld, const struct yaml_node *n);
void load_messages(struct load *ld, const struct yaml_node *root);
void load_screen(struct load *ld, const struct yaml_node *root,
    struct listed *entry);
void load_blocks(struct load *ld, const struct yaml_node *n,
    struct screen *screen);
void load_field(struct load *ld, const struct yaml_node *n,
    struct block *block);
void load_list(struct load *ld, const struct yaml_node *n,
    struct block *block);
void load_buttons(struct load *ld, const struct yaml_node *n,
    struct screen *screen);
void load_outcomes(struct load *ld, const struct yaml_node *n,
    struct screen *screen);
void load_events(struct load *ld, const struct yaml_node *n,
    struct screen *screen);
void load_after(struct load *ld, const struct yaml_node *n,
    struct after *after);
void load_every(struct load *ld, const struct yaml_node *n,
    struct every *every);

#endif
