/* unlock.run: challenge from the card, cryptogram from the portal (or a relay
 * of the portal's commands, whose last one takes its place), the new
 * PIN to the card, the result to the portal.
 *
 * What may happen twice and what may not: the portal is asked with the same
 * key or not at all; the card authenticates once, and after that nothing is
 * cancelled and nothing is sent to it again.  Before it authenticates the
 * intent is in the journal; before the PIN leaves, so is that. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/call.h"
#include "core/relay.h"
#include "core/report.h"
#include "core/run.h"
#include "core/unlock.h"
#include "core/watch.h"

#define LIFE_LEFT_S 30		/* less than this is not enough: open anew */

static struct journal_record *
record(struct session *s)
{
	return journal_find(&s->journal, s->run.unlock);
}

static void
note(struct session *s, struct journal_record *r)
{
	enum err e = journal_update(&s->journal, r);

	/* It happened all the same; the next start asks the card. */
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.update", "error=%s",
		    err_name(e));
}

/* The PIN is not needed any more, and the portal gives one cryptogram for an
 * unlock: the next try opens its own. */
static void
clean_up(struct session *s)
{
	secret_clear(s->visit.pin);
	visit_drop_unlock(&s->visit);
}

static void
end(struct session *s, enum err e)
{
	const struct visit_unlock *u = &s->visit.unlock;

	receipt_note(s, "receipt-unlock", e, u->serial, u->serial_len, "");
	run_end(s, e);
}

static void
release_card(struct session *s)
{
	if (s->run.begun)
		s->parts.card->ops->cancel(s->parts.card);
	s->run.begun = false;
}

/* The card is as it was before. */
static void
unchanged(struct session *s, enum err e)
{
	struct visit *v = &s->visit;
	struct journal_record *r = record(s);

	release_card(s);
	if (e == ERR_AUTH_REFUSED) {
		memcpy(v->refused, v->unlock.serial, sizeof(v->refused));
		v->refused_len = v->unlock.serial_len;
	}
	if (r != NULL) {
		r->state = JOURNAL_UNCHANGED;
		r->reason = e;
		note(s, r);
		report_next(s);
	} else {
		report_aside(s, v->unlock.id, e);
	}
	clean_up(s);
	/* This card has no other word for it: it refused the command. */
	end(s, e == ERR_PIN_BLOCKED ? ERR_CARD_REFUSED : e);
}

static void
reported(struct session *s, const struct remote_result *r)
{
	bool settled = report_settled(r);

	s->run.wait = WAIT_NOTHING;
	if (settled) {
		report_remove(s, s->run.unlock);
		run_step(s, "reported", STEP_DONE);
	}
	s->report_next = clock_now_ms() + 60000;
	end(s, settled ? ERR_OK : ERR_DONE_UNREPORTED);
}

/* The card has the new PIN. */
static void
finished(struct session *s, int tries_after)
{
	struct journal_record *r = record(s);
	struct wire_request req;
	enum err e = ERR_CANCELLED;

	clean_up(s);
	r->state = JOURNAL_DONE;
	r->after = tries_after;
	note(s, r);
	run_step(s, "written", STEP_DONE);
	run_step(s, "checked", STEP_DONE);
	run_step(s, "reported", STEP_RUNNING);
	report_fill(r, &req);
	if (!s->ending)
		e = call_start(s, CALL_ACTION, WIRE_UNLOCK_REPORT, &req,
		    reported);
	if (e != ERR_OK)
		end(s, ERR_DONE_UNREPORTED);
	else
		s->run.wait = WAIT_PORTAL;
}

/* Only the same card, put in again, can tell: core/act_recover.c.  Where it
 * had said no and cannot be asked again, its word holds. */
static void
cannot_tell(struct session *s)
{
	struct journal_record *r = record(s);

	if (s->run.refused) {
		unchanged(s, s->run.why);
		return;
	}
	clean_up(s);
	r->told = false;
	if (r->state != JOURNAL_WRITING) {
		r->state = JOURNAL_WRITING;
		note(s, r);
	}
	end(s, ERR_UNLOCK_UNKNOWN);
}

static void
looked(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;
	struct journal_record *r = record(s);
	enum unlock_verdict verdict = UNLOCK_CANNOT_TELL;

	run_card_done(s);
	if (e == ERR_OK) {
		watch_note(s, info);
		if (unlock_card_error(info) == ERR_OK &&
		    unlock_same_card(info, r->serial, r->serial_len))
			verdict = unlock_judge(r->before, info->pin_tries);
	}
	switch (verdict) {
	case UNLOCK_DONE:
		finished(s, info->pin_tries);
		break;
	case UNLOCK_UNCHANGED:
		unchanged(s, s->run.why);
		break;
	case UNLOCK_CANNOT_TELL:
		cannot_tell(s);
		break;
	}
}

