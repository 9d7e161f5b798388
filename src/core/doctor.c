#include "core/doctor.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "core/health.h"
#include "core/unlock.h"

static const struct {
	const char *id, *step;
} names[DOCTOR_COUNT] = {
#define DOCTOR_NAMES(constant, id, step) [constant] = { id, step },
	DOCTOR_LIST(DOCTOR_NAMES)
#undef DOCTOR_NAMES
};

const char *
doctor_id(enum doctor_check check)
{
	return names[check].id;
}

const char *
doctor_step(enum doctor_check check)
{
	return names[check].step;
}

/* Trouble is said before what is fine, and that before what is not known. */
static bool
says_more(const struct doctor_finding *f, const struct doctor_finding *than)
{
	if (than == NULL || f->state == DOCTOR_TROUBLE)
		return than == NULL || than->state != DOCTOR_TROUBLE;
	return f->state == DOCTOR_FINE && than->state == DOCTOR_UNKNOWN;
}

const struct doctor_finding *
doctor_of_step(const struct doctor_report *r, const char *step)
{
	const struct doctor_finding *found = NULL;
	size_t i;

	for (i = 0; i < DOCTOR_COUNT; i++)
		if (strcmp(names[i].step, step) == 0 &&
		    says_more(&r->of[i], found))
			found = &r->of[i];
	return found;
}

void
doctor_clear(struct doctor_report *r)
{
	memset(r, 0, sizeof(*r));
}

static void
note(struct doctor_report *r, enum doctor_check check,
    enum doctor_state state, enum err about, const char *detail)
{
	struct doctor_finding *f = &r->of[check];

	f->state = state;
	f->about = about;
	utf8_sanitise(detail, strlen(detail), f->detail, sizeof(f->detail));
}

static void
fine(struct doctor_report *r, enum doctor_check check, const char *detail)
{
	note(r, check, DOCTOR_FINE, ERR_OK, detail);
}

static void
trouble(struct doctor_report *r, enum doctor_check check, enum err about,
    const char *detail)
{
	note(r, check, DOCTOR_TROUBLE, about, detail);
}

/* A card that answers: what it says of itself. */
static void
read_card(struct doctor_report *r, const struct card_info *info)
{
	char number[16];

	fine(r, DOCTOR_KIND, info->label);
	if (info->trouble != ERR_OK) {
		trouble(r, DOCTOR_CARD, info->trouble, "");
		return;
	}
	fine(r, DOCTOR_CARD, "");
	if (info->operational)
		fine(r, DOCTOR_PHASE, "");
	else
		trouble(r, DOCTOR_PHASE, ERR_CARD_PHASE, "");
	if (info->pin_tries == CARD_TRIES_UNKNOWN)
		return;
	snprintf(number, sizeof(number), "%d", info->pin_tries);
	if (info->pin_tries == 0)
		trouble(r, DOCTOR_PIN, ERR_CARD_LOCKED, number);
	else
		fine(r, DOCTOR_PIN, number);
}

void
doctor_card(struct doctor_report *r, enum err e, const struct card_info *info)
{
	/* Our own helper is no trouble of the reader's. */
	if (e == ERR_HELPER_GONE || e == ERR_NOT_FOUND) {
		trouble(r, DOCTOR_HELPERS, ERR_HELPER_GONE, "cilingir-card");
		return;
	}
	if (info->presence == CARD_NO_SERVICE) {
		trouble(r, DOCTOR_SERVICE, unlock_card_error(info), "");
		return;
	}
	fine(r, DOCTOR_SERVICE, "");
	if (info->presence == CARD_NO_READER) {
		trouble(r, DOCTOR_READER, ERR_NO_READER, "");
		return;
	}
	fine(r, DOCTOR_READER, info->reader);
	switch (info->presence) {
	case CARD_ABSENT:
		note(r, DOCTOR_CARD, DOCTOR_UNKNOWN, ERR_NO_CARD, "");
		break;
	case CARD_MUTE:
		trouble(r, DOCTOR_CARD, ERR_CARD_MUTE, "");
		break;
	case CARD_UNKNOWN:
		fine(r, DOCTOR_CARD, "");
		trouble(r, DOCTOR_KIND, ERR_CARD_UNKNOWN, "");
		break;
	default:
		read_card(r, info);
		break;
	}
}

/* "28.11.2029", by the clock on the wall. */
static void
say_day(int64_t when, char *out, size_t size)
{
	time_t seconds = (time_t)when;
	struct tm tm;

	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(out, size, "%d.%m.%Y", &tm) == 0)
		out[0] = '\0';
}

static void
look_at_dates(struct doctor_report *r, const struct card_cert *c, int64_t now)
{
	char day[32];

	if (now < c->not_before) {
		say_day(c->not_before, day, sizeof(day));
		trouble(r, DOCTOR_CERTIFICATE, ERR_CERT_EARLY, day);
		return;
	}
	say_day(c->not_after, day, sizeof(day));
	if (now > c->not_after)
		trouble(r, DOCTOR_CERTIFICATE, ERR_CERT_OVER, day);
	else
		fine(r, DOCTOR_CERTIFICATE, day);
}

