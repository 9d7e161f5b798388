/* What is drawn of a view: lists, menus, steps, fields, help; what scrolls,
 * what stands still, and what is never drawn. */
#include "drawn_views.h"

/* Columns stand below each other, the row with the focus is in sight. */
static void
test_list(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	make_list(&v);
	info = draw_at(&v, 80, 24, 0, &g);
	assert_true(info.focus_shown);
	assert_int_equal(info.cuts, 0);
	must_show(&g, ">    3a5f00112233  Sahibi tarafından askıya alınmış");
	assert_true(info.above > 0 && info.below > 0);
	grid_free(&g);
	v.focus = 11;
	info = draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "Seri no    1a2b3c4d5e6f");
	must_show(&g, "Seri no       Durum");
	must_show(&g, "  1  3a5f00112233  Geçerli");
	must_show(&g, "> 0  3a5f00112233  Geçerli");
	assert_int_equal(info.beside, 0);
	grid_free(&g);
	/* Too narrow for one line: each row on two. */
	v.focus = 26;
	info = draw_at(&v, 40, 24, 0, &g);
	assert_true(info.focus_shown);
	assert_int_equal(info.overlaps, 0);
	must_show(&g, "   Sahibi tarafından askıya alınmış");
	grid_free(&g);
	/* Wider than a line: cut there. */
	v.items[26].cells[1] = "Sahibi tarafından askıya alınmış olan";
	info = draw_at(&v, 40, 24, 0, &g);
	assert_true(info.cuts > 0);
	assert_int_equal(info.overlaps, 0);
	must_show(&g, "3a5f00112233");
	must_show(&g, "   Sahibi tarafından askıya");
	grid_free(&g);
}

/* A long menu stands in two columns, and left and right change between them;
 * where there is no room it stands in one and scrolls. */
static void
test_two_columns(void **state)
{
	static const struct {
		int focus, beside;
	} places[] = {
		{ 1, 6 }, { 5, 6 }, { 6, 5 }, { 7, -6 }, { 11, -6 }
	};
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	make_menu(&v);
	add_button(&v, "ten", "Onuncu", 10);
	add_button(&v, "eleven", "Sonuncu", 0);
	add(&v, VIEW_NOTE, NULL, "Bir not. Uzun bir not, iki satır tutsun diye "
	    "biraz daha uzatılmış bir not, işte böyle bir not bu.");
	add(&v, VIEW_TEXT, NULL, "Bir paragraf.\n\nVe bir paragraf daha.");
	add(&v, VIEW_TEXT, NULL, "Üçüncü paragraf.");
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		v.focus = places[i].focus;
		info = draw_at(&v, 80, 24, 0, &g);
		assert_int_equal(info.beside, places[i].beside);
		assert_int_equal(info.above + info.below, 0);
		grid_free(&g);
	}
	info = draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "     1  Kullanıma Aç              7  Kilit Çözme");
	must_show(&g, "     4  Sertifika Listele         0  Onuncu");
	must_show(&g, "     5  PIN / PUK Bilgisi       >    Sonuncu");
	grid_free(&g);
	info = draw_at(&v, 40, 18, 0, &g);
	assert_true(info.above > 0);
	assert_true(info.focus_shown);
	must_show(&g, ">    Sonuncu");
	grid_free(&g);
	v.large = true;
	info = draw_at(&v, 80, 24, 0, &g);
	assert_int_equal(info.beside, 0);
	grid_free(&g);
}

static void
test_skipped_step(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_steps(&v);
	v.items[3].state = STEP_SKIPPED;
	(void)draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "[-] Sonuç denetleniyor             denetlenmedi");
	grid_free(&g);
}

/* A field that is full, and one that is longer than the room for it. */
static void
test_cursor_in_long_fields(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	v.focus = 1;
	v.items[1].value = "U1234567890123456789";
	v.items[1].length = v.items[1].cursor = 20;
	(void)draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "[ U1234567890123456789 ]");
	assert_int_equal(grid_at(&g, g.row, g.col - 1)->cp, '9');
	assert_int_equal(grid_at(&g, g.row, g.col + 1)->cp, ']');
	grid_free(&g);
	v.items[1].cursor = 0;
	(void)draw_at(&v, 80, 24, 0, &g);
	assert_int_equal(grid_at(&g, g.row, g.col)->cp, 'U');
	grid_free(&g);
	v.items[1].max = 64;
	v.items[1].value = "0123456789012345678901234567890123456789END";
	v.items[1].length = v.items[1].cursor = 43;
	(void)draw_at(&v, 50, 18, 0, &g);
	must_show(&g, "END_ ]");
	grid_free(&g);
}

