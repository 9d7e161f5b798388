/* cilingir-console: the first console in front, and nobody gets away from it.
 *
 *	cilingir-console lock		change to it, refuse every other one
 *	cilingir-console unlock		allow the others again
 *
 * The kernel refuses: no key, no program and no login can change the console
 * while it is locked.  Needs CAP_SYS_TTY_CONFIG: cilingir-console.service. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kd.h>
#include <linux/keyboard.h>
#include <linux/vt.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/version.h"

#define CURRENT "/dev/tty0"	/* whichever is in front */
#define FIRST "/dev/tty1"
#define FIRST_NUMBER 1
#define EXIT_USAGE 2

static const char usage[] =
    "usage: cilingir-console lock | unlock\n"
    "       cilingir-console --help | --version\n"
    "cilingir-console.service starts this program.\n";

static bool
complain(const char *what)
{
	fprintf(stderr, "cilingir-console: %s: %s\n", what, strerror(errno));
	return false;
}

static bool
lock(int fd)
{
	if (ioctl(fd, VT_ACTIVATE, FIRST_NUMBER) != 0 ||
	    ioctl(fd, VT_WAITACTIVE, FIRST_NUMBER) != 0)
		return complain("the first console does not come to the front");
	if (ioctl(fd, VT_LOCKSWITCH, 0) != 0)
		return complain("the console cannot be locked");
	return true;
}

/* So that the digits beside the letters are digits. */
static bool
digits_on(void)
{
	int fd = open(FIRST, O_RDWR | O_NOCTTY | O_CLOEXEC);
	char flags = 0;
	bool on = fd >= 0 && ioctl(fd, KDGKBLED, &flags) == 0 &&
	    ioctl(fd, KDSKBLED, (long)(flags | K_NUMLOCK)) == 0;

	if (fd >= 0)
		close(fd);
	return on || complain("NumLock cannot be put on");
}

static int
work(bool locks)
{
	int fd = open(CURRENT, O_RDWR | O_NOCTTY | O_CLOEXEC);
	bool well;

	if (fd < 0)
		well = complain(CURRENT);
	else if (locks)
		well = lock(fd);
	else
		well = ioctl(fd, VT_UNLOCKSWITCH, 0) == 0 ||
		    complain("the console cannot be unlocked");
	if (fd >= 0)
		close(fd);
	if (well && locks)
		(void)digits_on();	/* a kiosk without it is a kiosk */
	return well ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	if (strcmp(what, "lock") == 0 || strcmp(what, "unlock") == 0)
		return work(strcmp(what, "lock") == 0);
	if (strcmp(what, "--version") == 0)
		return version_print("cilingir-console", LIBRARIES) == 0 ?
		    EXIT_SUCCESS : EXIT_FAILURE;
	if (strcmp(what, "--help") == 0)
		return fputs(usage, stdout) >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	fputs(usage, stderr);
	return EXIT_USAGE;
}
