/* The command line of cilingir. */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "screen/screen.h"
#include "tui/theme.h"

#define OPTIONS_SET_MAX 32
#define OPTIONS_CONFIG_MAX 32

enum command {
	CMD_RUN,
	CMD_SCREENS_CHECK,
	CMD_SCREENS_LIST,
	CMD_SCREENS_BUTTONS,
	CMD_SCREENS_GRAPH,
	CMD_SCREENS_RENDER,
	CMD_CONFIG_CHECK,
	CMD_CONFIG_SHOW,
	CMD_DOCTOR,
	CMD_WATCH,
	CMD_CARD_LIST,
	CMD_CARD_INFO,
	CMD_CARD_CERTS,
	CMD_CARD_CHANGE_PIN,
	CMD_CARD_UNLOCK,
	CMD_VERSION,
	CMD_HELP
};

/* Points into argv. */
struct options {
	enum command command;
	const char *config;		/* --config, NULL: none */
	const char *profile;		/* --profile, NULL: not said */
	const char *settings[OPTIONS_CONFIG_MAX];	/* -o KEY=VALUE */
	size_t setting_count;
	const char *screens;		/* --screens, NULL: as configured */
	bool lang_set;
	enum lang lang;
	bool ascii;
	bool plain;			/* --plain */
	bool theme_set;
	enum theme theme;
	bool json;			/* doctor, card: --json */
	bool once;			/* watch: --once */
	bool pem;			/* card certs: --pem */
	bool admin;			/* card unlock: --admin */
	bool last_try;			/* card: --last-try */
	/* screens render */
	const char *screen;
	int width, height;		/* --size; 80x24 */
	bool large, cursor;
	const char *set[OPTIONS_SET_MAX];	/* --set NAME=VALUE */
	size_t set_count;
};

/* ERR_ARGUMENT: `error` says what is wrong with the command line. */
MUST_CHECK enum err options_read(int argc, char **argv, struct options *o,
    char *error, size_t size);

extern const char options_help[];

#endif
