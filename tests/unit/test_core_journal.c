/* The journal: on the disk or not at all, strict when it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "base/secret.h"
#include "core/journal.h"

static char folder[64], path[96], bad[112];

static int
make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_journal_XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/j", folder);
	snprintf(bad, sizeof(bad), "%s.bad", path);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	unlink(path);
	unlink(bad);
	return rmdir(folder);
}

static struct journal_record
record(const char *id, enum journal_state state)
{
	struct journal_record r = { .serial = { 1, 2, 3 }, .serial_len = 3,
	    .before = 0, .after = CARD_TRIES_UNKNOWN, .state = state,
	    .reason = ERR_CARD_GONE, .wall = 1700000000 };

	snprintf(r.unlock, sizeof(r.unlock), "%s", id);
	snprintf(r.key, sizeof(r.key), "00ff");
	return r;
}

static void
write_text(const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
test_round_trip(void **state)
{
	struct journal j, k;
	struct journal_record r = record("u1", JOURNAL_INTENT);
	struct stat st;

	(void)state;
	assert_int_equal(journal_load(&j, path), ERR_OK);
	assert_int_equal(j.count, 0);
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	r.state = JOURNAL_WRITING;
	assert_int_equal(journal_update(&j, &r), ERR_OK);
	r = record("u2", JOURNAL_DONE);
	r.after = 3;
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	assert_int_equal(journal_load(&k, path), ERR_OK);
	assert_int_equal(k.count, 2);
	assert_int_equal(k.records[0].state, JOURNAL_WRITING);
	assert_string_equal(k.records[0].unlock, "u1");
	assert_string_equal(k.records[0].key, "00ff");
	assert_int_equal(k.records[0].serial_len, 3);
	assert_memory_equal(k.records[0].serial, r.serial, 3);
	assert_int_equal(k.records[0].reason, ERR_CARD_GONE);
	assert_int_equal(k.records[1].after, 3);
	assert_true(k.records[1].wall == 1700000000);
	/* Nobody has been told of what another process wrote. */
	assert_ptr_equal(journal_untold(&k), &k.records[1]);
	k.records[1].told = true;
	assert_ptr_equal(journal_untold(&k), &k.records[0]);

	assert_int_equal(journal_remove(&k, "u1"), ERR_OK);
	assert_int_equal(journal_remove(&k, "u1"), ERR_NOT_FOUND);
	assert_null(journal_untold(&k));
	assert_string_equal(k.records[0].unlock, "u2");
	assert_int_equal(journal_remove(&k, "u2"), ERR_OK);
	assert_int_not_equal(access(path, F_OK), 0);
	r = record("u9", JOURNAL_DONE);
	assert_int_equal(journal_update(&k, &r), ERR_NOT_FOUND);
}

/* The number of the visit, and a journal from before there was one. */
static void
test_case(void **state)
{
	struct journal_record r = record("u1", JOURNAL_DONE);
	struct journal j;

	(void)state;
	assert_int_equal(journal_load(&j, path), ERR_OK);
	memcpy(r.case_no, "7K2M-9XRP", CASE_NO_SIZE);
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	assert_int_equal(journal_load(&j, path), ERR_OK);
	assert_string_equal(j.records[0].case_no, "7K2M-9XRP");
	write_text("cilingir-journal 1\nunlock=u1 key=00ff serial=010203 "
	    "before=0 after=3 state=done reason=ok wall=1700000000\nend\n");
	assert_int_equal(journal_load(&j, path), ERR_OK);
	assert_int_equal(j.count, 1);
	assert_string_equal(j.records[0].case_no, "");
	write_text("cilingir-journal 1\nunlock=u1 key=00ff serial=010203 "
	    "before=0 after=3 state=done reason=ok case=7K2M-9XRR "
	    "wall=1700000000\nend\n");
	assert_int_equal(journal_load(&j, path), ERR_SYNTAX);
	assert_int_equal(unlink(bad), 0);
}

