/* The card behind card/link.h, without a reader. */
#include "unit/vcard_fixture.h"

#include "card/link.h"
#include "vcard/link_mem.h"
#include "vcard/slot.h"

static struct link *link_;

static int
setup(void **unused)
{
	char error[100];

	if (directory_with_card(unused) != 0)
		return -1;
	return link_mem_open(in_directory("card"), NULL, &link_, error,
	    sizeof(error)) == ERR_OK ? 0 : -1;
}

static int
teardown(void **unused)
{
	link_->ops->close(&link_);
	assert_null(link_);
	return directory_remove(unused);
}

static uint8_t answer[VCARD_ANSWER_MAX];
static size_t answer_len;

static enum err
transmit(const char *hex)
{
	uint8_t command[300];
	size_t len;

	assert_int_equal(hex_decode(hex, command, sizeof(command), &len),
	    ERR_OK);
	return link_->ops->transmit(link_, command, len, answer,
	    sizeof(answer), &answer_len);
}

#define SERIAL "00ca01064d"

static void
test_transmit_and_atr(void **unused)
{
	size_t len;

	(void)unused;
	assert_int_equal(transmit(SERIAL), ERR_OK);
	assert_int_equal(answer_len, 79);
	assert_int_equal(link_->ops->atr(link_, &len)[0], 0x3b);
	assert_int_equal(len, 23);
}

static void
test_answer_beyond_the_room(void **unused)
{
	static const uint8_t command[] = { 0, 0xca, 1, 6, 77 };

	(void)unused;
	assert_int_equal(link_->ops->transmit(link_, command, 5, answer, 78,
	    &answer_len), ERR_TOO_BIG);
	assert_int_equal(answer_len, 0);
	assert_int_equal(transmit(SERIAL), ERR_CARD_GONE);
}

static void
test_transaction_end_resets(void **unused)
{
	(void)unused;
	link_->ops->end(link_, true);
	assert_int_equal(transmit("0084000010"), ERR_OK);
	link_->ops->end(link_, true);	/* no transaction: does nothing */
	assert_int_equal(transmit("0082000110"
	    "00000000000000000000000000000000"), ERR_OK);
	assert_memory_equal(answer, "\x63\xc9", 2);
	assert_int_equal(link_->ops->begin(link_), ERR_OK);
	assert_int_equal(transmit("0084000010"), ERR_OK);
	link_->ops->end(link_, true);
	assert_int_equal(transmit("0082000110"
	    "00000000000000000000000000000000"), ERR_OK);
	assert_memory_equal(answer, "\x69\x85", 2);
}

static void
test_out_and_in(void **unused)
{
	uint32_t first = link_->ops->insertion(link_);

	(void)unused;
	assert_int_not_equal(first, 0);
	link_mem_remove(link_);
	assert_int_equal(link_->ops->insertion(link_), 0);
	assert_int_equal(transmit(SERIAL), ERR_CARD_GONE);
	assert_int_equal(link_->ops->begin(link_), ERR_CARD_GONE);
	link_mem_insert(link_);
	assert_int_not_equal(link_->ops->insertion(link_), first);
	assert_int_equal(transmit(SERIAL), ERR_OK);
}

static void
test_faults(void **unused)
{
	static const struct {
		const char *fault;
		enum err e;
	} cases[] = {
		{ "pull@+1", ERR_CARD_GONE }, { "lost@+1", ERR_CARD_GONE },
		{ "mute@+1", ERR_CARD_MUTE }, { "late-mute@+1", ERR_CARD_MUTE },
		{ "empty@+1", ERR_CARD_MUTE }, { "short@+1", ERR_CARD_GONE },
		{ "power@+1", ERR_CARD_GONE },
	};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(slot_order(link_mem_slot(link_),
		    cases[i].fault), ERR_OK);
		assert_int_equal(transmit(SERIAL), cases[i].e);
		assert_int_equal(transmit(SERIAL), ERR_CARD_GONE);
		link_mem_insert(link_);
		assert_int_equal(transmit(SERIAL), ERR_OK);
	}
}

static void
test_no_such_card(void **unused)
{
	struct link *none;
	char error[100];

	(void)unused;
	assert_int_equal(link_mem_open("/nowhere", NULL, &none, error,
	    sizeof(error)), ERR_NOT_FOUND);
	assert_null(none);
	assert_true(strlen(error) > 0);
}

int
main(void)
{
#define WITH_LINK(test) cmocka_unit_test_setup_teardown(test, setup, \
    teardown)
	const struct CMUnitTest tests[] = {
		WITH_LINK(test_transmit_and_atr),
		WITH_LINK(test_answer_beyond_the_room),
		WITH_LINK(test_transaction_end_resets),
		WITH_LINK(test_out_and_in),
		WITH_LINK(test_faults),
		cmocka_unit_test(test_no_such_card),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
