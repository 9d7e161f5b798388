/* Which layer of configuration wins, and the profiles that are shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/config.h"
#include "app/config_keys.h"
#include "app/journal_slot.h"
#include "core/facts.h"

static struct config config;
static char error[512], top[64], etc[80];

static void
put(const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
folder(const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* Every layer says brand; each also says something of its own. */
static int
setup(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "/tmp/test_config_XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(etc, sizeof(etc), "%s/etc", top);
	folder("etc");
	folder("etc/profiles");
	folder("etc/config.d");
	folder("home");
	folder("home/.config");
	folder("home/.config/cilingir");
	put("etc/config.yaml", "brand: system\nportal: {terminal: system}\n");
	put("etc/profiles/hall.yaml", "brand: hall\nidle: {after_s: 61}\n"
	    "portal: {terminal: hall}\n");
	put("etc/profiles/locked.yaml", "personal: false\nexit: true\n");
	put("etc/config.d/10-a.yaml", "brand: part-a\nidle: {warn_s: 21}\n");
	put("etc/config.d/20-b.yaml", "brand: part-b\n");
	put("home/.config/cilingir/config.yaml",
	    "brand: user\nlanguage: en\njournal: ~/j\n");
	put("file.yaml", "brand: file\n");
	snprintf(error, sizeof(error), "%s/home", top);
	(void)setenv("HOME", error, 1);
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)unsetenv("CILINGIR_PROFILE");
	(void)unsetenv("CILINGIR_BRAND");
	(void)unsetenv("CILINGIR_OFFER");
	return 0;
}

static int
teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", top);
	return system(command);
}

static enum err
load(struct config_sources from)
{
	from.etc = etc;
	error[0] = '\0';
	return config_load(&config, &from, error, sizeof(error));
}

#define LOAD(...) load((struct config_sources){ __VA_ARGS__ })

static void
test_later_layers_win(void **state)
{
	static const char *const options[] = { "brand=option",
	    "portal.pin=sha256//a=" };
	char file[96];

	(void)state;
	snprintf(file, sizeof(file), "%s/file.yaml", top);
	assert_int_equal(LOAD(.profile = NULL), ERR_OK);
	assert_string_equal(config.brand, "user");
	assert_string_equal(config.portal.terminal, "system");
	assert_int_equal(config.idle.warn_s, 21);
	assert_int_equal(config.idle.after_s, 120);
	(void)setenv("CILINGIR_BRAND", "variable", 1);
	assert_int_equal(LOAD(.profile = "hall"), ERR_OK);
	assert_string_equal(config.brand, "variable");
	assert_string_equal(config.portal.terminal, "hall");
	assert_string_equal(config.profile, "hall");
	assert_int_equal(config.idle.after_s, 61);
	assert_int_equal(config.idle.warn_s, 21);
	assert_int_equal(config.language, LANG_EN);
	assert_int_equal(LOAD(.file = file), ERR_OK);
	assert_string_equal(config.brand, "file");
	assert_int_equal(LOAD(.file = file, .settings = options,
	    .setting_count = 2), ERR_OK);
	assert_string_equal(config.brand, "option");
	assert_string_equal(config.portal.pin, "sha256//a=");
}

/* A place that strangers use: what they bring along changes nothing. */
static void
test_not_personal(void **state)
{
	(void)state;
	(void)setenv("CILINGIR_BRAND", "variable", 1);
	assert_int_equal(LOAD(.profile = "locked"), ERR_OK);
	assert_string_equal(config.brand, "part-b");
	assert_int_equal(config.language, LANG_TR);
	assert_true(config.exit);
	/* ... nor the place itself. */
	put("etc/config.yaml", "personal: false\n");
	(void)setenv("CILINGIR_PROFILE", "locked", 1);
	assert_int_equal(LOAD(.file = NULL), ERR_OK);
	assert_string_equal(config.profile, "");
	assert_false(config.exit);
}

static void
test_who_names_the_profile(void **state)
{
	(void)state;
	put("etc/config.yaml", "profile: hall\n");
	assert_int_equal(LOAD(.file = NULL), ERR_OK);
	assert_int_equal(config.idle.after_s, 61);
	(void)setenv("CILINGIR_PROFILE", "locked", 1);
	assert_int_equal(LOAD(.file = NULL), ERR_OK);
	assert_string_equal(config.profile, "locked");
	assert_int_equal(LOAD(.profile = "hall"), ERR_OK);
	assert_string_equal(config.profile, "hall");
	assert_int_equal(LOAD(.profile = "nowhere"), ERR_NOT_FOUND);
	assert_non_null(strstr(error, "profiles/nowhere.yaml"));
	assert_int_equal(LOAD(.profile = "../config"), ERR_NOT_FOUND);
	put("etc/config.d/20-b.yaml", "profile: locked\n");
	assert_int_equal(LOAD(.profile = "hall"), ERR_ARGUMENT);
	assert_non_null(strstr(error, "profile"));
}

