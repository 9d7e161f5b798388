#include "core/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/call.h"
#include "core/card_certs.h"
#include "core/due.h"
#include "core/focus.h"
#include "core/health.h"
#include "core/keyboard.h"
#include "core/message.h"
#include "core/pad.h"
#include "core/report.h"
#include "core/run.h"
#include "core/state.h"
#include "core/view_words.h"
#include "core/walk.h"
#include "core/watch.h"
#include "loop/loop.h"

#define END_MS 2000		/* an APDU under way may take this long */

static void
on_notify(void *arg)
{
	struct session *s = arg;

	if (s->changed != NULL)
		s->changed(s->changed_arg);
}

static void
on_due(void *arg)
{
	struct session *s = arg;

	if (due_run(s))
		session_mark(s);
}

void
session_mark(struct session *s)
{
	if (s->screen == NULL || s->timer == NULL)
		return;
	s->dirty = true;
	loop_timer_at(s->notify, clock_now_ms());
	loop_timer_at(s->timer, due_next(s));
}

static enum err
open_parts(struct session *s)
{
	enum err e = visit_init(&s->visit);

	if (e == ERR_OK)
		e = operator_init(&s->shift);
	if (e == ERR_OK)
		e = loop_timer_new(s->parts.loop, on_due, s, &s->timer);
	if (e == ERR_OK)
		e = loop_timer_new(s->parts.loop, on_notify, s, &s->notify);
	return e;
}

enum err
session_new(const struct session_config *config,
    const struct session_parts *parts, struct session **session)
{
	struct session *s = calloc(1, sizeof(*s));
	const struct screen *start = screens_start(parts->screens);
	enum err e = ERR_NO_MEMORY;

	*session = NULL;
	if (s == NULL)
		return ERR_NO_MEMORY;
	s->config = config;
	s->parts = *parts;
	s->lang = config->lang;
	s->card.presence = CARD_ABSENT;
	s->card.pin_tries = CARD_TRIES_UNKNOWN;
	s->idle.seconds = config->idle_s;
	countdown_stop(&s->warn);
	message_clear(s);
	idle_touch(&s->idle);
	s->every_next = CLOCK_NEVER;
	e = open_parts(s);
	if (e == ERR_OK && start == NULL)
		e = ERR_NOT_FOUND;
	if (e != ERR_OK) {
		session_free(&s);
		return e;
	}
	s->screen = start;
	walk_to(s, start);
	*session = s;
	return ERR_OK;
}

void
session_begin(struct session *s)
{
	enum err e;

	s->begun = true;
	idle_touch(&s->idle);
	e = journal_load(&s->journal, s->config->journal);
	if (e != ERR_OK)
		log_event(LOG_ERROR, "journal.load", "error=%s", err_name(e));
	report_expire(s);
	watch_start(s);
	if (s->config->require_portal)
		health_ask(s);
	if (journal_untold(&s->journal) != NULL)
		walk_role(s, "recovery");
	session_mark(s);
}

void
session_free(struct session **session)
{
	struct session *s;

	if (session == NULL || *session == NULL)
		return;
	s = *session;
	if (s->run.card || s->run.begun)
		s->parts.card->ops->cancel(s->parts.card);
	call_drop_all(s);
	call_close_session(s);
	operator_end(s);
	operator_free(&s->shift);
	form_close(&s->form);
	form_close(&s->kept_form);
	visit_free(&s->visit);
	loop_timer_free(&s->timer);
	loop_timer_free(&s->notify);
	secret_wipe_mem(s, sizeof(*s));
	free(s);
	*session = NULL;
}

void
session_on_change(struct session *s, void (*changed)(void *arg), void *arg)
{
	s->changed = changed;
	s->changed_arg = arg;
}

void
session_shutdown(struct session *s, void (*ended)(void *arg), void *arg)
{
	s->ending = true;
	s->ended = ended;
	s->ended_arg = arg;
	s->end_by = clock_now_ms() + END_MS;
	run_cancel(s);
	session_mark(s);
}

bool
session_wants_exit(const struct session *s)
{
	return s->wants_exit;
}

struct countdown *
session_countdown(struct session *s, const char *id)
{
	if (strcmp(id, "sms") == 0)
		return &s->visit.sms;
	if (strcmp(id, "pad") == 0)
		return &s->visit.pad;
	if (strcmp(id, "mail") == 0)
		return &s->visit.mail;
	if (strcmp(id, "change") == 0)
		return &s->visit.change_life;
	if (strcmp(id, "warn") == 0)
		return &s->warn;
	if (strcmp(id, "edevlet") == 0)
		return &s->visit.door.life;
	if (strcmp(id, "verification") == 0)
		return &s->visit.verification_life;
	if (strcmp(id, "letter") == 0)
		return &s->visit.letter.shown;
	return NULL;
}

