/* Change of a PIN, and PUK, with every fault at every command, of each kind of
 * card: the card is as before or has the new PIN, the tries are whole, and what
 * is said of it is true. */
#include "helper_fixture.h"

#include "card/link.h"
#include "vcard/link_mem.h"
#include "vcard/slot.h"

#define PIN_LINE "    pin: {reference: 80, min: 6, max: 8, tries: 3}\n"

static const char piv[] =
    "cards:\n"
    "  - name: piv\n"
    "    label: PIV\n"
    "    aid: A000000308\n"
    "    driver: piv\n"
    "    unlock: none\n"
    PIN_LINE
    "    puk: {allowed: true, min: 8, max: 8}\n";
static const char openpgp[] =
    "cards:\n"
    "  - name: openpgp\n"
    "    label: OpenPGP\n"
    "    aid: D27600012401\n"
    "    driver: openpgp\n"
    "    unlock: none\n"
    "    pin: {reference: 81, min: 6, max: 12, tries: 3}\n"
    "    puk: {allowed: true, min: 8, max: 16}\n";
static const char gids[] =
    "cards:\n"
    "  - name: gids\n"
    "    label: GIDS\n"
    "    aid: A00000039742544659\n"
    "    driver: gids\n"
    "    unlock: gids-admin\n"
    PIN_LINE
    "    key: {reference: 80, challenge: 32}\n";
static const char akis2[] =
    "cards:\n"
    "  - name: akis-2\n"
    "    label: AKIS v2.x\n"
    "    aid: A000000063504B43532D3135\n"
    "    driver: akis2\n"
    "    unlock: challenge-response\n"
    "    application: 3D00\n"
    "    pin: {reference: 01, min: 4, max: 16, tries: 3}\n"
    "    key: {reference: 01, challenge: 16}\n";

static const char *const faults[] = { "pull", "lost", "mute", "late-mute",
    "short", "empty", "truncate", "sw6f00", "late-sw6f00", "sw6982",
    "power", "flood" };

/* The source of the fixture; the first card that it opens meets the fault, and
 * the commands that it gets are counted. */
static struct source_ops meddled;
static const struct source_ops *real;
static struct link_ops counting;
static const struct link_ops *real_link;
static char order[32];
static bool opened;
static unsigned long commands;

static void
close_counting(struct link **link)
{
	commands = link_mem_slot(*link)->commands;
	(*link)->ops = real_link;
	real_link->close(link);
}

static enum err
open_meddled(struct source *s, const char *reader, struct link **link)
{
	enum err e = real->open(s, reader, link);

	if (e != ERR_OK || opened)
		return e;
	opened = true;
	real_link = (*link)->ops;
	counting = *real_link;
	counting.close = close_counting;
	(*link)->ops = &counting;
	if (order[0] != '\0')
		assert_int_equal(slot_order(link_mem_slot(*link), order),
		    ERR_OK);
	return e;
}

static void
meddle(const char *what, unsigned long n)
{
	real = source->ops;
	meddled = *real;
	meddled.open = open_meddled;
	source->ops = &meddled;
	opened = false;
	order[0] = '\0';
	if (what != NULL)
		snprintf(order, sizeof(order), "%s@%lu", what, n);
}

struct operation {
	const struct vtype *type;
	const char *cards;
	int tries;		/* of the PIN, before */
	const char *value;
	enum err (*run)(bool last_try);
	enum err unknown;	/* what is said when nobody can tell */
};

static void
assert_true_of_card(const struct operation *o, enum err e)
{
	struct vstate s;
	char error[200];
	bool is_new;

	assert_int_equal(vstate_open(in_directory("card"), &s, error,
	    sizeof(error)), ERR_OK);
	is_new = secret_len(s.pin) == strlen(NEW_PIN) &&
	    memcmp(secret_bytes(s.pin), NEW_PIN, strlen(NEW_PIN)) == 0;
	if (!is_new)
		assert_memory_equal(secret_bytes(s.pin), FIXTURE_PIN, 6);
	assert_int_equal(s.puk_tries, o->type->puk_tries);
	assert_int_equal(s.pin_tries, is_new ? 3 : o->tries);
	if (e == ERR_OK)
		assert_true(is_new);
	else if (e != o->unknown && is_new)
		fail_msg("%s, %s: %s, and it has the new PIN",
		    o->type->name, order, err_name(e));
	if (!result.sent)
		assert_false(is_new);
	vstate_free(&s);
}

static enum err
run(const struct operation *o, const char *what, unsigned long n)
{
	enum err e;

	helper_setup(o->cards, o->tries);
	set(value, o->value);
	meddle(what, n);
	e = o->run(true);
	assert_true(opened);
	assert_true_of_card(o, e);
	source->ops = real;
	helper_teardown(NULL);
	return e;
}

static void
each(const struct operation *o)
{
	unsigned long all;

	fixture_make(o->type);
	assert_int_equal(run(o, NULL, 0), ERR_OK);
	all = commands;
	assert_true(all >= 3);
	for (unsigned long n = 1; n <= all; n++) {
		for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]);
		    i++)
			(void)run(o, faults[i], n);
	}
	fixture_teardown(NULL);
}

static void
test_change(void **unused)
{
	static const struct operation all[] = {
		{ &vtype_piv, piv, 3, FIXTURE_PIN, change,
		    ERR_CHANGE_UNKNOWN },
		{ &vtype_openpgp, openpgp, 3, FIXTURE_PIN, change,
		    ERR_CHANGE_UNKNOWN },
		{ &vtype_gids, gids, 3, FIXTURE_PIN, change,
		    ERR_CHANGE_UNKNOWN },
		{ &vtype_akis2, akis2, 3, FIXTURE_PIN, change,
		    ERR_CHANGE_UNKNOWN },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		each(&all[i]);
}

static void
test_puk(void **unused)
{
	static const struct operation all[] = {
		{ &vtype_piv, piv, 0, FIXTURE_PUK, unblock,
		    ERR_PUK_UNKNOWN },
		{ &vtype_openpgp, openpgp, 0, FIXTURE_PUK, unblock,
		    ERR_PUK_UNKNOWN },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		each(&all[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_puk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
