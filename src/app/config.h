/* The configuration of a terminal: a few YAML files, read strictly, the later
 * one over the earlier.  config/cilingir.yaml is its documentation. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "screen/screen.h"

#define CONFIG_PATH_MAX 1024
#define CONFIG_TEXT_MAX 512
#define CONFIG_NAME_MAX 128

enum config_link { CONFIG_LINK_PCSC, CONFIG_LINK_MEMORY };

/* Empty text: not said. */
struct config {
	struct {
		char url[CONFIG_TEXT_MAX];
		char ca[CONFIG_PATH_MAX];
		char pin[CONFIG_NAME_MAX];
		char certificate[CONFIG_PATH_MAX];
		char key[CONFIG_PATH_MAX];
		char terminal[CONFIG_NAME_MAX];
	} portal;
	struct {
		int link;			/* enum config_link */
		char cards[CONFIG_PATH_MAX];
		char state[CONFIG_PATH_MAX];
		char reader[CONFIG_NAME_MAX];
		int wait_s;			/* for the card */
	} card;
	struct {
		int after_s, warn_s;
	} idle;
	struct {
		char in[LANG_COUNT][CONFIG_TEXT_MAX];
	} notice;
	char screens[CONFIG_PATH_MAX];
	char journal[CONFIG_PATH_MAX];
	char log[CONFIG_PATH_MAX];
	char helpers[CONFIG_PATH_MAX];
	char call_centre[CONFIG_NAME_MAX];
	char brand[CONFIG_NAME_MAX];
	int language;				/* enum lang */
	bool exit;
};

/* What holds where no file says otherwise. */
void config_defaults(struct config *c);

/* Lay a file, or text called `name`, over what is there.  Relative paths in
 * it are relative to its folder.  ERR_SYNTAX, ERR_NOT_FOUND, …: `error` is
 * "file:line:column: what". */
MUST_CHECK enum err config_read_file(struct config *c, const char *path,
    char *error, size_t size);
MUST_CHECK enum err config_read_text(struct config *c, const char *name,
    const char *text, char *error, size_t size);

/* The defaults, then every file that is there of /etc/cilingir/config.yaml,
 * /etc/cilingir/config.d/ *.yaml in order of their names and
 * $XDG_CONFIG_HOME/cilingir/config.yaml, then `path` (NULL: none), which has
 * to be there. */
MUST_CHECK enum err config_load(struct config *c, const char *path,
    char *error, size_t size);

/* Is what a terminal needs to run there, and does it agree?  `error` names
 * the key. */
MUST_CHECK enum err config_check(const struct config *c, char *error,
    size_t size);

#endif
