/* A session that stands on any screen with everything that the screen may
 * need: what a walk would have left behind is put there by hand, so that a
 * screen that is added needs no walk of its own.  For test_tui_refusals. */
#ifndef REFUSAL_WORLD_H
#define REFUSAL_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "core/state.h"
#include "core/walk.h"
#include "fake/stage.h"

enum {
	WORLD_NOBODY = 1 << 0,	/* the portal has no session of ours */
	WORLD_DOOR = 1 << 1,	/* came in by e-Devlet */
	WORLD_OVER = 1 << 2,	/* codes have expired */
	WORLD_OPEN_CARD = 1 << 3,	/* not locked */
	WORLD_RELAY = 1 << 4,	/* the portal drives the card */
	WORLD_GIVEN = 1 << 5,	/* E-Onay was given */
	WORLD_WORDS = 1 << 6,	/* a captcha in words */
	WORLD_CUT = 1 << 7,	/* an unlock was cut off */
	WORLD_IDLE = 1 << 8,	/* the screen came between others */
	WORLD_UNREAD = 1 << 9,	/* no PIN letter was read */
	WORLD_STAFF = 1 << 10,	/* in an operator's shift */
	WORLD_ID_CARD = 1 << 11	/* the card is an identity card */
};

static const unsigned worlds[] = {
	0, WORLD_DOOR, WORLD_OVER, WORLD_DOOR | WORLD_OVER, WORLD_OPEN_CARD,
	WORLD_NOBODY, WORLD_NOBODY | WORLD_OPEN_CARD, WORLD_RELAY,
	WORLD_GIVEN, WORLD_WORDS, WORLD_CUT, WORLD_IDLE, WORLD_UNREAD,
	WORLD_STAFF | WORLD_NOBODY, WORLD_OPEN_CARD | WORLD_ID_CARD
};

static inline void
world_keep(struct secret *where, const char *text)
{
	assert_int_equal(secret_set(where, text, strlen(text)), ERR_OK);
}

static inline void
world_row(struct visit *v, enum choice_id id, const char *key)
{
	struct choice_list *list = choice_fill(&v->choices, id);

	assert_non_null(list);
	assert_non_null(choice_add(list, key));
	list->chosen = 0;
}

static inline void
world_unlock(struct stage *t, unsigned world)
{
	struct visit_unlock *u = &t->session->visit.unlock;
	const struct card_info *card = &t->card.info;

	snprintf(u->id, sizeof(u->id), "u1");
	countdown_start(&u->life, 120);
	memcpy(u->serial, card->serial, sizeof(u->serial));
	u->serial_len = card->serial_len;
	memcpy(u->type, card->type, sizeof(u->type));
	u->tries = card->pin_tries;
	u->pin_min = card->pin_min;
	u->pin_max = card->pin_max;
	u->relay = (world & WORLD_RELAY) != 0;
}

static inline void
world_codes(struct visit *v, int seconds)
{
	countdown_start(&v->sms, seconds);
	countdown_start(&v->mail, seconds);
	countdown_start(&v->change_life, seconds);
	countdown_start(&v->door.life, seconds);
	countdown_start(&v->verification_life, seconds);
}

static inline void
world_person(struct visit *v, unsigned world)
{
	world_keep(v->token, "token-1");
	v->open = true;
	visit_log_in(v, "S**** Y*****", 900);
	v->edevlet = (world & WORLD_DOOR) != 0;
	world_keep(v->identity, STAGE_IDENTITY);
	world_keep(v->word_identity, STAGE_IDENTITY);
	world_keep(v->change, "5400000000");
	world_keep(v->verification, FAKE_VERIFICATION);
	world_keep(v->pin, STAGE_PIN);
	snprintf(v->phone, sizeof(v->phone), "54* *** ** **");
	v->door.password = v->door.mobile = v->door.phone = true;
	snprintf(v->door.id, sizeof(v->door.id), "d1");
	v->door.interval = 5;
	v->approval_known = true;
	v->approved = (world & WORLD_GIVEN) != 0;
	snprintf(v->certificate.id, sizeof(v->certificate.id), "c1");
	if (!(world & WORLD_UNREAD)) {
		snprintf(v->letter.id, sizeof(v->letter.id), "l1");
		world_keep(v->letter.pin, FAKE_LETTER_PIN);
		v->letter.year = 2012;
	}
	world_codes(v, world & WORLD_OVER ? 0 : 300);
	world_row(v, CHOICE_REASONS, "keyCompromise");
	world_row(v, CHOICE_STICKS, "stick");
}

