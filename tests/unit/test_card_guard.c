/* The rules on tries, at the place that every command passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hex.h"
#include "base/secret.h"
#include "card/guard.h"

#define PIN_REFERENCE 0x80

static const struct guard_rules nothing_more;
static struct apdu_guard guard;

static int
setup(void **state)
{
	(void)state;
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	return 0;
}

static enum err
try(const char *hex)
{
	uint8_t command[64];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return apdu_guard(&guard, command, len);
}

static void
assert_refused(const char *hex)
{
	if (try(hex) != ERR_REFUSED)
		fail_msg("sent: %s", hex);
}

static void
assert_sent(const char *hex, uint16_t sw)
{
	if (try(hex) != ERR_OK)
		fail_msg("refused: %s", hex);
	guard_answer(&guard, sw);
}

#define CHALLENGE "0084000010"
#define CRYPTOGRAM "0082000110" "00112233445566778899aabbccddeeff"
#define RESET "002c028006" "323436383133"

/* Whatever has been granted, these never leave. */
static const char *const never[] = {
	"002c00800c" "313131313131" "323436383133",	/* PUK and new PIN */
	"002c01800c" "313131313131" "323436383133",	/* PUK alone */
	"002c0080",					/* empty */
	"002c03800130",					/* counter alone */
	"002c0280",					/* without a PIN */
	"002c020006" "323436383133",			/* another reference */
	"002c028106" "323436383133",
	"0024008006" "313131323232",			/* CHANGE */
	"0024010006" "313131323232",
	"0020008106" "313131313131",			/* VERIFY: not the PIN */
	"0020000106" "313131313131",
	"00200080",					/* empty VERIFY */
	"0020018006" "313131313131",
	"80090001", "80090002",				/* phase change */
	"802c028006" "323436383133",			/* other classes */
	"102c028006" "323436383133",			/* a chain */
	"012c028006" "323436383133",			/* another channel */
	"0c2c028006" "323436383133",			/* wrapped */
	"0022c301", "00e40000", "00d60000" "0100", "00da0101" "0100",
	"00f00000", "00880000" "0100", "00870000" "0100",
	"", "00", "002c02", "002c028007" "323436383133",	/* malformed */
	"00c0000010"			/* GET RESPONSE, nothing waits */
};

static void
assert_never(void)
{
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_refused(never[i]);
}

static void
reads_always(void **state)
{
	(void)state;
	assert_sent("00ca01064d", 0x9000);
	assert_sent("00ca01040a", 0x6a88);
	assert_sent("00a40000023d0000", 0x9000);
	assert_sent("00b0000010", 0x6982);
}

static void
never_in_any_stage(void **state)
{
	(void)state;
	assert_never();
	guard_open(&guard);
	assert_never();
	assert_sent(CHALLENGE, 0x9000);
	assert_never();
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_never();
	assert_sent(RESET, 0x9000);
	assert_never();
}

static void
nothing_without_an_authorisation(void **state)
{
	(void)state;
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
}

static void
each_step_once_and_in_order(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(RESET);
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_sent("00ca01064d", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	assert_refused(CRYPTOGRAM);
	assert_refused(CHALLENGE);
	assert_sent("00a40000023d0000", 0x9000);
}

/* A step that failed, or whose answer never came, opens nothing. */
static void
a_refused_step_is_the_end(void **state)
{
	static const uint16_t bad[] = { 0x63c0, 0x63c2, 0x6300, 0x6982, 0x6983,
	    0x6985, 0x6a80, 0x6f00, 0x0000, 0x9001, 0x6100 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, bad[i]);
		assert_refused(CRYPTOGRAM);
		setup(state);
		guard_open(&guard);
		assert_sent(CHALLENGE, 0x9000);
		assert_sent(CRYPTOGRAM, bad[i]);
		assert_refused(RESET);
		assert_refused(CRYPTOGRAM);
	}
	setup(state);
	guard_open(&guard);
	assert_int_equal(try(CHALLENGE), ERR_OK);	/* no answer */
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
}

