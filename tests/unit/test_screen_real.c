/* The screens that are shipped: what people know from the portal stands there
 * letter for letter, and messages are short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/utf8.h"
#include "screen/screen.h"

#define DIR "screens"
#define MESSAGE_WIDTH 70	/* cells of a line beside a field at 80x24 */
#define MESSAGE_LINES 4

static struct screens *screens;

static int
load(void **state)
{
	char error[400] = "";

	(void)state;
	if (screens_open(DIR, &screens, error, sizeof(error)) != ERR_OK ||
	    screens_load_all(screens, error, sizeof(error)) != ERR_OK) {
		print_error("%s\n", error);
		return -1;
	}
	return 0;
}

static int
unload(void **state)
{
	(void)state;
	screens_free(&screens);
	return 0;
}

static const struct screen *
find(const char *id)
{
	const struct screen *s = screens_find(screens, id);

	if (s == NULL)
		fail_msg("no screen %s", id);
	return s;
}

static void
test_titles(void **state)
{
	static const char *const titles[][2] = {
		{ "start", "Online İşlemler" },
		{ "user-verification", "Kullanıcı Doğrulama Ekranı" },
		{ "password-login", "Şifreli Giriş Ekranı" },
		{ "sms-confirm", "SMS Onay Ekranı" },
		{ "sms-code", "SMS Onay Kodu Giriş Ekranı" },
		{ "operations-menu", "İşlemler Menüsü" },
		{ "unlock-pin", "Kilit Çözme Ekranı" },
		{ "unlock-done", "Bilgi" },
		{ "goodbye", "Çıkış" },
		{ "session-warning", "Devam etmek istiyor musunuz?" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		assert_string_equal(find(titles[i][0])->title.in[LANG_TR],
		    titles[i][1]);
	assert_string_equal(find("sms-code")->trail->in[LANG_TR],
	    "Bireysel Nitelikli Elektronik Sertifika İşlemleri");
	assert_string_equal(find("unlock-done")->blocks[0].text.in[LANG_TR],
	    "Kart Pin Başarıyla Değiştirildi.");
}

static bool
has_label(const struct screen *s, const char *label)
{
	size_t i;

	for (i = 0; i < s->block_count; i++)
		if (strcmp(s->blocks[i].text.in[LANG_TR] == NULL ? "" :
		    s->blocks[i].text.in[LANG_TR], label) == 0)
			return true;
	for (i = 0; i < s->button_count; i++)
		if (strcmp(s->buttons[i].label.in[LANG_TR], label) == 0)
			return true;
	return false;
}

static void
test_labels(void **state)
{
	static const char *const labels[][2] = {
		{ "start", "Nitelikli Elektronik Sertifika İşlemleri" },
		{ "user-verification", "Şifreli Giriş" },
		{ "password-login", "Kimlik No" },
		{ "password-login", "Resimdeki Yazı" },
		{ "password-login", "Güvenlik Sözcüğü" },
		{ "password-login", "Giriş" },
		{ "password-login", "Yenile" },
		{ "sms-confirm", "Telefon Numaranız :" },
		{ "sms-confirm", "Onay" },
		{ "sms-code", "SMS Onay Kodu" },
		{ "sms-code", "Gönder" },
		{ "operations-menu", "Sayın {name}" },
		{ "operations-menu", "Kilit Çözme" },
		{ "operations-menu", "Çıkış" },
		{ "unlock-card", "Tamam" },
		{ "unlock-card", "İptal" },
		{ "unlock-pin", "Yeni PIN Kodu" },
		{ "unlock-pin", "Yeni PIN Kodu (Tekrar)" },
		{ "unlock-pin", "Yeni PIN Üret" },
		{ "unlock-done", "Tamam" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (!has_label(find(labels[i][0]), labels[i][1]))
			fail_msg("%s has no '%s'", labels[i][0], labels[i][1]);
}

/* Lines of a text, with variables as long as they are written. */
static int
lines_of(const char *text)
{
	return (utf8_cells(text) + MESSAGE_WIDTH - 1) / MESSAGE_WIDTH;
}

static void
test_messages_are_short(void **state)
{
	const struct message *m;
	int e, lang, lines;

	(void)state;
	for (e = ERR_OK + 1; e < ERR_COUNT; e++) {
		m = screens_message(screens, (enum err)e);
		if (m == NULL)
			fail_msg("no message for %s", err_name((enum err)e));
		for (lang = 0; lang < LANG_COUNT; lang++) {
			lines = lines_of(m->what.in[lang]) +
			    lines_of(m->card.in[lang]) +
			    lines_of(m->next.in[lang]);
			if (lines > MESSAGE_LINES)
				fail_msg("%s: %d lines in language %d",
				    m->code, lines, lang);
		}
	}
}

/* Nobody is told to type a PUK, and no screen has a field for one. */
static void
test_no_puk_field(void **state)
{
	const struct screen *s;
	size_t i, j;

	(void)state;
	for (i = 0; i < screens_count(screens); i++) {
		s = screens_at(screens, i);
		for (j = 0; j < s->block_count; j++)
			if (s->blocks[j].kind == BLOCK_FIELD)
				assert_null(strstr(
				    s->blocks[j].text.in[LANG_EN], "PUK"));
	}
}

/* Where a PIN is chosen or the card is named, help warns of the PUK. */
static void
test_help_warns(void **state)
{
	static const char *const ids[] = { "welcome", "operations-menu",
	    "unlock-card", "unlock-pin", "unlock-done" };
	const struct screen *s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		s = find(ids[i]);
		assert_non_null(strstr(s->help.in[LANG_TR], "PUK"));
		assert_non_null(strstr(s->help.in[LANG_EN], "PUK"));
	}
	assert_non_null(strstr(find("unlock-pin")->help.in[LANG_TR],
	    "15 haneli doğrulama kodu"));
}

/* Esc must not break off a step on the card, and nobody is warned as idle
 * while it runs. */
static void
test_progress_has_no_way_out(void **state)
{
	const struct screen *s = find("unlock-progress");

	(void)state;
	assert_int_equal(s->button_count, 0);
	assert_int_equal(s->event_count, 0);
	assert_int_equal(s->after.seconds, 0);
	assert_false(s->idle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_messages_are_short),
		cmocka_unit_test(test_no_puk_field),
		cmocka_unit_test(test_help_warns),
		cmocka_unit_test(test_progress_has_no_way_out),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
