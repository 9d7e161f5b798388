/* The clients of card, portal and what is saved, as the configuration wants
 * them. */
#ifndef APP_PARTS_H
#define APP_PARTS_H

#include <stddef.h>

#include "base/err.h"
#include "base/statement.h"

struct card;
struct config;
struct loop;
struct remote;
struct save;

/* Is that helper program there?  ERR_NOT_FOUND: `error` names it. */
MUST_CHECK enum err parts_helper(const struct config *config,
    const char *name, char *error, size_t size);

/* Nothing is started before the first call.  ERR_NOT_FOUND: the helper is not
 * there.  ERR_SOCKET_NONE, ERR_SOCKET_FOREIGN: session_socket.h.  Close with
 * card->ops->close, remote->ops->close, save->ops->close. */
MUST_CHECK enum err parts_card(struct loop *loop, const struct config *config,
    struct card **card, char *error, size_t size);
MUST_CHECK enum err parts_remote(struct loop *loop,
    const struct config *config, struct remote **remote, char *error,
    size_t size);

MUST_CHECK enum err parts_save(struct loop *loop, const struct config *config,
    struct save **save, char *error, size_t size);

/* What cards sign for: host and port of the portal's address, without a port
 * where that is 443. */
void parts_audience(const char *url, char out[static STATEMENT_AUDIENCE_MAX]);

/* NULL for what was not said, as the clients want it. */
const char *parts_said(const char *text);

#endif
