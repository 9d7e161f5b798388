#include "core/glance.h"

#include <string.h>

#include "core/state.h"

static int
seconds_left(struct session *s)
{
	const struct screen *screen = s->screen;
	const struct countdown *c;
	size_t i;

	for (i = 0; i < screen->block_count; i++) {
		if (screen->blocks[i].kind != BLOCK_COUNTDOWN)
			continue;
		c = session_countdown(s, screen->blocks[i].id);
		if (c != NULL && countdown_running(c))
			return countdown_left(c);
	}
	c = &s->visit.session;
	return s->visit.open && countdown_running(c) ? countdown_left(c) : -1;
}

void
session_glance(struct session *s, struct glance *g)
{
	*g = (struct glance){ .screen = s->screen, .last = s->last_error,
	    .left = seconds_left(s), .busy = s->run.action != NULL };
	memcpy(g->case_no, s->case_no, sizeof(g->case_no));
	memcpy(g->operator, s->shift.account, sizeof(g->operator));
}
