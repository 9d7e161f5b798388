/* What a holder does with a card (card/tool.h), on a virtual AKİS card: what
 * comes of it, which commands left, and what each fault at each place means.
 * Above all: a try is spent only where a wrong value was typed, and once. */
#include "tool_fixture.h"

#include <openssl/x509.h>

#include "card/link.h"
#include "vcard/link_mem.h"
#include "vcard/slot.h"

#define CARDS_TEXT \
	"cards:\n" \
	"  - name: old\n" \
	"    label: AKİS v1.0\n" \
	"    historical: 55454B41452056312E30\n" \
	"    driver: akis\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    puk: {allowed: true, min: 8, max: 8}\n" \
	"    key: {reference: 01, challenge: 16}\n" \
	"  - name: new\n" \
	"    label: AKİS v1.x\n" \
	"    historical: 806755454B4145....318073B3A180\n" \
	"    driver: akis\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    serial: {answer: 77, offset: 55, length: 12}\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n" \
	"    key: {reference: 01, challenge: 16}\n"
#define ATR_OLD "3bba11008131fe4d55454b41452056312e30ae"

#define YEAR_2010 1277942400

/* A reader over the slot of a virtual card, which counts. */
static struct {
	struct source source;
	struct link link;
	struct link *inner;
	struct slot slot;
	uint32_t insertion;
	bool gone;
	unsigned opened, closed, begun, resets;
	unsigned verifies, changes, puks, signatures, sent;
	unsigned swap_serial_at;	/* change the serial before command n */
} reader;

static struct cards *cards;

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	enum err e;

	(void)link;
	reader.sent++;
	reader.verifies += command[1] == 0x20;
	reader.changes += command[1] == 0x24;
	reader.puks += command[1] == 0x2c;
	reader.signatures += command[1] == 0x2a;
	e = reader.inner->ops->transmit(reader.inner, command, len, answer,
	    size, answer_len);
	if (reader.inner->ops->insertion(reader.inner) != 1)
		reader.gone = true;
	return e;
}

static enum err
begin(struct link *link)
{
	(void)link;
	reader.begun++;
	return reader.inner->ops->begin(reader.inner);
}

static void
end(struct link *link, bool reset)
{
	(void)link;
	reader.resets += reset;
	reader.inner->ops->end(reader.inner, reset);
}

static uint32_t
insertion(struct link *link)
{
	(void)link;
	return reader.gone ? 0 : reader.insertion;
}

static const uint8_t *
atr(struct link *link, size_t *len)
{
	(void)link;
	return reader.inner->ops->atr(reader.inner, len);
}

static void
close_link(struct link **link)
{
	reader.closed++;
	reader.inner->ops->close(&reader.inner);
	*link = NULL;
}

static const struct link_ops link_ops = { transmit, begin, end, insertion,
	atr, close_link, NULL };

static void
look(struct source *source, struct source_state *now)
{
	const struct vstate *s = vcard_state(reader.slot.card);

	(void)source;
	memset(now, 0, sizeof(*now));
	now->presence = reader.gone ? CARD_ABSENT : CARD_PRESENT;
	now->trouble = reader.gone ? ERR_NO_CARD : ERR_OK;
	now->insertion = reader.gone ? 0 : reader.insertion;
	memcpy(now->atr, s->atr, s->atr_len);
	now->atr_len = s->atr_len;
}

static enum err
open_link(struct source *source, const char *name, struct link **link)
{
	(void)source;
	(void)name;
	reader.opened++;
	assert_int_equal(link_mem_new(&reader.slot, &reader.inner), ERR_OK);
	*link = &reader.link;
	return ERR_OK;
}

static const struct source_ops source_ops = { .look = look,
	.open = open_link };

static void
put(const char *atr_hex, int pin_tries, int puk_tries)
{
	struct vstate s;

	vcard_free(&reader.slot.card);
	fixture_state(&s, NULL);
	if (atr_hex != NULL)
		assert_int_equal(hex_decode(atr_hex, s.atr, sizeof(s.atr),
		    &s.atr_len), ERR_OK);
	s.pin_tries = pin_tries;
	s.puk_tries = puk_tries;
	assert_int_equal(vcard_new(&s, &reader.slot.card), ERR_OK);
	reader.gone = false;
	reader.insertion++;
	reader.slot.commands = 0;
	reader.slot.faults.count = 0;
	reader.verifies = reader.changes = reader.puks = 0;
	reader.signatures = reader.sent = 0;
}

