/* The tries after an unlock are what the card says when it is asked again, of
 * each family that has unlocks: never what was read before, never what ought
 * to be.  And what was read before holds for that insertion alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "card/cards.h"
#include "card/driver.h"
#include "card/drv_akis.h"
#include "card/drv_akis2.h"
#include "card/drv_gids.h"
#include "card/unlock.h"
#include "card_script.h"

#define AKIS_ASK "00a40000023d0000"
#define AKIS(tries) "6f039001" tries "9000"
#define AKIS2_ASK "00cb3fff0a4d087006bf810102a08000"
#define AKIS2(tries) "7009bf810105a0039b01" tries "9000"
#define GIDS_ASK "00cb3fff045c027f7100"
#define GIDS(tries) "7f71069701" tries "930103" "9000"

static const struct family {
	const struct card_driver *driver;
	const char *ask;
	const char *three, *two, *one, *none;
} families[] = {
	{ &drv_akis, AKIS_ASK, AKIS("00"), AKIS("40"), AKIS("80"),
	    AKIS("c0") },
	{ &drv_akis_scp, AKIS_ASK, AKIS("00"), AKIS("40"), AKIS("80"),
	    AKIS("c0") },
	{ &drv_akis2, AKIS2_ASK, AKIS2("03"), AKIS2("02"), AKIS2("01"),
	    AKIS2("00") },
	{ &drv_gids, GIDS_ASK, GIDS("03"), GIDS("02"), GIDS("01"),
	    GIDS("00") },
};

#define FAMILIES (sizeof(families) / sizeof(families[0]))

static struct script script;
static struct exchange x;
static struct card_unlock_result result;

/* The end of an unlock of a card that was locked, whose RESET RETRY COUNTER
 * has answered 9000. */
static enum err
check(const struct family *f, const char *answer)
{
	const struct card_type type = { .pin_reference = 0x81,
	    .pin_tries = 3, .application = 0x3d00, .driver = f->driver };
	enum err e;

	script_init(&script);
	script_add(&script, f->ask, answer);
	exchange_init(&x, &script.link, &f->driver->rules,
	    type.pin_reference);
	result = (struct card_unlock_result){ .sw = 0x9000,
	    .authenticated = true, .reset_sent = true, .tries_before = 0,
	    .tries_after = CARD_TRIES_UNKNOWN };
	e = f->driver->check(&x, &type, &result);
	if (script.wrong[0] != '\0' || script.next != 1)
		fail_msg("%s did not ask the card: %s", f->driver->name,
		    script.wrong);
	return e;
}

static void
test_the_card_is_asked(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < FAMILIES; i++) {
		assert_int_equal(check(&families[i], families[i].three),
		    ERR_OK);
		assert_int_equal(result.tries_after, 3);
		assert_int_equal(x.sent, 1);
	}
}

/* A card that says 9000 and has not done it. */
static void
test_the_card_is_believed(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < FAMILIES; i++) {
		const struct family *f = &families[i];
		const char *said[] = { f->none, f->one, f->two };

		for (int tries = 0; tries < 3; tries++) {
			assert_int_equal(check(f, said[tries]),
			    ERR_UNLOCK_UNKNOWN);
			assert_int_equal(result.tries_after, tries);
		}
	}
}

/* Nothing, or nothing that makes sense, is not three. */
static void
test_no_answer_is_not_known(void **unused)
{
	static const char *const said[] = { NULL, "", "mute", "90", "9000",
	    "6a82", "6f00", "6982", "6f029000" };

	(void)unused;
	for (size_t i = 0; i < FAMILIES; i++) {
		for (size_t j = 0; j < sizeof(said) / sizeof(said[0]); j++) {
			assert_int_equal(check(&families[i], said[j]),
			    ERR_UNLOCK_UNKNOWN);
			assert_int_equal(result.tries_after,
			    CARD_TRIES_UNKNOWN);
		}
	}
}

/* ------------------------------------------------------------- before ---- */

#define CARDS \
	"cards:\n" \
	"  - name: gids\n" \
	"    label: GIDS\n" \
	"    aid: A00000039742544659\n" \
	"    driver: gids\n" \
	"    unlock: gids-admin\n" \
	"    pin: {reference: 80, min: 4, max: 15, tries: 3}\n" \
	"    key: {reference: 80, challenge: 32}\n"
#define SELECT "00a4040009a0000003974254465900"
#define SERIAL_ASK "00cba012045c02df2000"
#define SERIAL "df200401020304" "9000"

static const uint8_t serial[] = { 1, 2, 3, 4 };

/* What the terminal says of the tries when it begins, having read `known` of
 * insertion 7; the script ends where the key is chosen. */
static int
tries_of_begin(const struct cards *cards, struct card_known *known)
{
	struct card_msg_begin card = { .serial_len = sizeof(serial) };
	struct card_msg_challenge challenge;
	struct card_unlock un;
	enum err e;

	card_unlock_init(&un);
	memcpy(card.serial, serial, sizeof(serial));
	known->type = cards_next(cards, NULL, script.state.atr,
	    script.state.atr_len);
	e = card_unlock_begin(&un, &script.source, cards, &card, known,
	    &challenge);
	assert_int_equal(e, ERR_CARD_REFUSED);
	if (script.wrong[0] != '\0' || script.next != script.count)
		fail_msg("off the script at %zu: %s", script.next,
		    script.wrong);
	return challenge.tries;
}

static void
test_what_was_read_holds_for_its_insertion(void **unused)
{
	struct card_known known = { .insertion = 7, .tries = 0 };
	struct cards *cards;
	char error[200];

	(void)unused;
	assert_int_equal(cards_read_text("cards", CARDS, sizeof(CARDS) - 1,
	    &cards, error, sizeof(error)), ERR_OK);
	script_init(&script);
	script_add(&script, SELECT, "9000");
	script_add(&script, SERIAL_ASK, SERIAL);
	script_add(&script, "0022c1a403830180", "6a88");
	assert_int_equal(tries_of_begin(cards, &known), 0);
	/* Out and in: nobody knows what happened to it meanwhile. */
	script_init(&script);
	script.insertion = 9;
	script_add(&script, SELECT, "9000");
	script_add(&script, SERIAL_ASK, SERIAL);
	script_add(&script, GIDS_ASK, GIDS("02"));
	script_add(&script, "0022c1a403830180", "6a88");
	assert_int_equal(tries_of_begin(cards, &known), 2);
	cards_free(&cards);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_card_is_asked),
		cmocka_unit_test(test_the_card_is_believed),
		cmocka_unit_test(test_no_answer_is_not_known),
		cmocka_unit_test(test_what_was_read_holds_for_its_insertion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
