/* The front end of a session: the full screen, or line by line. */
#ifndef APP_FRONT_H
#define APP_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct front;
struct loop;
struct session;

struct front_config {
	bool plain;	/* line by line: asked for, or nothing else works */
	bool ascii;	/* full screen: no lines and blocks */
	bool exit;	/* leaving the start screen ends the program */
};

/* Line by line if it was asked for (`asked`, CILINGIR_PLAIN), if TERM says
 * that the terminal can do no more, or if there is none.  *why: what to tell
 * somebody who has not asked for it, or NULL. */
bool front_is_plain(bool asked, const char **why);

/* Show the session's screen at once.  ERR_REFUSED: the terminal cannot be
 * used; `error` says why. */
MUST_CHECK enum err front_new(struct loop *loop, struct session *session,
    const struct front_config *config, struct front **front, char *error,
    size_t size);

/* Begin to listen.  `over` is called when the person, or the terminal, has
 * gone. */
MUST_CHECK enum err front_begin(struct front *front, void (*over)(void *arg),
    void *arg);

/* Give the terminal back.  Before session_free(). */
void front_free(struct front **front);

#endif
