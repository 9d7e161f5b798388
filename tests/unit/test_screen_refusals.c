/* In which words the loader refuses: one change to the good screens each. */
#include "screen_fixture.h"

/* One change to the good screens, and what is said about it. */
struct refusal {
	int file;
	const char *old, *new;
	const char *error;	/* without the directory */
};

/* Each common outcome but io, which the fixture has. */
#define ALL_COMMON \
	"internal: stay\n    no-memory: stay\n    timeout: stay\n" \
	"    helper-gone: stay\n    portal-away: stay\n" \
	"    portal-tls: stay\n    portal-busy: stay\n" \
	"    portal-answer: stay\n    portal-version: stay\n" \
	"    session-ended: stay\n    too-big: stay\n    argument: stay\n" \
	"    syntax: stay\n    not-found: stay\n    refused: stay\n"

static const struct refusal refusals[] = {
	/* keys and kinds */
	{ HOME, "idle:", "idel:",
	    "home.yaml:3:7: a screen has no key 'idel'; did you mean 'idle'?" },
	{ HOME, "help: {tr: \"Yardım.\", en: \"Help.\"}\n", "",
	    "home.yaml:1:1: 'help' is missing here" },
	{ HOME, "body:\n  - text: {tr: \"Hoş geldiniz.\", en: \"Welcome.\"}\n",
	    "body: {}\n",
	    "home.yaml:4:7: body must be a list, one '- ' for each" },
	{ HOME, "idle: false", "idle: no",
	    "home.yaml:3:7: 'idle' is either true or false" },
	{ HOME, "screen: home", "screen: hom",
	    "home.yaml:1:9: this file must hold the screen 'home', not 'hom'" },
	{ HOME, "screen: home", "- home",
	    "home.yaml:2:1: this line is not part of the list above it:"
	    " start it with '- ' or line it up" },
	{ HOME, "on: {key: ask}", "on: [key]",
	    "home.yaml:6:5: on must be written as 'key: value' pairs" },
	/* places */
	{ FLOW, "groups:", "places:\n  end: {when: expired, go: runn,"
	    " else: home}\ngroups:",
	    "flow.yaml:7:28: 'runn' is not in the list of screens; did you"
	    " mean 'run'?" },
	{ FLOW, "groups:", "places:\n  end: {go: run, else: home}\ngroups:",
	    "flow.yaml:7:8: 'when' is missing here" },
	{ FLOW, "groups:", "places:\n  home: {when: expired, go: run,"
	    " else: ask}\ngroups:",
	    "flow.yaml:7:9: 'home' is a screen: a place needs a name of its"
	    " own" },
	/* texts */
	{ HOME, "{tr: \"Başlangıç\", en: \"Start\"}", "{tr: \"Başlangıç\"}",
	    "home.yaml:2:8: title: the English text (en:) is missing" },
	{ HOME, "{tr: \"Başlangıç\", en: \"Start\"}", "\"Start\"",
	    "home.yaml:2:8: title needs a text in both languages: {tr:"
	    " \"…\", en: \"…\"}" },
	{ HOME, "{tr: \"Başlangıç\", en: \"Start\"}",
	    "{tr: \"Başlangıç\", en: \"Start\", de: \"Anfang\"}",
	    "home.yaml:2:43: title has no key 'de'" },
	{ HOME, "en: \"Start\"", "en: \"\"",
	    "home.yaml:2:30: the text is empty, or begins or ends with a"
	    " space or an empty line" },
	{ HOME, "en: \"Start\"", "en: \"Start \"",
	    "home.yaml:2:30: the text is empty, or begins or ends with a"
	    " space or an empty line" },
	{ HOME, "en: \"Start\"", "en: [Start]",
	    "home.yaml:2:30: a text is expected here" },
	{ HOME, "en: \"Start\"", "en: \"St\\eart\"",
	    "home.yaml:2:30: the text has a character that cannot be shown" },
	{ HOME, "en: \"Start\"", "en: \"St\\u202eart\"",
	    "home.yaml:2:30: the text has a character that cannot be shown" },
	{ HOME, "en: \"Start\"",
	    "en: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxx\"",
	    "home.yaml:2:30: the text has 75 characters, at most 74" },
	{ ASK, "en: \"Code: {phone}\"", "en: \"Code: {name}\"",
	    "ask.yaml:7:16: {phone} is missing in the English text" },
	{ ASK, "en: \"Code: {phone}\"", "en: \"Code:\"",
	    "ask.yaml:7:16: {phone} is missing in the English text" },
	{ ASK, "tr: \"Kod: {phone}\"", "tr: \"Kod:\"",
	    "ask.yaml:7:28: {phone} is missing in the Turkish text" },
	{ ASK, "en: \"Code: {phone}\"", "en: \"Code: {phone\"",
	    "ask.yaml:7:36: '{' and '}' only around the name of a"
	    " variable, like {phone}" },
	{ ASK, "en: \"Code: {phone}\"", "en: \"Code: {Phone}\"",
	    "ask.yaml:7:36: '{' and '}' only around the name of a"
	    " variable, like {phone}" },
	/* head of a screen */
	{ ASK, "trail: personal", "trail: persnal",
	    "ask.yaml:3:8: flow.yaml has no trail 'persnal'; did you mean"
	    " 'personal'?" },
	{ ASK, "step: [2, 3]", "step: [4, 3]",
	    "ask.yaml:4:7: step is written [3, 6] for the third of six, at"
	    " most 20" },
	{ ASK, "step: [2, 3]", "step: 2",
	    "ask.yaml:4:7: step must be a list, one '- ' for each" },
	{ ASK, "otherwise: trouble", "otherwise: truble",
	    "ask.yaml:5:12: flow.yaml has no group 'truble'; did you mean"
	    " 'trouble'?" },
	{ RUN, "enter: unlock.run", "enter: Unlock",
	    "run.yaml:4:8: 'Unlock' is not a name: 1 to 32 of a-z, 0-9,"
	    " '-' and '_'" },
	/* body */
	{ ASK, "  - field: code", "  - feild: code",
	    "ask.yaml:9:5: a part of the body begins with one of text,"
	    " note, warning, big, value, field, countdown, picture, qr,"
	    " steps, list, findings, hidden; did you mean 'field'?" },
	{ ASK, "  - field: code", "  - field: sms code",
	    "ask.yaml:9:12: 'sms code' is not a name: 1 to 32 of a-z, 0-9,"
	    " '-' and '_'" },
	{ ASK, "kind: digits", "kind: number",
	    "ask.yaml:11:11: no kind of field 'number'; there are digits,"
	    " identity, captcha, word, pin, text, email, phone and"
	    " confirm" },
	{ ASK, "kind: digits\n    length: 6\n    secret: true",
	    "kind: text\n    length: 6\n    secret: true",
	    "ask.yaml:11:11: a field of kind 'text' cannot be secret" },
	{ ASK, "kind: digits\n    length: 6\n    secret: true",
	    "kind: phone\n    length: 10",
	    "ask.yaml:9:5: a field of kind 'phone' has its own length" },
	{ ASK, "kind: digits\n    length: 6\n    secret: true",
	    "kind: confirm", "ask.yaml:9:5: 'expect' is missing here" },
	{ ASK, "kind: digits",
	    "kind: digits\n    expect: {tr: \"A\", en: \"A\"}",
	    "ask.yaml:9:5: 'expect' is only for a field of kind"
	    " 'confirm'" },
	{ ASK, "  - countdown: sms",
	    "  - value: {tr: \"Seri\", en: \"Serial\"}\n"
	    "  - countdown: sms",
	    "ask.yaml:15:5: 'text' is missing here" },
	{ ASK, "  - countdown: sms",
	    "  - list: rows\n    empty: {tr: \"Yok.\", en: \"None.\"}\n"
	    "  - countdown: sms",
	    "ask.yaml:15:5: a list has either 'do: action' or"
	    " 'go: screen'" },
	{ ASK, "  - countdown: sms",
	    "  - {list: rows, go: run, empty: {tr: \"-\", en: \"-\"}}\n"
	    "  - {list: more, go: run, empty: {tr: \"-\", en: \"-\"}}\n"
	    "  - countdown: sms",
	    "ask.yaml:16:5: a screen has at most one list" },
	{ ASK, "  - countdown: sms",
	    "  - {list: send, go: run, empty: {tr: \"-\", en: \"-\"}}\n"
	    "  - countdown: sms",
	    "ask.yaml:20:5: the button 'send' has the name of a field or"
	    " list" },
	{ ASK, "kind: digits\n    length: 6\n    secret: true",
	    "kind: pin\n    length: 6",
	    "ask.yaml:11:11: a field of kind 'pin' must say 'secret: true'" },
	{ ASK, "length: 6", "length: 161",
	    "ask.yaml:12:13: 'length' is a number from 1 to 160" },
	{ ASK, "length: 6", "min: 4", "ask.yaml:9:5: 'max' is missing here" },
	{ ASK, "length: 6", "min: 8\n    max: 6",
	    "ask.yaml:9:5: 'min' (8) is more than 'max' (6)" },
	{ ASK, "length: 6", "length: 6\n    max: 6",
	    "ask.yaml:9:5: a field has either 'length' or 'min' and 'max',"
	    " not both" },
	{ ASK, "length: 6", "lenght: 6",
	    "ask.yaml:12:13: field has no key 'lenght'; did you mean"
	    " 'length'?" },
	{ ASK, "at_end: code-expired", "at_end: code-expierd",
	    "ask.yaml:17:13: no outcome 'code-expierd'; did you mean"
	    " 'code-expired'?" },
	{ ASK, "at_end: code-expired", "at_end: ok",
	    "ask.yaml:17:13: a countdown cannot end with 'ok'" },
	{ ASK, "  - countdown: sms",
	    "  - field: code\n    label: {tr: \"A\", en: \"A\"}\n    kind:"
	    " digits\n    length: 1\n  - countdown: sms",
	    "ask.yaml:15:5: 'code' is on this screen twice" },
	{ ASK, "when: \"!expired\"", "when: \"!not expired\"",
	    "ask.yaml:8:11: 'not expired' is not a name: 1 to 32 of a-z,"
	    " 0-9, '-' and '_'" },
	{ ASK, "when: \"!expired\"", "when: !expired",
	    "ask.yaml:8:11: tags are not allowed; quote texts that start"
	    " with !" },
	{ ASK, "when: \"!expired\"", "when: [expired]",
	    "ask.yaml:8:11: 'when' is the name of one fact" },
	{ RUN, "id: done", "id: card",
	    "run.yaml:9:9: the step 'card' is there twice" },
	{ RUN,
	    "  - steps:\n      - {id: card, text: {tr: \"Kart\", en:"
	    " \"Card\"}}\n      - {id: done, text: {tr: \"Bitti\", en:"
	    " \"Done\"}}\n", "  - steps: []\n",
	    "run.yaml:7:12: steps: the list is empty" },
	/* buttons */
	{ ASK, "    do: sms.verify\n", "",
	    "ask.yaml:19:5: a button has either 'do: action' or 'go: screen'" },
	{ ASK, "    do: sms.verify\n", "    do: sms.verify\n    go: home\n",
	    "ask.yaml:19:5: a button has either 'do: action' or 'go: screen'" },
	{ ASK, "  - id: back", "  - id: send",
	    "ask.yaml:23:5: the button 'send' is there twice" },
	{ ASK, "  - id: back", "  - id: code",
	    "ask.yaml:23:5: the button 'code' has the name of a field"
	    " or list" },
	{ ASK, "    back: true", "    default: true",
	    "ask.yaml:23:5: 'send' and 'back' are both the default button" },
	{ ASK, "    default: true", "    back: true",
	    "ask.yaml:23:5: 'send' and 'back' are both the back button" },
	{ ASK, "    go: home", "    go: to home",
	    "ask.yaml:25:9: 'to home' is not a name: 1 to 32 of a-z, 0-9,"
	    " '-' and '_'" },
	/* where it leads */
	{ ASK, "code-wrong: stay code", "code-wrng: stay code",
	    "ask.yaml:28:36: no outcome 'code-wrng'; did you mean"
	    " 'code-wrong'?" },
	{ ASK, "code-wrong: stay code", "code-wrong: [stay]",
	    "ask.yaml:28:37: a screen's name, 'stay' or 'return' is"
	    " expected here" },
	{ ASK, "sms.verify: {ok: run", "sms.verify: {ok: run, ok: home",
	    "ask.yaml:28:25: \"ok\" stands here twice; the first is in"
	    " line 28" },
	{ ASK, "sms.verify: {ok", "SMS: {ok",
	    "ask.yaml:28:8: 'SMS' is not a name: 1 to 32 of a-z, 0-9, '-'"
	    " and '_'" },
	{ ASK, "sms.verify: {ok: run, code-wrong: stay code}",
	    "sms.verify: run",
	    "ask.yaml:28:15: sms.verify must be written as 'key: value'"
	    " pairs" },
	{ ASK, "{seconds: 60,", "{second: 60,",
	    "ask.yaml:32:17: after has no key 'second'; did you mean"
	    " 'seconds'?" },
	{ ASK, "{seconds: 60,", "{",
	    "ask.yaml:32:8: 'seconds' is missing here" },
	{ ASK, "{seconds: 60,", "{seconds: 0,",
	    "ask.yaml:32:18: 'seconds' is a number from 1 to 3600" },
	{ ASK, "{seconds: 10,", "{seconds: 3601,",
	    "ask.yaml:33:18: 'seconds' is a number from 1 to 3600" },
	/* flow.yaml */
	{ FLOW, "[home, ask, run]", "[home, ask, home]",
	    "flow.yaml:1:22: the screen 'home' is listed twice" },
	{ FLOW, "start: home", "start: hom",
	    "flow.yaml:2:16: 'hom' is not in the list of screens; did you"
	    " mean 'home'?" },
	{ FLOW, "start: home", "strat: home",
	    "flow.yaml:2:16: roles has no key 'strat'; did you mean 'start'?" },
	{ FLOW, "start: home, ", "", "flow.yaml:2:8: 'start' is missing here" },
	{ FLOW, "timeout: stay", "timeuot: stay",
	    "flow.yaml:8:14: no outcome 'timeuot'; did you mean 'timeout'?" },
	{ FLOW, "timeout: stay", "ok: stay",
	    "flow.yaml:8:9: what 'ok' does is said on each screen, not in"
	    " a group" },
	{ FLOW, "timeout: stay", "timeout: stay code",
	    "flow.yaml:8:14: a group does not know the fields of a screen:"
	    " only 'stay'" },
	{ FLOW, "io: home", "common: stay code",
	    "flow.yaml:9:13: a group does not know the fields of a screen:"
	    " only 'stay'" },
	{ FLOW, "io: home", "common: [stay]",
	    "flow.yaml:9:13: a screen's name, 'stay' or 'return' is expected"
	    " here" },
	{ FLOW, "timeout: stay", ALL_COMMON "    common: stay",
	    "flow.yaml:23:13: every common outcome has a target of its own"
	    " here: nothing is left for 'common'" },
	{ FLOW, "en: \"Step\"", "em: \"Step\"",
	    "flow.yaml:11:26: step has no key 'em'; did you mean 'en'?" },
	/* messages.yaml */
	{ MESSAGES, "    next: {tr: \"Bekleyiniz.\", en: \"Wait.\"}\n", "",
	    "messages.yaml:5:5: 'next' is missing here" },
	{ MESSAGES, "code: S403", "code: S407",
	    "messages.yaml:10:11: the code S407 is that of 'timeout' already" },
	{ MESSAGES, "code: S403", "code: K203",
	    "messages.yaml:5:11: a code is K1.. (card), P2.. (portal),"
	    " G3.. (typed) or S4.. (terminal) with two more digits" },
	{ MESSAGES, "code: S403", "code: S4031",
	    "messages.yaml:5:11: a code is K1.. (card), P2.. (portal),"
	    " G3.. (typed) or S4.. (terminal) with two more digits" },
	{ MESSAGES, "card: untouched", "card: untuched",
	    "messages.yaml:7:11: card_phrases has no 'untuched'; did you"
	    " mean 'untouched'?" },
	{ MESSAGES, "  timeout:", "  timeuot:",
	    "messages.yaml:5:5: no outcome 'timeuot'; did you mean"
	    " 'timeout'?" },
	{ MESSAGES, "  timeout:", "  ok:",
	    "messages.yaml:5:5: 'ok' needs no message" },
	/* words.yaml */
	{ WORDS, "words:", KEYBOARD("[\"ab\", \"d c\"]") "words:",
	    "words.yaml:3:18: a key is a character that can be seen and takes"
	    " one cell" },
	{ WORDS, "words:", KEYBOARD("[\"abca\"]") "words:",
	    "words.yaml:3:12: 'a' is twice in this row" },
	{ WORDS, "words:", KEYBOARD("[\"abcdefghijklmno\"]") "words:",
	    "words.yaml:3:12: a row has 1 to 14 keys" },
	{ WORDS, "words:", KEYBOARD("[\"\"]") "words:",
	    "words.yaml:3:12: a row has 1 to 14 keys" },
	{ WORDS, "words:", KEYBOARD("[]") "words:",
	    "words.yaml:3:11: a layer has a row at least" },
	{ WORDS, "words:", "keyboard:\n  - name: alphabetic\n    rows: [x]\n"
	    "words:", "words.yaml:2:11: a layer's name has 1 to 8 cells" },
	{ WORDS, "tries:", "step:",
	    "words.yaml:2:9: the word 'step' is in flow.yaml as well" },
	{ WORDS, "words:", "wrods:",
	    "words.yaml:2:3: words.yaml has no key 'wrods'; did you mean"
	    " 'words'?" },
};

static void
check_refusal(const struct refusal *r)
{
	struct fixture f;
	char expected[500];
	enum err e;

	fixture_begin(&f);
	fixture_edit(&f, r->file, r->old, r->new);
	e = fixture_load(&f);
	snprintf(expected, sizeof(expected), "%s/%s", f.dir, r->error);
	assert_string_equal(f.error, expected);
	assert_int_equal(e, ERR_SYNTAX);
	fixture_end(&f);
}

static void
test_refusals(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		check_refusal(&refusals[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
