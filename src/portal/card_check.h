/* What every step about a card looks at first, and what the audit says. */
#ifndef PORTAL_CARD_CHECK_H
#define PORTAL_CARD_CHECK_H

#include "portal/visit.h"

struct method;

/* The card is this person's and can be unlocked, by this method.
 * ERR_CARD_NOT_KNOWN, ERR_CARD_NOT_YOURS, ERR_CARD_REVOKED. */
MUST_CHECK enum err card_check(struct visit *v, const char *serial,
    const struct method **method);

/* "card=..8901 more" in the audit. */
void card_note(struct visit *v, const char *serial, const char *more);

/* The unlock of the path, whosever it is.  ERR_NOT_FOUND. */
struct unlock;
MUST_CHECK enum err card_unlock_of_path(struct visit *v, struct unlock *u);

/* The same: is it of this session, still to be confirmed, and in time?  It is
 * noted.  ERR_NOT_FOUND, ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED. */
MUST_CHECK enum err card_check_unconfirmed(struct visit *v, struct unlock *u);

/* Is it of this session and this card, confirmed, in time, and nothing was
 * handed out for it yet?  ERR_NOT_FOUND, ERR_CARD_NOT_YOURS,
 * ERR_UNLOCK_EXPIRED, ERR_UNLOCK_USED, ERR_REFUSED. */
MUST_CHECK enum err card_check_unlock(struct visit *v, const char *serial,
    struct unlock *u);

#endif
