/* The PIN letter of a card: read it, once a session; its PDF; erase it. */
#include "portal/visit.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "portal/letter_lock.h"
#include "portal/letter_pdf.h"

#define ID_BYTES 16

static void
note(struct visit *v, const char *serial, const char *more)
{
	char end[SERIAL_SIZE];

	person_mask_serial(serial, end, sizeof(end));
	snprintf(v->detail, sizeof(v->detail), "card=%.12s%s%s", end,
	    more[0] == '\0' ? "" : " ", more);
}

static enum err
get(struct visit *v, const char *serial)
{
	struct letter *l = &v->letter.letter;
	enum err e;

	note(v, serial, "");
	e = letter_init(l);
	if (e == ERR_OK)
		e = letter_get(v->portal->store, &v->portal->keys, serial, l);
	/* Whose card it is comes first: a stranger learns no more. */
	if ((e == ERR_OK || e == ERR_LETTER_NONE) &&
	    l->person != v->session.person)
		e = ERR_CARD_NOT_YOURS;
	return e;
}

/* ---- Read ---- */

/* The card that was asked for, or the person's newest with a letter. */
static enum err
choose(struct visit *v, char serial[static SERIAL_SIZE])
{
	const char *asked = v->in.u.letter_read.serial;
	char newest[SERIAL_SIZE] = "";
	enum err e;

	e = letter_newest(v->portal->store, v->session.person, newest,
	    &v->out.u.letter_read.letters);
	if (asked[0] == '\0') {
		memcpy(serial, newest, sizeof(newest));
		return e;
	}
	if (e != ERR_OK && e != ERR_LETTER_NONE)
		return e;
	return person_serial(asked, serial);
}

static enum err
note_read(struct visit *v, const char *serial)
{
	char *id = v->out.u.letter_read.id;
	uint8_t hash[HASH_BYTES];
	enum err e;

	e = seal_random_id(ID_BYTES, id, sizeof(v->out.u.letter_read.id));
	if (e == ERR_OK)
		e = seal_hash(id, strlen(id), hash);
	if (e == ERR_OK)
		e = letter_note_read(v->portal->store, v->session.id, serial,
		    v->repeat.key, hash);
	return e;
}

static void
hand_over(struct visit *v)
{
	struct letter *l = &v->letter.letter;

	memcpy(v->out.u.letter_read.serial, l->serial, sizeof(l->serial));
	v->out.u.letter_read.year = l->year;
	snprintf(v->out.u.letter_read.state,
	    sizeof(v->out.u.letter_read.state), "%s",
	    l->out_of_date ? "out-of-date" : "current");
	v->out.u.letter_read.pin = l->pin;
	v->out.u.letter_read.puk = l->puk;
	l->pin = l->puk = NULL;
}

static enum err
finish_read(struct visit *v)
{
	char serial[SERIAL_SIZE];
	enum err e;

	e = choose(v, serial);
	if (e == ERR_OK)
		e = get(v, serial);
	if (e == ERR_OK)
		e = note_read(v, serial);
	if (e == ERR_OK)
		hand_over(v);
	return e;
}

/* ---- PDF and erase ---- */

/* The card of the reading that the request names. */
static enum err
find_reading(struct visit *v, char serial[static SERIAL_SIZE])
{
	uint8_t id[HASH_BYTES];
	enum err e;

	e = seal_hash(v->in.id, strlen(v->in.id), id);
	return e != ERR_OK ? e : letter_find_read(v->portal->store,
	    v->session.id, id, serial);
}

static enum err
begin_pdf(struct visit *v)
{
	const char *language = v->in.u.letter_pdf.language;
	const struct secret *password = v->in.u.letter_pdf.password;
	char serial[SERIAL_SIZE];
	enum err e;

	if (strcmp(language, "tr") != 0 && strcmp(language, "en") != 0)
		return ERR_ARGUMENT;
	if (password != NULL && letter_lock_check(password) != ERR_OK)
		return ERR_ARGUMENT;
	e = find_reading(v, serial);
	return e == ERR_OK ? get(v, serial) : e;
}

static void
work_pdf(struct visit *v)
{
	const struct config *c = &v->portal->config;
	const struct secret *password = v->in.u.letter_pdf.password;
	enum err e;

	e = letter_pdf_draw(&v->letter.letter, v->in.u.letter_pdf.language,
	    c->letter_font[0] != '\0' ? c->letter_font : LETTER_FONT, v->now,
	    &v->raw);
	if (e == ERR_OK && password != NULL)
		e = letter_lock(c->letter_qpdf[0] != '\0' ? c->letter_qpdf :
		    LETTER_QPDF, password, &v->raw);
	v->letter.worked = e;
}

/* Erased while the page was drawn: it is not given out any more. */
static enum err
finish_pdf(struct visit *v)
{
	char serial[SERIAL_SIZE];
	enum err e = v->letter.worked;

	letter_free(&v->letter.letter);
	if (e == ERR_OK)
		e = find_reading(v, serial);
	if (e == ERR_OK)
		e = get(v, serial);
	if (e == ERR_OK && v->in.u.letter_pdf.password != NULL)
		note(v, serial, "password");
	return e;
}

static enum err
finish_erase(struct visit *v)
{
	char serial[SERIAL_SIZE];
	enum err e;

	e = find_reading(v, serial);
	if (e != ERR_OK)
		return e;
	note(v, serial, "");
	e = letter_erase(v->portal->store, serial);
	v->scrub = e == ERR_OK;
	return e;
}

const struct handler handle_letter_read = { .finish = finish_read,
	.needs = SESSION_AUTHENTICATED, .audited = true, .not_kept = true };
const struct handler handle_letter_pdf = { .begin = begin_pdf,
	.work = work_pdf, .finish = finish_pdf,
	.needs = SESSION_AUTHENTICATED, .audited = true };
const struct handler handle_letter_erase = { .finish = finish_erase,
	.needs = SESSION_AUTHENTICATED, .audited = true };
