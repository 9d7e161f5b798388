#include "app/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "tui/grid.h"

enum {
	OPT_CONFIG = 256, OPT_PROFILE, OPT_SCREENS, OPT_LANG, OPT_ASCII,
	OPT_PLAIN, OPT_THEME, OPT_JSON, OPT_PEM, OPT_ADMIN, OPT_LAST_TRY,
	OPT_SIZE,
	OPT_ONCE, OPT_LARGE, OPT_CURSOR, OPT_SET, OPT_VERSION, OPT_HELP
};

static const struct option longs[] = {
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "profile", required_argument, NULL, OPT_PROFILE },
	{ "screens", required_argument, NULL, OPT_SCREENS },
	{ "lang", required_argument, NULL, OPT_LANG },
	{ "ascii", no_argument, NULL, OPT_ASCII },
	{ "theme", required_argument, NULL, OPT_THEME },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "pem", no_argument, NULL, OPT_PEM },
	{ "admin", no_argument, NULL, OPT_ADMIN },
	{ "last-try", no_argument, NULL, OPT_LAST_TRY },
	{ "once", no_argument, NULL, OPT_ONCE },
	{ "plain", no_argument, NULL, OPT_PLAIN },
	{ "size", required_argument, NULL, OPT_SIZE },
	{ "large", no_argument, NULL, OPT_LARGE },
	{ "cursor", no_argument, NULL, OPT_CURSOR },
	{ "set", required_argument, NULL, OPT_SET },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 }
};

const char options_help[] =
"usage: cilingir [run] [options]         the terminal\n"
"       cilingir screens check           check all screens and messages\n"
"       cilingir screens list            their ids and titles\n"
"       cilingir screens buttons         what can be pressed on each\n"
"       cilingir screens graph           what leads where, for dot(1)\n"
"       cilingir screens render ID       a screen as text\n"
"       cilingir config check            read the configuration, say what\n"
"                                        is wrong with it\n"
"       cilingir config show             every key, and who has set it\n"
"       cilingir doctor [--json]         look at card, portal and terminal;\n"
"                                        no try is spent\n"
"       cilingir watch [--once]          what this machine's sessions are at,\n"
"                                        for an operator\n"
"       cilingir card list [--json]      all readers, and the card in each\n"
"       cilingir card info [--json]      the card that is in use\n"
"       cilingir card certs [--json]     its certificates; --pem: themselves\n"
"       cilingir card change-pin         PIN and new PIN, a line each, on\n"
"                                        standard input\n"
"       cilingir card unlock             PUK and new PIN, likewise\n"
"\n"
"  --profile NAME   the place: kiosk, helpdesk, ssh, or one of your own\n"
"  --config FILE    read FILE after the system's and the user's own\n"
"  -o KEY=VALUE     one key of the configuration: -o language=en\n"
"  --screens DIR    the folder of screen files\n"
"  --lang tr|en     the language to begin with\n"
"  --ascii          no lines and blocks: for fonts that lack them\n"
"  --theme dark|light|mono   colours; NO_COLOR=1 is mono\n"
"  --plain          line by line, for screen readers and scripts; also with\n"
"                   CILINGIR_PLAIN=1, TERM=dumb, or without a terminal\n"
"  --json           doctor, card: for programs\n"
"  --once           watch: what is there now, and no changes\n"
"  --pem            card certs: the certificates as PEM\n"
"  --admin          card unlock: with the administrator's PIN of an OpenPGP\n"
"                   card in place of the PUK\n"
"  --last-try       card: yes, even if it is the last try, or nobody knows\n"
"                   how many there are\n"
"  --version, --help\n"
"\n"
"of screens render:\n"
"  --size WxH       80x24 if not given\n"
"  --large          large mode, as F3; --plain  line by line\n"
"  --cursor         add a last line with the cursor's cell and the focus\n"
"  --set NAME=TEXT  a variable ({phone}: --set 'phone=54* *** ** **'), or\n"
"                   fact.NAME=true|false   a condition of the screen\n"
"                   field.ID=TEXT          what was typed\n"
"                   step.ID=running|done|failed\n"
"                   focus=ID, message=NAME, seconds=N, help=true,\n"
"                   hide=true, busy=TEXT, spoken=TEXT\n"
"\n"
"exit status: 0 all is well, 1 an internal failure, 2 the command line, the\n"
"configuration or the screens are wrong, 3 the terminal cannot be used;\n"
"doctor: the sum of 16 (reader or card), 32 (portal) and 64 (terminal) for\n"
"what is in trouble;\n"
"card: 4 no card, reader or service, 5 a card that is unknown or cannot do\n"
"that, 6 a value that was not sent, 7 the card refused it and a try is gone,\n"
"8 no answer came\n";

/* Words of the command line and what they mean; the second NULL: one word. */
static const struct {
	const char *first, *second;
	enum command command;
	bool takes_id;
} commands[] = {
	{ "run", NULL, CMD_RUN, false },
	{ "screens", "check", CMD_SCREENS_CHECK, false },
	{ "screens", "list", CMD_SCREENS_LIST, false },
	{ "screens", "buttons", CMD_SCREENS_BUTTONS, false },
	{ "screens", "graph", CMD_SCREENS_GRAPH, false },
	{ "screens", "render", CMD_SCREENS_RENDER, true },
	{ "config", "check", CMD_CONFIG_CHECK, false },
	{ "config", "show", CMD_CONFIG_SHOW, false },
	{ "doctor", NULL, CMD_DOCTOR, false },
	{ "watch", NULL, CMD_WATCH, false },
	{ "card", "list", CMD_CARD_LIST, false },
	{ "card", "info", CMD_CARD_INFO, false },
	{ "card", "certs", CMD_CARD_CERTS, false },
	{ "card", "change-pin", CMD_CARD_CHANGE_PIN, false },
	{ "card", "unlock", CMD_CARD_UNLOCK, false },
};

