/* Where something that happened leads, as the screens say: a pure function
 * over read-only data.  It carries nothing out; core/walk.h does. */
#ifndef CORE_FLOW_H
#define CORE_FLOW_H

#include "base/err.h"
#include "core/facts.h"
#include "screen/screen.h"

enum flow_cause {
	FLOW_OUTCOME,	/* `name`: an action (or "countdown.x"); `outcome` */
	FLOW_EVENT,	/* `name`: card-in, key … */
	FLOW_BUTTON,	/* `name`: a button's id */
	FLOW_ROW,	/* a row of the screen's list was chosen */
	FLOW_AFTER,	/* the time of `after:` has passed */
	FLOW_ROLE	/* `name`: a role of flow.yaml */
};

enum flow_step_kind {
	FLOW_NOTHING,	/* nobody listens, or the condition does not hold */
	FLOW_GO,	/* to the screen `to`, also if it is this one */
	FLOW_BACK,	/* to `to`, as it was left */
	FLOW_STAY,	/* here; focus on `name`, if it is not NULL */
	FLOW_RUN,	/* the action `name` */
	FLOW_LOST	/* an outcome that no edge covers, or an edge to
			 * nowhere: the checker lets no such screen pass */
};

struct flow_event {
	enum flow_cause cause;
	const char *name;
	enum err outcome;
};

struct flow_place {
	const struct screens *screens;
	const struct screen *here;
	const struct screen *interrupted;	/* what `return` means; NULL:
						 * the start screen */
	struct fact_set facts;
};

struct flow_step {
	enum flow_step_kind kind;
	const struct screen *to;
	const char *name;
};

struct flow_step flow_step(const struct flow_place *place,
    const struct flow_event *event);

#endif
