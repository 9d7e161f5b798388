/* The door of e-Devlet on the real screens: the whole way once, each way in,
 * and what each refusal leads to. */
#include "edevlet_way.h"

/* ---- The whole way ---- */

static void
test_by_password_and_sms(void **state)
{
	(void)state;
	to_gate();
	assert_true(stage_says(&t, "https://gecit"));
	assert_true(stage_says(&t, "Geçit"));
	stage_press(&t, "go");
	stage_press(&t, "password");
	stage_refill(&t, "identity", STAGE_IDENTITY);
	stage_refill(&t, "edevlet_password", "Kapı4Şifre");
	stage_press(&t, "login");
	assert_screen(&t, "nes-menu");
	assert_true(stage_says(&t, "S**** Y***"));
	stage_press(&t, "unlock");
	assert_true(stage_says(&t, "16885 74143 51237"));
	assert_non_null(stage_item(&t, "verification"));
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "esign-code");
	assert_string_equal(stage_item(&t, "verification_code")->value,
	    FAKE_VERIFICATION);
	stage_press(&t, "next");
	assert_true(fake_remote_said(&t.remote, "\"code\":\""
	    FAKE_VERIFICATION "\""));
	assert_int_equal(secret_len(t.session->visit.verification), 0);
	stage_press(&t, "next");
	stage_fill_pin(&t, STAGE_PIN);
	stage_press(&t, "change");
	assert_screen(&t, "esign-confirm");
	assert_true(stage_says(&t, "54* *** ** **"));
	assert_int_equal(t.card.pins_sent, 0);
	stage_refill(&t, "sms_code", "123456");
	stage_press(&t, "confirm");
	assert_screen(&t, "esign-done");
	assert_string_equal(t.card.pin, STAGE_PIN);
	assert_string_equal(t.remote.report, "done");
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_OPEN], 1);
	assert_false(fake_remote_said(&t.remote, STAGE_PIN));
	stage_press(&t, "ok");
	assert_screen(&t, "nes-menu");
}

static void
test_by_web_password(void **state)
{
	static const struct {
		enum err e;
		const char *screen, *focus;
	} refusals[] = {
		{ ERR_WEB_PASSWORD_WRONG, "esign-confirm-web",
		    "web_password" },
		{ ERR_WEB_PASSWORD_BLOCKED, "esign-confirm", "sms_code" },
		{ ERR_WEB_PASSWORD_NONE, "esign-confirm", "sms_code" },
		{ ERR_UNLOCK_EXPIRED, "verification-code", "take" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		stage_open(&t);
		to_confirm();
		stage_press(&t, "web");
		assert_screen(&t, "esign-confirm-web");
		stage_refill(&t, "web_password", "Web5Parola");
		fake_remote_fail(&t.remote, WIRE_CONFIRM_PASSWORD,
		    refusals[i].e, 403);
		stage_press(&t, "confirm");
		assert_at(&t, refusals[i].screen, refusals[i].e,
		    refusals[i].focus);
		/* The new PIN waits for the yes, and no longer. */
		assert_int_equal(secret_len(t.session->visit.pin) > 0,
		    refusals[i].e != ERR_UNLOCK_EXPIRED);
		stage_close(&t);
	}
	stage_open(&t);
	to_confirm();
	stage_press(&t, "web");
	stage_refill(&t, "web_password", "Web5Parola");
	stage_press(&t, "confirm");
	assert_screen(&t, "esign-done");
	assert_string_equal(t.card.pin, STAGE_PIN);
	stage_close(&t);
}

/* ---- Ways in ---- */

static void
test_what_the_portal_offers(void **state)
{
	(void)state;
	stage_open(&t);
	t.remote.by_password = t.remote.by_mobile = false;
	to_ways();
	assert_null(stage_item(&t, "password"));
	assert_null(stage_item(&t, "mobile"));
	assert_non_null(stage_item(&t, "phone"));
	stage_close(&t);

	stage_open(&t);
	t.remote.by_phone = false;
	to_ways();
	assert_null(stage_item(&t, "phone"));
	assert_non_null(stage_item(&t, "mobile"));
	stage_close(&t);

	stage_open(&t);
	fake_remote_fail(&t.remote, WIRE_EDEVLET, ERR_EDEVLET_OFF, 403);
	stage_to_start(&t);
	stage_press(&t, "edevlet");
	stage_press(&t, "enter");
	assert_at(&t, "online-operations", ERR_EDEVLET_OFF, "enter");
	stage_close(&t);

	/* A place may not have this door at all. */
	stage_open(&t);
	t.config.withheld = 1u << FACT_OFFER_EDEVLET;
	stage_to_start(&t);
	assert_null(stage_item(&t, "edevlet"));
	stage_close(&t);
}

static void
test_password_refused(void **state)
{
	(void)state;
	to_password();
	t.remote.answers[WIRE_EDEVLET_PASSWORD] = (struct fake_answer){
	    .e = ERR_EDEVLET_WRONG, .status = 403, .tries_left = 2,
	    .retry_after = -1, .times = 1 };
	stage_press(&t, "login");
	assert_at(&t, "edevlet-password", ERR_EDEVLET_WRONG,
	    "edevlet_password");
	assert_non_null(strstr(stage_view(&t)->message.tries, "2"));
	assert_string_equal(stage_item(&t, "identity")->value,
	    STAGE_IDENTITY);
	assert_int_equal(stage_item(&t, "edevlet_password")->length, 0);
	stage_refill(&t, "edevlet_password", "x");
	fake_remote_fail(&t.remote, WIRE_EDEVLET_PASSWORD,
	    ERR_EDEVLET_BLOCKED, 403);
	stage_press(&t, "login");
	assert_screen(&t, "edevlet-login");
	assert_about(&t, ERR_EDEVLET_BLOCKED);
	/* What cannot be sent is not. */
	stage_press(&t, "password");
	stage_refill(&t, "identity", "10000000131");
	stage_refill(&t, "edevlet_password", "x");
	stage_press(&t, "login");
	assert_at(&t, "edevlet-password", ERR_IDENTITY_INVALID, "identity");
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_PASSWORD], 2);
	assert_false(t.session->visit.edevlet);
}