static void
test_full(void **state)
{
	struct journal j;
	struct journal_record r;
	char id[4];
	int i;

	(void)state;
	assert_int_equal(journal_load(&j, path), ERR_OK);
	for (i = 0; i < JOURNAL_RECORDS; i++) {
		snprintf(id, sizeof(id), "u%d", i);
		r = record(id, JOURNAL_WRITING);
		/* As long as everything can be. */
		memset(r.unlock + 2, 'x', WIRE_ID - 3);
		r.unlock[WIRE_ID - 1] = '\0';
		memset(r.key, 'f', WIRE_ID - 1);
		memcpy(r.case_no, "7K2M-9XRP", CASE_NO_SIZE);
		r.serial_len = CARD_SERIAL_MAX;
		assert_int_equal(journal_add(&j, &r), ERR_OK);
	}
	r = record("more", JOURNAL_INTENT);
	assert_int_equal(journal_add(&j, &r), ERR_TOO_BIG);
	assert_int_equal(journal_load(&j, path), ERR_OK);
	assert_int_equal(j.count, JOURNAL_RECORDS);
}

static void
test_nowhere(void **state)
{
	struct journal j;
	struct journal_record r = record("u1", JOURNAL_INTENT);

	(void)state;
	assert_int_equal(journal_load(&j, "/nonexistent/folder/j"), ERR_OK);
	assert_int_equal(journal_add(&j, &r), ERR_IO);
	assert_int_equal(j.count, 0);
}

/* What cannot be read is kept: a link laid in the way is not followed but
 * moved aside, and a folder, which was meant for something else, stays. */
static void
test_unreadable(void **state)
{
	char fresh[sizeof(path) + 4];
	struct journal j;
	struct journal_record r = record("u1", JOURNAL_INTENT);

	(void)state;
	snprintf(fresh, sizeof(fresh), "%s.new", path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(journal_load(&j, path), ERR_IO);
	assert_int_equal(j.count, 0);
	assert_int_equal(journal_add(&j, &r), ERR_OK);
	assert_int_equal(unlink(bad), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(journal_load(&j, path), ERR_IO);
	assert_int_equal(journal_add(&j, &r), ERR_IO);
	assert_int_equal(unlink(fresh), 0);
	assert_int_equal(rmdir(path), 0);
}

#define LINE "unlock=u1 key=00ff serial=010203 before=0 after=-1 " \
	"state=writing reason=ok wall=1\n"

static void
test_malformed(void **state)
{
	static const char *const texts[] = {
		"", "cilingir-journal 1\n", "cilingir-journal 2\nend\n",
		"cilingir-journal 1\n" LINE, "cilingir-journal 1\nend\nx",
		"cilingir-journal 1\n" LINE LINE "end\n",	/* twice */
		"cilingir-journal 1\nunlock=../x key=00 serial=01 before=0 "
		    "after=0 state=done reason=ok wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=0 before=0 "
		    "after=0 state=done reason=ok wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=01 before=x "
		    "after=0 state=done reason=ok wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=01 before=0 "
		    "after=100 state=done reason=ok wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=01 before=0 "
		    "after=0 state=gone reason=ok wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=01 before=0 "
		    "after=0 state=done reason=nothing wall=1\nend\n",
		"cilingir-journal 1\nunlock=u key=00 serial=01 before=0 "
		    "after=0 state=done reason=ok wall=-1\nend\n",
		"cilingir-journal 1\nkey=00 unlock=u serial=01 before=0 "
		    "after=0 state=done reason=ok wall=1\nend\n",
	};
	struct journal j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(texts[i]);
		if (journal_load(&j, path) != ERR_SYNTAX)
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(j.count, 0);
		assert_int_not_equal(access(path, F_OK), 0);
		assert_int_equal(access(bad, F_OK), 0);
	}
	write_text("cilingir-journal 1\n" LINE "end\n");
	assert_int_equal(journal_load(&j, path), ERR_OK);
	assert_int_equal(j.count, 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, \
	make_folder, remove_folder)

static const struct CMUnitTest tests[] = {
	TEST(test_round_trip),
	TEST(test_case),
	TEST(test_full),
	TEST(test_nowhere),
	TEST(test_unreadable),
	TEST(test_malformed),
};

int
main(void)
{
	return cmocka_run_group_tests(tests, NULL, NULL);
}
