/* The body of a screen: paragraphs, values, countdowns, pictures, steps.
 * Fields and lists: load_field.c, load_list.c. */
#include "screen/load.h"

#include <string.h>

#include "screen/near.h"

#define MAX_BLOCKS	24
#define MAX_STEPS	16

struct form {
	const char *key;	/* its presence makes the block this kind */
	enum block_kind kind;
	const char *const *keys;
	void (*load)(struct load *ld, const struct yaml_node *n,
	    struct block *block);
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
load_value(struct load *ld, const struct yaml_node *n, struct block *block)
{
	load_text_key(ld, n, "value", MAX_LABEL, &block->text);
	load_text_key(ld, n, "text", MAX_VALUE, &block->value);
}

static void
load_qr(struct load *ld, const struct yaml_node *n, struct block *block)
{
	load_text_key(ld, n, "qr", MAX_LABEL, &block->text);
	load_text_key(ld, n, "text", MAX_VALUE, &block->value);
}

static void
load_findings(struct load *ld, const struct yaml_node *n, struct block *block)
{
	const struct yaml_node *of = load_need(ld, n, "findings");

	block->id = load_id(ld, of);
	if (block->id != NULL && strcmp(block->id, "doctor") != 0)
		load_fail(ld, of, "only the doctor has findings");
}

static void
load_secret(struct load *ld, const struct yaml_node *n, struct block *block)
{
	block->id = load_id(ld, load_need(ld, n, "hidden"));
	load_text_key(ld, n, "label", MAX_LABEL, &block->text);
}

static void
load_step_item(struct load *ld, const struct yaml_node *n,
    const struct yaml_node *id, struct step *step)
{
	step->id = load_id(ld, id);
	load_text_key(ld, n, "text", MAX_LABEL, &step->text);
	step->done = load_condition(ld, n, "done");
}

static void
load_steps(struct load *ld, const struct yaml_node *n, struct block *block)
{
	static const char *const keys[] = { "id", "text", "done", NULL };
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
    "min", "max", "secret", "hint", "expect", "when", NULL };
static const char *const countdown_keys[] = { "countdown", "label", "at_end",
    "when", NULL };
static const char *const picture_keys[] = { "picture", "label", "when", NULL };
static const char *const steps_keys[] = { "steps", "when", NULL };
static const char *const value_keys[] = { "value", "text", "when", NULL };
static const char *const qr_keys[] = { "qr", "text", "when", NULL };
static const char *const findings_keys[] = { "findings", "when", NULL };
static const char *const secret_keys[] = { "hidden", "label", "when", NULL };
static const char *const list_keys[] = { "list", "head", "empty", "do", "go",
    "when", NULL };

/* A value and a QR code have a text too: they are looked for first. */
static const struct form forms[] = {
	{ "value", BLOCK_VALUE, value_keys, load_value },
	{ "qr", BLOCK_QR, qr_keys, load_qr },
	{ "text", BLOCK_TEXT, text_keys, load_paragraph },
	{ "note", BLOCK_NOTE, note_keys, load_paragraph },
	{ "warning", BLOCK_WARNING, warning_keys, load_paragraph },
	{ "big", BLOCK_BIG, big_keys, load_paragraph },
	{ "field", BLOCK_FIELD, field_keys, load_field },
	{ "countdown", BLOCK_COUNTDOWN, countdown_keys, load_countdown },
	{ "picture", BLOCK_PICTURE, picture_keys, load_picture },
	{ "steps", BLOCK_STEPS, steps_keys, load_steps },
	{ "list", BLOCK_LIST, list_keys, load_list },
	{ "findings", BLOCK_FINDINGS, findings_keys, load_findings },
	{ "hidden", BLOCK_SECRET, secret_keys, load_secret },
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
	    "warning, big, value, field, countdown, picture, qr, steps, "
	    "list, findings, hidden%s", near_hint(&near, hint));
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

/* Lists of one screen would get in each other's way: rows have digits. */
static void
refuse_second_list(struct load *ld, const struct yaml_node *at,
    const struct block *blocks, size_t count)
{
	size_t i;

	for (i = 0; blocks[count].kind == BLOCK_LIST && i < count; i++)
		if (blocks[i].kind == BLOCK_LIST)
			load_fail(ld, at, "a screen has at most one list");
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
		refuse_second_list(ld, &n->items[i], blocks, i);
		if (blocks[i].kind == BLOCK_FIELD && blocks[i].secret)
			screen->sensitive = true;
	}
	screen->blocks = blocks;
	screen->block_count = n->count;
}
