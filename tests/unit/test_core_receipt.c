/* The receipt: what it says after each way that an unlock can end, on paper
 * and in a file; and that nothing of the person is on it. */
#include "stage_fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "core/state.h"

static int
setup(void **state)
{
	stage_setup(state);
	t.config.printer = true;
	t.config.receipts = true;
	return 0;
}

static const char *
paper(void)
{
	static char text[4096];

	assert_true(t.save.paper.len < sizeof(text));
	memcpy(text, t.save.paper.data, t.save.paper.len);
	text[t.save.paper.len] = '\0';
	return text;
}

#define assert_on_paper(what) do { \
	if (strstr(paper(), what) == NULL) \
		fail_msg("no \"%s\" in: %s", what, paper()); \
} while (0)

/* Whatever was typed, shown or told of the person. */
static void
assert_nothing_personal(const char *text)
{
	static const char *const personal[] = { STAGE_IDENTITY, STAGE_PIN,
	    "123456", FAKE_LETTER_PIN, FAKE_LETTER_PUK };

	for (size_t i = 0; i < sizeof(personal) / sizeof(personal[0]); i++)
		assert_null(strstr(text, personal[i]));
	assert_null(strstr(text, t.session->visit.name));
	assert_null(strstr(text, t.session->visit.phone));
}

static void
to_receipt(void)
{
	stage_press(&t, "receipt");
	assert_screen(&t, "receipt");
}

static void
run_unlock(void)
{
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
}

static void
test_done(void **state)
{
	(void)state;
	run_unlock();
	assert_screen(&t, "unlock-done");
	to_receipt();
	stage_press(&t, "print");
	assert_screen(&t, "receipt");
	assert_int_equal(t.save.prints, 1);
	assert_on_paper("KAMU SM\nMakbuz\n\nTarih ");
	assert_on_paper(t.session->case_no);
	assert_on_paper("Kilit Çözme\n");
	assert_on_paper("…8901\n");
	assert_on_paper("Yapıldı\n");
	assert_on_paper("444 5 576");
	assert_null(strstr(paper(), "Hata kodu"));
	assert_true(t.session->visit.name[0] != '\0');
	assert_nothing_personal(paper());
	/* That it was printed is not printed. */
	stage_press(&t, "print");
	assert_int_equal(t.save.prints, 2);
	assert_null(strstr(paper(), "yazıcıya"));
}

/* Lines of at most 60 columns, for narrow paper. */
static void
test_lines(void **state)
{
	char line[512];
	const char *at, *end;

	(void)state;
	t.card.fails = FAKE_BEGIN;
	t.card.fails_with = ERR_CARD_MUTE;
	run_unlock();
	assert_screen(&t, "unlock-card");
	to_receipt();
	stage_press(&t, "print");
	for (at = paper(); *at != '\0'; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		snprintf(line, sizeof(line), "%.*s", (int)(end - at), at);
		assert_true(utf8_cells(line) <= 60);
	}
}

static void
test_unchanged(void **state)
{
	(void)state;
	t.card.fails = FAKE_BEGIN;
	t.card.fails_with = ERR_CARD_MUTE;
	run_unlock();
	assert_screen(&t, "unlock-card");
	to_receipt();
	stage_press(&t, "keep");
	assert_int_equal(t.save.keeps, 1);
	assert_memory_equal(t.save.name, "makbuz-20", 9);
	assert_non_null(strstr(t.save.name, t.session->case_no));
	assert_on_paper("K106");
	assert_on_paper("değişiklik yok");
	assert_nothing_personal(paper());
	assert_string_equal(t.session->visit.saved, t.save.name);
}

static void
test_unknown(void **state)
{
	(void)state;
	t.card.finish = FAKE_LOST_BEFORE;
	t.card.finish_error = ERR_CARD_GONE;
	stage_to_pin(&t);
	stage_fill_pin(&t, STAGE_PIN);
	t.card.identify = ERR_CARD_GONE;
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "recovery");
	to_receipt();
	stage_press(&t, "print");
	assert_on_paper("Bilinmiyor");
	assert_on_paper("…8901\n");
}

static void
test_in_english(void **state)
{
	(void)state;
	t.config.lang = LANG_EN;
	t.session->lang = LANG_EN;
	run_unlock();
	to_receipt();
	stage_press(&t, "print");
	assert_on_paper("KAMU SM\nReceipt\n\nDate ");
	assert_on_paper("Unlock\n");
}

