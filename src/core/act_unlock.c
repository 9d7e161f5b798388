/* unlock.open, pin.check */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "core/new_pin.h"
#include "core/run.h"
#include "core/unlock.h"
#include "core/watch.h"

static void
opened(struct session *s, const struct remote_result *r)
{
	run_end(s, unlock_opened(s, r));
}

static void
identified(void *arg, enum err e, const struct card_info *info)
{
	struct session *s = arg;
	struct visit_unlock *u = &s->visit.unlock;

	run_card_done(s);
	if (e == ERR_OK) {
		watch_note(s, info);
		e = unlock_card_error(info);
	}
	if (e != ERR_OK) {
		run_end(s, e);
		return;
	}
	memcpy(u->serial, info->serial, sizeof(u->serial));
	u->serial_len = info->serial_len;
	memcpy(u->type, info->type, sizeof(u->type));
	u->tries = info->pin_tries;
	u->pin_min = info->pin_min;
	u->pin_max = info->pin_max;
	unlock_ask(s, opened);
}

static void
open_start(struct session *s)
{
	struct card *card = s->parts.card;
	enum err e;

	/* Whatever was opened before was for a card that may be gone. */
	visit_drop_unlock(&s->visit);
	s->visit.unlock.serial_len = 0;
	e = card->ops->identify(card, run_card(s), identified, s);
	if (e != ERR_OK) {
		run_card_done(s);
		run_end(s, e);
	}
}

static void
check_start(struct session *s)
{
	const struct pin_limits limits = { .min = s->visit.unlock.pin_min,
	    .max = s->visit.unlock.pin_max };
	const char *at = NULL;
	const struct secret *pin;
	enum err e = new_pin_check(&s->form, s->visit.identity, &limits, &at);

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
const struct action act_pin_check = { .start = check_start };