/* Before a screen is gone to, and again there: what going there has dropped
 * would have been left there by the way that people go. */
static inline void
world_furnish(struct stage *t, unsigned world)
{
	struct visit *v = &t->session->visit;

	if (world & WORLD_STAFF) {
		world_keep(t->session->shift.token, "shift-1");
		countdown_start(&t->session->shift.life, 3600);
		countdown_start(&t->session->shift.idle, 3600);
	}
	if (world & WORLD_NOBODY)
		return;
	world_person(v, world);
	world_unlock(t, world);
	v->captcha_words = (world & WORLD_WORDS) != 0;
}

static inline void
world_cut(struct stage *t)
{
	struct journal_record r = { .unlock = "u1",
	    .key = "0123456789abcdef0123456789abcdef",
	    .serial_len = t->card.info.serial_len, .before = 0, .after = 3,
	    .state = JOURNAL_DONE, .wall = clock_wall_s() };

	memcpy(r.serial, t->card.info.serial, sizeof(r.serial));
	assert_int_equal(journal_add(&t->session->journal, &r), ERR_OK);
}

/* A new visit on the same screens, which are read once. */
static inline void
world_begin(struct stage *t, unsigned world)
{
	session_free(&t->session);
	unlink(t->journal);
	fake_save_free(&t->save);
	fake_card_init(&t->card, &t->log);
	fake_remote_init(&t->remote, &t->log);
	fake_save_init(&t->save);
	fake_save_plug(&t->save, "STICK", false);
	t->config.printer = true;
	t->config.operator_required = (world & WORLD_STAFF) != 0;
	if (world & WORLD_OPEN_CARD)
		t->card.info.pin_tries = 3;
	if (world & WORLD_ID_CARD)
		t->card.certs.list[0].use = CARD_USE_SIGN;
	if (world & WORLD_RELAY) {
		t->remote.relay = 3;
		t->card.challenge_len = 0;
	}
	t->remote.polls = 1;
	stage_restart(t);
	if (world & WORLD_CUT)
		world_cut(t);
	world_furnish(t, world);
}

static inline void
world_go(struct stage *t, const struct screen *screen, unsigned world)
{
	if (world & WORLD_IDLE)
		t->session->interrupted = screens_find(t->screens,
		    "operations-menu");
	walk_to(t->session, screen);
	if (world & WORLD_IDLE)
		t->session->interrupted = screens_find(t->screens,
		    "operations-menu");
}

/* Whatever an action waits for besides answers: a pause of its own. */
static inline void
world_settle(struct stage *t)
{
	stage_settle(t);
	for (int i = 0; i < 10 && t->session->run.action != NULL; i++)
		stage_wait(t, 1);
}

static inline const char *
world_typed(const struct block *b)
{
	static const char digits[] = FAKE_VERIFICATION;

	switch (b->field) {
	case FIELD_DIGITS:
		return digits + sizeof(digits) - 1 - b->min;
	case FIELD_IDENTITY:
		return STAGE_IDENTITY;
	case FIELD_CAPTCHA:
		return "26apw";
	case FIELD_PIN:
		return strncmp(b->id, "new", 3) == 0 ? STAGE_PIN :
		    strcmp(b->id, "puk") == 0 ? FAKE_RIGHT_PUK :
		    FAKE_RIGHT_PIN;
	case FIELD_EMAIL:
		return "deneme@posta.example";
	case FIELD_PHONE:
		return "5400000000";
	case FIELD_CONFIRM:
		return b->value.in[LANG_TR];
	case FIELD_WORD:
	case FIELD_TEXT:
		break;
	}
	return "Deneme Sokak 5";
}

static inline void
world_fill(struct stage *t)
{
	const struct screen *screen = t->session->screen;

	for (size_t i = 0; i < screen->block_count; i++) {
		const struct block *b = &screen->blocks[i];

		if (b->kind != BLOCK_FIELD || stage_item(t, b->id) == NULL)
			continue;
		stage_focus(t, b->id);
		stage_key(t, REQ_ERASE_ALL);
		stage_type(t, world_typed(b));
	}
}

#endif
