/* Login by the signature of the card: what is read before, what is asked, what
 * goes to card and portal, and what a person is told. */
#include "stage_fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"
#include "core/card_certs.h"
#include "core/state.h"

#define YEAR_2030 1893456000

static void
to_signed(int tries)
{
	fake_card_insert(&t.card, 0x01, tries);
	stage_to_start(&t);
	stage_key(&t, REQ_PRESS);
	stage_press(&t, "signed");
	assert_screen(&t, "signed-login");
}

static void
sign_in(const char *pin)
{
	stage_fill(&t, "pin", pin);
	stage_press(&t, "login");
}

static void
the_card_logs_in(void **state)
{
	(void)state;
	to_signed(3);
	assert_int_equal(t.card.typed_sent, 0);
	assert_string_equal(stage_row(&t, "Kalan PIN denemesi"), "3");
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "operations-menu");
	assert_int_equal(t.card.typed_sent, 1);
	assert_string_equal(t.card.audience, "portal.example");
	assert_int_equal(t.card.statement.challenge_len, WIRE_CHALLENGE);
	assert_int_equal(t.card.statement.fingerprint[0], 0x5a);
	/* "cert" and "signature", in hexadecimal digits */
	assert_true(fake_remote_said(&t.remote, "63657274"));
	assert_true(fake_remote_said(&t.remote, "7369676e6174757265"));
	assert_false(fake_remote_said(&t.remote, FAKE_RIGHT_PIN));
	assert_true(t.session->visit.logged_in);
	assert_string_equal(t.session->visit.name, "S***** Y*****");
	assert_string_equal(t.session->visit.phone, "54* *** ** **");
}

/* Nobody has typed it: it is in the certificate that the card signed with. */
static void
a_new_pin_is_not_part_of_the_identity_number(void **state)
{
	(void)state;
	to_signed(3);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "operations-menu");
	stage_press(&t, "unlock");
	assert_screen(&t, "unlock-card");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-pin");
	stage_fill_pin(&t, "000014");
	stage_press(&t, "make");
	assert_about(&t, ERR_PIN_IN_IDENTITY);
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_false(fake_remote_said(&t.remote, FAKE_IDENTITY));
}

/* A login that the portal refuses makes nobody known. */
static void
who_is_refused_is_nobody(void **state)
{
	(void)state;
	to_signed(3);
	fake_remote_fail(&t.remote, WIRE_LOGIN_SIGNATURE, ERR_SIGNER_WAITING,
	    403);
	sign_in(FAKE_RIGHT_PIN);
	assert_about(&t, ERR_SIGNER_WAITING);
	assert_int_equal(secret_len(t.session->visit.identity), 0);
}

static void
nothing_typed_nothing_asked(void **state)
{
	(void)state;
	to_signed(3);
	stage_press(&t, "login");
	assert_about(&t, ERR_FIELD_EMPTY);
	sign_in("168857414351237");
	assert_about(&t, ERR_CODE_IN_PIN);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_CHALLENGE], 0);
	assert_int_equal(t.card.typed_sent, 0);
}

static void
no_try_while_the_portal_is_away(void **state)
{
	(void)state;
	to_signed(3);
	fake_remote_fail(&t.remote, WIRE_LOGIN_CHALLENGE, ERR_PORTAL_AWAY, 0);
	sign_in(FAKE_RIGHT_PIN);
	assert_about(&t, ERR_PORTAL_AWAY);
	assert_int_equal(t.card.typed_sent, 0);
	/* What was typed is gone, and goes nowhere later. */
	stage_wait(&t, 5);
	assert_int_equal(t.card.typed_sent, 0);
}

/* A challenge that was asked for earlier may be over. */
static void
each_challenge_is_a_new_one(void **state)
{
	char first[WIRE_ID];

	(void)state;
	to_signed(3);
	fake_remote_fail(&t.remote, WIRE_LOGIN_CHALLENGE, ERR_TIMEOUT, 0);
	sign_in(FAKE_RIGHT_PIN);
	memcpy(first, t.remote.keys[WIRE_LOGIN_CHALLENGE], sizeof(first));
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "operations-menu");
	assert_string_not_equal(first, t.remote.keys[WIRE_LOGIN_CHALLENGE]);
}

