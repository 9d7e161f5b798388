/* flow.yaml: which screens there are, and what they share; words.yaml. */
#include "screen/load.h"

#include <string.h>

#include "screen/near.h"

#define MAX_NAMED	128	/* trails, words */
#define MAX_GROUPS	16
#define MAX_PLACES	16

/* The key of a group that stands for all common outcomes. */
#define COMMON_KEY	"common"

static const enum err common[] = { SCREEN_COMMON_OUTCOMES };
#define COMMON_COUNT	(sizeof(common) / sizeof(common[0]))

static const char *const role_names[] = { "start", "idle", "recovery",
    "trouble", "goodbye", "turn", "turn-back", "operator", "operator-card",
    NULL };
#define ROLES_NEEDED 5		/* of these, from the first on */

static void
load_screen_list(struct load *ld, const struct yaml_node *n)
{
	struct listed *list;
	size_t i, j;

	if (!load_is_list(ld, n, "screens", MAX_SCREENS))
		return;
	list = load_take(ld, n->count, sizeof(*list));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		list[i].id = load_id(ld, &n->items[i]);
		list[i].line = n->items[i].line;
		for (j = 0; j < i && ld->e == ERR_OK; j++)
			if (strcmp(list[j].id, list[i].id) == 0)
				load_fail(ld, &n->items[i], "the screen '%s' "
				    "is listed twice", list[i].id);
	}
	ld->screens->list = list;
	ld->screens->count = ld->e == ERR_OK ? n->count : 0;
}

static const char *
load_listed_name(struct load *ld, const struct yaml_node *n)
{
	const char *id = load_id(ld, n);
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (id == NULL || screens_listed(ld->screens, id) != NULL)
		return id;
	near = near_begin(id);
	for (i = 0; i < ld->screens->count; i++)
		near_try(&near, ld->screens->list[i].id);
	load_fail(ld, n, "'%s' is not in the list of screens%s", id,
	    near_hint(&near, hint));
	return NULL;
}

static void
load_roles(struct load *ld, const struct yaml_node *n)
{
	struct role *roles;
	size_t i;

	if (!load_is_map(ld, n, "roles", role_names))
		return;
	for (i = 0; i < ROLES_NEEDED; i++)
		load_need(ld, n, role_names[i]);
	roles = load_take(ld, n->count, sizeof(*roles));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		roles[i].name = load_id_text(ld, n, n->keys[i]);
		roles[i].screen = load_listed_name(ld, &n->items[i]);
		roles[i].line = n->items[i].line;
	}
	ld->screens->roles = roles;
	ld->screens->role_count = ld->e == ERR_OK ? n->count : 0;
}

/* places: {menu: {when: edevlet, go: nes-menu, else: operations-menu}} */
static void
load_place(struct load *ld, const struct yaml_node *n, const char *id,
    struct place *place)
{
	static const char *const keys[] = { "when", "go", "else", NULL };

	if (!load_is_map(ld, n, id, keys))
		return;
	place->id = load_id_text(ld, n, id);
	place->line = n->line;
	if (place->id != NULL && screens_listed(ld->screens, id) != NULL)
		load_fail(ld, n, "'%s' is a screen: a place needs a name of "
		    "its own", id);
	load_need(ld, n, "when");
	place->to.kind = TO_SCREEN;
	place->to.name = load_listed_name(ld, load_need(ld, n, "go"));
	place->to.other = load_listed_name(ld, load_need(ld, n, "else"));
	place->to.when = load_when(ld, n);
}

static void
load_places(struct load *ld, const struct yaml_node *n)
{
	struct place *places;
	size_t i;

	if (n == NULL || !load_is_map(ld, n, "places", NULL))
		return;
	if (n->count > MAX_PLACES)
		load_fail(ld, n, "places: at most %d", MAX_PLACES);
	places = load_take(ld, n->count, sizeof(*places));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++)
		load_place(ld, &n->items[i], n->keys[i], &places[i]);
	ld->screens->places = places;
	ld->screens->place_count = ld->e == ERR_OK ? n->count : 0;
}

static const struct named_text *
load_named_texts(struct load *ld, const struct yaml_node *n, const char *what,
    size_t max, size_t *count)
{
	struct named_text *texts;
	size_t i;

	if (!load_is_map(ld, n, what, NULL))
		return NULL;
	if (n->count > MAX_NAMED)
		load_fail(ld, n, "%s: at most %d", what, MAX_NAMED);
	texts = load_take(ld, n->count, sizeof(*texts));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		texts[i].id = load_id_text(ld, &n->items[i], n->keys[i]);
		load_text(ld, &n->items[i], n->keys[i], max, &texts[i].text);
	}
	*count = ld->e == ERR_OK ? n->count : 0;
	return texts;
}

static void
load_group_target(struct load *ld, const struct yaml_node *at,
    struct target *to)
{
	load_target(ld, at, to);
	if (to->kind == TO_STAY && to->name != NULL)
		load_fail(ld, at, "a group does not know the fields of "
		    "a screen: only 'stay'");
}

