/* doctor.run: card, portal and terminal are looked at, one after the other;
 * doctor.card: the card alone.  They end well whatever they find: the findings
 * are what was asked for. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/call.h"
#include "core/doctor_text.h"
#include "core/health.h"
#include "core/run.h"
#include "core/watch.h"

/* The rows from one check to another, as they are now. */
static void
show(struct session *s, enum doctor_check first, enum doctor_check last)
{
	static const enum view_step_state states[] = {
		[DOCTOR_UNKNOWN] = STEP_SKIPPED, [DOCTOR_FINE] = STEP_DONE,
		[DOCTOR_TROUBLE] = STEP_FAILED,
	};
	const char *step;
	int i;

	if (s->run.id != ACTION_DOCTOR_RUN)
		return;
	for (i = (int)first; i <= (int)last; i++) {
		step = doctor_step((enum doctor_check)i);
		run_step(s, step, states[doctor_of_step(&s->doctor,
		    step)->state]);
	}
}

static void
end(struct session *s)
{
	struct doctor_place place = { 0 };

	if (s->config->look != NULL)
		s->config->look(s->config->look_arg, &place);
	doctor_terminal(&s->doctor, &place, journal_try(s->config->journal));
	show(s, DOCTOR_CONFIG, DOCTOR_DISPLAY);
	s->doctor_done = true;
	log_event(LOG_INFO, "doctor", "troubles=%u",
	    doctor_troubles(&s->doctor, 0, DOCTOR_COUNT - 1));
	run_end(s, ERR_OK);
}

static void
portal_done(struct session *s, const struct remote_result *r)
{
	doctor_portal(&s->doctor, r, clock_wall_s());
	show(s, DOCTOR_PORTAL, DOCTOR_VERSION);
	run_step(s, doctor_step(DOCTOR_CONFIG), STEP_RUNNING);
	end(s);
}

static void
portal_answered(struct session *s, const struct remote_result *r)
{
	/* What it wants of terminals is a finding here, and no end. */
	if (run_answered(s, r) == ERR_OK && health_note(s, r->reply) != ERR_OK)
		log_event(LOG_INFO, "doctor", "version=%s", VERSION);
	portal_done(s, r);
}

static void
ask_portal(struct session *s)
{
	struct wire_request req = { 0 };
	struct remote_result failed = { .e = ERR_OK };

	run_step(s, doctor_step(DOCTOR_PORTAL), STEP_RUNNING);
	failed.e = call_start(s, CALL_ACTION, WIRE_HEALTH, &req,
	    portal_answered);
	if (failed.e != ERR_OK)
		portal_done(s, &failed);
	else
		s->run.wait = WAIT_PORTAL;
}

/* The card is known, as far as it tells: doctor.card ends here. */
static void
card_done(struct session *s)
{
	if (s->run.id == ACTION_DOCTOR_CARD) {
		run_end(s, ERR_OK);
		return;
	}
	show(s, DOCTOR_SERVICE, DOCTOR_CERTIFICATE);
	ask_portal(s);
}

static void
certificates_read(void *arg, enum err e, const struct card_certs *certs)
{
	struct session *s = arg;

	run_card_done(s);
	doctor_certificates(&s->doctor, e, certs, clock_wall_s());
	card_done(s);
}

static void
read_certificates(struct session *s)
{
	struct card *card = s->parts.card;

	if (s->doctor.of[DOCTOR_CARD].state != DOCTOR_FINE ||
	    s->doctor.of[DOCTOR_KIND].state != DOCTOR_FINE) {
		card_done(s);
		return;
	}
	show(s, DOCTOR_SERVICE, DOCTOR_PIN);
	if (s->run.id == ACTION_DOCTOR_RUN)
		run_step(s, doctor_step(DOCTOR_CERTIFICATE), STEP_RUNNING);
	if (card->tools->certificates(card, run_card(s), certificates_read,
	    s) == ERR_OK)
		return;
	run_card_done(s);
	card_done(s);
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;

	run_card_done(s);
	if (e == ERR_OK)
		watch_note(s, info);
	doctor_card(&s->doctor, e, info);
	read_certificates(s);
}

static void
start(struct session *s)
{
	struct card *card = s->parts.card;
	enum err e;

	doctor_clear(&s->doctor);
	s->doctor_done = false;
	if (s->run.id == ACTION_DOCTOR_RUN)
		run_step(s, doctor_step(DOCTOR_SERVICE), STEP_RUNNING);
	e = card->ops->identify(card, run_card(s), identified, s);
	if (e == ERR_OK)
		return;
	run_card_done(s);
	doctor_card(&s->doctor, e, &s->card);
	card_done(s);
}

const struct action act_doctor_run = { .start = start, .quiet = true };
const struct action act_doctor_card = { .start = start, .quiet = true };
