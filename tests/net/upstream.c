#include "upstream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static int
dial(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Header and as much body as it says. */
static bool
is_whole(const char *answer, size_t len)
{
	static const char name[] = "\r\nContent-Length: ";
	const char *end = strstr(answer, "\r\n\r\n"), *length;
	size_t body;

	if (end == NULL)
		return false;
	length = strcasestr(answer, name);
	body = length == NULL || length > end ? 0 :
	    (size_t)strtoul(length + sizeof(name) - 1, NULL, 10);
	return len >= (size_t)(end + 4 - answer) + body;
}

static size_t
take_answer(SSL *ssl, char *answer)
{
	size_t len = 0;
	int n;

	answer[0] = '\0';
	while (!is_whole(answer, len)) {
		n = SSL_read(ssl, answer + len, (int)(UPSTREAM_ROOM - 1 - len));
		if (n <= 0)
			return 0;
		len += (size_t)n;
		answer[len] = '\0';
	}
	return len;
}

size_t
upstream_ask(int port, const char *request, size_t len, char *answer)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = ctx == NULL ? NULL : SSL_new(ctx);
	int fd = dial(port);
	size_t got = 0;

	if (ssl != NULL && fd >= 0 && SSL_set_fd(ssl, fd) == 1 &&
	    SSL_connect(ssl) == 1 &&
	    SSL_write(ssl, request, (int)len) == (int)len)
		got = take_answer(ssl, answer);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	if (fd >= 0)
		close(fd);
	return got;
}
