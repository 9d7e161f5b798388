/* The keyboard on the screen: from key to key, what each one means, and that
 * nothing is left of it. */
#include "stage_fixture.h"

#include "base/secret.h"
#include "core/form.h"
#include "core/state.h"

static void
to_keyboard(void)
{
	stage_to_start(&t);
	stage_press(&t, "edevlet");
	stage_press(&t, "enter");
	stage_press(&t, "go");
	stage_press(&t, "password");
	assert_screen(&t, "edevlet-password");
	stage_press(&t, "keyboard");
	assert_non_null(stage_view(&t)->keyboard);
}

static const char *
typed(const char *id)
{
	return (const char *)secret_bytes(form_find(&t.session->form,
	    id)->value);
}

static void
go(enum request_kind kind, int times)
{
	while (times-- > 0)
		stage_key(&t, kind);
}

static void
at(int row, int col)
{
	const struct view_keyboard *k = stage_view(&t)->keyboard;

	assert_non_null(k);
	assert_int_equal(k->row, row);
	assert_int_equal(k->col, col);
}

/* One key after the other: "q", "Ü", blank, erase, and a sign. */
static void
each_key_types(void **state)
{
	const struct view *v;

	(void)state;
	to_keyboard();
	v = stage_view(&t);
	assert_int_equal(v->items[v->focus].kind, VIEW_KEYBOARD);
	assert_true(stage_item(&t, "edevlet_password")->typed_into);
	assert_false(stage_item(&t, "identity")->typed_into);
	assert_null(stage_item(&t, "login"));
	at(0, 0);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("edevlet_password"), "1");
	stage_key(&t, REQ_DOWN);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("edevlet_password"), "1q");
	/* Turkish letters, the last of their row, around the corner. */
	stage_key(&t, REQ_LEFT);
	at(1, 11);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("edevlet_password"), "1qü");
	stage_key(&t, REQ_RIGHT);
	at(1, 0);
	/* Capitals: the second of the names below. */
	go(REQ_UP, 2);
	at(4, 0);
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_PRESS);
	at(4, 1);
	go(REQ_UP, 2);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("edevlet_password"), "1qüD");
	/* blank, which counts, and what takes it away */
	go(REQ_DOWN, 2);
	at(4, 1);
	go(REQ_RIGHT, 2);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("edevlet_password"), "1qüD ");
	stage_key(&t, REQ_RIGHT);
	go(REQ_PRESS, 2);
	assert_string_equal(typed("edevlet_password"), "1qü");
	/* Who has keys can use both. */
	stage_type(&t, "z");
	stage_key(&t, REQ_ERASE);
	assert_string_equal(typed("edevlet_password"), "1qü");
	/* Secret, as what is typed. */
	assert_null(stage_item(&t, "edevlet_password")->value);
	assert_int_equal(stage_item(&t, "edevlet_password")->length, 3);
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_PRESS);
	assert_null(stage_view(&t)->keyboard);
	/* The field has the focus, and the next Enter logs in. */
	assert_string_equal(t.session->focus, "edevlet_password");
	assert_screen(&t, "edevlet-password");
}

/* The keys of the last row, and the way over the corners of the layers. */
static void
every_key_is_reached(void **state)
{
	const struct view_keyboard *k;

	(void)state;
	to_keyboard();
	for (size_t layer = 0; layer < 3; layer++) {
		t.session->keyboard.layer = layer;
		t.session->keyboard.row = t.session->keyboard.col = 0;
		stage_key(&t, REQ_UP);
		stage_key(&t, REQ_DOWN);
		at(0, 0);
		k = stage_view(&t)->keyboard;
		for (size_t row = 0; row <= k->row_count; row++) {
			at((int)row, 0);
			stage_key(&t, REQ_LEFT);
			assert_true(stage_view(&t)->keyboard->col > 0);
			stage_key(&t, REQ_RIGHT);
			stage_key(&t, REQ_DOWN);
		}
		at(0, 0);
	}
}

/* The other field takes digits only, and says so. */
static void
from_field_to_field(void **state)
{
	(void)state;
	to_keyboard();
	stage_key(&t, REQ_NEXT);
	assert_true(stage_item(&t, "identity")->typed_into);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed("identity"), "1");
	stage_key(&t, REQ_PREV);
	assert_true(stage_item(&t, "edevlet_password")->typed_into);
	assert_string_equal(typed("edevlet_password"), "");
	assert_non_null(stage_view(&t)->keyboard);
}

/* Esc closes the help, then the keyboard, then goes back. */
static void
closed_and_forgotten(void **state)
{
	static const struct view_keyboard nothing;

	(void)state;
	to_keyboard();
	go(REQ_DOWN, 2);
	go(REQ_RIGHT, 3);
	stage_key(&t, REQ_HELP);
	stage_key(&t, REQ_BACK);
	assert_non_null(stage_view(&t)->keyboard);
	stage_key(&t, REQ_BACK);
	assert_screen(&t, "edevlet-password");
	assert_null(stage_view(&t)->keyboard);
	assert_memory_equal(&t.session->view_keyboard, &nothing,
	    sizeof(nothing));
	assert_int_equal(t.session->keyboard.row, 0);
	assert_int_equal(t.session->keyboard.col, 0);
	/* Opened again it stands at its beginning. */
	stage_press(&t, "keyboard");
	at(0, 0);
	/* It goes with the screen. */
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_LEAVE);
	assert_null(stage_view(&t)->keyboard);
	assert_false(t.session->keyboard.open);
	assert_int_equal(t.session->keyboard.col, 0);
}

/* Whoever goes away: what was typed is wiped with the visit. */
static void
nobody_is_there(void **state)
{
	(void)state;
	to_keyboard();
	stage_key(&t, REQ_PRESS);
	stage_wait(&t, t.config.idle_s + 1);
	assert_screen(&t, "session-warning");
	assert_null(stage_view(&t)->keyboard);
	stage_wait(&t, t.config.warn_s + 1);
	assert_screen(&t, "goodbye");
	assert_false(t.session->keyboard.open);
}

/* Line by line there is none: its button is not offered. */
static void
not_everywhere(void **state)
{
	(void)state;
	t.config.keyboard = false;
	stage_to_start(&t);
	stage_press(&t, "edevlet");
	stage_press(&t, "enter");
	stage_press(&t, "go");
	stage_press(&t, "password");
	assert_null(stage_item(&t, "keyboard"));
	assert_non_null(stage_item(&t, "login"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(each_key_types),
		STAGE_TEST(every_key_is_reached),
		STAGE_TEST(from_field_to_field),
		STAGE_TEST(closed_and_forgotten),
		STAGE_TEST(nobody_is_there),
		STAGE_TEST(not_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
