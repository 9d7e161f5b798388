/* words.yaml, `keyboard:`: the layers of the keyboard on the screen. */
#include "screen/load.h"

#include <string.h>

#include "base/utf8.h"

#define NAME_CELLS 8		/* of a layer */

/* Each character of a row is a key: one cell, and not twice. */
static void
check_row(struct load *ld, const struct yaml_node *n, const char *row)
{
	size_t left = strlen(row), bytes, keys = 0;
	char key[5] = "";
	uint32_t cp;

	for (; left > 0; row += bytes, left -= bytes) {
		bytes = utf8_decode(row, left, &cp);
		if (bytes == 0 || cp == ' ' || utf8_cp_cells(cp) != 1) {
			load_fail(ld, n, "a key is a character that can be "
			    "seen and takes one cell");
			return;
		}
		memcpy(key, row, bytes);
		key[bytes] = '\0';
		if (strstr(row + bytes, key) != NULL)
			load_fail(ld, n, "'%s' is twice in this row", key);
		keys++;
	}
	if (keys == 0 || keys > KEYBOARD_KEYS)
		load_fail(ld, n, "a row has 1 to %d keys", KEYBOARD_KEYS);
}

static const char *
load_key_text(struct load *ld, const struct yaml_node *n, const char *what)
{
	if (n == NULL || n->kind != YAML_SCALAR) {
		if (n != NULL)
			load_fail(ld, n, "%s is a text", what);
		return NULL;
	}
	return load_copy(ld, n->text, strlen(n->text));
}

static void
load_one(struct load *ld, const struct yaml_node *n,
    struct keyboard_layer *layer)
{
	static const char *const keys[] = { "name", "rows", NULL };
	const struct yaml_node *name, *rows;
	size_t i;

	if (!load_is_map(ld, n, "a layer of the keyboard", keys))
		return;
	name = load_need(ld, n, "name");
	layer->name = load_key_text(ld, name, "name");
	if (layer->name != NULL && (layer->name[0] == '\0' ||
	    utf8_cells(layer->name) > NAME_CELLS))
		load_fail(ld, name, "a layer's name has 1 to %d cells",
		    NAME_CELLS);
	rows = load_need(ld, n, "rows");
	if (!load_is_list(ld, rows, "rows", KEYBOARD_ROWS))
		return;
	if (rows->count == 0)
		load_fail(ld, rows, "a layer has a row at least");
	for (i = 0; i < rows->count && ld->e == ERR_OK; i++) {
		layer->rows[i] = load_key_text(ld, &rows->items[i], "a row");
		if (layer->rows[i] != NULL)
			check_row(ld, &rows->items[i], layer->rows[i]);
	}
	layer->row_count = ld->e == ERR_OK ? rows->count : 0;
}

void
load_layers(struct load *ld, const struct yaml_node *n)
{
	struct keyboard_layer *layers;
	size_t i;

	if (n == NULL || !load_is_list(ld, n, "keyboard", KEYBOARD_LAYERS))
		return;
	layers = load_take(ld, n->count, sizeof(*layers));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++)
		load_one(ld, &n->items[i], &layers[i]);
	ld->screens->keyboard = layers;
	ld->screens->keyboard_count = ld->e == ERR_OK ? n->count : 0;
}
