/* Captcha pictures: what libpng wrote comes out as grey values; what is too
 * big, cut, altered or no PNG at all is refused with an empty picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "remote/png.h"

static struct remote_picture picture;

/* A PNG of w x h in `format`, pixel bytes counting up.  Free it. */
static uint8_t *
make_png(unsigned w, unsigned h, unsigned format, size_t *len)
{
	png_image image = { .version = PNG_IMAGE_VERSION, .width = w,
	    .height = h, .format = format };
	size_t size = PNG_IMAGE_SIZE(image);
	png_alloc_size_t room = PNG_IMAGE_PNG_SIZE_MAX(image);
	uint8_t *pixels = malloc(size), *file = malloc(room);

	assert_non_null(pixels);
	assert_non_null(file);
	for (size_t i = 0; i < size; i++)
		pixels[i] = (uint8_t)(i * 7);
	assert_int_not_equal(png_image_write_to_memory(&image, file, &room, 0,
	    pixels, 0, NULL), 0);
	free(pixels);
	*len = room;
	return file;
}

static void
expect_empty(void)
{
	assert_int_equal(picture.width, 0);
	assert_int_equal(picture.height, 0);
	for (size_t i = 0; i < sizeof(picture.grey); i++)
		assert_int_equal(picture.grey[i], 0);
}

static void
test_grey(void **state)
{
	size_t len;
	uint8_t *file = make_png(16, 4, PNG_FORMAT_GRAY, &len);

	(void)state;
	assert_int_equal(png_decode_grey(file, len, &picture), ERR_OK);
	assert_int_equal(picture.width, 16);
	assert_int_equal(picture.height, 4);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(picture.grey[i], (uint8_t)(i * 7));
	free(file);
}

static void
test_colour_and_alpha(void **state)
{
	static const unsigned formats[] = { PNG_FORMAT_RGB, PNG_FORMAT_RGBA,
	    PNG_FORMAT_GA };
	size_t len;
	uint8_t *file;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		file = make_png(20, 10, formats[i], &len);
		assert_int_equal(png_decode_grey(file, len, &picture), ERR_OK);
		assert_int_equal(picture.width, 20);
		assert_int_equal(picture.height, 10);
		free(file);
	}
}

static void
test_bounds(void **state)
{
	static const struct {
		unsigned w, h;
		enum err expected;
	} sizes[] = {
		{ 1, 1, ERR_OK },
		{ REMOTE_PICTURE_W, REMOTE_PICTURE_H, ERR_OK },
		{ REMOTE_PICTURE_W + 1, 1, ERR_PORTAL_ANSWER },
		{ 1, REMOTE_PICTURE_H + 1, ERR_PORTAL_ANSWER },
		{ 5000, 5000, ERR_PORTAL_ANSWER },
	};
	size_t len;
	uint8_t *file;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		file = make_png(sizes[i].w, sizes[i].h, PNG_FORMAT_GRAY, &len);
		assert_int_equal(png_decode_grey(file, len, &picture),
		    sizes[i].expected);
		if (sizes[i].expected != ERR_OK)
			expect_empty();
		free(file);
	}
}

static void
test_too_many_bytes(void **state)
{
	uint8_t *big = calloc(1, WIRE_BODY_MAX + 1);
	size_t len;
	uint8_t *file = make_png(8, 8, PNG_FORMAT_GRAY, &len);

	(void)state;
	assert_non_null(big);
	memcpy(big, file, len);
	assert_int_equal(png_decode_grey(big, WIRE_BODY_MAX, &picture),
	    ERR_OK);
	assert_int_equal(png_decode_grey(big, WIRE_BODY_MAX + 1, &picture),
	    ERR_PORTAL_ANSWER);
	expect_empty();
	free(file);
	free(big);
}

/* Every start of a file; the last few bytes are only the end mark. */
static void
test_cut(void **state)
{
	size_t len;
	uint8_t *file = make_png(60, 30, PNG_FORMAT_RGB, &len), *copy;

	(void)state;
	for (size_t n = 0; n < len - 32; n += n < 64 ? 1 : 37) {
		copy = malloc(n > 0 ? n : 1);
		assert_non_null(copy);
		memcpy(copy, file, n);
		assert_int_equal(png_decode_grey(copy, n, &picture),
		    ERR_PORTAL_ANSWER);
		expect_empty();
		free(copy);
	}
	free(file);
}

static void
test_not_png(void **state)
{
	static const uint8_t jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16 };

	(void)state;
	assert_int_equal(png_decode_grey(jpeg, sizeof(jpeg), &picture),
	    ERR_PORTAL_ANSWER);
	assert_int_equal(png_decode_grey((const uint8_t *)"{}", 2, &picture),
	    ERR_PORTAL_ANSWER);
	assert_int_equal(png_decode_grey(NULL, 0, &picture),
	    ERR_PORTAL_ANSWER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grey),
		cmocka_unit_test(test_colour_and_alpha),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_too_many_bytes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_not_png),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
