/* The floor of the portal's TLS: GnuTLS alone takes connections one behind the
 * other, makes the handshake and lets go.
 *
 *	bare_tls PORT CERTIFICATE KEY PRIORITIES */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

static int
listen_at(const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof(one)) != 0 ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(fd, 64) != 0)
		return -1;
	return fd;
}

static void
serve(int fd, gnutls_certificate_credentials_t cred, gnutls_priority_t prio)
{
	gnutls_session_t session;
	char byte;
	int e;

	if (gnutls_init(&session, GNUTLS_SERVER) != 0)
		return;
	(void)gnutls_priority_set(session, prio);
	(void)gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, cred);
	gnutls_transport_set_int(session, fd);
	do {
		e = gnutls_handshake(session);
	} while (e < 0 && gnutls_error_is_fatal(e) == 0);
	if (e == 0)
		(void)gnutls_record_recv(session, &byte, 1);
	gnutls_deinit(session);
}

int
main(int argc, char **argv)
{
	gnutls_certificate_credentials_t cred;
	gnutls_priority_t prio;
	int listener;

	if (argc != 5)
		return 2;
	(void)signal(SIGPIPE, SIG_IGN);
	listener = listen_at(argv[1]);
	if (listener < 0 ||
	    gnutls_certificate_allocate_credentials(&cred) != 0 ||
	    gnutls_certificate_set_x509_key_file(cred, argv[2], argv[3],
	    GNUTLS_X509_FMT_PEM) < 0 ||
	    gnutls_priority_init(&prio, argv[4], NULL) != 0) {
		fprintf(stderr, "bare_tls: cannot start\n");
		return 1;
	}
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			return 1;
		serve(fd, cred, prio);
		(void)close(fd);
	}
}