/* Success of a command that only reads must not count as the card's yes. */
static void
another_success_opens_nothing(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x9000);
	assert_sent(CRYPTOGRAM, 0x6300);
	assert_sent("00ca01064d", 0x9000);
	assert_refused(RESET);
	assert_sent("00a40000023d0000", 0x9000);
	assert_refused(RESET);
}

static void
the_rest_of_an_answer_may_be_fetched(void **state)
{
	(void)state;
	guard_open(&guard);
	assert_sent(CHALLENGE, 0x6110);
	assert_refused(CRYPTOGRAM);
	assert_sent("00c0000010", 0x9000);
	assert_refused("00c0000010");
	assert_sent(CRYPTOGRAM, 0x9000);
	assert_sent(RESET, 0x9000);
}

/* ------------------------------------------------------- what is typed --- */

#define VERIFY "0020008006" "313131313131"
#define CHANGE "002402000e" "06313131313131" "06323436383133"
#define PUK_RESET "002c00800e" "3837363534333231" "323436383133"
#define MSE "0022c301"
#define PSO "002a9e9a0430313233" "00"
#define DAY_2010 1277942400	/* 2010-07-01 */
#define DAY_2011 1293832800	/* 2011-01-01 in Turkey */

static struct secret *value, *new_pin;

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(16);

	assert_non_null(s);
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
	return s;
}

static int
setup_typed(void **state)
{
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	value = secret_of("111111");
	new_pin = secret_of("246813");
	return state == NULL;
}

static int
teardown_typed(void **state)
{
	(void)state;
	secret_free(&value);
	secret_free(&new_pin);
	return 0;
}

static void
set(struct secret *s, const char *text)
{
	assert_int_equal(secret_set(s, text, strlen(text)), ERR_OK);
}

static enum err
typed(enum guard_leave what, int tries, bool last_try)
{
	struct guard_typed t = { .what = what, .value = value,
	    .new_pin = new_pin, .tries = tries, .last_try = last_try,
	    .puk = { true, true, true, DAY_2010, 8, 8 } };

	return guard_typed(&guard, &t);
}

static void
verify_needs_a_typed_pin_each_time(void **state)
{
	(void)state;
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x63c2);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008106" "313131313131");	/* used up by trying */
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("00200080");
	guard_open(&guard);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008006" "313131313132");	/* not what was typed */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("0020008008" "313131313131ffff", 0x9000);	/* padded */
}

static void
a_leave_is_for_one_kind_of_command(void **state)
{
	static const struct { enum guard_leave what; const char *command; }
	    all[] = { { GUARD_VERIFY, VERIFY }, { GUARD_CHANGE, CHANGE } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(typed(all[i].what, 3, false), ERR_OK);
		assert_refused(all[1 - i].command);
		assert_refused(all[i].command);
		assert_int_equal(typed(all[i].what, 3, false), ERR_OK);
		assert_never();
		assert_refused(PUK_RESET);
		assert_refused(PSO);
	}
}

static void
change_carries_both_and_no_other_reference(void **state)
{
	(void)state;
	assert_refused(CHANGE);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_sent(CHANGE, 0x9000);
	assert_refused(CHANGE);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_sent("002400800c" "313131313131323436383133", 0x9000);
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("0024008006" "313131313131");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("0024018006" "323436383133");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("002401000e" "06313131313131" "06323436383133");
	assert_int_equal(typed(GUARD_CHANGE, 2, false), ERR_OK);
	assert_refused("002402010e" "06313131313131" "06323436383133");
}

static void
the_last_try_needs_a_second_yes(void **state)
{
	static const enum guard_leave all[] = { GUARD_VERIFY, GUARD_CHANGE };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(typed(all[i], 1, false), ERR_LAST_TRY);
		assert_int_equal(typed(all[i], -1, false), ERR_LAST_TRY);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
		assert_int_equal(typed(all[i], 0, true), ERR_PIN_BLOCKED);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
	}
	assert_int_equal(typed(GUARD_VERIFY, 1, true), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_int_equal(typed(GUARD_VERIFY, -1, true), ERR_OK);
	assert_sent(VERIFY, 0x9000);
}

