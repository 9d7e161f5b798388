/* The real screens, drawn without a session: each fits 80x24, none breaks at
 * any size; and the check that says so can fail. */
#include "screen_fixture.h"

#include "app/fit.h"
#include "app/preview.h"
#include "core/session.h"
#include "tui/draw.h"

static struct preview preview;

static void
say(void *arg, const char *line)
{
	char *first = arg;

	if (first[0] == '\0')
		snprintf(first, 256, "%s", line);
}

static struct screens *
open_real(void)
{
	struct screens *screens = NULL;
	char error[256] = "";

	if (screens_open("screens", &screens, error, sizeof(error)) !=
	    ERR_OK ||
	    screens_load_all(screens, error, sizeof(error)) != ERR_OK)
		fail_msg("%s", error);
	return screens;
}

static void
test_real_screens_fit(void **state)
{
	struct screens *screens = open_real();
	char line[256] = "";

	(void)state;
	if (fit_check(screens, session_vocabulary(), say, line) != ERR_OK)
		fail_msg("%s", line);
	screens_free(&screens);
}

static void
draw(int w, int h, struct draw_info *info)
{
	struct draw_options options = { 0 };
	struct grid g;

	assert_int_equal(grid_init(&g, w, h), ERR_OK);
	assert_int_equal(draw_view(preview_view(&preview), &options, &g,
	    info), ERR_OK);
	if (info->overlaps != 0 || (!info->too_small && !info->focus_shown))
		fail_msg("%s at %dx%d: %u overlaps, focus shown %d",
		    preview.screen->id, w, h, info->overlaps,
		    info->focus_shown);
	assert_in_range(g.row, 0, g.h - 1);
	assert_in_range(g.col, 0, g.w - 1);
	grid_free(&g);
}

static void
test_real_screens_at_other_sizes(void **state)
{
	static const struct {
		int w, h;
	} sizes[] = { { 50, 18 }, { 64, 24 }, { 132, 50 }, { 40, 12 },
	    { 39, 11 }, { 1, 1 }, { 300, 300 }, { 80, 15 } };
	struct screens *screens = open_real();
	struct draw_info info;

	(void)state;
	for (size_t i = 0; i < screens_count(screens) * 4; i++) {
		preview_init(&preview, screens, screens_at(screens, i / 4),
		    (enum lang)(i % 2));
		preview.large = i / 2 % 2 == 1;
		if (preview.large)
			continue;
		preview.message = ERR_LOGIN_WRONG;
		for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
			draw(sizes[k].w, sizes[k].h, &info);
	}
	screens_free(&screens);
}

static void
test_real_screens_large(void **state)
{
	struct screens *screens = open_real();
	struct draw_options options = { 0 };
	struct draw_info info;
	struct grid g;

	(void)state;
	assert_int_equal(grid_init(&g, 80, 24), ERR_OK);
	for (size_t i = 0; i < screens_count(screens) * 2; i++) {
		preview_init(&preview, screens, screens_at(screens, i / 2),
		    (enum lang)(i % 2));
		preview.large = true;
		assert_int_equal(draw_view(preview_view(&preview), &options,
		    &g, &info), ERR_OK);
		if (info.overlaps != 0 || !info.focus_shown)
			fail_msg("%s: %u overlaps, focus shown %d",
			    preview.screen->id, info.overlaps,
			    info.focus_shown);
	}
	grid_free(&g);
	screens_free(&screens);
}

/* The small set of screens with one text made longer: what is said of it. */
static void
refused(int file, const char *old, const char *new, const char *says)
{
	struct fixture f;
	char line[256] = "";

	fixture_begin(&f);
	if (old != NULL)
		fixture_edit(&f, file, old, new);
	if (fixture_load(&f) != ERR_OK)
		fail_msg("%s", f.error);
	if (fit_check(f.screens, session_vocabulary(), say, line) !=
	    (says == NULL ? ERR_OK : ERR_SYNTAX))
		fail_msg("expected \"%s\", got \"%s\"", says == NULL ? "" :
		    says, line);
	if (says != NULL)
		assert_string_equal(line, says);
	fixture_end(&f);
}

/* The same text block again and again. */
static const char *
many_blocks(const char *first, int count)
{
	static char text[16384];
	size_t used = (size_t)snprintf(text, sizeof(text), "%s", first);

	for (int i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "\n  - text: {tr: \"kısa\", en: \"A sentence that is long "
		    "enough to need a second line on a terminal of eighty "
		    "cells.\"}");
	return text;
}

static void
test_what_does_not_fit_is_refused(void **state)
{
	static const char home[] =
	    "  - text: {tr: \"Hoş geldiniz.\", en: \"Welcome.\"}";
	static const char ask[] =
	    "  - text: {tr: \"Kod: {phone}\", en: \"Code: {phone}\"}";

	(void)state;
	refused(HOME, NULL, NULL, NULL);
	refused(HOME, home, many_blocks(home, 8), NULL);
	refused(HOME, home, many_blocks(home, 10), "screens/home.yaml: en: "
	    "does not fit 80x24: rows out of sight (3)");
	/* Seen only under a condition that does not hold by itself. */
	refused(ASK, ask, many_blocks("  - text: {tr: \"a\", en: \"b\"}\n"
	    "    when: expired", 10), "screens/ask.yaml: en: does not fit "
	    "80x24: rows out of sight (6)");
	refused(ASK, "en: \"Code\"}\ntrail", "en: \"A title that leaves no "
	    "room for the words about the step that is next.\"}\ntrail",
	    "screens/ask.yaml: en: does not fit 80x24: texts that are cut "
	    "(1)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_screens_fit),
		cmocka_unit_test(test_real_screens_at_other_sizes),
		cmocka_unit_test(test_real_screens_large),
		cmocka_unit_test(test_what_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
