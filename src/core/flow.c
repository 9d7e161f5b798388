#include "core/flow.h"

#include <string.h>

static struct flow_step
go(const struct flow_place *p, const char *id)
{
	struct flow_step step = { .kind = FLOW_LOST };

	if (id != NULL)
		step.to = screens_find(p->screens, id);
	if (step.to != NULL)
		step.kind = FLOW_GO;
	return step;
}

static struct flow_step
back(const struct flow_place *p)
{
	struct flow_step step = { .kind = FLOW_BACK, .to = p->interrupted };

	if (step.to == NULL) {
		step.kind = FLOW_GO;
		step.to = screens_start(p->screens);
	}
	return step;
}

static struct flow_step
follow(const struct flow_place *p, const struct target *target)
{
	struct flow_step stay = { .kind = FLOW_STAY };

	switch (target->kind) {
	case TO_SCREEN:
		return go(p, target->name);
	case TO_RETURN:
		return back(p);
	case TO_STAY:
		break;
	}
	stay.name = target->name;
	return stay;
}

static struct flow_step
on_outcome(const struct flow_place *p, const struct flow_event *event)
{
	static const struct flow_step lost = { .kind = FLOW_LOST };
	const struct target *target;

	target = screen_outcome(p->screens, p->here, event->name,
	    event->outcome);
	return target != NULL ? follow(p, target) : lost;
}

static struct flow_step
on_event(const struct flow_place *p, const struct flow_event *event)
{
	static const struct flow_step nothing = { .kind = FLOW_NOTHING };
	const struct target *target = screen_event(p->here, event->name);

	return target != NULL ? follow(p, target) : nothing;
}

static struct flow_step
on_button(const struct flow_place *p, const struct flow_event *event)
{
	struct flow_step step = { .kind = FLOW_NOTHING };
	const struct button *b;
	size_t i;

	for (i = 0; i < p->here->button_count; i++) {
		b = &p->here->buttons[i];
		if (strcmp(b->id, event->name) != 0)
			continue;
		if (!facts_hold(p->facts, b->when))
			break;
		if (b->action == NULL)
			return follow(p, &b->go);
		step.kind = FLOW_RUN;
		step.name = b->action;
		break;
	}
	return step;
}

static struct flow_step
on_after(const struct flow_place *p)
{
	static const struct flow_step nothing = { .kind = FLOW_NOTHING };
	const struct after *after = &p->here->after;

	if (after->seconds == 0 || !facts_hold(p->facts, after->when))
		return nothing;
	return follow(p, &after->go);
}

struct flow_step
flow_step(const struct flow_place *place, const struct flow_event *event)
{
	static const struct flow_step nothing = { .kind = FLOW_NOTHING };

	switch (event->cause) {
	case FLOW_OUTCOME:
		return on_outcome(place, event);
	case FLOW_EVENT:
		return on_event(place, event);
	case FLOW_BUTTON:
		return on_button(place, event);
	case FLOW_AFTER:
		return on_after(place);
	case FLOW_ROLE:
		return go(place, screens_role(place->screens, event->name));
	}
	return nothing;
}