static void
what_cannot_be_right_never_leaves(void **state)
{
	static const struct { const char *text; enum err e; } all[] = {
		{ "", ERR_PIN_LENGTH }, { "11111", ERR_PIN_LENGTH },
		{ "111111111", ERR_PIN_LENGTH },
		{ "168857414351237", ERR_CODE_IN_PIN },
		{ "11111a", ERR_FIELD_CHARACTERS },
		{ "1111 11", ERR_FIELD_CHARACTERS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		set(value, all[i].text);
		assert_int_equal(typed(GUARD_VERIFY, 3, true), all[i].e);
		assert_int_equal(typed(GUARD_CHANGE, 3, true), all[i].e);
		assert_int_equal(typed(GUARD_PUK, 3, true), all[i].e);
		set(value, "111111");
		set(new_pin, all[i].text);
		assert_int_equal(typed(GUARD_CHANGE, 3, true), all[i].e);
		set(value, "87654321");
		assert_int_equal(typed(GUARD_PUK, 3, true), all[i].e);
		assert_refused(VERIFY);
		assert_refused(CHANGE);
		assert_refused(PUK_RESET);
	}
	/* Without limits nothing leaves at all. */
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	set(value, "111111");
	assert_int_equal(typed(GUARD_VERIFY, 3, true), ERR_CARD_UNABLE);
	assert_refused(VERIFY);
}

#define EIGHT 8, 8, false, false

static void
a_puk_needs_card_and_configuration(void **state)
{
	static const struct { struct guard_puk puk; enum err e; } all[] = {
		{ { true, true, true, DAY_2010, EIGHT }, ERR_OK },
		{ { true, true, true, DAY_2011 - 1, EIGHT }, ERR_OK },
		{ { true, true, true, DAY_2011, EIGHT }, ERR_PUK_NEW_CARD },
		{ { true, true, true, 1700000000, EIGHT }, ERR_PUK_NEW_CARD },
		{ { true, true, true, 0, EIGHT }, ERR_PUK_AGE },
		{ { true, true, true, -1, EIGHT }, ERR_PUK_AGE },
		{ { true, true, false, DAY_2010, EIGHT }, ERR_PUK_OFF },
		{ { true, false, true, DAY_2010, EIGHT }, ERR_PUK_NOT_HERE },
		{ { false, true, true, DAY_2010, EIGHT }, ERR_PUK_NOT_HERE },
		{ { false, false, false, 0, 0, 0, false, false },
		    ERR_PUK_NOT_HERE },
	};

	(void)state;
	set(value, "87654321");
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct guard_typed t = { .what = GUARD_PUK, .value = value,
		    .new_pin = new_pin, .tries = -1, .last_try = true,
		    .puk = all[i].puk };

		assert_int_equal(guard_puk(&t.puk), all[i].e);
		assert_int_equal(guard_typed(&guard, &t), all[i].e);
		if (all[i].e != ERR_OK) {
			assert_refused(PUK_RESET);
			continue;
		}
		assert_sent(PUK_RESET, 0x63c2);
		assert_refused(PUK_RESET);
	}
}

static void
a_puk_leaves_in_one_form_only(void **state)
{
	static const char *const other[] = {
		"002c018008" "3837363534333231",	/* PUK alone */
		"002c02800e" "3837363534333231" "323436383133",
		"002c00810e" "3837363534333231" "323436383133",
		"002c008008" "3837363534333231",	/* no new PIN */
		"002c00800e" "3837363534333230" "323436383133",
		"0020008008" "3837363534333231",	/* as a PIN */
		"0020008208" "3837363534333231",
	};

	(void)state;
	set(value, "87654321");
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
		assert_refused(other[i]);
	}
	assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_PUK, 1, false), ERR_LAST_TRY);
	assert_int_equal(typed(GUARD_PUK, -1, false), ERR_LAST_TRY);
	assert_int_equal(typed(GUARD_PUK, 0, true), ERR_CARD_DEAD);
	assert_refused(PUK_RESET);
}

