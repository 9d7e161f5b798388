/* What is typed on a reader's own keys: the bytes that the reader gets, what
 * the guard lets go to it, and what its answers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/exchange.h"
#include "card/guard.h"
#include "card/link.h"
#include "card/part10.h"
#include "card/pin_pad.h"
#include "card/tools.h"

static const struct pin_pad both = { .verify = true, .modify = true };
static const struct guard_pin padded = { .reference = 0x80, .min = 6,
    .max = 8, .form = { .stored = 8, .pad = 0xff } };
static const struct guard_pin bare = { .reference = 0x80, .min = 6,
    .max = 8 };

/* ------------------------------------------------------------- bytes ---- */

static void
assert_order(enum card_pad what, const struct guard_pin *pin,
    const struct pin_pad *pad, const char *hex)
{
	uint8_t order[PIN_PAD_ORDER_MAX], wanted[PIN_PAD_ORDER_MAX];
	size_t len = pin_pad_order(what, pin, pad, order), n = 0;

	assert_int_equal(hex_decode(hex, wanted, sizeof(wanted), &n), ERR_OK);
	assert_int_equal(len, n);
	assert_memory_equal(order, wanted, n);
}

static void
orders(void **state)
{
	struct pin_pad display = both;

	(void)state;
	/* times, format, block, length format, max, min, ended by the key,
	 * messages, language, index, prologue, length; command */
	assert_order(CARD_PAD_VERIFY, &padded, &both,
	    "1e1e820800" "0806" "0200" "1f0400" "000000" "0d000000"
	    "0020008008" "ffffffffffffffff");
	assert_order(CARD_PAD_VERIFY, &bare, &both,
	    "1e1e820000" "0806" "0200" "1f0400" "000000" "05000000"
	    "0020008000");
	/* and where the values go, old first and new twice */
	assert_order(CARD_PAD_CHANGE, &padded, &both,
	    "1e1e820800" "0008" "0806" "03" "0200" "1f04" "000102" "000000"
	    "15000000" "0024008010" "ffffffffffffffffffffffffffffffff");
	display.display = true;
	assert_order(CARD_PAD_CHANGE, &padded, &display,
	    "1e1e820800" "0008" "0806" "03" "0203" "1f04" "000102" "000000"
	    "15000000" "0024008010" "ffffffffffffffffffffffffffffffff");
}

/* What cannot be written, or typed by everybody, is not asked for. */
static void
no_orders(void **state)
{
	uint8_t order[PIN_PAD_ORDER_MAX];
	struct pin_pad pad = both;
	struct guard_pin pin = padded;

	(void)state;
	assert_int_equal(pin_pad_order(CARD_PAD_CHANGE, &bare, &both, order),
	    0);
	for (unsigned i = PIN_BCD; i <= PIN_DERIVED; i++) {
		pin.form.encoding = (enum pin_encoding)i;
		assert_int_equal(pin_pad_order(CARD_PAD_VERIFY, &pin, &both,
		    order), 0);
	}
	pin = padded;
	pin.form.stored = 16;
	assert_int_equal(pin_pad_order(CARD_PAD_VERIFY, &pin, &both, order),
	    0);
	pad.verify = false;
	assert_int_equal(pin_pad_order(CARD_PAD_VERIFY, &padded, &pad, order),
	    0);
	assert_true(pin_pad_order(CARD_PAD_CHANGE, &padded, &pad, order) > 0);
	pad = (struct pin_pad){ .verify = true };
	assert_int_equal(pin_pad_order(CARD_PAD_CHANGE, &padded, &pad, order),
	    0);
	for (pad.max = 1; pad.max < 12; pad.max++)
		assert_true((pin_pad_order(CARD_PAD_VERIFY, &padded, &pad,
		    order) > 0) == (pad.max >= 8));
	pad = both;
	for (pad.min = 0; pad.min < 12; pad.min++)
		assert_true((pin_pad_order(CARD_PAD_VERIFY, &padded, &pad,
		    order) > 0) == (pad.min <= 6));
	pad = both;
	for (pad.conditions = 1; pad.conditions < 8; pad.conditions++)
		assert_true((pin_pad_order(CARD_PAD_VERIFY, &padded, &pad,
		    order) > 0) == ((pad.conditions & 2) != 0));
}

