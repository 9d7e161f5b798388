/* card.read, signer.read, identity.read, pin.change, puk.check, puk.unlock:
 * what a holder does with the card beside the unlock.  The rules on tries are
 * behind card/tools.h. */
#include <string.h>

#include "base/secret.h"
#include "card/tools.h"
#include "core/card_certs.h"
#include "core/new_pin.h"
#include "core/pad.h"
#include "core/run.h"
#include "core/try.h"
#include "core/unlock.h"
#include "core/watch.h"

/* ---- reading: costs no try ---- */

/* What comes after the card was read. */
static enum err
judge_read(struct session *s)
{
	enum err e;

	if (s->run.id == ACTION_SIGNER_READ ||
	    s->run.id == ACTION_IDENTITY_READ) {
		s->visit.card.identity = s->run.id == ACTION_IDENTITY_READ;
		e = card_certs_choose(s, false);
		if (e == ERR_OK && s->card.pin_tries == 0)
			e = ERR_CARD_LOCKED;
		return card_certs_say(s, e);
	}
	if (s->run.id != ACTION_PUK_CHECK)
		return ERR_OK;
	if (s->visit.card.certs.puk != ERR_OK)
		return s->visit.card.certs.puk;
	return s->card.pin_tries == 0 ? ERR_OK : ERR_CARD_NOT_LOCKED;
}

static void
certificates_read(void *arg, enum err e, const struct card_certs *certs)
{
	/* A family that shows no certificates takes no PUK. */
	static const struct card_certs none = { .puk = ERR_PUK_NOT_HERE,
	    .puk_tries = CARD_TRIES_UNKNOWN };
	struct session *s = arg;

	run_card_done(s);
	if (e == ERR_CARD_UNABLE) {
		certs = &none;
		e = ERR_OK;
	}
	if (e == ERR_OK)
		card_certs_note(s, certs);
	run_end(s, e == ERR_OK ? judge_read(s) : e);
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;

	run_card_done(s);
	if (e == ERR_OK) {
		watch_note(s, info);
		e = unlock_card_error(info);
	}
	if (e == ERR_OK)
		e = s->parts.card->tools->certificates(s->parts.card,
		    run_card(s), certificates_read, s);
	if (e != ERR_OK) {
		run_card_done(s);
		run_end(s, e);
	}
}

static void
read_start(struct session *s)
{
	enum err e;

	card_certs_forget(s);
	e = s->parts.card->ops->identify(s->parts.card, run_card(s),
	    identified, s);
	if (e != ERR_OK) {
		run_card_done(s);
		run_end(s, e);
	}
}

/* ---- what is typed ---- */

static enum err
check_all(struct session *s, const char *field, bool *yes, const char **at)
{
	const struct pin_limits limits = { .min = s->card.pin_min,
	    .max = s->card.pin_max };
	struct form_field *value = form_find(&s->form, field);
	enum err e = ERR_INTERNAL;

	s->run.pin = limits;
	*yes = false;
	*at = field;
	if (value != NULL)
		e = form_check(value);
	if (e == ERR_OK)
		e = new_pin_check(&s->form, s->visit.identity, &limits, at);
	if (e == ERR_OK) {
		*at = "confirm";
		e = try_yes(s, yes);
	}
	/* Dots cannot be corrected, only typed anew. */
	if (e != ERR_OK && e != ERR_FIELD_EMPTY && e != ERR_CONFIRM_WORD) {
		form_clear_secrets(&s->form);
		s->run.about = *at;
		*at = field;
	}
	return e;
}

static void
tried(void *arg, enum err e, const struct card_try_result *result)
{
	struct session *s = arg;
	bool puk = s->run.id == ACTION_PUK_UNLOCK;

	e = try_ended(s, e, result, puk);
	receipt_note(s, puk ? "receipt-puk" : "receipt-change-pin", e,
	    s->card.serial, s->card.serial_len, "");
	run_end(s, e);
}

/* What is typed on the reader's keys only the card can judge. */
static enum err
check_values(struct session *s, const char *field, bool *yes, const char **at)
{
	if (!s->run.on_pad)
		return check_all(s, field, yes, at);
	*at = "confirm";
	*yes = false;
	return try_yes(s, yes);
}

static enum err
ask_card(struct session *s, const struct card_typed *typed,
    const struct secret *new_pin)
{
	struct card *card = s->parts.card;
	int64_t until = s->run.on_pad ? pad_wait(s, CARD_PAD_CHANGE) :
	    run_card(s);

	return s->run.id == ACTION_PUK_UNLOCK ?
	    card->tools->puk_unlock(card, typed, new_pin, until, tried, s) :
	    card->tools->change_pin(card, typed, new_pin, until, tried, s);
}

/* What is typed is for the card that the screen tells of, and for no other. */
static void
send_typed(struct session *s, const char *field)
{
	struct card_typed typed = { .serial = s->card.serial,
	    .serial_len = s->card.serial_len };
	const struct secret *new_pin = NULL;
	const char *at = NULL;
	enum err e = unlock_card_error(&s->card);

	if (e == ERR_OK)
		e = check_values(s, field, &typed.last_try, &at);
	if (e != ERR_OK) {
		run_end_at(s, e, at);
		return;
	}
	typed.admin = s->run.id == ACTION_PUK_UNLOCK &&
	    s->visit.card.certs.puk_admin;
	if (!s->run.on_pad) {
		typed.value = form_find(&s->form, field)->value;
		new_pin = form_find(&s->form, "new_pin")->value;
	}
	s->run.sent = true;
	s->run.final = true;
	e = ask_card(s, &typed, new_pin);
	if (e != ERR_OK) {
		s->run.final = false;
		run_card_done(s);
		run_end(s, e);
	}
}

static void
change_start(struct session *s)
{
	s->run.on_pad = pad_takes(s, CARD_PAD_CHANGE);
	send_typed(s, "old_pin");
}

static void
puk_start(struct session *s)
{
	send_typed(s, "puk");
}

const struct action act_card_read = { .start = read_start, .quiet = true };
const struct action act_signer_read = { .start = read_start, .quiet = true };
const struct action act_puk_check = { .start = read_start, .quiet = true };
const struct action act_pin_change = { .start = change_start };
const struct action act_puk_unlock = { .start = puk_start };