static void
wrong_then_the_last_try(void **state)
{
	(void)state;
	to_signed(2);
	sign_in("555123");
	assert_screen(&t, "signed-login");
	assert_about(&t, ERR_PIN_WRONG);
	assert_int_equal(t.session->message.tries_left, 1);
	assert_int_equal(t.card.typed_sent, 1);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_SIGNATURE], 0);
	/* Without the second yes nothing goes, not even to the portal. */
	sign_in("555123");
	assert_about(&t, ERR_FIELD_EMPTY);
	assert_int_equal(t.card.typed_sent, 1);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_CHALLENGE], 1);
	stage_fill(&t, "confirm", "EVET");
	stage_press(&t, "login");
	assert_about(&t, ERR_PIN_LOCKED);
	assert_int_equal(t.card.typed_sent, 2);
	sign_in("555123");
	assert_about(&t, ERR_CARD_LOCKED);
	assert_int_equal(t.card.typed_sent, 2);
}

static void
a_lost_answer_is_said_and_not_repeated(void **state)
{
	(void)state;
	to_signed(3);
	t.card.typed = ERR_TRY_UNKNOWN;
	sign_in(FAKE_RIGHT_PIN);
	assert_about(&t, ERR_TRY_UNKNOWN);
	stage_wait(&t, 5);
	assert_int_equal(t.card.typed_sent, 1);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_SIGNATURE], 0);
}

static void
each_refusal_is_told(void **state)
{
	static const struct {
		enum err e;
		const char *screen;
	} all[] = {
		{ ERR_CHALLENGE_OVER, "signed-login" },
		{ ERR_SIGNATURE_WRONG, "signed-login" },
		{ ERR_CERT_EARLY, "signed-login" },
		{ ERR_CERT_OVER, "signed-login" },
		{ ERR_SIGNER_USAGE, "signed-login" },
		{ ERR_SIGNER_FOREIGN, "user-verification" },
		{ ERR_SIGNER_WAITING, "user-verification" },
		{ ERR_SIGNER_SUSPENDED, "user-verification" },
		{ ERR_SIGNER_REVOKED, "user-verification" },
		{ ERR_SIGNER_UNKNOWN, "user-verification" },
	};

	(void)state;
	to_signed(3);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		fake_remote_fail(&t.remote, WIRE_LOGIN_SIGNATURE, all[i].e,
		    403);
		sign_in(FAKE_RIGHT_PIN);
		assert_screen(&t, all[i].screen);
		assert_about(&t, all[i].e);
		assert_false(t.session->visit.logged_in);
		if (strcmp(all[i].screen, "user-verification") == 0)
			stage_press(&t, "signed");
	}
	fake_remote_fail(&t.remote, WIRE_LOGIN_CHALLENGE, ERR_SIGNED_OFF, 403);
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "user-verification");
	assert_about(&t, ERR_SIGNED_OFF);
	assert_int_equal(t.card.typed_sent, sizeof(all) / sizeof(all[0]));
}

static void
a_card_that_cannot_sign_is_told_at_once(void **state)
{
	static const struct {
		int64_t from, to;
		bool signs;
		unsigned use;
		enum err e;
	} all[] = {
		{ 0, YEAR_2030, true, CARD_USE_ENCRYPT, ERR_NO_CERTIFICATE },
		{ 0, YEAR_2030, false, CARD_USE_SIGN, ERR_NO_CERTIFICATE },
		{ 0, 1, true, CARD_USE_SIGN, ERR_CERT_OVER },
		{ INT64_MAX - 1, INT64_MAX, true, CARD_USE_SIGN,
		    ERR_CERT_EARLY },
	};

	(void)state;
	to_signed(3);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct card_cert *c = &t.card.certs.list[0];

		c->not_before = all[i].from;
		c->not_after = all[i].to;
		c->signs = all[i].signs;
		c->use = all[i].use;
		stage_press(&t, "back");
		stage_press(&t, "signed");
		assert_about(&t, all[i].e);
		assert_null(stage_item(&t, "pin"));
		assert_null(stage_item(&t, "login"));
	}
	assert_int_equal(t.card.typed_sent, 0);
}