/* "Yazarken Gizle": the identity number is no secret, but F4 hides it. */
static void
test_hidden_while_typing(void **state)
{
	const struct view_item *item;

	(void)state;
	to_password();
	assert_string_equal(stage_item(&t, "identity")->value,
	    STAGE_IDENTITY);
	stage_key(&t, REQ_HIDE);
	item = stage_item(&t, "identity");
	assert_true(item->secret);
	assert_null(item->value);
	assert_int_equal(item->length, strlen(STAGE_IDENTITY));
	stage_press(&t, "login");
	assert_screen(&t, "nes-menu");
}

static void
to_qr(void)
{
	to_ways();
	stage_press(&t, "phone");
	assert_screen(&t, "edevlet-phone");
}

static void
test_on_ones_own_phone(void **state)
{
	const struct view_item *qr = NULL;
	const struct view *v;

	(void)state;
	stage_open(&t);
	to_qr();
	v = stage_view(&t);
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i].kind == VIEW_QR)
			qr = &v->items[i];
	assert_non_null(qr);
	assert_string_equal(qr->value, "https://giris/cihaz?k=WDJB-MJHT");
	assert_true(stage_says(&t, "WDJB-MJHT"));
	/* Not before the interval, then as often as the portal says. */
	stage_wait(&t, 4);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 0);
	stage_wait(&t, 1);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 1);
	stage_wait(&t, 6);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 1);
	stage_wait(&t, 1);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 2);
	assert_screen(&t, "edevlet-phone");
	stage_wait(&t, 7);
	assert_screen(&t, "nes-menu");
	assert_true(t.session->visit.edevlet);
	stage_wait(&t, 20);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 3);
	stage_close(&t);

	/* Without a link with the code in it the page is what is read. */
	stage_open(&t);
	t.remote.door_link = "";
	to_qr();
	assert_true(stage_says(&t, "https://giris/cihaz"));
	stage_close(&t);
}

/* The portal keeps the session of who waits: so does the terminal. */
static void
test_waiting_for_long(void **state)
{
	(void)state;
	t.remote.session_s = 120;
	t.remote.polls = 40;
	to_qr();
	stage_wait(&t, 270);
	assert_screen(&t, "edevlet-phone");
	stage_wait(&t, 10);
	assert_screen(&t, "nes-menu");
}

