/* The terminal that answers are typed at: its line editing stays the
 * kernel's, only the echo is switched.  Restored when closed and on a fatal
 * signal.  One a process. */
#ifndef PLAIN_TTY_H
#define PLAIN_TTY_H

#include <stdbool.h>
#include <termios.h>

struct tty {
	int fd;
	bool is;		/* it is a terminal; false: nothing is done */
	bool echo;
	struct termios before;
};

/* Takes the terminal with its echo off: what is typed before it is asked for
 * is not shown.  Job-control signals are ignored from here on, as a visit must
 * not be stopped with its clocks. */
void tty_open(struct tty *t, int fd);
void tty_close(struct tty *t);

/* Off: not even the newline is shown. */
void tty_echo(struct tty *t, bool on);

/* Set the modes again: somebody may have changed them (SIGCONT). */
void tty_again(struct tty *t);

/* A line was typed and not read yet. */
bool tty_waiting(const struct tty *t);

/* Drop what was typed and not read yet. */
void tty_flush(struct tty *t);

/* Cells in a line of the output: COLUMNS, else what the terminal says, else
 * 80. */
int tty_width(int out);

/* The output is a terminal that says that it speaks UTF-8. */
bool tty_utf8(int out);

#endif
