/* Anybody may press anything at any time while anything fails: what must
 * always hold, over many made-up visits.  The same ones each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/state.h"
#include "core/walk.h"
#include "fake/stage.h"

#define VISITS 60
#define EVENTS 250

static uint32_t seed;

static unsigned
pick(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 16) % below;
}

static void
check_view(struct stage *t)
{
	const struct view *v = stage_view(t);
	size_t i;

	assert_true(v->count <= VIEW_ITEMS);
	assert_true(v->focus >= -1 && v->focus < (int)v->count);
	if (v->focus >= 0)
		assert_true(v->items[v->focus].focusable);
	assert_true(v->message.at >= -1 &&
	    v->message.at < (int)v->count);
	if (v->message.about != ERR_OK)
		assert_non_null(v->message.what);
	for (i = 0; i < v->count; i++) {
		assert_non_null(v->items[i].text);
		if (v->items[i].kind != VIEW_FIELD)
			continue;
		assert_true(v->items[i].cursor <= v->items[i].length);
		assert_true(v->items[i].length <= v->items[i].max);
		assert_true(!v->items[i].secret ||
		    v->items[i].value == NULL);
	}
}

static void
check_rules(struct stage *t, unsigned cryptograms)
{
	const struct session *s = t->session;
	bool unlocking = s->run.action != NULL &&
	    s->run.id == ACTION_UNLOCK_RUN;

	/* One PIN for one cryptogram, none without, none elsewhere. */
	assert_true(t->card.pins_sent <= t->card.finished);
	assert_true(t->card.finished <= cryptograms);
	assert_true(unlocking || secret_len(s->visit.pin) == 0);
	assert_false(fake_remote_said(&t->remote, STAGE_PIN));
	assert_true(unlocking || !t->card.open);
	if (walk_at_role(s, "start") || walk_at_role(s, "goodbye")) {
		assert_false(s->visit.open);
		assert_int_equal(secret_len(s->visit.token), 0);
		assert_int_equal(secret_len(s->visit.identity), 0);
	}
	/* Nothing that needs a login without one. */
	if (strncmp(s->screen->id, "unlock-p", 8) == 0 ||
	    strcmp(s->screen->id, "unlock-card") == 0)
		assert_true(s->visit.logged_in || s->run.action != NULL ||
		    s->message.about == ERR_SESSION_ENDED);
}

static void
press_something(struct stage *t)
{
	static const enum request_kind kinds[] = { REQ_NEXT, REQ_PREV,
	    REQ_PRESS, REQ_PRESS, REQ_PRESS, REQ_PRESS, REQ_ERASE,
	    REQ_ERASE_ALL, REQ_LEFT, REQ_RIGHT, REQ_BACK, REQ_HELP,
	    REQ_LANGUAGE, REQ_LARGE, REQ_REFRESH, REQ_LEAVE, REQ_KEY };
	struct request r = { .kind = REQ_CHAR };

	if (pick(5) == 0) {
		r.value = pick(3) == 0 ? 0x20 + pick(0x200) :
		    '0' + pick(10);
		session_request(t->session, &r);
		return;
	}
	stage_key_only(t, kinds[pick(sizeof(kinds) / sizeof(kinds[0]))]);
}

/* What this screen wants, so that visits come far. */
static void
do_right(struct stage *t)
{
	const char *id = t->session->screen->id;

	if (t->session->run.action != NULL || t->session->help)
		return;
	if (strcmp(id, "password-login") == 0) {
		stage_focus(t, "identity");
		stage_key_only(t, REQ_ERASE_ALL);
		stage_fill_login(t);
	} else if (strcmp(id, "sms-code") == 0 &&
	    stage_item(t, "send") != NULL) {
		stage_focus(t, "sms_code");
		stage_key_only(t, REQ_ERASE_ALL);
		stage_type(t, "123456");
	} else if (strcmp(id, "unlock-pin") == 0) {
		stage_focus(t, "new_pin");
		stage_key_only(t, REQ_ERASE_ALL);
		stage_type(t, STAGE_PIN);
		stage_focus(t, "new_pin_again");
		stage_key_only(t, REQ_ERASE_ALL);
		stage_type(t, STAGE_PIN);
	}
	if (t->session->run.action == NULL)
		stage_key_only(t, REQ_PRESS);
}

static void
break_something(struct stage *t)
{
	static const enum err portal[] = { ERR_PORTAL_AWAY, ERR_TIMEOUT,
	    ERR_PORTAL_BUSY, ERR_SESSION_ENDED, ERR_CAPTCHA_WRONG,
	    ERR_LOGIN_WRONG, ERR_CODE_WRONG, ERR_CODE_USED_UP,
	    ERR_CARD_NOT_YOURS, ERR_UNLOCK_EXPIRED, ERR_NOT_FOUND };
	static const enum err card[] = { ERR_OK, ERR_CARD_GONE,
	    ERR_CARD_MUTE, ERR_UNLOCK_UNKNOWN, ERR_HELPER_GONE,
	    ERR_PIN_POLICY };

	switch (pick(4)) {
	case 0:
		fake_remote_fail(&t->remote, (enum wire_op)pick(
		    WIRE_OP_COUNT), portal[pick(11)], (int)pick(2) * 403);
		break;
	case 1:
		t->card.finish = (enum fake_finish)pick(7);
		t->card.finish_error = card[1 + pick(5)];
		break;
	case 2:
		t->card.identify = pick(3) > 0 ? ERR_OK : card[pick(6)];
		break;
	case 3:
		t->card.begin = pick(3) > 0 ? ERR_OK : card[pick(6)];
		break;
	}
}

static void
move_card(struct stage *t)
{
	if (pick(3) == 0)
		fake_card_remove(&t->card);
	else
		fake_card_insert(&t->card, (uint8_t)(1 + pick(2)),
		    (int)pick(4));
}

static void
test_random(void **state)
{
	struct stage t;
	unsigned visit, i, what, unlocked = 0, cut_off = 0;

	(void)state;
	for (visit = 0; visit < VISITS; visit++) {
		seed = visit + 1;
		stage_open(&t);
		stage_begin(&t);
		for (i = 0; i < EVENTS; i++) {
			what = pick(20);
			if (what < 8)
				do_right(&t);
			else if (what < 11)
				press_something(&t);
			else if (what < 17)
				stage_step(&t);
			else if (what == 17)
				break_something(&t);
			else if (what == 18 && pick(4) == 0)
				move_card(&t);
			else
				fake_clock_forward(pick(10) * 1000);
			check_view(&t);
			check_rules(&t,
			    t.remote.calls[WIRE_UNLOCK_CRYPTOGRAM]);
		}
		stage_settle(&t);
		unlocked += t.card.pins_sent;
		cut_off += (unsigned)t.session->journal.count;
		stage_close(&t);
	}
	/* They must come far to prove anything. */
	assert_true(unlocked > 10);
	assert_true(cut_off > 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_random),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
