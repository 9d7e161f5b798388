/* Does every screen fit a terminal of 80x24? */
#ifndef APP_FIT_H
#define APP_FIT_H

#include "base/err.h"
#include "screen/screen.h"

/* Each screen in both languages, under every combination of its conditions,
 * bare and with each message that can appear on it.  Bare, all of it has to be
 * seen at once; with a message, that message and what has the focus.
 * ERR_SYNTAX: `report` got a line for each that does not. */
MUST_CHECK enum err fit_check(const struct screens *screens,
    const struct screen_vocabulary *known,
    void (*report)(void *arg, const char *line), void *arg);

#endif
