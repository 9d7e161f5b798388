#include "core/report.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/call.h"
#include "core/walk.h"

#define AGAIN_MS 60000

void
report_fill(const struct journal_record *r, struct wire_request *req)
{
	const char *outcome = "unknown";

	memset(req, 0, sizeof(*req));
	if (r->state == JOURNAL_DONE)
		outcome = "done";
	else if (r->state == JOURNAL_UNCHANGED)
		outcome = "unchanged";
	memcpy(req->id, r->unlock, sizeof(req->id));
	memcpy(req->idempotency_key, r->key, sizeof(req->idempotency_key));
	memcpy(req->case_no, r->case_no, sizeof(req->case_no));
	snprintf(req->u.unlock_report.outcome,
	    sizeof(req->u.unlock_report.outcome), "%s", outcome);
	if (r->reason != ERR_OK)
		snprintf(req->u.unlock_report.reason,
		    sizeof(req->u.unlock_report.reason), "%s",
		    err_name(r->reason));
	req->u.unlock_report.tries_after = r->after;
}

bool
report_settled(const struct remote_result *r)
{
	if (r->e == ERR_OK)
		return true;
	if (r->problem.status == 0)
		return false;
	switch (r->e) {
	case ERR_NOT_FOUND:
	case ERR_ARGUMENT:
	case ERR_REFUSED:
	case ERR_UNLOCK_USED:
	case ERR_UNLOCK_EXPIRED:
		log_event(LOG_ERROR, "report.refused", "error=%s",
		    err_name(r->e));
		return true;
	default:
		return false;
	}
}

void
report_remove(struct session *s, const char *unlock)
{
	char id[WIRE_ID];
	enum err e;

	/* `unlock` may point into the record. */
	snprintf(id, sizeof(id), "%s", unlock);
	e = journal_remove(&s->journal, id);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.remove", "error=%s",
		    err_name(e));
}

static bool
waits(const struct journal_record *r)
{
	return r->told && (r->state == JOURNAL_DONE ||
	    r->state == JOURNAL_UNCHANGED || r->state == JOURNAL_UNKNOWN);
}

static struct journal_record *
waiting(struct session *s)
{
	size_t i;

	for (i = 0; i < s->journal.count; i++)
		if (waits(&s->journal.records[i]))
			return &s->journal.records[i];
	return NULL;
}

static void
reported(struct session *s, const struct remote_result *r)
{
	bool settled = report_settled(r);

	/* The one aside, or the journal's. */
	if (journal_find(&s->journal, s->aside.unlock) == NULL)
		settled = r->e == ERR_OK;
	else if (settled)
		report_remove(s, s->aside.unlock);
	memset(&s->aside, 0, sizeof(s->aside));
	s->report_next = clock_now_ms() + (settled ? 0 : AGAIN_MS);
}

static void
send(struct session *s, const struct journal_record *r)
{
	struct wire_request req;
	enum err e;

	if (s->calls[CALL_REPORT].active || s->ending)
		return;
	report_fill(r, &req);
	s->aside = *r;
	e = call_start(s, CALL_REPORT, WIRE_UNLOCK_REPORT, &req, reported);
	if (e == ERR_OK)
		return;
	log_event(LOG_WARN, "report.send", "error=%s", err_name(e));
	s->report_next = clock_now_ms() + AGAIN_MS;
}

void
report_aside(struct session *s, const char *unlock, enum err reason)
{
	struct journal_record r = { .state = JOURNAL_UNCHANGED,
	    .reason = reason, .after = CARD_TRIES_UNKNOWN };
	enum err e;

	if (unlock[0] == '\0')
		return;
	snprintf(r.unlock, sizeof(r.unlock), "%s", unlock);
	e = attempt_key(r.key);
	if (e != ERR_OK)
		log_event(LOG_WARN, "report.key", "error=%s", err_name(e));
	else
		send(s, &r);
}

void
report_next(struct session *s)
{
	const struct journal_record *r;

	report_expire(s);
	r = waiting(s);
	if (r != NULL)
		send(s, r);
}

int64_t
report_due(const struct session *s)
{
	size_t i;

	if (s->calls[CALL_REPORT].active || !walk_at_role(s, "start"))
		return CLOCK_NEVER;
	for (i = 0; i < s->journal.count; i++)
		if (waits(&s->journal.records[i]))
			return s->report_next;
	return CLOCK_NEVER;
}

/* One too old to be asked about any more.  Returns whether it is still
 * there. */
static bool
expire(struct session *s, struct journal_record *r)
{
	enum err e;

	log_event(LOG_WARN, "journal.old", "unlock=%s state=%d", r->unlock,
	    (int)r->state);
	r->told = true;
	if (waits(r)) {
		report_remove(s, r->unlock);
		return false;
	}
	/* Its person did not come back with the card: say what is known, and
	 * be asked about the report for as long again. */
	r->state = r->state == JOURNAL_INTENT ? JOURNAL_UNCHANGED :
	    JOURNAL_UNKNOWN;
	r->reason = ERR_CANCELLED;
	r->wall = clock_wall_s();
	e = journal_update(&s->journal, r);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.update", "error=%s",
		    err_name(e));
	return true;
}

void
report_expire(struct session *s)
{
	struct journal_record *r;
	int64_t now = clock_wall_s();
	size_t i = 0;

	while (i < s->journal.count) {
		r = &s->journal.records[i];
		if (now - r->wall <= JOURNAL_KEPT_S || expire(s, r))
			i++;
	}
}
