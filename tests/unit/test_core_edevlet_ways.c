/* The ways in at the door of e-Devlet that need a card or a bank, and what is
 * said of a message that does not come. */
#include "edevlet_way.h"

#include "core/card_certs.h"

static void
to_card(const char *way, int tries)
{
	fake_card_insert(&t.card, 0x01, tries);
	to_ways();
	stage_press(&t, way);
}

static void
sign_in(const char *pin)
{
	stage_focus(&t, "pin");
	stage_type(&t, pin);
	stage_press(&t, "login");
}

/* ---- e-Imza ---- */

static void
e_signature_ends_in_its_menu(void **state)
{
	(void)state;
	to_card("signed", 3);
	assert_screen(&t, "edevlet-signed");
	/* The tries that are left stand there before anything is asked. */
	assert_true(stage_says(&t, "3"));
	assert_int_equal(t.card.typed_sent, 0);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "nes-menu");
	assert_true(t.session->visit.edevlet);
	assert_false(fake_remote_said(&t.remote, "identity"));
	stage_press(&t, "unlock");
	assert_screen(&t, "verification-code");
}

static void
refused_by_the_portal(void **state)
{
	(void)state;
	to_card("signed", 3);
	fake_remote_fail(&t.remote, WIRE_LOGIN_SIGNATURE, ERR_SIGNER_REVOKED,
	    403);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "edevlet-login");
	assert_about(&t, ERR_SIGNER_REVOKED);
	assert_false(t.session->visit.edevlet);
}

/* ---- The identity card ---- */

static void
an_identity_card(void)
{
	t.card.certs.list[0].use = CARD_USE_SIGN;
}

static void
identity_card_logs_in(void **state)
{
	(void)state;
	an_identity_card();
	to_card("card", 3);
	assert_screen(&t, "edevlet-card");
	assert_about(&t, ERR_OK);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "nes-menu");
	assert_true(t.session->visit.edevlet);
	assert_true(fake_remote_said(&t.remote, "\"card\":\"identity\""));
	assert_int_equal(t.card.typed_sent, 1);
}

/* By its certificate: the answer to reset is the same here. */
static void
e_signature_card_is_none(void **state)
{
	(void)state;
	to_card("card", 3);
	assert_screen(&t, "edevlet-card");
	assert_about(&t, ERR_NOT_ID_CARD);
	assert_null(stage_item(&t, "pin"));
	assert_null(stage_item(&t, "login"));
	assert_int_equal(t.card.typed_sent, 0);
	/* The right one is put in. */
	fake_card_remove(&t.card);
	stage_settle(&t);
	t.card.certs.list[0].use = CARD_USE_SIGN;
	fake_card_insert(&t.card, 0x02, 3);
	stage_settle(&t);
	assert_about(&t, ERR_OK);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "nes-menu");
}

/* The other way about it is for the portal to say: its authority signs no
 * e-signatures.  What was wanted here is not wanted there. */
static void
what_is_wanted_is_the_screens(void **state)
{
	(void)state;
	an_identity_card();
	to_card("card", 3);
	assert_about(&t, ERR_OK);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "edevlet-login");
	t.card.certs.list[0].use = CARD_USE_SIGN | CARD_USE_COMMIT;
	stage_press(&t, "signed");
	assert_about(&t, ERR_OK);
	assert_non_null(card_certs_chosen(t.session));
}

static void
identity_card_refused(void **state)
{
	static const struct {
		enum err e;
		const char *screen;
	} refusals[] = {
		{ ERR_NOT_ID_CARD, "edevlet-card" },
		{ ERR_ID_CARD_FOREIGN, "edevlet-card" },
		{ ERR_CERT_OVER, "edevlet-login" },
		{ ERR_ID_CARD_REVOKED, "edevlet-login" },
		{ ERR_EDEVLET_STRANGER, "edevlet-login" },
		{ ERR_EDEVLET_OFF, "edevlet-login" },
		{ ERR_SIGNATURE_WRONG, "edevlet-card" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		stage_open(&t);
		an_identity_card();
		to_card("card", 3);
		fake_remote_fail(&t.remote, WIRE_LOGIN_SIGNATURE,
		    refusals[i].e, 403);
		sign_in(FAKE_RIGHT_PIN);
		assert_screen(&t, refusals[i].screen);
		assert_about(&t, refusals[i].e == ERR_CERT_OVER ?
		    ERR_ID_CARD_REVOKED : refusals[i].e);
		assert_false(t.session->visit.logged_in);
		stage_close(&t);
	}
}

static void
identity_card_has_tries_too(void **state)
{
	(void)state;
	stage_open(&t);
	an_identity_card();
	to_card("card", 1);
	sign_in("555123");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 0);
	stage_close(&t);

	stage_open(&t);
	an_identity_card();
	to_card("card", 0);
	assert_about(&t, ERR_ID_CARD_LOCKED);
	assert_int_equal(t.card.typed_sent, 0);
	stage_close(&t);

	/* In words of its own: no unlock of ours helps this card. */
	stage_open(&t);
	an_identity_card();
	to_card("card", 2);
	sign_in("555123");
	assert_about(&t, ERR_ID_PIN_WRONG);
	assert_non_null(strstr(stage_view(&t)->message.tries, "1"));
	stage_focus(&t, "confirm");
	stage_type(&t, "EVET");
	sign_in("555124");
	assert_about(&t, ERR_ID_CARD_LOCKED);
	stage_close(&t);
}

