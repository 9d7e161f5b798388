/* A word that a person knows and that is tried: security word, e-Devlet
 * password, web password.  Each is counted by itself: so many wrong ones in a
 * row block it until the call centre or a new word lifts that. */
#ifndef PORTAL_WORD_TRY_H
#define PORTAL_WORD_TRY_H

#include "portal/visit.h"

/* v->login.stored becomes what an unknown person is compared with: the same
 * cost, always the same salt for the same v->login.identity. */
MUST_CHECK enum err word_try_nobody(struct visit *v);

/* Outside a transaction: scrypt. */
void word_try_work(struct visit *v, const struct secret *word);

/* Behind scrypt, so that of many guesses sent at once only as many count as
 * may be wrong.  Counted under v->login.tries.  ERR_OK: it was right, and the
 * count is back to none; else `wrong` or `blocked`, with the tries left in
 * the problem. */
MUST_CHECK enum err word_try_judge(struct visit *v, enum err wrong,
    enum err blocked);

#endif
