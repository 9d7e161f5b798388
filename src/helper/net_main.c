/* cilingir-net: the only process that speaks TLS.  The terminal starts it at
 * its first call and talks to it over descriptor 3; it ends when the channel
 * closes, also after five minutes without a call, and is started again when
 * needed.
 *
 *	cilingir-net --url URL --ca FILE [--pin sha256//BASE64]
 *	    [--cert FILE --key FILE] [--terminal NAME]
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/version.h"
#include "helper/net_serve.h"
#include "helper/sandbox.h"
#include "helper/start.h"
#include "loop/loop.h"
#include "remote/http.h"
#include "remote/tls.h"
#include "remote/wipe.h"
#include "wire/terminal.h"

#define AGENT_BYTES 128

static const char usage[] =
    "usage: cilingir-net --url URL --ca FILE [--pin sha256//BASE64]\n"
    "           [--cert FILE --key FILE] [--terminal NAME]\n"
    "       cilingir-net --help | --version\n"
    "The terminal starts this program.\n";

struct options {
	const char *url, *terminal;
	struct tls_config tls;
};

struct helper {
	struct loop *loop;
	struct tls *tls;
	struct http *http;
	struct net_serve *serve;
};

/* After the sandbox is closed: what the C library reads to find an address
 * (it may load a module for that), and what OpenSSL and curl load late. */
static const char *const readable[] = {
	"/etc", "/usr/lib", "/usr/lib64", "/lib", "/lib64",
	"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager",
	"/dev/urandom", "/proc/self", NULL
};

static int
complain(const char *what)
{
	fprintf(stderr, "cilingir-net: %s\n", what);
	return HELPER_EXIT_USAGE;
}

static bool
read_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "url", required_argument, NULL, 'u' },
		{ "ca", required_argument, NULL, 'a' },
		{ "pin", required_argument, NULL, 'p' },
		{ "cert", required_argument, NULL, 'c' },
		{ "key", required_argument, NULL, 'k' },
		{ "terminal", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	for (;;) {
		c = getopt_long(argc, argv, "", known, NULL);
		if (c == -1)
			break;
		else if (c == 'u')
			o->url = optarg;
		else if (c == 'a')
			o->tls.ca_file = optarg;
		else if (c == 'p')
			o->tls.pin = optarg;
		else if (c == 'c')
			o->tls.cert_file = optarg;
		else if (c == 'k')
			o->tls.key_file = optarg;
		else if (c == 't')
			o->terminal = optarg;
		else
			return false;
	}
	return optind == argc && o->url != NULL && o->tls.ca_file != NULL &&
	    (o->terminal == NULL || terminal_is_name(o->terminal));
}

/* Before a library could read the environment or take memory. */
static enum err
protect(void)
{
	enum err e = helper_protect();

	if (e == ERR_OK)
		e = helper_forget_environment();
	return e == ERR_OK ? wipe_init() : e;
}

static enum err
set_up(struct helper *h, struct options *o, char *error, size_t size)
{
	char host[HTTP_URL_MAX], agent[AGENT_BYTES];
	enum err e = http_url_host(o->url, host, sizeof(host));

	if (e != ERR_OK) {
		snprintf(error, size, "%s: not an https address", o->url);
		return e;
	}
	o->tls.host = host;
	snprintf(agent, sizeof(agent), "cilingir/%s%s%s%s", VERSION,
	    o->terminal != NULL ? " (" : "",
	    o->terminal != NULL ? o->terminal : "",
	    o->terminal != NULL ? ")" : "");
	e = tls_new(&o->tls, &h->tls, error, size);
	if (e != ERR_OK)
		return e;
	snprintf(error, size, "cannot start");
	e = loop_new(&h->loop);
	if (e == ERR_OK)
		e = http_new(h->loop, &(struct http_config){ .url = o->url,
		    .agent = agent, .tls = h->tls }, &h->http);
	if (e == ERR_OK)
		e = sandbox_enter(SANDBOX_NET, readable, NULL);
	if (e == ERR_OK)
		e = net_serve_new(h->loop, HELPER_CHANNEL, h->http, NET_IDLE_MS,
		    &h->serve);
	return e;
}

static void
tear_down(struct helper *h)
{
	net_serve_free(&h->serve);
	http_free(&h->http);
	loop_free(&h->loop);
	tls_free(&h->tls);
	wipe_end();
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	struct helper h = { 0 };
	char error[512];
	const char *lacks;
	int status = EXIT_SUCCESS;

	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return fputs(usage, stdout) < 0;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return version_print("cilingir-net", LIBRARIES);
	if (protect() != ERR_OK)
		return complain("cannot protect its memory");
	log_set_sink(log_sink_stderr, NULL);
	if (!read_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return HELPER_EXIT_USAGE;
	}
	lacks = helper_lacks();
	if (lacks != NULL)
		return complain(lacks);
	if (set_up(&h, &o, error, sizeof(error)) == ERR_OK)
		loop_run(h.loop);
	else
		status = complain(error);
	tear_down(&h);
	return status;
}
