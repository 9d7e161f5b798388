/* Memory in pieces: zeroed, aligned, apart from each other, all given back (a
 * leak would be seen by the sanitizer). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

static void
check_piece(unsigned char *piece, size_t len, size_t align, int fill)
{
	assert_non_null(piece);
	assert_int_equal((uintptr_t)piece % align, 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(piece[i], 0);
	memset(piece, fill, len);
}

static void
test_pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena arena = { NULL };
	unsigned char *pieces[3000];

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		pieces[i] = arena_take(&arena, 3, 7);
		check_piece(pieces[i], 21, alignof(max_align_t),
		    (int)(i % 255 + 1));
		check_piece(arena_take(&arena, i % 40 + 1, 1), i % 40 + 1, 1,
		    0xff);
	}
	for (size_t i = 0; i < 3000; i++)
		for (size_t j = 0; j < 21; j++)
			assert_int_equal(pieces[i][j], i % 255 + 1);
	arena_free(&arena);
}

static void
test_texts_lie_close_together(void **state)
{
	struct arena arena = { NULL };
	char *first, *second;

	(void)state;
	first = arena_copy(&arena, "abcdef", 3);
	second = arena_copy(&arena, "xyz", 0);
	assert_string_equal(first, "abc");
	assert_string_equal(second, "");
	assert_ptr_equal(second, first + 4);
	arena_free(&arena);
}

static void
test_a_large_one_fits(void **state)
{
	struct arena arena = { NULL };
	unsigned char *small, *large;

	(void)state;
	small = arena_take(&arena, 1, 8);
	check_piece(small, 8, alignof(max_align_t), 1);
	large = arena_take(&arena, 1000, 1000);
	check_piece(large, 1000 * 1000, alignof(max_align_t), 2);
	check_piece(arena_take(&arena, 1, 8), 8, alignof(max_align_t), 3);
	assert_int_equal(small[7], 1);
	assert_int_equal(large[999999], 2);
	arena_free(&arena);
}

static void
test_nothing_and_too_much_are_refused(void **state)
{
	struct arena arena = { NULL };

	(void)state;
	assert_null(arena_take(&arena, 0, 8));
	assert_null(arena_take(&arena, 8, 0));
	assert_null(arena_take(&arena, SIZE_MAX, 8));
	assert_null(arena_take(&arena, SIZE_MAX / 8 + 2, 8));
	assert_null(arena_take(&arena, SIZE_MAX, 1));
	assert_null(arena.chunks);
}

static void
test_it_can_be_used_again(void **state)
{
	struct arena arena = { NULL };

	(void)state;
	arena_free(&arena);
	assert_non_null(arena_take(&arena, 1, 100));
	arena_free(&arena);
	assert_null(arena.chunks);
	assert_string_equal(arena_copy(&arena, "again", 5), "again");
	arena_free(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(test_texts_lie_close_together),
		cmocka_unit_test(test_a_large_one_fits),
		cmocka_unit_test(test_nothing_and_too_much_are_refused),
		cmocka_unit_test(test_it_can_be_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
