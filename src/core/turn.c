#include "core/turn.h"

#include "core/walk.h"

/* Here a visit ends, or staff is among itself: whoever comes next begins with
 * the keyboard as it stands. */
static bool
is_end(const struct session *s, const struct screen *to)
{
	const struct screens *screens = s->parts.screens;

	return screens_has_role(screens, to, "start") ||
	    screens_has_role(screens, to, "goodbye") ||
	    operator_types(s, to);
}

static const struct screen *
role_needed(const struct session *s, const struct screen *to)
{
	const char *id = NULL;

	if (to->sensitive && !s->turned)
		id = screens_role(s->parts.screens, "turn");
	if (!to->sensitive && !to->holder_types && s->turned)
		id = screens_role(s->parts.screens, "turn-back");
	return id != NULL ? screens_find(s->parts.screens, id) : NULL;
}

const struct screen *
turn_before(struct session *s, const struct screen *to)
{
	const struct screen *first;

	s->turn_to = NULL;
	if (is_end(s, to))
		s->turned = false;
	if (!s->config->secrets_pause || is_end(s, to))
		return to;
	first = role_needed(s, to);
	if (first == NULL)
		return to;
	s->turn_to = to;
	return first;
}

const struct screen *
turn_onward(const struct session *s)
{
	return s->interrupted == NULL ? s->turn_to : NULL;
}

void
turn_done(struct session *s)
{
	s->turned = walk_at_role(s, "turn");
}
