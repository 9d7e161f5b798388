/* The command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/options.h"

static struct options options;
static char error[256];

/* Words separated by single blanks, after the program's name. */
static enum err
read_line(const char *line)
{
	static char text[512];
	char *argv[48] = { text };
	int argc = 1;

	strncpy(text, "cilingir ", sizeof(text) - 1);
	strncpy(text + 9, line, sizeof(text) - 10);
	for (char *p = text; *p != '\0' && argc < 47; p++) {
		if (*p != ' ')
			continue;
		*p = '\0';
		if (p[1] != '\0')
			argv[argc++] = p + 1;
	}
	argv[argc] = NULL;
	error[0] = '\0';
	return options_read(argc, argv, &options, error, sizeof(error));
}

static void
test_commands(void **state)
{
	static const struct {
		const char *line;
		enum command command;
	} table[] = {
		{ "", CMD_RUN }, { "run", CMD_RUN },
		{ "screens check", CMD_SCREENS_CHECK },
		{ "screens list", CMD_SCREENS_LIST },
		{ "screens buttons", CMD_SCREENS_BUTTONS },
		{ "screens graph", CMD_SCREENS_GRAPH },
		{ "screens render welcome", CMD_SCREENS_RENDER },
		{ "config check", CMD_CONFIG_CHECK },
		{ "card list", CMD_CARD_LIST },
		{ "card info --json", CMD_CARD_INFO },
		{ "card certs --pem", CMD_CARD_CERTS },
		{ "card change-pin", CMD_CARD_CHANGE_PIN },
		{ "card unlock --last-try", CMD_CARD_UNLOCK },
		{ "--version", CMD_VERSION }, { "--help", CMD_HELP },
		{ "--config x config check", CMD_CONFIG_CHECK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (read_line(table[i].line) != ERR_OK)
			fail_msg("%s: %s", table[i].line, error);
		assert_int_equal(options.command, table[i].command);
	}
}

static void
test_values(void **state)
{
	(void)state;
	assert_int_equal(read_line("screens render sms-code --lang en "
	    "--size 132x50 --large --cursor --ascii --plain --theme light "
	    "--screens d --config c --profile kiosk -o brand=B -o exit=true "
	    "--set a=b --set fact.expired=true"), ERR_OK);
	assert_string_equal(options.screen, "sms-code");
	assert_true(options.lang_set);
	assert_int_equal(options.lang, LANG_EN);
	assert_int_equal(options.width, 132);
	assert_int_equal(options.height, 50);
	assert_true(options.large && options.cursor && options.ascii);
	assert_true(options.plain && options.theme_set);
	assert_int_equal(options.theme, THEME_LIGHT);
	assert_string_equal(options.screens, "d");
	assert_string_equal(options.config, "c");
	assert_string_equal(options.profile, "kiosk");
	assert_int_equal(options.setting_count, 2);
	assert_string_equal(options.settings[0], "brand=B");
	assert_int_equal(options.set_count, 2);
	assert_string_equal(options.set[1], "fact.expired=true");
	assert_false(options.last_try);
	assert_int_equal(read_line("card unlock --last-try"), ERR_OK);
	assert_true(options.last_try);
	assert_int_equal(read_line("run"), ERR_OK);
	assert_false(options.last_try);
	assert_false(options.lang_set);
	assert_int_equal(options.width, 80);
	assert_int_equal(options.height, 24);
}

static void
test_refusals(void **state)
{
	static const struct {
		const char *line, *error;
	} table[] = {
		{ "--theme pink", "--theme: dark, light or mono is expected" },
		{ "card", "card: no such command; try --help" },
		{ "card change-pin 123456", "123456: not expected here" },
		{ "walk", "walk: no such command; try --help" },
		{ "screens", "screens: no such command; try --help" },
		{ "screens render", "render: the id of a screen is missing" },
		{ "screens list x", "x: not expected here" },
		{ "--lang de", "--lang: tr or en is expected" },
		{ "--size 80", "--size: WIDTHxHEIGHT is expected" },
		{ "--size 80x", "--size: WIDTHxHEIGHT is expected" },
		{ "--size 0x24", "--size: WIDTHxHEIGHT is expected" },
		{ "--size 80x24x", "--size: WIDTHxHEIGHT is expected" },
		{ "--size 99999x24", "--size: WIDTHxHEIGHT is expected" },
		{ "-o brand", "-o: KEY=VALUE is expected" },
		{ "--set a", "--set: NAME=VALUE is expected" },
		{ "--colour", "--colour: not understood; try --help" },
		{ "--config", "--config: not understood; try --help" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(read_line(table[i].line), ERR_ARGUMENT);
		assert_string_equal(error, table[i].error);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
