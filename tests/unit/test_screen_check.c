/* The checker: each thing that it finds, word for word, and nothing else. */
#include "screen_fixture.h"

#define COMMON ERR_OK, ERR_TIMEOUT, ERR_IO

static const enum err only_common[] = { COMMON, ERR_COUNT };
static const enum err verify[] = { COMMON, ERR_CODE_WRONG, ERR_COUNT };
static const char *const verify_fields[] = { "code", NULL };
static const char *const run_steps[] = { "card", "done", NULL };

static const struct screen_action actions[] = {
	{ "sms.verify", verify, verify_fields, NULL },
	{ "portal.check", only_common, NULL, NULL },
	{ "unlock.run", only_common, NULL, run_steps },
	{ NULL, NULL, NULL, NULL },
};
static const char *const facts[] = { "expired", "card-present", NULL };
static const char *const variables[] = { "phone", "call_centre", NULL };
static const char *const events[] = { "key", "card-in", "card-out", NULL };
static const char *const words[] = { "step", "tries", NULL };
static const char *const countdowns[] = { "sms", "warn", NULL };

static const char *const lists[] = { "certificates", NULL };

static const char *const secrets[] = { "letter_pin", NULL };

static const struct screen_vocabulary known = { actions, facts, variables,
    events, words, countdowns, lists, secrets };

/* All findings, one a line, without the directory. */
struct found {
	const struct fixture *f;
	char text[4000];
	size_t len, count;
};

static void
note(void *arg, const char *line)
{
	struct found *found = arg;
	size_t dir = strlen(found->f->dir) + 1;

	assert_memory_equal(line, found->f->dir, dir - 1);
	found->count++;
	if (found->len < sizeof(found->text))
		found->len += (size_t)snprintf(found->text + found->len,
		    sizeof(found->text) - found->len, "%s\n", line + dir);
}

struct finding {
	int file;
	const char *old, *new;
	const char *found;
};

#define LIST_OF(name, does) \
	"  - {list: " name ", " does ", empty: {tr: \"-\", en: \"-\"}}\n" \
	"  - countdown: sms"

