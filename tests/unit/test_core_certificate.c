/* Certificates: lists to choose from, and each change with each refusal, on
 * the real screens. */
#include "stage_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/state.h"
#include "core/when.h"

static size_t
count(enum view_kind kind)
{
	const struct view *v = stage_view(&t);
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += v->items[i].kind == kind;
	return n;
}

static void
test_when(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-01-13 11:03:59Z",
	    "2026-13-01T11:03:59Z", "2026-01-32T11:03:59Z",
	    "2026-01-13T24:03:59Z", "2026-01-13T11:60:59Z",
	    "1969-01-13T11:03:59Z", "2026-01-13T11:03:59",
	    "2026-01-13T11:03:59Zx", "-026-01-13T11:03:59Z" };
	char date[WHEN_DATE], at[WHEN_TIME];

	(void)state;
	assert_true(when_date("2026-01-12T23:03:59Z", date));
	assert_string_equal(date, "13.01.2026");
	assert_true(when_time("2026-01-13T11:03:59Z", at));
	assert_string_equal(at, "13.01.2026 14:03:59 (UTC+03:00)");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(when_date(bad[i], date));
		assert_string_equal(date, "");
		assert_false(when_time(bad[i], at));
		assert_string_equal(at, "");
	}
}

/* Tab, arrows and digits move over the rows, Enter opens one. */
static void
test_list(void **state)
{
	const struct view_item *item;

	(void)state;
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	assert_screen(&t, "certificate-list");
	assert_int_equal(count(VIEW_ROW), 7);	/* one is the card's */
	assert_string_equal(stage_focused(&t), "row.1");
	item = stage_item(&t, "row.4");
	assert_int_equal(item->number, 4);
	assert_string_equal(item->cells[0], "\u2026566778899c4");
	assert_string_equal(item->cells[1], "S* Y*");
	assert_string_equal(item->cells[2], "13.01.2026-13.01.2029");
	assert_string_equal(item->cells[3], "Kurum askıya aldı");
	assert_int_equal(stage_item(&t, "back")->number, 0);
	stage_key(&t, REQ_NEXT);
	assert_string_equal(stage_focused(&t), "row.2");
	stage_key(&t, REQ_PREV);
	stage_key(&t, REQ_PREV);
	assert_string_equal(stage_focused(&t), "back");
	stage_number(&t, 3);
	assert_screen(&t, "certificate-list");
	assert_string_equal(stage_focused(&t), "row.3");
	stage_number(&t, 9);
	stage_number(&t, 0);
	assert_string_equal(stage_focused(&t), "row.3");
	stage_key(&t, REQ_LANGUAGE);
	assert_string_equal(stage_item(&t, "row.3")->cells[3],
	    "Suspended by you");
	stage_key(&t, REQ_LANGUAGE);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-detail");
	assert_string_equal(t.remote.certificate_id, "c3");
	assert_string_equal(stage_row(&t, "Seri numarası"),
	    "00112233445566778899c3");
	assert_string_equal(stage_row(&t, "Bitiş"),
	    "13.01.2029 14:03:59 (UTC+03:00)");
	assert_string_equal(stage_row(&t, "Kullanım amacı"),
	    "nitelikli imza, kimlik doğrulama");
	/* What is not known is not shown. */
	assert_null(stage_row(&t, "İptal nedeni"));
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "certificate-list");
}

/* What an earlier screen had found is not shown as if it were new. */
static void
test_nothing_old(void **state)
{
	(void)state;
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	stage_key(&t, REQ_BACK);
	stage_press_only(&t, "suspend");
	assert_screen(&t, "suspend");
	assert_int_equal(count(VIEW_ROW), 0);
	assert_string_equal(stage_focused(&t), "back");
	stage_settle(&t);
	assert_int_equal(count(VIEW_ROW), 1);
	assert_string_equal(stage_focused(&t), "row.1");
	stage_key(&t, REQ_BACK);
	fake_remote_fail(&t.remote, WIRE_CERTIFICATE_LIST, ERR_PORTAL_AWAY, 0);
	stage_press(&t, "suspend");
	assert_about(&t, ERR_PORTAL_AWAY);
	assert_int_equal(count(VIEW_ROW), 0);
	assert_string_equal(stage_focused(&t), "back");
}

