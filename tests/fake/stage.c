#include "fake/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/crypto.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "core/due.h"
#include "core/state.h"
#include "loop/loop.h"

#define TURNS_MAX 500

static void
on_change(void *arg)
{
	struct stage *t = arg;

	t->changed++;
}

static void
make_session(struct stage *t)
{
	struct session_parts parts = { .loop = t->loop,
	    .screens = t->screens, .card = &t->card.card,
	    .remote = &t->remote.remote, .save = &t->save.save };

	assert_int_equal(session_new(&t->config, &parts, &t->session),
	    ERR_OK);
	session_on_change(t->session, on_change, t);
}

/* One for all tests of a program. */
static void
make_heap(void)
{
	static bool made;

	if (made)
		return;
	assert_int_not_equal(secret_heap_init(), SECRET_HEAP_NONE);
	made = true;
}

void
stage_open(struct stage *t)
{
	char error[256] = "";

	memset(t, 0, sizeof(*t));
	fake_clock_start();
	make_heap();
	assert_int_equal(loop_new(&t->loop), ERR_OK);
	if (screens_open("screens", &t->screens, error, sizeof(error)) !=
	    ERR_OK || screens_load_all(t->screens, error, sizeof(error)) !=
	    ERR_OK)
		fail_msg("%s", error);
	snprintf(t->folder, sizeof(t->folder), "/tmp/test_core_XXXXXX");
	assert_non_null(mkdtemp(t->folder));
	snprintf(t->journal, sizeof(t->journal), "%s/journal", t->folder);
	t->config = (struct session_config){ .terminal = "t1",
	    .audience = "portal.example",
	    .brand = "KAMU SM", .call_centre = "444 5 576",
	    .journal = t->journal, .lang = LANG_TR, .keyboard = true,
	    .idle_s = 60, .warn_s = 15, .card_deadline_ms = 10000,
	    .portal_deadline_ms = 15000, .require_portal = true };
	fake_card_init(&t->card, &t->log);
	fake_remote_init(&t->remote, &t->log);
	fake_save_init(&t->save);
	make_session(t);
}

void
stage_begin(struct stage *t)
{
	session_begin(t->session);
	fake_card_tell(&t->card);
	stage_settle(t);
}

void
stage_close(struct stage *t)
{
	char path[128];

	session_free(&t->session);
	assert_int_equal(CRYPTO_secure_used(), 0);
	fake_save_free(&t->save);
	screens_free(&t->screens);
	loop_free(&t->loop);
	unlink(t->journal);
	snprintf(path, sizeof(path), "%s.new", t->journal);
	unlink(path);
	snprintf(path, sizeof(path), "%s.bad", t->journal);
	unlink(path);
	rmdir(t->folder);
	fake_clock_stop();
}

void
stage_restart(struct stage *t)
{
	session_free(&t->session);
	t->card.watch = NULL;
	t->card.op = FAKE_NONE;
	t->card.open = false;
	memset(t->remote.pending, 0, sizeof(t->remote.pending));
	fake_log_clear(&t->log);
	make_session(t);
	stage_begin(t);
}

static void
run_timers(struct stage *t)
{
	int turns = 0;

	do
		loop_timers_due(t->loop);
	while (!t->ended && due_next(t->session) <= clock_now_ms() &&
	    ++turns < TURNS_MAX);
	assert_true(turns < TURNS_MAX);
}

bool
stage_step(struct stage *t)
{
	bool moved = fake_card_step(&t->card);

	if (!moved)
		moved = fake_remote_step(&t->remote);
	if (!moved)
		moved = fake_save_step(&t->save);
	run_timers(t);
	return moved;
}

void
stage_settle(struct stage *t)
{
	int turns = 0;

	run_timers(t);
	while (stage_step(t) && turns < TURNS_MAX)
		turns++;
	assert_true(turns < TURNS_MAX);
}

void
stage_wait(struct stage *t, int seconds)
{
	while (seconds-- > 0) {
		fake_clock_forward(1000);
		stage_settle(t);
	}
}

void
stage_key_only(struct stage *t, enum request_kind kind)
{
	struct request r = { .kind = kind };

	session_request(t->session, &r);
}

void
stage_key(struct stage *t, enum request_kind kind)
{
	stage_key_only(t, kind);
	stage_settle(t);
}

void
stage_number(struct stage *t, unsigned number)
{
	struct request r = { .kind = REQ_NUMBER, .value = number };

	session_request(t->session, &r);
	stage_settle(t);
}

