/* What several handlers ask of their visit. */
#include "portal/visit.h"

#include <stdio.h>

#include "portal/limit.h"

enum err
visit_limit(struct visit *v, const char *what, int most)
{
	enum err e;

	e = limit_count(v->portal->store, what, v->from, most, v->now,
	    &v->problem.retry_after);
	if (e == ERR_PORTAL_BUSY)
		v->problem.status = 429;
	return e;
}

int
visit_left(const struct visit *v, int64_t deadline)
{
	return deadline <= v->now ? 0 : (int)(deadline - v->now);
}

enum err
visit_confirmed(const struct visit *v)
{
	return v->session.confirmed + v->portal->config.confirmation < v->now ?
	    ERR_CONFIRM_OLD : ERR_OK;
}

enum err
visit_who(struct visit *v)
{
	enum err e;

	e = person_read_who(v->portal->store, v->session.person, v->who);
	v->has_who = e == ERR_OK;
	return e;
}

enum err
visit_identity_key(const struct visit *v, const char *text,
    uint8_t out[static HASH_BYTES])
{
	char identity[IDENTITY_SIZE];

	if (person_identity(text, identity) != ERR_OK)
		snprintf(identity, sizeof(identity), "%s", text);
	return person_lookup_key(&v->portal->keys, identity, out);
}

void
visit_extend(struct visit *v)
{
	const struct config *c = &v->portal->config;
	int64_t idle = v->now + c->session;
	int64_t last = v->session.opened + c->session_most;

	v->session.expires = idle < last ? idle : last;
}
