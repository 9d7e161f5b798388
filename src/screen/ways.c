/* Every way off a screen, for the checker and the graph. */
#include <string.h>

#include "screen/set.h"

static void
visit_edge(const struct edge *edge,
    void (*visit)(void *arg, const struct way *way), void *arg)
{
	const size_t prefix = sizeof(COUNTDOWN_PREFIX) - 1;
	struct way way = { .kind = WAY_OUTCOME, .to = &edge->to,
	    .name = edge->action, .outcome = edge->outcome,
	    .line = edge->line };

	if (strncmp(edge->action, COUNTDOWN_PREFIX, prefix) == 0) {
		way.kind = WAY_COUNTDOWN;
		way.name += prefix;
	}
	visit(arg, &way);
}

static void
visit_effect(const struct effect *effect, enum way_kind kind, const char *id,
    int line, void (*visit)(void *arg, const struct way *way), void *arg)
{
	struct way way = { .kind = kind, .to = &effect->go, .name = id,
	    .line = line };

	if (effect->action == NULL)
		visit(arg, &way);
}

static void
visit_event(const struct event_edge *event,
    void (*visit)(void *arg, const struct way *way), void *arg)
{
	struct way way = { .kind = WAY_EVENT, .to = &event->to,
	    .name = event->event, .line = event->line };

	visit(arg, &way);
}

void
screen_ways(const struct screen *screen,
    void (*visit)(void *arg, const struct way *way), void *arg)
{
	size_t i;

	for (i = 0; i < screen->block_count; i++)
		if (screen->blocks[i].kind == BLOCK_LIST)
			visit_effect(&screen->blocks[i].effect, WAY_LIST,
			    screen->blocks[i].id, screen->blocks[i].line,
			    visit, arg);
	for (i = 0; i < screen->button_count; i++)
		visit_effect(&screen->buttons[i].effect, WAY_BUTTON,
		    screen->buttons[i].id, screen->buttons[i].line, visit,
		    arg);
	for (i = 0; i < screen->edge_count; i++)
		visit_edge(&screen->edges[i], visit, arg);
	for (i = 0; i < screen->event_count; i++)
		visit_event(&screen->events[i], visit, arg);
	if (screen->after.seconds > 0) {
		struct way way = { .kind = WAY_AFTER, .to = &screen->after.go,
		    .seconds = screen->after.seconds,
		    .line = screen->after.line };

		visit(arg, &way);
	}
}
