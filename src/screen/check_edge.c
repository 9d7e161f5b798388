/* Edges lead somewhere, and from something that can happen. */
#include <string.h>

#include "screen/check.h"
#include "screen/near.h"

static void
check_screen_name(struct check *c, const char *file, int line, const char *id)
{
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (screens_listed(c->screens, id) != NULL)
		return;
	near = near_begin(id);
	for (i = 0; i < c->screens->count; i++)
		near_try(&near, c->screens->list[i].id);
	check_say(c, file, line, "no screen '%s'%s", id,
	    near_hint(&near, hint));
}

static void
check_focus(struct check *c, const struct way *way)
{
	const struct screen *s = c->screen;
	char hint[NEAR_HINT];
	struct near near;
	size_t i;

	if (way->to->name == NULL || screen_button(s, way->to->name) != NULL ||
	    screen_block(s, BLOCK_FIELD, way->to->name) != NULL ||
	    screen_block(s, BLOCK_LIST, way->to->name) != NULL)
		return;
	near = near_begin(way->to->name);
	for (i = 0; i < s->button_count; i++)
		near_try(&near, s->buttons[i].id);
	for (i = 0; i < s->block_count; i++)
		if (s->blocks[i].kind == BLOCK_FIELD ||
		    s->blocks[i].kind == BLOCK_LIST)
			near_try(&near, s->blocks[i].id);
	check_say(c, s->file, way->line, "no field, list or button '%s' on "
	    "this screen%s", way->to->name, near_hint(&near, hint));
}

/* Screens that come in between, and know where the person wanted to go. */
static bool
comes_between(const struct check *c)
{
	static const char *const roles[] = { "idle", "turn", "turn-back" };
	const char *id;

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		id = screens_role(c->screens, roles[i]);
		if (id != NULL && strcmp(id, c->screen->id) == 0)
			return true;
	}
	return false;
}

static void
check_target(struct check *c, const struct way *way)
{
	const bool acts = way->kind == WAY_OUTCOME ||
	    way->kind == WAY_COUNTDOWN;

	if (way->to->kind == TO_SCREEN)
		check_screen_name(c, c->screen->file, way->line,
		    way->to->name);
	if (way->to->kind == TO_RETURN && !comes_between(c))
		check_say(c, c->screen->file, way->line, "'return' is only for "
		    "screens that come between others");
	if (way->to->kind == TO_STAY && !acts)
		check_say(c, c->screen->file, way->line, "'stay' is only for "
		    "outcomes: this would do nothing");
	if (way->to->kind == TO_STAY)
		check_focus(c, way);
}

static bool
has_outcome(const struct screen_action *a, enum err outcome)
{
	const enum err *e;

	for (e = a->outcomes; *e != ERR_COUNT; e++)
		if (*e == outcome)
			return true;
	return false;
}

static void
check_cause(struct check *c, const struct way *way)
{
	const struct screen_action *a = check_action(c, way->name);
	const char *file = c->screen->file;
	const struct screen_action *other;
	char hint[NEAR_HINT];
	struct near near;

	if (screen_runs(c->screen, way->name)) {
		if (a != NULL && !has_outcome(a, way->outcome))
			check_say(c, file, way->line, "'%s' never ends with "
			    "'%s'", way->name, err_name(way->outcome));
		return;
	}
	near = near_begin(way->name);
	for (other = c->known->actions; other != NULL && other->name != NULL;
	    other++)
		if (screen_runs(c->screen, other->name))
			near_try(&near, other->name);
	check_say(c, file, way->line, "nothing on this screen does '%s'%s",
	    way->name, near_hint(&near, hint));
}

static void
check_countdown_edge(struct check *c, const struct way *way)
{
	const struct block *block = screen_block(c->screen, BLOCK_COUNTDOWN,
	    way->name);

	if (block == NULL)
		check_say(c, c->screen->file, way->line, "no countdown '%s' on "
		    "this screen", way->name);
	else if (block->at_end != way->outcome)
		check_say(c, c->screen->file, way->line, "the countdown '%s' "
		    "ends with '%s', not with '%s'", way->name,
		    err_name(block->at_end), err_name(way->outcome));
}

static void
check_event(struct check *c, const struct way *way)
{
	const char *const *event;
	char hint[NEAR_HINT];
	struct near near;

	for (event = c->known->events; event != NULL && *event != NULL;
	    event++)
		if (strcmp(*event, way->name) == 0)
			return;
	near = near_begin(way->name);
	near_try_all(&near, c->known->events);
	check_say(c, c->screen->file, way->line, "no event '%s'%s", way->name,
	    near_hint(&near, hint));
}

