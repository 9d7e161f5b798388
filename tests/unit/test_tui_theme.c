/* The themes by WCAG's formula, on the sixteen colours of a PC's text screen:
 * every pair can be read, and what has no colours is told apart by an
 * attribute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/theme.h"

#define ENOUGH 4.5		/* WCAG 2.2, 1.4.3 */
#define BRIGHT 8

/* As the Linux console and VGA have them, in the order of curses. */
static const uint8_t vga[16][3] = {
	{ 0x00, 0x00, 0x00 }, { 0xaa, 0x00, 0x00 }, { 0x00, 0xaa, 0x00 },
	{ 0xaa, 0x55, 0x00 }, { 0x00, 0x00, 0xaa }, { 0xaa, 0x00, 0xaa },
	{ 0x00, 0xaa, 0xaa }, { 0xaa, 0xaa, 0xaa }, { 0x55, 0x55, 0x55 },
	{ 0xff, 0x55, 0x55 }, { 0x55, 0xff, 0x55 }, { 0xff, 0xff, 0x55 },
	{ 0x55, 0x55, 0xff }, { 0xff, 0x55, 0xff }, { 0x55, 0xff, 0xff },
	{ 0xff, 0xff, 0xff },
};

/* ((c + 0.055) / 1.055) ^ 2.4 of the four values that there are. */
static double
linear(uint8_t c)
{
	return c == 0xff ? 1.0 : c == 0xaa ? 0.402 : c == 0x55 ? 0.0908 : 0.0;
}

static double
luminance(int color)
{
	const uint8_t *c = vga[color];

	return 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) +
	    0.0722 * linear(c[2]);
}

static double
contrast(int a, int b)
{
	double one = luminance(a) + 0.05, other = luminance(b) + 0.05;

	return one > other ? one / other : other / one;
}

/* What is known of the ground: the console's own is black. */
static int
shown(short color, int own)
{
	return color == THEME_OWN ? own : color;
}

static void
test_contrast(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++) {
		for (int r = 0; r < THEME_ROLES; r++) {
			const struct theme_look *l = theme_look(
			    (enum theme)t, (enum theme_role)r);
			int fg = shown(l->fg, 7), bg = shown(l->bg, 0);
			int swap = fg;

			if (l->reverse) {
				fg = bg;
				bg = swap;
			}
			if (contrast(fg, bg) < ENOUGH)
				fail_msg("%s role %d: %.1f", theme_names[t],
				    r, contrast(fg, bg));
			if (l->bold && contrast(fg | BRIGHT, bg) < ENOUGH)
				fail_msg("%s role %d, bold: %.1f",
				    theme_names[t], r,
				    contrast(fg | BRIGHT, bg));
		}
	}
	/* The measure itself: what ecosystem of old said about red and grey. */
	assert_true(contrast(7, 1) < ENOUGH);
	assert_true(contrast(15, 4) > 13.0);
}

/* Without colours a role still differs from plain text. */
static void
test_roles_differ(void **state)
{
	const struct theme_look *plain, *look;

	(void)state;
	for (int t = 0; t < THEME_COUNT; t++) {
		plain = theme_look((enum theme)t, THEME_PLAIN);
		for (int r = THEME_ERROR; r < THEME_PAPER; r++) {
			look = theme_look((enum theme)t, (enum theme_role)r);
			assert_true(look->reverse || look->bg != plain->bg);
			if (t == THEME_MONO)
				assert_true(look->reverse &&
				    look->fg == THEME_OWN &&
				    look->bg == THEME_OWN);
		}
	}
}

static void
test_names(void **state)
{
	(void)state;
	for (int t = 0; t < THEME_COUNT; t++)
		assert_non_null(theme_names[t]);
	assert_null(theme_names[THEME_COUNT]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contrast),
		cmocka_unit_test(test_roles_differ),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("tui: themes", tests, NULL, NULL);
}
