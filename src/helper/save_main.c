/* cilingir-save: writes papers on memory sticks and hands them to the printer,
 * so that the terminal itself opens no file and starts no program.  The
 * terminal starts it when somebody wants to save something and talks to it
 * over descriptor 3; it ends when the channel closes.
 *
 *	cilingir-save [--folder PATH [--any]] [--printer QUEUE [--lp FILE]]
 *	    [--receipts PATH]
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/version.h"
#include "helper/sandbox.h"
#include "helper/save_serve.h"
#include "helper/start.h"
#include "loop/loop.h"

#define LP "/usr/bin/lp"

static const char usage[] =
    "usage: cilingir-save [--folder PATH [--any]] [--printer QUEUE"
    " [--lp FILE]]\n"
    "                     [--receipts PATH]\n"
    "       cilingir-save --help | --version\n"
    "The terminal starts this program.\n";

static int
complain(const char *what)
{
	fprintf(stderr, "cilingir-save: %s\n", what);
	return HELPER_EXIT_USAGE;
}

static bool
read_options(int argc, char **argv, struct save_rules *r)
{
	static const struct option known[] = {
		{ "folder", required_argument, NULL, 'f' },
		{ "any", no_argument, NULL, 'a' },
		{ "printer", required_argument, NULL, 'p' },
		{ "lp", required_argument, NULL, 'l' },
		{ "receipts", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	r->lp = LP;
	for (;;) {
		c = getopt_long(argc, argv, "", known, NULL);
		if (c == -1)
			break;
		else if (c == 'f')
			r->sticks.folder = optarg;
		else if (c == 'a')
			r->sticks.any = true;
		else if (c == 'p')
			r->printer = optarg;
		else if (c == 'l')
			r->lp = optarg;
		else if (c == 'r')
			r->receipts = optarg;
		else
			return false;
	}
	/* A queue that begins with "-" would be an option of lp. */
	return optind == argc &&
	    (r->printer == NULL || r->printer[0] != '-');
}

/* What lp needs to find and reach the printer comes with its filter. */
static enum err
enter(const struct save_rules *r)
{
	const char *const readable[] = { "/proc", "/sys", "/usr", "/lib",
		"/lib64", "/bin", "/etc", "/run/cups", "/dev/urandom",
		 r->printer != NULL ? r->lp : "/proc", NULL };
	const char *const writable[] = { "/dev/null", r->sticks.folder != NULL ?
		r->sticks.folder : "/dev/null", r->receipts, NULL };

	return sandbox_enter(r->printer != NULL ? SANDBOX_PRINT :
	    SANDBOX_SAVE, readable, writable);
}

static enum err
serve(const struct save_rules *rules)
{
	struct save_serve *serve = NULL;
	struct loop *loop = NULL;
	enum err e = loop_new(&loop);

	if (e == ERR_OK)
		e = enter(rules);
	if (e == ERR_OK)
		e = save_serve_new(loop, HELPER_CHANNEL, rules, &serve);
	if (e == ERR_OK)
		loop_run(loop);
	save_serve_free(&serve);
	loop_free(&loop);
	return e;
}

int
main(int argc, char **argv)
{
	struct save_rules rules = { .printer = NULL };
	const char *lacks;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return version_print("cilingir-save", LIBRARIES);
	if (helper_protect() != ERR_OK || helper_forget_environment() != ERR_OK)
		return complain("cannot protect its memory");
	log_set_sink(log_sink_stderr, NULL);
	if (!read_options(argc, argv, &rules)) {
		fputs(usage, stderr);
		return HELPER_EXIT_USAGE;
	}
	lacks = helper_lacks();
	if (lacks != NULL)
		return complain(lacks);
	return serve(&rules) == ERR_OK ? EXIT_SUCCESS :
	    complain("cannot start");
}