static void
of_several_one_is_chosen(void **state)
{
	(void)state;
	t.card.certs.count = 3;
	t.card.certs.list[1] = t.card.certs.list[0];
	t.card.certs.list[1].not_after = 1;
	t.card.certs.list[2] = t.card.certs.list[0];
	memset(t.card.certs.list[2].fingerprint, 0x77, CARD_FINGERPRINT);
	to_signed(3);
	stage_press(&t, "other");
	sign_in(FAKE_RIGHT_PIN);
	assert_screen(&t, "operations-menu");
	assert_int_equal(t.card.statement.fingerprint[0], 0x77);
}

static void
swap(void *arg, enum wire_op op)
{
	(void)arg;
	if (op == WIRE_LOGIN_CHALLENGE)
		fake_card_insert(&t.card, 0x02, 3);
}

/* The PIN was typed for the card that was shown. */
static void
another_card_gets_no_pin(void **state)
{
	(void)state;
	to_signed(3);
	t.remote.at = swap;
	t.remote.at_arg = &t;
	sign_in(FAKE_RIGHT_PIN);
	assert_int_equal(t.card.typed_sent, 0);
	assert_int_equal(t.remote.calls[WIRE_LOGIN_SIGNATURE], 0);
	assert_screen(&t, "signed-login");
}

static void
leaving_wipes_what_was_typed(void **state)
{
	(void)state;
	stage_open(&t);
	to_signed(3);
	stage_fill(&t, "pin", FAKE_RIGHT_PIN);
	t.remote.silent = true;
	stage_press_only(&t, "login");
	stage_key(&t, REQ_BACK);
	assert_int_equal(t.card.typed_sent, 0);
	stage_close(&t);	/* looks into the heap of secrets */
}

static void
what_the_portal_knows_beside_the_card(void **state)
{
	char same[2 * CARD_FINGERPRINT + 1];

	(void)state;
	t.remote.certificates = true;
	t.remote.certificate_state = "active";
	fake_card_insert(&t.card, 0x01, 3);
	hex_encode(t.card.certs.list[0].fingerprint, CARD_FINGERPRINT, same,
	    sizeof(same));
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	t.remote.fingerprint = same;
	stage_focus(&t, "row.2");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-detail");
	assert_string_equal(stage_row(&t, "Bulunduğu yer"),
	    "kartta ve portalda, aynı");
	stage_press(&t, "back");
	t.remote.fingerprint = "0123";
	stage_focus(&t, "row.2");
	stage_key(&t, REQ_PRESS);
	assert_string_equal(stage_row(&t, "Bulunduğu yer"),
	    "yalnız portalda, takılı kartta yok");
	stage_press(&t, "back");
	snprintf(t.session->visit.card.certs.list[0].serial,
	    sizeof(t.session->visit.card.certs.list[0].serial),
	    "00112233445566778899c2");
	stage_focus(&t, "row.2");
	stage_key(&t, REQ_PRESS);
	assert_string_equal(stage_row(&t, "Bulunduğu yer"),
	    "kartta ve portalda, ama farklı");
	assert_int_equal(t.card.typed_sent, 0);
}

/* What stands below the row; NULL: nothing. */
static const char *
below(const char *id)
{
	const struct view_item *item = stage_item(&t, id);

	return item->cell_count > 4 ? item->cells[4] : NULL;
}

