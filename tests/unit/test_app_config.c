/* The configuration: what it takes, and the place and words of a refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/config.h"

static struct config config;
static char error[512];

static enum err
read_text(const char *text)
{
	config_defaults(&config);
	error[0] = '\0';
	return config_read_text(&config, "conf/t.yaml", text, error,
	    sizeof(error));
}

static void
test_takes_all_keys(void **state)
{
	(void)state;
	assert_int_equal(read_text(
	    "portal:\n"
	    "  url: https://portal.example:8443\n"
	    "  ca: ca.pem\n"
	    "  pin: sha256//abc\n"
	    "  certificate: /etc/t.pem\n"
	    "  key: keys/t.key\n"
	    "  terminal: kiosk-1\n"
	    "  wait_s: 7\n"
	    "card: {link: memory, cards: cards.yaml, state: s, reader: R,\n"
	    "  wait_s: 3}\n"
	    "screens: screens\n"
	    "journal: j\n"
	    "log: l\n"
	    "helpers: bin\n"
	    "language: en\n"
	    "idle: {after_s: 60, warn_s: 20}\n"
	    "brand: B\n"
	    "call_centre: 444 5 576\n"
	    "notice: {tr: a, en: b}\n"
	    "theme: light\n"
	    "keys: {debounce_ms: 250}\n"
	    "profile: p\npersonal: false\noffer: [unlock]\n"
	    "languages: [all, -tr]\n"
	    "exit: true\n"), ERR_OK);
	assert_int_equal(config.theme, THEME_LIGHT);
	assert_int_equal(config.keys.debounce_ms, 250);
	assert_string_equal(config.portal.url, "https://portal.example:8443");
	assert_string_equal(config.portal.ca, "conf/ca.pem");
	assert_string_equal(config.portal.certificate, "/etc/t.pem");
	assert_string_equal(config.portal.key, "conf/keys/t.key");
	assert_string_equal(config.portal.terminal, "kiosk-1");
	assert_int_equal(config.portal.wait_s, 7);
	assert_int_equal(config.card.link, CONFIG_LINK_MEMORY);
	assert_string_equal(config.card.reader, "R");
	assert_int_equal(config.card.wait_s, 3);
	assert_string_equal(config.screens, "conf/screens");
	assert_int_equal(config.language, LANG_EN);
	assert_int_equal(config.idle.after_s, 60);
	assert_int_equal(config.idle.warn_s, 20);
	assert_string_equal(config.notice.in[LANG_TR], "a");
	assert_string_equal(config.notice.in[LANG_EN], "b");
	assert_string_equal(config.profile, "p");
	assert_false(config.personal);
	assert_int_equal(config.languages, 1u << LANG_EN);
	assert_true(config.exit);
	assert_int_equal(config_check(&config, error, sizeof(error)), ERR_OK);
}

/* A later file changes only what it names. */
static void
test_layers(void **state)
{
	(void)state;
	assert_int_equal(read_text("brand: A\nidle: {after_s: 90}\n"),
	    ERR_OK);
	assert_int_equal(config_read_text(&config, "b.yaml",
	    "brand: B\nscreens: x\n", error, sizeof(error)), ERR_OK);
	assert_string_equal(config.brand, "B");
	assert_string_equal(config.screens, "x");
	assert_int_equal(config.idle.after_s, 90);
	assert_int_equal(config.idle.warn_s, 30);
}

