/* A TCP proxy that breaks connections on command, for tests of what happens
 * when the network does.  It does not decrypt: "answers" are whatever bytes
 * come from the target.
 *
 *	fault_proxy LISTEN-PORT TARGET-PORT [CONTROL-SOCKET]
 *
 * On 127.0.0.1; LISTEN-PORT 0 takes a free one.  It says "port N" first, and
 * "ok" after each command, which comes as a line on standard input, or over
 * the Unix socket CONTROL-SOCKET (one answer line for each; many clients one
 * behind the other).  The end of standard input ends the proxy where there is
 * no control socket.
 *
 *	pass		forward (how it starts)
 *	refuse		reset connections, those that exist and new ones
 *	cut N		forward N more bytes of answers, over all connections,
 *			then reset them all; later ones pass
 *	stall		keep connections, forward nothing either way
 *	stall-answers	forward requests, hold answers back
 *	delay MS	forward answers MS milliseconds late
 *	cut-after-request [N]
 *			let the next request through and reset the client when
 *			the target says something: the portal has done it, the
 *			terminal does not know.  So for N requests (1); later
 *			ones pass.  A request is a TLS record of application
 *			data of more than 128 bytes, sent in one piece, as
 *			curl does; with TLS 1.3 a client certificate looks the
 *			same
 *	after N COMMAND	let N requests pass, then do this
 *	count		"connections N" instead of "ok"
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pipes.h"

#define PAIRS 64

enum mode { PASS, REFUSE, STALL, STALL_ANSWERS, CUT_AFTER_REQUEST };

struct pair {
	bool used;
	bool asked;		/* a request passed since cut-after-request */
	bool orphan;		/* the client is reset; the target is read on */
	int client, target;
	struct pipe up, down;
	struct records records;	/* of the client */
};

struct proxy {
	int listening, target_port, control, commander;
};

static struct pair pairs[PAIRS];
static enum mode mode;
static long long cut_left = -1;		/* bytes of answers; -1: no cut */
static long delay_ms;
static long cuts_left;			/* of cut-after-request */
static char later[64];			/* after N COMMAND */
static long later_left;			/* requests before it */
static unsigned long accepted;

static _Noreturn void
fail(const char *what)
{
	perror(what);
	exit(2);
}

static void
reset_fd(int fd)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

static void
drop_pair(struct pair *p)
{
	if (!p->used)
		return;
	if (!p->orphan)
		reset_fd(p->client);
	reset_fd(p->target);
	p->used = false;
}

static void
drop_all(void)
{
	for (size_t i = 0; i < PAIRS; i++)
		drop_pair(&pairs[i]);
}

/* The target keeps its connection, or it could lose the request that is
 * already on its way to it. */
static void
orphan_pair(struct pair *p)
{
	reset_fd(p->client);
	p->orphan = true;
	p->up.len = 0;
	p->down.len = 0;
}

static void
set_mode(enum mode m)
{
	mode = m;
	cut_left = -1;
	delay_ms = 0;
	cuts_left = 1;
	later[0] = '\0';
	for (size_t i = 0; i < PAIRS; i++)
		pairs[i].asked = false;
	if (m == REFUSE)
		drop_all();
}

static void
remember(const char *order)
{
	char *command;

	set_mode(PASS);
	later_left = strtol(order, &command, 10);
	snprintf(later, sizeof(later), "%s", command + strspn(command, " "));
}

