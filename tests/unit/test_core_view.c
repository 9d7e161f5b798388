/* The view: what whoever draws it is told. */
#include "stage_fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "core/state.h"
#include "loop/loop.h"

static void
complain(void *arg, const char *line)
{
	(void)arg;
	fprintf(stderr, "%s\n", line);
}

/* The screens of the repository and the code know the same words. */
static void
test_vocabulary(void **state)
{
	(void)state;
	assert_int_equal(screens_check(t.screens, session_vocabulary(),
	    complain, NULL), ERR_OK);
}

static void
test_welcome(void **state)
{
	const struct view *v;

	(void)state;
	v = stage_view(&t);
	assert_string_equal(v->screen, "welcome");
	assert_string_equal(v->brand, "KAMU SM");
	assert_string_equal(v->trail, "");
	assert_string_equal(v->title, "Hoş Geldiniz");
	assert_int_equal(v->step, 0);
	assert_int_equal(v->focus, -1);
	assert_null(v->help);
	assert_null(v->busy);
	assert_null(v->spoken);
	assert_string_equal(v->card, "Kart: denetleniyor");
	assert_string_equal(v->portal, "Portal: denetleniyor");
}

static void
test_form(void **state)
{
	const struct view *v;
	const struct view_item *item;

	(void)state;
	stage_to_login(&t);
	v = stage_view(&t);
	assert_int_equal(v->step, 2);
	assert_int_equal(v->steps, 6);
	assert_string_equal(v->trail,
	    "Bireysel Nitelikli Elektronik Sertifika İşlemleri");
	assert_string_equal(v->card, "Kart kilitli: AKİS v1.x …8901");
	assert_string_equal(stage_focused(&t), "identity");
	stage_type(&t, "1000");
	stage_key(&t, REQ_LEFT);
	item = stage_item(&t, "identity");
	assert_string_equal(item->value, "1000");
	assert_int_equal(item->length, 4);
	assert_int_equal(item->cursor, 3);
	assert_int_equal(item->max, 20);
	assert_non_null(item->hint);
	assert_false(item->secret);
	stage_key(&t, REQ_ERASE);
	assert_int_equal(stage_item(&t, "identity")->cursor, 2);
	stage_fill(&t, "word", "gizli");
	item = stage_item(&t, "word");
	assert_null(item->value);
	assert_true(item->secret);
	assert_int_equal(item->length, 5);
	assert_null(memmem(t.session->arena, sizeof(t.session->arena),
	    "gizli", 5));
	item = stage_item(&t, "login");
	assert_int_equal(item->number, 0);
	assert_true(item->is_default);
	/* The picture is the first item of that name. */
	item = stage_item(&t, "captcha");
	assert_int_equal(item->kind, VIEW_PICTURE);
	assert_int_equal(item->width, 100);
	assert_non_null(item->grey);
}

/* Focus goes round, both ways; digits press no button of a form. */
static void
test_focus(void **state)
{
	static const char *const row[] = { "identity", "captcha", "word",
	    "login", "refresh", "forgotten", "words", "back", "identity" };
	size_t i;

	(void)state;
	stage_to_login(&t);
	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		assert_string_equal(stage_focused(&t), row[i]);
		stage_key(&t, REQ_NEXT);
	}
	assert_string_equal(stage_focused(&t), "captcha");
	stage_key(&t, REQ_PREV);
	stage_key(&t, REQ_PREV);
	assert_string_equal(stage_focused(&t), "back");
	stage_key(&t, REQ_LEFT);
	assert_string_equal(stage_focused(&t), "words");
	stage_key(&t, REQ_RIGHT);
	assert_string_equal(stage_focused(&t), "back");
	stage_focus(&t, "identity");
	stage_number(&t, 3);
	assert_screen(&t, "password-login");
	assert_string_equal(stage_item(&t, "identity")->value, "3");
	stage_focus(&t, "login");
	stage_number(&t, 5);
	stage_type(&t, "5");
	assert_screen(&t, "password-login");
	assert_string_equal(stage_focused(&t), "login");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "user-verification");
	assert_int_equal(stage_item(&t, "back")->number, 5);
	stage_number(&t, 9);
	assert_screen(&t, "user-verification");
	stage_type(&t, "5");
	assert_screen(&t, "start");
}

/* Language and size change without losing what was typed. */
static void
test_language(void **state)
{
	unsigned before;

	(void)state;
	stage_to_login(&t);
	stage_type(&t, "10000");
	before = stage_view(&t)->serial;
	stage_key(&t, REQ_LANGUAGE);
	assert_true(stage_view(&t)->serial > before);
	assert_string_equal(stage_view(&t)->title,
	    "Login with security word");
	assert_string_equal(stage_item(&t, "identity")->value, "10000");
	assert_string_equal(stage_focused(&t), "identity");
	stage_key(&t, REQ_LARGE);
	assert_true(stage_view(&t)->large);
	stage_key(&t, REQ_LANGUAGE);
	assert_int_equal(stage_view(&t)->lang, LANG_TR);
}

/* Help is closed by Esc, Enter or F1, and takes no other key. */
static void
test_help(void **state)
{
	(void)state;
	stage_to_login(&t);
	stage_key(&t, REQ_HELP);
	assert_non_null(strstr(stage_view(&t)->help, "444 5 576"));
	stage_type(&t, "123");
	assert_string_equal(stage_item(&t, "identity")->value, "");
	assert_non_null(stage_view(&t)->help);
	stage_key(&t, REQ_BACK);
	assert_null(stage_view(&t)->help);
	assert_screen(&t, "password-login");
	stage_key(&t, REQ_HELP);
	stage_key(&t, REQ_PRESS);
	assert_null(stage_view(&t)->help);
	assert_string_equal(stage_focused(&t), "identity");
	stage_key(&t, REQ_HELP);
	stage_key(&t, REQ_HELP);
	assert_null(stage_view(&t)->help);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "user-verification");
}

