/* The body of a screen: paragraphs, fields, countdowns, pictures, steps. */
#include "screen/load.h"

#include <string.h>

#include "screen/near.h"

#define MAX_BLOCKS	24
#define MAX_STEPS	12
#define MAX_FIELD	64	/* characters of a field */

struct form {
	const char *key;	/* its presence makes the block this kind */
	enum block_kind kind;
	const char *const *keys;
	void (*load)(struct load *ld, const struct yaml_node *n,
	    struct block *block);
};

struct field_form {
	const char *name;
	enum field_kind kind;
	bool secret;		/* cannot be anything else */
};

static const struct field_form field_forms[] = {
	{ "digits", FIELD_DIGITS, false },
	{ "identity", FIELD_IDENTITY, false },
	{ "captcha", FIELD_CAPTCHA, false },
	{ "word", FIELD_WORD, true },
	{ "pin", FIELD_PIN, true },
};

static void
load_paragraph(struct load *ld, const struct yaml_node *n, struct block *block)
{
	static const char *const keys[] = {
		[BLOCK_TEXT] = "text", [BLOCK_NOTE] = "note",
		[BLOCK_WARNING] = "warning", [BLOCK_BIG] = "big",
	};

	load_text_key(ld, n, keys[block->kind], MAX_PARAGRAPH, &block->text);
}

static void
load_field_kind(struct load *ld, const struct yaml_node *n,
    struct block *block)
{
	const char *name = load_id(ld, n);
	size_t i;

	if (name == NULL)
		return;
	for (i = 0; i < sizeof(field_forms) / sizeof(field_forms[0]); i++) {
		if (strcmp(field_forms[i].name, name) != 0)
			continue;
		block->field = field_forms[i].kind;
		if (field_forms[i].secret && !block->secret)
			load_fail(ld, n, "a field of kind '%s' must say "
			    "'secret: true'", name);
		return;
	}
	load_fail(ld, n, "no kind of field '%s'; there are digits, identity, "
	    "captcha, word and pin", name);
}

/* Either `length` (exactly) or `min` and `max`. */
static void
load_field_length(struct load *ld, const struct yaml_node *n,
    struct block *block)
{
	if (ld->e != ERR_OK)
		return;
	if (yaml_get(n, "length") != NULL) {
		if (yaml_get(n, "min") != NULL || yaml_get(n, "max") != NULL)
			load_fail(ld, n, "a field has either 'length' or "
			    "'min' and 'max', not both");
		block->min = load_int(ld, n, "length", 1, MAX_FIELD, 0);
		block->max = block->min;
		return;
	}
	if (load_need(ld, n, "min") == NULL || load_need(ld, n, "max") == NULL)
		return;
	block->min = load_int(ld, n, "min", 1, MAX_FIELD, 0);
	block->max = load_int(ld, n, "max", 1, MAX_FIELD, 0);
	if (block->min > block->max)
		load_fail(ld, n, "'min' (%d) is more than 'max' (%d)",
		    block->min, block->max);
}

static void
load_field(struct load *ld, const struct yaml_node *n, struct block *block)
{
	block->id = load_id(ld, load_need(ld, n, "field"));
	load_text_key(ld, n, "label", MAX_LABEL, &block->text);
	block->secret = load_bool(ld, n, "secret", false);
	load_field_kind(ld, load_need(ld, n, "kind"), block);
	load_field_length(ld, n, block);
	if (ld->e == ERR_OK && yaml_get(n, "hint") != NULL)
		load_text_key(ld, n, "hint", MAX_HINT, &block->hint);
}

static void
load_countdown(struct load *ld, const struct yaml_node *n, struct block *block)
{
	const struct yaml_node *end = load_need(ld, n, "at_end");
	const char *outcome = load_id(ld, end);

	block->id = load_id(ld, load_need(ld, n, "countdown"));
	load_text_key(ld, n, "label", MAX_LABEL, &block->text);
	if (outcome != NULL)
		block->at_end = load_outcome(ld, end, outcome);
	if (ld->e == ERR_OK && block->at_end == ERR_OK)
		load_fail(ld, end, "a countdown cannot end with 'ok'");
}

static void
load_picture(struct load *ld, const struct yaml_node *n, struct block *block)
{
	block->id = load_id(ld, load_need(ld, n, "picture"));
	load_text_key(ld, n, "label", MAX_LABEL, &block->text);
}

static void
load_step_item(struct load *ld, const struct yaml_node *n,
    const struct yaml_node *id, struct step *step)
{
	step->id = load_id(ld, id);
	load_text_key(ld, n, "text", MAX_LABEL, &step->text);
}

