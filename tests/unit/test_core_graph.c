/* The whole graph of the real screens, as the session would follow it: each
 * outcome of each action leads to a screen, and from each screen a person
 * gets back to the first one without anything having to fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/flow.h"
#include "core/session.h"

#define SCREENS 128

static const struct fact_set none;
static struct fact_set all;		/* filled by setup() */
static struct screens *screens;
static unsigned outcomes;

static size_t
index_of(const struct screen *screen)
{
	for (size_t i = 0; i < screens_count(screens); i++)
		if (screens_at(screens, i) == screen)
			return i;
	fail_msg("a step leads to a screen that is not listed");
	return 0;
}

/* What it leads to; where nobody was interrupted `return` is the start. */
static struct flow_step
step(const struct screen *here, enum flow_cause cause, const char *name,
    enum err outcome, struct fact_set facts)
{
	struct flow_place place = { .screens = screens, .here = here,
	    .facts = facts };
	struct flow_event event = { .cause = cause, .name = name,
	    .outcome = outcome };

	return flow_step(&place, &event);
}

static void
each_outcome(const struct screen *here, const struct screen_action *a)
{
	struct flow_step s;

	for (const enum err *e = a->outcomes; *e != ERR_COUNT; e++) {
		s = step(here, FLOW_OUTCOME, a->name, *e, none);
		if (s.kind != FLOW_GO && s.kind != FLOW_BACK &&
		    s.kind != FLOW_STAY)
			fail_msg("%s: %s: %s leads nowhere", here->id,
			    a->name, err_name(*e));
		if (*e != ERR_OK && screens_message(screens, *e) == NULL)
			fail_msg("%s has no message", err_name(*e));
		outcomes++;
	}
}

static void
test_outcomes(void **state)
{
	const struct screen_action *a;

	(void)state;
	for (size_t i = 0; i < screens_count(screens); i++) {
		const struct screen *here = screens_at(screens, i);

		for (a = session_vocabulary()->actions; a->name != NULL; a++)
			if (screen_runs(here, a->name))
				each_outcome(here, a);
	}
	assert_true(outcomes > 500);
}

/* The screen on which that step ends, an action ending well; NULL: here. */
static const struct screen *
ends_on(const struct screen *here, struct flow_step s)
{
	if (s.kind == FLOW_RUN)
		s = step(here, FLOW_OUTCOME, s.name, ERR_OK, none);
	return s.kind == FLOW_GO || s.kind == FLOW_BACK ? s.to : NULL;
}

static bool
leads_home(const struct screen *here, struct flow_step s, const bool *home)
{
	const struct screen *to = ends_on(here, s);

	return to != NULL && home[index_of(to)];
}

/* Buttons, rows, events, time and actions that run by themselves; a condition
 * is taken for what lets it be. */
static bool
gets_home(const struct screen *here, const bool *home)
{
	const struct button *b;
	bool found = false;

	for (size_t i = 0; i < here->button_count && !found; i++) {
		b = &here->buttons[i];
		found = leads_home(here, step(here, FLOW_BUTTON, b->id, ERR_OK,
		    all), home) || leads_home(here, step(here,
		    FLOW_BUTTON, b->id, ERR_OK, none), home);
	}
	for (size_t i = 0; i < here->event_count && !found; i++)
		found = leads_home(here, step(here, FLOW_EVENT,
		    here->events[i].event, ERR_OK, none), home);
	found = found || leads_home(here, step(here, FLOW_AFTER, NULL, ERR_OK,
	    all), home) || leads_home(here, step(here, FLOW_AFTER, NULL,
	    ERR_OK, none), home);
	if (!found && here->enter != NULL)
		found = leads_home(here, step(here, FLOW_OUTCOME, here->enter,
		    ERR_OK, none), home);
	if (!found && here->every.action != NULL)
		found = leads_home(here, step(here, FLOW_OUTCOME,
		    here->every.action, ERR_OK, none), home);
	return found;
}

static void
test_way_back(void **state)
{
	bool home[SCREENS] = { false }, more = true;
	size_t count = screens_count(screens);

	(void)state;
	assert_true(count <= SCREENS);
	home[index_of(screens_start(screens))] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			if (home[i] || !gets_home(screens_at(screens, i),
			    home))
				continue;
			home[i] = more = true;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (!home[i])
			fail_msg("nobody gets home from %s",
			    screens_at(screens, i)->id);
}

/* Each row and button does something, with any facts. */
static void
test_nothing_is_dead(void **state)
{
	struct flow_step s, without;

	(void)state;
	for (size_t i = 0; i < screens_count(screens); i++) {
		const struct screen *here = screens_at(screens, i);

		for (size_t k = 0; k < here->button_count; k++) {
			const char *id = here->buttons[k].id;

			s = step(here, FLOW_BUTTON, id, ERR_OK, all);
			without = step(here, FLOW_BUTTON, id, ERR_OK, none);
			if ((s.kind == FLOW_NOTHING &&
			    without.kind == FLOW_NOTHING) ||
			    s.kind == FLOW_LOST || without.kind == FLOW_LOST)
				fail_msg("%s: %s is dead", here->id, id);
		}
		if (screen_list(here) == NULL)
			continue;
		s = step(here, FLOW_ROW, NULL, ERR_OK, all);
		without = step(here, FLOW_ROW, NULL, ERR_OK, none);
		if (s.kind != FLOW_GO && s.kind != FLOW_RUN &&
		    without.kind != FLOW_GO && without.kind != FLOW_RUN)
			fail_msg("%s: its rows are dead", here->id);
	}
}

static int
setup(void **state)
{
	char error[400] = "";

	(void)state;
	for (int i = 0; i < FACT_COUNT; i++)
		all = facts_with(all, (enum fact)i, true);
	if (screens_open("screens", &screens, error, sizeof(error)) ==
	    ERR_OK && screens_load_all(screens, error, sizeof(error)) ==
	    ERR_OK)
		return 0;
	fprintf(stderr, "%s\n", error);
	return -1;
}

static int
teardown(void **state)
{
	(void)state;
	screens_free(&screens);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_way_back),
		cmocka_unit_test(test_nothing_is_dead),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
