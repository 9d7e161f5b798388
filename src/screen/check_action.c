/* What a screen does is what the code can do, with nothing left open. */
#include <string.h>

#include "screen/check.h"
#include "screen/near.h"

const struct screen_action *
check_action(const struct check *c, const char *name)
{
	const struct screen_action *a;

	for (a = c->known->actions; a != NULL && a->name != NULL; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

static void
check_known(struct check *c, const char *name, int line)
{
	const struct screen_action *a;
	char hint[NEAR_HINT];
	struct near near;

	if (name == NULL || check_action(c, name) != NULL)
		return;
	near = near_begin(name);
	for (a = c->known->actions; a != NULL && a->name != NULL; a++)
		near_try(&near, a->name);
	check_say(c, c->screen->file, line, "no action '%s'%s", name,
	    near_hint(&near, hint));
}

/* The line of the first place that runs the action. */
static int
line_of(const struct screen *s, const char *action)
{
	size_t i;

	for (i = 0; i < s->button_count; i++)
		if (s->buttons[i].action != NULL &&
		    strcmp(s->buttons[i].action, action) == 0)
			return s->buttons[i].line;
	if (s->every.action != NULL && strcmp(s->every.action, action) == 0)
		return s->every.line;
	return s->enter_line;
}

static void
check_outcomes(struct check *c, const struct screen_action *a, int line)
{
	const char *file = c->screen->file;
	const enum err *e;

	for (e = a->outcomes; *e != ERR_COUNT; e++) {
		if (screen_outcome(c->screens, c->screen, a->name, *e) == NULL)
			check_say(c, file, line, "'%s' can end with '%s', "
			    "which leads nowhere", a->name, err_name(*e));
		if (*e != ERR_OK && screens_message(c->screens, *e) == NULL)
			check_say(c, file, line, "'%s' can end with '%s', "
			    "which has no message in messages.yaml", a->name,
			    err_name(*e));
	}
}

static void
check_fields(struct check *c, const struct screen_action *a, int line)
{
	const char *const *field;

	for (field = a->fields; field != NULL && *field != NULL; field++)
		if (screen_block(c->screen, BLOCK_FIELD, *field) == NULL)
			check_say(c, c->screen->file, line, "'%s' reads the "
			    "field '%s', which is not on this screen", a->name,
			    *field);
}

static bool
block_has_step(const struct block *block, const char *id)
{
	size_t i;

	for (i = 0; i < block->step_count; i++)
		if (strcmp(block->steps[i].id, id) == 0)
			return true;
	return false;
}

static bool
screen_has_step(const struct screen *s, const char *id)
{
	size_t i;

	for (i = 0; i < s->block_count; i++)
		if (block_has_step(&s->blocks[i], id))
			return true;
	return false;
}

static void
check_steps(struct check *c, const struct screen_action *a, int line)
{
	const char *const *step;

	for (step = a->steps; step != NULL && *step != NULL; step++)
		if (!screen_has_step(c->screen, *step))
			check_say(c, c->screen->file, line, "'%s' reports the "
			    "step '%s', which is not on this screen", a->name,
			    *step);
}

enum list { FIELDS, STEPS };

/* Does an action of this screen name `id`? */
static bool
is_named(const struct check *c, enum list list, const char *id)
{
	const struct screen_action *a;
	const char *const *name;

	for (a = c->known->actions; a != NULL && a->name != NULL; a++) {
		if (!screen_runs(c->screen, a->name))
			continue;
		name = list == FIELDS ? a->fields : a->steps;
		for (; name != NULL && *name != NULL; name++)
			if (strcmp(*name, id) == 0)
				return true;
	}
	return false;
}

/* A field or step that no action knows would wait for ever. */
static void
check_idle_block(struct check *c, const struct block *block)
{
	size_t i;

	if (block->kind == BLOCK_FIELD && !is_named(c, FIELDS, block->id))
		check_say(c, c->screen->file, block->line, "no action of this "
		    "screen reads the field '%s'", block->id);
	for (i = 0; i < block->step_count; i++)
		if (!is_named(c, STEPS, block->steps[i].id))
			check_say(c, c->screen->file, block->line, "no action "
			    "of this screen reports the step '%s'",
			    block->steps[i].id);
}

void
check_actions(struct check *c)
{
	const struct screen *s = c->screen;
	const struct screen_action *a;
	size_t i;

	check_known(c, s->enter, s->enter_line);
	check_known(c, s->every.action, s->every.line);
	for (i = 0; i < s->button_count; i++)
		check_known(c, s->buttons[i].action, s->buttons[i].line);
	for (a = c->known->actions; a != NULL && a->name != NULL; a++) {
		if (!screen_runs(s, a->name))
			continue;
		check_outcomes(c, a, line_of(s, a->name));
		check_fields(c, a, line_of(s, a->name));
		check_steps(c, a, line_of(s, a->name));
	}
	for (i = 0; i < s->block_count; i++)
		check_idle_block(c, &s->blocks[i]);
}
