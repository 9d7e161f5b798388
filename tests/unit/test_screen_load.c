/* The loader: what it makes of good screens. */
#include "screen_fixture.h"

static void
test_good_screens(void **state)
{
	const struct screen *ask;
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	assert_string_equal(f.error, "");
	assert_int_equal(screens_count(f.screens), 3);
	ask = screens_find(f.screens, "ask");
	assert_non_null(ask);
	assert_ptr_equal(screens_at(f.screens, 1), ask);
	assert_null(screens_at(f.screens, 3));
	assert_string_equal(ask->title.in[LANG_EN], "Code");
	assert_string_equal(ask->trail->in[LANG_TR], "Bireysel");
	assert_int_equal(ask->step, 2);
	assert_int_equal(ask->steps, 3);
	assert_true(ask->idle);
	assert_true(ask->sensitive);
	assert_int_equal(ask->every.seconds, 10);
	assert_string_equal(ask->after.when, "expired");
	assert_false(screens_start(f.screens)->idle);
	assert_false(screens_start(f.screens)->sensitive);
	fixture_end(&f);
}

static void
test_keyboard(void **state)
{
	const struct keyboard_layer *layers;
	struct fixture f;
	size_t count = 9;

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	(void)screens_keyboard(f.screens, &count);
	assert_int_equal(count, 0);
	fixture_end(&f);
	fixture_begin(&f);
	fixture_edit(&f, WORDS, "words:", KEYBOARD("[\"ab\", \"ğ\"]") "words:");
	assert_int_equal(fixture_load(&f), ERR_OK);
	layers = screens_keyboard(f.screens, &count);
	assert_int_equal(count, 1);
	assert_string_equal(layers[0].name, "abc");
	assert_int_equal(layers[0].row_count, 2);
	assert_string_equal(layers[0].rows[1], "ğ");
	fixture_end(&f);
}

static void
test_blocks(void **state)
{
	const struct block *b;
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	b = screens_find(f.screens, "ask")->blocks;
	assert_int_equal(b[0].kind, BLOCK_TEXT);
	assert_string_equal(b[0].when, "!expired");
	assert_int_equal(b[1].kind, BLOCK_FIELD);
	assert_string_equal(b[1].id, "code");
	assert_int_equal(b[1].field, FIELD_DIGITS);
	assert_int_equal(b[1].min, 6);
	assert_int_equal(b[1].max, 6);
	assert_true(b[1].secret);
	assert_string_equal(b[1].hint.in[LANG_TR], "6 rakam");
	assert_int_equal(b[2].kind, BLOCK_COUNTDOWN);
	assert_int_equal(b[2].at_end, ERR_CODE_EXPIRED);
	b = screens_find(f.screens, "run")->blocks;
	assert_int_equal(b[0].step_count, 2);
	assert_string_equal(b[0].steps[1].text.in[LANG_EN], "Done");
	fixture_end(&f);
}

static void
test_edges(void **state)
{
	const struct screen *ask;
	const struct target *to;
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	ask = screens_find(f.screens, "ask");
	to = screen_outcome(f.screens, ask, "sms.verify", ERR_OK);
	assert_int_equal(to->kind, TO_SCREEN);
	assert_string_equal(to->name, "run");
	to = screen_outcome(f.screens, ask, "sms.verify", ERR_CODE_WRONG);
	assert_int_equal(to->kind, TO_STAY);
	assert_string_equal(to->name, "code");
	to = screen_outcome(f.screens, ask, "sms.verify", ERR_IO);
	assert_string_equal(to->name, "home");
	to = screen_outcome(f.screens, ask, "countdown.sms",
	    ERR_CODE_EXPIRED);
	assert_string_equal(to->name, "send");
	assert_null(screen_outcome(f.screens, ask, "sms.verify",
	    ERR_PIN_WRONG));
	assert_string_equal(screen_event(ask, "card-out")->name, "home");
	assert_null(screen_event(ask, "key"));
	fixture_end(&f);
}

/* `common` stands for the common outcomes, before or behind those that the
 * group names, and for no others. */
