/* The state file: strict, whole at every moment, one process at a time. */
#include "unit/vcard_fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static enum err
parse(const char *text, size_t len)
{
	struct vstate s;
	char error[100] = "";
	enum err e = vstate_parse(text, len, &s, error, sizeof(error));

	if (e == ERR_OK)
		vstate_free(&s);
	else
		assert_true(strlen(error) > 0);
	return e;
}

static void
test_what_is_written_is_read(void **unused)
{
	struct vstate s;
	struct buf again;

	(void)unused;
	fixture_state(&s, NULL);
	buf_init(&again, STATE_TEXT_MAX);
	assert_int_equal(state_text_write(&s, &again), ERR_OK);
	assert_int_equal(again.len, fixture_text.len);
	assert_memory_equal(again.data, fixture_text.data, again.len);
	buf_free(&again);
	vstate_free(&s);
}

static void
test_every_cut_is_refused(void **unused)
{
	size_t len;

	(void)unused;
	for (len = 0; len < fixture_text.len;
	    len += len < 300 || len > fixture_text.len - 20 ? 1 : 97) {
		char *cut = malloc(len + 1);

		assert_non_null(cut);
		memcpy(cut, fixture_text.data, len);
		assert_int_equal(parse(cut, len), ERR_SYNTAX);
		free(cut);
	}
}

/* The fixture with the first `from` replaced by `to`. */
static enum err
parse_with(const char *from, const char *to)
{
	const char *text = (const char *)fixture_text.data;
	const char *at = strstr(text, from);
	struct buf b;
	enum err e;

	assert_non_null(at);
	buf_init(&b, STATE_TEXT_MAX);
	assert_int_equal(buf_add(&b, text, (size_t)(at - text)), ERR_OK);
	assert_int_equal(buf_add_str(&b, to), ERR_OK);
	assert_int_equal(buf_add_str(&b, at + strlen(from)), ERR_OK);
	e = parse((const char *)b.data, b.len);
	buf_free(&b);
	return e;
}

