/* Views made by hand, one of each kind, and the grid that they are drawn into. */
#ifndef UNIT_DRAWN_VIEWS_H
#define UNIT_DRAWN_VIEWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tui/draw.h"

static struct screens *screens;
static uint8_t captcha[228 * 72];

static inline struct view_item *
add(struct view *v, enum view_kind kind, const char *id, const char *text)
{
	struct view_item *item = &v->items[v->count++];

	item->kind = kind;
	item->id = id;
	item->text = text;
	return item;
}

static inline struct view_item *
add_field(struct view *v, const char *id, const char *text, int max)
{
	struct view_item *item = add(v, VIEW_FIELD, id, text);

	item->focusable = true;
	item->max = max;
	item->value = "";
	return item;
}

static inline void
add_button(struct view *v, const char *id, const char *text, int number)
{
	struct view_item *item = add(v, VIEW_BUTTON, id, text);

	item->focusable = true;
	item->number = number;
	item->is_default = number == 1;
}

static inline void
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
static inline void
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

static inline void
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

static inline void
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

static inline void
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

static inline void
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
static inline void
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

static inline struct draw_info
draw_at(const struct view *v, int w, int h, int scroll, struct grid *g)
{
	struct draw_options options = { .scroll = scroll };
	struct draw_info info;

	assert_int_equal(grid_init(g, w, h), ERR_OK);
	assert_int_equal(draw_view(v, &options, g, &info), ERR_OK);
	return info;
}

/* The whole grid as one text, rows by newlines. */
static inline char *
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

static inline bool
shows(const struct grid *g, const char *text)
{
	return strstr(as_text(g), text) != NULL;
}

static inline void
must_show(const struct grid *g, const char *text)
{
	if (!shows(g, text))
		fail_msg("\"%s\" is not on the screen of %dx%d:\n%s", text,
		    g->w, g->h, as_text(g));
}

static inline int
setup(void **state)
{
	char error[256] = "";

	(void)state;
	if (screens_open("screens", &screens, error, sizeof(error)) !=
	    ERR_OK || screens_load_all(screens, error, sizeof(error)) !=
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

static inline int
teardown(void **state)
{
	(void)state;
	screens_free(&screens);
	return 0;
}

#endif
