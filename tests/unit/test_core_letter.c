/* The PIN letter: hidden until asked for, hidden again, gone on leaving; saved
 * on a stick, printed, erased; and in no text of the view. */
#include "stage_fixture.h"

#include <string.h>

#include "base/secret.h"
#include "core/choice.h"
#include "core/state.h"

static void
to_letter(void)
{
	stage_begin(&t);
	stage_to_menu(&t);
	stage_press(&t, "letter");
	assert_screen(&t, "pin-puk-info");
}

static bool
is_shown(const char *id, const char *value)
{
	const struct view_item *item = stage_item(&t, id);

	assert_non_null(item);
	assert_int_equal(item->kind, VIEW_SECRET);
	return item->shown != NULL &&
	    secret_len(item->shown) == strlen(value) &&
	    memcmp(secret_bytes(item->shown), value, strlen(value)) == 0;
}

static bool
is_hidden(const char *id)
{
	const struct view_item *item = stage_item(&t, id);

	return item != NULL && item->shown == NULL;
}

/* No text of the view, and nothing else of the session, has the value. */
static void
assert_untold(void)
{
	const struct session *s = t.session;

	(void)stage_view(&t);
	assert_null(memmem(s, sizeof(*s), FAKE_LETTER_PIN, 6));
	assert_null(memmem(s, sizeof(*s), FAKE_LETTER_PUK, 8));
}

static bool
letter_is_gone(void)
{
	const struct visit_letter *l = &t.session->visit.letter;

	return l->id[0] == '\0' && secret_len(l->pin) == 0 &&
	    secret_len(l->puk) == 0;
}

static void
test_hidden_until_asked_for(void **state)
{
	(void)state;
	to_letter();
	assert_string_equal(stage_item(&t, "letter_pin")->text, "PIN");
	assert_true(is_hidden("letter_pin") && is_hidden("letter_puk"));
	assert_null(stage_item(&t, "letter"));
	assert_untold();
	stage_press(&t, "show");
	assert_true(is_shown("letter_pin", FAKE_LETTER_PIN));
	assert_true(is_shown("letter_puk", FAKE_LETTER_PUK));
	assert_int_equal(stage_item(&t, "letter")->seconds_left, 30);
	assert_untold();
	stage_press(&t, "hide");
	assert_true(is_hidden("letter_pin") && is_hidden("letter_puk"));
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    "show");
}

static void
test_hidden_again_after_30_s(void **state)
{
	(void)state;
	to_letter();
	stage_press(&t, "show");
	stage_wait(&t, 29);
	assert_true(is_shown("letter_pin", FAKE_LETTER_PIN));
	assert_int_equal(stage_item(&t, "letter")->seconds_left, 1);
	stage_wait(&t, 1);
	assert_true(is_hidden("letter_pin"));
	assert_about(&t, ERR_LETTER_HIDDEN);
	assert_true(stage_view(&t)->message.good);
	/* And once more, as long. */
	stage_press(&t, "show");
	assert_about(&t, ERR_OK);
	stage_wait(&t, 10);
	assert_true(is_shown("letter_pin", FAKE_LETTER_PIN));
}

/* The help lies over the values: they are hidden as well when the time is
 * over. */
static void
test_hidden_while_the_help_is_open(void **state)
{
	(void)state;
	to_letter();
	stage_press(&t, "show");
	stage_key(&t, REQ_HELP);
	stage_wait(&t, 31);
	assert_true(is_hidden("letter_pin"));
}

static void
test_gone_on_leaving(void **state)
{
	(void)state;
	to_letter();
	stage_press(&t, "show");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "operations-menu");
	assert_true(letter_is_gone());
	/* The portal gives it once a session. */
	fake_remote_fail(&t.remote, WIRE_LETTER_READ, ERR_LETTER_READ, 409);
	stage_press(&t, "letter");
	assert_about(&t, ERR_LETTER_READ);
	assert_null(stage_item(&t, "letter_pin"));
	assert_null(stage_item(&t, "show"));
	assert_int_equal(t.remote.calls[WIRE_LETTER_READ], 2);
}

static void
test_not_read_twice_within_its_screens(void **state)
{
	(void)state;
	to_letter();
	stage_press(&t, "show");
	stage_press(&t, "erase");
	assert_screen(&t, "letter-erase");
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "pin-puk-info");
	assert_true(is_hidden("letter_pin"));
	assert_int_equal(t.remote.calls[WIRE_LETTER_READ], 1);
}

/* Nobody is there any more: hidden at once, and gone with the visit. */
static void
test_idle_hides_and_wipes(void **state)
{
	(void)state;
	to_letter();
	t.session->idle.seconds = 10;
	stage_press(&t, "show");
	stage_wait(&t, 10);
	assert_screen(&t, "session-warning");
	stage_press(&t, "go-on");
	assert_screen(&t, "pin-puk-info");
	assert_true(is_hidden("letter_pin"));
	stage_wait(&t, 10 + t.config.warn_s);
	assert_true(letter_is_gone());
	assert_untold();
}