/* ---- The bank ---- */

static void
to_bank(void)
{
	to_ways();
	stage_press(&t, "bank");
	assert_screen(&t, "edevlet-bank");
	assert_true(fake_remote_said(&t.remote, "\"way\":\"bank\""));
}

static void
at_a_bank(void **state)
{
	(void)state;
	to_bank();
	assert_true(stage_says(&t, "WDJB-MJHT"));
	assert_true(stage_says(&t, "https://giris/cihaz"));
	stage_wait(&t, 19);
	assert_screen(&t, "nes-menu");
	assert_true(t.session->visit.edevlet);
}

static void
refused_at_the_bank(void **state)
{
	(void)state;
	stage_open(&t);
	to_bank();
	fake_remote_fail(&t.remote, WIRE_EDEVLET_POLL, ERR_EDEVLET_DENIED,
	    403);
	stage_wait(&t, 5);
	assert_screen(&t, "edevlet-login");
	assert_about(&t, ERR_EDEVLET_DENIED);
	stage_close(&t);

	stage_open(&t);
	t.remote.door_s = 20;
	t.remote.polls = 100;
	to_bank();
	stage_wait(&t, 21);
	assert_screen(&t, "edevlet-bank");
	assert_about(&t, ERR_EDEVLET_EXPIRED);
	stage_press(&t, "again");
	assert_screen(&t, "edevlet-bank");
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_BEGIN], 2);
	stage_close(&t);

	stage_open(&t);
	to_ways();
	fake_remote_fail(&t.remote, WIRE_EDEVLET_BEGIN, ERR_EDEVLET_OFF, 403);
	stage_press(&t, "bank");
	assert_screen(&t, "edevlet-login");
	assert_about(&t, ERR_EDEVLET_OFF);
	stage_close(&t);
}

/* ---- What is offered ---- */

static void
only_what_is_offered(void **state)
{
	(void)state;
	stage_open(&t);
	t.remote.by_signature = t.remote.by_card = t.remote.by_bank = false;
	to_ways();
	assert_null(stage_item(&t, "signed"));
	assert_null(stage_item(&t, "card"));
	assert_null(stage_item(&t, "bank"));
	assert_non_null(stage_item(&t, "password"));
	stage_close(&t);

	/* The place has no login by e-signature, on no door. */
	stage_open(&t);
	t.config.withheld = 1u << FACT_OFFER_SIGNED;
	to_ways();
	assert_null(stage_item(&t, "signed"));
	assert_non_null(stage_item(&t, "card"));
	stage_close(&t);
}

/* ---- The message that does not come ---- */

static void
when_to_ask_again(void **state)
{
	(void)state;
	to_ways();
	stage_press(&t, "mobile");
	stage_focus(&t, "identity");
	stage_type(&t, STAGE_IDENTITY);
	stage_focus(&t, "mobile_phone");
	stage_type(&t, "05412345678");
	stage_press(&t, "begin");
	assert_screen(&t, "edevlet-mobile-wait");
	assert_true(stage_says(&t, "60 saniye içinde mesaj gelmezse"));
	stage_press(&t, "again");
	assert_screen(&t, "edevlet-mobile");
	stage_wait(&t, 30);
	assert_int_equal(t.remote.calls[WIRE_EDEVLET_POLL], 0);
	assert_false(t.session->visit.logged_in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(e_signature_ends_in_its_menu),
		STAGE_TEST(refused_by_the_portal),
		STAGE_TEST(identity_card_logs_in),
		STAGE_TEST(e_signature_card_is_none),
		STAGE_TEST(what_is_wanted_is_the_screens),
		cmocka_unit_test(identity_card_refused),
		cmocka_unit_test(identity_card_has_tries_too),
		STAGE_TEST(at_a_bank),
		cmocka_unit_test(refused_at_the_bank),
		cmocka_unit_test(only_what_is_offered),
		STAGE_TEST(when_to_ask_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
