/* One screen file. */
#include "screen/load.h"

#include <string.h>

#include "screen/near.h"

#define MAX_STEP	20

static const char *const keys[] = { "screen", "title", "trail", "step", "idle",
    "enter", "otherwise", "body", "buttons", "outcomes", "on", "after",
    "every", "help", "holds", "keyboard", "from-top", NULL };

static void
load_name(struct load *ld, const struct yaml_node *n, struct listed *entry)
{
	const char *id = load_id(ld, n);

	if (id != NULL && strcmp(id, entry->id) != 0)
		load_fail(ld, n, "this file must hold the screen '%s', not "
		    "'%s'", entry->id, id);
}

static const struct text *
load_trail(struct load *ld, const struct yaml_node *n)
{
	const struct screens *screens = ld->screens;
	const char *id = load_id(ld, n);
	const struct text *trail = id == NULL ? NULL :
	    named_text(&screens->trails, id);
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (id == NULL || trail != NULL)
		return trail;
	near = near_begin(id);
	for (i = 0; i < screens->trails.count; i++)
		near_try(&near, screens->trails.list[i].id);
	load_fail(ld, n, "flow.yaml has no trail '%s'%s", id,
	    near_hint(&near, hint));
	return NULL;
}

/* step: [3, 6] */
static void
load_step(struct load *ld, const struct yaml_node *n, struct screen *screen)
{
	if (!load_is_list(ld, n, "step", 2))
		return;
	if (n->count != 2 ||
	    yaml_int(&n->items[0], 1, MAX_STEP, &screen->step) != ERR_OK ||
	    yaml_int(&n->items[1], 1, MAX_STEP, &screen->steps) != ERR_OK ||
	    screen->step > screen->steps)
		load_fail(ld, n, "step is written [3, 6] for the third of "
		    "six, at most %d", MAX_STEP);
}

static const char *
load_group_name(struct load *ld, const struct yaml_node *n)
{
	const struct screens *screens = ld->screens;
	const char *id = load_id(ld, n);
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (id == NULL || screens_group(screens, id) != NULL)
		return id;
	near = near_begin(id);
	for (i = 0; i < screens->group_count; i++)
		near_try(&near, screens->groups[i].id);
	load_fail(ld, n, "flow.yaml has no group '%s'%s", id,
	    near_hint(&near, hint));
	return NULL;
}

static void
load_enter(struct load *ld, const struct yaml_node *n, struct screen *screen)
{
	screen->enter = load_action(ld, n);
	screen->enter_line = n == NULL ? 0 : n->line;
}

/* What of a visit is kept while somebody is here, and wiped elsewhere. */
static void
load_holds(struct load *ld, const struct yaml_node *n, struct screen *screen)
{
	const char *what = load_id(ld, n);

	if (what == NULL)
		return;
	screen->holds_letter = strcmp(what, "letter") == 0;
	screen->holds_pin = strcmp(what, "pin") == 0;
	if (!screen->holds_letter && !screen->holds_pin)
		load_fail(ld, n, "a screen can hold 'letter' or 'pin', not"
		    " '%s'", what);
}

/* keyboard: stays */
static bool
load_keyboard(struct load *ld, const struct yaml_node *n)
{
	const char *what = load_id(ld, n);

	if (what != NULL && strcmp(what, "stays") != 0)
		load_fail(ld, n, "the keyboard 'stays', or is not named: "
		    "not '%s'", what);
	return what != NULL;
}

static void
load_head(struct load *ld, const struct yaml_node *root, struct screen *screen)
{
	load_text_key(ld, root, "title", MAX_TITLE, &screen->title);
	load_text_key(ld, root, "help", MAX_HELP, &screen->help);
	screen->idle = load_bool(ld, root, "idle", true);
	screen->from_top = load_bool(ld, root, "from-top", false);
	if (ld->e != ERR_OK)
		return;
	screen->trail = load_trail(ld, yaml_get(root, "trail"));
	load_enter(ld, yaml_get(root, "enter"), screen);
	screen->group = load_group_name(ld, yaml_get(root, "otherwise"));
	load_step(ld, yaml_get(root, "step"), screen);
	load_holds(ld, yaml_get(root, "holds"), screen);
	screen->holder_types = load_keyboard(ld, yaml_get(root, "keyboard"));
}

void
load_screen(struct load *ld, const struct yaml_node *root,
    struct listed *entry)
{
	struct screen *screen;

	if (!load_is_map(ld, root, "a screen", keys))
		return;
	load_name(ld, load_need(ld, root, "screen"), entry);
	screen = load_take(ld, 1, sizeof(*screen));
	if (screen == NULL)
		return;
	screen->id = entry->id;
	screen->file = ld->file;
	load_head(ld, root, screen);
	load_blocks(ld, load_need(ld, root, "body"), screen);
	if (ld->e == ERR_OK) {
		load_buttons(ld, yaml_get(root, "buttons"), screen);
		load_outcomes(ld, yaml_get(root, "outcomes"), screen);
		load_events(ld, yaml_get(root, "on"), screen);
		load_after(ld, yaml_get(root, "after"), &screen->after);
		load_every(ld, yaml_get(root, "every"), &screen->every);
	}
	if (ld->e == ERR_OK)
		entry->screen = screen;
}
