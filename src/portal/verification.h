/* Verification codes: 15 digits, for one unlock of one card in one session. */
#ifndef PORTAL_VERIFICATION_H
#define PORTAL_VERIFICATION_H

#include "portal/visit.h"

#define VERIFICATION_DIGITS 15

/* Store a new one; the session's older one is replaced. */
MUST_CHECK enum err verification_keep(struct visit *v, const char *serial,
    const struct secret *code, int64_t expires);

/* ERR_OK: right, and used from now on.  ERR_VERIFICATION_WRONG (also for
 * another card), ERR_VERIFICATION_EXPIRED, ERR_VERIFICATION_USED. */
MUST_CHECK enum err verification_spend(struct visit *v, const char *serial,
    const struct secret *code);

#endif
