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
visit_button(const struct button *button,
    void (*visit)(void *arg, const struct way *way), void *arg)
{
	struct way way = { .kind = WAY_BUTTON, .to = &button->go,
	    .name = button->id, .line = button->line };

	if (button->action == NULL)
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

	for (i = 0; i < screen->button_count; i++)
		visit_button(&screen->buttons[i], visit, arg);
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
