/* The real client with the real cilingir-net, one call after the other.
 *
 *	net_client HELPER URL CA [pin=P] [cert=F] [key=F] STEP...
 *
 * A step is the name of an operation (wire.h: health, sessionOpen, ...) with
 * words behind it: ",ms=N" its deadline (5000), ",nokey" without an idempotency
 * key.  It prints "NAME ERR" and what else came: status=, tries=, retry=, a
 * picture's size, LATE where the deadline was not kept.  Other steps:
 *
 *	started		is the helper running? "started yes|no"
 *	kill		SIGKILL to the helper
 *	stop		SIGSTOP to the helper: it hangs
 *	libraries	those of curl, TLS or PNG in this process: "libraries N"
 *	scan		places in the helper's memory that have a part of a
 *			secret in them: "scan N", or "scan skipped"; again
 *			until there is none or a second has passed
 *	watch:STEP	a call, with scans while it is under way: "watch seen"
 *	cancel:STEP	a call that is cancelled at once, and a health call
 *			behind it: "cancel:STEP ERR" of the second
 *	environment	variables of the helper: "environment NAME…"
 *	closed		until the server has closed each connection that the
 *			helper kept; prints nothing unless it never does */
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "known.h"
#include "loop/loop.h"
#include "remote/client.h"
#include "wire/wire.h"

#define DEADLINE_MS 5000
#define LATE_MS 1000		/* more than that behind a deadline is late */
#define CHUNK (1 << 20)
#define SCAN_MS 1000		/* by then they are gone */
#define CLOSED_MS 90000		/* more than the portal's idle time */
#define OVERLAP 64
#define REGION_MAX (1ull << 30)	/* the shadow of a sanitizer is bigger */

struct run {
	struct loop *loop;
	struct remote *remote;
	struct secret *token, *word, *code;
	unsigned port;		/* of the server */
	bool done;
	char said[256];
};

/* Halves: what is found is not always whole. */
static const struct {
	const char *text;
	size_t from;
} needles[] = {
	{ KNOWN_TOKEN, 0 }, { KNOWN_TOKEN, sizeof(KNOWN_TOKEN) - 13 },
	{ KNOWN_WORD, 0 }, { KNOWN_WORD, sizeof(KNOWN_WORD) - 11 },
	{ KNOWN_CODE, 0 },
};
#define NEEDLE 10

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "net_client: %s\n", what);
	exit(2);
}

static int
count_in(const uint8_t *bytes, size_t len)
{
	const uint8_t *at, *end = bytes + len;
	int n = 0;

	for (size_t i = 0; i < sizeof(needles) / sizeof(needles[0]); i++) {
		at = bytes;
		for (;;) {
			at = memmem(at, (size_t)(end - at),
			    needles[i].text + needles[i].from, NEEDLE);
			if (at == NULL)
				break;
			n++;
			at++;
		}
	}
	return n;
}

static int
scan_region(int mem, uint64_t from, uint64_t to, uint8_t *room)
{
	int n = 0;
	ssize_t len;

	while (from < to) {
		len = pread(mem, room, CHUNK, (off_t)from);
		if (len <= 0)
			break;
		n += count_in(room, (size_t)len);
		if (len <= OVERLAP)
			break;
		from += (uint64_t)len - OVERLAP;
	}
	return n;
}

/* -1: we may not look. */
static int
scan(int pid)
{
	static uint8_t room[CHUNK];
	char path[64], line[512];
	unsigned long long from, to;
	int mem, hits, n = 0, regions = 0;
	char r;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	mem = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "re");
	if (mem < 0 || maps == NULL)
		return -1;
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%llx-%llx %c", &from, &to, &r) != 3 ||
		    r != 'r' || to - from > REGION_MAX)
			continue;
		hits = scan_region(mem, from, to, room);
		if (hits > 0)
			fprintf(stderr, "%d in %s", hits, line);
		n += hits;
		regions++;
	}
	fclose(maps);
	close(mem);
	return regions > 10 ? n : -1;
}

static void
on_done(void *arg, const struct remote_result *r)
{
	struct run *run = arg;
	const struct wire_problem *p = &r->problem;
	size_t n;

	run->done = true;
	n = (size_t)snprintf(run->said, sizeof(run->said), "%s",
	    err_name(r->e));
	if (r->e != ERR_OK && p->status != 0)
		n += (size_t)snprintf(run->said + n, sizeof(run->said) - n,
		    " status=%d tries=%d retry=%d", p->status, p->tries_left,
		    p->retry_after);
	if (r->picture != NULL)
		snprintf(run->said + n, sizeof(run->said) - n, " %dx%d %02x",
		    r->picture->width, r->picture->height,
		    r->picture->grey[0]);
	if (r->e == ERR_OK && r->reply == NULL)
		fail("success without a reply");
}

