/* The keyboard on the screen: from key to key, what each one means, and that
 * nothing is left of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "core/form.h"
#include "core/state.h"
#include "fake/stage.h"

static void
to_keyboard(struct stage *t)
{
	stage_open(t);
	stage_to_start(t);
	stage_press(t, "edevlet");
	stage_press(t, "enter");
	stage_press(t, "go");
	stage_press(t, "password");
	assert_screen(t, "edevlet-password");
	stage_press(t, "keyboard");
	assert_non_null(stage_view(t)->keyboard);
}

static const char *
typed(struct stage *t, const char *id)
{
	return (const char *)secret_bytes(form_find(&t->session->form,
	    id)->value);
}

static void
go(struct stage *t, enum request_kind kind, int times)
{
	while (times-- > 0)
		stage_key(t, kind);
}

static void
at(struct stage *t, int row, int col)
{
	const struct view_keyboard *k = stage_view(t)->keyboard;

	assert_non_null(k);
	assert_int_equal(k->row, row);
	assert_int_equal(k->col, col);
}

/* One key after the other: "q", "Ü", blank, erase, and a sign. */
static void
each_key_types(void **state)
{
	const struct view *v;
	struct stage t;

	(void)state;
	to_keyboard(&t);
	v = stage_view(&t);
	assert_int_equal(v->items[v->focus].kind, VIEW_KEYBOARD);
	assert_true(stage_item(&t, "edevlet_password")->typed_into);
	assert_false(stage_item(&t, "identity")->typed_into);
	assert_null(stage_item(&t, "login"));
	at(&t, 0, 0);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "edevlet_password"), "1");
	stage_key(&t, REQ_DOWN);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "edevlet_password"), "1q");
	/* Turkish letters, the last of their row, around the corner. */
	stage_key(&t, REQ_LEFT);
	at(&t, 1, 11);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "edevlet_password"), "1qü");
	stage_key(&t, REQ_RIGHT);
	at(&t, 1, 0);
	/* Capitals: the second of the names below. */
	go(&t, REQ_UP, 2);
	at(&t, 4, 0);
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_PRESS);
	at(&t, 4, 1);
	go(&t, REQ_UP, 2);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "edevlet_password"), "1qüD");
	/* blank, which counts, and what takes it away */
	go(&t, REQ_DOWN, 2);
	at(&t, 4, 1);
	go(&t, REQ_RIGHT, 2);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "edevlet_password"), "1qüD ");
	stage_key(&t, REQ_RIGHT);
	go(&t, REQ_PRESS, 2);
	assert_string_equal(typed(&t, "edevlet_password"), "1qü");
	/* Who has keys can use both. */
	stage_type(&t, "z");
	stage_key(&t, REQ_ERASE);
	assert_string_equal(typed(&t, "edevlet_password"), "1qü");
	/* Secret, as what is typed. */
	assert_null(stage_item(&t, "edevlet_password")->value);
	assert_int_equal(stage_item(&t, "edevlet_password")->length, 3);
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_PRESS);
	assert_null(stage_view(&t)->keyboard);
	/* The field has the focus, and the next Enter logs in. */
	assert_string_equal(t.session->focus, "edevlet_password");
	assert_screen(&t, "edevlet-password");
	stage_close(&t);
}

/* The keys of the last row, and the way over the corners of the layers. */
static void
every_key_is_reached(void **state)
{
	const struct view_keyboard *k;
	struct stage t;

	(void)state;
	to_keyboard(&t);
	for (size_t layer = 0; layer < 3; layer++) {
		t.session->keyboard.layer = layer;
		t.session->keyboard.row = t.session->keyboard.col = 0;
		stage_key(&t, REQ_UP);
		stage_key(&t, REQ_DOWN);
		at(&t, 0, 0);
		k = stage_view(&t)->keyboard;
		for (size_t row = 0; row <= k->row_count; row++) {
			at(&t, (int)row, 0);
			stage_key(&t, REQ_LEFT);
			assert_true(stage_view(&t)->keyboard->col > 0);
			stage_key(&t, REQ_RIGHT);
			stage_key(&t, REQ_DOWN);
		}
		at(&t, 0, 0);
	}
	stage_close(&t);
}

/* The other field takes digits only, and says so. */
static void
from_field_to_field(void **state)
{
	struct stage t;

	(void)state;
	to_keyboard(&t);
	stage_key(&t, REQ_NEXT);
	assert_true(stage_item(&t, "identity")->typed_into);
	stage_key(&t, REQ_PRESS);
	assert_string_equal(typed(&t, "identity"), "1");
	stage_key(&t, REQ_PREV);
	assert_true(stage_item(&t, "edevlet_password")->typed_into);
	assert_string_equal(typed(&t, "edevlet_password"), "");
	assert_non_null(stage_view(&t)->keyboard);
	stage_close(&t);
}

/* Esc closes the help, then the keyboard, then goes back. */
static void
closed_and_forgotten(void **state)
{
	static const struct view_keyboard nothing;
	struct stage t;

	(void)state;
	to_keyboard(&t);
	go(&t, REQ_DOWN, 2);
	go(&t, REQ_RIGHT, 3);
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
	at(&t, 0, 0);
	/* It goes with the screen. */
	stage_key(&t, REQ_RIGHT);
	stage_key(&t, REQ_LEAVE);
	assert_null(stage_view(&t)->keyboard);
	assert_false(t.session->keyboard.open);
	assert_int_equal(t.session->keyboard.col, 0);
	stage_close(&t);
}

/* Whoever goes away: what was typed is wiped with the visit. */
static void
nobody_is_there(void **state)
{
	struct stage t;

	(void)state;
	to_keyboard(&t);
	stage_key(&t, REQ_PRESS);
	stage_wait(&t, t.config.idle_s + 1);
	assert_screen(&t, "session-warning");
	assert_null(stage_view(&t)->keyboard);
	stage_wait(&t, t.config.warn_s + 1);
	assert_screen(&t, "goodbye");
	assert_false(t.session->keyboard.open);
	stage_close(&t);
}

/* Line by line there is none: its button is not offered. */
static void
not_everywhere(void **state)
{
	struct stage t;

	(void)state;
	stage_open(&t);
	t.config.keyboard = false;
	stage_to_start(&t);
	stage_press(&t, "edevlet");
	stage_press(&t, "enter");
	stage_press(&t, "go");
	stage_press(&t, "password");
	assert_null(stage_item(&t, "keyboard"));
	assert_non_null(stage_item(&t, "login"));
	stage_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_types),
		cmocka_unit_test(every_key_is_reached),
		cmocka_unit_test(from_field_to_field),
		cmocka_unit_test(closed_and_forgotten),
		cmocka_unit_test(nobody_is_there),
		cmocka_unit_test(not_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
