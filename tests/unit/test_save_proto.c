/* What the terminal and cilingir-save say to each other, and the lines of
 * mountinfo. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "save/proto.h"
#include "save/sticks.h"

static void
test_ask_goes_there_and_back(void **state)
{
	const struct save_ask out = { .what = SAVE_WRITE, .stick = "36-8-17",
	    .name = "PIN-PUK-8901.pdf", .bytes = (const uint8_t *)"%PDF",
	    .len = 4 };
	struct save_ask in;
	struct buf frame;

	(void)state;
	buf_init(&frame, SAVE_PROTO_MAX);
	assert_int_equal(save_put_ask(&frame, &out), ERR_OK);
	assert_int_equal(save_get_ask(frame.data, frame.len, &in), ERR_OK);
	assert_int_equal(in.what, SAVE_WRITE);
	assert_string_equal(in.stick, out.stick);
	assert_string_equal(in.name, out.name);
	assert_int_equal(in.len, 4);
	assert_memory_equal(in.bytes, "%PDF", 4);
	for (size_t len = 0; len < frame.len; len++)
		assert_int_equal(save_get_ask(frame.data, len, &in),
		    ERR_SYNTAX);
	buf_free(&frame);
}

static void
test_names_stay_in_their_folder(void **state)
{
	static const char *const bad[] = { "", "../x", "a/b", ".hidden",
		"-d", "a b", "a\nb" };
	struct save_ask a = { .what = SAVE_WRITE, .stick = "1-2-3",
	    .bytes = (const uint8_t *)"x", .len = 1 };
	struct buf frame;

	(void)state;
	buf_init(&frame, SAVE_PROTO_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(a.name, sizeof(a.name), "%s", bad[i]);
		assert_int_equal(save_put_ask(&frame, &a), ERR_ARGUMENT);
		assert_int_equal(frame.len, 0);
	}
	snprintf(a.name, sizeof(a.name), "ok.pdf");
	a.len = SAVE_MAX + 1;
	assert_int_equal(save_put_ask(&frame, &a), ERR_ARGUMENT);
	buf_free(&frame);
}

/* A receipt names no stick. */
static void
test_keep(void **state)
{
	struct save_ask a = { .what = SAVE_KEEP, .name = "makbuz-1.txt",
	    .bytes = (const uint8_t *)"x", .len = 1 }, in;
	struct buf frame;

	(void)state;
	buf_init(&frame, SAVE_PROTO_MAX);
	assert_int_equal(save_put_ask(&frame, &a), ERR_OK);
	assert_int_equal(save_get_ask(frame.data, frame.len, &in), ERR_OK);
	assert_int_equal(in.what, SAVE_KEEP);
	assert_string_equal(in.name, a.name);
	snprintf(a.stick, sizeof(a.stick), "1-2-3");
	assert_int_equal(save_put_ask(&frame, &a), ERR_ARGUMENT);
	buf_free(&frame);
}

static void
test_result_goes_there_and_back(void **state)
{
	struct save_result out = { .e = ERR_OK, .count = 2,
	    .name = "PIN-PUK-8901-2.pdf", .sticks = {
	    { .id = "1-8-1", .label = "A", .free = UINT64_C(1) << 40 },
	    { .id = "2-8-2", .label = "B", .read_only = true } } };
	struct save_result in;
	struct buf frame;

	(void)state;
	buf_init(&frame, SAVE_PROTO_MAX);
	assert_int_equal(save_put_result(&frame, &out), ERR_OK);
	assert_int_equal(save_get_result(frame.data, frame.len, &in), ERR_OK);
	assert_int_equal(in.count, 2);
	assert_string_equal(in.name, out.name);
	assert_string_equal(in.sticks[1].label, "B");
	assert_true(in.sticks[1].read_only);
	assert_true(in.sticks[0].free == UINT64_C(1) << 40);
	for (size_t len = 0; len < frame.len; len++)
		assert_int_equal(save_get_result(frame.data, len, &in),
		    ERR_SYNTAX);
	out.count = SAVE_STICKS + 1;
	buf_clear(&frame);
	assert_int_equal(save_put_result(&frame, &out), ERR_ARGUMENT);
	buf_free(&frame);
}

static bool
parse(const char *text, struct mount *m)
{
	char line[512];

	snprintf(line, sizeof(line), "%s", text);
	return mount_parse(line, m);
}

static void
test_mounts_are_read(void **state)
{
	struct mount m;

	(void)state;
	assert_true(parse("36 35 8:17 / /media/u/MY\\040STICK rw,nosuid"
	    " shared:1 - vfat /dev/sdb1 rw,uid=1000", &m));
	assert_int_equal(m.id, 36);
	assert_int_equal(m.major, 8);
	assert_int_equal(m.minor, 17);
	assert_string_equal(m.path, "/media/u/MY STICK");
	assert_false(m.read_only);
	assert_true(parse("1 2 8:17 / /media/x ro - vfat /dev/sdb1 rw", &m));
	assert_true(m.read_only);
	assert_true(parse("1 2 8:17 / /media/x rw - vfat /dev/sdb1 ro,x", &m));
	assert_true(m.read_only);
}

static void
test_other_lines_are_none(void **state)
{
	static const char *const bad[] = { "", "1", "1 2 8:17 / /media/x rw",
		"x 2 8:17 / /media/x rw - a b rw",
		"1 2 8-17 / /media/x rw - a b rw",
		"1 2 8: / /media/x rw - a b rw",
		"1 2 8:17 / media/x rw - a b rw",
		"1234567890 2 8:17 / /media/x rw - a b rw" };
	struct mount m;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(parse(bad[i], &m));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ask_goes_there_and_back),
		cmocka_unit_test(test_names_stay_in_their_folder),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_result_goes_there_and_back),
		cmocka_unit_test(test_mounts_are_read),
		cmocka_unit_test(test_other_lines_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
