/* unlock.open, unlock.code (the same, by a verification code), verification.new
 * and .again, verification.take, pin.check */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/log.h"
#include "base/secret.h"
#include "core/new_pin.h"
#include "core/run.h"
#include "core/typed.h"
#include "core/unlock.h"
#include "core/watch.h"

static void
opened(struct session *s, const struct remote_result *r)
{
	enum err e = unlock_opened(s, r);

	if (s->run.id == ACTION_UNLOCK_CODE && e == ERR_OK) {
		visit_drop_verification(&s->visit);
		/* A code that was sent is for the unlock before. */
		countdown_stop(&s->visit.sms);
	}
	run_end(s, e);
}

/* ---- verification codes ---- */

static void
code_came(struct session *s, const struct remote_result *r)
{
	struct visit *v = &s->visit;
	enum err e = run_answered(s, r);
	const struct secret *code;

	if (e == ERR_OK) {
		code = r->reply->u.verification_new.code;
		e = secret_set(v->verification, secret_bytes(code),
		    secret_len(code));
	}
	if (e == ERR_OK) {
		countdown_start(&v->verification_life,
		    r->reply->u.verification_new.expires_in);
		memset(s->fired, 0, sizeof(s->fired));
	}
	run_end(s, e);
}

static bool
code_holds(const struct visit *v)
{
	return countdown_running(&v->verification_life) &&
	    !countdown_over(&v->verification_life);
}

static void
ask_code(struct session *s)
{
	const struct visit_unlock *u = &s->visit.unlock;
	struct wire_request req = { 0 };
	struct secret *sent;

	visit_drop_verification(&s->visit);
	hex_encode(u->serial, u->serial_len, req.u.verification_new.serial,
	    sizeof(req.u.verification_new.serial));
	sent = typed_sent(s, req.u.verification_new.serial);
	if (sent == NULL)
		run_end(s, ERR_NO_MEMORY);
	else
		run_call_once(s, WIRE_VERIFICATION_NEW, &req, &sent,
		    code_came);
}

/* What the card is looked at for. */
static void
go_on(struct session *s, bool same)
{
	switch (s->run.id) {
	case ACTION_VERIFICATION_NEW:
		if (same && code_holds(&s->visit))
			run_end(s, ERR_OK);
		else
			ask_code(s);
		break;
	case ACTION_VERIFICATION_AGAIN:
		ask_code(s);
		break;
	default:
		unlock_ask(s, opened);
		break;
	}
}

/* ---- the card ---- */

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;
	struct visit_unlock *u = &s->visit.unlock;
	bool same;

	run_card_done(s);
	if (e == ERR_OK) {
		watch_note(s, info);
		e = unlock_card_error(info);
	}
	if (e != ERR_OK) {
		u->serial_len = 0;
		run_end(s, e);
		return;
	}
	same = unlock_same_card(info, u->serial, u->serial_len);
	memcpy(u->serial, info->serial, sizeof(u->serial));
	u->serial_len = info->serial_len;
	memcpy(u->type, info->type, sizeof(u->type));
	u->tries = info->pin_tries;
	u->pin_min = info->pin_min;
	u->pin_max = info->pin_max;
	go_on(s, same);
}

static void
open_start(struct session *s)
{
	struct card *card = s->parts.card;
	enum err e;

	/* Whatever was opened before was for a card that may be gone. */
	visit_drop_unlock(&s->visit);
	e = card->ops->identify(card, run_card(s), identified, s);
	if (e != ERR_OK) {
		s->visit.unlock.serial_len = 0;
		run_card_done(s);
		run_end(s, e);
	}
}

static void
code_start(struct session *s)
{
	const char *at = NULL;
	enum err e = typed_check(s, &at);

	if (e != ERR_OK)
		run_end_at(s, e, at);
	else
		open_start(s);
}

/* The code on the screen before, into the field of this one.  On arrival there
 * may be none: then it is typed. */
static void
take_start(struct session *s)
{
	struct form_field *field = form_find(&s->form, "verification_code");
	const struct secret *code = s->visit.verification;
	bool holds = code_holds(&s->visit);
	enum err e = ERR_OK;

	if (!holds && s->run.cause == RUN_PRESSED)
		e = ERR_VERIFICATION_EXPIRED;
	if (holds && field != NULL) {
		form_clear(field);
		for (size_t i = 0; i < secret_len(code) && e == ERR_OK; i++)
			e = form_type(field, secret_bytes(code)[i]);
	}
	run_end(s, e);
}

/* ---- pin.check ---- */

static void
check_start(struct session *s)
{
	const struct pin_limits limits = { .min = s->visit.unlock.pin_min,
	    .max = s->visit.unlock.pin_max };
	const char *at = NULL;
	const struct secret *pin;
	enum err e = new_pin_check(&s->form, s->visit.identity, &limits, &at);

	s->run.pin = limits;
	if (e == ERR_OK) {
		pin = form_find(&s->form, "new_pin")->value;
		e = secret_set(s->visit.pin, secret_bytes(pin),
		    secret_len(pin));
		at = NULL;
	}
	/* Dots cannot be corrected, only typed anew. */
	if (e != ERR_OK && e != ERR_FIELD_EMPTY) {
		form_clear_secrets(&s->form);
		at = "new_pin";
	}
	run_end_at(s, e, at);
}

const struct action act_unlock_open = { .start = open_start };
const struct action act_unlock_code = { .start = code_start };
const struct action act_verification_new = { .start = open_start };
const struct action act_verification_again = { .start = open_start };
const struct action act_verification_take = { .start = take_start };
const struct action act_pin_check = { .start = check_start };
