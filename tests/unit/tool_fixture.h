/* What a holder does with a card (card/tool.h): on the card of vcard_fixture.h,
 * with the values typed in `value` and `new_pin`; `result` says what came of
 * it. */
#ifndef UNIT_TOOL_FIXTURE_H
#define UNIT_TOOL_FIXTURE_H

#include "vcard_fixture.h"

#include "card/cards.h"
#include "card/source.h"
#include "card/tool.h"

#define NEW_PIN "246813"
#define AUDIENCE "portal.example:8443"

static struct card_tool_env env;
static struct card_certs certs;
static struct card_signed done;
static struct card_try_result result;
static struct secret *value, *new_pin;

__attribute__((unused)) static void
set(struct secret *to, const char *text)
{
	assert_int_equal(secret_set(to, text, strlen(text)), ERR_OK);
}

/* In this reader, with the PUK allowed. */
static void
tool_setup(struct source *source, const struct cards *cards)
{
	env = (struct card_tool_env){ source, cards, true };
	value = secret_new(16);
	new_pin = secret_new(16);
	set(value, FIXTURE_PIN);
	set(new_pin, NEW_PIN);
}

static void
tool_teardown(void)
{
	secret_free(&value);
	secret_free(&new_pin);
}

__attribute__((unused)) static struct card_msg_begin
this_card(void)
{
	struct card_msg_begin m = { .serial_len = fixture_type->serial_len };

	memcpy(m.serial, fixture_serial, m.serial_len);
	return m;
}

__attribute__((unused)) static struct card_msg_begin
another_card(void)
{
	struct card_msg_begin m = this_card();

	m.serial[m.serial_len - 1] ^= 1;
	return m;
}

__attribute__((unused)) static struct card_msg_typed
typed(bool last_try)
{
	return (struct card_msg_typed){ .card = this_card(),
	    .last_try = last_try, .value = value, .new_pin = new_pin };
}

/* A login with a certificate that was read before: certs.list[with]. */
__attribute__((unused)) static struct card_msg_sign
login_with(size_t with, bool last_try)
{
	struct card_msg_sign m = { .typed = typed(last_try),
	    .audience = AUDIENCE, .challenge = "0123456789abcdef",
	    .challenge_len = 16 };

	memcpy(m.fingerprint, certs.list[with].fingerprint, CARD_FINGERPRINT);
	return m;
}

__attribute__((unused)) static enum err
sign_with(size_t with, bool last_try)
{
	struct card_msg_sign m = login_with(with, last_try);

	return card_tool_sign(&env, &m, &done, &result);
}

__attribute__((unused)) static enum err
sign(bool last_try)
{
	return sign_with(0, last_try);
}

__attribute__((unused)) static enum err
change(bool last_try)
{
	struct card_msg_typed m = typed(last_try);

	return card_tool_change(&env, &m, &result);
}

__attribute__((unused)) static enum err
unblock(bool last_try)
{
	struct card_msg_typed m = typed(last_try);

	return card_tool_puk(&env, &m, &result);
}

#endif