static const struct finding findings[] = {
	/* lists */
	{ ASK, "  - countdown: sms", LIST_OF("certificate", "go: run"),
	    "ask.yaml:15: no list 'certificate'; did you mean"
	    " 'certificates'?\n" },
	{ ASK, "  - countdown: sms", LIST_OF("certificates", "go: rum"),
	    "ask.yaml:15: no screen 'rum'; did you mean 'run'?\n" },
	{ ASK, "  - countdown: sms", LIST_OF("certificates", "do: sms.verfy"),
	    "ask.yaml:15: no action 'sms.verfy'; did you mean"
	    " 'sms.verify'?\n" },
	{ ASK, "  - countdown: sms", LIST_OF("certificates", "go: stay"),
	    "ask.yaml:15: 'stay' is only for outcomes: this would do"
	    " nothing\n" },
	/* actions */
	{ ASK, "do: sms.verify\n    default: true\n",
	    "do: sms.verify\n    default: true\n  - id: new\n    label:"
	    " {tr: \"Yeni\", en: \"New\"}\n    do: sms.verfy\n",
	    "ask.yaml:23: no action 'sms.verfy'; did you mean"
	    " 'sms.verify'?\n" },
	{ RUN, "enter: unlock.run",
	    "enter: unlock.run\nevery: {seconds: 5, do: nothing.like-it}",
	    "run.yaml:5: no action 'nothing.like-it'\n" },
	{ ASK, "code-wrong: stay code", "code-expired: stay code",
	    "ask.yaml:19: 'sms.verify' can end with 'code-wrong', which"
	    " leads nowhere\nask.yaml:28: 'sms.verify' never ends with"
	    " 'code-expired'\n" },
	{ FLOW, "    io: home\n", "",
	    "ask.yaml:19: 'sms.verify' can end with 'io', which leads"
	    " nowhere\nask.yaml:33: 'portal.check' can end with 'io',"
	    " which leads nowhere\nrun.yaml:4: 'unlock.run' can end with"
	    " 'io', which leads nowhere\n" },
	{ ASK, ", code-wrong: stay code", "",
	    "ask.yaml:19: 'sms.verify' can end with 'code-wrong', which"
	    " leads nowhere\n" },
	{ ASK, "code-wrong: stay code",
	    "code-wrong: stay code, pin-wrong: stay",
	    "ask.yaml:28: 'sms.verify' never ends with 'pin-wrong'\n" },
	{ ASK, "outcomes:\n", "outcomes:\n  sms.verfy: {ok: home}\n",
	    "ask.yaml:28: nothing on this screen does 'sms.verfy'; did you"
	    " mean 'sms.verify'?\n" },
	{ ASK, "outcomes:\n", "outcomes:\n  unlock.run: {ok: home}\n",
	    "ask.yaml:28: nothing on this screen does 'unlock.run'\n" },
	{ MESSAGES, "  code-wrong:", "  code-used-up:",
	    "ask.yaml:19: 'sms.verify' can end with 'code-wrong', which"
	    " has no message in messages.yaml\n" },
	/* fields and steps */
	{ ASK, "  - field: code", "  - field: kode",
	    "ask.yaml:19: 'sms.verify' reads the field 'code', which is"
	    " not on this screen\nask.yaml:9: no action of this screen"
	    " reads the field 'kode'\nask.yaml:28: no field, list or button"
	    " 'code' on this screen; did you mean 'kode'?\n" },
	{ ASK, "  - countdown",
	    "  - field: word\n    label: {tr: \"A\", en: \"A\"}\n    kind:"
	    " digits\n    length: 1\n  - countdown",
	    "ask.yaml:15: no action of this screen reads the field 'word'\n" },
	{ RUN, "id: done", "id: dune",
	    "run.yaml:4: 'unlock.run' reports the step 'done', which is"
	    " not on this screen\nrun.yaml:7: no action of this screen"
	    " reports the step 'dune'\n" },
	{ RUN, "{id: done",
	    "{id: more, text: {tr: \"A\", en: \"A\"}}\n      - {id: done",
	    "run.yaml:7: no action of this screen reports the step 'more'\n" },
	{ HOME, "on: {key",
	    "enter: unlock.run\notherwise: trouble\noutcomes:\n "
	    " unlock.run: {ok: stay}\non: {key",
	    "home.yaml:6: 'unlock.run' reports the step 'card', which is"
	    " not on this screen\nhome.yaml:6: 'unlock.run' reports the"
	    " step 'done', which is not on this screen\n" },
	/* edges */
	{ ASK, "ok: run", "ok: runn",
	    "ask.yaml:28: no screen 'runn'; did you mean"
	    " 'run'?\nflow.yaml:1: nothing leads to the screen 'run'\n" },
	{ ASK, "    go: home", "    go: hoem",
	    "ask.yaml:23: no screen 'hoem'; did you mean 'home'?\n" },
	{ ASK, "stay code}", "stay kode}",
	    "ask.yaml:28: no field, list or button 'kode' on this screen; did"
	    " you mean 'code'?\n" },
	{ ASK, "stay code}", "stay sms}",
	    "ask.yaml:28: no field, list or button 'sms' on this screen\n" },
	{ HOME, "key: ask", "key: return",
	    "home.yaml:6: 'return' is only for screens that come"
	    " between others\n" },
	{ RUN, "ok: home", "ok: home, io: return",
	    "run.yaml:11: 'return' is only for screens that come"
	    " between others\n" },
	{ HOME, "key: ask", "key: ask, card-in: stay",
	    "home.yaml:6: 'stay' is only for outcomes: this would do"
	    " nothing\n" },
	{ HOME, "key: ask", "key: ask, card-inn: ask",
	    "home.yaml:6: no event 'card-inn'; did you mean 'card-in'?\n" },
	{ FLOW, "io: home", "io: hoem",
	    "flow.yaml:9: no screen 'hoem'; did you mean 'home'?\n" },
	{ FLOW, "io: home", "io: return",
	    "flow.yaml:9: the group 'trouble' says 'return', but 'run'"
	    " uses it and interrupts nothing\n" },
	{ FLOW, "io: home", "io: home\n    pin-wrong: stay",
	    "flow.yaml:10: no action ever ends with 'pin-wrong'\n" },
	/* once, not for each outcome that it stands for */
	{ FLOW, "io: home", "io: home\n    common: hoem",
	    "flow.yaml:10: no screen 'hoem'; did you mean 'home'?\n" },
	{ FLOW, "io: home", "io: home\n    common: return",
	    "flow.yaml:10: the group 'trouble' says 'return', but 'run'"
	    " uses it and interrupts nothing\n" },
	/* countdowns */
	{ ASK, "  countdown.sms: {code-expired: stay send}\n", "",
	    "ask.yaml:15: the end of the countdown leads nowhere:"
	    " outcomes: countdown.sms: code-expired is missing\n" },
	{ ASK, "countdown.sms: {", "countdown.smz: {",
	    "ask.yaml:29: no countdown 'smz' on this screen\nask.yaml:15:"
	    " the end of the countdown leads nowhere: outcomes:"
	    " countdown.sms: code-expired is missing\n" },
	{ ASK, "countdown.sms: {",
	    "countdown.warn: {code-expired: home}\n  countdown.sms: {",
	    "ask.yaml:29: no countdown 'warn' on this screen\n" },
	{ ASK, "countdown.sms: {code-expired: stay send}",
	    "countdown.sms: {code-expired: stay send, timeout: stay}",
	    "ask.yaml:29: the countdown 'sms' ends with 'code-expired',"
	    " not with 'timeout'\n" },
	{ MESSAGES, "  code-expired:", "  code-used-up:",
	    "ask.yaml:15: the end of the countdown, 'code-expired', has no"
	    " message in messages.yaml\n" },
	/* names */
	{ ASK, "\"!expired\"", "\"!expierd\"",
	    "ask.yaml:8: no fact 'expierd'; did you mean 'expired'?\n" },
	{ ASK, "when: expired", "when: busy", "ask.yaml:32: no fact 'busy'\n" },
	{ HOME, "{tr: \"Hoş geldiniz.\", en: \"Welcome.\"}",
	    "{tr: \"{phon}\", en: \"{phon}\"}",
	    "home.yaml:5: no variable {phon}; did you mean 'phone'?\n" },
	{ FLOW, "  step:", "  stap:",
	    "flow.yaml:1: the word 'step' is missing; did you mean 'stap'?\n" },
	{ FLOW, "{tr: \"Adım\", en: \"Step\"}", "{tr: \"{m}\", en: \"{m}\"}",
	    "flow.yaml:11: no variable {m}\n" },
	{ HOME, "{tr: \"Hoş geldiniz.\", en: \"Welcome.\"}",
	    "{tr: \"{n}\", en: \"{n}\"}", "home.yaml:5: no variable {n}\n" },
	/* keys */
	{ ASK, "    default: true\n", "",
	    "ask.yaml:1: there is a field but no button with 'default:"
	    " true' for the Enter key\n" },
	{ ASK, "    back: true\n", "",
	    "ask.yaml:1: no button has 'back: true' for the Esc key\n" },
	/* ways in and out */
	{ ASK, "ok: run", "ok: home",
	    "flow.yaml:1: nothing leads to the screen 'run'\n" },
	{ RUN, "ok: home", "ok: stay",
	    "run.yaml:1: no way back to the start screen from here\n" },
};

