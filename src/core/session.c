#include "core/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/call.h"
#include "core/due.h"
#include "core/focus.h"
#include "core/health.h"
#include "core/message.h"
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
	if (strcmp(id, "warn") == 0)
		return &s->warn;
	return NULL;
}

static bool
has_expired(const struct session *s)
{
	const struct block *b;
	size_t i;

	for (i = 0; i < s->screen->block_count; i++) {
		b = &s->screen->blocks[i];
		if (b->kind != BLOCK_COUNTDOWN)
			continue;
		if (strcmp(b->id, "sms") == 0 &&
		    countdown_over(&s->visit.sms))
			return true;
		if (strcmp(b->id, "warn") == 0 && countdown_over(&s->warn))
			return true;
	}
	return false;
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

unsigned
session_facts(const struct session *s)
{
	const struct card_info *c = &s->card;
	bool present = c->presence == CARD_PRESENT;
	unsigned f = 0;

	f = facts_with(f, FACT_CARD_PRESENT, present);
	f = facts_with(f, FACT_CARD_TROUBLE, in_trouble(c));
	f = facts_with(f, FACT_CARD_LOCKED, present && c->pin_tries == 0);
	f = facts_with(f, FACT_SIMULATED, c->simulated);
	f = facts_with(f, FACT_EXPIRED, has_expired(s));
	f = facts_with(f, FACT_PICTURE, s->visit.picture != NULL);
	f = facts_with(f, FACT_LOGGED_IN, s->visit.logged_in);
	f = facts_with(f, FACT_NOTICE, view_notice(s)[0] != '\0');
	f = facts_with(f, FACT_EXIT_ALLOWED, s->config->exit_allowed);
	f = facts_with(f, FACT_RECOVERING, has_untold(s));
	f = facts_with(f, FACT_BUSY, s->run.action != NULL);
	return f;
}

const struct button *
session_button(const struct session *s,
    bool (*pick)(const struct button *b, const void *arg), const void *arg)
{
	unsigned facts = session_facts(s);
	const struct button *b;
	size_t i;

	for (i = 0; i < s->screen->button_count; i++) {
		b = &s->screen->buttons[i];
		if (facts_hold(facts, b->when) && pick(b, arg))
			return b;
	}
	return NULL;
}