static void
test_trouble(void **state)
{
	(void)state;
	run_unlock();
	to_receipt();
	t.save.print_error = ERR_PRINT_FAILED;
	stage_press(&t, "print");
	assert_about(&t, ERR_RECEIPT_FAILED);
	t.save.write_error = ERR_SAVE_FULL;
	stage_press(&t, "keep");
	assert_about(&t, ERR_RECEIPT_FAILED);
	assert_false(t.session->visit.receipt.printed);
	assert_false(t.session->visit.receipt.kept);
}

/* Nothing was done: there is no receipt.  The next person gets no other's. */
static void
test_whose(void **state)
{
	(void)state;
	stage_to_pin(&t);
	stage_key(&t, REQ_BACK);
	assert_null(stage_item(&t, "receipt"));
	stage_press(&t, "ok");
	stage_fill_pin(&t, STAGE_PIN);
	stage_key(&t, REQ_PRESS);
	assert_non_null(stage_item(&t, "receipt"));
	stage_key(&t, REQ_LEAVE);
	assert_null(t.session->visit.receipt.what);
}

/* A card tool that has failed after the card was asked. */
static void
test_wrong_pin(void **state)
{
	(void)state;
	fake_card_insert(&t.card, 0x01, 3);
	stage_to_start(&t);
	stage_press(&t, "card-tools");
	stage_press(&t, "change");
	assert_screen(&t, "change-pin");
	assert_null(stage_item(&t, "receipt"));
	stage_focus(&t, "old_pin");
	stage_type(&t, "975310");
	stage_focus(&t, "new_pin");
	stage_type(&t, STAGE_PIN);
	stage_focus(&t, "new_pin_again");
	stage_type(&t, STAGE_PIN);
	stage_press(&t, "change");
	assert_about(&t, ERR_PIN_WRONG);
	to_receipt();
	stage_press(&t, "print");
	assert_on_paper("PIN Değiştirme\n");
	assert_on_paper("Yapılmadı; bir deneme hakkı harcandı\n");
	assert_on_paper("K117");
	assert_null(strstr(paper(), "975310"));
	assert_null(strstr(paper(), STAGE_PIN));
}

/* The portal ends the session: what was done before can still be read, until
 * the next person comes. */
static void
test_session_ended(void **state)
{
	(void)state;
	run_unlock();
	assert_screen(&t, "unlock-done");
	stage_press(&t, "ok");
	fake_remote_fail(&t.remote, WIRE_CERTIFICATE_LIST, ERR_SESSION_ENDED,
	    401);
	stage_press(&t, "certificates");
	assert_screen(&t, "start");
	assert_about(&t, ERR_SESSION_ENDED);
	assert_false(t.session->visit.logged_in);
	to_receipt();
	stage_press(&t, "print");
	assert_on_paper("Kilit Çözme\n");
	stage_key(&t, REQ_LEAVE);
	assert_null(t.session->visit.receipt.what);
}

/* The screen may use these variables, and no other one. */
static bool
is_allowed(const char *name, size_t len)
{
	return strncmp(name, "receipt_", 8) == 0 ||
	    (len == 11 && memcmp(name, "call_centre", len) == 0) ||
	    (len == 10 && memcmp(name, "saved_name", len) == 0);
}

static void
check_text(const struct text *text)
{
	const char *at;

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		at = text->in[lang];
		while (at != NULL && (at = strchr(at, '{')) != NULL) {
			at++;
			assert_true(is_allowed(at, strcspn(at, "}")));
		}
	}
}

static void
test_variables(void **state)
{
	const struct screen *s = screens_find(t.screens, "receipt");

	(void)state;
	assert_non_null(s);
	check_text(&s->title);
	for (size_t i = 0; i < s->block_count; i++) {
		assert_int_not_equal(s->blocks[i].kind, BLOCK_FIELD);
		assert_int_not_equal(s->blocks[i].kind, BLOCK_SECRET);
		check_text(&s->blocks[i].text);
		check_text(&s->blocks[i].value);
	}
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, stage_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_done),
		TEST(test_lines),
		TEST(test_unchanged),
		TEST(test_unknown),
		TEST(test_in_english),
		TEST(test_trouble),
		TEST(test_whose),
		TEST(test_wrong_pin),
		TEST(test_session_ended),
		TEST(test_variables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