static enum err
wrong(char *error, size_t size, const char *what, const char *which)
{
	snprintf(error, size, "%s: %s", which, what);
	return ERR_ARGUMENT;
}

static enum err
take_lang(struct options *o, const char *value, char *error, size_t size)
{
	o->lang_set = true;
	if (strcmp(value, "tr") == 0)
		o->lang = LANG_TR;
	else if (strcmp(value, "en") == 0)
		o->lang = LANG_EN;
	else
		return wrong(error, size, "tr or en is expected", "--lang");
	return ERR_OK;
}

static enum err
take_theme(struct options *o, const char *value, char *error, size_t size)
{
	for (int i = 0; theme_names[i] != NULL; i++) {
		if (strcmp(value, theme_names[i]) != 0)
			continue;
		o->theme_set = true;
		o->theme = (enum theme)i;
		return ERR_OK;
	}
	return wrong(error, size, "dark, light or mono is expected",
	    "--theme");
}

/* 1 to 4 digits at *s, which moves behind them. */
static bool
small_number(const char **s, int *value)
{
	int digits = 0;

	*value = 0;
	for (; **s >= '0' && **s <= '9' && digits < 4; (*s)++, digits++)
		*value = *value * 10 + (**s - '0');
	return digits > 0 && *value >= 1 && *value <= GRID_SIDE_MAX;
}

static enum err
take_size(struct options *o, const char *value, char *error, size_t size)
{
	if (small_number(&value, &o->width) && *value++ == 'x' &&
	    small_number(&value, &o->height) && *value == '\0')
		return ERR_OK;
	return wrong(error, size, "WIDTHxHEIGHT is expected", "--size");
}

static enum err
take_set(struct options *o, const char *value, char *error, size_t size)
{
	if (strchr(value, '=') == NULL)
		return wrong(error, size, "NAME=VALUE is expected", "--set");
	if (o->set_count >= OPTIONS_SET_MAX)
		return wrong(error, size, "too many", "--set");
	o->set[o->set_count++] = value;
	return ERR_OK;
}

static enum err
take_setting(struct options *o, const char *value, char *error, size_t size)
{
	if (strchr(value, '=') == NULL)
		return wrong(error, size, "KEY=VALUE is expected", "-o");
	if (o->setting_count >= OPTIONS_CONFIG_MAX)
		return wrong(error, size, "too many", "-o");
	o->settings[o->setting_count++] = value;
	return ERR_OK;
}

static enum err
take_option(struct options *o, int opt, const char *value, char *error,
    size_t size)
{
	switch (opt) {
	case OPT_CONFIG:
		o->config = value;
		break;
	case OPT_PROFILE:
		o->profile = value;
		break;
	case 'o':
		return take_setting(o, value, error, size);
	case OPT_ONCE:
		o->once = true;
		break;
	case OPT_SCREENS:
		o->screens = value;
		break;
	case OPT_LANG:
		return take_lang(o, value, error, size);
	case OPT_ASCII:
		o->ascii = true;
		break;
	case OPT_PLAIN:
		o->plain = true;
		break;
	case OPT_JSON:
		o->json = true;
		break;
	case OPT_PEM:
		o->pem = true;
		break;
	case OPT_ADMIN:
		o->admin = true;
		break;
	case OPT_LAST_TRY:
		o->last_try = true;
		break;
	case OPT_THEME:
		return take_theme(o, value, error, size);
	case OPT_SIZE:
		return take_size(o, value, error, size);
	case OPT_LARGE:
		o->large = true;
		break;
	case OPT_CURSOR:
		o->cursor = true;
		break;
	case OPT_SET:
		return take_set(o, value, error, size);
	case OPT_VERSION:
		o->command = CMD_VERSION;
		break;
	case OPT_HELP:
		o->command = CMD_HELP;
		break;
	default:
		return wrong(error, size, "not understood; try --help",
		    "option");
	}
	return ERR_OK;
}

static enum err
take_words(struct options *o, int count, char **words, char *error,
    size_t size)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		int used = commands[i].second == NULL ? 1 : 2;

		if (count < used || strcmp(words[0], commands[i].first) != 0 ||
		    (used == 2 && strcmp(words[1], commands[i].second) != 0))
			continue;
		o->command = commands[i].command;
		if (commands[i].takes_id && count > used)
			o->screen = words[used++];
		else if (commands[i].takes_id)
			return wrong(error, size, "the id of a screen is "
			    "missing", words[1]);
		if (count > used)
			return wrong(error, size, "not expected here",
			    words[used]);
		return ERR_OK;
	}
	return wrong(error, size, "no such command; try --help", words[0]);
}

enum err
options_read(int argc, char **argv, struct options *o, char *error,
    size_t size)
{
	enum err e = ERR_OK;
	int opt;

	memset(o, 0, sizeof(*o));
	o->width = 80;
	o->height = 24;
	opterr = 0;
	optind = 0;		/* start anew: tests call this repeatedly */
	while (e == ERR_OK) {
		opt = getopt_long(argc, argv, "o:", longs, NULL);
		if (opt == -1)
			break;
		e = opt == '?' ? wrong(error, size, "not understood; try "
		    "--help", argv[optind - 1]) :
		    take_option(o, opt, optarg, error, size);
	}
	if (e == ERR_OK && optind < argc && o->command != CMD_VERSION &&
	    o->command != CMD_HELP)
		e = take_words(o, argc - optind, argv + optind, error, size);
	if (e == ERR_OK && o->pem && o->json)
		e = wrong(error, size, "not together with --json", "--pem");
	return e;
}
