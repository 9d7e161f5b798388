/* Finding things in what was loaded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/set.h"

struct screens *
screens_new(const char *dir)
{
	struct screens *screens = calloc(1, sizeof(*screens));

	if (screens == NULL)
		return NULL;
	screens->dir = arena_copy(&screens->arena, dir, strlen(dir));
	if (screens->dir == NULL)
		screens_free(&screens);
	return screens;
}

void
screens_free(struct screens **screens)
{
	if (*screens == NULL)
		return;
	arena_free(&(*screens)->arena);
	free(*screens);
	*screens = NULL;
}

const char *
screens_path(struct screens *screens, const char *name)
{
	size_t size = strlen(screens->dir) + strlen(name) + sizeof("/.yaml");
	char *path = arena_take(&screens->arena, size, 1);

	if (path != NULL)
		snprintf(path, size, "%s/%s.yaml", screens->dir, name);
	return path;
}

struct listed *
screens_listed(const struct screens *screens, const char *id)
{
	size_t i;

	for (i = 0; i < screens->count; i++)
		if (strcmp(screens->list[i].id, id) == 0)
			return &screens->list[i];
	return NULL;
}

const struct screen *
screens_find(const struct screens *screens, const char *id)
{
	const struct listed *entry = screens_listed(screens, id);

	return entry == NULL ? NULL : entry->screen;
}

size_t
screens_count(const struct screens *screens)
{
	return screens->count;
}

const struct screen *
screens_at(const struct screens *screens, size_t i)
{
	return i < screens->count ? screens->list[i].screen : NULL;
}

const char *
screens_role(const struct screens *screens, const char *role)
{
	size_t i;

	for (i = 0; i < screens->role_count; i++)
		if (strcmp(screens->roles[i].name, role) == 0)
			return screens->roles[i].screen;
	return NULL;
}

bool
screens_has_role(const struct screens *screens, const struct screen *screen,
    const char *role)
{
	const char *id = screens_role(screens, role);

	return id != NULL && strcmp(screen->id, id) == 0;
}

const struct screen *
screens_start(const struct screens *screens)
{
	return screens_find(screens, screens_role(screens, "start"));
}

const struct message *
screens_message(const struct screens *screens, enum err e)
{
	if ((int)e < 0 || e >= ERR_COUNT)
		return NULL;
	return screens->messages[e];
}

const struct text *
named_text(const struct named_texts *texts, const char *id)
{
	size_t i;

	for (i = 0; i < texts->count; i++)
		if (strcmp(texts->list[i].id, id) == 0)
			return &texts->list[i].text;
	return NULL;
}

const char *
screens_word(const struct screens *screens, const char *id, enum lang lang)
{
	const struct text *word = named_text(&screens->frame_words, id);

	if (word == NULL)
		word = named_text(&screens->words, id);
	return word != NULL ? word->in[lang] : "";
}

const struct keyboard_layer *
screens_keyboard(const struct screens *screens, size_t *count)
{
	*count = screens->keyboard_count;
	return screens->keyboard;
}

const struct place *
screens_place(const struct screens *screens, const char *id)
{
	size_t i;

	for (i = 0; i < screens->place_count; i++)
		if (strcmp(screens->places[i].id, id) == 0)
			return &screens->places[i];
	return NULL;
}

const struct group *
screens_group(const struct screens *screens, const char *id)
{
	size_t i;

	for (i = 0; i < screens->group_count; i++)
		if (strcmp(screens->groups[i].id, id) == 0)
			return &screens->groups[i];
	return NULL;
}

static const struct target *
group_target(const struct group *group, enum err outcome)
{
	size_t i;

	for (i = 0; group != NULL && i < group->count; i++)
		if (group->edges[i].outcome == outcome)
			return &group->edges[i].to;
	return NULL;
}

const struct target *
screen_outcome(const struct screens *screens, const struct screen *screen,
    const char *action, enum err outcome)
{
	size_t i;

	for (i = 0; i < screen->edge_count; i++)
		if (screen->edges[i].outcome == outcome &&
		    strcmp(screen->edges[i].action, action) == 0)
			return &screen->edges[i].to;
	if (screen->group == NULL)
		return NULL;
	return group_target(screens_group(screens, screen->group), outcome);
}

const struct target *
screen_event(const struct screen *screen, const char *event)
{
	size_t i;

	for (i = 0; i < screen->event_count; i++)
		if (strcmp(screen->events[i].event, event) == 0)
			return &screen->events[i].to;
	return NULL;
}

static bool
is_action(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

bool
screen_runs(const struct screen *screen, const char *action)
{
	size_t i;

	for (i = 0; i < screen->button_count; i++)
		if (is_action(screen->buttons[i].effect.action, action))
			return true;
	for (i = 0; i < screen->block_count; i++)
		if (is_action(screen->blocks[i].effect.action, action))
			return true;
	return is_action(screen->enter, action) ||
	    is_action(screen->every.action, action);
}

const struct block *
screen_list(const struct screen *screen)
{
	size_t i;

	for (i = 0; i < screen->block_count; i++)
		if (screen->blocks[i].kind == BLOCK_LIST)
			return &screen->blocks[i];
	return NULL;
}

const struct block *
screen_block(const struct screen *screen, enum block_kind kind, const char *id)
{
	size_t i;

	for (i = 0; i < screen->block_count; i++)
		if (screen->blocks[i].kind == kind &&
		    screen->blocks[i].id != NULL &&
		    strcmp(screen->blocks[i].id, id) == 0)
			return &screen->blocks[i];
	return NULL;
}

const struct button *
screen_button(const struct screen *screen, const char *id)
{
	size_t i;

	for (i = 0; i < screen->button_count; i++)
		if (strcmp(screen->buttons[i].id, id) == 0)
			return &screen->buttons[i];
	return NULL;
}
