/* cilingir: the terminal at which a person unlocks a signature card. */
#include <stdio.h>

#include "app/cmd_card.h"
#include "app/cmd_doctor.h"
#include "app/cmd_screens.h"
#include "app/cmd_watch.h"
#include "app/config.h"
#include "app/options.h"
#include "app/run.h"
#include "base/secret.h"
#include "base/version.h"

static int
wrong(const char *error)
{
	fprintf(stderr, "cilingir: %s\n", error);
	return EXIT_WRONG;
}

static int
check_config(const struct config *config)
{
	char error[512] = "";

	if (config_check(config, error, sizeof(error)) != ERR_OK)
		return wrong(error);
	puts("the configuration is in order");
	return EXIT_FINE;
}

static int
run_terminal(const struct config *config, const struct config_sources *from,
    const struct options *o)
{
	struct front_config front = { .ascii = o->ascii,
	    .exit = config->exit, .theme = (enum theme)config->theme,
	    .debounce_ms = config->keys.debounce_ms };
	char error[512] = "";
	const char *why;

	if (config_check(config, error, sizeof(error)) != ERR_OK)
		return wrong(error);
	front.plain = front_is_plain(o->plain, &why);
	if (why != NULL)
		fprintf(stderr, "cilingir: %s\n", why);
	return run(config, &front, from);
}

static int
show_config(const struct config_sources *from)
{
	char error[CONFIG_PATH_MAX + 256] = "";

	return config_show(from, error, sizeof(error)) == ERR_OK ?
	    EXIT_FINE : wrong(error);
}

static int
command(const struct options *o)
{
	static struct config config;
	const struct config_sources from = { .profile = o->profile,
	    .file = o->config, .settings = o->settings,
	    .setting_count = o->setting_count };
	char error[CONFIG_PATH_MAX + 256] = "";

	if (o->command == CMD_CONFIG_SHOW)
		return show_config(&from);
	/* For the doctor, whatever is wrong is a finding. */
	if (config_load(&config, &from, error, sizeof(error)) != ERR_OK &&
	    o->command != CMD_DOCTOR)
		return wrong(error);
	if (o->screens != NULL && snprintf(config.screens,
	    sizeof(config.screens), "%s", o->screens) >=
	    (int)sizeof(config.screens))
		return wrong("--screens: is too long");
	if (o->lang_set)
		config.language = (int)o->lang;
	if (o->theme_set)
		config.theme = (int)o->theme;
	if (o->command == CMD_RUN)
		return run_terminal(&config, &from, o);
	if (o->command == CMD_DOCTOR)
		return cmd_doctor(o, &config, &from);
	if (o->command >= CMD_CARD_LIST && o->command <= CMD_CARD_UNLOCK)
		return cmd_card(o, &config);
	if (o->command == CMD_WATCH)
		return cmd_watch(o, &config);
	if (o->command == CMD_CONFIG_CHECK)
		return check_config(&config);
	return cmd_screens(o, config.screens);
}

/* With the paths that hold where no configuration says otherwise. */
static int
version(void)
{
	static struct config config;

	config_defaults(&config);
	if (version_print("cilingir", LIBRARIES) != 0)
		return EXIT_FAILED;
	printf("screens: %s\nhelpers: %s\ncards: %s\njournal: %s\n",
	    config.screens, config.helpers, config.card.cards,
	    config.journal);
	return EXIT_FINE;
}

int
main(int argc, char **argv)
{
	struct options options;
	char error[512] = "";

	/* Before anything is read: no core dump, no debugger. */
	secret_process_protect();
	if (options_read(argc, argv, &options, error, sizeof(error)) !=
	    ERR_OK)
		return wrong(error);
	if (options.command == CMD_VERSION)
		return version();
	if (options.command == CMD_HELP) {
		fputs(options_help, stdout);
		return EXIT_FINE;
	}
	return command(&options);
}
