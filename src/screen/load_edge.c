/* Where a screen leads: outcomes, events, time. */
#include "screen/load.h"

#include <string.h>

#define MAX_SECONDS	3600
#define MAX_EVENTS	8

/* A screen's name, "stay", "stay <field or button>" or "return". */
void
load_target(struct load *ld, const struct yaml_node *n, struct target *target)
{
	if (ld->e != ERR_OK || n == NULL)
		return;
	if (n->kind != YAML_SCALAR) {
		load_fail(ld, n, "a screen's name, 'stay' or 'return' is "
		    "expected here");
		return;
	}
	target->kind = TO_STAY;
	target->name = NULL;
	if (strncmp(n->text, "stay ", 5) == 0) {
		target->name = load_id_text(ld, n, n->text + 5);
	} else if (strcmp(n->text, "return") == 0) {
		target->kind = TO_RETURN;
	} else if (strcmp(n->text, "stay") != 0) {
		target->kind = TO_SCREEN;
		target->name = load_id(ld, n);
	}
}

static size_t
count_edges(struct load *ld, const struct yaml_node *n)
{
	size_t i, count = 0;

	for (i = 0; i < n->count; i++) {
		if (!load_is_map(ld, &n->items[i], n->keys[i], NULL))
			return 0;
		count += n->items[i].count;
	}
	return count;
}

static struct edge *
load_action_edges(struct load *ld, const char *action,
    const struct yaml_node *n, struct edge *edge)
{
	size_t i;

	action = load_action_text(ld, n, action);
	for (i = 0; i < n->count; i++, edge++) {
		edge->action = action;
		edge->outcome = load_outcome(ld, &n->items[i], n->keys[i]);
		edge->line = n->items[i].line;
		load_target(ld, &n->items[i], &edge->to);
	}
	return edge;
}

/* outcomes: {action: {outcome: target, …}, …} */
void
load_outcomes(struct load *ld, const struct yaml_node *n,
    struct screen *screen)
{
	struct edge *edges, *next;
	size_t i, count;

	if (!load_is_map(ld, n, "outcomes", NULL))
		return;
	count = count_edges(ld, n);
	edges = load_take(ld, count, sizeof(*edges));
	if (edges == NULL)
		return;
	next = edges;
	for (i = 0; i < n->count && ld->e == ERR_OK; i++)
		next = load_action_edges(ld, n->keys[i], &n->items[i], next);
	screen->edges = edges;
	screen->edge_count = count;
}

/* on: {event: target, …} */
void
load_events(struct load *ld, const struct yaml_node *n, struct screen *screen)
{
	struct event_edge *events;
	size_t i;

	if (!load_is_map(ld, n, "on", NULL))
		return;
	if (n->count > MAX_EVENTS)
		load_fail(ld, n, "on: at most %d events", MAX_EVENTS);
	events = load_take(ld, n->count, sizeof(*events));
	for (i = 0; i < n->count && ld->e == ERR_OK; i++) {
		events[i].event = load_id_text(ld, &n->items[i], n->keys[i]);
		events[i].line = n->items[i].line;
		load_target(ld, &n->items[i], &events[i].to);
	}
	screen->events = events;
	screen->event_count = n->count;
}

void
load_after(struct load *ld, const struct yaml_node *n, struct after *after)
{
	static const char *const keys[] = { "seconds", "when", "go", NULL };

	if (!load_is_map(ld, n, "after", keys))
		return;
	if (load_need(ld, n, "seconds") == NULL)
		return;
	after->line = n->line;
	after->seconds = load_int(ld, n, "seconds", 1, MAX_SECONDS, 0);
	after->when = load_when(ld, n);
	load_target(ld, load_need(ld, n, "go"), &after->go);
}

void
load_every(struct load *ld, const struct yaml_node *n, struct every *every)
{
	static const char *const keys[] = { "seconds", "do", NULL };

	if (!load_is_map(ld, n, "every", keys))
		return;
	if (load_need(ld, n, "seconds") == NULL)
		return;
	every->line = n->line;
	every->seconds = load_int(ld, n, "seconds", 1, MAX_SECONDS, 0);
	every->action = load_action(ld, load_need(ld, n, "do"));
}