/* The answer to the PIN was lost; look at the tries once, now. */
static void
look(struct session *s, enum err why)
{
	struct card *card = s->parts.card;
	enum err e = ERR_CANCELLED;

	s->run.why = why == ERR_OK || why == ERR_UNLOCK_UNKNOWN ?
	    ERR_CARD_ANSWER : why;
	run_step(s, "written", STEP_RUNNING);
	if (!s->ending)
		e = card->ops->identify(card, run_card(s), looked, s);
	if (e != ERR_OK) {
		run_card_done(s);
		cannot_tell(s);
	}
}

/* Status words by which a card says that it has kept its old PIN. */
static bool
refused(enum err e, const struct card_unlock_result *result)
{
	switch (e) {
	case ERR_PIN_POLICY:
	case ERR_PIN_BLOCKED:
	case ERR_AUTH_REFUSED:
	case ERR_CARD_REFUSED:
	case ERR_CARD_DEAD:
		return result != NULL;
	default:
		return false;
	}
}

static enum unlock_verdict
judge_result(const struct run *run, enum err e,
    const struct card_unlock_result *result)
{
	bool sent = run->writing;

	if (e == ERR_UNLOCK_UNKNOWN)
		return UNLOCK_CANNOT_TELL;
	if (e == ERR_OK)
		return result != NULL && result->tries_after != 0 ?
		    UNLOCK_DONE : UNLOCK_CANNOT_TELL;
	/* A helper that died or was killed tells nothing about what it sent
	 * after it was allowed to. */
	if (result != NULL && e != ERR_HELPER_GONE && e != ERR_TIMEOUT)
		sent = result->reset_sent;
	if (!sent)
		return UNLOCK_UNCHANGED;
	/* A card that was locked is looked at before it is believed. */
	return refused(e, result) && result->tries_before != 0 ?
	    UNLOCK_UNCHANGED : UNLOCK_CANNOT_TELL;
}

static void
carried_out(void *arg, enum err e, const struct card_unlock_result *result)
{
	struct session *s = arg;
	enum unlock_verdict verdict = judge_result(&s->run, e, result);

	run_card_done(s);
	s->run.begun = false;
	secret_clear(s->visit.pin);
	if (result != NULL)
		log_event(LOG_INFO, "unlock.card",
		    "error=%s sw=%04x before=%d after=%d", err_name(e),
		    (unsigned)result->sw, result->tries_before,
		    result->tries_after);
	switch (verdict) {
	case UNLOCK_DONE:
		finished(s, result->tries_after);
		break;
	case UNLOCK_UNCHANGED:
		unchanged(s, e);
		break;
	case UNLOCK_CANNOT_TELL:
		s->run.refused = refused(e, result);
		look(s, e);
		break;
	}
}

/* The PIN goes to the card when this returns, unless the journal says no. */
static void
about_to_write(struct session *s)
{
	struct journal_record *r = record(s);

	r->state = JOURNAL_WRITING;
	if (journal_update(&s->journal, r) == ERR_OK) {
		s->run.writing = true;
		run_step(s, "authenticated", STEP_DONE);
		run_step(s, "written", STEP_RUNNING);
		return;
	}
	run_card_done(s);
	unchanged(s, ERR_JOURNAL);
}

static void
progress(void *arg, enum card_step step)
{
	struct session *s = arg;

	switch (step) {
	case CARD_STEP_AUTHENTICATING:
		run_step(s, "authenticated", STEP_RUNNING);
		break;
	case CARD_STEP_WRITING:
		about_to_write(s);
		break;
	case CARD_STEP_CHECKING:
		run_step(s, "written", STEP_DONE);
		run_step(s, "checked", STEP_RUNNING);
		break;
	}
}

/* The intent, on disk before the card hears anything of the portal. */
static enum err
write_intent(struct session *s)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct journal_record r = { .state = JOURNAL_INTENT,
	    .before = u->tries, .after = CARD_TRIES_UNKNOWN, .told = true,
	    .serial_len = u->serial_len };

	memcpy(r.unlock, u->id, sizeof(r.unlock));
	memcpy(r.serial, u->serial, sizeof(r.serial));
	memcpy(r.case_no, s->case_no, sizeof(r.case_no));
	r.wall = clock_wall_s();
	if (attempt_key(r.key) != ERR_OK)
		return ERR_JOURNAL;
	report_expire(s);
	if (journal_add(&s->journal, &r) != ERR_OK)
		return ERR_JOURNAL;
	memcpy(s->run.unlock, r.unlock, sizeof(s->run.unlock));
	return ERR_OK;
}

