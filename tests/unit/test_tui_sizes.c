/* Layout at every size that matters: nothing overlaps, the focus is in sight
 * and the cursor on it. */
#include "drawn_views.h"

#include "base/utf8.h"

static const struct {
	int w, h;
} sizes[] = {
	{ 80, 24 }, { 50, 18 }, { 132, 50 }, { 200, 50 }, { 40, 12 },
	{ 300, 300 }, { 64, 24 }, { 80, 16 }, { 80, 15 }, { 41, 21 },
	{ 100, 22 }, { 101, 33 },
};

#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* What must hold of every drawing. */
static void
check_drawing(const struct view *v, const struct grid *g,
    const struct draw_info *info)
{
	if (info->overlaps != 0 || !info->focus_shown || info->too_small)
		fail_msg("%dx%d: %u overlaps, focus shown %d\n%s", g->w, g->h,
		    info->overlaps, info->focus_shown, as_text(g));
	assert_in_range(g->row, 0, g->h - 1);
	assert_in_range(g->col, 0, g->w - 1);
	if (v->message.about != ERR_OK)
		must_show(g, "HATA: Yazdığınız kod yanlış.");
	must_show(g, "F1 Yardım");
	must_show(g, "SİMÜLASYON");
}

static void
test_every_size(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	for (size_t m = 0; m < MAKERS; m++) {
		for (size_t i = 0; i < SIZES * 2; i++) {
			makers[m](&v);
			if (m == 0 && i >= SIZES)
				add_message(&v);
			info = draw_at(&v, sizes[i % SIZES].w,
			    sizes[i % SIZES].h, 0, &g);
			check_drawing(&v, &g, &info);
			grid_free(&g);
		}
	}
}

/* Every item in turn has the focus: the cursor is on it. */
static void
test_cursor_is_on_the_focus(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		make_menu(&v);
		for (v.focus = 1; v.focus < 10; v.focus++) {
			const char *label = v.items[v.focus].text;
			uint32_t first;

			info = draw_at(&v, sizes[i].w, sizes[i].h, 0, &g);
			check_drawing(&v, &g, &info);
			utf8_decode(label, strlen(label), &first);
			assert_int_equal(grid_at(&g, g.row, g.col)->cp,
			    first);
			assert_int_equal(grid_at(&g, g.row, g.col - 5)->cp,
			    '>');
			grid_free(&g);
		}
		make_form(&v);
		info = draw_at(&v, sizes[i].w, sizes[i].h, 0, &g);
		assert_int_equal(grid_at(&g, g.row, g.col)->cp, '_');
		assert_int_equal(grid_at(&g, g.row, g.col - 1)->cp, 0x2022);
		grid_free(&g);
	}
}

static void
test_large(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	for (size_t m = 0; m < MAKERS; m++) {
		for (size_t i = 0; i < SIZES; i++) {
			makers[m](&v);
			v.large = true;
			info = draw_at(&v, sizes[i].w, sizes[i].h, 0, &g);
			assert_int_equal(info.overlaps, 0);
			assert_in_range(g.row, 0, g.h - 1);
			grid_free(&g);
		}
	}
	/* The label of the field with the focus, and its dots. */
	make_form(&v);
	v.large = true;
	v.items[v.focus].text = "İŞ";
	(void)draw_at(&v, 132, 50, 0, &g);
	must_show(&g, "  ████\n");		/* Ş */
	must_show(&g, " ███   ███   ███   ███");	/* four dots */
	grid_free(&g);
}

static void
test_any_size_at_all(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 300; i++) {
		seed = seed * 1103515245U + 12345U;
		makers[seed >> 8 & 1](&v);
		v.large = (seed >> 9 & 1) != 0;
		if ((seed >> 10 & 3) == 0)
			add_message(&v);
		info = draw_at(&v, 1 + (int)(seed >> 12) % 300,
		    1 + (int)(seed >> 20) % 100, (int)(seed >> 4) % 50 - 25,
		    &g);
		assert_int_equal(info.overlaps, 0);
		assert_in_range(g.row, 0, g.h - 1);
		assert_in_range(g.col, 0, g.w - 1);
		grid_free(&g);
	}
}

static void
test_too_small(void **state)
{
	static const struct {
		int w, h;
	} small[] = { { 39, 12 }, { 40, 11 }, { 39, 11 }, { 10, 3 },
	    { 1, 1 }, { 300, 1 }, { 1, 300 } };
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++) {
		info = draw_at(&v, small[i].w, small[i].h, 0, &g);
		assert_true(info.too_small);
		assert_int_equal(info.overlaps, 0);
		if (small[i].w == 39)
			must_show(&g, "Pencere çok küçük");
		assert_false(shows(&g, "Kart takılı"));
		grid_free(&g);
	}
}

/* Two columns that are far apart are hard to read: a wide terminal gets room
 * at the sides. */
static void
test_wide_is_centred(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_menu(&v);
	(void)draw_at(&v, 200, 50, 0, &g);
	for (int row = 0; row < g.h; row++) {
		for (int col = 0; col < 50; col++) {
			assert_int_equal(grid_at(&g, row, col)->cp, ' ');
			assert_int_equal(grid_at(&g, row, 199 - col)->cp,
			    ' ');
		}
	}
	grid_free(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_cursor_is_on_the_focus),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_any_size_at_all),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_wide_is_centred),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
