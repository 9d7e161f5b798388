/* A TLS server that misbehaves on purpose, for tests/net/run.sh and the
 * end-to-end tests.
 *
 *	bad_server --cert CHAIN.pem --key KEY.pem [--tls VERSION] [--level N]
 *	    [--ciphers LIST] [--client-ca FILE] [--raw KIND] [--port N] MODE...
 *	bad_server ... --portal PORT --orders FILE
 *
 * Listens on a port of 127.0.0.1 (--port; or a free one) and says on standard
 * output:
 *
 *	port N			listening
 *	connection		one was accepted
 *	handshake		its TLS handshake is done
 *	bytes N			N bytes of a request were decrypted
 *	request METHOD PATH key=KEY token=yes|no body=N
 *
 *	answer MODE OPERATION	what it gets
 *
 * The n-th request of all gets the n-th MODE (answers.c); the last one stays.
 * --portal: it stands in front of the real portal, to which all goes but what
 * FILE says, when it is asked: lines MODE@OPERATION; hold@OPERATION: nothing,
 * as long as FILE says so.
 * --raw KIND (plain, garbage, silent, close, alert) speaks no TLS at all.
 * --tls is 1.0, 1.1, 1.2 or 1.3: this version and no other. */
#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answers.h"
#include "base/secret.h"
#include "wire/wire.h"

#define REQUEST_MAX (WIRE_BODY_MAX + 8192)

struct options {
	const char *cert, *key, *ciphers, *client_ca, *raw, *orders;
	int version, level, port, portal;
	char **modes;
	int mode_count;
};

/* Of all connections together; each has its own process. */
static int *requests_seen;

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "bad_server: %s\n", what);
	ERR_print_errors_fp(stderr);
	exit(2);
}

static int
version_of(const char *text)
{
	if (strcmp(text, "1.0") == 0)
		return TLS1_VERSION;
	if (strcmp(text, "1.1") == 0)
		return TLS1_1_VERSION;
	if (strcmp(text, "1.2") == 0)
		return TLS1_2_VERSION;
	if (strcmp(text, "1.3") == 0)
		return TLS1_3_VERSION;
	fail("which version?");
}

static void
read_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "cert", required_argument, NULL, 'c' },
		{ "key", required_argument, NULL, 'k' },
		{ "tls", required_argument, NULL, 't' },
		{ "level", required_argument, NULL, 'l' },
		{ "ciphers", required_argument, NULL, 'x' },
		{ "client-ca", required_argument, NULL, 'a' },
		{ "raw", required_argument, NULL, 'r' },
		{ "port", required_argument, NULL, 'p' },
		{ "portal", required_argument, NULL, 'P' },
		{ "orders", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	for (;;) {
		c = getopt_long(argc, argv, "", known, NULL);
		if (c == -1)
			break;
		else if (c == 'c')
			o->cert = optarg;
		else if (c == 'k')
			o->key = optarg;
		else if (c == 't')
			o->version = version_of(optarg);
		else if (c == 'l')
			o->level = (int)strtol(optarg, NULL, 10);
		else if (c == 'x')
			o->ciphers = optarg;
		else if (c == 'a')
			o->client_ca = optarg;
		else if (c == 'r')
			o->raw = optarg;
		else if (c == 'p')
			o->port = (int)strtol(optarg, NULL, 10);
		else if (c == 'P')
			o->portal = (int)strtol(optarg, NULL, 10);
		else if (c == 'o')
			o->orders = optarg;
		else
			fail("unknown option");
	}
	o->modes = argv + optind;
	o->mode_count = argc - optind;
	for (int i = 0; i < o->mode_count; i++) {
		if (!answer_mode_is_known(o->modes[i]))
			fail("unknown mode");
	}
}

static SSL_CTX *
make_context(const struct options *o)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (ctx == NULL)
		fail("context");
	SSL_CTX_set_security_level(ctx, o->level);
	if (o->version != 0 &&
	    (SSL_CTX_set_min_proto_version(ctx, o->version) != 1 ||
	    SSL_CTX_set_max_proto_version(ctx, o->version) != 1))
		fail("version");
	if (o->ciphers != NULL && SSL_CTX_set_cipher_list(ctx, o->ciphers) != 1)
		fail("ciphers");
	if (o->cert != NULL &&
	    (SSL_CTX_use_certificate_chain_file(ctx, o->cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, o->key, SSL_FILETYPE_PEM) != 1))
		fail("certificate");
	if (o->client_ca != NULL) {
		if (SSL_CTX_load_verify_file(ctx, o->client_ca) != 1)
			fail("client-ca");
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER |
		    SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	return ctx;
}

/* Text of a header line, or "". */
static void
header(const char *text, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);
	const char *line = text;

	out[0] = '\0';
	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, len) == 0) {
			snprintf(out, size, "%.*s",
			    (int)strcspn(line + len, "\r\n"), line + len);
			return;
		}
	}
}

static void
parse(const char *text, struct request *r)
{
	char length[32], bearer[160];

	memset(r, 0, sizeof(*r));
	if (sscanf(text, "%15s %255s", r->method, r->path) != 2)
		snprintf(r->method, sizeof(r->method), "?");
	header(text, "Idempotency-Key: ", r->key, sizeof(r->key));
	header(text, "Authorization: Bearer ", bearer, sizeof(bearer));
	snprintf(r->token, sizeof(r->token), "%.127s", bearer);
	header(text, "Content-Length: ", length, sizeof(length));
	r->body_len = (size_t)strtoul(length, NULL, 10);
}

