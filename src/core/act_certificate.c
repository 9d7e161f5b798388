/* certificate.list, .open, .activate, .suspend, .resume, .reasons, .revoke */
#include <string.h>

#include "base/secret.h"
#include "card/tools.h"
#include "core/card_certs.h"
#include "core/certificate_list.h"
#include "core/focus.h"
#include "core/run.h"
#include "core/unlock.h"

#define SENT_MAX 128		/* bytes: id and reason */

/* ---- looking ---- */

static void
listed(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = certificate_fill(&s->visit.choices,
		    r->reply->u.certificate_list.rows,
		    r->reply->u.certificate_list.count,
		    card_certs_known(s));
	run_end(s, e);
}

static void
ask_list(struct session *s)
{
	struct wire_request req = { 0 };

	run_call(s, WIRE_CERTIFICATE_LIST, &req, listed);
}

/* A card that cannot be read is no reason not to show what the portal knows. */
static void
card_read(void *arg, enum err e, const struct card_certs *certs)
{
	struct session *s = arg;

	run_card_done(s);
	if (e == ERR_OK)
		card_certs_note(s, certs);
	ask_list(s);
}

static void
list_start(struct session *s)
{
	struct card *card = s->parts.card;

	certificate_drop(&s->visit.choices);
	focus_fix(s);
	if (unlock_card_error(&s->card) == ERR_OK && !card_certs_current(s)) {
		card_certs_forget(s);
		if (card->tools->certificates(card, run_card(s), card_read,
		    s) == ERR_OK)
			return;
		run_card_done(s);
	}
	ask_list(s);
}

static void
opened(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = certificate_read(&s->visit.certificate,
		    &r->reply->u.certificate);
	run_end(s, e);
}

/* The card's own: its key is longer than any id of the portal. */
static bool
open_from_card(struct session *s, const char *key)
{
	const struct card_certs *certs = card_certs_known(s);
	char own[CARD_MATCH_KEY];

	for (size_t i = 0; certs != NULL && i < certs->count; i++) {
		card_match_key(&certs->list[i], own);
		if (strcmp(own, key) != 0)
			continue;
		certificate_read_card(&s->visit.certificate, &certs->list[i]);
		return true;
	}
	return false;
}

/* The row that was chosen on this screen. */
static void
open_start(struct session *s)
{
	const char *key;
	const struct block *block = screen_list(s->screen);
	const struct choice_list *list = NULL;
	struct wire_request req = { 0 };

	if (block != NULL)
		list = choice_find(&s->visit.choices, block->id);
	if (list == NULL || list->chosen >= list->count) {
		run_end(s, ERR_INTERNAL);
		return;
	}
	key = list->rows[list->chosen].key;
	if (strlen(key) >= sizeof(req.id)) {
		run_end(s, open_from_card(s, key) ? ERR_OK : ERR_CARD_GONE);
		return;
	}
	memcpy(req.id, key, strlen(key) + 1);
	run_call(s, WIRE_CERTIFICATE_DETAIL, &req, opened);
}

/* ---- changing ---- */

static const char *
word_of(enum action_id id)
{
	switch (id) {
	case ACTION_CERTIFICATE_ACTIVATE:
		return "receipt-activate";
	case ACTION_CERTIFICATE_SUSPEND:
		return "receipt-suspend";
	case ACTION_CERTIFICATE_RESUME:
		return "receipt-resume";
	default:
		return "receipt-revoke";
	}
}

static void
changed(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = certificate_set_state(&s->visit.certificate,
		    r->reply->u.certificate_change.state);
	if (e == ERR_OK)
		receipt_note_certificate(s, word_of(s->run.id),
		    s->visit.certificate.serial);
	run_end(s, e);
}

/* What the request says, for the case that its answer is lost. */
static struct secret *
said(const char *id, const char *reason)
{
	struct secret *sent = secret_new(SENT_MAX);

	if (sent != NULL && (secret_append(sent, id, strlen(id)) != ERR_OK ||
	    secret_append(sent, reason, strlen(reason)) != ERR_OK))
		secret_free(&sent);
	return sent;
}

static void
change(struct session *s, enum wire_op op, struct wire_request *req,
    const char *reason)
{
	struct certificate *c = &s->visit.certificate;
	struct secret *sent;

	if (c->id[0] == '\0') {
		run_end(s, ERR_INTERNAL);
		return;
	}
	sent = said(c->id, reason);
	if (sent == NULL) {
		run_end(s, ERR_NO_MEMORY);
		return;
	}
	memcpy(req->id, c->id, sizeof(req->id));
	run_call_once(s, op, req, &sent, changed);
}

static void
activate_start(struct session *s)
{
	struct wire_request req = { 0 };

	change(s, WIRE_CERTIFICATE_ACTIVATE, &req, "");
}

static void
suspend_start(struct session *s)
{
	struct wire_request req = { 0 };

	change(s, WIRE_CERTIFICATE_SUSPEND, &req, "");
}

static void
resume_start(struct session *s)
{
	struct wire_request req = { 0 };

	change(s, WIRE_CERTIFICATE_RESUME, &req, "");
}

static void
reasons_start(struct session *s)
{
	run_end(s, certificate_fill_reasons(&s->visit.choices));
}

static void
revoke_start(struct session *s)
{
	struct form_field *field = form_find(&s->form, "confirm");
	const char *reason = choice_key(&s->visit.choices, CHOICE_REASONS);
	struct wire_request req = { 0 };
	enum err e = ERR_INTERNAL;

	if (field != NULL && reason != NULL &&
	    strlen(reason) < sizeof(req.u.certificate_revoke.reason))
		e = form_check(field);
	if (e != ERR_OK) {
		run_end_at(s, e, "confirm");
		return;
	}
	memcpy(req.u.certificate_revoke.reason, reason, strlen(reason) + 1);
	change(s, WIRE_CERTIFICATE_REVOKE, &req, reason);
}

const struct action act_certificate_list = { .start = list_start,
	.quiet = true };
const struct action act_certificate_open = { .start = open_start };
const struct action act_certificate_activate = { .start = activate_start };
const struct action act_certificate_suspend = { .start = suspend_start };
const struct action act_certificate_resume = { .start = resume_start };
const struct action act_certificate_reasons = { .start = reasons_start };
const struct action act_certificate_revoke = { .start = revoke_start };
