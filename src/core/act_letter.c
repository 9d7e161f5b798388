/* letter.read, letter.show, letter.hide, letter.erase */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/letter.h"
#include "core/run.h"

/* ---- Read ---- */

static enum err
copy_secret(struct secret *to, const struct secret *from)
{
	secret_clear(to);
	return from == NULL ? ERR_OK :
	    secret_set(to, secret_bytes(from), secret_len(from));
}

static enum err
keep(struct visit_letter *l, const struct wire_reply *reply)
{
	const char *state = reply->u.letter_read.state;
	const char *serial = reply->u.letter_read.serial;
	enum err e;

	e = copy_secret(l->pin, reply->u.letter_read.pin);
	if (e == ERR_OK)
		e = copy_secret(l->puk, reply->u.letter_read.puk);
	if (e != ERR_OK)
		return ERR_PORTAL_ANSWER;
	memcpy(l->id, reply->u.letter_read.id, sizeof(l->id));
	utf8_sanitise(serial, strlen(serial), l->serial, sizeof(l->serial));
	l->year = reply->u.letter_read.year;
	l->several = reply->u.letter_read.letters > 1;
	/* What is not known to be right is said to be old. */
	l->out_of_date = strcmp(state, "current") != 0;
	return ERR_OK;
}

static void
read_done(struct session *s, const struct remote_result *r)
{
	struct visit_letter *l = &s->visit.letter;
	enum err e = run_answered(s, r);

	if (e == ERR_OK)
		e = keep(l, r->reply);
	if (e != ERR_OK)
		letter_drop(l);
	run_end(s, e);
}

/* The letter of the card in the reader; without one the newest. */
static void
read_start(struct session *s)
{
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;

	if (s->visit.letter.id[0] != '\0') {
		run_end(s, ERR_OK);
		return;
	}
	if (s->card.presence == CARD_PRESENT && s->card.serial_len > 0)
		hex_encode(s->card.serial, s->card.serial_len,
		    req.u.letter_read.serial,
		    sizeof(req.u.letter_read.serial));
	run_call_once(s, WIRE_LETTER_READ, &req, &nothing, read_done);
}

/* ---- Show and hide ---- */

static void
show_start(struct session *s)
{
	if (s->visit.letter.id[0] == '\0') {
		run_end(s, ERR_LETTER_NONE);
		return;
	}
	countdown_start(&s->visit.letter.shown, LETTER_SHOWN_S);
	memset(s->fired, 0, sizeof(s->fired));
	run_end(s, ERR_OK);
}

static void
hide_start(struct session *s)
{
	countdown_stop(&s->visit.letter.shown);
	run_end(s, ERR_OK);
}

/* ---- Erase ---- */

static void
erased(struct session *s, const struct remote_result *r)
{
	enum err e = run_answered(s, r);

	/* Gone is gone, whoever did it. */
	if (e == ERR_LETTER_NONE)
		e = ERR_OK;
	if (e == ERR_OK)
		letter_drop(&s->visit.letter);
	run_end(s, e);
}

static void
erase_start(struct session *s)
{
	struct form_field *word = form_find(&s->form, "erase_word");
	struct wire_request req = { 0 };
	struct secret *nothing = NULL;
	enum err e = word == NULL ? ERR_INTERNAL : form_check(word);

	if (e != ERR_OK) {
		run_end_at(s, e, "erase_word");
		return;
	}
	if (s->visit.letter.id[0] == '\0') {
		run_end(s, ERR_LETTER_NONE);
		return;
	}
	memcpy(req.id, s->visit.letter.id, sizeof(req.id));
	run_call_once(s, WIRE_LETTER_ERASE, &req, &nothing, erased);
}

const struct action act_letter_read = { .start = read_start };
const struct action act_letter_show = { .start = show_start };
const struct action act_letter_hide = { .start = hide_start };
const struct action act_letter_erase = { .start = erase_start };
