/* The operator's view of a session, the terminal's side: a socket in a folder
 * of the machine, for root and for one group.  Whoever looks gets a line
 * (glance_line.h) at once and with each change, and is in the log. */
#ifndef APP_PUBLISH_H
#define APP_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/err.h"
#include "core/session.h"

struct loop;
struct publish;

/* Listens on FOLDER/UID-N.sock, and removes what a terminal of the same account
 * that was killed has left there under that name.  `next` (or NULL) is told the
 * same.  A folder or a group that is not there, and a socket that cannot be
 * made, are logged and publish nothing: a person at the terminal must not pay
 * for that.  `terminal` stays the caller's.  ERR_NO_MEMORY. */
MUST_CHECK enum err publish_new(struct loop *loop, const char *folder,
    const char *group, const char *terminal,
    const struct session_observer *next, struct publish **publish);

/* What a session is to be made with; valid as long as the publisher. */
const struct session_observer *publish_observer(struct publish *publish);

/* From now on it can be looked at; NULL: no more. */
void publish_session(struct publish *publish, struct session *session);

void publish_free(struct publish **publish);

/* May somebody with these rights look? */
bool publish_allows(uid_t uid, gid_t gid, const gid_t *groups, size_t count,
    gid_t operators);

#endif