static void
properties(void **state)
{
	static const uint8_t list[] = { 0x01, 0x02, 0x10, 0x02, 0x02, 0x01,
	    0x07, 0x06, 0x01, 0x04, 0x07, 0x01, 0x0f, 0x0a, 0x04, 0x00, 0x00,
	    0x01, 0x00 };
	static const uint8_t dark[] = { 0x01, 0x02, 0x00, 0x00 };
	struct pin_pad pad = both;

	(void)state;
	part10_pad(list, sizeof(list), &pad);
	assert_true(pad.verify && pad.modify && pad.display);
	assert_int_equal(pad.min, 4);
	assert_int_equal(pad.max, 15);
	assert_int_equal(pad.conditions, 7);
	pad = both;
	part10_pad(dark, sizeof(dark), &pad);
	assert_false(pad.display);
	for (size_t cut = 0; cut < sizeof(dark); cut++)
		part10_pad(list, cut, &pad);
	assert_false(pad.display);
}

/* ------------------------------------------------------------- guard ---- */

static const struct guard_rules pads = { .pads = CARD_PAD_ALL };
static struct apdu_guard guard;

#define VERIFY "0020008008" "ffffffffffffffff"
#define CHANGE "0024008010" "ffffffffffffffffffffffffffffffff"

static void
guard_anew(const struct guard_rules *rules)
{
	guard_init(&guard, rules, 0x80);
	guard_limits(&guard, 6, 8);
	guard_pin(&guard, &padded);
}

static enum err
ask(enum err (*judge)(struct apdu_guard *, const uint8_t *, size_t),
    const char *hex)
{
	uint8_t command[64];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return judge(&guard, command, len);
}

static enum err
on_pad(const char *hex)
{
	return ask(apdu_guard_pad, hex);
}

static enum err
by_hand(const char *hex)
{
	return ask(apdu_guard, hex);
}

static enum err
leave(enum guard_leave what, int tries, bool last_try)
{
	struct guard_typed t = { .what = what, .tries = tries,
	    .last_try = last_try, .pad = true };

	return guard_typed(&guard, &t);
}

