#include "core/health.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/walk.h"

#define AGAIN_OFF_MS 30000
#define AGAIN_ON_MS 300000
#define PART_MAX 100000

/* The number in front, and what is behind it and its dot. */
static int
next_part(const char **version)
{
	const char *at = *version;
	int n = 0;

	while (ascii_is_digit(*at) && n < PART_MAX)
		n = n * 10 + (*at++ - '0');
	if (*at == '.')
		at++;
	else
		at = "";
	*version = at;
	return n;
}

bool
health_version_enough(const char *have, const char *want)
{
	int a, b;

	while (*want != '\0') {
		a = next_part(&have);
		b = next_part(&want);
		if (a != b)
			return a > b;
	}
	return true;
}

enum err
health_note(struct session *s, const struct wire_reply *reply)
{
	const char *centre = reply->u.health.call_centre;
	const char *motd = reply->u.health.motd;

	utf8_sanitise(centre, strlen(centre), s->call_centre,
	    sizeof(s->call_centre));
	utf8_sanitise(motd, strlen(motd), s->motd, sizeof(s->motd));
	if (health_version_enough(VERSION, reply->u.health.min_version))
		return ERR_OK;
	log_event(LOG_ERROR, "portal.version", "have=%s", VERSION);
	return ERR_PORTAL_VERSION;
}

static void
answered(struct session *s, const struct remote_result *r)
{
	enum err e = r->e;

	if (e == ERR_OK)
		e = health_note(s, r->reply);
	if (e != ERR_OK)
		s->portal = PORTAL_OFF;
	s->health_next = clock_now_ms() +
	    (e == ERR_OK ? AGAIN_ON_MS : AGAIN_OFF_MS);
}

void
health_ask(struct session *s)
{
	struct wire_request req = { 0 };
	enum err e;

	if (s->calls[CALL_HEALTH].active)
		return;
	e = call_start(s, CALL_HEALTH, WIRE_HEALTH, &req, answered);
	if (e == ERR_OK)
		return;
	log_event(LOG_WARN, "health.ask", "error=%s", err_name(e));
	s->portal = PORTAL_OFF;
	s->health_next = clock_now_ms() + AGAIN_OFF_MS;
}

int64_t
health_due(const struct session *s)
{
	if (!s->begun || !s->config->require_portal ||
	    s->calls[CALL_HEALTH].active || !walk_at_role(s, "start"))
		return CLOCK_NEVER;
	return s->health_next;
}