static void
load_named_edges(struct load *ld, const struct yaml_node *n,
    struct group *group, struct edge *edges)
{
	size_t i;

	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		const struct yaml_node *at = &n->items[i];
		struct edge *edge = &edges[group->named];

		if (strcmp(n->keys[i], COMMON_KEY) == 0)
			continue;
		edge->outcome = load_outcome(ld, at, n->keys[i]);
		edge->line = at->line;
		load_group_target(ld, at, &edge->to);
		if (edge->outcome == ERR_OK)
			load_fail(ld, at, "what 'ok' does is said on each "
			    "screen, not in a group");
		group->named++;
	}
	group->count = group->named;
}

static bool
is_named(const struct group *group, const struct edge *edges,
    enum err outcome)
{
	size_t i;

	for (i = 0; i < group->named; i++)
		if (edges[i].outcome == outcome)
			return true;
	return false;
}

/* "common" becomes an edge for each common outcome without one. */
static void
load_common_edges(struct load *ld, const struct yaml_node *at,
    struct group *group, struct edge *edges)
{
	struct target to = { .kind = TO_STAY };
	size_t i;

	load_group_target(ld, at, &to);
	for (i = 0; i < COMMON_COUNT && ld->e == ERR_OK; i++) {
		if (is_named(group, edges, common[i]))
			continue;
		edges[group->count++] = (struct edge){ .to = to,
		    .outcome = common[i], .line = at->line };
	}
	if (group->count == group->named)
		load_fail(ld, at, "every common outcome has a target of its "
		    "own here: nothing is left for '" COMMON_KEY "'");
}

static void
load_group(struct load *ld, const struct yaml_node *n, struct group *group)
{
	const struct yaml_node *at;
	struct edge *edges;

	if (!load_is_map(ld, n, group->id, NULL))
		return;
	group->line = n->line;
	edges = load_take(ld, n->count + COMMON_COUNT, sizeof(*edges));
	if (edges == NULL)
		return;
	load_named_edges(ld, n, group, edges);
	at = yaml_get(n, COMMON_KEY);
	if (at != NULL)
		load_common_edges(ld, at, group, edges);
	group->edges = edges;
	if (ld->e != ERR_OK)
		group->count = group->named = 0;
}

static void
load_groups(struct load *ld, const struct yaml_node *n)
{
	struct group *groups;
	size_t i;

	if (!load_is_map(ld, n, "groups", NULL))
		return;
	if (n->count > MAX_GROUPS)
		load_fail(ld, n, "groups: at most %d", MAX_GROUPS);
	groups = load_take(ld, n->count, sizeof(*groups));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		groups[i].id = load_id_text(ld, &n->items[i], n->keys[i]);
		load_group(ld, &n->items[i], &groups[i]);
	}
	ld->screens->groups = groups;
	ld->screens->group_count = ld->e == ERR_OK ? n->count : 0;
}

/* A word of this list must not be in flow.yaml as well. */
static void
refuse_twice(struct load *ld, const struct yaml_node *n)
{
	size_t i;

	for (i = 0; i < n->count && ld->e == ERR_OK; i++)
		if (screens_word(ld->screens, n->keys[i], LANG_TR)[0] != '\0')
			load_fail(ld, &n->items[i], "the word '%s' is in "
			    "flow.yaml as well", n->keys[i]);
}

static void
load_word_list(struct load *ld, const struct yaml_node *n,
    struct named_texts *words)
{
	ld->variables = USE_WORD_VARIABLE;
	words->list = load_named_texts(ld, n, "words", MAX_WORD,
	    &words->count);
	ld->variables = USE_VARIABLE;
}

void
load_flow(struct load *ld, const struct yaml_node *root)
{
	static const char *const keys[] = { "screens", "roles", "places",
	    "trails", "groups", "words", NULL };
	struct screens *screens = ld->screens;

	if (!load_is_map(ld, root, "flow.yaml", keys))
		return;
	screens->flow = ld->file;
	load_screen_list(ld, load_need(ld, root, "screens"));
	load_roles(ld, load_need(ld, root, "roles"));
	load_places(ld, yaml_get(root, "places"));
	screens->trails.list = load_named_texts(ld, load_need(ld, root,
	    "trails"), "trails", MAX_TITLE, &screens->trails.count);
	load_groups(ld, load_need(ld, root, "groups"));
	load_word_list(ld, load_need(ld, root, "words"),
	    &screens->frame_words);
}

void
load_words(struct load *ld, const struct yaml_node *root)
{
	static const char *const keys[] = { "words", "keyboard", NULL };
	const struct yaml_node *words;

	if (!load_is_map(ld, root, "words.yaml", keys))
		return;
	words = load_need(ld, root, "words");
	if (words != NULL && words->kind == YAML_MAP)
		refuse_twice(ld, words);
	load_word_list(ld, words, &ld->screens->words);
	load_layers(ld, yaml_get(root, "keyboard"));
}
