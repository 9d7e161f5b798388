/* Faults on order, and the log that tests count with. */
#include "unit/vcard_fixture.h"

#include "vcard/slot.h"

static struct slot slot;
static uint8_t answer[VCARD_ANSWER_MAX];
static size_t answer_len;

static int
slot_make(void **unused)
{
	char error[100];

	if (directory_with_card(unused) != 0)
		return -1;
	return slot_open(&slot, in_directory("card"), in_directory("log"),
	    error, sizeof(error)) == ERR_OK ? 0 : -1;
}

static int
slot_unmake(void **unused)
{
	slot_close(&slot);
	return directory_remove(unused);
}

static enum slot_then
command(const char *hex)
{
	uint8_t bytes[300];
	size_t len;

	assert_int_equal(hex_decode(hex, bytes, sizeof(bytes), &len), ERR_OK);
	return slot_command(&slot, bytes, len, answer, &answer_len);
}

static bool
log_has(const char *text)
{
	char *log = file_text(in_directory("log"));
	bool has = strstr(log, text) != NULL;

	free(log);
	return has;
}

#define WRONG_PIN "0020008006303030303030"
#define RIGHT_PIN "0020008006313233343536"
#define SERIAL "00ca01064d"

static void
test_faults_are_read(void **unused)
{
	static const char *const good[] = { "pull@1", "lost@2", "mute@+1",
	    "late-mute@999999999", "short@3", "empty@4", "truncate@5",
	    "sw6581@6", "late-sw6f00@7", "reset@8", "power@9", "hold@1", "flood@2",
	    "swap:/tmp/a@b@10" };
	static const char *const bad[] = { "", "@", "pull", "pull@", "pull@0",
	    "pull@-1", "pull@x", "pull@1x", "push@1", "sw@1", "sw65@1",
	    "sw65811@1", "swxxxx@1", "swap:@1", "pull@+0", "pull@+",
	    "pull@1000000000", "pulled@1", "mute @1" };
	struct fault f;
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(fault_parse(good[i], 0, &f), ERR_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(fault_parse(bad[i], 0, &f), ERR_SYNTAX);
	assert_int_equal(fault_parse("swap:/tmp/a@b@10", 0, &f), ERR_OK);
	assert_string_equal(f.file, "/tmp/a@b");
	assert_int_equal(fault_parse("late-sw6f00@+2", 40, &f), ERR_OK);
	assert_int_equal(f.kind, FAULT_LATE_SW);
	assert_int_equal(f.at, 42);
	assert_int_equal(f.sw, 0x6f00);
	assert_int_equal(fault_parse("mute@40", 40, &f), ERR_SYNTAX);
}

static void
test_as_many_faults_as_fit(void **unused)
{
	int i;

	(void)unused;
	for (i = 0; i < FAULTS_MAX; i++)
		assert_int_equal(slot_order(&slot, "mute@5"), ERR_OK);
	assert_int_equal(slot_order(&slot, "mute@5"), ERR_TOO_BIG);
}

/* Each fault: what comes back, and whether the card got the command. */
static void
test_each_fault(void **unused)
{
	static const struct {
		const char *order;
		enum slot_then then;
		size_t len;
		int tries;		/* after a wrong PIN, of 3 */
	} cases[] = {
		{ "pull@+1", SLOT_PULLED, 0, 3 },
		{ "lost@+1", SLOT_PULLED, 0, 2 },
		{ "mute@+1", SLOT_SILENT, 0, 3 },
		{ "late-mute@+1", SLOT_SILENT, 0, 2 },
		{ "short@+1", SLOT_ANSWER, 1, 2 },
		{ "empty@+1", SLOT_ANSWER, 0, 2 },
		{ "sw6581@+1", SLOT_ANSWER, 2, 3 },
		{ "late-sw6581@+1", SLOT_ANSWER, 2, 2 },
		{ "power@+1", SLOT_BLINKED, 0, 2 },
		{ "reset@+1", SLOT_ANSWER, 2, 2 },
		{ "flood@+1", SLOT_FLOOD, 0, 2 },
		{ "hold@+1", SLOT_SILENT, 0, 2 },
	};
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		command(RIGHT_PIN);
		assert_int_equal(slot_order(&slot, cases[i].order), ERR_OK);
		assert_int_equal(command(WRONG_PIN), cases[i].then);
		assert_int_equal(answer_len, cases[i].len);
		assert_int_equal(vcard_state(slot.card)->pin_tries,
		    cases[i].tries);
		/* It strikes once. */
		assert_int_equal(command(SERIAL), SLOT_ANSWER);
		assert_int_equal(answer_len, 79);
	}
	assert_true(log_has("sw=6581 len=2 fault=sw did=none\n"));
	assert_true(log_has("sw=6581 len=2 fault=late-sw did=63c2\n"));
	assert_true(log_has("sw=---- len=0 fault=lost did=63c2\n"));
}