static void
test_common(void **state)
{
	static const enum err common[] = { SCREEN_COMMON_OUTCOMES };
	const struct screen *run;
	const struct target *to;
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, FLOW, "    timeout: stay\n",
	    "    timeout: stay\n    common: ask\n    pin-wrong: home\n");
	assert_int_equal(fixture_load(&f), ERR_OK);
	run = screens_find(f.screens, "run");
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		to = screen_outcome(f.screens, run, "unlock.run", common[i]);
		assert_non_null(to);
		if (common[i] == ERR_TIMEOUT)
			assert_int_equal(to->kind, TO_STAY);
		else
			assert_string_equal(to->name,
			    common[i] == ERR_IO ? "home" : "ask");
	}
	to = screen_outcome(f.screens, run, "unlock.run", ERR_PIN_WRONG);
	assert_string_equal(to->name, "home");
	assert_null(screen_outcome(f.screens, run, "unlock.run",
	    ERR_PIN_BLOCKED));
	assert_null(screen_outcome(f.screens, run, "none", ERR_OK));
	fixture_end(&f);
}

/* The first paint reads flow.yaml and the start screen and nothing else. */
static void
test_lazy(void **state)
{
	struct fixture f;
	char path[128];

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, ASK, "screen: ask", "nonsense: ask");
	fixture_write(&f);
	fixture_path(&f, MESSAGES, path, sizeof(path));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(screens_open(f.dir, &f.screens, f.error,
	    sizeof(f.error)), ERR_OK);
	assert_string_equal(screens_start(f.screens)->id, "home");
	assert_string_equal(screens_role(f.screens, "idle"), "ask");
	assert_string_equal(screens_word(f.screens, "step", LANG_TR), "Adım");
	assert_null(screens_find(f.screens, "ask"));
	assert_string_equal(screens_word(f.screens, "tries", LANG_TR), "");
	assert_null(screens_message(f.screens, ERR_TIMEOUT));
	assert_int_not_equal(screens_load_all(f.screens, f.error,
	    sizeof(f.error)), ERR_OK);
	assert_non_null(strstr(f.error, "/messages.yaml"));
	fixture_end(&f);
}

static void
test_missing_directory(void **state)
{
	struct screens *screens = NULL;
	char error[200];

	(void)state;
	assert_int_not_equal(screens_open("/nonexistent/screens", &screens,
	    error, sizeof(error)), ERR_OK);
	assert_null(screens);
	assert_non_null(strstr(error, "/nonexistent/screens/flow.yaml"));
}

static void
test_messages_and_words(void **state)
{
	const struct message *m;
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	m = screens_message(f.screens, ERR_TIMEOUT);
	assert_string_equal(m->code, "S403");
	assert_string_equal(m->card.in[LANG_TR], "Kart aynı.");
	assert_string_equal(screens_message(f.screens, ERR_IO)->
	    card.in[LANG_EN], "Card is well.");
	assert_null(screens_message(f.screens, ERR_OK));
	assert_null(screens_message(f.screens, ERR_COUNT));
	assert_string_equal(screens_word(f.screens, "tries", LANG_EN),
	    "Left: {n}");
	assert_string_equal(screens_word(f.screens, "no-such", LANG_EN), "");
	assert_null(screens_role(f.screens, "no-such"));
	fixture_end(&f);
}

/* Two buttons may both be the default one if never both are there. */
static void
test_buttons_that_exclude_each_other(void **state)
{
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, ASK, "    default: true\n",
	    "    default: true\n    when: expired\n");
	fixture_edit(&f, ASK, "    back: true\n",
	    "    default: true\n    when: \"!expired\"\n");
	assert_int_equal(fixture_load(&f), ERR_OK);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_screens),
		cmocka_unit_test(test_keyboard),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_common),
		cmocka_unit_test(test_lazy),
		cmocka_unit_test(test_missing_directory),
		cmocka_unit_test(test_messages_and_words),
		cmocka_unit_test(test_buttons_that_exclude_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
