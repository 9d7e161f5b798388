/* AKİS v2: the driver against the virtual card in memory, step by step, as the
 * helper takes them; the test is the portal. */
#include "helper_fixture.h"

#define CARDS \
	"cards:\n" \
	"  - name: akis-2\n" \
	"    label: AKIS v2.x\n" \
	"    label-other: identity card\n" \
	"    historical: 80655443......31C073F6218081..\n" \
	"    aid: A000000063504B43532D3135\n" \
	"    driver: akis2\n" \
	"    unlock: challenge-response\n" \
	"    application: 3D00\n" \
	"    pin: {reference: 05, min: 4, max: 16, tries: 3}\n" \
	"    key: {reference: 01, challenge: 16}\n"

static int
setup_all(void **state)
{
	(void)state;
	fixture_make(&vtype_akis2);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	helper_setup(CARDS, 0);
	return 0;
}

/* The portal's answer, with its first byte spoilt or not. */
static enum err
answer(bool right)
{
	uint8_t mac[16];

	assert_int_equal(challenge.challenge_len, 16);
	cryptogram_make(fixture_key, challenge.challenge, mac);
	if (!right)
		mac[0] ^= 1;
	return card_unlock_authenticate(&un, mac, sizeof(mac));
}

static const struct vstate *
on_disk(void)
{
	static struct vstate s;
	static bool open;
	char error[200];

	if (open)
		vstate_free(&s);
	assert_int_equal(vstate_open(in_directory("card"), &s, error,
	    sizeof(error)), ERR_OK);
	open = true;
	/* The lock is the card's again. */
	close(s.lock_fd);
	s.lock_fd = -1;
	return &s;
}

static void
test_is_read_by_pkcs15(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(info.trouble, ERR_OK);
	assert_string_equal(info.type, "akis2");
	assert_string_equal(info.label, "AKIS v2.x");
	assert_int_equal(info.serial_len, 12);
	assert_memory_equal(info.serial, fixture_serial, 12);
	assert_int_equal(info.pin_tries, 0);
	assert_true(info.operational);
	assert_int_equal(info.pin_min, 6);
	assert_int_equal(info.pin_max, 8);
	/* Not what cards.yaml says: the card knows better. */
	assert_int_equal(known.pin.reference, 1);
	assert_int_equal(known.pin.form.stored, 8);
	assert_int_equal(known.pin.form.pad, 0xff);
	assert_false(known.pin.no_puk);
	assert_int_equal(on_disk()->pin_tries, 0);
}

static void
finish(void)
{
	assert_int_equal(answer(true), ERR_OK);
	assert_true(un.result.authenticated);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_OK);
	assert_true(un.result.reset_sent);
	assert_int_equal(card_unlock_check(&un), ERR_OK);
	assert_int_equal(un.result.tries_after, 3);
}

static void
test_unlock_in_seven_commands(void **state)
{
	struct card_info info;

	(void)state;
	read_card(&info);
	assert_int_equal(begin_known(&known), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	finish();
	/* And the SELECT that found it. */
	assert_int_equal(un.x.sent + 1, 7);
	card_unlock_end(&un);
	read_card(&info);
	assert_int_equal(info.pin_tries, 3);
	assert_memory_equal(secret_bytes(on_disk()->pin), NEW_PIN, 6);
	assert_int_equal(secret_len(on_disk()->pin), 6);
	assert_int_equal(on_disk()->puk_tries, 3);
}

/* Of another card nothing is known. */
static void
test_unlock_of_what_was_not_read(void **state)
{
	(void)state;
	known.insertion = 999;
	assert_int_equal(begin_known(&known), ERR_OK);
	assert_int_equal(challenge.tries, 0);
	finish();
}

static void
test_another_card(void **state)
{
	struct card_info info;

	(void)state;
	assert_int_equal(begin_another(NULL), ERR_CARD_OTHER);
	read_card(&info);
	assert_int_equal(begin_another(&known), ERR_CARD_OTHER);
	assert_null(un.link);
}

static void
test_a_wrong_cryptogram(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(false), ERR_AUTH_REFUSED);
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_CARD_GONE);
	assert_false(un.result.reset_sent);
	card_unlock_end(&un);
	assert_int_equal(on_disk()->pin_tries, 0);
}

/* Not even sent: the card would count it as a try of its key. */
static void
test_a_cryptogram_of_another_length(void **state)
{
	static const size_t lengths[] = { 7, 9, 15, 17 };
	const uint8_t mac[17] = { 0 };
	unsigned sent;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		assert_int_equal(begin(), ERR_OK);
		sent = un.x.sent;
		assert_int_equal(card_unlock_authenticate(&un, mac,
		    lengths[i]), ERR_PORTAL_ANSWER);
		assert_int_equal(un.x.sent, sent);
		card_unlock_end(&un);
	}
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(true), ERR_OK);
	card_unlock_end(&un);
}

/* Shorter or longer than the card's own list says. */
static void
test_pins_that_do_not_fit(void **state)
{
	(void)state;
	assert_int_equal(begin(), ERR_OK);
	assert_int_equal(answer(true), ERR_OK);
	set(new_pin, "12345");
	assert_int_equal(card_unlock_reset(&un, new_pin), ERR_PIN_LENGTH);
	assert_false(un.result.reset_sent);
}

static void
change_from(const char *old, enum err wanted, bool sent)
{
	set(value, old);
	assert_int_equal(change(false), wanted);
	assert_int_equal(result.sent, sent);
}

static void
test_change_of_the_pin(void **state)
{
	(void)state;
	change_from("123456", ERR_PIN_BLOCKED, false);
	assert_int_equal(begin(), ERR_OK);
	finish();
	card_unlock_end(&un);
	set(new_pin, "8642097");
	change_from("999999", ERR_PIN_WRONG, true);
	change_from("12345", ERR_PIN_LENGTH, false);
	assert_int_equal(on_disk()->pin_tries, 2);
	change_from(NEW_PIN, ERR_OK, true);
	assert_memory_equal(secret_bytes(on_disk()->pin), "8642097", 7);
}

/* cards.yaml has no PUK for it, whatever its AODF says. */
static void
test_no_puk(void **state)
{
	(void)state;
	set(value, FIXTURE_PUK);
	assert_int_equal(unblock(true), ERR_PUK_NOT_HERE);
	assert_false(result.sent);
	assert_int_equal(on_disk()->puk_tries, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) \
	cmocka_unit_test_setup_teardown(test, setup, helper_teardown)
		T(test_is_read_by_pkcs15),
		T(test_unlock_in_seven_commands),
		T(test_unlock_of_what_was_not_read),
		T(test_another_card),
		T(test_a_wrong_cryptogram),
		T(test_a_cryptogram_of_another_length),
		T(test_pins_that_do_not_fit),
		T(test_change_of_the_pin),
		T(test_no_puk),
	};

	return cmocka_run_group_tests(tests, setup_all, fixture_teardown);
}
