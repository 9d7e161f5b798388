/* The configuration of a terminal: a few YAML files, variables and options,
 * read strictly, the later one over the earlier.  config/cilingir.yaml is its
 * documentation. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "screen/screen.h"
#include "tui/theme.h"

#define CONFIG_PATH_MAX 1024
#define CONFIG_TEXT_MAX 512
#define CONFIG_NAME_MAX 128

enum config_link { CONFIG_LINK_PCSC, CONFIG_LINK_MEMORY };

enum config_pad { CONFIG_PAD_AUTO, CONFIG_PAD_NEVER };

enum config_operator { CONFIG_OPERATOR_OFF, CONFIG_OPERATOR_REQUIRED };

/* Empty text: not said. */
struct config {
	struct {
		char url[CONFIG_TEXT_MAX];
		char ca[CONFIG_PATH_MAX];
		char pin[CONFIG_NAME_MAX];
		char certificate[CONFIG_PATH_MAX];
		char key[CONFIG_PATH_MAX];
		char terminal[CONFIG_NAME_MAX];
		int wait_s;			/* for an answer */
	} portal;
	struct {
		int link;			/* enum config_link */
		char cards[CONFIG_PATH_MAX];
		char state[CONFIG_PATH_MAX];
		char reader[CONFIG_NAME_MAX];
		char sockets[CONFIG_PATH_MAX];	/* session_socket.h */
		int wait_s;			/* for the card */
		int pin_pad;			/* enum config_pad */
		bool puk;			/* one may be sent, to a card
						 * that takes one */
	} card;
	struct {
		char usb[CONFIG_PATH_MAX];	/* below it sticks appear */
		bool any;			/* whatever is mounted there */
		char printer[CONFIG_NAME_MAX];	/* CUPS queue */
		char lp[CONFIG_PATH_MAX];
		char receipts[CONFIG_PATH_MAX];	/* folder, or "" */
	} save;
	struct {
		int after_s, warn_s;
	} idle;
	struct {
		char folder[CONFIG_PATH_MAX];	/* publish.h; "": nowhere */
		char group[CONFIG_NAME_MAX];	/* who may look */
	} watch;
	struct {
		bool pause;			/* turn the keyboard first */
	} secrets;
	int operator;				/* enum config_operator */
	struct {
		char in[LANG_COUNT][CONFIG_TEXT_MAX];
	} notice;
	char profile[CONFIG_NAME_MAX];
	bool personal;				/* user's file, variables */
	unsigned offer;				/* config_keys.h */
	char screens[CONFIG_PATH_MAX];
	char journal[CONFIG_PATH_MAX];
	char log[CONFIG_PATH_MAX];
	char metrics[CONFIG_PATH_MAX];
	char helpers[CONFIG_PATH_MAX];
	char call_centre[CONFIG_NAME_MAX];
	char brand[CONFIG_NAME_MAX];
	int language;				/* enum lang */
	unsigned languages;			/* 1 << enum lang */
	bool syslog;
	int theme;				/* enum theme */
	struct {
		int debounce_ms;
	} keys;
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

/* One value: "section.key=value".  `origin` stands before messages. */
MUST_CHECK enum err config_set(struct config *c, const char *origin,
    const char *setting, char *error, size_t size);

/* What the command line says, and who wants to know of each layer that was
 * laid over those before it; zero it before use. */
struct config_sources {
	const char *etc;		/* NULL: /etc/cilingir */
	const char *profile;		/* --profile, NULL: not said */
	const char *file;		/* --config, NULL: none */
	const char *const *settings;	/* -o KEY=VALUE */
	size_t setting_count;
	void (*layer)(void *arg, const char *name, const struct config *c);
	void *arg;
};

/* The defaults; /etc/cilingir/config.yaml; the profile, which --profile,
 * CILINGIR_PROFILE or that file names, profiles/NAME.yaml; config.d/ *.yaml in
 * order of their names; where none of these has said `personal: false`,
 * $XDG_CONFIG_HOME/cilingir/config.yaml and the variables CILINGIR_<KEY>; the
 * file of --config; -o.  Files that are not there are skipped, but a profile
 * and --config have to be there. */
MUST_CHECK enum err config_load(struct config *c,
    const struct config_sources *from, char *error, size_t size);

/* Is what a terminal needs to run there, and does it agree?  `error` names
 * the key. */
MUST_CHECK enum err config_check(const struct config *c, char *error,
    size_t size);

/* Print every key with its value, and which layer has set it. */
MUST_CHECK enum err config_show(const struct config_sources *from,
    char *error, size_t size);

#endif