static void
test_refusals_say_where(void **state)
{
	static const struct {
		const char *text, *error;
	} table[] = {
		{ "brand: B\nbrnad: C\n",
		  "conf/t.yaml:2:8: brnad: there is no such key" },
		{ "portal:\n  uri: x\n",
		  "conf/t.yaml:2:8: uri: there is no such key" },
		{ "portal: x\n",
		  "conf/t.yaml:1:9: portal: keys and values are expected" },
		{ "exit: no\n",
		  "conf/t.yaml:1:7: exit: true or false is expected" },
		{ "idle: {after_s: 1}\n",
		  "conf/t.yaml:1:17: after_s: a number from 5 to 3600 is "
		  "expected" },
		{ "idle: {warn_s: 20s}\n",
		  "conf/t.yaml:1:16: warn_s: a number from 5 to 600 is "
		  "expected" },
		{ "language: de\n",
		  "conf/t.yaml:1:11: language: one of these is expected: tr "
		  "en" },
		{ "card: {link: usb}\n",
		  "conf/t.yaml:1:14: link: one of these is expected: pcsc "
		  "memory" },
		{ "brand: [a]\n",
		  "conf/t.yaml:1:8: brand: a text is expected" },
		{ "brand: \"a\\tb\"\n",
		  "conf/t.yaml:1:8: brand: has a control character" },
		{ "- a\n", "conf/t.yaml:1:1: keys and values are expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(read_text(table[i].text), ERR_SYNTAX);
		assert_string_equal(error, table[i].error);
	}
}

static void
test_too_long(void **state)
{
	char text[CONFIG_PATH_MAX + 64] = "screens: /";

	(void)state;
	memset(text + 10, 'x', CONFIG_PATH_MAX);
	assert_int_equal(read_text(text), ERR_SYNTAX);
	assert_string_equal(error, "conf/t.yaml:1:10: screens: is too long");
	/* Too long only once the folder is before it. */
	memset(text, 0, sizeof(text));
	memcpy(text, "screens: ", 9);
	memset(text + 9, 'x', CONFIG_PATH_MAX - 2);
	assert_int_equal(read_text(text), ERR_SYNTAX);
}

static void
lacks(const char *text, const char *what)
{
	assert_int_equal(read_text(text), ERR_OK);
	assert_int_equal(config_check(&config, error, sizeof(error)),
	    ERR_ARGUMENT);
	if (strstr(error, what) == NULL)
		fail_msg("%s: \"%s\"", what, error);
}

static void
test_what_a_terminal_needs(void **state)
{
	(void)state;
	lacks("brand: B\n", "portal.url");
	lacks("portal: {url: http://portal.example}\n", "https://");
	lacks("portal: {url: https://p, ca: \"\"}\n", "portal.ca");
	lacks("portal: {url: https://p, key: k}\n", "go together");
	lacks("portal: {url: https://p, terminal: hall 2}\n",
	    "portal.terminal");
	lacks("portal: {url: https://p, terminal: \"\"}\n", "portal.terminal");
	lacks("portal: {url: https://p, terminal: gişe-1}\n",
	    "portal.terminal");
	lacks("portal: {url: https://p, terminal: "
	    "t23456789012345678901234567890123456789012345678}\n",
	    "portal.terminal");
	lacks("portal: {url: https://p}\ncard: {link: memory}\n",
	    "card.state");
	lacks("portal: {url: https://p}\nnotice: {tr: a}\n", "both");
	lacks("portal: {url: https://p}\nlanguages: en\n", "language");
	lacks("portal: {url: https://p}\noffer: []\n", "offer");
	lacks("portal: {url: https://p}\njournal: \"\"\n", "journal");
}

/* The documented file is right, and says the defaults. */
static void
test_the_documentation(void **state)
{
	static struct config defaults;

	(void)state;
	config_defaults(&defaults);
	config_defaults(&config);
	assert_int_equal(config_read_file(&config, "config/cilingir.yaml",
	    error, sizeof(error)), ERR_OK);
	assert_int_equal(config_check(&config, error, sizeof(error)), ERR_OK);
	memset(config.portal.url, 0, sizeof(config.portal.url));
	assert_memory_equal(&config, &defaults, sizeof(config));
}

static void
test_no_such_file(void **state)
{
	const struct config_sources from = { .file = "/no/such/file.yaml" };

	(void)state;
	assert_int_equal(config_load(&config, &from, error, sizeof(error)),
	    ERR_NOT_FOUND);
	assert_non_null(strstr(error, "/no/such/file.yaml"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes_all_keys),
		cmocka_unit_test(test_layers),
		cmocka_unit_test(test_refusals_say_where),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_what_a_terminal_needs),
		cmocka_unit_test(test_the_documentation),
		cmocka_unit_test(test_no_such_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
