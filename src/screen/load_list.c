/* A list: rows that an action found, of which one is chosen. */
#include "screen/load.h"

#define MAX_COLUMNS	4	/* CHOICE_CELLS of the core */

static void
load_heads(struct load *ld, const struct yaml_node *n, struct block *block)
{
	struct text *heads;
	size_t i;

	if (!load_is_list(ld, n, "head", MAX_COLUMNS))
		return;
	heads = load_take(ld, n->count, sizeof(*heads));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++)
		load_text(ld, &n->items[i], "head", MAX_LABEL, &heads[i]);
	block->heads = heads;
	block->head_count = n->count;
}

void
load_list(struct load *ld, const struct yaml_node *n, struct block *block)
{
	block->id = load_id(ld, load_need(ld, n, "list"));
	load_text_key(ld, n, "empty", MAX_PARAGRAPH, &block->text);
	load_effect(ld, n, "a list", &block->effect);
	if (ld->e == ERR_OK)
		load_heads(ld, yaml_get(n, "head"), block);
}
