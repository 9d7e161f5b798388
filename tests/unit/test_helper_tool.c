/* What a holder does with a card (card/tool.h), on a virtual AKİS card: what
 * comes of it, and which commands left.  Above all: a try is spent only where a
 * wrong value was typed, and once. */
#include "counting_reader.h"

#include <openssl/x509.h>

static void
certificates_without_a_pin(void **state)
{
	const struct card_cert *c = &certs.list[0];

	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.count, 1);
	assert_false(certs.more);
	assert_string_equal(c->subject, MAKE_SUBJECT);
	assert_int_equal(c->use, CARD_USE_SIGN | CARD_USE_COMMIT);
	assert_true(c->signs && certs.changes_pin);
	assert_true(c->not_after - c->not_before == MAKE_DAYS * 86400L);
	assert_int_equal(certs.puk, ERR_PUK_NOT_HERE);
	assert_int_equal(certs.puk_tries, CARD_TRIES_UNKNOWN);
	assert_int_equal(reader.verifies + reader.changes + reader.puks, 0);
	assert_int_equal(card()->pin_tries, 3);
}

static void
a_signature_that_openssl_takes(void **state)
{
	const unsigned char *at = done.certificate;
	char text[STATEMENT_MAX];
	struct card_msg_sign m;
	X509 *x;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	m = login_with(0, false);
	assert_int_equal(sign(false), ERR_OK);
	assert_int_equal(statement_login(AUDIENCE, m.challenge, 16, text,
	    sizeof(text)), ERR_OK);
	x = d2i_X509(NULL, &at, (long)done.certificate_len);
	assert_non_null(x);
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL,
	    X509_get0_pubkey(x)), 1);
	assert_int_equal(EVP_DigestVerify(ctx, done.signature,
	    done.signature_len, (unsigned char *)text, strlen(text)), 1);
	EVP_MD_CTX_free(ctx);
	X509_free(x);
	assert_true(result.sent);
	assert_int_equal(result.tries_before, 3);
	assert_int_equal(result.tries_after, 3);
	assert_int_equal(reader.verifies, 1);
	assert_int_equal(reader.signatures, 1);
}

static void
a_wrong_pin_costs_one_and_says_what_is_left(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	set(value, "999999");
	assert_int_equal(sign(false), ERR_PIN_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(card()->pin_tries, 2);
	assert_int_equal(change(false), ERR_PIN_WRONG);
	assert_int_equal(result.tries_after, 1);
	assert_int_equal(reader.verifies, 1);
	assert_int_equal(reader.changes, 1);
	/* The last one: not without a second yes, by neither way. */
	assert_int_equal(sign(false), ERR_LAST_TRY);
	assert_false(result.sent);
	assert_int_equal(change(false), ERR_LAST_TRY);
	assert_int_equal(result.tries_before, 1);
	assert_int_equal(card()->pin_tries, 1);
	assert_int_equal(sign(true), ERR_PIN_BLOCKED);
	assert_int_equal(result.tries_after, 0);
	/* Nothing is sent to a locked card. */
	assert_int_equal(sign(true), ERR_PIN_BLOCKED);
	assert_false(result.sent);
	assert_int_equal(change(true), ERR_PIN_BLOCKED);
	assert_int_equal(reader.verifies, 2);
	assert_int_equal(reader.changes, 1);
	assert_int_equal(reader.signatures, 0);
}

static void
the_last_try_with_the_right_pin(void **state)
{
	(void)state;
	put(NULL, 1, 3);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(sign(true), ERR_OK);
	assert_int_equal(result.tries_after, 3);
}

static void
changing_the_pin(void **state)
{
	(void)state;
	assert_int_equal(change(false), ERR_OK);
	assert_true(pin_is(NEW_PIN));
	assert_int_equal(result.tries_after, 3);
	assert_int_equal(reader.changes, 1);
	set(new_pin, "12345");
	assert_int_equal(change(false), ERR_PIN_LENGTH);
	set(new_pin, "168857414351237");
	assert_int_equal(change(false), ERR_CODE_IN_PIN);
	set(new_pin, "2468135");
	set(value, "168857414351237");
	assert_int_equal(change(false), ERR_CODE_IN_PIN);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(sign(false), ERR_CODE_IN_PIN);
	assert_int_equal(reader.changes, 1);
	assert_int_equal(reader.verifies, 0);
	assert_int_equal(card()->pin_tries, 3);
}

static void
another_card_gets_nothing(void **state)
{
	struct card_msg_typed m = typed(true);
	struct card_msg_sign s;

	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	s = login_with(0, true);
	m.card.serial[11] ^= 1;
	s.typed.card = m.card;
	assert_int_equal(card_tool_change(&env, &m, &result), ERR_CARD_OTHER);
	assert_int_equal(card_tool_sign(&env, &s, &done, &result),
	    ERR_CARD_OTHER);
	assert_int_equal(reader.verifies + reader.changes, 0);
	reader.gone = true;
	assert_int_equal(change(true), ERR_NO_CARD);
	assert_int_equal(reader.opened, 3);
}

static void
a_card_out_of_its_phase_gets_nothing(void **state)
{
	struct vstate s;

	(void)state;
	vcard_free(&reader.slot.card);
	fixture_state(&s, NULL);
	s.phase = VSTATE_ADMINISTRATION;
	assert_int_equal(vcard_new(&s, &reader.slot.card), ERR_OK);
	assert_int_equal(change(true), ERR_CARD_PHASE);
	assert_int_equal(reader.changes, 0);
}

static void
only_the_certificate_that_was_chosen(void **state)
{
	struct card_msg_sign m;

	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	m = login_with(0, false);
	m.fingerprint[0] ^= 1;
	assert_int_equal(card_tool_sign(&env, &m, &done, &result),
	    ERR_NO_CERTIFICATE);
	m = login_with(0, false);
	snprintf(m.audience, sizeof(m.audience), "a\nportal: b");
	assert_int_equal(card_tool_sign(&env, &m, &done, &result),
	    ERR_ARGUMENT);
	assert_int_equal(reader.verifies, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(certificates_without_a_pin),
		TEST(a_signature_that_openssl_takes),
		TEST(a_wrong_pin_costs_one_and_says_what_is_left),
		TEST(the_last_try_with_the_right_pin),
		TEST(changing_the_pin),
		TEST(another_card_gets_nothing),
		TEST(a_card_out_of_its_phase_gets_nothing),
		TEST(only_the_certificate_that_was_chosen),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
