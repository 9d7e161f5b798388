#include "core/health.h"

#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/utf8.h"
#include "core/call.h"
#include "core/walk.h"

#define AGAIN_OFF_MS 15000
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

bool
health_time(const char *text, int64_t *seconds)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

	if (end == NULL || *end != '\0')
		return false;
	*seconds = (int64_t)timegm(&tm);
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
	s->word_min = s->word_max = 0;
	if (reply->u.health.word_min > 0 &&
	    reply->u.health.word_max >= reply->u.health.word_min) {
		s->word_min = reply->u.health.word_min;
		s->word_max = reply->u.health.word_max;
	}
	if (health_version_enough(VERSION, reply->u.health.min_version))
		return ERR_OK;
	log_event(LOG_ERROR, "portal.version", "have=%s", VERSION);
	return ERR_PORTAL_VERSION;
}

static void
note_off(struct session *s)
{
	s->portal = PORTAL_OFF;
	s->portal_noted = clock_now_ms();
}

/* Whether it can be reached, the call itself has noted. */
static void
answered(struct session *s, const struct remote_result *r)
{
	if (r->e != ERR_OK || health_note(s, r->reply) != ERR_OK)
		note_off(s);
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
	note_off(s);
}

int64_t
health_due(const struct session *s)
{
	bool off = s->portal == PORTAL_OFF;

	if (!s->begun || !s->config->require_portal ||
	    s->calls[CALL_HEALTH].active)
		return CLOCK_NEVER;
	if (!walk_at_role(s, "start") && (!off || s->run.action != NULL))
		return CLOCK_NEVER;
	return s->portal_noted + (off ? AGAIN_OFF_MS : AGAIN_ON_MS);
}
