#include "core/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/utf8.h"

const char *const choice_names[CHOICE_COUNT + 1] = {
	[CHOICE_CERTIFICATES] = "certificates",
	[CHOICE_ACTIVATABLE] = "activatable",
	[CHOICE_SUSPENDABLE] = "suspendable",
	[CHOICE_RESUMABLE] = "resumable",
	[CHOICE_REVOCABLE] = "revocable",
	[CHOICE_REASONS] = "reasons",
	[CHOICE_READERS] = "readers",
	[CHOICE_STICKS] = "sticks",
};

static const char *const row_ids[CHOICE_ROWS] = {
	"row.1", "row.2", "row.3", "row.4", "row.5", "row.6", "row.7",
	"row.8", "row.9", "row.10", "row.11", "row.12", "row.13", "row.14",
	"row.15", "row.16", "row.17", "row.18", "row.19", "row.20", "row.21",
	"row.22", "row.23", "row.24", "row.25", "row.26", "row.27", "row.28",
	"row.29", "row.30", "row.31", "row.32",
};

struct choice_list *
choice_fill(struct choices *c, enum choice_id id)
{
	struct choice_list *list = c->lists[id];

	if (list == NULL)
		list = malloc(sizeof(*list));
	if (list == NULL)
		return NULL;
	memset(list, 0, sizeof(*list));
	list->chosen = CHOICE_ROWS;
	c->lists[id] = list;
	return list;
}

struct choice_row *
choice_add(struct choice_list *list, const char *key)
{
	struct choice_row *row;
	size_t len = strlen(key);

	if (list->count == CHOICE_ROWS || len >= sizeof(row->key))
		return NULL;
	row = &list->rows[list->count++];
	memset(row, 0, sizeof(*row));
	memcpy(row->key, key, len + 1);
	return row;
}

void
choice_text(struct choice_row *row, const char *text)
{
	struct choice_cell *cell;

	if (row->cell_count == CHOICE_CELLS)
		return;
	cell = &row->cells[row->cell_count++];
	utf8_sanitise(text, strlen(text), cell->text, sizeof(cell->text));
}

void
choice_word(struct choice_row *row, const char *word)
{
	if (row->cell_count < CHOICE_CELLS)
		row->cells[row->cell_count++].word = word;
}

struct choice_list *
choice_find(const struct choices *c, const char *name)
{
	size_t i;

	for (i = 0; i < CHOICE_COUNT; i++)
		if (strcmp(choice_names[i], name) == 0)
			return c->lists[i];
	return NULL;
}

const char *
choice_key(const struct choices *c, enum choice_id id)
{
	const struct choice_list *list = c->lists[id];

	return list != NULL && list->chosen < list->count ?
	    list->rows[list->chosen].key : NULL;
}

void
choice_drop(struct choices *c, enum choice_id id)
{
	if (c->lists[id] != NULL)
		secret_wipe_mem(c->lists[id], sizeof(*c->lists[id]));
	free(c->lists[id]);
	c->lists[id] = NULL;
}

void
choices_wipe(struct choices *c)
{
	int i;

	for (i = 0; i < CHOICE_COUNT; i++)
		choice_drop(c, (enum choice_id)i);
}

const char *
choice_row_id(size_t i)
{
	return row_ids[i];
}

int
choice_row_at(const char *id)
{
	int i;

	for (i = 0; id != NULL && i < CHOICE_ROWS; i++)
		if (strcmp(row_ids[i], id) == 0)
			return i;
	return -1;
}