/* Everything can be read with PgUp and PgDn, and they stop at the ends. */
static void
test_scrolling(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	info = draw_at(&v, 50, 18, -100, &g);
	must_show(&g, "Cep telefonunuza");
	assert_int_equal(info.above, 0);
	assert_true(info.below > 0);
	must_show(&g, "PgDn");
	grid_free(&g);
	info = draw_at(&v, 50, 18, 100, &g);
	must_show(&g, "444 5 576");
	must_show(&g, "PgUp");
	must_show(&g, "SİMÜLASYON: gerçek kart değildir");
	assert_int_equal(info.below, 0);
	assert_true(info.scroll < 100);
	grid_free(&g);
}

static void
test_help(void **state)
{
	struct draw_info info;
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	v.help = "Bir.\n\nİki.\n\nÜç.\n\nDört.\n\nBeş.\n\nAltı.\n\nYedi.\n\n"
	    "Sekiz.\n\nDokuz.\n\nOn.";
	info = draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "Bir.");
	assert_false(shows(&g, "Gönder"));
	assert_true(info.below > 0);
	grid_free(&g);
	(void)draw_at(&v, 80, 24, 100, &g);
	must_show(&g, "On.");
	must_show(&g, "Kapatmak için Esc");
	grid_free(&g);
}

/* A secret's bytes are not in a view; if they were, they still would not be
 * drawn. */
static void
test_secret_is_dots(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	v.items[v.focus].value = "9081";
	for (int large = 0; large < 2; large++) {
		v.large = large == 1;
		(void)draw_at(&v, 80, 24, 0, &g);
		assert_false(shows(&g, "9081"));
		if (!v.large)
			must_show(&g, "[ ••••__ ]");
		grid_free(&g);
	}
}

/* Nothing moves but the digits (and now and then a cell of the bar). */
static void
test_a_second_changes_few_cells(void **state)
{
	struct grid before, after;
	struct view v;
	int changed, most = 0;

	(void)state;
	make_form(&v);
	for (int s = 300; s > 0; s--) {
		v.items[4].seconds_left = s;
		(void)draw_at(&v, 80, 24, 0, &before);
		v.items[4].seconds_left = s - 1;
		(void)draw_at(&v, 80, 24, 0, &after);
		changed = 0;
		for (int i = 0; i < 80 * 24; i++)
			changed += memcmp(&before.cells[i], &after.cells[i],
			    sizeof(struct cell)) != 0;
		assert_in_range(changed, 1, 4);
		if (changed > most)
			most = changed;
		grid_free(&before);
		grid_free(&after);
	}
	assert_true(most >= 3);		/* 300 → 299 */
}

/* Should control characters get this far: they are not drawn. */
static void
test_hostile_text(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	v.title = "a\x1b[2Jb\x07\xc2\x9b" "c\xff";
	v.items[0].text = "\x1b]0;x\x07 \t\r \xed\xa0\x80";
	v.items[1].value = "1\x1b[A2";
	(void)draw_at(&v, 80, 24, 0, &g);
	for (int i = 0; i < g.w * g.h; i++) {
		uint32_t cp = g.cells[i].cp;

		assert_false(cp != 0 && (cp < 0x20 || (cp >= 0x7f &&
		    cp < 0xa0)));
	}
	grid_free(&g);
}

/* Wide characters and combining marks keep the columns right. */
static void
test_wide_characters(void **state)
{
	struct view v;
	struct grid g;

	(void)state;
	make_form(&v);
	v.items[0].text = "漢字 e\xcc\x81 son";
	(void)draw_at(&v, 80, 24, 0, &g);
	must_show(&g, "漢字 e\xcc\x81 son");
	grid_free(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_two_columns),
		cmocka_unit_test(test_skipped_step),
		cmocka_unit_test(test_cursor_in_long_fields),
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_secret_is_dots),
		cmocka_unit_test(test_a_second_changes_few_cells),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_wide_characters),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
