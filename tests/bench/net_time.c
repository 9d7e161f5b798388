/* A request to the portal through cilingir-net, in turn with one by a bare
 * libcurl program: the first of a process, its start included, and those on
 * the connection that is kept.
 *
 *	net_time TIMES HELPER BARE URL CA PIN */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "figures.h"
#include "loop/loop.h"
#include "remote/client.h"

#define KEPT 20
#define LIMIT_MS 10000

struct pair {
	struct samples first, kept;
};

struct ours {
	struct loop *loop;
	struct remote *remote;
};

static void
answered(void *arg, const struct remote_result *result)
{
	struct ours *o = arg;

	if (result->e != ERR_OK)
		cannot("cilingir-net: %s", err_name(result->e));
	loop_stop(o->loop);
}

static double
ask_ours(struct ours *o)
{
	struct wire_request req = { .id = "" };
	int64_t begin = now_ns();
	uint32_t id;

	if (o->remote->ops->call(o->remote, WIRE_HEALTH, &req,
	    clock_now_ms() + LIMIT_MS, answered, o, &id) != ERR_OK)
		cannot("cilingir-net cannot be asked");
	loop_run(o->loop);
	return ms_since(begin);
}

static void
run_ours(const struct remote_client_config *config, struct pair *p)
{
	struct ours o = { NULL, NULL };

	if (loop_new(&o.loop) != ERR_OK ||
	    remote_client_new(o.loop, config, &o.remote) != ERR_OK)
		cannot("the client of cilingir-net");
	samples_add(&p->first, ask_ours(&o));
	for (int i = 0; i < KEPT; i++)
		samples_add(&p->kept, ask_ours(&o));
	o.remote->ops->close(&o.remote);
	loop_free(&o.loop);
}

struct bare {
	pid_t pid;
	int to, from;
};

static void
start_bare(struct bare *b, const char *program,
    const struct remote_client_config *config)
{
	char url[512];
	int in[2], out[2];

	snprintf(url, sizeof(url), "%s/v1/health", config->url);
	if (pipe(in) != 0 || pipe(out) != 0)
		cannot("a pipe");
	b->pid = fork();
	if (b->pid == 0) {
		(void)dup2(in[0], STDIN_FILENO);
		(void)dup2(out[1], STDOUT_FILENO);
		(void)close(in[1]);
		(void)close(out[0]);
		execl(program, program, url, config->ca, config->pin,
		    (char *)NULL);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	b->to = in[1];
	b->from = out[0];
}

static void
ask_bare(const struct bare *b)
{
	char answer[16];

	if (write(b->to, "\n", 1) != 1 ||
	    read(b->from, answer, sizeof(answer)) <= 0)
		cannot("the bare program has ended");
}

static void
run_bare(const char *program, const struct remote_client_config *config,
    struct pair *p)
{
	int64_t begin = now_ns();
	struct bare b;

	start_bare(&b, program, config);
	ask_bare(&b);
	samples_add(&p->first, ms_since(begin));
	for (int i = 0; i < KEPT; i++) {
		begin = now_ns();
		ask_bare(&b);
		samples_add(&p->kept, ms_since(begin));
	}
	(void)close(b.to);
	(void)close(b.from);
	(void)waitpid(b.pid, NULL, 0);
}

int
main(int argc, char **argv)
{
	static struct pair ours, bare;
	struct remote_client_config config = { .helper = NULL };

	if (argc != 7) {
		fprintf(stderr, "usage: net_time TIMES HELPER BARE URL CA "
		    "PIN\n");
		return 2;
	}
	config.helper = argv[2];
	config.url = argv[4];
	config.ca = argv[5];
	config.pin = argv[6];
	(void)signal(SIGPIPE, SIG_IGN);
	if (secret_heap_init() == SECRET_HEAP_NONE)
		cannot("no locked memory");
	wire_init();
	for (long i = 0; i < strtol(argv[1], NULL, 10); i++) {
		run_ours(&config, &ours);
		run_bare(argv[3], &config, &bare);
	}
	figure("https_first_ms.cilingir", samples_median(&ours.first));
	figure("https_first_ms.bare", samples_median(&bare.first));
	figure("https_kept_ms.cilingir", samples_median(&ours.kept));
	figure("https_kept_ms.bare", samples_median(&bare.kept));
	return 0;
}
