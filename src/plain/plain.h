/* The session line by line: for terminals that cannot move the cursor, for
 * screen readers and for scripts.  Lines are only ever added.
 *
 * Fields are asked one after the other, then the buttons by number.  An
 * answer that begins with ':' is a command (":?" help, ":r" repeat the screen
 * and ask again from its start, ":m" go to the buttons, ":<" back, ":l" the
 * other language, ":q" leave); "::" at the beginning stands for one ':'.  In
 * the list of buttons the ':' may be left out.  The end of the input leaves
 * the program. */
#ifndef PLAIN_PLAIN_H
#define PLAIN_PLAIN_H

#include <stdbool.h>

#include "base/err.h"

struct loop;
struct plain;
struct session;

struct plain_config {
	int in, out;	/* descriptors, the caller's; a terminal or not */
	bool exit;	/* leaving the start screen ends the program */
};

/* Say the first screen at once.  `config` is copied. */
MUST_CHECK enum err plain_new(struct loop *loop, struct session *session,
    const struct plain_config *config, struct plain **plain);

/* Begin to ask.  `over` is called when the input has ended or the output has
 * gone, on SIGINT and SIGQUIT, and when the person has left the program;
 * nothing is asked any more then. */
MUST_CHECK enum err plain_begin(struct plain *plain, void (*over)(void *arg),
    void *arg);

/* Say goodbye, give the terminal back.  Before session_free(). */
void plain_free(struct plain **plain);

#endif