static void
test_refusals_name_the_layer(void **state)
{
	static const char *const no_key[] = { "brnad=x" };
	static const char *const no_number[] = { "idle.after_s=soon" };
	static const char *const no_offer[] = { "offer=[unlok]" };

	(void)state;
	assert_int_equal(LOAD(.settings = no_key, .setting_count = 1),
	    ERR_ARGUMENT);
	assert_non_null(strstr(error, "-o: "));
	assert_int_equal(LOAD(.settings = no_number, .setting_count = 1),
	    ERR_SYNTAX);
	assert_string_equal(error, "-o:1:1: after_s: a number from 5 to 3600 "
	    "is expected");
	assert_int_equal(LOAD(.settings = no_offer, .setting_count = 1),
	    ERR_SYNTAX);
	(void)setenv("CILINGIR_OFFER", "[nothing]", 1);
	assert_int_equal(LOAD(.file = NULL), ERR_SYNTAX);
	assert_non_null(strstr(error, "CILINGIR_OFFER:1:2: offer: "));
}

static void
set_is(const char *text, unsigned expected)
{
	const struct config_sources from = { .etc = etc, .settings = &text,
	    .setting_count = 1 };

	assert_int_equal(config_load(&config, &from, error, sizeof(error)),
	    ERR_OK);
	assert_int_equal(config.languages, expected);
}

static void
test_sets(void **state)
{
	(void)state;
	set_is("languages=all", 1u << LANG_TR | 1u << LANG_EN);
	set_is("languages=tr", 1u << LANG_TR);
	set_is("languages=[en]", 1u << LANG_EN);
	set_is("languages=[tr, en]", 1u << LANG_TR | 1u << LANG_EN);
	set_is("languages=[all, -en]", 1u << LANG_TR);
	set_is("languages=[]", 0);
	assert_int_equal(config_check(&config, error, sizeof(error)),
	    ERR_ARGUMENT);
}

static void
test_home(void **state)
{
	char path[160];

	(void)state;
	assert_int_equal(LOAD(.file = NULL), ERR_OK);
	snprintf(path, sizeof(path), "%s/home/j", top);
	assert_string_equal(config.journal, path);
	(void)unsetenv("HOME");
	(void)setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	put("etc/config.yaml", "journal: ~/j\n");
	assert_int_equal(LOAD(.file = NULL), ERR_SYNTAX);
	assert_non_null(strstr(error, "HOME"));
}

/* The places that are shipped, on a machine that only says its portal. */
static void
test_shipped_places(void **state)
{
	static const struct {
		const char *name;
		bool personal, exit, letters;
	} places[] = {
		{ "kiosk", false, false, true },
		{ "helpdesk", true, true, false },
		{ "ssh", false, true, false },
	};
	static const char *const options[] = {
	    "portal.url=https://portal.example" };

	(void)state;
	(void)setenv("HOME", "/home/nobody", 1);
	for (size_t i = 0; i < 3; i++) {
		const struct config_sources from = { .etc = "config",
		    .profile = places[i].name, .settings = options,
		    .setting_count = 1 };

		assert_int_equal(config_load(&config, &from, error,
		    sizeof(error)), ERR_OK);
		assert_int_equal(config_check(&config, error, sizeof(error)),
		    ERR_OK);
		assert_int_equal(config.personal, places[i].personal);
		assert_int_equal(config.exit, places[i].exit);
		assert_int_equal((config.offer & 1u << FACT_OFFER_LETTERS) !=
		    0, places[i].letters);
		assert_true(config.idle.warn_s >= 20);
	}
}

/* Terminals side by side, and one that was killed with something unsettled. */
static void
test_journal_slots(void **state)
{
	struct journal_slot a, b, c;
	char path[128], second[160];

	(void)state;
	snprintf(path, sizeof(path), "%s/new/folder/journal", top);
	snprintf(second, sizeof(second), "%s-1", path);
	journal_slot_take(&a, path);
	journal_slot_take(&b, path);
	assert_string_equal(a.path, path);
	assert_string_equal(b.path, second);
	put("new/folder/journal-1", "left behind\n");
	journal_slot_take(&c, path);
	assert_string_equal(c.path + strlen(path), "-2");
	journal_slot_leave(&c);
	journal_slot_leave(&a);
	journal_slot_leave(&b);		/* as when it is killed */
	journal_slot_take(&a, path);
	assert_string_equal(a.path, second);
	journal_slot_leave(&a);
	/* Nowhere to put a lock: the journal's own writer will tell. */
	journal_slot_take(&a, "/proc/none/journal");
	assert_string_equal(a.path, "/proc/none/journal");
	assert_int_equal(a.lock, -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_later_layers_win, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_not_personal, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_who_names_the_profile,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals_name_the_layer,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(test_sets, setup, teardown),
		cmocka_unit_test_setup_teardown(test_home, setup, teardown),
		cmocka_unit_test(test_shipped_places),
		cmocka_unit_test_setup_teardown(test_journal_slots, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
