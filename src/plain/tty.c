#include "plain/tty.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WIDTH_MIN 20
#define WIDTH_MAX 500
#define WIDTH_USUAL 80

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
static const int ignored[] = { SIGTSTP, SIGTTIN, SIGTTOU };

static struct sigaction fatal_before[COUNT(fatal)];
static struct sigaction ignored_before[COUNT(ignored)];
static struct termios modes;
static volatile sig_atomic_t armed, at_fd;

/* Only async-signal-safe calls; then whoever handled it before. */
static void
restore(int signo)
{
	if (armed)
		(void)tcsetattr(at_fd, TCSANOW, &modes);
	armed = 0;
	for (size_t i = 0; i < COUNT(fatal); i++)
		(void)sigaction(fatal[i], &fatal_before[i], NULL);
	(void)raise(signo);
}

static void
arm(const struct tty *t)
{
	struct sigaction act = { .sa_handler = restore };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	act.sa_flags = SA_NODEFER;
	modes = t->before;
	at_fd = t->fd;
	armed = 1;
	for (size_t i = 0; i < COUNT(fatal); i++)
		(void)sigaction(fatal[i], &act, &fatal_before[i]);
	for (size_t i = 0; i < COUNT(ignored); i++)
		(void)sigaction(ignored[i], &ignore, &ignored_before[i]);
}

static void
disarm(void)
{
	armed = 0;
	for (size_t i = 0; i < COUNT(fatal); i++)
		(void)sigaction(fatal[i], &fatal_before[i], NULL);
	for (size_t i = 0; i < COUNT(ignored); i++)
		(void)sigaction(ignored[i], &ignored_before[i], NULL);
}

void
tty_open(struct tty *t, int fd)
{
	memset(t, 0, sizeof(*t));
	t->fd = fd;
	t->is = isatty(fd) == 1 && tcgetattr(fd, &t->before) == 0;
	if (!t->is)
		return;
	arm(t);
	tty_again(t);
}

void
tty_close(struct tty *t)
{
	if (!t->is)
		return;
	/* Half a line that was typed stays with us. */
	(void)tcsetattr(t->fd, TCSAFLUSH, &t->before);
	disarm();
	t->is = false;
}

void
tty_again(struct tty *t)
{
	struct termios now = t->before;

	if (!t->is)
		return;
	now.c_iflag |= ICRNL;
	now.c_oflag |= OPOST | ONLCR;
	now.c_lflag |= ICANON | ISIG | ECHOE | ECHOK;
	now.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	if (t->echo)
		now.c_lflag |= ECHO;
	(void)tcsetattr(t->fd, TCSANOW, &now);
}

void
tty_echo(struct tty *t, bool on)
{
	if (t->echo == on)
		return;
	t->echo = on;
	tty_again(t);
}

bool
tty_waiting(const struct tty *t)
{
	int bytes = 0;

	return t->is && ioctl(t->fd, FIONREAD, &bytes) == 0 && bytes > 0;
}

void
tty_flush(struct tty *t)
{
	if (t->is)
		(void)tcflush(t->fd, TCIFLUSH);
}

/* 1 to 3 digits, or 0. */
static int
small_number(const char *s)
{
	int n = 0, digits = 0;

	for (; s != NULL && ascii_is_digit(*s) && digits < 3; s++, digits++)
		n = n * 10 + (*s - '0');
	return s != NULL && *s == '\0' ? n : 0;
}

int
tty_width(int out)
{
	struct winsize size = { 0 };
	int width = small_number(getenv("COLUMNS"));

	if (width == 0 && ioctl(out, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width == 0)
		width = WIDTH_USUAL;
	if (width < WIDTH_MIN)
		width = WIDTH_MIN;
	return width < WIDTH_MAX ? width : WIDTH_MAX;
}

/* "tr_TR.UTF-8", "C.utf8@x" */
static bool
locale_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL, *dot;
	char set[8];

	for (size_t i = 0; i < COUNT(names); i++) {
		value = getenv(names[i]);
		if (value != NULL && value[0] != '\0')
			break;
	}
	dot = value == NULL ? NULL : strchr(value, '.');
	if (dot == NULL)
		return false;
	utf8_sanitise(dot + 1, strcspn(dot + 1, "@"), set, sizeof(set));
	return ascii_equal_nocase(set, "utf-8") ||
	    ascii_equal_nocase(set, "utf8");
}

bool
tty_utf8(int out)
{
	struct termios now;

	if (isatty(out) != 1)
		return false;
	return locale_is_utf8() || (tcgetattr(out, &now) == 0 &&
	    (now.c_iflag & IUTF8) != 0);
}
