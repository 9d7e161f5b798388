#include "tui/term_crash.h"

#include <curses.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
/* The keyboard cannot send these in raw mode; others must not either. */
static const int ignored[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGQUIT, SIGINT };

static struct sigaction before[COUNT(fatal)];
static struct termios modes;
static volatile sig_atomic_t have_modes, armed;
static char sequence[256];
static size_t sequence_len;

void
term_crash_prepare(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	have_modes = tcgetattr(STDIN_FILENO, &modes) == 0;
	for (size_t i = 0; i < COUNT(ignored); i++)
		(void)sigaction(ignored[i], &ignore, NULL);
}

/* Add a capability without its padding ("$<50/>"). */
static void
add(const char *name)
{
	const char *s = tigetstr(name);

	if (s == NULL || s == (const char *)-1)
		return;
	while (*s != '\0' && sequence_len < sizeof(sequence)) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>') != NULL) {
			s = strchr(s, '>') + 1;
			continue;
		}
		sequence[sequence_len++] = *s++;
	}
}

static void
restore(int signo)
{
	ssize_t n = 0;

	if (armed) {
		armed = 0;
		n = write(STDOUT_FILENO, sequence, sequence_len);
		if (have_modes)
			(void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	}
	(void)n;
	(void)raise(signo);	/* the default action: SA_RESETHAND */
}

void
term_crash_arm(void)
{
	struct sigaction act = { .sa_handler = restore };

	act.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
	sequence_len = 0;
	add("sgr0");
	add("clear");
	add("rmcup");
	add("cnorm");
	armed = 1;
	for (size_t i = 0; i < COUNT(fatal); i++)
		(void)sigaction(fatal[i], &act, &before[i]);
}

void
term_crash_disarm(void)
{
	if (!armed)
		return;
	armed = 0;
	for (size_t i = 0; i < COUNT(fatal); i++)
		(void)sigaction(fatal[i], &before[i], NULL);
}