static void
test_what_the_portal_says(void **state)
{
	(void)state;
	stage_begin(&t);
	stage_to_menu(&t);
	fake_remote_fail(&t.remote, WIRE_LETTER_READ, ERR_CARD_NOT_YOURS, 403);
	stage_press(&t, "letter");
	assert_about(&t, ERR_CARD_NOT_YOURS);
	assert_null(stage_item(&t, "save"));
	stage_key(&t, REQ_BACK);
	t.remote.letter_year = 2015;
	t.remote.letter_stale = true;
	stage_press(&t, "letter");
	assert_about(&t, ERR_OK);
	assert_true(is_hidden("letter_pin"));
	assert_null(stage_item(&t, "letter_puk"));
	/* The card in the reader is the one that is asked about. */
	assert_true(fake_remote_said(&t.remote, "{\"serial\":\""));
}

/* ---- Erase ---- */

static void
test_erase_takes_a_typed_word(void **state)
{
	(void)state;
	to_letter();
	stage_press(&t, "erase");
	stage_press(&t, "erase");
	assert_about(&t, ERR_FIELD_EMPTY);
	stage_type(&t, "hayir");
	stage_press(&t, "erase");
	assert_about(&t, ERR_CONFIRM_WORD);
	assert_int_equal(t.remote.calls[WIRE_LETTER_ERASE], 0);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "pin-puk-info");
	stage_press(&t, "erase");
	stage_type(&t, "evet");
	/* Enter in the field leads to the button, and neither erases nor
	 * gives up. */
	stage_key(&t, REQ_PRESS);
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    "erase");
	assert_int_equal(t.remote.calls[WIRE_LETTER_ERASE], 0);
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "letter-erased");
	assert_int_equal(t.remote.calls[WIRE_LETTER_ERASE], 1);
	assert_true(letter_is_gone());
}

static void
test_a_lost_erase_is_asked_again_with_its_key(void **state)
{
	char key[WIRE_ID];

	(void)state;
	to_letter();
	stage_press(&t, "erase");
	stage_type(&t, "EVET");
	fake_remote_fail(&t.remote, WIRE_LETTER_ERASE, ERR_PORTAL_AWAY, 0);
	stage_press(&t, "erase");
	assert_screen(&t, "letter-erase");
	assert_about(&t, ERR_PORTAL_AWAY);
	memcpy(key, t.remote.keys[WIRE_LETTER_ERASE], sizeof(key));
	stage_press(&t, "erase");
	assert_screen(&t, "letter-erased");
	assert_string_equal(t.remote.keys[WIRE_LETTER_ERASE], key);
}

/* ---- Save ---- */

static void
to_save(void)
{
	to_letter();
	stage_press(&t, "save");
	assert_screen(&t, "letter-save");
}

static void
choose(size_t row)
{
	stage_focus(&t, choice_row_id(row));
	stage_key(&t, REQ_PRESS);
}

static void
test_saved_on_the_chosen_stick(void **state)
{
	(void)state;
	fake_save_plug(&t.save, "KINGSTON", false);
	fake_save_plug(&t.save, "bad\x1b[2Jname", true);
	to_save();
	assert_string_equal(stage_item(&t, choice_row_id(0))->cells[0],
	    "KINGSTON");
	assert_string_equal(stage_item(&t, choice_row_id(0))->cells[1],
	    "14 GB");
	assert_null(strchr(stage_item(&t, choice_row_id(1))->cells[0],
	    '\x1b'));
	assert_string_equal(stage_item(&t, choice_row_id(1))->cells[2],
	    "yaz\u0131lamaz");
	choose(0);
	assert_screen(&t, "letter-saved");
	assert_string_equal(t.save.stick, "stick-0");
	assert_string_equal(t.save.name, "PIN-PUK-8901.pdf");
	assert_int_equal(t.save.paper.len, sizeof(FAKE_PDF) - 1);
	assert_memory_equal(t.save.paper.data, FAKE_PDF, t.save.paper.len);
	assert_false(fake_remote_said(&t.remote, "password"));
	assert_true(fake_remote_said(&t.remote, "\"language\":\"tr\""));
	assert_untold();
	/* The letter can still be erased from here. */
	stage_press(&t, "erase");
	assert_screen(&t, "letter-erase");
	assert_false(letter_is_gone());
}

static void
test_a_stick_appears_and_goes(void **state)
{
	(void)state;
	to_save();
	assert_null(stage_item(&t, choice_row_id(0)));
	fake_save_plug(&t.save, "LATE", false);
	stage_wait(&t, 3);
	assert_string_equal(stage_item(&t, choice_row_id(0))->cells[0],
	    "LATE");
	/* Looking again is no sign of a person. */
	stage_wait(&t, 60);
	assert_screen(&t, "session-warning");
}