static enum wire_op
op_named(const char *name)
{
	for (int op = 0; op < WIRE_OP_COUNT; op++) {
		if (strcmp(wire_op_info((enum wire_op)op)->name, name) == 0)
			return (enum wire_op)op;
	}
	fail(name);
}

static void
fill_body(const struct run *run, enum wire_op op, struct wire_request *req)
{
#define COPY(to, text) snprintf(to, sizeof(to), "%s", text)
	if (op == WIRE_SESSION_OPEN) {
		COPY(req->u.session_open.terminal, "t-1");
		COPY(req->u.session_open.version, "0.1");
		COPY(req->u.session_open.language, "tr");
	} else if (op == WIRE_LOGIN_PASSWORD) {
		COPY(req->u.login_password.identity, "10000000146");
		COPY(req->u.login_password.captcha_id, "c-1");
		COPY(req->u.login_password.captcha, "ABCDE");
		req->u.login_password.word = run->word;
	} else if (op == WIRE_SMS_VERIFY) {
		req->u.sms_verify.code = run->code;
	} else if (op == WIRE_UNLOCK_OPEN) {
		COPY(req->u.unlock_open.serial, "0102030405060708");
		COPY(req->u.unlock_open.card_type, "akis");
		req->u.unlock_open.pin_tries = 0;
	} else if (op == WIRE_UNLOCK_CRYPTOGRAM) {
		COPY(req->u.unlock_cryptogram.serial, "0102030405060708");
		req->u.unlock_cryptogram.challenge_len = 8;
	} else if (op == WIRE_UNLOCK_REPORT) {
		COPY(req->u.unlock_report.outcome, "done");
		req->u.unlock_report.tries_after = 3;
	}
}

static void
start_call(struct run *run, const char *step, int64_t *deadline, uint32_t *id)
{
	static unsigned calls;
	struct wire_request req = { 0 };
	const struct wire_op_info *info;
	const char *ms = strstr(step, ",ms=");
	char name[64];
	enum wire_op op;
	enum err e;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(step, ","), step);
	op = op_named(name);
	info = wire_op_info(op);
	fill_body(run, op, &req);
	if (strstr(info->path, "{id}") != NULL)
		COPY(req.id, "x-1");
	if (info->idempotent_key && strstr(step, ",nokey") == NULL)
		snprintf(req.idempotency_key, sizeof(req.idempotency_key),
		    "k-%u-%d", ++calls, (int)getpid());
	if (info->bearer)
		req.token = run->token;
#undef COPY
	*deadline = clock_now_ms() + (ms != NULL ?
	    strtol(ms + 4, NULL, 10) : DEADLINE_MS);
	run->done = false;
	e = run->remote->ops->call(run->remote, op, &req, *deadline, on_done,
	    run, id);
	if (e != ERR_OK) {
		run->done = true;
		snprintf(run->said, sizeof(run->said), "not-sent %s",
		    err_name(e));
	} else if (run->done) {
		fail("completed inside the call");
	}
}

static void
say(const struct run *run, const char *step, int64_t deadline)
{
	printf("%s %s%s\n", step, run->said,
	    clock_now_ms() > deadline + LATE_MS ? " LATE" : "");
}

static void
step_call(struct run *run, const char *step)
{
	int64_t deadline;
	uint32_t id;

	start_call(run, step, &deadline, &id);
	while (!run->done)
		loop_turn(run->loop, 1000);
	say(run, step, deadline);
}

/* The proof that a scan finds what is there. */
static void
step_watch(struct run *run, const char *step)
{
	int64_t deadline;
	uint32_t id;
	int found = 0;

	start_call(run, step, &deadline, &id);
	while (!run->done) {
		loop_turn(run->loop, found > 0 ? 1000 : 1);
		if (found == 0 && !run->done)
			found = scan(remote_client_pid(run->remote));
	}
	printf("watch %s\n", found > 0 ? "seen" : found < 0 ? "skipped" :
	    "unseen");
}

static void
step_cancel(struct run *run, const char *step)
{
	int64_t deadline;
	uint32_t id;

	start_call(run, step, &deadline, &id);
	run->remote->ops->cancel(run->remote, id);
	run->remote->ops->cancel(run->remote, id);
	if (run->done)
		fail("cancelled, and yet completed");
	start_call(run, "health", &deadline, &id);
	while (!run->done)
		loop_turn(run->loop, 1000);
	printf("cancel:%s %s\n", step, run->said);
}

static void
step_scan(struct run *run)
{
	int64_t until = clock_now_ms() + SCAN_MS;
	int n = scan(remote_client_pid(run->remote));

	while (n > 0 && clock_now_ms() < until) {
		loop_turn(run->loop, 10);
		n = scan(remote_client_pid(run->remote));
	}
	if (n < 0)
		printf("scan skipped\n");
	else
		printf("scan %d\n", n);
}

