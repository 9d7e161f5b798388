/* A glance (core/glance.h) as one line between a terminal and an operator:
 * "1 terminal=kiosk-1 screen=sms-code error=code-wrong case=7K2M-9XRP left=287
 * busy=0". */
#ifndef APP_GLANCE_LINE_H
#define APP_GLANCE_LINE_H

#include <stddef.h>

#include "base/err.h"
#include "core/glance.h"
#include "screen/screen.h"

#define GLANCE_LINE 256		/* bytes, with its newline and the end */
#define GLANCE_NAME 48

void glance_write(const struct glance *glance, const char *terminal,
    char out[static GLANCE_LINE]);

/* What another process says is not believed: ERR_SYNTAX for a line of another
 * form, a screen, error or case number that cannot be.  `line` without its
 * newline; it is changed. */
MUST_CHECK enum err glance_read(char *line, const struct screens *screens,
    struct glance *glance, char terminal[static GLANCE_NAME]);

#endif