static void
check_way(void *arg, const struct way *way)
{
	struct check *c = arg;

	check_target(c, way);
	if (way->kind == WAY_OUTCOME)
		check_cause(c, way);
	else if (way->kind == WAY_COUNTDOWN)
		check_countdown_edge(c, way);
	else if (way->kind == WAY_EVENT)
		check_event(c, way);
}

static bool
end_is_handled(const struct check *c, const struct block *block)
{
	char action[sizeof(COUNTDOWN_PREFIX) + 64] = COUNTDOWN_PREFIX;
	size_t len = strlen(block->id);

	if (len >= sizeof(action) - sizeof(COUNTDOWN_PREFIX))
		return false;
	memcpy(action + sizeof(COUNTDOWN_PREFIX) - 1, block->id, len + 1);
	return screen_outcome(c->screens, c->screen, action, block->at_end) !=
	    NULL;
}

static void
check_countdown(struct check *c, const struct block *block)
{
	const char *const *name = c->known->countdowns;
	const char *file = c->screen->file;
	char hint[NEAR_HINT];
	struct near near;

	while (name != NULL && *name != NULL && strcmp(*name, block->id) != 0)
		name++;
	if (name == NULL || *name == NULL) {
		near = near_begin(block->id);
		near_try_all(&near, c->known->countdowns);
		check_say(c, file, block->line, "no countdown '%s'%s",
		    block->id, near_hint(&near, hint));
	}
	if (!end_is_handled(c, block))
		check_say(c, file, block->line, "the end of the countdown "
		    "leads nowhere: outcomes: countdown.%s: %s is missing",
		    block->id, err_name(block->at_end));
	if (screens_message(c->screens, block->at_end) == NULL)
		check_say(c, file, block->line, "the end of the countdown, "
		    "'%s', has no message in messages.yaml",
		    err_name(block->at_end));
}

/* `what` with a name that the program does not know. */
static void
check_named(struct check *c, const struct block *block, const char *what,
    const char *const *known)
{
	const char *const *name = known;
	char hint[NEAR_HINT];
	struct near near;

	while (name != NULL && *name != NULL && strcmp(*name, block->id) != 0)
		name++;
	if (name != NULL && *name != NULL)
		return;
	near = near_begin(block->id);
	near_try_all(&near, known);
	check_say(c, c->screen->file, block->line, "no %s '%s'%s", what,
	    block->id, near_hint(&near, hint));
}

void
check_edges(struct check *c)
{
	const struct screen *s = c->screen;
	size_t i;

	screen_ways(s, check_way, c);
	for (i = 0; i < s->block_count; i++) {
		if (s->blocks[i].kind == BLOCK_COUNTDOWN)
			check_countdown(c, &s->blocks[i]);
		if (s->blocks[i].kind == BLOCK_LIST)
			check_named(c, &s->blocks[i], "list", c->known->lists);
		if (s->blocks[i].kind == BLOCK_SECRET)
			check_named(c, &s->blocks[i], "secret",
			    c->known->secrets);
	}
}

static bool
some_action_has(const struct check *c, enum err outcome)
{
	const struct screen_action *a;

	for (a = c->known->actions; a != NULL && a->name != NULL; a++)
		if (has_outcome(a, outcome))
			return true;
	return false;
}

/* "return" of a group: every screen that uses it must come between. */
static void
check_group_return(struct check *c, const struct group *group, int line)
{
	size_t i;

	for (i = 0; i < c->screens->count; i++) {
		c->screen = c->screens->list[i].screen;
		if (c->screen->group != NULL && !comes_between(c) &&
		    strcmp(c->screen->group, group->id) == 0)
			check_say(c, c->screens->flow, line, "the group '%s' "
			    "says 'return', but '%s' uses it and interrupts "
			    "nothing", group->id, c->screen->id);
	}
}

static void
check_group_target(struct check *c, const struct group *group,
    const struct edge *edge)
{
	if (edge->to.kind == TO_SCREEN)
		check_screen_name(c, c->screens->flow, edge->line,
		    edge->to.name);
	if (edge->to.kind == TO_RETURN)
		check_group_return(c, group, edge->line);
}

static void
check_group(struct check *c, const struct group *group)
{
	size_t i;

	for (i = 0; i < group->named; i++) {
		const struct edge *edge = &group->edges[i];

		check_group_target(c, group, edge);
		if (!some_action_has(c, edge->outcome))
			check_say(c, c->screens->flow, edge->line, "no action "
			    "ever ends with '%s'", err_name(edge->outcome));
	}
	/* The ones of `common` are written, and found wrong, once. */
	if (group->named < group->count)
		check_group_target(c, group, &group->edges[group->named]);
}

void
check_groups(struct check *c)
{
	size_t i;

	for (i = 0; i < c->screens->group_count; i++)
		check_group(c, &c->screens->groups[i]);
}