/* One command; the answer goes to `out`. */
static void
obey(const char *line, char *out, size_t size)
{
	static const char *const words[] = {
		[PASS] = "pass", [REFUSE] = "refuse", [STALL] = "stall",
		[STALL_ANSWERS] = "stall-answers",
		[CUT_AFTER_REQUEST] = "cut-after-request",
	};

	snprintf(out, size, "ok\n");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], line) == 0) {
			set_mode((enum mode)i);
			return;
		}
	}
	if (strcmp(line, "count") == 0) {
		snprintf(out, size, "connections %lu\n", accepted);
	} else if (strncmp(line, "cut ", 4) == 0) {
		set_mode(PASS);
		cut_left = strtoll(line + 4, NULL, 10);
	} else if (strncmp(line, "delay ", 6) == 0) {
		set_mode(PASS);
		delay_ms = strtol(line + 6, NULL, 10);
	} else if (strncmp(line, "cut-after-request ", 18) == 0) {
		set_mode(CUT_AFTER_REQUEST);
		cuts_left = strtol(line + 18, NULL, 10);
	} else if (strncmp(line, "after ", 6) == 0) {
		remember(line + 6);
	} else {
		snprintf(out, size, "what is that?\n");
	}
}

/* Lines from a control connection; false at its end. */
static bool
take_commands(int in, int out)
{
	char text[1024], answer[64];
	ssize_t n = read(in, text, sizeof(text) - 1);
	char *at = text, *end;

	if (n <= 0)
		return false;
	text[n] = '\0';
	for (;;) {
		end = strchr(at, '\n');
		if (end == NULL)
			return true;
		*end = '\0';
		obey(at, answer, sizeof(answer));
		if (write(out, answer, strlen(answer)) < 0)
			return false;
		at = end + 1;
	}
}

static struct sockaddr_in
local(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port) };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

static int
dial(int port)
{
	struct sockaddr_in a = local(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void
no_delay(int fd)
{
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static struct pair *
free_pair(void)
{
	for (size_t i = 0; i < PAIRS; i++) {
		if (!pairs[i].used)
			return &pairs[i];
	}
	return NULL;
}

static void
accept_one(const struct proxy *x)
{
	int fd = accept(x->listening, NULL, NULL), target;
	struct pair *p = free_pair();

	if (fd < 0)
		return;
	accepted++;
	target = p == NULL || mode == REFUSE ? -1 : dial(x->target_port);
	if (target < 0) {
		reset_fd(fd);
		return;
	}
	memset(p, 0, sizeof(*p));
	p->client = fd;
	p->target = target;
	p->used = true;
	no_delay(fd);
	no_delay(target);
}

/* What was ordered for the request that has just come. */
static void
note_request(struct pair *p)
{
	char command[sizeof(later)], answer[64];

	if (later[0] != '\0' && later_left-- == 0) {
		snprintf(command, sizeof(command), "%s", later);
		obey(command, answer, sizeof(answer));
	}
	if (mode == CUT_AFTER_REQUEST)
		p->asked = true;
}

/* Answers, as far as they may go. */
static bool
forward_answer(struct pair *p)
{
	bool cut;

	if (p->orphan) {
		p->down.len = 0;
		return true;
	}
	if (mode == CUT_AFTER_REQUEST && p->asked) {
		p->asked = false;
		if (--cuts_left <= 0)
			set_mode(PASS);
		orphan_pair(p);
		return true;
	}
	cut = cut_left >= 0 && (long long)p->down.len > cut_left;
	if (cut)
		p->down.len = (size_t)cut_left;
	if (cut_left >= 0)
		cut_left -= (long long)p->down.len;
	if (!pipe_drain(&p->down, p->client))
		return false;
	if (cut) {
		set_mode(PASS);
		drop_all();
	}
	return true;
}

static bool
may_read(const struct pipe *pipe)
{
	return pipe->len == 0 && !pipe->ended && mode != STALL;
}

/* False: drop the pair. */
static bool
handle_up(struct pair *p, short got)
{
	if (p->orphan)
		return true;
	if (got != 0 && may_read(&p->up)) {
		if (!pipe_fill(&p->up, p->client, 0))
			return false;
		if (p->up.ended)
			shutdown(p->target, SHUT_WR);
		if (records_have_request(&p->records, p->up.bytes, p->up.len))
			note_request(p);
		if (!p->used)		/* refused */
			return false;
	}
	return p->up.len == 0 || mode == STALL ||
	    pipe_drain(&p->up, p->target);
}

static bool
handle_down(struct pair *p, short got)
{
	bool held = mode == STALL || mode == STALL_ANSWERS;

	if (got != 0 && may_read(&p->down)) {
		if (!pipe_fill(&p->down, p->target, delay_ms))
			return false;
		if (p->down.ended && p->orphan)
			return false;
		if (p->down.ended)
			shutdown(p->client, SHUT_WR);
	}
	return p->down.len == 0 || held || p->down.due > now_ms() ||
	    forward_answer(p);
}

static void
handle_pair(struct pair *p, short client, short target)
{
	if (!p->used)
		return;
	if (!handle_up(p, client) || !handle_down(p, target) ||
	    (p->up.ended && p->down.ended))
		drop_pair(p);
}

static int
listen_tcp(int port)
{
	struct sockaddr_in a = local(port);
	socklen_t len = sizeof(a);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 16) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		fail("listen");
	printf("port %d\n", ntohs(a.sin_port));
	return fd;
}

static int
listen_unix(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		fail(path);
	}
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", path);
	unlink(path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 4) != 0)
		fail(path);
	return fd;
}