static void
test_not_approved(void **state)
{
	static const struct {
		enum err e;
		const char *screen;
	} ends[] = {
		{ ERR_EDEVLET_DENIED, "edevlet-login" },
		{ ERR_EDEVLET_STRANGER, "edevlet-login" },
		{ ERR_EDEVLET_EXPIRED, "edevlet-phone" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		stage_open(&t);
		to_qr();
		fake_remote_fail(&t.remote, WIRE_EDEVLET_POLL, ends[i].e,
		    403);
		stage_wait(&t, 5);
		assert_screen(&t, ends[i].screen);
		assert_about(&t, ends[i].e);
		stage_wait(&t, 30);
		assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 1);
		stage_close(&t);
	}
}

static void
test_time_is_up(void **state)
{
	(void)state;
	t.remote.door_s = 20;
	t.remote.polls = 100;
	to_qr();
	stage_wait(&t, 21);
	assert_screen(&t, "edevlet-phone");
	assert_about(&t, ERR_EDEVLET_EXPIRED);
	stage_press(&t, "again");
	assert_screen(&t, "edevlet-phone");
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_BEGIN], 2);
	t.remote.polls = 0;
	stage_wait(&t, 5);
	assert_screen(&t, "nes-menu");
}

/* It is said, and the waiting goes on. */
static void
test_away_for_a_while(void **state)
{
	(void)state;
	to_qr();
	fake_remote_fail(&t.remote, WIRE_EDEVLET_POLL, ERR_EDEVLET_AWAY, 502);
	stage_wait(&t, 5);
	assert_screen(&t, "edevlet-phone");
	assert_about(&t, ERR_EDEVLET_AWAY);
	stage_wait(&t, 10);
	assert_about(&t, ERR_OK);
	stage_wait(&t, 7);
	assert_screen(&t, "nes-menu");
}

/* Whoever goes back is not logged in behind their back. */
static void
test_given_up(void **state)
{
	(void)state;
	to_qr();
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "edevlet-login");
	stage_wait(&t, 30);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 0);
	assert_false(t.session->visit.logged_in);
}

static void
test_mobile_signature(void **state)
{
	(void)state;
	to_ways();
	stage_press(&t, "mobile");
	stage_refill(&t, "identity", STAGE_IDENTITY);
	stage_refill(&t, "mobile_phone", "0123");
	stage_press(&t, "begin");
	assert_at(&t, "edevlet-mobile", ERR_FIELD_PHONE, "mobile_phone");
	stage_refill(&t, "mobile_phone", "0541 234 56 78");
	stage_press(&t, "begin");
	assert_screen(&t, "edevlet-mobile-wait");
	assert_true(stage_says(&t, "WDJB-MJHT"));
	stage_wait(&t, 19);
	assert_screen(&t, "nes-menu");
	assert_int_equal(secret_len(t.session->visit.identity),
	    strlen(STAGE_IDENTITY));
}

/* Lists and a confirmation by SMS lead back to the menu of this door. */
static void
test_menu_of_this_door(void **state)
{
	(void)state;
	to_menu();
	assert_null(stage_item(&t, "letter"));
	stage_press(&t, "certificates");
	assert_screen(&t, "certificate-list");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "nes-menu");
	stage_press(&t, "resume");
	assert_screen(&t, "resume");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "resume-confirm");
	fake_remote_fail(&t.remote, WIRE_CERTIFICATE_RESUME, ERR_CONFIRM_OLD,
	    403);
	stage_press(&t, "do");
	assert_screen(&t, "sms-confirm");
	assert_true(stage_says(&t, "54* *** ** **"));
	stage_press(&t, "confirm");
	assert_screen(&t, "sms-code");
	stage_type(&t, "123456");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "nes-menu");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_by_password_and_sms),
		cmocka_unit_test(test_by_web_password),
		cmocka_unit_test(test_what_the_portal_offers),
		STAGE_TEST(test_password_refused),
		STAGE_TEST(test_hidden_while_typing),
		cmocka_unit_test(test_on_ones_own_phone),
		STAGE_TEST(test_waiting_for_long),
		cmocka_unit_test(test_not_approved),
		STAGE_TEST(test_time_is_up),
		STAGE_TEST(test_away_for_a_while),
		STAGE_TEST(test_given_up),
		STAGE_TEST(test_mobile_signature),
		STAGE_TEST(test_menu_of_this_door),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