static int
setup(void **state)
{
	char error[200];

	memset(&reader, 0, sizeof(reader));
	reader.source.ops = &source_ops;
	reader.link.ops = &link_ops;
	reader.slot.log.fd = -1;
	assert_int_equal(cards_read_text("c", CARDS_TEXT,
	    sizeof(CARDS_TEXT) - 1, &cards, error, sizeof(error)), ERR_OK);
	tool_setup(&reader.source, cards);
	put(NULL, 3, 3);
	return state == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	assert_int_equal(reader.opened, reader.closed);
	assert_true(reader.begun <= reader.opened);
	assert_true(reader.resets >= reader.begun);
	vcard_free(&reader.slot.card);
	cards_free(&cards);
	tool_teardown();
	return 0;
}

static const struct vstate *
card(void)
{
	return vcard_state(reader.slot.card);
}

static bool
pin_is(const char *text)
{
	return secret_len(card()->pin) == strlen(text) &&
	    memcmp(secret_bytes(card()->pin), text, strlen(text)) == 0;
}

/* ------------------------------------------------------------------------- */

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

/* Order a fault for the command `ins` of what follows: found by running the
 * same work on the card without a fault. */
static unsigned long
place_of(enum err (*work)(bool), unsigned *counter)
{
	unsigned long n = 1;

	for (; n < 64; n++) {
		char fault[32];

		put(NULL, 3, 3);
		snprintf(fault, sizeof(fault), "pull@%lu", n);
		assert_int_equal(slot_order(&reader.slot, fault), ERR_OK);
		(void)work(false);
		if (*counter == 1)
			return n;
	}
	fail_msg("never sent");
	return 0;
}

/* Pull, silence, a cut answer, a power failure at every command: what left
 * with a value left once, and the answer says whether a try may be gone. */
static void
faults(enum err (*work)(bool), unsigned *counter, enum err unknown)
{
	static const char *const kinds[] = { "pull", "lost", "mute",
	    "late-mute", "short", "empty", "power", "sw6f00" };
	unsigned long place = place_of(work, counter), last;
	bool says;

	put(NULL, 3, 3);
	assert_int_equal(work(false), ERR_OK);
	last = reader.slot.commands;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		for (unsigned long n = 1; n <= last; n++) {
			char fault[32];
			enum err e;

			put(NULL, 3, 3);
			snprintf(fault, sizeof(fault), "%s@%lu", kinds[k], n);
			assert_int_equal(slot_order(&reader.slot, fault),
			    ERR_OK);
			e = work(false);
			assert_true(*counter <= 1);
			/* The right value was typed: no try is gone. */
			assert_int_equal(card()->pin_tries, 3);
			/* A file that cannot be had may be done without. */
			says = strcmp(kinds[k], "sw6f00") == 0;
			if (says)
				continue;
			assert_int_equal(*counter, n >= place ? 1 : 0);
			assert_int_equal(result.sent, n >= place);
			assert_true(n > place || e != ERR_OK);
			if (n == place)
				assert_int_equal(e, unknown);
			if (n < place)
				assert_int_not_equal(e, unknown);
		}
	}
}

static enum err
unknown_change(bool last_try)
{
	set(value, pin_is(NEW_PIN) ? NEW_PIN : FIXTURE_PIN);
	return change(last_try);
}

static void
faults_while_signing(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	faults(sign, &reader.verifies, ERR_TRY_UNKNOWN);
}

static void
faults_while_changing(void **state)
{
	(void)state;
	faults(unknown_change, &reader.changes, ERR_CHANGE_UNKNOWN);
}

/* After a lost answer the card that is there is asked what is left. */
static void
a_lost_answer_is_followed_by_the_tries(void **state)
{
	unsigned long place;
	char fault[32];

	(void)state;
	place = place_of(change, &reader.changes);
	put(NULL, 3, 3);
	set(value, "999999");
	snprintf(fault, sizeof(fault), "power@%lu", place);
	assert_int_equal(slot_order(&reader.slot, fault), ERR_OK);
	reader.insertion = 1;
	assert_int_equal(change(false), ERR_CHANGE_UNKNOWN);
	reader.gone = false;
	assert_int_equal(reader.changes, 1);
	assert_int_equal(card()->pin_tries, 2);
}

/* ------------------------------------------------------------------ PUK --- */

static struct buf young;		/* the text of the ordinary card */