static void
test_none(void **state)
{
	(void)state;
	t.remote.certificates = false;
	stage_to_menu(&t);
	stage_press(&t, "suspend");
	assert_screen(&t, "suspend");
	assert_int_equal(count(VIEW_ROW), 0);
	assert_string_equal(stage_item(&t, "suspendable")->text,
	    "Askıya alınabilecek sertifikanız yok.");
	assert_string_equal(stage_focused(&t), "back");
	assert_int_equal(stage_item(&t, "back")->number, 1);
	stage_number(&t, 1);
	assert_screen(&t, "operations-menu");
}

static const struct change {
	const char *button, *confirm;
	size_t rows;
	const char *id, *state;
	enum wire_op op;
	const char *said;
} changes[] = {
	{ "activate", "activate-confirm", 1, "c1", "waiting",
	    WIRE_CERTIFICATE_ACTIVATE, "Sertifikanız artık kullanımda." },
	{ "suspend", "suspend-confirm", 1, "c2", "active",
	    WIRE_CERTIFICATE_SUSPEND, "Sertifikanız askıya alındı." },
	{ "resume", "resume-confirm", 2, "c3", "suspended",
	    WIRE_CERTIFICATE_RESUME, "Sertifikanız artık kullanımda." },
};

static void
to_confirm(const struct change *c)
{
	stage_to_menu(&t);
	t.remote.certificate_state = c->state;
	stage_press(&t, c->button);
	assert_screen(&t, c->button);
	assert_int_equal(count(VIEW_ROW), c->rows);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, c->confirm);
	assert_string_equal(t.remote.certificate_id, c->id);
}

static void
test_changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		stage_open(&t);
		to_confirm(&changes[i]);
		stage_press(&t, "do");
		assert_screen(&t, "certificate-done");
		assert_int_equal(t.remote.calls[changes[i].op], 1);
		assert_string_equal(stage_view(&t)->items[0].text,
		    changes[i].said);
		stage_key(&t, REQ_PRESS);
		assert_screen(&t, "operations-menu");
		stage_close(&t);
	}
}

static void
test_refusals(void **state)
{
	static const struct {
		size_t change;
		enum err e;
		int status;
		const char *screen;
	} cases[] = {
		{ 0, ERR_CERTIFICATE_EARLY, 403, "activate-confirm" },
		{ 0, ERR_CERTIFICATE_STATE, 409, "activate" },
		{ 0, ERR_CERTIFICATE_EXPIRED, 403, "activate" },
		{ 0, ERR_CONFIRM_OLD, 403, "sms-confirm" },
		{ 0, ERR_PORTAL_AWAY, 0, "activate-confirm" },
		{ 1, ERR_CERTIFICATE_STATE, 409, "suspend" },
		{ 1, ERR_CERTIFICATE_EXPIRED, 403, "suspend" },
		{ 2, ERR_SUSPENDED_BY_OTHERS, 403, "resume-confirm" },
		{ 2, ERR_CERTIFICATE_STATE, 409, "resume" },
		{ 2, ERR_CERTIFICATE_EXPIRED, 403, "resume" },
		{ 2, ERR_CONFIRM_OLD, 403, "sms-confirm" },
		{ 2, ERR_SESSION_ENDED, 401, "start" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct change *c = &changes[cases[i].change];

		stage_open(&t);
		to_confirm(c);
		fake_remote_fail(&t.remote, c->op, cases[i].e,
		    cases[i].status);
		stage_press(&t, "do");
		assert_screen(&t, cases[i].screen);
		assert_about(&t, cases[i].e);
		assert_non_null(stage_view(&t)->message.what);
		stage_close(&t);
	}
}

/* The date from which it can be used stands on the screen and in the
 * refusal. */
static void
test_early(void **state)
{
	(void)state;
	t.remote.certificate_opens = "2026-12-01T06:00:00Z";
	to_confirm(&changes[0]);
	assert_string_equal(stage_row(&t, "Açılabileceği zaman"),
	    "01.12.2026 09:00:00 (UTC+03:00)");
	fake_remote_fail(&t.remote, WIRE_CERTIFICATE_ACTIVATE,
	    ERR_CERTIFICATE_EARLY, 403);
	stage_press(&t, "do");
	assert_non_null(strstr(stage_view(&t)->message.what,
	    "01.12.2026 09:00:00"));
}

/* An answer that was lost is asked for with the same key; another certificate
 * or operation has another one. */
static void
test_keys(void **state)
{
	char first[WIRE_ID];

	(void)state;
	to_confirm(&changes[1]);
	fake_remote_fail(&t.remote, WIRE_CERTIFICATE_SUSPEND, ERR_TIMEOUT, 0);
	stage_press(&t, "do");
	assert_screen(&t, "suspend-confirm");
	memcpy(first, t.remote.keys[WIRE_CERTIFICATE_SUSPEND], sizeof(first));
	stage_press(&t, "do");
	assert_screen(&t, "certificate-done");
	assert_string_equal(t.remote.keys[WIRE_CERTIFICATE_SUSPEND], first);
	stage_key(&t, REQ_PRESS);
	t.remote.certificate_state = "waiting";
	stage_press(&t, "activate");
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "do");
	assert_string_not_equal(t.remote.keys[WIRE_CERTIFICATE_ACTIVATE],
	    first);
}