static void
test_card_line(void **state)
{
	static const struct {
		enum card_presence presence;
		enum err trouble;
		int tries;
		const char *line;
	} cases[] = {
		{ CARD_NO_SERVICE, ERR_NO_PCSCD, 3,
		    "Kart okuma hizmeti çalışmıyor" },
		{ CARD_NO_READER, ERR_OK, 3, "Kart okuyucu bulunamadı" },
		{ CARD_ABSENT, ERR_OK, 3, "Kart takılı değil" },
		{ CARD_MUTE, ERR_OK, 3, "Kart okunamıyor" },
		{ CARD_UNKNOWN, ERR_OK, 3, "Kart türü tanınmıyor" },
		{ CARD_PRESENT, ERR_CARD_ANSWER, 3, "Kart okunamıyor" },
		{ CARD_PRESENT, ERR_OK, 0, "Kart kilitli: AKİS v1.x …8901" },
		{ CARD_PRESENT, ERR_OK, 3, "Kart takılı: AKİS v1.x …8901" },
	};
	size_t i;

	(void)state;
	stage_begin(&t);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_card_insert(&t.card, 0x01, cases[i].tries);
		t.card.info.presence = cases[i].presence;
		t.card.info.trouble = cases[i].trouble;
		fake_card_tell(&t.card);
		stage_settle(&t);
		assert_string_equal(stage_view(&t)->card, cases[i].line);
	}
	t.card.info.simulated = true;
	fake_card_tell(&t.card);
	assert_true(stage_view(&t)->simulated);
}

/* Whatever the portal calls itself or the person: no byte of it steers a
 * terminal. */
static void
test_hostile_text(void **state)
{
	(void)state;
	stage_to_menu(&t);
	snprintf(t.session->visit.name, sizeof(t.session->visit.name),
	    "A\x1b]0;x\x07" "B\xe2\x80\xae\xc2\x9b" "C\n{call_centre}");
	session_mark(t.session);
	assert_non_null(strstr(stage_view(&t)->items[0].text,
	    "A]0;xBC{call_centre}"));
}

/* Texts of a view that is over are gone from memory. */
static void
test_old_texts(void **state)
{
	const struct session *s;
	size_t i;

	(void)state;
	stage_to_login(&t);
	stage_type(&t, STAGE_IDENTITY);
	stage_view(&t);
	s = t.session;
	assert_non_null(memmem(s->arena, sizeof(s->arena), STAGE_IDENTITY,
	    strlen(STAGE_IDENTITY)));
	fake_card_remove(&t.card);
	stage_key(&t, REQ_LEAVE);
	stage_view(&t);
	for (i = s->arena_used; i < sizeof(s->arena); i++)
		assert_int_equal(s->arena[i], 0);
	assert_null(memmem(s->arena, sizeof(s->arena), STAGE_IDENTITY,
	    strlen(STAGE_IDENTITY)));
}

/* However much happens in a turn of the loop, it is drawn once. */
static void
test_one_change_a_turn(void **state)
{
	(void)state;
	stage_to_login(&t);
	t.changed = 0;
	stage_key_only(&t, REQ_NEXT);
	stage_key_only(&t, REQ_NEXT);
	stage_key_only(&t, REQ_LARGE);
	assert_int_equal(t.changed, 0);
	loop_timers_due(t.loop);
	assert_int_equal(t.changed, 1);
	loop_timers_due(t.loop);
	assert_int_equal(t.changed, 1);
}

/* Between two seconds of a countdown nothing is to be done. */
static void
test_quiet_between_seconds(void **state)
{
	(void)state;
	stage_open(&t);
	stage_to_sms(&t);
	t.changed = 0;
	fake_clock_forward(999);
	stage_settle(&t);
	assert_int_equal(t.changed, 0);
	fake_clock_forward(1);
	stage_settle(&t);
	assert_int_equal(t.changed, 1);
	assert_int_equal(stage_item(&t, "sms")->seconds_left, 299);
	stage_close(&t);
	/* And on the welcome screen nothing at all, until health is asked. */
	stage_open(&t);
	fake_card_remove(&t.card);
	stage_begin(&t);
	t.changed = 0;
	fake_clock_forward(299000);
	stage_settle(&t);
	assert_int_equal(t.changed, 0);
	stage_close(&t);
}

static void
test_notice(void **state)
{
	size_t i, found = 0;

	(void)state;
	assert_null(t.config.notice.in[LANG_TR]);
	t.config.notice.in[LANG_TR] = "Bakım: cuma";
	t.config.notice.in[LANG_EN] = "Maintenance: Friday";
	session_mark(t.session);
	for (i = 0; i < stage_view(&t)->count; i++)
		if (strstr(stage_view(&t)->items[i].text, "Bakım: cuma") !=
		    NULL)
			found++;
	assert_int_equal(found, 1);
}

static const struct CMUnitTest tests[] = {
	STAGE_TEST(test_vocabulary),
	STAGE_TEST(test_welcome),
	STAGE_TEST(test_form),
	STAGE_TEST(test_focus),
	STAGE_TEST(test_language),
	STAGE_TEST(test_help),
	STAGE_TEST(test_card_line),
	STAGE_TEST(test_hostile_text),
	STAGE_TEST(test_old_texts),
	STAGE_TEST(test_one_change_a_turn),
	cmocka_unit_test(test_quiet_between_seconds),
	STAGE_TEST(test_notice),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