/* From here on the fixture is a card of 2010. */
static int
setup_old(void **state)
{
	struct make_certificate m = { .subject = MAKE_SUBJECT,
	    .from = YEAR_2010, .days = MAKE_DAYS };
	struct vstate s;

	assert_int_equal(setup(state), 0);
	fixture_state(&s, NULL);
	assert_int_equal(make_certificate(&m, &s), ERR_OK);
	young = fixture_text;
	buf_init(&fixture_text, STATE_TEXT_MAX);
	assert_int_equal(state_text_write(&s, &fixture_text), ERR_OK);
	vstate_free(&s);
	put(ATR_OLD, 0, 3);
	set(value, FIXTURE_PUK);
	return 0;
}

static int
teardown_old(void **state)
{
	buf_free(&fixture_text);
	fixture_text = young;
	return teardown(state);
}

static void
a_puk_on_an_old_card(void **state)
{
	(void)state;
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_OK);
	/* What is left of the PUK cannot be known: a second yes each time. */
	assert_int_equal(unblock(false), ERR_LAST_TRY);
	assert_int_equal(reader.puks, 0);
	set(value, "11111111");
	assert_int_equal(unblock(true), ERR_PUK_WRONG);
	assert_int_equal(result.tries_after, 2);
	assert_int_equal(reader.puks, 1);
	set(value, FIXTURE_PUK);
	assert_int_equal(unblock(true), ERR_OK);
	assert_true(pin_is(NEW_PIN));
	assert_int_equal(card()->pin_tries, 3);
	assert_int_equal(card()->puk_tries, 3);
	assert_int_equal(reader.puks, 2);
}

static void
the_third_wrong_puk(void **state)
{
	(void)state;
	put(ATR_OLD, 0, 1);
	set(value, "11111111");
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(result.tries_after, 0);
	assert_int_equal(unblock(true), ERR_CARD_DEAD);
	assert_int_equal(reader.puks, 1);
}

static void
no_puk_where_it_is_not_allowed(void **state)
{
	(void)state;
	/* the terminal says no */
	env.puk = false;
	assert_int_equal(unblock(true), ERR_PUK_OFF);
	env.puk = true;
	/* the portal's code instead of the PUK */
	set(value, "168857414351237");
	assert_int_equal(unblock(true), ERR_CODE_IN_PIN);
	set(value, "1234567");
	assert_int_equal(unblock(true), ERR_PIN_LENGTH);
	set(value, FIXTURE_PUK);
	/* its type has none in cards.yaml */
	put(NULL, 0, 3);
	assert_int_equal(unblock(true), ERR_PUK_NOT_HERE);
	assert_int_equal(reader.puks, 0);
}

static void
no_puk_for_a_card_of_today(void **state)
{
	(void)state;
	put(ATR_OLD, 0, 3);
	set(value, FIXTURE_PUK);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_int_equal(certs.puk, ERR_PUK_NEW_CARD);
	assert_int_equal(unblock(true), ERR_PUK_NEW_CARD);
	assert_int_equal(reader.puks, 0);
	assert_int_equal(card()->puk_tries, 3);
}

/* A certificate that cannot be read might be a new one. */
static void
no_puk_when_the_age_is_not_certain(void **state)
{
	struct vstate s;

	(void)state;
	vcard_free(&reader.slot.card);
	fixture_state(&s, NULL);
	assert_int_equal(hex_decode(ATR_OLD, s.atr, sizeof(s.atr),
	    &s.atr_len), ERR_OK);
	s.pin_tries = 0;
	s.pair[0].certificate[40] ^= 0xff;
	s.pair[0].certificate[4] = 0x31;
	assert_int_equal(vcard_new(&s, &reader.slot.card), ERR_OK);
	set(value, FIXTURE_PUK);
	assert_int_equal(card_tool_certificates(&env, &certs), ERR_OK);
	assert_true(certs.more);
	assert_int_equal(certs.puk, ERR_PUK_AGE);
	assert_int_equal(unblock(true), ERR_PUK_AGE);
	assert_int_equal(reader.puks, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define OLD(name) cmocka_unit_test_setup_teardown(name, setup_old, \
	teardown_old)

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
		TEST(faults_while_signing),
		TEST(faults_while_changing),
		TEST(a_lost_answer_is_followed_by_the_tries),
		OLD(a_puk_on_an_old_card),
		OLD(the_third_wrong_puk),
		OLD(no_puk_where_it_is_not_allowed),
		TEST(no_puk_for_a_card_of_today),
		TEST(no_puk_when_the_age_is_not_certain),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