static void
step_libraries(void)
{
	static const char *const names[] = { "libcurl", "libssl", "libgnutls",
	    "libpng" };
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	int n = 0;

	if (maps == NULL)
		fail("maps");
	while (fgets(line, sizeof(line), maps) != NULL) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			n += strstr(line, names[i]) != NULL;
	}
	fclose(maps);
	printf("libraries %d\n", n);
}

/* What its C library sees is gone; this is what it was started with. */
static void
step_environment(const struct run *run)
{
	char path[64], text[4096];
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/environ",
	    remote_client_pid(run->remote));
	f = fopen(path, "re");
	if (f == NULL) {
		printf("environment skipped\n");
		return;
	}
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	printf("environment");
	for (const char *at = text; *at != '\0'; at += strlen(at) + 1)
		printf(" %.*s", (int)strcspn(at, "="), at);
	printf("\n");
}

/* Connections to the server's port that neither side has closed. */
static int
established(const struct run *run)
{
	char line[256];
	FILE *f = fopen("/proc/net/tcp", "re");
	unsigned port, state;
	int n = 0;

	if (f == NULL)
		fail("/proc/net/tcp");
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%*d: %*[0-9A-F]:%*x %*[0-9A-F]:%x %x",
		    &port, &state) == 2 && port == run->port &&
		    state == TCP_ESTABLISHED)
			n++;
	}
	fclose(f);
	return n;
}

static void
step_closed(struct run *run)
{
	int64_t until = clock_now_ms() + CLOSED_MS;

	while (established(run) > 0 && clock_now_ms() < until)
		loop_turn(run->loop, 10);
	if (established(run) > 0)
		printf("closed never\n");
}

static void
do_step(struct run *run, const char *step)
{
	int pid = remote_client_pid(run->remote);

	if (strcmp(step, "started") == 0)
		printf("started %s\n", pid != 0 ? "yes" : "no");
	else if (strcmp(step, "kill") == 0 && pid != 0)
		kill(pid, SIGKILL);
	else if (strcmp(step, "stop") == 0 && pid != 0)
		kill(pid, SIGSTOP);
	else if (strcmp(step, "scan") == 0)
		step_scan(run);
	else if (strcmp(step, "libraries") == 0)
		step_libraries();
	else if (strcmp(step, "closed") == 0)
		step_closed(run);
	else if (strcmp(step, "environment") == 0)
		step_environment(run);
	else if (strncmp(step, "watch:", 6) == 0)
		step_watch(run, step + 6);
	else if (strncmp(step, "cancel:", 7) == 0)
		step_cancel(run, step + 7);
	else
		step_call(run, step);
	fflush(stdout);
}

static bool
take_option(const char *word, struct remote_client_config *config)
{
	if (strncmp(word, "pin=", 4) == 0)
		config->pin = word + 4;
	else if (strncmp(word, "cert=", 5) == 0)
		config->cert = word + 5;
	else if (strncmp(word, "key=", 4) == 0)
		config->key = word + 4;
	else
		return false;
	return true;
}

static struct secret *
secret_of(const char *text)
{
	struct secret *s = secret_new(WIRE_TOKEN_MAX);

	if (s == NULL || secret_set(s, text, strlen(text)) != ERR_OK)
		fail("secret");
	return s;
}

/* https://HOST:PORT */
static unsigned
port_of(const char *url)
{
	const char *colon = strrchr(url, ':');

	return colon == NULL ? 443 : (unsigned)strtoul(colon + 1, NULL, 10);
}

int
main(int argc, char **argv)
{
	struct remote_client_config config = { .terminal = "t-1" };
	struct run run = { 0 };
	int i = 4;

	if (argc < 5)
		fail("usage: HELPER URL CA [OPTION...] STEP...");
	log_set_sink(log_sink_stderr, NULL);
	wire_init();
	if (secret_heap_init() == SECRET_HEAP_NONE ||
	    loop_new(&run.loop) != ERR_OK)
		fail("cannot start");
	config.helper = argv[1];
	config.url = argv[2];
	config.ca = argv[3];
	run.port = port_of(config.url);
	while (i < argc && take_option(argv[i], &config))
		i++;
	run.token = secret_of(KNOWN_TOKEN);
	run.word = secret_of(KNOWN_WORD);
	run.code = secret_of(KNOWN_CODE);
	if (remote_client_new(run.loop, &config, &run.remote) != ERR_OK)
		fail("no client");
	for (; i < argc; i++)
		do_step(&run, argv[i]);
	run.remote->ops->close(&run.remote);
	/* Until the helper has ended: its leak check is part of the test. */
	loop_run(run.loop);
	secret_free(&run.token);
	secret_free(&run.word);
	secret_free(&run.code);
	loop_free(&run.loop);
	return 0;
}