static void
test_truncate_keeps_the_status_word(void **unused)
{
	(void)unused;
	assert_int_equal(slot_order(&slot, "truncate@1"), ERR_OK);
	assert_int_equal(command(SERIAL), SLOT_ANSWER);
	assert_int_equal(answer_len, 78);
	assert_memory_equal(answer + 55, fixture_serial, 12);
	assert_memory_equal(answer + 76, "\x90\x00", 2);
}

/* The answer that was held comes once, and not after a reset. */
static void
test_hold_and_release(void **unused)
{
	(void)unused;
	assert_int_equal(slot_release(&slot, answer), 0);
	assert_int_equal(slot_order(&slot, "hold@1"), ERR_OK);
	assert_int_equal(slot_order(&slot, "hold@2"), ERR_OK);
	assert_int_equal(command(SERIAL), SLOT_SILENT);
	assert_int_equal(slot_release(&slot, answer), 79);
	assert_memory_equal(answer + 77, "\x90\x00", 2);
	assert_int_equal(slot_release(&slot, answer), 0);
	assert_true(log_has("event release\n"));
	assert_int_equal(command(SERIAL), SLOT_SILENT);
	slot_power(&slot, SLOT_RESET);
	assert_int_equal(slot_release(&slot, answer), 0);
}

static void
test_reset_fault_forgets(void **unused)
{
	(void)unused;
	assert_int_equal(slot_order(&slot, "reset@2"), ERR_OK);
	command("0084000010");
	command("0082000110" "00000000000000000000000000000000");
	assert_int_equal(answer[0] << 8 | answer[1], 0x6985);
	assert_int_equal(vcard_state(slot.card)->auth_tries, 10);
}

static void
test_swap_in_flight(void **unused)
{
	struct vstate s;
	char order[200];

	(void)unused;
	fixture_state(&s, NULL);
	s.serial[0] = 0xee;
	assert_int_equal(vstate_create(in_directory("other"), &s), ERR_OK);
	vstate_free(&s);
	snprintf(order, sizeof(order), "swap:%s@2", in_directory("other"));
	assert_int_equal(slot_order(&slot, order), ERR_OK);
	command(SERIAL);
	assert_int_equal(answer[55], 0x01);
	assert_int_equal(command(SERIAL), SLOT_ANSWER);
	assert_int_equal(answer[55], 0xee);
	assert_true(log_has("event card ee0203"));
}

static void
test_swap_keeps_the_card_where_the_other_is_none(void **unused)
{
	char error[100];

	(void)unused;
	assert_int_equal(slot_swap(&slot, in_directory("other"), error,
	    sizeof(error)), ERR_NOT_FOUND);
	command(SERIAL);
	assert_int_equal(answer[55], 0x01);
}

static void
test_log_lines(void **unused)
{
	(void)unused;
	command(SERIAL);
	assert_true(log_has("event start\n"));
	assert_true(log_has("event card 0102030405060708090a0b0c\n"));
	assert_true(log_has("Z command n=1 cla=00 ins=ca p1=01 p2=06 lc=0 "
	    "le=77 sw=9000 len=79\n"));
	command("00a4");
	assert_true(log_has("n=2 cla=- ins=- p1=- p2=- lc=- le=- sw=6700 "
	    "len=2\n"));
	command("00a4000005");
	command("00a400000511");
	assert_true(log_has("n=4 cla=00 ins=a4 p1=00 p2=00 lc=- le=- "
	    "sw=6700 len=2\n"));
	slot_power(&slot, SLOT_RESET);
	assert_true(log_has("event reset\n"));
}

/* No byte of what was in a command or an answer, in hexadecimal or text. */
static void
test_log_has_no_data(void **unused)
{
	(void)unused;
	command(RIGHT_PIN);
	command("002402000e" "06313233343536" "06393837363534");
	command("002c00800e" "3837363534333231" "393837363534");
	command("0084000010");
	command("0082000110" "a1a2a3a4a5a6a7a8a9aaabacadaeafb0");
	assert_false(log_has("313233"));
	assert_false(log_has("123456"));
	assert_false(log_has("393837"));
	assert_false(log_has("987654"));
	assert_false(log_has("876543"));
	assert_false(log_has("a1a2"));
	assert_true(log_has("n=5 cla=00 ins=82 p1=00 p2=01 lc=16 le=0 "
	    "sw=63c9 len=2\n"));
}

int
main(void)
{
#define WITH_SLOT(test) cmocka_unit_test_setup_teardown(test, slot_make, \
    slot_unmake)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults_are_read),
		WITH_SLOT(test_as_many_faults_as_fit),
		WITH_SLOT(test_each_fault),
		WITH_SLOT(test_truncate_keeps_the_status_word),
		WITH_SLOT(test_hold_and_release),
		WITH_SLOT(test_reset_fault_forgets),
		WITH_SLOT(test_swap_in_flight),
		WITH_SLOT(test_swap_keeps_the_card_where_the_other_is_none),
		WITH_SLOT(test_log_lines),
		WITH_SLOT(test_log_has_no_data),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
