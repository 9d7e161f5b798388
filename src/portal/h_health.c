/* Health: the portal is up, its database answers, who helps, which terminals
 * are too old. */
#include "portal/visit.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"

/* For terminals that look whether their own clock is right. */
static void
say_time(char *out, size_t size)
{
	time_t now = (time_t)clock_wall_s();
	struct tm tm;

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0';
}

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
	say_time(v->out.u.health.time, sizeof(v->out.u.health.time));
	v->out.u.health.word_min = c->word_min;
	v->out.u.health.word_max = c->word_max;
	return ERR_OK;
}

const struct handler handle_health = { .finish = finish };
