/* The captcha as half blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/picture.h"

static uint8_t grey[240 * 96];

/* A ring of `ink` on `paper`, with an empty middle. */
static void
ring(int w, int h, uint8_t paper, uint8_t ink)
{
	memset(grey, paper, sizeof(grey));
	for (int y = 0; y < h; y++) {
		for (int x = 0; x < w; x++) {
			if (x < w / 8 || x >= w - w / 8 || y < h / 8 ||
			    y >= h - h / 8)
				grey[y * w + x] = ink;
		}
	}
}

static void
test_shape(void **state)
{
	struct picture p;

	(void)state;
	ring(96, 48, 250, 10);
	picture_make(&p, grey, 96, 48, 48, 12);
	assert_int_equal(p.cols, 48);
	assert_int_equal(p.rows, 12);		/* 24 points: 2 to 1 */
	assert_true(p.ink[0][0]);
	assert_true(p.ink[23][47]);
	assert_false(p.ink[12][24]);
	assert_int_equal(picture_char(&p, 0, 0, false), 0x2588);
	assert_int_equal(picture_char(&p, 6, 24, false), ' ');
	assert_int_equal(picture_char(&p, 0, 0, true), '#');
	assert_int_equal(picture_char(&p, 99, 0, false), ' ');
}

/* Light on dark is read as well, and so is a weak contrast. */
static void
test_ink_is_the_rarer_kind(void **state)
{
	struct picture p;

	(void)state;
	ring(96, 48, 10, 250);
	picture_make(&p, grey, 96, 48, 48, 12);
	assert_true(p.ink[0][0]);
	assert_false(p.ink[12][24]);
	ring(96, 48, 130, 120);
	picture_make(&p, grey, 96, 48, 48, 12);
	assert_true(p.ink[0][0]);
	assert_false(p.ink[12][24]);
}

static void
test_proportions_and_bounds(void **state)
{
	static const struct {
		int w, h, cols, rows;
	} sizes[] = {
		{ 240, 96, 76, 12 }, { 240, 96, 20, 12 }, { 240, 96, 76, 3 },
		{ 1, 1, 76, 12 }, { 1, 96, 76, 12 }, { 240, 1, 76, 12 },
		{ 240, 96, 1, 1 }, { 240, 96, 1000, 1000 }, { 3, 5, 76, 12 },
	};
	struct picture p;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int w = sizes[i].w, h = sizes[i].h;

		ring(w, h, 255, 0);
		picture_make(&p, grey, w, h, sizes[i].cols, sizes[i].rows);
		assert_in_range(p.cols, 1, PICTURE_COLS);
		assert_in_range(p.rows, 1, PICTURE_ROWS);
		assert_true(p.cols <= sizes[i].cols);
		assert_true(p.rows <= sizes[i].rows);
		assert_true(p.cols <= w);
	}
	ring(240, 96, 255, 0);
	picture_make(&p, grey, 240, 96, 60, 12);
	assert_int_equal(p.cols, 60);
	assert_int_equal(p.rows, 12);
}

/* Margins are left out: letters get the cells. */
static void
test_margins(void **state)
{
	struct picture p;

	(void)state;
	memset(grey, 255, sizeof(grey));
	for (int y = 24; y < 72; y++) {
		for (int x = 60; x < 180; x++)
			grey[y * 240 + x] = (x / 10 + y / 10) % 3 == 0 ? 0 :
			    255;
	}
	picture_make(&p, grey, 240, 96, 60, 12);
	assert_int_equal(p.cols, 60);		/* 120 x 48 → 60 x 24 */
	assert_int_equal(p.rows, 12);
	grey[0] = grey[239] = 0;		/* specks are not letters */
	picture_make(&p, grey, 240, 96, 60, 12);
	assert_int_equal(p.rows, 12);
}

static void
test_nothing_to_show(void **state)
{
	struct picture p;

	(void)state;
	picture_make(&p, NULL, 240, 96, 60, 12);
	assert_int_equal(p.cols, 0);
	picture_make(&p, grey, 0, 96, 60, 12);
	assert_int_equal(p.cols, 0);
	picture_make(&p, grey, 240, 96, 0, 12);
	assert_int_equal(p.cols, 0);
	memset(grey, 77, sizeof(grey));		/* all the same */
	picture_make(&p, grey, 240, 96, 60, 12);
	assert_int_equal(picture_char(&p, 0, 0, false), ' ');
}

/* What was made last is given again, and only for the same picture. */
static void
test_memo(void **state)
{
	struct picture_memo memo = { .grey = NULL };
	const struct picture *p;
	struct picture fresh;

	(void)state;
	ring(96, 48, 0, 255);
	picture_make(&fresh, grey, 96, 48, 48, 12);
	p = picture_again(&memo, grey, 96, 48, 48, 12);
	assert_memory_equal(p, &fresh, sizeof(fresh));
	memo.made.ink[0][0] = false;
	p = picture_again(&memo, grey, 96, 48, 48, 12);
	assert_false(p->ink[0][0]);			/* not made again */
	p = picture_again(&memo, grey, 96, 48, 40, 12);
	assert_int_equal(p->cols, 40);
	memset(grey, 77, sizeof(grey));
	picture_make(&fresh, grey, 96, 48, 40, 12);
	p = picture_again(&memo, grey, 96, 48, 40, 12);
	assert_memory_equal(p, &fresh, sizeof(fresh));
	p = picture_again(&memo, NULL, 96, 48, 40, 12);
	assert_int_equal(p->cols, 0);
	picture_forget(&memo);
	assert_null(memo.grey);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_ink_is_the_rarer_kind),
		cmocka_unit_test(test_proportions_and_bounds),
		cmocka_unit_test(test_margins),
		cmocka_unit_test(test_nothing_to_show),
		cmocka_unit_test(test_memo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
