/* journal.resolve: what became of an unlock that was cut off. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/call.h"
#include "core/report.h"
#include "core/run.h"
#include "core/unlock.h"
#include "core/watch.h"

static struct journal_record *
record(struct session *s)
{
	return journal_find(&s->journal, s->run.unlock);
}

static void
note(struct session *s, struct journal_record *r, enum journal_state state)
{
	enum err e;

	r->state = state;
	e = journal_update(&s->journal, r);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.update", "error=%s",
		    err_name(e));
}

/* The person is told with the end of the action; the record stays for as
 * long as the portal has not been. */
static void
end(struct session *s, bool reported)
{
	struct journal_record *r = record(s);
	enum err e = ERR_UNLOCK_UNTOLD;

	if (r->state == JOURNAL_DONE)
		e = reported ? ERR_OK : ERR_DONE_UNREPORTED;
	else if (r->state == JOURNAL_UNCHANGED)
		e = ERR_PIN_BLOCKED;
	receipt_note(s, "receipt-unlock", e, r->serial, r->serial_len,
	    r->case_no);
	r->told = true;
	s->resolved = e;
	if (reported)
		report_remove(s, r->unlock);
	else
		s->report_next = clock_now_ms() + 60000;
	run_end(s, e);
}

static void
reported(struct session *s, const struct remote_result *r)
{
	s->run.wait = WAIT_NOTHING;
	end(s, report_settled(r));
}

static void
tell(struct session *s)
{
	struct wire_request req;
	enum err e;

	report_fill(record(s), &req);
	e = call_start(s, CALL_ACTION, WIRE_UNLOCK_REPORT, &req, reported);
	if (e != ERR_OK)
		end(s, false);
	else
		s->run.wait = WAIT_PORTAL;
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;
	struct journal_record *r = record(s);

	run_card_done(s);
	if (e == ERR_OK) {
		watch_note(s, info);
		e = unlock_card_error(info);
	}
	if (e == ERR_OK && !unlock_same_card(info, r->serial, r->serial_len))
		e = ERR_CARD_OTHER;
	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	r->after = info->pin_tries;
	switch (unlock_judge(r->before, info->pin_tries)) {
	case UNLOCK_DONE:
		note(s, r, JOURNAL_DONE);
		break;
	case UNLOCK_UNCHANGED:
		r->reason = ERR_UNLOCK_UNKNOWN;
		note(s, r, JOURNAL_UNCHANGED);
		break;
	case UNLOCK_CANNOT_TELL:
		note(s, r, JOURNAL_UNKNOWN);
		break;
	}
	tell(s);
}

static void
resolve_start(struct session *s)
{
	struct journal_record *r = journal_untold(&s->journal);
	struct card *card = s->parts.card;
	enum err e;

	if (r == NULL) {
		/* Asked once more: nothing new can be said. */
		run_end(s, s->resolved != ERR_OK ? s->resolved :
		    ERR_NOT_FOUND);
		return;
	}
	memcpy(s->run.unlock, r->unlock, sizeof(s->run.unlock));
	if (r->state == JOURNAL_INTENT) {
		/* The PIN leaves only after "writing" is on the disk. */
		r->reason = ERR_CANCELLED;
		note(s, r, JOURNAL_UNCHANGED);
	}
	if (r->state != JOURNAL_WRITING) {
		tell(s);
		return;
	}
	e = card->ops->identify(card, run_card(s), identified, s);
	if (e != ERR_OK) {
		run_card_done(s);
		run_end(s, e);
	}
}

const struct action act_journal_resolve = { .start = resolve_start,
	.quiet = false };