/* Looking goes on, so what it could not do is said for as long as that is so;
 * what a person did stays said. */
static void
test_looking_fails_for_a_while(void **state)
{
	(void)state;
	t.save.look_error = ERR_HELPER_GONE;
	to_save();
	assert_about(&t, ERR_HELPER_GONE);
	stage_wait(&t, 3);
	assert_about(&t, ERR_HELPER_GONE);
	t.save.look_error = ERR_OK;
	fake_save_plug(&t.save, "KINGSTON", false);
	stage_wait(&t, 3);
	assert_about(&t, ERR_OK);
	t.save.write_error = ERR_SAVE_FULL;
	choose(0);
	assert_about(&t, ERR_SAVE_FULL);
	stage_wait(&t, 6);
	assert_about(&t, ERR_SAVE_FULL);
}

static void
test_a_password_is_typed_twice(void **state)
{
	(void)state;
	fake_save_plug(&t.save, "KINGSTON", false);
	to_save();
	stage_fill(&t, "pdf_password", "kisa");
	choose(0);
	assert_about(&t, ERR_FIELD_LENGTH);
	stage_type(&t, "uzun parola");
	stage_fill(&t, "pdf_password_again", "uzun parole");
	choose(0);
	assert_about(&t, ERR_PASSWORD_REPEAT);
	assert_int_equal(t.remote.calls[WIRE_LETTER_PDF], 0);
	stage_type(&t, "uzun parola");
	stage_fill(&t, "pdf_password_again", "uzun parola");
	/* Enter leads from there to the sticks. */
	stage_key(&t, REQ_PRESS);
	assert_string_equal(stage_view(&t)->items[stage_view(&t)->focus].id,
	    choice_row_id(0));
	stage_key(&t, REQ_PRESS);
	assert_screen(&t, "letter-saved");
	assert_true(fake_remote_said(&t.remote, "\"uzun parola\""));
}

static void
test_trouble_with_the_stick(void **state)
{
	static const enum err errors[] = { ERR_SAVE_GONE, ERR_SAVE_READ_ONLY,
		ERR_SAVE_FULL, ERR_SAVE_FAILED, ERR_HELPER_GONE };

	(void)state;
	fake_save_plug(&t.save, "KINGSTON", false);
	to_save();
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		t.save.write_error = errors[i];
		choose(0);
		assert_screen(&t, "letter-save");
		assert_about(&t, errors[i]);
	}
	t.save.write_error = ERR_TIMEOUT;
	choose(0);
	assert_about(&t, ERR_SAVE_FAILED);
	t.save.write_error = ERR_OK;
	choose(0);
	assert_screen(&t, "letter-saved");
}

static void
test_going_back_gives_the_stick_up(void **state)
{
	(void)state;
	fake_save_plug(&t.save, "KINGSTON", false);
	to_save();
	stage_focus(&t, choice_row_id(0));
	stage_key_only(&t, REQ_PRESS);
	assert_true(fake_remote_step(&t.remote));
	assert_int_equal(t.save.writes, 1);
	stage_key(&t, REQ_BACK);
	assert_int_equal(t.save.cancelled, 1);
	assert_screen(&t, "letter-save");
}

static void
test_print(void **state)
{
	(void)state;
	to_save();
	assert_null(stage_item(&t, "print"));
	stage_key(&t, REQ_BACK);
	t.config.printer = true;
	stage_press(&t, "save");
	t.save.print_error = ERR_PRINT_FAILED;
	stage_press(&t, "print");
	assert_about(&t, ERR_PRINT_FAILED);
	t.save.print_error = ERR_OK;
	stage_press(&t, "print");
	assert_screen(&t, "letter-printed");
	assert_int_equal(t.save.prints, 2);
	assert_memory_equal(t.save.paper.data, FAKE_PDF, t.save.paper.len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_hidden_until_asked_for),
		STAGE_TEST(test_hidden_again_after_30_s),
		STAGE_TEST(test_hidden_while_the_help_is_open),
		STAGE_TEST(test_gone_on_leaving),
		STAGE_TEST(test_not_read_twice_within_its_screens),
		STAGE_TEST(test_idle_hides_and_wipes),
		STAGE_TEST(test_what_the_portal_says),
		STAGE_TEST(test_erase_takes_a_typed_word),
		STAGE_TEST(test_a_lost_erase_is_asked_again_with_its_key),
		STAGE_TEST(test_saved_on_the_chosen_stick),
		STAGE_TEST(test_a_stick_appears_and_goes),
		STAGE_TEST(test_looking_fails_for_a_while),
		STAGE_TEST(test_a_password_is_typed_twice),
		STAGE_TEST(test_trouble_with_the_stick),
		STAGE_TEST(test_going_back_gives_the_stick_up),
		STAGE_TEST(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
