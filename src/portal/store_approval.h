/* E-Onay: a person's approval, given once, so that later applications need no
 * signature.  What happened when is in the audit. */
#ifndef PORTAL_STORE_APPROVAL_H
#define PORTAL_STORE_APPROVAL_H

#include <stdint.h>

#include "base/err.h"

struct store;

/* *given is when, 0: it is not given. */
MUST_CHECK enum err approval_read(struct store *store, int64_t person,
    int64_t *given);

/* What is given already stays as it was. */
MUST_CHECK enum err approval_give(struct store *store, int64_t person,
    int64_t now);

/* What is not given is no error. */
MUST_CHECK enum err approval_withdraw(struct store *store, int64_t person);

#endif