static void
check_finding(const struct finding *expected)
{
	struct fixture f;
	struct found found = { .f = &f };
	enum err e;

	fixture_begin(&f);
	fixture_edit(&f, expected->file, expected->old, expected->new);
	e = fixture_load(&f);
	assert_string_equal(f.error, "");
	assert_int_equal(e, ERR_OK);
	e = screens_check(f.screens, &known, note, &found);
	assert_string_equal(found.text, expected->found);
	assert_int_equal(e, ERR_SYNTAX);
	fixture_end(&f);
}

static void
test_findings(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(findings) / sizeof(findings[0]); i++)
		check_finding(&findings[i]);
}

static void
test_nothing_to_find(void **state)
{
	struct fixture f;
	struct found found = { .f = &f };

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	assert_int_equal(screens_check(f.screens, &known, note, &found),
	    ERR_OK);
	assert_string_equal(found.text, "");
	assert_int_equal(found.count, 0);
	fixture_end(&f);
}

/* Nor is it held against `common` that no action here ends with most of what
 * it stands for. */
static void
test_common_is_fine(void **state)
{
	struct fixture f;
	struct found found = { .f = &f };

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, FLOW, "    timeout: stay\n", "    common: stay\n");
	assert_int_equal(fixture_load(&f), ERR_OK);
	assert_int_equal(screens_check(f.screens, &known, note, &found),
	    ERR_OK);
	assert_string_equal(found.text, "");
	fixture_end(&f);
}