/* A descriptor that poll() skips where there is nothing to wait for: else a
 * hang-up that must not go on yet would wake us over and over. */
static struct pollfd
side(const struct pair *p, const struct pipe *pipe, int fd)
{
	bool gone = !p->used || (p->orphan && pipe == &p->up);

	return (struct pollfd){ .fd = !gone && may_read(pipe) ? fd : -1,
	    .events = POLLIN };
}

/* Until the first delayed answer is due; -1: for ever. */
static int
wait_ms(void)
{
	long long first = -1, now = now_ms(), left;

	for (size_t i = 0; i < PAIRS; i++) {
		left = pairs[i].down.due - now;
		if (pairs[i].used && pairs[i].down.len > 0 && left > 0 &&
		    (first < 0 || left < first))
			first = left;
	}
	return (int)first;
}

static void
handle_control(struct proxy *x, const struct pollfd *fds)
{
	if (fds[1].revents != 0 && x->control < 0 &&
	    !take_commands(STDIN_FILENO, STDOUT_FILENO))
		exit(0);
	if (fds[1].revents != 0 && x->control >= 0)
		x->commander = accept(x->control, NULL, NULL);
	else if (fds[2].revents != 0 &&
	    !take_commands(x->commander, x->commander)) {
		close(x->commander);
		x->commander = -1;
	}
}

static void
turn(struct proxy *x)
{
	struct pollfd fds[3 + 2 * PAIRS] = {
		{ .fd = x->listening, .events = POLLIN },
		{ .fd = x->control < 0 ? STDIN_FILENO :
		    x->commander < 0 ? x->control : -1, .events = POLLIN },
		{ .fd = x->commander, .events = POLLIN },
	};

	for (size_t i = 0; i < PAIRS; i++) {
		fds[3 + 2 * i] = side(&pairs[i], &pairs[i].up,
		    pairs[i].client);
		fds[4 + 2 * i] = side(&pairs[i], &pairs[i].down,
		    pairs[i].target);
	}
	if (poll(fds, 3 + 2 * PAIRS, wait_ms()) < 0) {
		if (errno != EINTR)
			fail("poll");
		return;
	}
	/* Commands first: what they say holds for these bytes already. */
	handle_control(x, fds);
	for (size_t i = 0; i < PAIRS; i++)
		handle_pair(&pairs[i], fds[3 + 2 * i].revents,
		    fds[4 + 2 * i].revents);
	if (fds[0].revents != 0)
		accept_one(x);
}

int
main(int argc, char **argv)
{
	struct proxy x = { .control = -1, .commander = -1 };

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "usage: fault_proxy LISTEN-PORT TARGET-PORT "
		    "[CONTROL-SOCKET]\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	x.target_port = (int)strtol(argv[2], NULL, 10);
	if (argc == 4)
		x.control = listen_unix(argv[3]);
	x.listening = listen_tcp((int)strtol(argv[1], NULL, 10));
	for (;;)
		turn(&x);
}
