/* The session on a terminal: keys in, cells out, from the loop. */
#ifndef TUI_UI_H
#define TUI_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct loop;
struct session;
struct ui;

struct ui_config {
	bool exit;	/* F10 on the start screen ends the program */
	bool ascii;	/* no lines and blocks, whatever the terminal says */
};

/* Take the terminal and paint the session's screen at once.
 * ERR_REFUSED: the terminal cannot be used; `error` is a line that says why,
 * and nothing was changed. */
MUST_CHECK enum err ui_new(struct loop *loop, struct session *session,
    const struct ui_config *config, struct ui **ui, char *error, size_t size);

/* Begin to read keys.  `over` is called when the terminal has gone away (end
 * of file or an error: nothing is read any more), or when the person has left
 * the program. */
MUST_CHECK enum err ui_begin(struct ui *ui, void (*over)(void *arg),
    void *arg);

/* Give the terminal back.  Before session_free(). */
void ui_free(struct ui **ui);

#endif
