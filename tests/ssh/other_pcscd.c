/* A card service that speaks a newer protocol than every library: what a
 * client hears whose pcsc-lite is of another version.
 *
 *	other_pcscd SOCKET		until it is ended */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define CMD_VERSION 0x11
#define SERVICE_STOPPED 0x8010001e

/* The first words of a client; the body alone goes back (pcsc-lite,
 * winscard_msg.h). */
struct greeting {
	uint32_t size, command;
	struct { uint32_t major, minor, error; } body;
};

static void
greet(int fd)
{
	struct greeting g;

	if (recv(fd, &g, sizeof(g), MSG_WAITALL) != sizeof(g) ||
	    g.size != sizeof(g.body) || g.command != CMD_VERSION)
		return;
	g.body.minor++;
	g.body.error = SERVICE_STOPPED;
	(void)send(fd, &g.body, sizeof(g.body), MSG_NOSIGNAL);
}

int
main(int argc, char **argv)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), fd;

	if (argc != 2 || listener < 0)
		return EXIT_FAILURE;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", argv[1]);
	if (bind(listener, (const struct sockaddr *)&at, sizeof(at)) != 0 ||
	    listen(listener, 8) != 0)
		return EXIT_FAILURE;
	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		greet(fd);
		close(fd);
	}
	return EXIT_FAILURE;
}
