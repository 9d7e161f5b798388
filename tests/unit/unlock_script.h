/* An AKİS card that follows a script: what it is asked must be what stands
 * there, in that order.  For the tests of unlock and reading. */
#ifndef UNIT_UNLOCK_SCRIPT_H
#define UNIT_UNLOCK_SCRIPT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card_akis.h"
#include "card_script.h"

#include "base/secret.h"
#include "card/cards.h"
#include "card/driver.h"
#include "card/read.h"
#include "card/unlock.h"

static struct script script;
static struct cards *cards;
static struct card_unlock un;
static struct card_msg_challenge challenge;
static struct secret *pin;

static inline int
setup(void **state)
{
	char error[200] = "";

	(void)state;
	script_init(&script);
	card_unlock_init(&un);
	if (cards_read_text("cards", CARDS_TEXT, sizeof(CARDS_TEXT) - 1,
	    &cards, error, sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	pin = secret_new(16);
	assert_int_equal(secret_set(pin, PIN, sizeof(PIN) - 1), ERR_OK);
	return 0;
}

static inline int
teardown(void **state)
{
	(void)state;
	card_unlock_end(&un);
	assert_int_equal(script.opened, script.closed);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	cards_free(&cards);
	secret_free(&pin);
	return 0;
}

static inline void
say(const char *command, const char *answer)
{
	script_add(&script, command, answer);
}

/* The answers of a whole unlock, up to `count` of them. */
static inline void
say_unlock(size_t count)
{
	static const struct script_line all[] = {
		{ SERIAL_ASK, SERIAL_SAYS(SERIAL) },
		{ TRIES_ASK, TRIES_LOCKED },
		{ CHALLENGE_ASK, CHALLENGE_SAYS },
		{ AUTH_ASK, "9000" },
		{ SERIAL_ASK, SERIAL_SAYS(SERIAL) },
		{ RESET_ASK, "9000" },
		{ TRIES_ASK, TRIES_3 },
	};

	for (size_t i = 0; i < count; i++)
		say(all[i].command, all[i].answer);
}

static inline enum err
begin_as(const char *serial, uint32_t known)
{
	struct card_msg_begin card;
	struct card_known card_known = { .insertion = known,
	    .type = cards_find(cards, script.state.atr,
	    script.state.atr_len) };

	assert_int_equal(hex_decode(serial, card.serial, sizeof(card.serial),
	    &card.serial_len), ERR_OK);
	return card_unlock_begin(&un, &script.source, cards, &card, &card_known,
	    &challenge);
}

static inline enum err
begin(void)
{
	return begin_as(SERIAL, 7);
}

static inline enum err
authenticate(void)
{
	uint8_t bytes[16];
	size_t len;

	assert_int_equal(hex_decode(CRYPTOGRAM, bytes, sizeof(bytes), &len),
	    ERR_OK);
	return card_unlock_authenticate(&un, bytes, len);
}

/* Nothing more is sent, whatever is tried next. */
static inline void
assert_over(void)
{
	size_t sent = script.next;

	assert_int_equal(authenticate(), ERR_CARD_GONE);
	assert_int_equal(card_unlock_reset(&un, pin), ERR_CARD_GONE);
	assert_int_equal(card_unlock_check(&un), ERR_UNLOCK_UNKNOWN);
	assert_int_equal(script.next, sent);
	assert_string_equal(script.wrong, "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