static void
signing_needs_an_accepted_pin_and_is_once(void **state)
{
	static const uint16_t bad[] = { 0x63c2, 0x6983, 0x6982, 0x6700, 0 };

	(void)state;
	assert_refused(MSE);
	assert_refused(PSO);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
		assert_sent(VERIFY, bad[i]);
		assert_refused(PSO);
		assert_refused(MSE);
	}
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_int_equal(try(VERIFY), ERR_OK);		/* no answer */
	assert_refused(PSO);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(MSE, 0x9000);
	assert_sent(VERIFY, 0x9000);
	assert_sent(MSE, 0x9000);
	assert_refused("0022f301");		/* another environment */
	assert_refused("002a80860430313233" "00");	/* decipher */
	assert_refused(PSO);			/* used up by trying */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_sent(PSO, 0x9000);
	assert_refused(PSO);
	/* A changed PIN is no leave to sign. */
	assert_int_equal(typed(GUARD_CHANGE, 3, false), ERR_OK);
	assert_sent(CHANGE, 0x9000);
	assert_refused(PSO);
}

/* Where the standard of the card says that it is free, and only as the
 * standard writes it. */
static void
an_empty_verify_only_where_it_is_free(void **state)
{
	static const struct guard_rules free_tries = {
		.tries_by_verify = true };

	(void)state;
	assert_refused("00200080");
	guard_init(&guard, &free_tries, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_sent("00200080", 0x63c3);
	assert_sent("00200080", 0x6983);
	assert_refused("00200081");
	assert_refused("00200000");
	assert_refused("0020ff80");
	assert_refused("0020008000");
	assert_refused("0020008006" "313131313131");
	assert_refused("002c028006" "323436383133");
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("00200080", 0x63c3);
	assert_sent("0020008006" "313131313131", 0x9000);
	/* ... and a yes to it is no leave to sign. */
	assert_sent("00200080", 0x9000);
	assert_refused(PSO);
	assert_refused("0020008006" "313131313131");
}

#define PIV_PART "1087079c04" "7c820106"
#define PIV_LAST "0087079c02" "aabb" "00"

/* PIV: the signature of a key that asks for the PIN, in parts. */
static void
a_piv_signature_needs_an_accepted_pin(void **state)
{
	static const struct guard_rules piv = { .tries_by_verify = true,
	    .sign_by_authenticate = true };

	(void)state;
	guard_init(&guard, &piv, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x63c2);
	assert_refused(PIV_PART);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_sent(PIV_PART, 0x9000);
	assert_sent(PIV_LAST, 0x9000);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused("0087079d02" "aabb" "00");	/* another key */
	assert_refused(PIV_LAST);		/* used up by trying */
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused("1020008006" "313131313131");	/* no other chain */
	assert_refused("102c008006" "313131313131");
	/* On another card not at all. */
	guard_init(&guard, &nothing_more, PIN_REFERENCE);
	guard_limits(&guard, 6, 8);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent(VERIFY, 0x9000);
	assert_refused(PIV_PART);
	assert_refused(PIV_LAST);
}

static void
a_puk_of_any_age_still_needs_the_rest(void **state)
{
	struct guard_puk puk = { .driver = true, .type = true, .config = true,
	    .any_age = true, .min = 8, .max = 8 };

	(void)state;
	assert_int_equal(guard_puk(&puk), ERR_OK);
	puk.config = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_OFF);
	puk.config = true;
	puk.type = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_NOT_HERE);
	puk.type = true;
	puk.any_age = false;
	assert_int_equal(guard_puk(&puk), ERR_PUK_AGE);
}

#define NONCE_16 "000102030405060708090a0b0c0d0e0f"
#define CHOOSE "0022c1a403830180"
#define NONCE "00870000147c128110" NONCE_16 "00"
#define PROOF "008700002c7c2a8228" NONCE_16 NONCE_16 "0001020304050607" "00"

