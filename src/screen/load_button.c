/* The buttons of a screen. */
#include "screen/load.h"

#include <string.h>

#define MAX_BUTTONS	10	/* each has a digit */

static void
load_press(struct load *ld, const struct yaml_node *n, struct button *button)
{
	const struct yaml_node *action = yaml_get(n, "do");
	const struct yaml_node *go = yaml_get(n, "go");

	if ((action == NULL) == (go == NULL)) {
		load_fail(ld, n, "a button has either 'do: action' or "
		    "'go: screen'");
		return;
	}
	button->action = load_action(ld, action);
	load_target(ld, go, &button->go);
}

/* Two buttons may share a role when never both are there. */
static bool
exclude_each_other(condition a, condition b)
{
	if (a == NULL || b == NULL || (a[0] == '!') == (b[0] == '!'))
		return false;
	return strcmp(a + (a[0] == '!'), b + (b[0] == '!')) == 0;
}

static void
refuse_clash(struct load *ld, const struct yaml_node *at,
    const struct button *a, const struct button *b)
{
	bool apart = exclude_each_other(a->when, b->when);

	if (strcmp(a->id, b->id) == 0)
		load_fail(ld, at, "the button '%s' is there twice", a->id);
	if (a->is_default && b->is_default && !apart)
		load_fail(ld, at, "'%s' and '%s' are both the default button",
		    a->id, b->id);
	if (a->is_back && b->is_back && !apart)
		load_fail(ld, at, "'%s' and '%s' are both the back button",
		    a->id, b->id);
}

static void
refuse_field_name(struct load *ld, const struct yaml_node *at,
    const struct screen *screen, const char *id)
{
	if (screen_block(screen, BLOCK_FIELD, id) != NULL)
		load_fail(ld, at, "the button '%s' has the name of a field",
		    id);
}

static void
load_button(struct load *ld, const struct yaml_node *n, struct button *button)
{
	static const char *const keys[] = { "id", "label", "do", "go",
	    "default", "back", "when", NULL };

	if (!load_is_map(ld, n, "a button", keys))
		return;
	button->line = n->line;
	button->id = load_id(ld, load_need(ld, n, "id"));
	load_text_key(ld, n, "label", MAX_LABEL, &button->label);
	if (ld->e == ERR_OK)
		load_press(ld, n, button);
	button->is_default = load_bool(ld, n, "default", false);
	button->is_back = load_bool(ld, n, "back", false);
	button->when = load_when(ld, n);
}

void
load_buttons(struct load *ld, const struct yaml_node *n,
    struct screen *screen)
{
	struct button *buttons;
	size_t i, j;

	if (!load_is_list(ld, n, "buttons", MAX_BUTTONS))
		return;
	buttons = load_take(ld, n->count, sizeof(*buttons));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		load_button(ld, &n->items[i], &buttons[i]);
		if (ld->e == ERR_OK)
			refuse_field_name(ld, &n->items[i], screen,
			    buttons[i].id);
		for (j = 0; j < i && ld->e == ERR_OK; j++)
			refuse_clash(ld, &n->items[i], &buttons[j],
			    &buttons[i]);
	}
	screen->buttons = buttons;
	screen->button_count = n->count;
}
