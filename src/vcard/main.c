/* cilingir-vcard: a virtual card in pcscd's virtual reader, or in the USB
 * reader of a virtual machine. */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/version.h"
#include "loop/loop.h"
#include "vcard/control.h"
#include "vcard/create.h"
#include "vcard/slot.h"
#include "vcard/vpcd.h"
#include "vcard/vscard.h"

#define EXIT_USAGE 2
#define ERROR_MAX 160
#define ANSWER_MS_MAX 60000

struct run {
	const char *state, *log, *host, *port, *vscard, *control;
	int answer_ms;
	const char *faults[FAULTS_MAX];
	size_t fault_count;
};

static const char usage[] =
    "usage: cilingir-vcard --state FILE [--log FILE] [--host H] [--port N]\n"
    "           [--vscard SOCKET] [--control SOCKET] [--fault WHAT@N]...\n"
    "           [--answer-ms N]\n"
    "       cilingir-vcard create ...      make a card (create --help)\n"
    "       cilingir-vcard tell SOCKET ORDER\n"
    "           ORDER: remove, insert, 'state FILE', 'fault WHAT@+N',\n"
    "           release, status\n"
    "       cilingir-vcard --help | --version\n"
    "WHAT: pull lost mute late-mute short empty truncate flood hold swXXXX\n"
    "      late-swXXXX reset power swap:FILE\n";

enum option_id {
	OPT_STATE = 1, OPT_LOG, OPT_HOST, OPT_PORT, OPT_VSCARD, OPT_CONTROL,
	OPT_FAULT, OPT_ANSWER_MS
};

static const struct option options[] = {
	{ "state", required_argument, NULL, OPT_STATE },
	{ "log", required_argument, NULL, OPT_LOG },
	{ "host", required_argument, NULL, OPT_HOST },
	{ "port", required_argument, NULL, OPT_PORT },
	{ "vscard", required_argument, NULL, OPT_VSCARD },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "answer-ms", required_argument, NULL, OPT_ANSWER_MS },
	{ NULL, 0, NULL, 0 },
};

static bool
ms_read(const char *value, int *ms)
{
	char *end;
	long n = strtol(value, &end, 10);

	*ms = (int)n;
	return end != value && *end == '\0' && n >= 0 && n <= ANSWER_MS_MAX;
}

static bool
option_take(struct run *r, int id, const char *value)
{
	switch (id) {
	case OPT_STATE:
		r->state = value;
		return true;
	case OPT_LOG:
		r->log = value;
		return true;
	case OPT_HOST:
		r->host = value;
		return true;
	case OPT_PORT:
		r->port = value;
		return true;
	case OPT_VSCARD:
		r->vscard = value;
		return true;
	case OPT_CONTROL:
		r->control = value;
		return true;
	case OPT_FAULT:
		if (r->fault_count == FAULTS_MAX)
			return false;
		r->faults[r->fault_count++] = value;
		return true;
	case OPT_ANSWER_MS:
		return ms_read(value, &r->answer_ms);
	default:
		return false;
	}
}

static bool
options_read(int argc, char **argv, struct run *r)
{
	int id;

	for (;;) {
		id = getopt_long(argc, argv, "", options, NULL);
		if (id == -1)
			break;
		if (!option_take(r, id, optarg))
			return false;
	}
	return optind == argc && r->state != NULL &&
	    (r->answer_ms == 0 || r->vscard == NULL);
}

static int
complain(const char *of, const char *what)
{
	fprintf(stderr, "cilingir-vcard: %s: %s\n", of, what);
	return EXIT_FAILURE;
}

static void
stop(void *arg)
{
	loop_stop(arg);
}

/* The loop with the card in its reader, until a signal. */
static int
serve(struct loop *loop, const struct run *r, struct slot *slot)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	struct loop_signal *watch[3] = { NULL, NULL, NULL };
	struct reader *reader = NULL;
	struct control *control = NULL;
	int status = EXIT_SUCCESS;
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < 3 && e == ERR_OK; i++)
		e = loop_signal_new(loop, signals[i], stop, loop, &watch[i]);
	if (e == ERR_OK && r->vscard != NULL)
		e = vscard_new(loop, r->vscard, slot, &reader);
	else if (e == ERR_OK)
		e = vpcd_new(loop, r->host, r->port, slot, &reader);
	if (e != ERR_OK) {
		status = complain("reader", err_name(e));
		goto out;
	}
	if (r->control != NULL)
		e = control_new(loop, r->control, slot, reader, &control);
	if (e != ERR_OK) {
		status = complain(r->control, err_name(e));
		goto out;
	}
	loop_run(loop);
out:
	control_free(&control);
	if (reader != NULL)
		reader->ops->free(&reader);
	for (i = 0; i < 3; i++)
		loop_signal_free(&watch[i]);
	return status;
}

static int
run(const struct run *r)
{
	struct loop *loop = NULL;
	struct slot slot;
	char error[ERROR_MAX];
	int status = EXIT_FAILURE;
	size_t i;

	if (slot_open(&slot, r->state, r->log, error, sizeof(error)) != ERR_OK)
		return complain(r->state, error);
	slot.answer_ms = r->answer_ms;
	for (i = 0; i < r->fault_count; i++) {
		if (slot_order(&slot, r->faults[i]) != ERR_OK) {
			status = complain(r->faults[i], "no such fault");
			goto out;
		}
	}
	if (loop_new(&loop) != ERR_OK) {
		status = complain("loop", "cannot be made");
		goto out;
	}
	status = serve(loop, r, &slot);
out:
	loop_free(&loop);
	slot_close(&slot);
	return status;
}

static int
tell(int argc, char **argv)
{
	enum err e;

	if (argc != 3) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	e = control_tell(argv[1], argv[2]);
	if (e == ERR_OK)
		return EXIT_SUCCESS;
	return e == ERR_REFUSED ? EXIT_FAILURE :
	    complain(argv[1], "nobody answers");
}

int
main(int argc, char **argv)
{
	const struct rlimit no_core = { 0, 0 };
	struct run r = { .host = "127.0.0.1", .port = VPCD_PORT };

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return version_print("cilingir-vcard", LIBRARIES);
	log_set_sink(log_sink_stderr, NULL);
	if (setrlimit(RLIMIT_CORE, &no_core) != 0 ||
	    secret_heap_init() == SECRET_HEAP_NONE)
		return complain("memory", "cannot be protected");
	if (argc > 1 && strcmp(argv[1], "create") == 0)
		return create_main(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "tell") == 0)
		return tell(argc - 1, argv + 1);
	if (!options_read(argc, argv, &r)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	return run(&r);
}
