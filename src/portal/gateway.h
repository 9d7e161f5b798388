/* Messages to people leave through programs that the configuration names. */
#ifndef PORTAL_GATEWAY_H
#define PORTAL_GATEWAY_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "portal/config.h"

#define GATEWAY_MAX 4096	/* PIPE_BUF: one write, no waiting */

/* What stands for "{name}" in a text; a list ends with a NULL name. */
struct gateway_place {
	const char *name;
	const void *bytes;
	size_t len;
};

/* Add `text` to `out` with its places filled in.  ERR_SYNTAX: there is a
 * place that the list does not have. */
MUST_CHECK enum err gateway_fill(const char *text,
    const struct gateway_place *places, struct buf *out);

/* Start the program with the message on its standard input and nowhere else,
 * and wait for it (base/program.h).  ERR_IO: the message did not leave; why is
 * in the log under `what` ("sms.failed"). */
MUST_CHECK enum err gateway_run(const struct gateway *gateway,
    const char *what, const struct buf *message);

#endif