static bool
is_over(const struct session *s, const char *id)
{
	const struct visit *v = &s->visit;

	return (strcmp(id, "sms") == 0 && countdown_over(&v->sms)) ||
	    (strcmp(id, "mail") == 0 && countdown_over(&v->mail)) ||
	    (strcmp(id, "change") == 0 && countdown_over(&v->change_life)) ||
	    (strcmp(id, "edevlet") == 0 && countdown_over(&v->door.life)) ||
	    (strcmp(id, "verification") == 0 &&
	    countdown_over(&v->verification_life)) ||
	    (strcmp(id, "warn") == 0 && countdown_over(&s->warn));
}

static bool
has_expired(const struct session *s)
{
	const struct block *b;
	size_t i;

	for (i = 0; i < s->screen->block_count; i++) {
		b = &s->screen->blocks[i];
		if (b->kind == BLOCK_COUNTDOWN && is_over(s, b->id))
			return true;
	}
	return false;
}

/* Of the captcha, of the person's data. */
static struct fact_set
person_facts(const struct visit *v, struct fact_set f)
{
	bool asked = !v->captcha_waived;

	f = facts_with(f, FACT_CAPTCHA, asked);
	f = facts_with(f, FACT_CAPTCHA_PICTURE, asked && !v->captcha_words);
	f = facts_with(f, FACT_CAPTCHA_WORDS, asked && v->captcha_words);
	f = facts_with(f, FACT_MAIL_SENT, countdown_running(&v->mail));
	f = facts_with(f, FACT_NO_EMAIL, v->profile_known &&
	    v->email[0] == '\0');
	f = facts_with(f, FACT_NO_ADDRESS, v->profile_known &&
	    v->address[0] == '\0');
	f = facts_with(f, FACT_INFO_CHANGED, v->info_changed);
	f = facts_with(f, FACT_APPROVED, v->approval_known && v->approved);
	return facts_with(f, FACT_NOT_APPROVED, v->approval_known &&
	    !v->approved);
}

/* Of the door of e-Devlet. */
static struct fact_set
door_facts(const struct visit *v, struct fact_set f)
{
	f = facts_with(f, FACT_EDEVLET, v->edevlet);
	f = facts_with(f, FACT_EDEVLET_PASSWORD, v->door.password);
	f = facts_with(f, FACT_EDEVLET_MOBILE, v->door.mobile);
	f = facts_with(f, FACT_EDEVLET_SIGNED, v->door.signature &&
	    facts_hold(f, fact_names[FACT_OFFER_SIGNED]));
	f = facts_with(f, FACT_EDEVLET_CARD, v->door.card);
	f = facts_with(f, FACT_EDEVLET_BANK, v->door.bank);
	f = facts_with(f, FACT_EDEVLET_PHONE, v->door.phone);
	f = facts_with(f, FACT_VERIFICATION_ASKED,
	    countdown_running(&v->verification_life));
	return facts_with(f, FACT_VERIFICATION,
	    countdown_running(&v->verification_life) &&
	    !countdown_over(&v->verification_life));
}

static bool
has_untold(const struct session *s)
{
	size_t i;

	for (i = 0; i < s->journal.count; i++)
		if (!s->journal.records[i].told)
			return true;
	return false;
}

static bool
in_trouble(const struct card_info *c)
{
	return c->presence == CARD_NO_SERVICE ||
	    c->presence == CARD_NO_READER || c->presence == CARD_MUTE ||
	    c->presence == CARD_UNKNOWN ||
	    (c->presence == CARD_PRESENT && c->trouble != ERR_OK);
}

static struct fact_set
doctor_facts(const struct session *s, struct fact_set f)
{
	bool trouble = doctor_troubles(&s->doctor, 0, DOCTOR_COUNT - 1) > 0;

	f = facts_with(f, FACT_VALID, s->card.presence == CARD_PRESENT &&
	    s->doctor.of[DOCTOR_CERTIFICATE].state == DOCTOR_FINE);
	f = facts_with(f, FACT_IN_ORDER, s->doctor_done && !trouble);
	return facts_with(f, FACT_TROUBLE, s->doctor_done && trouble);
}

static struct fact_set
letter_facts(const struct visit_letter *l, struct fact_set f)
{
	bool there = l->id[0] != '\0';

	f = facts_with(f, FACT_LETTER, there);
	f = facts_with(f, FACT_LETTER_SHOWN, there &&
	    countdown_running(&l->shown));
	f = facts_with(f, FACT_LETTER_HIDDEN, there &&
	    !countdown_running(&l->shown));
	f = facts_with(f, FACT_LETTER_STALE, there && l->out_of_date);
	f = facts_with(f, FACT_LETTER_OLD, there &&
	    l->year <= LETTER_PUK_YEAR);
	return facts_with(f, FACT_LETTER_NEW, there &&
	    l->year > LETTER_PUK_YEAR);
}

/* Not yet read counts: who types a PIN at once does not press buttons. */
static bool
may_sign(const struct session *s)
{
	return session_card_there(&s->card) && (!card_certs_current(s) ||
	    card_certs_chosen(s) != NULL);
}

