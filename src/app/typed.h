/* Values that are typed for a command: a line each on standard input, never in
 * arguments.  On a terminal they are asked for and not shown. */
#ifndef APP_TYPED_H
#define APP_TYPED_H

#include <stdbool.h>

#include "base/err.h"

struct secret;

/* A line into *value, made by the call; the caller frees.  `what` is asked on
 * a terminal.  ERR_FIELD_EMPTY, ERR_TOO_BIG, ERR_IO. */
MUST_CHECK enum err typed_read(const char *what, struct secret **value);

/* The same twice on a terminal: ERR_PIN_REPEAT.  From a pipe it is once. */
MUST_CHECK enum err typed_read_new(const char *what, struct secret **value);

#endif
