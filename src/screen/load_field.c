/* Fields: what may be typed, and how much of it. */
#include "screen/load.h"

#include <string.h>

#include "screen/near.h"

#define MAX_FIELD	160	/* characters of a field */
#define MAX_CONFIRM	16

struct field_form {
	const char *name;
	enum field_kind kind;
	bool secret;		/* cannot be anything else */
	bool open;		/* cannot be secret */
	int min, max;		/* 0: the file says */
};

static const struct field_form field_forms[] = {
	{ .name = "digits", .kind = FIELD_DIGITS },
	{ .name = "identity", .kind = FIELD_IDENTITY },
	{ .name = "captcha", .kind = FIELD_CAPTCHA },
	{ .name = "word", .kind = FIELD_WORD, .secret = true },
	{ .name = "pin", .kind = FIELD_PIN, .secret = true },
	{ .name = "text", .kind = FIELD_TEXT, .open = true },
	{ .name = "email", .kind = FIELD_EMAIL, .open = true },
	/* 5xx xxx xx xx, with 0 or 90 before it */
	{ .name = "phone", .kind = FIELD_PHONE, .open = true, .min = 10,
	    .max = 12 },
	{ .name = "confirm", .kind = FIELD_CONFIRM, .open = true, .min = 1,
	    .max = MAX_CONFIRM },
};

#define FORM_COUNT	(sizeof(field_forms) / sizeof(field_forms[0]))

static const struct field_form *
find_kind(struct load *ld, const struct yaml_node *n)
{
	const char *name = load_id(ld, n);
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (name == NULL)
		return NULL;
	near = near_begin(name);
	for (i = 0; i < FORM_COUNT; i++) {
		if (strcmp(field_forms[i].name, name) == 0)
			return &field_forms[i];
		near_try(&near, field_forms[i].name);
	}
	load_fail(ld, n, "no kind of field '%s'; there are digits, identity, "
	    "captcha, word, pin, text, email, phone and confirm%s", name,
	    near_hint(&near, hint));
	return NULL;
}

static void
load_kind(struct load *ld, const struct yaml_node *n,
    const struct field_form *form, struct block *block)
{
	block->field = form->kind;
	if (form->secret && !block->secret)
		load_fail(ld, n, "a field of kind '%s' must say "
		    "'secret: true'", form->name);
	if (form->open && block->secret)
		load_fail(ld, n, "a field of kind '%s' cannot be secret",
		    form->name);
}

/* Either `length` (exactly) or `min` and `max`. */
static void
load_length(struct load *ld, const struct yaml_node *n, struct block *block)
{
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
load_room(struct load *ld, const struct yaml_node *n,
    const struct field_form *form, struct block *block)
{
	if (form->max == 0) {
		load_length(ld, n, block);
		return;
	}
	if (yaml_get(n, "length") != NULL || yaml_get(n, "min") != NULL ||
	    yaml_get(n, "max") != NULL)
		load_fail(ld, n, "a field of kind '%s' has its own length",
		    form->name);
	block->min = form->min;
	block->max = form->max;
}

/* The word that must be typed. */
static void
load_expect(struct load *ld, const struct yaml_node *n, struct block *block)
{
	if (block->field == FIELD_CONFIRM)
		load_text_key(ld, n, "expect", MAX_CONFIRM, &block->value);
	else if (yaml_get(n, "expect") != NULL)
		load_fail(ld, n, "'expect' is only for a field of kind "
		    "'confirm'");
}

void
load_field(struct load *ld, const struct yaml_node *n, struct block *block)
{
	const struct yaml_node *kind = load_need(ld, n, "kind");
	const struct field_form *form = find_kind(ld, kind);

	block->id = load_id(ld, load_need(ld, n, "field"));
	load_text_key(ld, n, "label", MAX_LABEL, &block->text);
	block->secret = load_bool(ld, n, "secret", false);
	if (ld->e != ERR_OK)
		return;
	load_kind(ld, kind, form, block);
	load_room(ld, n, form, block);
	load_expect(ld, n, block);
	if (ld->e == ERR_OK && yaml_get(n, "hint") != NULL)
		load_text_key(ld, n, "hint", MAX_HINT, &block->hint);
}