static void
test_not_loaded(void **state)
{
	struct fixture f;
	struct found found = { .f = &f };

	(void)state;
	fixture_begin(&f);
	fixture_write(&f);
	assert_int_equal(screens_open(f.dir, &f.screens, f.error,
	    sizeof(f.error)), ERR_OK);
	assert_int_equal(screens_check(f.screens, &known, note, &found),
	    ERR_ARGUMENT);
	fixture_end(&f);
}

/* One thing that is missing in the code is found wherever it is named. */
static void
test_empty_vocabulary(void **state)
{
	static const struct screen_vocabulary nothing;
	struct fixture f;
	struct found found = { .f = &f };

	(void)state;
	fixture_begin(&f);
	assert_int_equal(fixture_load(&f), ERR_OK);
	assert_int_equal(screens_check(f.screens, &nothing, note, &found),
	    ERR_SYNTAX);
	assert_true(found.count > 10);
	fixture_end(&f);
}

static void
test_place_is_two_screens(void **state)
{
	struct fixture f;
	struct found found = { .f = &f };
	const struct target *to;

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, FLOW, "groups:", "places:\n  end: {when: expired,"
	    " go: run, else: home}\ngroups:");
	fixture_edit(&f, ASK, "ok: run", "ok: end");
	assert_int_equal(fixture_load(&f), ERR_OK);
	to = screen_outcome(f.screens, screens_find(f.screens, "ask"),
	    "sms.verify", ERR_OK);
	assert_non_null(to);
	assert_string_equal(to->name, "run");
	assert_string_equal(to->other, "home");
	assert_string_equal(to->when, "expired");
	/* `run` is come to through the place alone. */
	assert_int_equal(screens_check(f.screens, &known, note, &found),
	    ERR_OK);
	fixture_end(&f);
}

/* A way back that only some have is none. */
static void
test_place_that_keeps_somebody(void **state)
{
	struct fixture f;
	struct found found = { .f = &f };

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, FLOW, "groups:", "places:\n  end: {when: expired,"
	    " go: run, else: home}\ngroups:");
	fixture_edit(&f, RUN, "unlock.run: {ok: home}",
	    "unlock.run: {ok: end}");
	assert_int_equal(fixture_load(&f), ERR_OK);
	assert_int_equal(screens_check(f.screens, &known, note, &found),
	    ERR_SYNTAX);
	assert_string_equal(found.text,
	    "run.yaml:1: no way back to the start screen from here\n");
	fixture_end(&f);
}

struct drawn {
	bool open, closed, start, button, failure, group, stay;
};

static void
look(void *arg, const char *line)
{
	struct drawn *d = arg;

	d->open |= strcmp(line, "digraph screens {") == 0;
	d->closed = strcmp(line, "}") == 0;
	d->start |= strcmp(line, "\t\"home\" [label=\"home\\nBaşlangıç\", "
	    "penwidth=3];") == 0;
	d->button |= strcmp(line, "\t\"ask\" -> \"home\" "
	    "[label=\"Geri \\\"x\\\"\"];") == 0;
	d->failure |= strcmp(line, "\t\"ask\" -> \"home\" [label=\"sms.verify:"
	    "\\ncode-wrong\\n\", color=\"#b00020\"];") == 0;
	d->group |= strcmp(line, "\t\"group trouble\" -> \"home\" "
	    "[label=\"io\\n\", color=\"gray\"];") == 0;
	d->stay |= strstr(line, "\"(null)\"") != NULL;
}

static void
test_graph(void **state)
{
	struct drawn d = { .open = false };
	struct fixture f;

	(void)state;
	fixture_begin(&f);
	fixture_edit(&f, ASK, "\"Geri\"", "\"Geri \\\"x\\\"\"");
	fixture_edit(&f, ASK, "stay code", "home");
	assert_int_equal(fixture_load(&f), ERR_OK);
	screens_graph(f.screens, look, &d);
	assert_true(d.open);
	assert_true(d.closed);
	assert_true(d.start);
	assert_true(d.button);
	assert_true(d.failure);
	assert_true(d.group);
	assert_false(d.stay);
	fixture_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_nothing_to_find),
		cmocka_unit_test(test_common_is_fine),
		cmocka_unit_test(test_not_loaded),
		cmocka_unit_test(test_empty_vocabulary),
		cmocka_unit_test(test_place_is_two_screens),
		cmocka_unit_test(test_place_that_keeps_somebody),
		cmocka_unit_test(test_graph),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
