#include "relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "figures.h"

#define CHUNK (64 * 1024)

static struct {
	int listener, to_port;
	pthread_mutex_t lock;
	int64_t asked, answered;	/* of the exchange under way, ns */
	double waited;			/* ms, of those that are over */
} relay = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
note(int from_portal)
{
	int64_t now = now_ns();

	(void)pthread_mutex_lock(&relay.lock);
	if (from_portal)
		relay.answered = now;
	else if (relay.answered >= relay.asked) {
		relay.waited += (double)(relay.answered - relay.asked) / 1e6;
		relay.asked = now;
		relay.answered = now - 1;
	}
	(void)pthread_mutex_unlock(&relay.lock);
}

double
relay_waited(void)
{
	double ms;

	(void)pthread_mutex_lock(&relay.lock);
	ms = relay.waited;
	if (relay.answered >= relay.asked)
		ms += (double)(relay.answered - relay.asked) / 1e6;
	relay.waited = 0;
	relay.asked = relay.answered = now_ns();
	(void)pthread_mutex_unlock(&relay.lock);
	return ms;
}

static int
send_all(int fd, const char *bytes, ssize_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, (size_t)len, MSG_NOSIGNAL);

		if (n <= 0)
			return 0;
		bytes += n;
		len -= n;
	}
	return 1;
}

/* One connection until either side ends it. */
static void
carry(int terminal, int portal)
{
	struct pollfd p[2] = { { .fd = terminal, .events = POLLIN },
	    { .fd = portal, .events = POLLIN } };
	static char bytes[CHUNK];

	while (poll(p, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			ssize_t n;

			if (p[i].revents == 0)
				continue;
			n = recv(p[i].fd, bytes, sizeof(bytes), 0);
			if (n <= 0)
				return;
			if (i == 0)
				note(0);
			if (!send_all(p[1 - i].fd, bytes, n))
				return;
			if (i == 1)
				note(1);
		}
	}
}

static void *
serve(void *arg)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)relay.to_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1;

	(void)arg;
	for (;;) {
		int terminal = accept(relay.listener, NULL, NULL);
		int portal = socket(AF_INET, SOCK_STREAM, 0);

		if (terminal < 0 || portal < 0 ||
		    connect(portal, (struct sockaddr *)&to, sizeof(to)) != 0)
			cannot("the relay cannot reach the portal");
		(void)setsockopt(terminal, IPPROTO_TCP, TCP_NODELAY, &one,
		    sizeof(one));
		(void)setsockopt(portal, IPPROTO_TCP, TCP_NODELAY, &one,
		    sizeof(one));
		carry(terminal, portal);
		(void)close(terminal);
		(void)close(portal);
	}
	return NULL;
}

void
relay_start(int from_port, int to_port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)from_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	pthread_t thread;
	int one = 1;

	relay.to_port = to_port;
	relay.listener = socket(AF_INET, SOCK_STREAM, 0);
	(void)setsockopt(relay.listener, SOL_SOCKET, SO_REUSEADDR, &one,
	    sizeof(one));
	if (relay.listener < 0 ||
	    bind(relay.listener, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(relay.listener, 8) != 0 ||
	    pthread_create(&thread, NULL, serve, NULL) != 0)
		cannot("the relay cannot listen on port %d", from_port);
	(void)pthread_detach(thread);
}