static void
load_steps(struct load *ld, const struct yaml_node *n, struct block *block)
{
	static const char *const keys[] = { "id", "text", NULL };
	const struct yaml_node *list = load_need(ld, n, "steps");
	struct step *steps;
	size_t i, j;

	if (!load_is_list(ld, list, "steps", MAX_STEPS))
		return;
	if (list->count == 0)
		load_fail(ld, list, "steps: the list is empty");
	steps = load_take(ld, list->count, sizeof(*steps));
	for (i = 0; i < list->count && ld->e == ERR_OK; i++) {
		const struct yaml_node *item = &list->items[i];

		if (!load_is_map(ld, item, "a step", keys))
			return;
		load_step_item(ld, item, load_need(ld, item, "id"), &steps[i]);
		for (j = 0; j < i && ld->e == ERR_OK; j++)
			if (strcmp(steps[j].id, steps[i].id) == 0)
				load_fail(ld, item, "the step '%s' is there "
				    "twice", steps[i].id);
	}
	block->steps = steps;
	block->step_count = list->count;
}

static const char *const text_keys[] = { "text", "when", NULL };
static const char *const note_keys[] = { "note", "when", NULL };
static const char *const warning_keys[] = { "warning", "when", NULL };
static const char *const big_keys[] = { "big", "when", NULL };
static const char *const field_keys[] = { "field", "label", "kind", "length",
    "min", "max", "secret", "hint", "when", NULL };
static const char *const countdown_keys[] = { "countdown", "label", "at_end",
    "when", NULL };
static const char *const picture_keys[] = { "picture", "label", "when", NULL };
static const char *const steps_keys[] = { "steps", "when", NULL };

static const struct form forms[] = {
	{ "text", BLOCK_TEXT, text_keys, load_paragraph },
	{ "note", BLOCK_NOTE, note_keys, load_paragraph },
	{ "warning", BLOCK_WARNING, warning_keys, load_paragraph },
	{ "big", BLOCK_BIG, big_keys, load_paragraph },
	{ "field", BLOCK_FIELD, field_keys, load_field },
	{ "countdown", BLOCK_COUNTDOWN, countdown_keys, load_countdown },
	{ "picture", BLOCK_PICTURE, picture_keys, load_picture },
	{ "steps", BLOCK_STEPS, steps_keys, load_steps },
};

static const struct form *
find_form(const struct yaml_node *n)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (yaml_get(n, forms[i].key) != NULL)
			return &forms[i];
	return NULL;
}

static void
refuse_form(struct load *ld, const struct yaml_node *n)
{
	struct near near = near_begin(n->count == 0 ? "" : n->keys[0]);
	char hint[NEAR_HINT];
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		near_try(&near, forms[i].key);
	load_fail(ld, n, "a part of the body begins with one of text, note, "
	    "warning, big, field, countdown, picture, steps%s",
	    near_hint(&near, hint));
}

static void
load_block(struct load *ld, const struct yaml_node *n, struct block *block)
{
	const struct form *form;

	if (!load_is_map(ld, n, "a part of the body", NULL))
		return;
	form = find_form(n);
	if (form == NULL) {
		refuse_form(ld, n);
		return;
	}
	if (!load_is_map(ld, n, form->key, form->keys))
		return;
	block->kind = form->kind;
	block->line = n->line;
	form->load(ld, n, block);
	block->when = load_when(ld, n);
}

/* A picture may have the name of the field that asks about it. */
static void
refuse_twin(struct load *ld, const struct yaml_node *at,
    const struct block *blocks, size_t count)
{
	const struct block *last = &blocks[count];
	size_t i;

	for (i = 0; last->id != NULL && i < count; i++)
		if (blocks[i].kind == last->kind &&
		    strcmp(blocks[i].id, last->id) == 0)
			load_fail(ld, at, "'%s' is on this screen twice",
			    last->id);
}

void
load_blocks(struct load *ld, const struct yaml_node *n, struct screen *screen)
{
	struct block *blocks;
	size_t i;

	if (!load_is_list(ld, n, "body", MAX_BLOCKS))
		return;
	blocks = load_take(ld, n->count, sizeof(*blocks));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		load_block(ld, &n->items[i], &blocks[i]);
		refuse_twin(ld, &n->items[i], blocks, i);
		if (blocks[i].kind == BLOCK_FIELD && blocks[i].secret)
			screen->sensitive = true;
	}
	screen->blocks = blocks;
	screen->block_count = n->count;
}
