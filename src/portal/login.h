/* The end of every login. */
#ifndef PORTAL_LOGIN_H
#define PORTAL_LOGIN_H

#include "portal/visit.h"

/* The session is this person's and authenticated; the masked name and the
 * session's life, for the answer. */
MUST_CHECK enum err login_done(struct visit *v, int64_t person, char *name,
    size_t size, int *expires_in);

#endif
