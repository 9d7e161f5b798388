/* What the logins share. */
#ifndef PORTAL_LOGIN_H
#define PORTAL_LOGIN_H

#include "portal/visit.h"

/* What looks a person up, of what was typed; text that is no identity number
 * at all is just another unknown person. */
MUST_CHECK enum err login_identity_key(const struct visit *v,
    const char *text, uint8_t out[static HASH_BYTES]);

/* The session is this person's and authenticated; the masked name and the
 * session's life, for the answer. */
MUST_CHECK enum err login_done(struct visit *v, int64_t person, char *name,
    size_t size, int *expires_in);

/* The masked name. */
MUST_CHECK enum err login_name(struct visit *v, int64_t person, char *name,
    size_t size);

#endif
