/* Layout: views made by hand, at every size that matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "tui/draw.h"

static struct screens *screens;
static uint8_t captcha[228 * 72];

static const struct {
	int w, h;
} sizes[] = {
	{ 80, 24 }, { 50, 18 }, { 132, 50 }, { 200, 50 }, { 40, 12 },
	{ 300, 300 }, { 64, 24 }, { 80, 16 }, { 80, 15 }, { 41, 21 },
	{ 100, 22 }, { 101, 33 },
};

#define SIZES (sizeof(sizes) / sizeof(sizes[0]))

static struct view_item *
add(struct view *v, enum view_kind kind, const char *id, const char *text)
{
	struct view_item *item = &v->items[v->count++];

	item->kind = kind;
	item->id = id;
	item->text = text;
	return item;
}

static struct view_item *
add_field(struct view *v, const char *id, const char *text, int max)
{
	struct view_item *item = add(v, VIEW_FIELD, id, text);

	item->focusable = true;
	item->max = max;
	item->value = "";
	return item;
}

static void
add_button(struct view *v, const char *id, const char *text, int number)
{
	struct view_item *item = add(v, VIEW_BUTTON, id, text);

	item->focusable = true;
	item->number = number;
	item->is_default = number == 1;
}

static void
frame(struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->screen = "none";
	v->lang = LANG_TR;
	v->brand = "KAMU SM";
	v->trail = "Bireysel Nitelikli Elektronik Sertifika İşlemleri";
	v->title = "SMS Onay Kodu Giriş Ekranı";
	v->step = 3;
	v->steps = 6;
	v->card = "Kart takılı: AKİS v1.x …8901";
	v->portal = "Portal: bağlı";
	v->screens = screens;
	v->simulated = true;
}

/* A form with all that a form can have; `focus` is the second field. */
static void
make_form(struct view *v)
{
	struct view_item *item;

	frame(v);
	add(v, VIEW_TEXT, NULL, "Cep telefonunuza (54* *** ** **) gelen SMS "
	    "Onay Kodunu giriniz.");
	item = add_field(v, "identity", "Kimlik No", 20);
	item->value = "10000000146";
	item->length = item->cursor = 11;
	item->hint = "T.C. Kimlik No ya da Pasaport No";
	item = add(v, VIEW_PICTURE, "captcha", "Resim");
	item->grey = captcha;
	item->width = 228;
	item->height = 72;
	v->focus = (int)v->count;
	item = add_field(v, "code", "SMS Onay Kodu", 6);
	item->secret = true;
	item->value = NULL;
	item->length = item->cursor = 4;
	item = add(v, VIEW_COUNTDOWN, "sms", "Kalan süre");
	item->seconds_left = 268;
	item->seconds_total = 300;
	add_button(v, "send", "Gönder", 1);
	add_button(v, "back", "Geri", 2);
	add(v, VIEW_NOTE, NULL, "Kod gelmedi mi? Süre dolunca yeni kod "
	    "isteyebilirsiniz. Numara size ait değilse: 444 5 576");
}

static void
add_message(struct view *v)
{
	v->message.about = ERR_CODE_WRONG;
	v->message.at = v->focus;
	v->message.code = "G307";
	v->message.what = "Yazdığınız kod yanlış.";
	v->message.tries = "Kalan deneme: 2";
	v->message.card = "Kartınız bundan etkilenmez.";
	v->message.next = "Telefonunuza en son gelen kodu yazınız.";
	v->message.case_no = "7K2M-9XRP";
	v->message.request_id = "7f3a";
}

static void
make_menu(struct view *v)
{
	static const char *const names[] = { "Kullanıma Aç",
	    "Sertifikamı İptal Et", "Bilgi Güncelle", "Sertifika Listele",
	    "PIN / PUK Bilgisi", "E-Onay İşlemleri", "Kilit Çözme",
	    "Askıya Al", "Çıkış" };

	frame(v);
	add(v, VIEW_TEXT, NULL, "Sayın S***** Y*****");
	for (int i = 0; i < 9; i++)
		add_button(v, names[i], names[i], i + 1);
	v->focus = 9;
}

