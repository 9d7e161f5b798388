/* PIV on a scripted card: how it is found, what is read, what each wrong answer
 * means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card/cards.h"
#include "card/read.h"
#include "card_script.h"

#define CARDS \
	"cards:\n" \
	"  - name: other\n" \
	"    label: Other\n" \
	"    aid: A000000397\n" \
	"    driver: none\n" \
	"  - name: piv\n" \
	"    label: PIV\n" \
	"    aid: A000000308\n" \
	"    driver: piv\n" \
	"    unlock: none\n" \
	"    pin: {reference: 80, min: 6, max: 8, tries: 3}\n"

#define ASK_OTHER "00a4040005a00000039700"
#define ASK_PIV "00a4040005a00000030800"
#define ASK_CHUID "00cb3fff055c035fc10264"
#define ASK_TRIES "00200080"
#define FASCN "3019d4e739da739ced39ce739d836858210842108421c84210c3eb"
#define GUID "415bc5d60718293a4b5c6d7e8f901234"
#define NO_GUID "00000000000000000000000000000000"
#define CHUID(guid) "533b" FASCN "3410" guid "350832303439313233313e00fe00"

static struct script script;
static struct cards *cards;
static struct card_info info;

static int
setup(void **state)
{
	char error[200] = "";

	(void)state;
	script_init(&script);
	if (cards_read_text("cards", CARDS, sizeof(CARDS) - 1, &cards, error,
	    sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	assert_int_equal(script.opened, script.closed);
	if (script.wrong[0] != '\0')
		fail_msg("off the script at %s", script.wrong);
	cards_free(&cards);
	return 0;
}

static void
read_card(void)
{
	struct source_state at;

	script.source.ops->look(&script.source, &at);
	card_read(&script.source, &at, cards, &info, NULL);
}

/* A card with a PIV application answers so. */
static void
read_piv(const char *chuid, const char *tries)
{
	script_init(&script);
	script_add(&script, ASK_OTHER, "6a82");
	script_add(&script, ASK_PIV, "61009000");
	script_add(&script, ASK_CHUID, chuid);
	if (tries != NULL)
		script_add(&script, ASK_TRIES, tries);
	read_card();
	assert_int_equal(script.next, script.count);
}

static void
assert_read(enum err trouble, int tries)
{
	if (info.trouble != trouble)
		fail_msg("%s", err_name(info.trouble));
	assert_int_equal(info.pin_tries, tries);
	assert_string_equal(info.type, "piv");
	assert_string_equal(info.label, "PIV");
}

static void
is_found_and_read_in_four_commands(void **state)
{
	char serial[65];

	(void)state;
	read_piv(CHUID(GUID) "9000", "63c3");
	assert_read(ERR_OK, 3);
	assert_int_equal(info.presence, CARD_PRESENT);
	assert_true(info.operational);
	hex_encode(info.serial, info.serial_len, serial, sizeof(serial));
	assert_string_equal(serial, GUID);
	assert_int_equal(info.pin_min, 6);
	assert_int_equal(info.pin_max, 8);
}

static void
tries_of_every_kind(void **state)
{
	(void)state;
	read_piv(CHUID(GUID) "9000", "63c1");
	assert_read(ERR_OK, 1);
	read_piv(CHUID(GUID) "9000", "63cf");
	assert_read(ERR_OK, 15);
	read_piv(CHUID(GUID) "9000", "63c0");
	assert_read(ERR_OK, 0);
	read_piv(CHUID(GUID) "9000", "6983");
	assert_read(ERR_OK, 0);
	read_piv(CHUID(GUID) "9000", "9000");
	assert_read(ERR_CARD_REFUSED, CARD_TRIES_UNKNOWN);
	read_piv(CHUID(GUID) "9000", "6a88");
	assert_read(ERR_CARD_REFUSED, CARD_TRIES_UNKNOWN);
	read_piv(CHUID(GUID) "9000", "6300");
	assert_read(ERR_CARD_REFUSED, CARD_TRIES_UNKNOWN);
	read_piv(CHUID(GUID) "9000", "mute");
	assert_read(ERR_CARD_MUTE, CARD_TRIES_UNKNOWN);
}

/* Old cards have no GUID; the FASC-N is as unique. */
static void
serial_without_a_guid(void **state)
{
	(void)state;
	read_piv(CHUID(NO_GUID) "9000", "63c3");
	assert_read(ERR_OK, 3);
	assert_int_equal(info.serial_len, 25);
	assert_int_equal(info.serial[0], 0xd4);
}

/* A signed CHUID is longer than what is asked for: the rest stays there. */
static void
a_long_chuid_is_read_as_far_as_needed(void **state)
{
#define SIG \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	(void)state;
	read_piv("538205dc" FASCN "3410" GUID "350832303439313233313e8205a0"
	    SIG "6100", "63c3");
	assert_read(ERR_OK, 3);
	assert_int_equal(info.serial_len, 16);
}

static void
wrong_answers(void **state)
{
	static const struct { const char *chuid; enum err e; } cases[] = {
		{ "9000", ERR_CARD_ANSWER },
		{ "53009000", ERR_CARD_ANSWER },
		{ "5302341" "09000", ERR_CARD_ANSWER },
		{ "7e0234009000", ERR_CARD_ANSWER },
		{ "6a82", ERR_CARD_REFUSED },
		{ "6982", ERR_CARD_REFUSED },
		{ "6581", ERR_CARD_MEMORY },
		{ "", ERR_CARD_GONE },
		{ "90", ERR_CARD_GONE },
		{ NULL, ERR_CARD_GONE },
		{ "mute", ERR_CARD_MUTE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_piv(cases[i].chuid, NULL);
		assert_read(cases[i].e, CARD_TRIES_UNKNOWN);
		assert_int_equal(info.serial_len, 0);
		assert_false(info.operational);
	}
}

static void
a_card_without_applications_is_unknown(void **state)
{
	(void)state;
	script_add(&script, ASK_OTHER, "6a82");
	script_add(&script, ASK_PIV, "6d00");
	read_card();
	assert_int_equal(script.next, 2);
	assert_int_equal(info.presence, CARD_UNKNOWN);
	assert_int_equal(info.trouble, ERR_CARD_UNKNOWN);
	assert_string_equal(info.type, "");
}

static void
a_known_name_without_a_driver(void **state)
{
	(void)state;
	script_add(&script, ASK_OTHER, "61009000");
	read_card();
	assert_int_equal(script.next, 1);
	assert_int_equal(info.presence, CARD_UNKNOWN);
	assert_string_equal(info.label, "Other");
}

static void
pulled_while_it_is_asked(void **state)
{
	(void)state;
	script_add(&script, ASK_OTHER, NULL);
	read_card();
	assert_int_equal(info.trouble, ERR_CARD_GONE);
	assert_int_equal(info.presence, CARD_ABSENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
		T(is_found_and_read_in_four_commands),
		T(tries_of_every_kind),
		T(serial_without_a_guid),
		T(a_long_chuid_is_read_as_far_as_needed),
		T(wrong_answers),
		T(a_card_without_applications_is_unknown),
		T(a_known_name_without_a_driver),
		T(pulled_while_it_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