/* Read one request whole.  False: the client is gone. */
static bool
read_request(SSL *ssl, struct request *r)
{
	static char text[REQUEST_MAX + 1];
	size_t len = 0;
	char *end = NULL;
	int n;

	for (;;) {
		n = SSL_read(ssl, text + len, (int)(REQUEST_MAX - len));
		if (n <= 0)
			return false;
		printf("bytes %d\n", n);
		len += (size_t)n;
		text[len] = '\0';
		end = strstr(text, "\r\n\r\n");
		if (end == NULL)
			continue;
		parse(text, r);
		if (len - (size_t)(end + 4 - text) >= r->body_len)
			break;
	}
	r->whole = text;
	r->whole_len = len;
	printf("request %s %s key=%s token=%s body=%zu\n", r->method, r->path,
	    r->key, r->token[0] != '\0' ? "yes" : "no", r->body_len);
	return true;
}

/* What was ordered for this operation; else the portal is asked. */
static const char *
ordered(const char *file, const struct request *r)
{
	static char line[128];
	FILE *f = fopen(file, "r");
	const char *mode = "pass";
	char *at;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		at = strchr(line, '@');
		if (at == NULL || strcmp(at + 1, answer_operation(r)) != 0)
			continue;
		*at = '\0';
		if (!answer_mode_is_known(line))
			fail("unknown mode");
		mode = line;
		break;
	}
	if (f != NULL)
		fclose(f);
	return mode;
}

static const char *
next_mode(const struct options *o, const struct request *r)
{
	int n = __atomic_fetch_add(requests_seen, 1, __ATOMIC_SEQ_CST);

	if (o->orders != NULL)
		return ordered(o->orders, r);
	if (n >= o->mode_count)
		n = o->mode_count - 1;
	return n < 0 ? "ok" : o->modes[n];
}

/* Let the client read our alert: closing with bytes unread is a reset. */
static void
drain(int fd)
{
	char bytes[4096];

	shutdown(fd, SHUT_WR);
	while (recv(fd, bytes, sizeof(bytes), 0) > 0)
		;
}

static void
serve_tls(SSL_CTX *ctx, int fd, const struct options *o)
{
	SSL *ssl = SSL_new(ctx);
	struct request r;
	const char *mode;
	bool going = true;

	if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
		fail("ssl");
	if (SSL_accept(ssl) != 1) {
		ERR_print_errors_fp(stderr);
		drain(fd);
		SSL_free(ssl);
		return;
	}
	printf("handshake\n");
	while (going && read_request(ssl, &r)) {
		mode = next_mode(o, &r);
		printf("answer %s %s\n", mode, answer_operation(&r));
		while (strcmp(mode, "hold") == 0) {
			usleep(20 * 1000);
			mode = next_mode(o, &r);
		}
		r.portal = o->portal;
		going = answer_give(ssl, &r, mode);
	}
	SSL_free(ssl);
}

/* No TLS: say something, then read what comes until the client leaves. */
static void
serve_raw(int fd, const char *kind)
{
	static const char plain[] = "HTTP/1.1 400 Bad Request\r\n"
	    "Content-Length: 0\r\n\r\n";
	static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28";
	char bytes[4096];

	if (strcmp(kind, "close") == 0)
		return;
	if (recv(fd, bytes, sizeof(bytes), 0) <= 0)
		return;
	if (strcmp(kind, "close-hello") == 0)
		return;
	if (strcmp(kind, "plain") == 0)
		send(fd, plain, sizeof(plain) - 1, MSG_NOSIGNAL);
	else if (strcmp(kind, "alert") == 0)
		send(fd, alert, sizeof(alert) - 1, MSG_NOSIGNAL);
	else if (strcmp(kind, "garbage") == 0)
		send(fd, bytes, sizeof(bytes), MSG_NOSIGNAL);
	drain(fd);
}

static void
serve(int listening, int fd, SSL_CTX *ctx, const struct options *o)
{
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid > 0) {
		close(fd);
		return;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(listening);
	/* Without it our two writes an answer would cost 40 ms. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	printf("connection\n");
	if (o->raw != NULL)
		serve_raw(fd, o->raw);
	else
		serve_tls(ctx, fd, o);
	_exit(0);
}

static int
listen_at(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port) };
	socklen_t len = sizeof(a);
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(fd, 16) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) != 0)
		fail("listen");
	printf("port %d\n", ntohs(a.sin_port));
	return fd;
}

int
main(int argc, char **argv)
{
	struct options o = { .level = 1 };
	SSL_CTX *ctx = NULL;
	int listening, fd;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	read_options(argc, argv, &o);
	wire_init();
	if (secret_heap_init() == SECRET_HEAP_NONE)
		fail("secure heap");
	requests_seen = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (requests_seen == MAP_FAILED)
		fail("mmap");
	if (o.raw == NULL)
		ctx = make_context(&o);
	listening = listen_at(o.port);
	for (;;) {
		fd = accept(listening, NULL, NULL);
		if (fd < 0)
			fail("accept");
		serve(listening, fd, ctx, &o);
	}
}
