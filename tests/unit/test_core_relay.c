/* The relay at the terminal: whose turn it is, what goes where, and how it
 * ends when card or portal do not do their part. */
#include "stage_fixture.h"

#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "core/relay.h"
#include "core/state.h"

static void
to_run(unsigned commands)
{
	t.card.challenge_len = 0;
	t.remote.relay = commands;
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
}

/* The rules that hold however it ends. */
static void
assert_end(const char *report)
{
	assert_false(t.card.open);
	assert_int_equal(secret_len(t.session->visit.pin), 0);
	assert_false(fake_remote_said(&t.remote, STAGE_PIN));
	assert_int_equal(t.remote.calls[WIRE_UNLOCK_CRYPTOGRAM], 0);
	assert_string_equal(t.remote.report, report);
	assert_int_not_equal(access(t.journal, F_OK), 0);
}

static void
assert_untouched(enum err e)
{
	assert_screen(&t, "unlock-card");
	assert_about(&t, e);
	assert_int_equal(t.card.finished, 0);
	assert_int_equal(t.card.pins_sent, 0);
	assert_string_equal(t.remote.reason, err_name(e));
	assert_end("unchanged");
}

static void
test_whole(void **state)
{
	(void)state;
	to_run(5);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_non_null(strstr(t.log.text, "card.begin unlockRelay card.relay "
	    "unlockRelay card.relay unlockRelay card.relay unlockRelay "
	    "card.relay unlockRelay card.finish card.pin unlockReport"));
	/* The card's answers went to the portal, each once and in order. */
	assert_memory_equal(t.remote.relayed, "\0\xa1\xa2\xa3\xa4", 5);
	/* The last command is what the card is authorised with. */
	assert_int_equal(t.card.cryptogram_len, t.remote.cryptogram_len);
	assert_int_equal(t.card.cryptogram[1], 5);
	assert_string_equal(t.card.pin, STAGE_PIN);
	assert_end("done");
}

static void
test_one_command(void **state)
{
	(void)state;
	to_run(1);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_int_equal(t.card.relayed, 0);
	assert_end("done");
}

static void
test_a_portal_without_an_end(void **state)
{
	(void)state;
	stage_open(&t);
	to_run(RELAY_MOST + 1);
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.card.relayed, RELAY_MOST);
	assert_untouched(ERR_PORTAL_ANSWER);
	stage_close(&t);
	stage_open(&t);
	to_run(RELAY_MOST);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-done");
	assert_end("done");
	stage_close(&t);
}

static void
test_an_empty_command(void **state)
{
	(void)state;
	to_run(3);
	t.remote.cryptogram_len = 0;
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.card.relayed, 0);
	assert_untouched(ERR_PORTAL_ANSWER);
}

static void
test_card_errors(void **state)
{
	static const enum err cases[] = { ERR_CARD_GONE, ERR_CARD_MUTE,
	    ERR_CARD_REFUSED, ERR_AUTH_REFUSED, ERR_CARD_DEAD,
	    ERR_CARD_MEMORY, ERR_CARD_ANSWER, ERR_HELPER_GONE, ERR_REFUSED };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (unsigned at = 1; at <= 2; at++) {
			stage_open(&t);
			to_run(3);
			t.card.relay = cases[i];
			t.card.relay_fails_at = at;
			stage_key(&t, REQ_PRESS);
			assert_int_equal(t.card.relayed, at);
			assert_untouched(cases[i]);
			stage_close(&t);
		}
	}
}

/* A card whose key has refused the portal once is not asked again. */
static void
test_refused_once(void **state)
{
	(void)state;
	to_run(3);
	t.card.relay = ERR_AUTH_REFUSED;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "unlock-card");
	t.card.relay = ERR_OK;
	stage_key(&t, REQ_PRESS);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_int_equal(t.card.relayed, 1);
	assert_about(&t, ERR_AUTH_REFUSED);
	assert_end("unchanged");
}

static void
test_portal_errors(void **state)
{
	static const enum err cases[] = { ERR_PORTAL_AWAY, ERR_TIMEOUT,
	    ERR_PORTAL_ANSWER, ERR_CARD_NOT_KNOWN, ERR_CARD_ANSWER,
	    ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		stage_open(&t);
		to_run(3);
		fake_remote_fail(&t.remote, WIRE_UNLOCK_RELAY, cases[i], 0);
		stage_key(&t, REQ_PRESS);
		assert_int_equal(t.card.relayed, 0);
		assert_untouched(cases[i]);
		stage_close(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_whole),
		STAGE_TEST(test_one_command),
		cmocka_unit_test(test_a_portal_without_an_end),
		STAGE_TEST(test_an_empty_command),
		cmocka_unit_test(test_card_errors),
		STAGE_TEST(test_refused_once),
		cmocka_unit_test(test_portal_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
