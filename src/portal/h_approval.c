/* E-Onay: how it stands, give it, withdraw it.  Each may be asked for twice
 * and comes to the same. */
#include "portal/visit.h"

#include <stdio.h>
#include <time.h>

#include "portal/store_approval.h"

/* The state as the reply; the day is that of the portal's time zone. */
static enum err
finish_read(struct visit *v)
{
	char *since = v->out.u.approval.since;
	int64_t given = 0;
	time_t at;
	struct tm day;
	enum err e;

	e = approval_read(v->portal->store, v->session.person, &given);
	if (e != ERR_OK)
		return e;
	snprintf(v->out.u.approval.state, sizeof(v->out.u.approval.state),
	    "%s", given != 0 ? "given" : "none");
	at = (time_t)given;
	if (given != 0 && (localtime_r(&at, &day) == NULL || strftime(since,
	    sizeof(v->out.u.approval.since), "%Y-%m-%d", &day) == 0))
		return ERR_INTERNAL;
	return ERR_OK;
}

static enum err
finish_give(struct visit *v)
{
	enum err e = visit_confirmed(v);

	if (e == ERR_OK)
		e = approval_give(v->portal->store, v->session.person,
		    v->now);
	return e == ERR_OK ? finish_read(v) : e;
}

static enum err
finish_withdraw(struct visit *v)
{
	enum err e;

	e = approval_withdraw(v->portal->store, v->session.person);
	return e == ERR_OK ? finish_read(v) : e;
}

const struct handler handle_approval_read = { .finish = finish_read,
	.needs = SESSION_AUTHENTICATED };
const struct handler handle_approval_give = { .finish = finish_give,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_approval_withdraw = { .finish = finish_withdraw,
	.needs = SESSION_AUTHENTICATED, .audited = true };
