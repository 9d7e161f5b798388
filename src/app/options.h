/* The command line of cilingir. */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "screen/screen.h"

#define OPTIONS_SET_MAX 32

enum command {
	CMD_RUN,
	CMD_SCREENS_CHECK,
	CMD_SCREENS_LIST,
	CMD_SCREENS_GRAPH,
	CMD_SCREENS_RENDER,
	CMD_CONFIG_CHECK,
	CMD_VERSION,
	CMD_HELP
};

/* Points into argv. */
struct options {
	enum command command;
	const char *config;		/* --config, NULL: none */
	const char *screens;		/* --screens, NULL: as configured */
	bool lang_set;
	enum lang lang;
	bool ascii;
	bool plain;			/* --plain */
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