/* Once for each leave, and only in its own way. */
static void
one_leave_one_entry(void **state)
{
	(void)state;
	guard_anew(&pads);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	assert_int_equal(leave(GUARD_CHANGE, 3, false), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	assert_int_equal(on_pad(CHANGE), ERR_REFUSED);
	assert_int_equal(leave(GUARD_CHANGE, 3, false), ERR_OK);
	assert_int_equal(on_pad(CHANGE), ERR_OK);
	assert_int_equal(on_pad(CHANGE), ERR_REFUSED);
}

/* Blanks are a wrong PIN to a card: they never leave without the reader, nor
 * does a value with it. */
static void
blanks_stay_with_the_reader(void **state)
{
	struct secret *pin = secret_new(16);
	const struct guard_typed typed = { .what = GUARD_VERIFY, .value = pin,
	    .tries = 3 };
	const struct guard_typed both_ways = { .what = GUARD_VERIFY,
	    .value = pin, .tries = 3, .pad = true };

	(void)state;
	guard_anew(&pads);
	assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(by_hand(VERIFY), ERR_REFUSED);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	assert_int_equal(leave(GUARD_CHANGE, 3, false), ERR_OK);
	assert_int_equal(by_hand(CHANGE), ERR_REFUSED);
	assert_int_equal(secret_set(pin, "135790", 6), ERR_OK);
	assert_int_equal(guard_typed(&guard, &typed), ERR_OK);
	assert_int_equal(on_pad("0020008008" "313335373930ffff"), ERR_REFUSED);
	/* A leave for what was typed here is none for the reader's keys. */
	assert_int_equal(guard_typed(&guard, &typed), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	/* Nor the other way round: what was typed before is gone. */
	assert_int_equal(guard_typed(&guard, &typed), ERR_OK);
	assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(by_hand("0020008008" "313335373930ffff"),
	    ERR_REFUSED);
	assert_int_equal(guard_typed(&guard, &both_ways), ERR_REFUSED);
	secret_free(&pin);
}

static void
other_orders_are_refused(void **state)
{
	static const char *const never[] = {
		"0020008006" "313335373930",	/* a value */
		"0020008008" "31ffffffffffffff",
		"0020008007" "ffffffffffffff",
		"0020008000",			/* blanks of another form */
		"0020008108" "ffffffffffffffff",	/* another PIN */
		"0020018008" "ffffffffffffffff",
		"0120008008" "ffffffffffffffff",
		"1020008008" "ffffffffffffffff",
		"002c008010" "ffffffffffffffffffffffffffffffff",	/* PUK */
		"002c018008" "ffffffffffffffff",
		"002c028008" "ffffffffffffffff",
		"00a4040008" "ffffffffffffffff",
		"00ca000000", "0020", "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		guard_anew(&pads);
		assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
		if (on_pad(never[i]) != ERR_REFUSED)
			fail_msg("sent: %s", never[i]);
	}
}

static void
tries_as_if_typed(void **state)
{
	(void)state;
	guard_anew(&pads);
	assert_int_equal(leave(GUARD_VERIFY, 0, true), ERR_PIN_BLOCKED);
	assert_int_equal(leave(GUARD_VERIFY, 1, false), ERR_LAST_TRY);
	assert_int_equal(leave(GUARD_CHANGE, -1, false), ERR_LAST_TRY);
	assert_int_equal(on_pad(VERIFY), ERR_REFUSED);
	assert_int_equal(on_pad(CHANGE), ERR_REFUSED);
	assert_int_equal(leave(GUARD_VERIFY, 1, true), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_OK);
}

static void
never_a_puk_nor_against_the_rules(void **state)
{
	static const struct guard_rules none;
	static const struct guard_rules verify = {
	    .pads = CARD_PAD_BIT(CARD_PAD_VERIFY) };

	(void)state;
	guard_anew(&pads);
	assert_int_equal(leave(GUARD_PUK, 3, true), ERR_REFUSED);
	guard_anew(&none);
	assert_int_equal(leave(GUARD_VERIFY, 3, true), ERR_REFUSED);
	guard_anew(&verify);
	assert_int_equal(leave(GUARD_CHANGE, 3, true), ERR_REFUSED);
	assert_int_equal(leave(GUARD_VERIFY, 3, true), ERR_OK);
}

/* A signature needs the PIN to have been accepted, wherever it was typed. */
static void
verify_opens_one_signature(void **state)
{
	(void)state;
	guard_anew(&pads);
	assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_OK);
	guard_answer(&guard, 0x6401);
	assert_int_equal(by_hand("002a9e9a0101"), ERR_REFUSED);
	assert_int_equal(leave(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(on_pad(VERIFY), ERR_OK);
	guard_answer(&guard, 0x9000);
	assert_int_equal(by_hand("002a9e9a0101"), ERR_OK);
	assert_int_equal(by_hand("002a9e9a0101"), ERR_REFUSED);
}

/* ---------------------------------------------------------- exchange ---- */

static struct {
	struct link link;
	struct pin_pad pad;
	enum err e;
	uint8_t answer[4];
	size_t answer_len;
	unsigned typed, sent;
	enum card_pad what;
} reader;

static enum err
transmit(struct link *link, const uint8_t *command, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	(void)link;
	(void)command;
	(void)len;
	(void)answer;
	(void)size;
	*answer_len = 0;
	reader.sent++;
	return ERR_CARD_GONE;
}

static bool
has_pad(struct link *link, struct pin_pad *pad)
{
	(void)link;
	*pad = reader.pad;
	return pad->verify || pad->modify;
}

static enum err
type(struct link *link, enum card_pad what, const uint8_t *order, size_t len,
    uint8_t *answer, size_t size, size_t *answer_len)
{
	(void)link;
	assert_true(len > 0 && order[0] == CARD_PAD_ENTRY_S);
	assert_true(size >= sizeof(reader.answer));
	reader.typed++;
	reader.what = what;
	memcpy(answer, reader.answer, reader.answer_len);
	*answer_len = reader.answer_len;
	return reader.e;
}

static const struct link_ops link_ops = { .transmit = transmit,
    .pad = has_pad, .type = type };

static struct exchange x;
static struct card_try_result result;

/* A reader that answers so to whatever is typed. */
static enum err
entry(enum err e, const char *answer)
{
	size_t len;

	memset(&reader, 0, sizeof(reader));
	reader.link.ops = &link_ops;
	reader.pad = both;
	reader.e = e;
	assert_int_equal(hex_decode(answer, reader.answer,
	    sizeof(reader.answer), &len), ERR_OK);
	reader.answer_len = len;
	exchange_init(&x, &reader.link, &pads, 0x80);
	guard_limits(&x.guard, 6, 8);
	guard_pin(&x.guard, &padded);
	assert_int_equal(guard_typed(&x.guard, &(struct guard_typed){
	    .what = GUARD_VERIFY, .tries = 3, .pad = true }), ERR_OK);
	return exchange_pad(&x, CARD_PAD_VERIFY, &result);
}

static void
answers(void **state)
{
	static const struct {
		const char *answer;
		enum err e;
		int tries;
		bool unsent;
	} all[] = {
		{ "9000", ERR_OK, -1, false },
		{ "63c2", ERR_PIN_WRONG, 2, false },
		{ "63c0", ERR_PIN_BLOCKED, 0, false },
		{ "6983", ERR_PIN_BLOCKED, 0, false },
		{ "6a80", ERR_PIN_POLICY, -1, false },
		{ "6982", ERR_CARD_REFUSED, -1, false },
		{ "6581", ERR_TRY_UNKNOWN, -1, false },
		{ "6400", ERR_PAD_TIMEOUT, -1, true },
		{ "6401", ERR_PAD_CANCELLED, -1, true },
		{ "6402", ERR_PAD_REPEAT, -1, true },
		{ "6403", ERR_PAD_LENGTH, -1, true },
		{ "6b80", ERR_PAD_FAILED, -1, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_int_equal(entry(ERR_OK, all[i].answer), all[i].e);
		assert_int_equal(result.tries_after, all[i].tries);
		assert_true(result.sent);
		assert_int_equal(exchange_is_unsent(all[i].e), all[i].unsent);
		assert_int_equal(x.lost, ERR_OK);
		assert_int_equal(reader.typed, 1);
		assert_int_equal(reader.sent, 0);
	}
}

/* Whatever goes wrong: asked once, and nothing in another way. */
static void
no_second_way(void **state)
{
	(void)state;
	assert_int_equal(entry(ERR_PAD_FAILED, ""), ERR_PAD_FAILED);
	assert_false(result.sent);
	assert_int_equal(x.lost, ERR_OK);
	assert_int_equal(exchange_pad(&x, CARD_PAD_VERIFY, &result),
	    ERR_REFUSED);
	assert_int_equal(entry(ERR_IO, ""), ERR_TRY_UNKNOWN);
	assert_true(result.sent);
	assert_int_equal(x.lost, ERR_CARD_GONE);
	assert_int_equal(exchange_pad(&x, CARD_PAD_VERIFY, &result),
	    ERR_CARD_GONE);
	assert_int_equal(entry(ERR_OK, "90"), ERR_TRY_UNKNOWN);
	assert_int_equal(entry(ERR_OK, "009000"), ERR_TRY_UNKNOWN);
	assert_int_equal(reader.typed, 1);
	assert_int_equal(reader.sent, 0);
	/* It said that it has keys, and now it does not. */
	assert_int_equal(guard_typed(&x.guard, &(struct guard_typed){
	    .what = GUARD_VERIFY, .tries = 3, .pad = true }), ERR_OK);
	x.lost = ERR_OK;
	reader.pad = (struct pin_pad){ .verify = false };
	assert_int_equal(exchange_pad(&x, CARD_PAD_VERIFY, &result),
	    ERR_PAD_FAILED);
	assert_false(result.sent);
	assert_int_equal(reader.typed, 1);
}

static void
what_is_offered(void **state)
{
	static const struct link_ops without = { .transmit = transmit };

	(void)state;
	assert_int_equal(entry(ERR_OK, "9000"), ERR_OK);
	assert_int_equal(exchange_pads(&x), CARD_PAD_ALL);
	x.guard.rules.pads = CARD_PAD_BIT(CARD_PAD_CHANGE);
	assert_int_equal(exchange_pads(&x), CARD_PAD_BIT(CARD_PAD_CHANGE));
	guard_pin(&x.guard, &bare);
	assert_int_equal(exchange_pads(&x), 0);
	x.guard.rules.pads = CARD_PAD_ALL;
	assert_int_equal(exchange_pads(&x), CARD_PAD_BIT(CARD_PAD_VERIFY));
	reader.pad.verify = false;
	assert_int_equal(exchange_pads(&x), 0);
	reader.pad = both;
	reader.link.ops = &without;
	assert_int_equal(exchange_pads(&x), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders),
		cmocka_unit_test(no_orders),
		cmocka_unit_test(properties),
		cmocka_unit_test(one_leave_one_entry),
		cmocka_unit_test(blanks_stay_with_the_reader),
		cmocka_unit_test(other_orders_are_refused),
		cmocka_unit_test(tries_as_if_typed),
		cmocka_unit_test(never_a_puk_nor_against_the_rules),
		cmocka_unit_test(verify_opens_one_signature),
		cmocka_unit_test(answers),
		cmocka_unit_test(no_second_way),
		cmocka_unit_test(what_is_offered),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