static void
the_list_says_where_each_is(void **state)
{
	char same[2 * CARD_FINGERPRINT + 1];
	struct card_cert *certs;

	(void)state;
	t.remote.certificates = true;
	fake_card_insert(&t.card, 0x01, 3);
	certs = t.card.certs.list;
	hex_encode(certs[0].fingerprint, CARD_FINGERPRINT, same, sizeof(same));
	t.remote.fingerprint = same;
	/* The number of "c3", another certificate; one the portal has not;
	 * one of an authority. */
	certs[1] = certs[2] = certs[3] = certs[0];
	certs[1].fingerprint[0] ^= 1;
	certs[2].fingerprint[0] ^= 2;
	certs[3].fingerprint[0] ^= 3;
	snprintf(certs[1].serial, sizeof(certs[1].serial),
	    "00112233445566778899c3");
	snprintf(certs[2].serial, sizeof(certs[2].serial), "77");
	snprintf(certs[2].subject, sizeof(certs[2].subject), "Ay\u015fe \u0130k");
	snprintf(certs[3].serial, sizeof(certs[3].serial), "78");
	certs[3].use = 0;
	t.card.certs.count = 4;
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	assert_screen(&t, "certificate-list");
	assert_string_equal(below("row.1"),
	    "yalnız portalda, takılı kartta yok");
	assert_string_equal(below("row.2"), "kartta ve portalda, aynı");
	assert_string_equal(below("row.3"),
	    "kartta ve portalda, ama farklı");
	assert_string_equal(below("row.7"),
	    "yalnız takılı kartta, portalda yok");
	assert_string_equal(stage_item(&t, "row.7")->cells[0], "77");
	assert_string_equal(stage_item(&t, "row.7")->cells[1], "A* \u0130*");
	assert_string_equal(stage_item(&t, "row.7")->cells[2],
	    "01.01.2020-01.01.2040");
	assert_string_equal(stage_item(&t, "row.7")->cells[3], "Kaydı yok");
	assert_null(stage_item(&t, "row.8"));
	/* It opens from the card: the portal is not asked. */
	stage_focus(&t, "row.7");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-detail");
	assert_int_equal(t.remote.calls[WIRE_CERTIFICATE_DETAIL], 0);
	assert_string_equal(stage_row(&t, "Bulunduğu yer"),
	    "yalnız takılı kartta, portalda yok");
	assert_string_equal(stage_row(&t, "Sahibi"), "A*** \u0130*");
	assert_null(stage_row(&t, "Durum"));
	assert_int_equal(t.card.read, 1);
	/* Without the card nothing is said of it. */
	stage_press(&t, "back");
	fake_card_remove(&t.card);
	stage_settle(&t);
	assert_screen(&t, "certificate-list");
	assert_null(below("row.2"));
	assert_null(stage_item(&t, "row.7"));
	fake_card_insert(&t.card, 0x01, 3);
	stage_settle(&t);
	assert_string_equal(below("row.2"), "kartta ve portalda, aynı");
	assert_int_equal(t.card.typed_sent, 0);
}

/* One that could not be read might be any of the portal's. */
static void
a_card_read_in_part(void **state)
{
	(void)state;
	t.remote.certificates = true;
	fake_card_insert(&t.card, 0x01, 3);
	t.card.certs.more = true;
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	assert_null(below("row.1"));
	assert_non_null(below("row.7"));
}

/* A card that cannot be read hides nothing of what the portal says. */
static void
no_card_no_comparison(void **state)
{
	(void)state;
	t.remote.certificates = true;
	t.remote.certificate_state = "active";
	fake_card_insert(&t.card, 0x01, 3);
	t.card.certificates = ERR_CARD_MUTE;
	stage_to_menu(&t);
	stage_press(&t, "certificates");
	assert_null(below("row.2"));
	stage_focus(&t, "row.2");
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "certificate-detail");
	assert_about(&t, ERR_OK);
	assert_null(stage_row(&t, "Bulunduğu yer"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(the_card_logs_in),
		STAGE_TEST(a_new_pin_is_not_part_of_the_identity_number),
		STAGE_TEST(who_is_refused_is_nobody),
		STAGE_TEST(nothing_typed_nothing_asked),
		STAGE_TEST(no_try_while_the_portal_is_away),
		STAGE_TEST(each_challenge_is_a_new_one),
		STAGE_TEST(wrong_then_the_last_try),
		STAGE_TEST(a_lost_answer_is_said_and_not_repeated),
		STAGE_TEST(each_refusal_is_told),
		STAGE_TEST(a_card_that_cannot_sign_is_told_at_once),
		STAGE_TEST(of_several_one_is_chosen),
		STAGE_TEST(another_card_gets_no_pin),
		cmocka_unit_test(leaving_wipes_what_was_typed),
		STAGE_TEST(what_the_portal_knows_beside_the_card),
		STAGE_TEST(the_list_says_where_each_is),
		STAGE_TEST(a_card_read_in_part),
		STAGE_TEST(no_card_no_comparison),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
