/* Which files are read when. */
#include "screen/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Read dir/name.yaml; the document is the caller's. */
static struct yaml_doc *
read_file(struct load *ld, const char *name)
{
	struct yaml_doc *doc = NULL;

	if (ld->e != ERR_OK)
		return NULL;
	ld->file = screens_path(ld->screens, name);
	if (ld->file == NULL) {
		snprintf(ld->error, ld->size, "%s.yaml: no memory", name);
		ld->e = ERR_NO_MEMORY;
		return NULL;
	}
	ld->e = yaml_read_file(ld->file, &doc, ld->error, ld->size);
	return doc;
}

static void
read_shared(struct load *ld, const char *name,
    void (*load)(struct load *ld, const struct yaml_node *root))
{
	struct yaml_doc *doc = read_file(ld, name);

	if (doc != NULL)
		load(ld, yaml_root(doc));
	yaml_free(&doc);
}

static void
read_screen(struct load *ld, struct listed *entry)
{
	struct yaml_doc *doc = NULL;

	if (ld->e != ERR_OK || entry->screen != NULL)
		return;
	doc = read_file(ld, entry->id);
	if (doc != NULL)
		load_screen(ld, yaml_root(doc), entry);
	yaml_free(&doc);
}

enum err
screens_open(const char *dir, struct screens **screens, char *error,
    size_t size)
{
	struct load ld = { .error = error, .size = size };

	if (size > 0)
		error[0] = '\0';
	*screens = NULL;
	ld.screens = screens_new(dir);
	if (ld.screens == NULL) {
		snprintf(error, size, "%s: no memory", dir);
		return ERR_NO_MEMORY;
	}
	read_shared(&ld, "flow", load_flow);
	if (ld.e == ERR_OK)
		read_screen(&ld, screens_listed(ld.screens,
		    screens_role(ld.screens, "start")));
	if (ld.e == ERR_OK) {
		*screens = ld.screens;
		ld.screens = NULL;
	}
	screens_free(&ld.screens);
	return ld.e;
}

enum err
screens_load_all(struct screens *screens, char *error, size_t size)
{
	struct load ld = { .screens = screens, .error = error, .size = size };
	size_t i;

	if (size > 0)
		error[0] = '\0';
	if (!screens->has_shared) {
		read_shared(&ld, "messages", load_messages);
		read_shared(&ld, "words", load_words);
	}
	screens->has_shared = ld.e == ERR_OK;
	for (i = 0; i < screens->count; i++)
		read_screen(&ld, &screens->list[i]);
	return ld.e;
}
