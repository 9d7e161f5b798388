/* links: base */
/* Any bytes as a YAML file: refused with a place, or a tree whose every node
 * can be walked and lies within the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool promise)
{
	if (!promise)
		abort();
}

static void
walk(const struct yaml_node *n, int depth)
{
	static const char *const known[] = { "screen", "title", NULL };
	const struct yaml_node *at = NULL;
	bool yes;
	int number = 5;

	must(depth <= 16 && n->line >= 1 && n->column >= 1);
	if (n->kind == YAML_SCALAR) {
		must(n->text != NULL && utf8_cells(n->text) >= 0);
		if (yaml_int(n, -9, 9, &number) == ERR_OK)
			must(number >= -9 && number <= 9);
		(void)!yaml_bool(n, &yes);
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		if (n->kind == YAML_MAP) {
			must(n->keys[i][0] != '\0');
			must(yaml_get(n, n->keys[i]) == &n->items[i]);
		}
		walk(&n->items[i], depth + 1);
	}
	(void)yaml_unknown_key(n, known, &at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct yaml_doc *doc = NULL;
	char error[128] = "";
	char *text = malloc(size + 1);

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = 'x';	/* no terminator to rely on */
	if (yaml_read_text("f", text, size, &doc, error, sizeof(error)) ==
	    ERR_OK) {
		walk(yaml_root(doc), 0);
	} else {
		must(doc == NULL && strncmp(error, "f:", 2) == 0 &&
		    ascii_is_digit(error[2]));
	}
	yaml_free(&doc);
	free(text);
	return 0;
}