void
doctor_certificates(struct doctor_report *r, enum err e,
    const struct card_certs *certs, int64_t now)
{
	const struct doctor_finding *f = &r->of[DOCTOR_CERTIFICATE];
	size_t i;

	/* Valid is better than not yet, and that than no longer. */
	for (i = 0; e == ERR_OK && i < certs->count; i++)
		if (f->state == DOCTOR_UNKNOWN || (f->state == DOCTOR_TROUBLE &&
		    now <= certs->list[i].not_after))
			look_at_dates(r, &certs->list[i], now);
}

static void
look_at_clock(struct doctor_report *r, const char *said, int64_t now)
{
	char off[32];
	int64_t theirs;

	if (!health_time(said, &theirs))
		return;
	snprintf(off, sizeof(off), "%+lld s", (long long)(now - theirs));
	if (now - theirs >= DOCTOR_CLOCK_S || theirs - now >= DOCTOR_CLOCK_S)
		trouble(r, DOCTOR_CLOCK, ERR_CLOCK_OFF, off);
	else
		fine(r, DOCTOR_CLOCK, off);
}

static void
not_trusted(struct doctor_report *r, enum remote_distrust why, int64_t now)
{
	static const char *const words[REMOTE_DISTRUSTS] = {
		[REMOTE_TRUSTED] = "tls", [REMOTE_OTHER] = "tls",
		[REMOTE_ISSUER] = "issuer", [REMOTE_NAME] = "name",
		[REMOTE_KEY] = "pin", [REMOTE_DATES] = "dates",
	};
	time_t clock = (time_t)now;
	char ours[32] = "";
	struct tm tm;

	if (why != REMOTE_DATES) {
		trouble(r, DOCTOR_TRUST, ERR_PORTAL_TLS, words[why]);
		return;
	}
	/* Whichever of the two is wrong, the person can look at a watch. */
	trouble(r, DOCTOR_TRUST, ERR_PORTAL_DATES, words[why]);
	if (localtime_r(&clock, &tm) != NULL)
		(void)strftime(ours, sizeof(ours), "%d.%m.%Y %H:%M", &tm);
	note(r, DOCTOR_CLOCK, DOCTOR_UNKNOWN, ERR_OK, ours);
}

static void
look_at_health(struct doctor_report *r, const struct wire_reply *reply,
    int64_t now)
{
	if (health_version_enough(VERSION, reply->u.health.min_version))
		fine(r, DOCTOR_VERSION, VERSION);
	else
		trouble(r, DOCTOR_VERSION, ERR_PORTAL_VERSION, VERSION);
	look_at_clock(r, reply->u.health.time, now);
}

void
doctor_portal(struct doctor_report *r, const struct remote_result *result,
    int64_t now)
{
	switch (result->e) {
	case ERR_OK:
		fine(r, DOCTOR_PORTAL, "");
		fine(r, DOCTOR_TRUST, "");
		look_at_health(r, result->reply, now);
		break;
	case ERR_PORTAL_TLS:
		fine(r, DOCTOR_PORTAL, "");
		not_trusted(r, result->distrust, now);
		break;
	case ERR_HELPER_GONE:
		trouble(r, DOCTOR_HELPERS, ERR_HELPER_GONE, "cilingir-net");
		break;
	case ERR_PORTAL_AWAY:
	case ERR_TIMEOUT:
		trouble(r, DOCTOR_PORTAL, ERR_PORTAL_AWAY, "");
		break;
	default:
		fine(r, DOCTOR_TRUST, "");
		trouble(r, DOCTOR_PORTAL, result->e, "");
		break;
	}
}

/* A helper that has just died says more than a file that is there. */
static void
take(struct doctor_report *r, enum doctor_check check,
    const struct doctor_finding *f)
{
	if (r->of[check].state != DOCTOR_TROUBLE)
		note(r, check, f->state, f->about, f->detail);
}

void
doctor_terminal(struct doctor_report *r, const struct doctor_place *place,
    enum err journal)
{
	take(r, DOCTOR_CONFIG, &place->config);
	take(r, DOCTOR_HELPERS, &place->helpers);
	take(r, DOCTOR_MEMORY, &place->memory);
	take(r, DOCTOR_DISPLAY, &place->display);
	if (journal == ERR_OK)
		fine(r, DOCTOR_JOURNAL, "");
	else
		trouble(r, DOCTOR_JOURNAL, ERR_JOURNAL, "");
}

unsigned
doctor_troubles(const struct doctor_report *r, enum doctor_check first,
    enum doctor_check last)
{
	unsigned n = 0;
	int i;

	for (i = (int)first; i <= (int)last; i++)
		n += r->of[i].state == DOCTOR_TROUBLE;
	return n;
}