static struct fact_set
pad_facts(const struct session *s, struct fact_set f)
{
	bool on_pad = pad_takes(s, CARD_PAD_VERIFY);

	f = facts_with(f, FACT_SIGNER_TYPES, may_sign(s) && !on_pad);
	f = facts_with(f, FACT_SIGNER_PAD, may_sign(s) && on_pad);
	f = facts_with(f, FACT_PAD_CHANGE, pad_takes(s, CARD_PAD_CHANGE));
	return facts_with(f, FACT_PAD_WAITS, countdown_running(&s->visit.pad));
}

/* Of the one that is looked at. */
static struct fact_set
certificate_facts(const struct session *s, struct fact_set f)
{
	enum certificate_state state = s->visit.certificate.state;
	enum card_match match = card_certs_open(s);

	f = facts_with(f, FACT_CERTIFICATE_ACTIVE,
	    state == CERTIFICATE_ACTIVE);
	f = facts_with(f, FACT_CERTIFICATE_SUSPENDED,
	    state == CERTIFICATE_SUSPENDED);
	f = facts_with(f, FACT_CERTIFICATE_REVOKED,
	    state == CERTIFICATE_REVOKED);
	f = facts_with(f, FACT_CERTIFICATE_DIFFERS, match == MATCH_DIFFERS);
	return facts_with(f, FACT_CERTIFICATE_CARD, match == MATCH_CARD);
}

static struct fact_set
receipt_facts(const struct session *s, struct fact_set f)
{
	const struct receipt *r = &s->visit.receipt;

	f = facts_with(f, FACT_RECEIPT, r->what != NULL);
	f = facts_with(f, FACT_RECEIPT_PRINTED, r->printed);
	f = facts_with(f, FACT_RECEIPT_KEPT, r->kept);
	return facts_with(f, FACT_RECEIPT_FOLDER, s->config->receipts);
}

struct fact_set
session_facts(const struct session *s)
{
	const struct card_info *c = &s->card;
	bool present = c->presence == CARD_PRESENT;
	struct fact_set f = facts_offers(s->config->withheld);

	f = person_facts(&s->visit, f);
	f = door_facts(&s->visit, f);
	f = facts_with(f, FACT_WORD_LIMITS, s->word_min > 0);
	f = facts_with(f, FACT_CARD_PRESENT, present);
	f = facts_with(f, FACT_CARD_CHOICE, c->others > 0);
	f = facts_with(f, FACT_CARD_TROUBLE, in_trouble(c));
	f = facts_with(f, FACT_CARD_LOCKED, present && c->pin_tries == 0);
	f = facts_with(f, FACT_READER, c->presence != CARD_NO_SERVICE &&
	    c->presence != CARD_NO_READER && s->card_seen);
	f = facts_with(f, FACT_PORTAL, s->portal == PORTAL_ON);
	f = doctor_facts(s, f);
	f = facts_with(f, FACT_SIMULATED, c->simulated);
	f = facts_with(f, FACT_EXPIRED, has_expired(s));
	f = facts_with(f, FACT_PICTURE, s->visit.picture != NULL);
	f = facts_with(f, FACT_LOGGED_IN, s->visit.logged_in);
	f = facts_with(f, FACT_NOTICE, view_notice(s)[0] != '\0');
	f = facts_with(f, FACT_EXIT_ALLOWED, s->config->exit_allowed);
	f = facts_with(f, FACT_RECOVERING, has_untold(s));
	f = certificate_facts(s, f);
	f = facts_with(f, FACT_CARD_READ, present && s->visit.card.read);
	f = facts_with(f, FACT_SIGNER, may_sign(s));
	f = pad_facts(s, f);
	f = facts_with(f, FACT_SIGNERS, card_certs_several(s));
	f = facts_with(f, FACT_LAST_TRY, present && (c->pin_tries == 1 ||
	    c->pin_tries == CARD_TRIES_UNKNOWN));
	f = facts_with(f, FACT_PUK, present && s->visit.card.read &&
	    s->visit.card.certs.puk == ERR_OK && c->pin_tries == 0);
	f = facts_with(f, FACT_PUK_ADMIN, present && s->visit.card.read &&
	    s->visit.card.certs.puk_admin && c->pin_tries == 0);
	f = facts_with(f, FACT_BUSY, s->run.action != NULL);
	f = facts_with(f, FACT_KEYBOARD, keyboard_is_there(s));
	f = facts_with(f, FACT_PRINTER, s->config->printer);
	f = facts_with(f, FACT_OPERATOR, operator_at_work(s));
	f = facts_with(f, FACT_OPERATOR_NEEDED, operator_needed(s));
	f = receipt_facts(s, f);
	return letter_facts(&s->visit.letter, f);
}

const struct button *
session_button(const struct session *s,
    bool (*pick)(const struct button *b, const void *arg), const void *arg)
{
	struct fact_set facts = session_facts(s);
	const struct button *b;
	size_t i;

	for (i = 0; i < s->screen->button_count; i++) {
		b = &s->screen->buttons[i];
		if (facts_hold(facts, b->when) && pick(b, arg))
			return b;
	}
	return NULL;
}
