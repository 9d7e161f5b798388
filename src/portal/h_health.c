/* Health: the portal is up, its database answers, who helps, which terminals
 * are too old. */
#include "portal/visit.h"

#include <stdio.h>

static enum err
finish(struct visit *v)
{
	const struct config *c = &v->portal->config;

	snprintf(v->out.u.health.status, sizeof(v->out.u.health.status), "ok");
	snprintf(v->out.u.health.min_version,
	    sizeof(v->out.u.health.min_version), "%s", c->required_version);
	snprintf(v->out.u.health.call_centre,
	    sizeof(v->out.u.health.call_centre), "%s", c->call_centre);
	snprintf(v->out.u.health.motd, sizeof(v->out.u.health.motd), "%s",
	    c->motd);
	return ERR_OK;
}

const struct handler handle_health = { .finish = finish };