static void
test_bad_values_are_refused(void **unused)
{
	static const char *const bad[][2] = {
		{ "pin-tries 3", "pin-tries 4" },
		{ "pin-tries 3", "pin-tries -1" },
		{ "pin-tries 3", "pin-tries 003" },
		{ "pin-tries 3", "pin-tries" },
		{ "pin 1", "pin x" },
		{ "pin 123456", "pin 12345678901234567" },
		{ "pin 123456", "pin " },
		{ "puk 8", "puk  8" },
		{ "unlock-tries 10", "unlock-tries 11" },
		{ "unlock-key 2b", "unlock-key " },
		{ "serial 01", "serial " },
		{ "serial 01", "serial 0101" },
		{ "phase operation", "phase dead" },
		{ "atr 3b", "atr 3" },
		{ "cilingir-vcard 1", "cilingir-vcard 2" },
		{ "phase operation\n", "" },
		{ "phase operation\n", "phase operation\nphase operation\n" },
		{ "certificate 3", "certificate g" },
	};
	size_t i;

	(void)unused;
	assert_int_equal(parse_with("pin-tries 3", "pin-tries 0"), ERR_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(parse_with(bad[i][0], bad[i][1]),
		    ERR_SYNTAX);
}

static void
test_file_is_for_its_owner(void **unused)
{
	struct vstate s;
	struct stat st;

	(void)unused;
	fixture_state(&s, in_directory("card"));
	assert_int_equal(stat(in_directory("card"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	vstate_free(&s);
	fixture_state(&s, NULL);
	assert_int_equal(vstate_create(in_directory("card"), &s),
	    ERR_REFUSED);
	vstate_free(&s);
}

static void
test_one_reader_at_a_time(void **unused)
{
	struct vcard *one, *two;
	struct vstate s;
	char error[100];

	(void)unused;
	fixture_state(&s, in_directory("card"));
	vstate_free(&s);
	assert_int_equal(vcard_open(in_directory("card"), &one, error,
	    sizeof(error)), ERR_OK);
	assert_int_equal(vcard_open(in_directory("card"), &two, error,
	    sizeof(error)), ERR_CARD_BUSY);
	vcard_free(&one);
	assert_int_equal(vcard_open(in_directory("card"), &two, error,
	    sizeof(error)), ERR_OK);
	vcard_free(&two);
	assert_int_equal(vcard_open(in_directory("none"), &two, error,
	    sizeof(error)), ERR_NOT_FOUND);
}

static struct vcard *
card_on_disk(void)
{
	struct vcard *card;
	struct vstate s;

	fixture_state(&s, in_directory("card"));
	assert_int_equal(vcard_new(&s, &card), ERR_OK);
	return card;
}

static bool
file_has(const char *line)
{
	char *text = file_text(in_directory("card"));
	bool has = strstr(text, line) != NULL;

	free(text);
	return has;
}

/* Before the answer is out, the file has it. */
static void
test_changes_are_on_disk(void **unused)
{
	struct vcard *card = card_on_disk();

	(void)unused;
	assert_int_equal(verify(card, "000000"), 0x63c2);
	assert_true(file_has("\npin-tries 2\n"));
	assert_int_equal(send_data(card, "002c0180", "0", 1), 0x63c2);
	assert_true(file_has("\npuk-tries 2\n"));
	assert_int_equal(authenticate(card, (const uint8_t[16]){ 0 }), 0x63c9);
	assert_true(file_has("\nunlock-tries 9\n"));
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_true(file_has("\nunlock-tries 10\n"));
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x9000);
	assert_true(file_has("\npin 246802\npin-tries 3\n"));
	vcard_free(&card);
}

/* A directory in the place of the file that is written first: no write can
 * succeed, whoever runs this. */
static void
test_failed_write_changes_nothing(void **unused)
{
	struct vcard *card = card_on_disk();

	(void)unused;
	assert_int_equal(authenticate(card, fixture_key), 0x9000);
	assert_int_equal(mkdir(in_directory("card.new"), 0700), 0);
	assert_int_equal(verify(card, "000000"), 0x6581);
	/* The try is to be written down before the comparison: nothing may
	 * be granted where that failed. */
	assert_int_equal(verify(card, FIXTURE_PIN), 0x6581);
	assert_int_equal(tries_shown(card), 3);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x6581);
	assert_int_equal(rmdir(in_directory("card.new")), 0);
	assert_true(file_has("\npin " FIXTURE_PIN "\npin-tries 3\n"));
	assert_int_equal(verify(card, FIXTURE_PIN), 0x9000);
	assert_int_equal(send_data(card, "002c0280", "246802", 6), 0x9000);
	vcard_free(&card);
}

static void
killed_child(int ready)
{
	struct vcard *card;
	char error[100];
	int i;

	if (vcard_open(in_directory("card"), &card, error, sizeof(error)) !=
	    ERR_OK)
		_exit(1);
	for (i = 0; i < 100000; i++) {
		const char *pin = i % 2 == 0 ? "111111" : "222222";

		if (authenticate(card, fixture_key) != 0x9000 ||
		    send_data(card, "002c0280", pin, 6) != 0x9000)
			_exit(1);
		if (i == 0 && write(ready, "x", 1) != 1)
			_exit(1);
	}
	_exit(1);
}

/* kill -9 while the PIN is replaced again and again: the next start finds
 * one of the PINs, whole, with a full counter. */
static void
test_kill_leaves_a_whole_card(void **unused)
{
	int round, status, ready[2];
	struct vcard *card;
	struct vstate s;
	char error[100], byte;
	pid_t pid;

	(void)unused;
	fixture_state(&s, in_directory("card"));
	vstate_free(&s);
	for (round = 0; round < 20; round++) {
		assert_int_equal(pipe(ready), 0);
		pid = fork();
		if (pid == 0)
			killed_child(ready[1]);
		close(ready[1]);
		assert_int_equal(read(ready[0], &byte, 1), 1);
		close(ready[0]);
		usleep((useconds_t)(round * 173));
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(vcard_open(in_directory("card"), &card,
		    error, sizeof(error)), ERR_OK);
		assert_true(tries_shown(card) == 3);
		assert_true(verify(card, "111111") == 0x9000 ||
		    verify(card, "222222") == 0x9000);
		vcard_free(&card);
	}
}

int
main(void)
{
#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, directory_make, \
    directory_remove)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_every_cut_is_refused),
		cmocka_unit_test(test_bad_values_are_refused),
		ON_DISK(test_file_is_for_its_owner),
		ON_DISK(test_one_reader_at_a_time),
		ON_DISK(test_changes_are_on_disk),
		ON_DISK(test_failed_write_changes_nothing),
		ON_DISK(test_kill_leaves_a_whole_card),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