static void
authorise(struct session *s, enum err e, const uint8_t *cryptogram, size_t len)
{
	struct card *card = s->parts.card;

	if (e == ERR_OK && len == 0)
		e = ERR_PORTAL_ANSWER;
	if (e == ERR_OK)
		e = write_intent(s);
	if (e != ERR_OK) {
		unchanged(s, e);
		return;
	}
	run_step(s, "portal", STEP_DONE);
	s->run.final = true;
	e = card->ops->unlock_finish(card, cryptogram, len, s->visit.pin,
	    run_card(s), progress, carried_out, s);
	if (e != ERR_OK) {
		run_card_done(s);
		unchanged(s, e);
	}
}

static void
cryptogram_came(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e != ERR_OK)
		unchanged(s, e);
	else
		authorise(s, e, r->reply->u.unlock_cryptogram.cryptogram,
		    r->reply->u.unlock_cryptogram.cryptogram_len);
}

static void
ask_cryptogram(struct session *s, const uint8_t *challenge, size_t len)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct wire_request req = { 0 };
	enum err e = ERR_CARD_ANSWER;

	if (len == 0 || len > sizeof(req.u.unlock_cryptogram.challenge))
		goto fail;
	memcpy(req.id, u->id, sizeof(req.id));
	hex_encode(u->serial, u->serial_len, req.u.unlock_cryptogram.serial,
	    sizeof(req.u.unlock_cryptogram.serial));
	memcpy(req.u.unlock_cryptogram.challenge, challenge, len);
	req.u.unlock_cryptogram.challenge_len = len;
	/* A challenge is never used twice, so neither is the key. */
	e = attempt_key(req.idempotency_key);
	if (e == ERR_OK)
		e = call_start(s, CALL_ACTION, WIRE_UNLOCK_CRYPTOGRAM, &req,
		    cryptogram_came);
	if (e != ERR_OK)
		goto fail;
	s->run.wait = WAIT_PORTAL;
	return;
fail:
	unchanged(s, e);
}

static void
challenged(void *arg, enum err e, const uint8_t *challenge, size_t len,
    int tries_before)
{
	struct session *s = arg;

	run_card_done(s);
	if (e != ERR_OK) {
		unchanged(s, e);
		return;
	}
	s->run.begun = true;
	s->visit.unlock.tries = tries_before;
	run_step(s, "card", STEP_DONE);
	run_step(s, "portal", STEP_RUNNING);
	if (s->visit.unlock.relay)
		relay_begin(s, authorise);
	else
		ask_cryptogram(s, challenge, len);
}

static void
begin(struct session *s)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct card *card = s->parts.card;
	enum err e;

	e = card->ops->unlock_begin(card, u->serial, u->serial_len,
	    run_card(s), challenged, s);
	if (e != ERR_OK) {
		run_card_done(s);
		unchanged(s, e);
	}
}

static void
opened_anew(struct session *s, const struct remote_result *r)
{
	enum err e = unlock_opened(s, r);

	if (e != ERR_OK)
		unchanged(s, e);
	else
		begin(s);
}

static bool
still_good(const struct visit_unlock *u)
{
	int need = u->life.total / 2;

	if (need > LIFE_LEFT_S)
		need = LIFE_LEFT_S;
	return u->id[0] != '\0' && countdown_left(&u->life) > need;
}

static void
run_unlock(struct session *s)
{
	const struct visit *v = &s->visit;
	const struct visit_unlock *u = &v->unlock;

	if (u->serial_len == 0 || secret_len(v->pin) == 0) {
		run_end(s, ERR_REFUSED);
		return;
	}
	if (v->refused_len == u->serial_len &&
	    memcmp(v->refused, u->serial, u->serial_len) == 0) {
		clean_up(s);
		end(s, ERR_AUTH_REFUSED);
		return;
	}
	run_step(s, "card", STEP_RUNNING);
	if (still_good(u)) {
		begin(s);
		return;
	}
	visit_drop_unlock(&s->visit);
	/* By e-Devlet another one needs a new code, and a new yes. */
	if (v->edevlet)
		unchanged(s, ERR_UNLOCK_EXPIRED);
	else
		unlock_ask(s, opened_anew);
}

static void
cancelled(struct session *s)
{
	report_aside(s, s->visit.unlock.id, ERR_CANCELLED);
	clean_up(s);
}

const struct action act_unlock_run = { .start = run_unlock,
	.cancelled = cancelled };