static void
make_steps(struct view *v)
{
	struct view_item *item;

	frame(v);
	add(v, VIEW_WARNING, NULL, "Kartınızı çıkarmayınız.");
	item = add(v, VIEW_STEP, "card", "Kart tanındı");
	item->state = STEP_DONE;
	item->hint = "AKİS v1.x …8901";
	item = add(v, VIEW_STEP, "written", "Yeni PIN karta yazılıyor");
	item->state = STEP_RUNNING;
	add(v, VIEW_STEP, "checked", "Sonuç denetleniyor");
	add(v, VIEW_BIG, NULL, "268");
	v->focus = -1;
	v->busy = "Kart okunuyor, lütfen bekleyiniz…";
}

static void
add_row(struct view *v, const char *id, int number, const char *a,
    const char *b)
{
	struct view_item *item = add(v, number < 0 ? VIEW_HEAD : VIEW_ROW, id,
	    a);

	item->focusable = number >= 0;
	item->number = number < 0 ? 0 : number;
	item->cells[0] = a;
	item->cells[1] = b;
	item->cell_count = 2;
}

/* More rows than there is room for; the 25th has the focus. */
static void
make_list(struct view *v)
{
	struct view_item *item;

	frame(v);
	item = add(v, VIEW_VALUE, NULL, "Seri no");
	item->value = "1a2b3c4d5e6f";
	add_row(v, NULL, -1, "Seri no", "Durum");
	for (int i = 0; i < 32; i++)
		add_row(v, "row", i < 10 ? i + 1 : 0, "3a5f00112233",
		    i == 24 ? "Sahibi tarafından askıya alınmış" : "Geçerli");
	v->focus = 26;
	add_button(v, "back", "Geri", 0);
}

static void (*const makers[])(struct view *v) = {
	make_form, make_menu, make_steps, make_list
};

#define MAKERS (sizeof(makers) / sizeof(makers[0]))

static struct draw_info
draw_at(const struct view *v, int w, int h, int scroll, struct grid *g)
{
	struct draw_options options = { .scroll = scroll };
	struct draw_info info;

	assert_int_equal(grid_init(g, w, h), ERR_OK);
	assert_int_equal(draw_view(v, &options, g, &info), ERR_OK);
	return info;
}

/* The whole grid as one text, rows by newlines. */
static char *
as_text(const struct grid *g)
{
	static char text[400 * 1300];
	size_t used = 0;

	for (int row = 0; row < g->h; row++) {
		grid_row_text(g, row, text + used, 1300);
		used += strlen(text + used);
		text[used++] = '\n';
	}
	text[used] = '\0';
	return text;
}

static bool
shows(const struct grid *g, const char *text)
{
	return strstr(as_text(g), text) != NULL;
}

static void
must_show(const struct grid *g, const char *text)
{
	if (!shows(g, text))
		fail_msg("\"%s\" is not on the screen of %dx%d:\n%s", text,
		    g->w, g->h, as_text(g));
}

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

/* A field that is full, and one that is longer than the room for it. */
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

static int
setup(void **state)
{
	char error[256] = "";

	(void)state;
	if (screens_open("screens", &screens, error, sizeof(error)) !=
	    ERR_OK) {
		fprintf(stderr, "%s\n", error);
		return -1;
	}
	memset(captcha, 255, sizeof(captcha));
	for (int i = 0; i < 228 * 72; i++) {
		if (i % 228 % 40 < 20)
			captcha[i] = 0;
	}
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	screens_free(&screens);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_cursor_is_on_the_focus),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_two_columns),
		cmocka_unit_test(test_skipped_step),
		cmocka_unit_test(test_cursor_in_long_fields),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_wide_is_centred),
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_secret_is_dots),
		cmocka_unit_test(test_a_second_changes_few_cells),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_wide_characters),
		cmocka_unit_test(test_any_size_at_all),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
