/* What the logins share. */
#ifndef PORTAL_LOGIN_H
#define PORTAL_LOGIN_H

#include "portal/visit.h"

/* The session is this person's and authenticated; the masked name and the
 * session's life, for the answer.  ERR_REFUSED: it is another one's already,
 * perhaps since this login began; what they confirmed is not for this one. */
MUST_CHECK enum err login_done(struct visit *v, int64_t person, char *name,
    size_t size, int *expires_in);

/* The phone on file, masked. */
MUST_CHECK enum err login_phone(struct visit *v, int64_t person, char *masked,
    size_t size);

#endif