void
stage_type(struct stage *t, const char *text)
{
	struct request r = { .kind = REQ_CHAR };
	size_t len = strlen(text), step;

	while (len > 0) {
		step = utf8_decode(text, len, &r.value);
		assert_true(step > 0);
		session_request(t->session, &r);
		text += step;
		len -= step;
	}
	stage_settle(t);
}

const struct view *
stage_view(struct stage *t)
{
	return session_view(t->session);
}

const struct view_item *
stage_item(struct stage *t, const char *id)
{
	const struct view *v = stage_view(t);
	size_t i;

	for (i = 0; i < v->count; i++)
		if (v->items[i].id != NULL &&
		    strcmp(v->items[i].id, id) == 0)
			return &v->items[i];
	return NULL;
}

const char *
stage_focused(struct stage *t)
{
	const struct view *v = stage_view(t);

	return v->focus < 0 ? "" : v->items[v->focus].id;
}

const char *
stage_message_at(struct stage *t)
{
	const struct view *v = stage_view(t);

	return v->message.at < 0 ? "" : v->items[v->message.at].id;
}

bool
stage_says(struct stage *t, const char *text)
{
	const struct view *v = stage_view(t);

	for (size_t i = 0; i < v->count; i++) {
		const char *value = v->items[i].value;

		if (strstr(v->items[i].text, text) != NULL ||
		    (value != NULL && strstr(value, text) != NULL))
			return true;
	}
	return false;
}

const char *
stage_row(struct stage *t, const char *label)
{
	const struct view *v = stage_view(t);

	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_VALUE &&
		    strcmp(v->items[i].text, label) == 0)
			return v->items[i].value;
	return NULL;
}

size_t
stage_typed(struct stage *t, const char *id)
{
	struct form_field *f = form_find(&t->session->form, id);

	assert_non_null(f);
	return secret_len(f->value);
}

void
stage_focus(struct stage *t, const char *id)
{
	const struct view *v;
	int i;

	for (i = 0; i < VIEW_ITEMS; i++) {
		v = stage_view(t);
		if (v->focus >= 0 &&
		    strcmp(v->items[v->focus].id, id) == 0)
			return;
		stage_key_only(t, REQ_NEXT);
	}
	fail_msg("nothing to focus is called %s on %s", id,
	    stage_view(t)->screen);
}

void
stage_press_only(struct stage *t, const char *id)
{
	stage_focus(t, id);
	stage_key_only(t, REQ_PRESS);
}

void
stage_press(struct stage *t, const char *id)
{
	stage_press_only(t, id);
	stage_settle(t);
}

void
stage_fill(struct stage *t, const char *id, const char *text)
{
	stage_focus(t, id);
	stage_type(t, text);
}

void
stage_refill(struct stage *t, const char *id, const char *text)
{
	stage_focus(t, id);
	stage_key(t, REQ_ERASE_ALL);
	stage_type(t, text);
}

void
stage_to_start(struct stage *t)
{
	stage_begin(t);
	assert_screen(t, "welcome");
	stage_key(t, REQ_KEY);
	assert_screen(t, "start");
}

void
stage_to_login(struct stage *t)
{
	stage_to_start(t);
	stage_key(t, REQ_PRESS);
	assert_screen(t, "user-verification");
	stage_key(t, REQ_PRESS);
	assert_screen(t, "password-login");
}

void
stage_fill_login(struct stage *t)
{
	stage_fill(t, "identity", STAGE_IDENTITY);
	stage_key(t, REQ_PRESS);
	stage_type(t, "26apw");
	stage_key(t, REQ_PRESS);
	stage_type(t, "gizli-sözcük");
}

void
stage_to_sms(struct stage *t)
{
	stage_to_login(t);
	stage_fill_login(t);
	stage_key(t, REQ_PRESS);
	assert_screen(t, "sms-confirm");
	stage_key(t, REQ_PRESS);
	assert_screen(t, "sms-code");
}

void
stage_to_menu(struct stage *t)
{
	stage_to_sms(t);
	stage_type(t, "123456");
	stage_key(t, REQ_PRESS);
	assert_screen(t, "operations-menu");
}

void
stage_to_pin(struct stage *t)
{
	stage_to_menu(t);
	stage_key(t, REQ_PRESS);
	assert_screen(t, "unlock-card");
	stage_key(t, REQ_PRESS);
	assert_screen(t, "unlock-pin");
}

void
stage_fill_pin(struct stage *t, const char *pin)
{
	stage_fill(t, "new_pin", pin);
	stage_fill(t, "new_pin_again", pin);
}