/* GIDS: the same stages with other commands, and not those of ISO besides. */
static void
mutual_authentication_in_its_order(void **state)
{
	static const struct guard_rules mutual = { .mutual = true };

	(void)state;
	guard_init(&guard, &mutual, PIN_REFERENCE);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	guard_open(&guard);
	assert_refused(CHALLENGE);
	assert_refused("0022c1a403830181");	/* another key */
	assert_refused("002241b603840181");	/* another use */
	assert_refused(PROOF);
	assert_sent(CHOOSE, 0x9000);
	assert_refused(RESET);
	assert_sent(NONCE, 0x9000);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	assert_refused(CRYPTOGRAM);
	assert_sent(PROOF, 0x9000);
	assert_refused(PROOF);
	assert_sent("00cb3fff045c027f7100", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	assert_refused(NONCE);
	guard_init(&guard, &mutual, PIN_REFERENCE);
	guard_open(&guard);
	assert_sent(NONCE, 0x9000);
	assert_sent(PROOF, 0x63c9);
	assert_sent("00cb3fff045c027f7100", 0x9000);
	assert_refused(RESET);
	assert_refused(PROOF);
	/* And on every other card none of it. */
	setup(state);
	guard_open(&guard);
	assert_refused(CHOOSE);
	assert_refused(NONCE);
	assert_sent(CHALLENGE, 0x9000);
	assert_refused(PROOF);
}

#define INITIALIZE "8050000008" "0011223344556677" "00"
#define CHANNEL "8482330010" "00112233445566778899aabbccddeeff"
#define LAST "8482000010" "00112233445566778899aabbccddeeff"
#define IN_CHANNEL "84ca010608" "0011223344556677" "00"

/* A relay: one channel, then one that opens the way for the PIN. */
static void
a_relay_in_its_order(void **state)
{
	static const struct guard_rules relay = { .relay = true };

	(void)state;
	guard_init(&guard, &relay, PIN_REFERENCE);
	assert_refused(INITIALIZE);
	assert_refused(LAST);
	guard_open(&guard);
	assert_refused(CHALLENGE);
	assert_refused(CRYPTOGRAM);
	assert_refused(RESET);
	assert_sent(INITIALIZE, 0x9000);
	assert_sent(CHANNEL, 0x9000);
	assert_refused(RESET);
	assert_sent(IN_CHANNEL, 0x9000);
	assert_refused("842c028008" "0011223344556677");
	assert_refused("8420008008" "0011223344556677");
	assert_refused("84a4040008" "0011223344556677");
	assert_sent(INITIALIZE, 0x9000);
	assert_refused(CHANNEL);
	assert_sent(LAST, 0x9000);
	assert_refused(INITIALIZE);
	assert_refused(IN_CHANNEL);
	assert_refused(LAST);
	assert_sent("00ca01064d", 0x9000);
	assert_sent(RESET, 0x9000);
	assert_refused(RESET);
	/* A refusal opens nothing. */
	guard_init(&guard, &relay, PIN_REFERENCE);
	guard_open(&guard);
	assert_sent(LAST, 0x6300);
	assert_refused(RESET);
	assert_refused(LAST);
	/* Eight at most. */
	guard_init(&guard, &relay, PIN_REFERENCE);
	guard_open(&guard);
	for (int i = 0; i < GUARD_RELAY_MAX; i++)
		assert_sent(INITIALIZE, 0x9000);
	assert_refused(INITIALIZE);
	assert_refused(LAST);
	/* And on every other card none of it. */
	setup(state);
	guard_open(&guard);
	assert_refused(INITIALIZE);
	assert_refused(CHANNEL);
	assert_refused(IN_CHANNEL);
	assert_refused(LAST);
}

#define ADMIN "0020008308" "3837363534333231"
#define ADMIN_RESET "002c028006" "323436383133"

static enum err
typed_admin(int tries, bool last_try)
{
	struct guard_typed t = { .what = GUARD_PUK, .value = value,
	    .new_pin = new_pin, .tries = tries, .last_try = last_try,
	    .puk = { true, true, true, DAY_2010, 8, 8, false, true } };

	return guard_typed(&guard, &t);
}

/* VERIFY of it, then the PIN that was typed with it: each once, and nothing in
 * the place of either. */
static void
an_administrators_pin_in_its_order(void **state)
{
	(void)state;
	set(value, "87654321");
	assert_int_equal(typed_admin(3, false), ERR_PUK_NOT_HERE);
	assert_refused(ADMIN);
	guard.rules.admin_reference = 0x83;
	assert_refused(ADMIN);
	assert_int_equal(typed_admin(1, false), ERR_LAST_TRY);
	assert_int_equal(typed_admin(0, true), ERR_CARD_DEAD);
	assert_refused(ADMIN);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused(ADMIN_RESET);
	assert_sent(ADMIN, 0x9000);
	assert_sent("00ca00c400", 0x9000);
	assert_sent(ADMIN_RESET, 0x9000);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x9000);
	assert_refused(ADMIN);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x63c2);
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_sent(ADMIN, 0x9000);
	assert_refused("002c028006" "323436383134");	/* not what was typed */
	assert_refused(ADMIN_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused(PUK_RESET);			/* not as a PUK */
	assert_refused(ADMIN);
	assert_int_equal(typed(GUARD_PUK, 3, false), ERR_OK);
	assert_refused(ADMIN);				/* not as one of his */
	assert_refused(PUK_RESET);
	assert_int_equal(typed_admin(3, false), ERR_OK);
	assert_refused("00200083" "08" "3837363534333232");
	assert_refused(ADMIN);
}

