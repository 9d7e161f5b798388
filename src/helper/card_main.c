/* cilingir-card: the only process that talks to a card reader and the only
 * one that sees a PIN in a command.  Started by the terminal, with which it
 * speaks over descriptor 3 (card/proto.h); ends with it.
 *
 *	cilingir-card --cards FILE --link pcsc [--reader NAME] [--pin-pad]
 *		[--puk]
 *	cilingir-card --cards FILE --link memory --state FILE [--puk]
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/version.h"
#include "card/cards.h"
#include "card/source.h"
#include "card/watch_pcsc.h"
#include "helper/card_serve.h"
#include "helper/sandbox.h"
#include "helper/source_mem.h"
#include "helper/start.h"
#include "loop/loop.h"

#ifdef __SANITIZE_ADDRESS__
/* The leak check traces its own process, which this one forbids; the unit
 * tests of the same code look for leaks. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

static const char usage[] =
    "usage: cilingir-card --cards FILE --link pcsc [--reader NAME] "
    "[--pin-pad] [--puk]\n"
    "       cilingir-card --cards FILE --link memory --state FILE [--puk]\n"
    "       cilingir-card --help | --version\n"
    "The terminal starts this program.\n";

struct options {
	const char *cards, *link, *state, *reader;
	bool pads, puk;
};

static int
complain(const char *what)
{
	fprintf(stderr, "cilingir-card: %s\n", what);
	return HELPER_EXIT_USAGE;
}

/* Said what was asked for: there is nothing left to do. */
static int
said(bool well)
{
	return well ? -1 : EXIT_FAILURE;
}

static int
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "cards", required_argument, NULL, 'c' },
		{ "link", required_argument, NULL, 'l' },
		{ "state", required_argument, NULL, 's' },
		{ "reader", required_argument, NULL, 'r' },
		{ "pin-pad", no_argument, NULL, 'k' },
		{ "puk", no_argument, NULL, 'p' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c = getopt_long(argc, argv, "", known, NULL);

	for (; c != -1; c = getopt_long(argc, argv, "", known, NULL)) {
		if (c == 'c')
			o->cards = optarg;
		else if (c == 'l')
			o->link = optarg;
		else if (c == 's')
			o->state = optarg;
		else if (c == 'r')
			o->reader = optarg;
		else if (c == 'k')
			o->pads = true;
		else if (c == 'p')
			o->puk = true;
		else if (c == 'v')
			return said(version_print("cilingir-card",
			    LIBRARIES) == 0);
		else if (c == 'h')
			return said(fputs(usage, stdout) >= 0);
		else
			return HELPER_EXIT_USAGE;
	}
	if (optind != argc || o->cards == NULL || o->link == NULL)
		return complain("--cards FILE and --link pcsc|memory are "
		    "needed; the terminal starts this program");
	return EXIT_SUCCESS;
}

static int
open_source(const struct options *o, struct source **source)
{
	enum err e = ERR_ARGUMENT;

	if (strcmp(o->link, "pcsc") == 0 && o->state == NULL)
		e = watch_pcsc_new(o->reader, o->pads, source);
	else if (strcmp(o->link, "memory") == 0 && o->state != NULL &&
	    o->reader == NULL)
		e = source_mem_new(o->state, source);
	else
		return complain("--link is pcsc (with --reader) or memory "
		    "(with --state)");
	return e == ERR_OK ? EXIT_SUCCESS : complain(err_name(e));
}

/* The folder of the state file, which is replaced as a whole. */
static enum err
enter_sandbox(const struct options *o)
{
	char folder[PATH_MAX];
	const char *const write[] = { folder, NULL };
	char *slash;

	if (o->state == NULL)
		return sandbox_enter(SANDBOX_CARD, NULL, NULL);
	if (strlen(o->state) >= sizeof(folder))
		return ERR_TOO_BIG;
	memcpy(folder, o->state, strlen(o->state) + 1);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		memcpy(folder, ".", sizeof("."));
	else
		*slash = '\0';
	return sandbox_enter(SANDBOX_CARD, NULL,
	    slash == folder ? NULL : write);
}

static int
serve(const struct options *o, struct source *source,
    const struct cards *cards)
{
	struct loop *loop = NULL;
	struct card_serve *serving = NULL;
	int status = EXIT_FAILURE;
	enum err e = loop_new(&loop);

	if (e == ERR_OK)
		e = enter_sandbox(o);
	if (e == ERR_OK)
		e = card_serve_new(loop, HELPER_CHANNEL, source, cards,
		    &serving);
	if (e == ERR_OK && o->puk)
		card_serve_allow_puk(serving);
	if (e == ERR_OK) {
		loop_run(loop);
		status = EXIT_SUCCESS;
	} else {
		log_event(LOG_ERROR, "card.start", "error=%s", err_name(e));
	}
	card_serve_free(&serving);
	source->ops->close(&source);
	loop_free(&loop);
	return status;
}

int
main(int argc, char **argv)
{
	struct options options = { .cards = NULL };
	struct cards *cards = NULL;
	struct source *source = NULL;
	const char *lacks;
	char error[256];
	int status;

	/* pcsc-lite finds its socket by the environment. */
	if (helper_protect() != ERR_OK)
		return complain("cannot protect its memory");
	log_set_sink(log_sink_stderr, NULL);
	status = parse_options(argc, argv, &options);
	if (status != EXIT_SUCCESS)
		return status < 0 ? EXIT_SUCCESS : status;
	if (cards_read_file(options.cards, &cards, error, sizeof(error)) !=
	    ERR_OK)
		return complain(error);
	lacks = helper_lacks();
	status = lacks != NULL ? complain(lacks) :
	    open_source(&options, &source);
	if (status == EXIT_SUCCESS)
		status = serve(&options, source, cards);
	cards_free(&cards);
	return status;
}