static void
to_revoke(void)
{
	stage_to_menu(&t);
	stage_press(&t, "revoke");
	assert_screen(&t, "revoke");
	assert_int_equal(count(VIEW_ROW), 4);
	stage_number(&t, 2);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "revoke-reason");
	assert_int_equal(count(VIEW_ROW), 5);
	stage_number(&t, 3);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "revoke-confirm");
	assert_string_equal(stage_row(&t, "İptal nedeni"),
	    "Yeni bir sertifikam var");
	assert_string_equal(stage_row(&t, "Yenisinin ücreti"), "2.500,00 TL");
	assert_string_equal(stage_focused(&t), "confirm");
}

static void
test_revoke(void **state)
{
	(void)state;
	to_revoke();
	stage_press(&t, "do");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_string_equal(stage_focused(&t), "confirm");
	stage_type(&t, "hayır");
	stage_press(&t, "do");
	assert_about(&t, ERR_CONFIRM_WORD);
	assert_screen(&t, "revoke-confirm");
	assert_int_equal(t.remote.calls[WIRE_CERTIFICATE_REVOKE], 0);
	stage_refill(&t, "confirm", "evet");
	stage_press(&t, "do");
	assert_screen(&t, "certificate-done");
	assert_int_equal(t.remote.calls[WIRE_CERTIFICATE_REVOKE], 1);
	assert_string_equal(t.remote.certificate_id, "c2");
	assert_true(fake_remote_said(&t.remote, "\"superseded\""));
	assert_string_equal(stage_view(&t)->items[0].text,
	    "Sertifikanız iptal edildi.");
}

/* Enter in the field revokes nothing, whatever stands in it, and does not give
 * up either: it leads to the button. */
static void
test_no_mistake(void **state)
{
	(void)state;
	to_revoke();
	stage_type(&t, "EVET");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "revoke-confirm");
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    "do");
	assert_int_equal(t.remote.calls[WIRE_CERTIFICATE_REVOKE], 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-done");
}

static void
test_revoke_refusals(void **state)
{
	static const struct {
		enum err e;
		const char *screen;
	} cases[] = {
		{ ERR_CERTIFICATE_STATE, "revoke" },
		{ ERR_CERTIFICATE_EXPIRED, "revoke" },
		{ ERR_CONFIRM_OLD, "sms-confirm" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_revoke();
		stage_type(&t, "EVET");
		fake_remote_fail(&t.remote, WIRE_CERTIFICATE_REVOKE,
		    cases[i].e, 403);
		stage_press(&t, "do");
		assert_screen(&t, cases[i].screen);
		assert_about(&t, cases[i].e);
		stage_close(&t);
	}
}

/* A state or a time that no terminal knows is no state. */
static void
test_nonsense(void **state)
{
	(void)state;
	stage_to_menu(&t);
	t.remote.certificate_state = "tired";
	stage_press(&t, "certificates");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-list");
	assert_about(&t, ERR_PORTAL_ANSWER);
	t.remote.certificate_state = "active";
	t.remote.certificate_opens = "tomorrow";
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-list");
	assert_about(&t, ERR_PORTAL_ANSWER);
	/* The end of the visit takes lists and certificate with it. */
	stage_key(&t, REQ_LEAVE);
	assert_screen(&t, "goodbye");
	assert_null(t.session->visit.choices.lists[CHOICE_CERTIFICATES]);
	assert_string_equal(t.session->visit.certificate.id, "");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_when),
	STAGE_TEST(test_list),
	STAGE_TEST(test_nothing_old),
	STAGE_TEST(test_none),
	cmocka_unit_test(test_changes),
	cmocka_unit_test(test_refusals),
	STAGE_TEST(test_early),
	STAGE_TEST(test_keys),
	STAGE_TEST(test_revoke),
	STAGE_TEST(test_no_mistake),
	cmocka_unit_test(test_revoke_refusals),
	STAGE_TEST(test_nonsense),
};

int
main(void)
{
	setenv("TZ", "UTC-3", 1);	/* POSIX: east of Greenwich */
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