/* SHA-256 of the salt and 111111, again and again, 1000 bytes of it. */
#define DERIVED "0cdf5c2bd1584e2c76f5c6a991a6c9b0" \
	"29c87d15a164e238efdef2803c59af81"

/* Where the card wants what is derived, that is what leaves. */
static void
a_derived_value_and_not_the_digits(void **state)
{
	struct guard_pin pin = guard.pin;

	(void)state;
	pin.form.encoding = PIN_DERIVED;
	pin.form.s2k = (struct s2k){ S2K_SHA256, 1000,
	    { 1, 2, 3, 4, 5, 6, 7, 8 } };
	guard_pin(&guard, &pin);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused(VERIFY);
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_sent("0020008020" DERIVED, 0x9000);
	set(value, "111112");
	assert_int_equal(typed(GUARD_VERIFY, 3, false), ERR_OK);
	assert_refused("0020008020" DERIVED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reads_always, setup),
		cmocka_unit_test_setup(never_in_any_stage, setup),
		cmocka_unit_test_setup(nothing_without_an_authorisation, setup),
		cmocka_unit_test_setup(each_step_once_and_in_order, setup),
		cmocka_unit_test_setup(a_refused_step_is_the_end, setup),
		cmocka_unit_test_setup(another_success_opens_nothing, setup),
		cmocka_unit_test_setup(the_rest_of_an_answer_may_be_fetched,
		    setup),
#define TYPED(test) cmocka_unit_test_setup_teardown(test, setup_typed, \
	teardown_typed)
		TYPED(an_empty_verify_only_where_it_is_free),
		cmocka_unit_test_setup(mutual_authentication_in_its_order,
		    setup),
		cmocka_unit_test_setup(a_relay_in_its_order, setup),
		TYPED(verify_needs_a_typed_pin_each_time),
		TYPED(a_leave_is_for_one_kind_of_command),
		TYPED(change_carries_both_and_no_other_reference),
		TYPED(the_last_try_needs_a_second_yes),
		TYPED(what_cannot_be_right_never_leaves),
		TYPED(a_puk_needs_card_and_configuration),
		TYPED(a_puk_leaves_in_one_form_only),
		TYPED(an_administrators_pin_in_its_order),
		TYPED(a_derived_value_and_not_the_digits),
		TYPED(a_piv_signature_needs_an_accepted_pin),
		TYPED(a_puk_of_any_age_still_needs_the_rest),
		TYPED(signing_needs_an_accepted_pin_and_is_once),
	};

	if (secret_heap_init() == SECRET_HEAP_NONE)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
